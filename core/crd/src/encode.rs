//! CRDs to a table.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use routeproof_core::internal::schema::Gap;
use routeproof_core::internal::schema::layout::{
    self, FORMATS, LIST_TYPES, REASONS, TYPES, bit, rule, slot, version,
};

use crate::blob::Blob;
use crate::crd::{Additional, Crd, Rule, Schema, Version};
use crate::{cel, pattern};

/// What a table says of CEL rules, beyond the CRD.
pub struct Message {
    /// The number of the rule: the same for the same expression.
    pub id: u32,
    /// What is wrong when the rule fails.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}

/// Who says what is wrong when a rule fails.
pub type Messages<'m> = &'m dyn Fn(&Rule) -> Result<Message>;

/// The table of CRDs called `name`, each with the flags of its versions: the channel.
///
/// # Errors
/// Where something in a CRD has no place in a table, unless `gaps` takes note of it.
pub fn table(
    name: &str,
    crds: &[(u32, &Crd)],
    messages: Messages<'_>,
    gaps: Option<&mut Vec<Gap>>,
) -> Result<Vec<u8>> {
    let mut writer =
        Writer { blob: Blob::with_header(4, gaps.is_none()), messages, gaps, place: Place::default() };
    let any = writer.blob.words(&ANYTHING)?;
    let mut kinds: BTreeMap<(&str, &str), Vec<(u32, &Crd)>> = BTreeMap::new();
    for (flags, crd) in crds {
        kinds.entry((&crd.group, &crd.kind)).or_default().push((*flags, crd));
    }
    let mut records = Vec::new();
    for ((group, kind), crds) in kinds {
        records.push(writer.kind(group, kind, &crds).with_context(|| format!("{kind} of {name}"))?);
    }
    let (name, kinds) = (writer.blob.text(name)?, writer.blob.list(&records)?);
    for (place, word) in [layout::MAGIC, name, kinds, any].into_iter().enumerate() {
        writer.blob.set_header(place, word)?;
    }
    Ok(writer.blob.finish())
}

struct Writer<'a> {
    blob: Blob,
    messages: Messages<'a>,
    /// What is left out; where there is no list, it is an error.
    gaps: Option<&'a mut Vec<Gap>>,
    place: Place,
}

/// Where the writer is.
#[derive(Default)]
struct Place {
    group: String,
    kind: String,
    version: String,
    path: Vec<String>,
}

/// What a schema's first word tells of the nodes below it.
const WITHIN: u32 = bit::RULES_WITHIN | bit::DEFAULTS_WITHIN | bit::LIMITS_WITHIN;

/// The schema that every value fits.
const ANYTHING: [u32; 2] = [bit::PRESERVE_UNKNOWN, 0];

/// Formats by which CEL reads a text as a time, a duration or bytes; without hyphens.
const TYPED: [&str; 4] = ["datetime", "date", "duration", "byte"];

/// The slots that limit no value.
const FREE_SLOTS: [u32; 6] =
    [slot::PROPERTIES, slot::ITEMS, slot::ADDITIONAL, slot::DEFAULT, slot::RULES, slot::MAP_KEYS];

/// A schema that no value is looked at by, and that knows no field.
const NOTHING: [u32; 2] = [0, 0];

impl Writer<'_> {
    fn kind(&mut self, group: &str, kind: &str, crds: &[(u32, &Crd)]) -> Result<u32> {
        let [(_, first), ..] = crds else { bail!("no CRD") };
        let mut versions = Vec::new();
        for (channel, crd) in crds {
            for version in &crd.versions {
                self.place = Place {
                    group: group.to_owned(),
                    kind: kind.to_owned(),
                    version: version.name.clone(),
                    path: Vec::new(),
                };
                let schema = self.schema(&version.schema).with_context(|| version.name.clone())?;
                versions.extend([
                    self.blob.text(&version.name)?,
                    schema.at,
                    channel | version_flags(version),
                ]);
            }
        }
        let mut words = vec![
            self.blob.text(group)?,
            self.blob.text(kind)?,
            self.blob.text(&first.plural)?,
            u32::from(first.namespaced),
            u32::try_from(versions.len() / 3)?,
        ];
        words.extend(versions);
        self.blob.words(&words)
    }

    fn schema(&mut self, schema: &Schema) -> Result<Written> {
        let mut node = Node::default();
        self.own_limits(schema, &mut node)?;
        self.children(schema, &mut node)?;
        if let Some(default) = &schema.default {
            node.set(slot::DEFAULT, self.blob.constant(default)?);
        }
        node.typed |= schema.format.as_deref().is_some_and(|it| TYPED.contains(&&*it.replace('-', "")));
        if !schema.rules.is_empty() {
            let mut rules = Vec::new();
            for it in &schema.rules {
                let what = || format!("the rule `{}`", it.expression.trim());
                let rule = self.rule(it, &node);
                rules.extend(self.or_gap(what, rule)?);
            }
            if !rules.is_empty() {
                node.set(slot::RULES, self.blob.list(&rules)?);
                node.bits |= bit::RULES_WITHIN;
            }
        }
        let format = self.or_gap(|| "a format".to_owned(), format(schema))?.unwrap_or_default();
        node.bits |= own_bits(schema)? | (place(&FORMATS, format, "format")? << bit::FORMAT_SHIFT);
        let limited = node.slots.keys().any(|it| !FREE_SLOTS.contains(it));
        if limited || node.bits & ((0xf << bit::FORMAT_SHIFT) | (3 << bit::LIST_SHIFT)) != 0 {
            node.bits |= bit::LIMITS_WITHIN;
        }
        let mask = node.slots.keys().fold(0, |mask, slot| mask | (1 << slot));
        let mut words = vec![node.bits, mask];
        words.extend(node.slots.values());
        let within = node.bits & WITHIN | if schema.default.is_some() { bit::DEFAULTS_WITHIN } else { 0 };
        Ok(Written {
            at: self.blob.words(&words)?,
            within,
            typed: node.typed,
            typed_fields: node.typed_fields,
        })
    }

    fn children(&mut self, schema: &Schema, node: &mut Node) -> Result<()> {
        if !schema.properties.is_empty() {
            let mut words = Vec::new();
            for (name, child) in &schema.properties {
                let mut child = self.at(format!(".{name}"), child)?;
                node.bits |= child.within;
                if child.typed {
                    node.typed_fields.insert(name.clone());
                }
                node.typed_fields.append(&mut child.typed_fields);
                words.extend([self.blob.text(name)?, child.at | u32::from(schema.required.contains(name))]);
            }
            words.insert(0, u32::try_from(schema.properties.len())?);
            node.set(slot::PROPERTIES, self.blob.words(&words)?);
        }
        if let Some(items) = &schema.items {
            let mut items = self.at("[]".to_owned(), items)?;
            node.bits |= items.within;
            node.typed |= items.typed;
            node.typed_fields.append(&mut items.typed_fields);
            node.set(slot::ITEMS, items.at);
        }
        match &schema.additional_properties {
            Some(Additional::Schema(values)) => {
                let mut values = self.at(".*".to_owned(), values)?;
                node.bits |= values.within;
                node.typed |= values.typed;
                node.typed_fields.append(&mut values.typed_fields);
                node.set(slot::ADDITIONAL, values.at);
            }
            Some(Additional::Allowed(true)) => node.set(slot::ADDITIONAL, self.blob.words(&NOTHING)?),
            Some(Additional::Allowed(false)) | None => {}
        }
        Ok(())
    }

    fn own_limits(&mut self, schema: &Schema, node: &mut Node) -> Result<()> {
        if !schema.required.is_empty() {
            node.set(slot::REQUIRED, self.blob.texts(&schema.required)?);
        }
        if let Some(pattern) = &schema.pattern {
            let written = pattern::write(&mut self.blob, pattern);
            if let Some(at) = self.or_gap(|| format!("the pattern `{pattern}`"), written)? {
                node.set(slot::PATTERN, at);
            }
        }
        if let Some(choices) = &schema.choices {
            let choices: Vec<u32> = choices.iter().map(|it| self.blob.constant(it)).collect::<Result<_>>()?;
            node.set(slot::ENUM, self.blob.list(&choices)?);
        }
        let numbers = [
            (slot::MINIMUM, &schema.minimum),
            (slot::MAXIMUM, &schema.maximum),
            (slot::MULTIPLE_OF, &schema.multiple_of),
        ];
        for (slot, number) in numbers {
            if let Some(number) = number {
                node.set(slot, self.blob.constant(number)?);
            }
        }
        let counts = [
            (slot::MIN_LENGTH, schema.min_length),
            (slot::MAX_LENGTH, schema.max_length),
            (slot::MIN_ITEMS, schema.min_items),
            (slot::MAX_ITEMS, schema.max_items),
            (slot::MIN_PROPERTIES, schema.min_properties),
            (slot::MAX_PROPERTIES, schema.max_properties),
        ];
        for (slot, count) in counts {
            if let Some(count) = count {
                node.set(slot, count);
            }
        }
        if !schema.list_map_keys.is_empty() {
            node.set(slot::MAP_KEYS, self.blob.texts(&schema.list_map_keys)?);
        }
        self.alternatives(schema, node)
    }

    /// What is left out within an alternative leaves out the alternatives: without a part they may say the opposite.
    fn alternatives(&mut self, schema: &Schema, node: &mut Node) -> Result<()> {
        let lists =
            [(slot::ALL_OF, &schema.all_of), (slot::ANY_OF, &schema.any_of), (slot::ONE_OF, &schema.one_of)];
        for (slot, schemas) in lists {
            if !schemas.is_empty() {
                let written = self.whole(schemas);
                if let Some(at) = self.or_gap(|| "an alternative".to_owned(), written)? {
                    node.set(slot, self.blob.list(&at)?);
                }
            }
        }
        if let Some(not) = &schema.not {
            let written = self.whole(std::slice::from_ref(&**not));
            if let Some(at) =
                self.or_gap(|| "a `not`".to_owned(), written)?.and_then(|it| it.first().copied())
            {
                node.set(slot::NOT, at);
            }
        }
        Ok(())
    }

    /// Schemas of which nothing may be left out.
    fn whole(&mut self, schemas: &[Schema]) -> Result<Vec<u32>> {
        let gaps = self.gaps.take();
        let written = schemas.iter().map(|it| Ok(self.schema(it)?.at)).collect();
        self.gaps = gaps;
        written
    }

    /// The schema `step` below the node.
    fn at(&mut self, step: String, schema: &Schema) -> Result<Written> {
        self.place.path.push(step);
        let written = self.schema(schema).with_context(|| self.place.path.concat());
        self.place.path.pop();
        written
    }

    /// What was written; nothing where it could not be and may be left out.
    fn or_gap<T>(&mut self, what: impl FnOnce() -> String, written: Result<T>) -> Result<Option<T>> {
        let error = match written {
            Ok(it) => return Ok(Some(it)),
            Err(error) => error,
        };
        let Some(gaps) = self.gaps.as_mut() else { return Err(error) };
        let path = self.place.path.concat();
        gaps.push(Gap {
            group: self.place.group.clone(),
            kind: self.place.kind.clone(),
            version: self.place.version.clone(),
            path: path.trim_start_matches('.').to_owned(),
            what: what(),
            why: error.root_cause().to_string(),
        });
        Ok(None)
    }

    fn rule(&mut self, rule: &Rule, node: &Node) -> Result<u32> {
        let message = (self.messages)(rule)?;
        let compiled =
            cel::compile(&mut self.blob, &rule.expression).with_context(|| rule.expression.clone())?;
        if node.typed || compiled.fields.iter().any(|it| node.typed_fields.contains(it)) {
            bail!("it uses a time, a duration or bytes by the format of a field");
        }
        let mut flags = match &rule.reason {
            Some(reason) => place(&REASONS, reason, "reason")? << rule::REASON_SHIFT,
            None => 0,
        };
        if compiled.uses_old_self {
            flags |= rule::TRANSITION;
        }
        if rule.optional_old_self {
            flags |= rule::OPTIONAL_OLD_SELF;
        }
        let help = if message.help.is_empty() { 0 } else { self.blob.text(&message.help)? };
        let field_path = match &rule.field_path {
            Some(path) => self.blob.text(&plain_path(path))?,
            None => 0,
        };
        let words =
            [compiled.program, message.id, self.blob.text(&message.message)?, help, field_path, flags];
        self.blob.words(&words)
    }
}

/// `.a['b.c']` as `.a.b.c`, as the API server prints it.
fn plain_path(path: &str) -> String {
    path.replace("['", ".").replace("']", "")
}

/// A schema that is written.
struct Written {
    at: u32,
    /// The bits of [`WITHIN`] that the node above inherits.
    within: u32,
    /// Whether CEL reads its texts as values of another type.
    typed: bool,
    /// The names of such fields in it.
    typed_fields: BTreeSet<String>,
}

/// A schema's words, before they are written.
#[derive(Default)]
struct Node {
    bits: u32,
    slots: BTreeMap<u32, u32>,
    /// As in [`Written`].
    typed: bool,
    typed_fields: BTreeSet<String>,
}

impl Node {
    fn set(&mut self, slot: u32, word: u32) {
        self.slots.insert(slot, word);
    }
}

fn own_bits(schema: &Schema) -> Result<u32> {
    let kind = match &schema.kind {
        Some(kind) => place(&TYPES, kind, "type")?,
        None if schema.int_or_string => place(&TYPES, "int-or-string", "type")?,
        None => 0,
    };
    let list = match &schema.list_type {
        Some(list) => place(&LIST_TYPES, list, "list type")?,
        None => 0,
    };
    let map = match schema.map_type.as_deref() {
        Some("atomic") => bit::MAP_ATOMIC,
        Some("granular") | None => 0,
        Some(other) => bail!("map type `{other}`"),
    };
    let flags = [
        (schema.nullable, bit::NULLABLE),
        (schema.preserve_unknown_fields, bit::PRESERVE_UNKNOWN),
        (schema.embedded_resource, bit::EMBEDDED),
        (schema.exclusive_minimum, bit::EXCLUSIVE_MINIMUM),
        (schema.exclusive_maximum, bit::EXCLUSIVE_MAXIMUM),
    ];
    let flags = flags.into_iter().filter(|it| it.0).fold(map, |bits, it| bits | it.1);
    Ok(kind | (list << bit::LIST_SHIFT) | flags)
}

/// The format that the API server checks: it ignores those that it does not know, and those of another type.
fn format(schema: &Schema) -> Result<&str> {
    let Some(format) = schema.format.as_deref() else { return Ok("") };
    Ok(match (schema.kind.as_deref(), format) {
        (Some("integer"), "int32" | "int64") | (Some("number"), "float" | "double") => format,
        (None | Some("string"), _) => match &*format.replace('-', "") {
            "datetime" => "date-time",
            "ipv4" => "ipv4",
            "ipv6" => "ipv6",
            "byte" => "byte",
            "duration" => "duration",
            "date" => "date",
            "cidr" => "cidr",
            "uuid" => "uuid",
            "hostname" => "hostname",
            "uri" | "email" | "mac" | "uuid3" | "uuid4" | "uuid5" | "isbn" | "isbn10" | "isbn13"
            | "creditcard" | "ssn" | "hexcolor" | "rgbcolor" | "bsonobjectid" => {
                bail!("format `{format}` is not known here")
            }
            _ => "",
        },
        _ => "",
    })
}

fn version_flags(it: &Version) -> u32 {
    let flags = [
        (it.served, version::SERVED),
        (it.storage, version::STORAGE),
        (it.deprecated, version::DEPRECATED),
        (it.has_status, version::STATUS),
    ];
    flags.into_iter().filter(|it| it.0).fold(0, |bits, it| bits | it.1)
}

/// The place of `name` in `names`: what the format has no number for is an error, not a silent "any".
fn place(names: &[&str], name: &str, what: &str) -> Result<u32> {
    let place = names.iter().position(|it| *it == name);
    Ok(u32::try_from(place.with_context(|| format!("{what} `{name}` has no number in the format"))?)?)
}

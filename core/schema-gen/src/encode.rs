//! A release to its table.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use crate::blob::Blob;
use crate::cel;
use crate::crd::{Additional, Crd, Rule, Schema, Version};
use crate::layout::{self, FORMATS, LIST_TYPES, REASONS, TYPES, bit, rule, slot, version};
use crate::messages::Messages;
use crate::pattern;
use crate::releases::Release;
use crate::rules;

/// The table of `release`.
pub(crate) fn table(release: &Release, messages: &Messages) -> Result<Vec<u8>> {
    let mut writer = Writer { blob: Blob::with_header(4), messages };
    let any = writer.blob.words(&ANYTHING)?;
    let mut kinds: BTreeMap<(&str, &str), Vec<(u32, &Crd)>> = BTreeMap::new();
    for (channel, crds) in [0, version::EXPERIMENTAL].into_iter().zip(&release.channels) {
        for crd in crds {
            kinds.entry((&crd.group, &crd.names.kind)).or_default().push((channel, crd));
        }
    }
    let mut records = Vec::new();
    for ((group, kind), crds) in kinds {
        records.push(writer.kind(group, kind, &crds).with_context(|| format!("{kind} of {}", release.name))?);
    }
    let (name, kinds) = (writer.blob.text(release.name)?, writer.blob.list(&records)?);
    for (place, word) in [layout::MAGIC, name, kinds, any].into_iter().enumerate() {
        writer.blob.set_header(place, word)?;
    }
    Ok(writer.blob.finish())
}

struct Writer<'a> {
    blob: Blob,
    messages: &'a Messages,
}

/// What a schema's first word tells of the nodes below it.
const WITHIN: u32 = bit::RULES_WITHIN | bit::DEFAULTS_WITHIN | bit::LIMITS_WITHIN;

/// The schema that every value fits.
const ANYTHING: [u32; 2] = [bit::PRESERVE_UNKNOWN, 0];

/// The slots that limit no value.
const FREE_SLOTS: [u32; 6] =
    [slot::PROPERTIES, slot::ITEMS, slot::ADDITIONAL, slot::DEFAULT, slot::RULES, slot::MAP_KEYS];

impl Writer<'_> {
    fn kind(&mut self, group: &str, kind: &str, crds: &[(u32, &Crd)]) -> Result<u32> {
        let [(_, first), ..] = crds else { bail!("no CRD") };
        let mut versions = Vec::new();
        for (channel, crd) in crds {
            for version in &crd.versions {
                let schema = self.schema(&version.schema.root).with_context(|| version.name.clone())?;
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
            self.blob.text(&first.names.plural)?,
            u32::from(first.namespaced()?),
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
        if !schema.rules.is_empty() {
            let rules: Vec<u32> = schema.rules.iter().map(|it| self.rule(it)).collect::<Result<_>>()?;
            node.set(slot::RULES, self.blob.list(&rules)?);
            node.bits |= bit::RULES_WITHIN;
        }
        node.bits |= own_bits(schema)?;
        let limited = node.slots.keys().any(|it| !FREE_SLOTS.contains(it));
        if limited || node.bits & ((0xf << bit::FORMAT_SHIFT) | (3 << bit::LIST_SHIFT)) != 0 {
            node.bits |= bit::LIMITS_WITHIN;
        }
        let mask = node.slots.keys().fold(0, |mask, slot| mask | (1 << slot));
        let mut words = vec![node.bits, mask];
        words.extend(node.slots.values());
        let within = node.bits & WITHIN | if schema.default.is_some() { bit::DEFAULTS_WITHIN } else { 0 };
        Ok(Written { at: self.blob.words(&words)?, within })
    }

    fn children(&mut self, schema: &Schema, node: &mut Node) -> Result<()> {
        if !schema.properties.is_empty() {
            let mut words = Vec::new();
            for (name, child) in &schema.properties {
                let child = self.schema(child).with_context(|| name.clone())?;
                node.bits |= child.within;
                words.extend([self.blob.text(name)?, child.at | u32::from(schema.required.contains(name))]);
            }
            words.insert(0, u32::try_from(schema.properties.len())?);
            node.set(slot::PROPERTIES, self.blob.words(&words)?);
        }
        if let Some(items) = &schema.items {
            let items = self.schema(items).context("items")?;
            node.bits |= items.within;
            node.set(slot::ITEMS, items.at);
        }
        match &schema.additional_properties {
            Some(Additional::Schema(values)) => {
                let values = self.schema(values).context("additionalProperties")?;
                node.bits |= values.within;
                node.set(slot::ADDITIONAL, values.at);
            }
            Some(Additional::Allowed(true)) => node.set(slot::ADDITIONAL, self.blob.words(&ANYTHING)?),
            Some(Additional::Allowed(false)) | None => {}
        }
        Ok(())
    }

    fn own_limits(&mut self, schema: &Schema, node: &mut Node) -> Result<()> {
        if !schema.required.is_empty() {
            node.set(slot::REQUIRED, self.blob.texts(&schema.required)?);
        }
        if let Some(pattern) = &schema.pattern {
            node.set(slot::PATTERN, pattern::write(&mut self.blob, pattern)?);
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
        for (slot, schemas) in
            [(slot::ALL_OF, &schema.all_of), (slot::ANY_OF, &schema.any_of), (slot::ONE_OF, &schema.one_of)]
        {
            if !schemas.is_empty() {
                let at: Vec<u32> = schemas.iter().map(|it| Ok(self.schema(it)?.at)).collect::<Result<_>>()?;
                node.set(slot, self.blob.list(&at)?);
            }
        }
        if let Some(not) = &schema.not {
            node.set(slot::NOT, self.schema(not)?.at);
        }
        Ok(())
    }

    fn rule(&mut self, rule: &Rule) -> Result<u32> {
        if rule.message_expression.is_some() {
            bail!("messageExpression of `{}` is not supported", rule.expression);
        }
        let key = rules::key(&rule.expression);
        let message = self.messages.of(&key, &rule.expression)?;
        let compiled =
            cel::compile(&mut self.blob, &rule.expression).with_context(|| rule.expression.clone())?;
        let mut flags = match &rule.reason {
            Some(reason) => place(&REASONS, reason, "reason")? << rule::REASON_SHIFT,
            None => 0,
        };
        if compiled.uses_old_self {
            flags |= rule::TRANSITION;
        }
        if rule.optional_old_self == Some(true) {
            flags |= rule::OPTIONAL_OLD_SELF;
        }
        let help = if message.help.is_empty() { 0 } else { self.blob.text(&message.help)? };
        let field_path = match &rule.field_path {
            Some(path) => self.blob.text(path.trim_start_matches('.'))?,
            None => 0,
        };
        let words = [
            compiled.program,
            u32::from_str_radix(&key, 16)?,
            self.blob.text(&message.message)?,
            help,
            field_path,
            flags,
        ];
        self.blob.words(&words)
    }
}

/// A schema that is written.
struct Written {
    at: u32,
    /// The bits of [`WITHIN`] that the node above inherits.
    within: u32,
}

/// A schema's words, before they are written.
#[derive(Default)]
struct Node {
    bits: u32,
    slots: BTreeMap<u32, u32>,
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
    let format = match &schema.format {
        Some(format) => place(&FORMATS, format, "format")?,
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
    Ok(kind | (format << bit::FORMAT_SHIFT) | (list << bit::LIST_SHIFT) | flags)
}

fn version_flags(it: &Version) -> u32 {
    let flags = [
        (it.served, version::SERVED),
        (it.storage, version::STORAGE),
        (it.deprecated, version::DEPRECATED),
        (it.subresources.contains_key("status"), version::STATUS),
    ];
    flags.into_iter().filter(|it| it.0).fold(0, |bits, it| bits | it.1)
}

/// The place of `name` in `names`: what the format has no number for is an error, not a silent "any".
fn place(names: &[&str], name: &str, what: &str) -> Result<u32> {
    let place = names.iter().position(|it| *it == name);
    Ok(u32::try_from(place.with_context(|| format!("{what} `{name}` has no number in the format"))?)?)
}

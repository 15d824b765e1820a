//! `kubernetes-types.txt` to one table: the Go types that the API server decodes Kubernetes' own kinds into, of several
//! releases, which share what they have in common.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use routeproof_core::internal::schema::layout::{self, FORMATS, TYPES, bit, slot, version};
use routeproof_crd::Blob;

/// A type that holds itself is written out so many times; behind that, any value fits.
const DEPTH: usize = 24;

/// The kinds of one release, and the types of their fields.
#[derive(Default)]
struct Release<'a> {
    /// By group and name.
    kinds: BTreeMap<(&'a str, &'a str), Kind<'a>>,
    /// Their fields, each with its type.
    types: BTreeMap<&'a str, Vec<(&'a str, &'a str)>>,
}

/// A kind of a release.
#[derive(Default)]
struct Kind<'a> {
    namespaced: bool,
    /// The versions, each with its type.
    versions: Vec<(&'a str, &'a str)>,
}

/// The table of `text`, newest release first, and how many kinds and versions each has.
pub(crate) fn table(text: &str) -> Result<(Vec<u8>, Vec<String>)> {
    let mut releases: BTreeMap<u32, Release<'_>> = BTreeMap::new();
    for line in text.lines() {
        read(line, &mut releases).with_context(|| line.to_owned())?;
    }
    let mut blob = Blob::with_header(4, true);
    let any = blob.words(&[bit::PRESERVE_UNKNOWN, 0])?;
    let (mut records, mut counts) = (Vec::new(), Vec::new());
    for (minor, release) in releases.iter().rev() {
        let mut writer = Writer { blob: &mut blob, any, release, known: BTreeMap::new() };
        let mut kinds = Vec::new();
        for ((group, name), kind) in &release.kinds {
            kinds.push(writer.kind(group, name, kind).with_context(|| (*name).to_owned())?);
        }
        let versions: usize = release.kinds.values().map(|it| it.versions.len()).sum();
        counts.push(format!("1.{minor}: {} kinds, {versions} versions", kinds.len()));
        let (name, kinds) = (blob.text(&format!("1.{minor}"))?, blob.list(&kinds)?);
        records.push(blob.words(&[name, kinds])?);
    }
    let releases = blob.list(&records)?;
    for (place, word) in [layout::MAGIC, releases, 0, any].into_iter().enumerate() {
        blob.set_header(place, word)?;
    }
    Ok((blob.finish(), counts))
}

fn read<'a>(line: &'a str, releases: &mut BTreeMap<u32, Release<'a>>) -> Result<()> {
    let mut words = line.split(' ');
    let mut next = || words.next().context("a word is missing");
    let minors = next()?;
    let (first, last) = minors.split_once('-').unwrap_or((minors, minors));
    let (first, last): (u32, u32) = (first.parse()?, last.parse()?);
    match next()? {
        "kind" => {
            let (group, version, kind, scope, record) =
                (next()?.trim_matches('"'), next()?, next()?, next()?, next()?);
            for minor in first..=last {
                let entry = releases.entry(minor).or_default().kinds.entry((group, kind)).or_default();
                entry.namespaced = scope == "namespaced";
                entry.versions.push((version, record));
            }
        }
        "type" => {
            let name = next()?;
            let fields = words.map(|it| it.split_once('=').context("a field has no type"));
            let fields: Vec<_> = fields.collect::<Result<_>>()?;
            for minor in first..=last {
                releases.entry(minor).or_default().types.insert(name, fields.clone());
            }
        }
        other => bail!("`{other}` is neither a kind nor a type"),
    }
    Ok(())
}

struct Writer<'a, 'b> {
    blob: &'b mut Blob,
    any: u32,
    release: &'b Release<'a>,
    /// Where types are, each at its depth within itself.
    known: BTreeMap<(&'a str, usize), u32>,
}

impl<'a> Writer<'a, '_> {
    fn kind(&mut self, group: &str, name: &str, kind: &Kind<'a>) -> Result<u32> {
        let (group, name, plural) = (self.blob.text(group)?, self.blob.text(name)?, self.blob.text("")?);
        let count = u32::try_from(kind.versions.len())?;
        let mut words = vec![group, name, plural, u32::from(kind.namespaced), count];
        for (version, record) in &kind.versions {
            let schema = self.schema(record, &mut Vec::new())?;
            words.extend([self.blob.text(version)?, schema, version::SERVED]);
        }
        self.blob.words(&words)
    }

    /// The schema of a type that lies within `above`.
    fn schema(&mut self, name: &'a str, above: &mut Vec<&'a str>) -> Result<u32> {
        if let Some(items) = name.strip_prefix("[]") {
            let items = self.schema(items, above)?;
            return self.node("array", "", &[(slot::ITEMS, items)]);
        }
        if let Some(values) = name.strip_prefix("{}") {
            let values = self.schema(values, above)?;
            return self.node("object", "", &[(slot::ADDITIONAL, values)]);
        }
        if let Some(record) = name.strip_prefix('@') {
            return self.record(record, above);
        }
        match name {
            "any" => Ok(self.any),
            "string" => self.node("string", "", &[]),
            "bool" => self.node("boolean", "", &[]),
            "int32" | "int64" => self.node("integer", name, &[]),
            "float64" => self.node("number", "double", &[]),
            "bytes" => self.node("string", "byte", &[]),
            "time" => self.node("string", "date-time", &[]),
            "micro-time" | "duration" | "quantity" => self.node("string", name, &[]),
            "int-or-string" => self.node(name, "", &[]),
            other => bail!("type `{other}`"),
        }
    }

    fn record(&mut self, name: &'a str, above: &mut Vec<&'a str>) -> Result<u32> {
        let depth = above.iter().filter(|it| **it == name).count();
        if let Some(at) = self.known.get(&(name, depth)) {
            return Ok(*at);
        }
        if depth >= DEPTH {
            return Ok(self.any);
        }
        let release = self.release;
        let fields = release.types.get(name).with_context(|| format!("type {name} is not there"))?;
        above.push(name);
        let mut words = vec![u32::try_from(fields.len())?];
        let mut sorted: Vec<_> = fields.iter().collect();
        sorted.sort_unstable();
        for (field, kind) in sorted {
            let schema = self.schema(kind, above).with_context(|| (*field).to_owned())?;
            words.extend([self.blob.text(field)?, schema]);
        }
        above.pop();
        let properties = self.blob.words(&words)?;
        let at = self.node("object", "", &[(slot::PROPERTIES, properties)])?;
        self.known.insert((name, depth), at);
        Ok(at)
    }

    fn node(&mut self, kind: &str, format: &str, slots: &[(u32, u32)]) -> Result<u32> {
        let place = |names: &[&str], name: &str| -> Result<u32> {
            let place = names.iter().position(|it| *it == name);
            Ok(u32::try_from(place.with_context(|| format!("`{name}` has no number in the format"))?)?)
        };
        let bits = place(&TYPES, kind)? | (place(&FORMATS, format)? << bit::FORMAT_SHIFT);
        let mask = slots.iter().fold(0, |mask, (slot, _)| mask | (1 << slot));
        let mut words = vec![bits, mask];
        words.extend(slots.iter().map(|it| it.1));
        self.blob.words(&words)
    }
}

//! Writes the bytes of a table: every record once, addressed by its offset.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use routeproof_core::internal::schema::layout::tag;

/// A table being written.
#[derive(Default)]
pub struct Blob {
    bytes: Vec<u8>,
    known: BTreeMap<Vec<u8>, u32>,
    /// Whether the bytes are written to a file, so that few of them matter more than time.
    kept: bool,
    /// Where the automaton of each pattern is: they are dear to make.
    patterns: BTreeMap<String, u32>,
}

impl Blob {
    /// A blob that starts with `header` zero words, to be set later; `kept` in a file, or for a while in memory.
    pub fn with_header(header: usize, kept: bool) -> Self {
        Self { bytes: vec![0; header * 4], kept, ..Self::default() }
    }

    /// Whether the bytes are written to a file.
    pub fn is_kept(&self) -> bool {
        self.kept
    }

    /// Sets word `place` of the header.
    pub fn set_header(&mut self, place: usize, word: u32) -> Result<()> {
        let target = self.bytes.get_mut(place * 4..place * 4 + 4).context("the header is too short")?;
        target.copy_from_slice(&word.to_le_bytes());
        Ok(())
    }

    /// The offset of `record`, written now unless the same bytes were written before.
    pub fn record(&mut self, mut record: Vec<u8>) -> Result<u32> {
        record.resize(record.len().next_multiple_of(4), 0);
        if let Some(at) = self.known.get(&record) {
            return Ok(*at);
        }
        let at = u32::try_from(self.bytes.len())?;
        self.bytes.extend_from_slice(&record);
        self.known.insert(record, at);
        Ok(at)
    }

    /// A record of words.
    pub fn words(&mut self, words: &[u32]) -> Result<u32> {
        self.record(words.iter().flat_map(|it| it.to_le_bytes()).collect())
    }

    /// A list record.
    pub fn list(&mut self, items: &[u32]) -> Result<u32> {
        let mut words = vec![u32::try_from(items.len())?];
        words.extend_from_slice(items);
        self.words(&words)
    }

    /// A text record.
    pub fn text(&mut self, text: &str) -> Result<u32> {
        let mut record = u32::try_from(text.len())?.to_le_bytes().to_vec();
        record.extend_from_slice(text.as_bytes());
        self.record(record)
    }

    /// A list record of texts.
    pub fn texts(&mut self, texts: &[String]) -> Result<u32> {
        let items: Vec<u32> = texts.iter().map(|it| self.text(it)).collect::<Result<_>>()?;
        self.list(&items)
    }

    /// Where the record of `pattern` is, if it is written.
    pub fn known_pattern(&self, pattern: &str) -> Option<u32> {
        self.patterns.get(pattern).copied()
    }

    /// The offset of `record`, that of `pattern`.
    pub fn pattern(&mut self, pattern: &str, record: Vec<u8>) -> Result<u32> {
        let at = self.record(record)?;
        self.patterns.insert(pattern.to_owned(), at);
        Ok(at)
    }

    /// A constant.
    pub fn constant(&mut self, value: &Value) -> Result<u32> {
        match value {
            Value::Null => self.words(&[tag::NULL]),
            Value::Bool(it) => self.words(&[tag::BOOL | (u32::from(*it) << 3)]),
            Value::Number(it) => {
                let (tag, bits) = match (it.as_i64(), it.as_f64()) {
                    (Some(it), _) => (tag::INT, it.cast_unsigned()),
                    (None, Some(it)) => (tag::FLOAT, it.to_bits()),
                    (None, None) => bail!("number {it}"),
                };
                self.words(&[tag, u32::try_from(bits & 0xffff_ffff)?, u32::try_from(bits >> 32)?])
            }
            Value::String(it) => {
                let text = self.text(it)?;
                self.words(&[tag::TEXT, text])
            }
            Value::Array(items) => {
                let mut words = vec![tag::LIST | (u32::try_from(items.len())? << 3)];
                for item in items {
                    words.push(self.constant(item)?);
                }
                self.words(&words)
            }
            Value::Object(entries) => {
                let mut words = vec![tag::MAP | (u32::try_from(entries.len())? << 3)];
                for (name, value) in entries {
                    words.push(self.text(name)?);
                    words.push(self.constant(value)?);
                }
                self.words(&words)
            }
        }
    }

    /// The finished bytes.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

//! Constants of a table: defaults, enum values, bounds and the literals of CEL rules.

use super::blob::Blob;
use crate::schema::layout::tag;
use crate::yaml::{Kind, Number, ShownFloat};

/// A constant: JSON that lies in a table.
#[derive(Clone, Copy)]
pub struct Const<'t> {
    blob: Blob<'t>,
    at: u32,
}

impl<'t> Const<'t> {
    pub(crate) fn new(blob: Blob<'t>, at: u32) -> Self {
        Self { blob, at }
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.tag() {
            tag::BOOL => Kind::Bool,
            tag::INT => Kind::Int,
            tag::FLOAT => Kind::Float,
            tag::TEXT => Kind::String,
            tag::LIST => Kind::Sequence,
            tag::MAP => Kind::Mapping,
            _ => Kind::Null,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        (self.tag() == tag::BOOL).then_some(self.count() != 0)
    }

    /// The value of a number.
    pub fn as_number(self) -> Option<Number> {
        let bits = (u64::from(self.blob.nth(self.at, 2)) << 32) | u64::from(self.blob.nth(self.at, 1));
        match self.tag() {
            tag::INT => Some(Number::Int(bits.cast_signed())),
            tag::FLOAT => Some(Number::Float(f64::from_bits(bits))),
            _ => None,
        }
    }

    /// The value of an integer.
    pub fn as_i64(self) -> Option<i64> {
        match self.as_number()? {
            Number::Int(it) => Some(it),
            Number::Float(_) => None,
        }
    }

    /// The text of a string.
    pub fn as_str(self) -> Option<&'t str> {
        (self.tag() == tag::TEXT).then(|| self.blob.text(self.blob.nth(self.at, 1)))
    }

    /// The bytes of a string, unseen: cheaper to compare with than its text.
    pub(crate) fn text_bytes(self) -> Option<&'t [u8]> {
        (self.tag() == tag::TEXT).then(|| self.blob.text_bytes(self.blob.nth(self.at, 1)))
    }

    /// Where it is in its table.
    pub(crate) fn offset(self) -> u32 {
        self.at
    }

    /// How many items or entries a collection has.
    pub fn len(self) -> usize {
        match self.tag() {
            tag::LIST | tag::MAP => usize::try_from(self.count()).unwrap_or_default(),
            _ => 0,
        }
    }

    /// Whether it has no items or entries.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of a list; nothing for every other kind.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let count = if self.tag() == tag::LIST { self.count() } else { 0 };
        self.blob.words(self.at.saturating_add(4), count).map(move |at| self.below(at))
    }

    /// The entries of an object; nothing for every other kind.
    pub fn entries(self) -> impl Iterator<Item = (&'t str, Self)> {
        self.pairs().map(move |(name, value)| (self.blob.text(name), value))
    }

    /// The value of `key` in an object.
    pub fn get(self, key: &str) -> Option<Self> {
        self.pairs().find(|(name, _)| self.blob.text_bytes(*name) == key.as_bytes()).map(|(_, value)| value)
    }

    fn pairs(self) -> impl Iterator<Item = (u32, Self)> {
        let count = if self.tag() == tag::MAP { self.count() } else { 0 };
        let mut words = self.blob.words(self.at.saturating_add(4), count.saturating_mul(2));
        std::iter::from_fn(move || Some((words.next()?, self.below(words.next()?))))
    }

    /// Text, a whole number or a boolean, as YAML writes it.
    pub(crate) fn scalar(self) -> Option<String> {
        let number = self.as_i64().map(|it| it.to_string());
        let text = self.as_str().map(str::to_owned);
        number.or(text).or_else(|| self.as_bool().map(|it| it.to_string()))
    }

    /// What lies within a constant was written before it; anything else is damage, and must not become a circle.
    fn below(self, at: u32) -> Self {
        Self { blob: self.blob, at: if at < self.at { at } else { u32::MAX } }
    }

    fn tag(self) -> u32 {
        self.blob.word(self.at) & 7
    }

    fn count(self) -> u32 {
        self.blob.word(self.at) >> 3
    }
}

impl std::fmt::Debug for Const<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind() {
            Kind::Null => out.write_str("null"),
            Kind::Bool => write!(out, "{}", self.count() != 0),
            Kind::Int | Kind::Float => match self.as_number() {
                Some(Number::Int(it)) => write!(out, "{it}"),
                Some(Number::Float(it)) => write!(out, "{:?}", ShownFloat(it)),
                None => out.write_str("NaN"),
            },
            Kind::String => write!(out, "{:?}", self.as_str().unwrap_or_default()),
            Kind::Sequence => out.debug_list().entries(self.items()).finish(),
            Kind::Mapping => out.debug_map().entries(self.entries()).finish(),
        }
    }
}

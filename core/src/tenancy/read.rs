//! Reading fields so that what has the wrong type is never taken for what is absent.

use crate::yaml::{Kind, Value};

/// A field that is not of the type that tenancy has to read.
#[derive(Debug, Clone)]
pub struct Unreadable<'a> {
    /// The value.
    pub value: Value<'a>,
    /// Its field.
    pub path: String,
    /// What it would have to be.
    pub wanted: &'static str,
}

impl<'a> Unreadable<'a> {
    pub(super) fn new(value: Value<'a>, path: impl Into<String>, wanted: &'static str) -> Self {
        Self { value, path: path.into(), wanted }
    }
}

/// The value, unless it is absent or `null`, which the API server drops.
pub(super) fn present(value: Option<Value<'_>>) -> Option<Value<'_>> {
    value.filter(|it| !it.is_null())
}

/// Reads fields and collects what cannot be read.
pub(super) struct Reader<'a, 'o> {
    pub(super) odd: &'o mut Vec<Unreadable<'a>>,
}

impl<'a> Reader<'a, '_> {
    /// The text at `key`.
    pub(super) fn text(&mut self, of: Value<'a>, key: &str, path: &str) -> Option<Value<'a>> {
        self.of_kind(of, key, path, Kind::String, "text")
    }

    /// The list at `key`.
    pub(super) fn list(&mut self, of: Value<'a>, key: &str, path: &str) -> Option<Value<'a>> {
        self.of_kind(of, key, path, Kind::Sequence, "a list")
    }

    /// The object at `key`.
    pub(super) fn object(&mut self, of: Value<'a>, key: &str, path: &str) -> Option<Value<'a>> {
        self.of_kind(of, key, path, Kind::Mapping, "an object")
    }

    /// Notes that `value` is not what it would have to be.
    pub(super) fn refuse(&mut self, value: Value<'a>, path: impl Into<String>, wanted: &'static str) {
        self.odd.push(Unreadable::new(value, path, wanted));
    }

    fn of_kind(
        &mut self,
        of: Value<'a>,
        key: &str,
        path: &str,
        kind: Kind,
        wanted: &'static str,
    ) -> Option<Value<'a>> {
        let value = present(of.get(key))?;
        if value.kind() == kind {
            return Some(value);
        }
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        self.refuse(value, path, wanted);
        None
    }
}

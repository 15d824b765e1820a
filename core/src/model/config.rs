//! `Secret` and `ConfigMap`: named bytes.

use super::view::view;
use crate::source::Spanned;

view! {
    /// A `Secret`.
    Secret {
        kind "type": text_or("Opaque"),
        data "data": map,
        string_data "stringData": map,
    }
}

view! {
    /// A `ConfigMap`.
    ConfigMap {
        data "data": map,
        binary_data "binaryData": map,
    }
}

/// What a Secret or ConfigMap holds under a key.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// As written.
    Text(Spanned<&'a str>),
    /// In base64.
    Base64(Spanned<&'a str>),
}

impl<'a> Secret<'a> {
    /// What is under `key`; `stringData` wins, as in the API server.
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        let found = |mut map: super::Map<'a>| map.find(|(it, _)| it.value == key).map(|(_, value)| value);
        found(self.string_data()).map(Entry::Text).or_else(|| found(self.data()).map(Entry::Base64))
    }
}

impl<'a> ConfigMap<'a> {
    /// What is under `key`.
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        let found = |mut map: super::Map<'a>| map.find(|(it, _)| it.value == key).map(|(_, value)| value);
        found(self.data()).map(Entry::Text).or_else(|| found(self.binary_data()).map(Entry::Base64))
    }
}

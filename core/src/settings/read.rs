//! YAML to settings through the engine's own reader: its tree behind serde's interface, errors with their place.

use super::error::SettingsError;
use crate::source::{LineIndex, Span, Unit};
use crate::suggest::nearest;
use crate::yaml::{self, Entries, Items, Kind, Number, Problem, ProblemKind, Value};
use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize as _, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer as _,
    MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt;

/// Reads the one document of `text`; nothing where there is none, or `null`. Settings fail closed: whatever the reader
/// finds odd is refused, even if kubectl would go on.
pub(super) fn read<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<Option<T>, SettingsError> {
    let refuse = |at: Span, message: String| {
        let place = LineIndex::new(text, Unit::CodePoints).position(text, at.start());
        SettingsError::Invalid { file, line: place.line, column: place.column, message }
    };
    let reading = yaml::read(text);
    if let Some(problem) = reading.problems.first() {
        return Err(refuse(problem.span, said(text, problem)));
    }
    let root = match reading.tree.documents() {
        [] => return Ok(None),
        [only] => reading.tree.value(text, only.root),
        [_, second, ..] => return Err(refuse(second.span, "a second document begins here".to_owned())),
    };
    let read = Option::<T>::deserialize(Reader(root));
    read.map_err(|it| refuse(it.at.unwrap_or(root.span()), it.to_string()))
}

/// Reads the one document of `text`, which a program wrote; what is wrong is said without its place.
pub(crate) fn document<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let reading = yaml::read(text);
    match (reading.problems.first(), reading.tree.documents()) {
        (None, [only]) => {
            T::deserialize(Reader(reading.tree.value(text, only.root))).map_err(|it| it.to_string())
        }
        (Some(problem), _) => Err(said(text, problem)),
        (None, _) => Err("one value is expected".to_owned()),
    }
}

/// Whatever the problem, its place says most; `routeproof check` of the same file has more words for it.
fn said(text: &str, problem: &Problem) -> String {
    let shown = problem.span.of(text).lines().next().unwrap_or_default();
    match problem.kind {
        ProblemKind::DuplicateKey => format!("has `{shown}` twice"),
        _ => format!("`{}` cannot be read as YAML", shown.escape_debug()),
    }
}

/// What is wrong with a value, and where it stands.
#[derive(Debug)]
struct Fault {
    /// The keys that lead to it: `customDomains[1]`.
    path: String,
    at: Option<Span>,
    message: String,
}

impl Fault {
    fn new(message: String) -> Self {
        Self { path: String::new(), at: None, message }
    }

    /// The same at `span`, unless its place is known more closely.
    fn at(mut self, span: Span) -> Self {
        self.at.get_or_insert(span);
        self
    }

    /// The same, seen from the collection that holds the value as `step`.
    fn below(mut self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{step}{dot}{}", self.path);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.path.is_empty() { "" } else { ": " };
        write!(out, "{}{colon}{}", self.path, self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::new(format!("unknown key `{}`{}", key.escape_debug(), meant(key, known)))
    }

    fn unknown_variant(value: &str, known: &'static [&'static str]) -> Self {
        Self::new(format!("unknown value `{}`{}", value.escape_debug(), meant(value, known)))
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(format!("has no `{key}`"))
    }
}

fn meant(wrong: &str, known: &[&str]) -> String {
    match nearest(wrong, known.iter().copied()) {
        Some(right) => format!("; did you mean `{right}`?"),
        None => format!("; known are `{}`", known.join("`, `")),
    }
}

/// A node as serde sees it.
struct Reader<'a>(Value<'a>);

impl<'a> Reader<'a> {
    /// The words besides `true` and `false` that YAML 1.1 takes for booleans are texts here: a tenant may be called
    /// `no`, and a level is `off`.
    fn boolean(&self) -> Result<bool, &'a str> {
        let text = self.0.span().of(self.0.source_text());
        match self.0.as_bool() {
            Some(it) if text.eq_ignore_ascii_case(if it { "true" } else { "false" }) => Ok(it),
            _ => Err(text),
        }
    }

    /// That something else is expected here.
    fn mismatch(&self, expected: &dyn Expected) -> Fault {
        let value = self.0;
        let found = match value.kind() {
            Kind::Null => Unexpected::Unit,
            Kind::Bool => self.boolean().map_or_else(Unexpected::Str, Unexpected::Bool),
            Kind::Int | Kind::Float => match value.as_number() {
                Some(Number::Int(it)) => Unexpected::Signed(it),
                Some(Number::Float(it)) => Unexpected::Float(it),
                None => Unexpected::Unit,
            },
            Kind::String => Unexpected::Str(value.as_str().unwrap_or_default()),
            Kind::Sequence => Unexpected::Seq,
            Kind::Mapping => Unexpected::Map,
        };
        <Fault as de::Error>::invalid_type(found, expected).at(value.span())
    }
}

/// Every form reads its own kind of node alone: what any other comes to is said once, not once a type.
impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.kind() {
            Kind::Bool => match self.boolean() {
                Ok(it) => visitor.visit_bool(it),
                Err(text) => visitor.visit_str(text),
            },
            Kind::Int | Kind::Float => match self.0.as_number() {
                Some(Number::Int(it)) => visitor.visit_i64(it),
                Some(Number::Float(it)) => visitor.visit_f64(it),
                None => Err(self.mismatch(&visitor)),
            },
            Kind::Null => visitor.visit_unit(),
            Kind::String => visitor.visit_str(self.0.as_str().unwrap_or_default()),
            Kind::Sequence => visitor.visit_seq(List { items: self.0.items(), next: 0 }),
            Kind::Mapping => visitor.visit_map(Map { entries: self.0.entries(), value: None }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match (self.0.kind(), self.boolean()) {
            (Kind::Bool, Ok(it)) => visitor.visit_bool(it),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match (self.0.kind(), self.boolean()) {
            (Kind::String, _) => visitor.visit_str(self.0.as_str().unwrap_or_default()),
            (Kind::Bool, Err(text)) => visitor.visit_str(text),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.kind() {
            Kind::Sequence => visitor.visit_seq(List { items: self.0.items(), next: 0 }),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.kind() {
            Kind::Mapping => visitor.visit_map(Map { entries: self.0.entries(), value: None }),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    /// What serde says of anything but an object names a type of ours.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.0.kind() != Kind::Mapping {
            return Err(Fault::new("an object is expected here".to_owned()).at(self.0.span()));
        }
        visitor.visit_map(Map { entries: self.0.entries(), value: None }).map_err(|it| it.at(self.0.span()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Some(name) = self.0.as_str() else { return Err(self.mismatch(&visitor)) };
        let variant: StrDeserializer<'_, Fault> = name.into_deserializer();
        visitor.visit_enum(variant).map_err(|it| it.at(self.0.span()))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier ignored_any
    }
}

struct List<'a> {
    items: Items<'a>,
    next: usize,
}

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let place = self.next;
        self.next += 1;
        let read = seed.deserialize(Reader(item));
        read.map(Some).map_err(|it| it.at(item.span()).below(&format!("[{place}]")))
    }
}

struct Map<'a> {
    entries: Entries<'a>,
    /// The key and value that come next, once the key is read.
    value: Option<(&'a str, Value<'a>)>,
}

impl<'de> MapAccess<'de> for Map<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        let key = entry.key.as_str().unwrap_or_default();
        self.value = Some((key, entry.value));
        let key: StrDeserializer<'_, Fault> = key.into_deserializer();
        seed.deserialize(key).map(Some).map_err(|it| it.at(entry.key.span()))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some((key, value)) = self.value.take() else {
            return Err(de::Error::custom("a key comes first"));
        };
        seed.deserialize(Reader(value)).map_err(|it| it.at(value.span()).below(key))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Profile, Settings};

    fn fault(text: &str) -> String {
        Settings::from_yaml(text, &[]).unwrap_err().to_string()
    }

    #[test]
    fn a_fault_stands_at_its_value_and_names_the_keys_to_it() {
        for (text, whole) in [
            (
                "tenant: acme\nignore:\n- code: RP1\n  path: [a]\n",
                "settings line 4, column 9: ignore[0].path: invalid type: sequence, expected a path pattern",
            ),
            (
                "tenant: acme\nignore:\n- code: RP1\n  path: a\n",
                "settings line 3, column 3: ignore[0]: has no `reason`",
            ),
            (
                "é: 1\n",
                "settings line 1, column 1: unknown key `é`; known are `gatewayApi`, `profile`, `tenant`, `customDomains`, `complete`, `implementation`, `rules`, `ignore`",
            ),
            (
                "# é\ncomplete: 1\n",
                "settings line 2, column 11: complete: invalid type: integer `1`, expected a boolean",
            ),
            ("tenant: a\ntenant: b\n", "settings line 2, column 1: has `tenant` twice"),
            ("tenant: a\n---\ntenant: b\n", "settings line 3, column 1: a second document begins here"),
            ("[]", "settings line 1, column 1: an object is expected here"),
            (
                "profile: {name: a, gateways: [x]}",
                "settings line 1, column 31: profile.gateways[0]: an object is expected here",
            ),
            ("tenant: [a\n", "settings line 1, column 9: `[` cannot be read as YAML"),
            (
                "tenant: 1.5\n",
                "settings line 1, column 9: tenant: invalid type: floating point `1.5`, expected a DNS label",
            ),
        ] {
            assert_eq!(fault(text), whole, "{text}");
        }
    }

    #[test]
    fn words_that_only_yaml_1_1_takes_for_booleans_are_texts() {
        let read = |text: &str| Settings::from_yaml(text, &[]);
        assert_eq!(read("tenant: no").unwrap().tenant.unwrap().as_str(), "no");
        assert!(read("complete: TRUE").unwrap().complete);
        assert!(fault("complete: yes").contains("invalid type: string \"yes\", expected a boolean"));
    }

    #[test]
    fn a_profile_that_says_nothing_is_refused() {
        assert_eq!(Profile::from_yaml("# later\n").unwrap_err().to_string(), "profile: says nothing");
    }
}

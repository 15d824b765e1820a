//! Values of the engine's own types out of a tree: settings, profiles, questions. Each type lists its keys once; what is
//! wrong has its place. serde would compile a reader for every type, four times the bytes that a browser has to load.

use crate::source::{LineIndex, Position, Span, Unit, shown};
use crate::suggest::nearest;
use crate::yaml::{self, Entries, Kind, Number, Problem, ProblemKind, Value};
use std::fmt;

/// What a tree can hold.
pub trait FromValue: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with `value`, and where.
    fn from_value(value: Value<'_>) -> Result<Self, Fault>;
}

/// What is wrong with a value, and where it stands.
#[derive(Debug)]
pub struct Fault {
    /// The keys that lead to it: `customDomains[1]`.
    path: String,
    at: Span,
    message: String,
}

impl Fault {
    /// The value at `span` is wrong.
    pub(crate) fn new(at: Span, message: String) -> Self {
        Self { path: String::new(), at, message }
    }

    /// Something else than `value` is expected where it stands.
    pub(crate) fn mismatch(value: Value<'_>, expected: &str) -> Self {
        let scalar = || value.span().of(value.source_text()).lines().next().unwrap_or_default();
        let found = match value.kind() {
            Kind::Null => "null".to_owned(),
            Kind::Sequence => "a list".to_owned(),
            Kind::Mapping => "an object".to_owned(),
            _ => format!("`{}`", shown(scalar())),
        };
        Self::new(value.span(), format!("{expected} is expected here, not {found}"))
    }

    /// A word that is not among the known ones.
    fn unknown(at: Span, what: &str, word: &str, known: &[&str]) -> Self {
        let help = match nearest(word, known.iter().copied()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("known are `{}`", known.join("`, `")),
        };
        Self::new(at, format!("unknown {what} `{}`; {help}", shown(word)))
    }

    /// Where it stands.
    pub(crate) fn at(&self) -> Span {
        self.at
    }

    /// The same, seen from the collection that holds the value as `step`.
    pub(crate) fn below(mut self, step: &str) -> Self {
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

/// Why a text that a program wrote cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentError {
    /// The keys that lead to the value that is wrong: `sources[1].name`. Empty where it is the whole text.
    pub path: String,
    /// Where it is, in code points.
    pub at: Position,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.path.is_empty() { "" } else { ": " };
        write!(out, "{}{colon}{}", self.path, self.message)
    }
}

impl std::error::Error for DocumentError {}

/// Reads the one document of `text`, which a program wrote.
///
/// # Errors
/// What is wrong with it, and where.
pub fn document<T: FromValue>(text: &str) -> Result<T, DocumentError> {
    let reading = yaml::read(text);
    let fault = match (reading.problems.first(), reading.tree.documents()) {
        (None, [only]) => match T::from_value(reading.tree.value(text, only.root)) {
            Ok(value) => return Ok(value),
            Err(fault) => fault,
        },
        (Some(problem), _) if problem.kind == ProblemKind::DuplicateKey => {
            Fault::new(problem.span, explain(text, problem))
        }
        (Some(problem), _) => Fault::new(problem.span, "it cannot be read as JSON".to_owned()),
        (None, _) => Fault::new(Span::at(0), "one value is expected".to_owned()),
    };
    let at = LineIndex::new(text, Unit::CodePoints).position(text, fault.at.start());
    Err(DocumentError { path: fault.path, at, message: fault.message })
}

/// Whatever the problem, its place says most; `routeproof check` of the same file has more words for it.
pub(crate) fn explain(text: &str, problem: &Problem) -> String {
    let found = problem.span.of(text).lines().next().unwrap_or_default();
    match problem.kind {
        ProblemKind::DuplicateKey => format!("has `{found}` twice"),
        _ => format!("`{}` cannot be read as YAML", shown(found)),
    }
}

/// The text of a scalar; the words besides `true` and `false` that YAML 1.1 takes for booleans are texts too: a tenant
/// may be called `no`, and a level is `off`.
pub(crate) fn text<'a>(value: Value<'a>, expected: &str) -> Result<&'a str, Fault> {
    let text = value.span().of(value.source_text());
    match value.kind() {
        Kind::String => Ok(value.as_str().unwrap_or_default()),
        Kind::Bool if !is_boolean(text) => Ok(text),
        _ => Err(Fault::mismatch(value, expected)),
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// What a text stands for among the `known` ones.
pub(crate) fn word<T: Copy>(value: Value<'_>, known: &[(&str, T)]) -> Result<T, Fault> {
    let word = text(value, "a text")?;
    match known.iter().find(|it| it.0 == word) {
        Some((_, meant)) => Ok(*meant),
        None => {
            let known: Vec<_> = known.iter().map(|it| it.0).collect();
            Err(Fault::unknown(value.span(), "value", word, &known))
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        text(value, "a text").map(str::to_owned)
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        match value.as_bool() {
            Some(it) if is_boolean(value.span().of(value.source_text())) => Ok(it),
            _ => Err(Fault::mismatch(value, "a boolean")),
        }
    }
}

impl FromValue for usize {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        match value.as_number() {
            Some(Number::Int(it)) => Self::try_from(it).ok(),
            _ => None,
        }
        .ok_or_else(|| Fault::mismatch(value, "a whole number from 0"))
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        let mut items = Self::new();
        each_item(value, &mut |item| {
            items.push(T::from_value(item)?);
            Ok(())
        })?;
        Ok(items)
    }
}

fn each_item(list: Value<'_>, take: &mut dyn FnMut(Value<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
    if list.kind() != Kind::Sequence {
        return Err(Fault::mismatch(list, "a list"));
    }
    for (place, item) in list.items().enumerate() {
        take(item).map_err(|it| it.below(&format!("[{place}]")))?;
    }
    Ok(())
}

/// Where the value of a key goes.
pub(crate) trait Slot {
    fn fill(&mut self, value: Value<'_>) -> Result<(), Fault>;
    fn is_full(&self) -> bool;
}

impl<T: FromValue> Slot for Option<T> {
    fn fill(&mut self, value: Value<'_>) -> Result<(), Fault> {
        *self = Some(T::from_value(value)?);
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.is_some()
    }
}

/// The entries of an object.
pub(crate) fn entries(object: Value<'_>) -> Result<Entries<'_>, Fault> {
    match object.kind() {
        Kind::Mapping => Ok(object.entries()),
        _ => Err(Fault::mismatch(object, "an object")),
    }
}

/// Fills the slots of an object's keys; every key has one, and every slot is full in the end.
pub(crate) fn fill(object: Value<'_>, slots: &mut [(&'static str, &mut dyn Slot)]) -> Result<(), Fault> {
    for entry in entries(object)? {
        let name = entry.key.as_str().unwrap_or_default();
        match slots.iter_mut().find(|it| it.0 == name) {
            Some((_, slot)) => slot.fill(entry.value).map_err(|it| it.below(name))?,
            None => {
                let known: Vec<_> = slots.iter().map(|it| it.0).collect();
                return Err(Fault::unknown(entry.key.span(), "key", name, &known));
            }
        }
    }
    match slots.iter().find(|it| !it.1.is_full()) {
        Some((name, _)) => Err(missing(object, name)),
        None => Ok(()),
    }
}

/// An object has no such key.
pub(crate) fn missing(object: Value<'_>, key: &str) -> Fault {
    Fault::new(object.span(), format!("has no `{key}`"))
}

/// Has a type read from an object with these keys; one without a default has to be there.
macro_rules! read_as_object {
    ($($name:ty { $($field:ident: $key:literal $(= $default:expr)?),+ $(,)? })+) => {$(
        impl $crate::typed::FromValue for $name {
            fn from_value(value: $crate::yaml::Value<'_>) -> Result<Self, $crate::typed::Fault> {
                $crate::typed::fields!(value, $($field: $key $(= $default)?),+);
                Ok(Self { $($field),+ })
            }
        }
    )+};
}
pub(crate) use read_as_object;

/// Binds the values of an object's keys to names.
macro_rules! fields {
    ($value:expr, $($field:ident: $key:literal $(= $default:expr)?),+ $(,)?) => {
        $(let mut $field = None$(.or(Some($default)))?;)+
        $crate::typed::fill($value, &mut [$(($key, &mut $field)),+])?;
        $(let Some($field) = $field else { return Err($crate::typed::missing($value, $key)) };)+
    };
}
pub(crate) use fields;

/// Has types read as a text that they check.
macro_rules! read_as_text {
    ($($name:ty: $what:literal),+ $(,)?) => {$(
        impl $crate::typed::FromValue for $name {
            fn from_value(value: $crate::yaml::Value<'_>) -> Result<Self, $crate::typed::Fault> {
                let text = $crate::typed::text(value, $what)?;
                let checked = Self::try_from(text.to_owned());
                checked.map_err(|it| $crate::typed::Fault::new(value.span(), it.to_string()))
            }
        }
    )+};
}
pub(crate) use read_as_text;

/// Has an enum read as one of its words.
macro_rules! read_as_word {
    ($($name:ty { $($word:literal: $variant:ident),+ $(,)? })+) => {$(
        impl $crate::typed::FromValue for $name {
            fn from_value(value: $crate::yaml::Value<'_>) -> Result<Self, $crate::typed::Fault> {
                $crate::typed::word(value, &[$(($word, Self::$variant)),+])
            }
        }
    )+};
}
pub(crate) use read_as_word;

//! Lists whose items have to differ: `x-kubernetes-list-type` `map` and `set`.

use super::path::Path;
use super::structural::item_title;
use super::table::{Const, ListType, Schema};
use super::violation::ViolationKind;
use super::violations::Violations;
use crate::order::sort_by;
use crate::yaml::{Kind, Value};
use std::cmp::Ordering;

/// Lists up to this length are compared pair by pair, which needs no memory.
const FEW: usize = 8;

/// Reports the second of every run of equal items of `list`, if its schema says that items differ.
pub(super) fn check(list: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    if list.kind() != Kind::Sequence {
        return;
    }
    let keys = match schema.list_type() {
        ListType::Atomic => return,
        ListType::Set => Keys::Item,
        ListType::Map => {
            let wrong = |it: &(usize, Value<'_>)| !it.1.is_null() && it.1.kind() != Kind::Mapping;
            if let Some((index, item)) = list.items().enumerate().find(wrong) {
                let path = path.item(index, item.span());
                out.add(ViolationKind::NotAnObject, &path, item.span());
                return;
            }
            Keys::Fields(schema)
        }
    };
    if list.len() > 1 {
        duplicates(list, keys, path, out);
    }
}

/// What of an item has to differ.
#[derive(Clone, Copy)]
enum Keys<'t> {
    Item,
    Fields(Schema<'t>),
}

impl Keys<'_> {
    /// Compares what has to differ of two items.
    fn compare(self, left: Value<'_>, right: Value<'_>) -> Ordering {
        match self {
            Keys::Item => order(Key::Value(left), Key::Value(right)),
            Keys::Fields(schema) => schema
                .map_keys()
                .map(|key| order(field(left, schema, key), field(right, schema, key)))
                .find(|it| it.is_ne())
                .unwrap_or(Ordering::Equal),
        }
    }

    fn names(self) -> Vec<Box<str>> {
        match self {
            Keys::Item => Vec::new(),
            Keys::Fields(schema) => schema.map_keys().map(Into::into).collect(),
        }
    }
}

/// A key field of an item, defaults applied.
#[derive(Clone, Copy)]
enum Key<'a> {
    Absent,
    Value(Value<'a>),
    Default(Const<'a>),
}

fn field<'a>(item: Value<'a>, list: Schema<'a>, key: &str) -> Key<'a> {
    // A null item has no defaults: nothing is set in it.
    if item.is_null() {
        return Key::Absent;
    }
    match item.get(key).filter(|it| !it.is_null()) {
        Some(value) => Key::Value(value),
        None => {
            list.items().and_then(|it| it.property(key)?.schema().default()).map_or(Key::Absent, Key::Default)
        }
    }
}

fn order(left: Key<'_>, right: Key<'_>) -> Ordering {
    Rank::of(left).cmp(&Rank::of(right)).then_with(|| match (left, right) {
        (Key::Value(left), Key::Value(right)) if left.kind() == Kind::Sequence => lists(left, right),
        (left, right) => text(left)
            .cmp(text(right))
            .then(integer(left).cmp(&integer(right)))
            .then(float(left).total_cmp(&float(right))),
    })
}

fn lists(left: Value<'_>, right: Value<'_>) -> Ordering {
    let pairs = left.items().zip(right.items());
    let different =
        pairs.map(|(left, right)| order(Key::Value(left), Key::Value(right))).find(|it| it.is_ne());
    different.unwrap_or_else(|| left.len().cmp(&right.len()))
}

/// Values of different types differ. Objects are alike: a key field holds none, so pruning has emptied them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Absent,
    Null,
    Bool,
    Integer,
    Float,
    Text,
    List,
    Object,
}

impl Rank {
    fn of(key: Key<'_>) -> Self {
        match key {
            Key::Absent => Self::Absent,
            Key::Default(it) => it.kind().into(),
            Key::Value(it) => it.kind().into(),
        }
    }
}

impl From<Kind> for Rank {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Null => Self::Null,
            Kind::Bool => Self::Bool,
            Kind::Int => Self::Integer,
            Kind::Float => Self::Float,
            Kind::String => Self::Text,
            Kind::Sequence => Self::List,
            Kind::Mapping => Self::Object,
        }
    }
}

fn text(key: Key<'_>) -> &str {
    match key {
        Key::Value(it) => it.as_str().unwrap_or_default(),
        Key::Default(it) => it.as_str().unwrap_or_default(),
        Key::Absent => "",
    }
}

fn integer(key: Key<'_>) -> i64 {
    match key {
        Key::Value(it) => it.as_i64().or_else(|| it.as_bool().map(i64::from)).unwrap_or_default(),
        Key::Default(it) => it.as_i64().unwrap_or_default(),
        Key::Absent => 0,
    }
}

fn float(key: Key<'_>) -> f64 {
    match key {
        Key::Value(it) => match it.as_number() {
            Some(crate::yaml::Number::Float(it)) => it,
            _ => 0.0,
        },
        _ => 0.0,
    }
}

fn duplicates(list: Value<'_>, keys: Keys<'_>, path: &Path<'_>, out: &mut Violations) {
    let mut report = |first: Value<'_>, (index, second): (usize, Value<'_>)| {
        let kind = ViolationKind::Duplicate { keys: keys.names(), first: item_title(first) };
        let at = item_title(second);
        out.add(kind, &path.item(index, at), at);
    };
    if list.len() <= FEW {
        for (index, item) in list.items().enumerate() {
            let mut equal = list.items().take(index).filter(|it| keys.compare(*it, item).is_eq());
            if let (Some(first), None) = (equal.next(), equal.next()) {
                report(first, (index, item));
            }
        }
        return;
    }
    let mut items: Vec<(usize, Value<'_>)> = list.items().enumerate().collect();
    sort_by(&mut items, |left, right| keys.compare(left.1, right.1));
    for run in items.chunk_by(|left, right| keys.compare(left.1, right.1).is_eq()) {
        if let [(_, first), second, ..] = run {
            report(*first, *second);
        }
    }
}

//! An object as the API server sees it after pruning and defaulting, without a copy: fields that the schema does not
//! know are invisible, a null on a field that cannot be null is absent, and an absent field has its default.
//!
//! The validator and CEL both look through a [`View`], so they cannot disagree about what is there.

use super::table::{Const, Property, Schema, Type};
use crate::source::{Span, index};
use crate::yaml::{Kind, NodeId, Number, Value};

/// A value, written or defaulted, seen through its schema.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    data: Data<'a>,
    schema: Schema<'a>,
}

/// A view without what all views of one object share: [`View::at`] of any of them makes it whole again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Handle {
    place: Place,
    schema: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Written(NodeId),
    Default(u32),
}

impl Handle {
    /// A number that differs for most fields of most nodes.
    pub(crate) fn spread(self, name: u32) -> usize {
        let place = match self.place {
            Place::Written(id) => id.index(),
            Place::Default(at) => index(at),
        };
        // Records begin at words.
        place.wrapping_add(index(name >> 2))
    }
}

/// A field of an object.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: View<'a>,
    /// Its key, where it is written.
    pub key: Option<Span>,
    /// Whether it is a property of the schema, and no entry of a map.
    pub is_property: bool,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
pub(crate) enum Data<'a> {
    /// It is written in the manifest.
    Written(Value<'a>),
    /// The schema supplies it.
    Default(Const<'a>),
}

impl Data<'_> {
    fn kind(self) -> Kind {
        match self {
            Self::Written(it) => it.kind(),
            Self::Default(it) => it.kind(),
        }
    }

    fn get_bytes(self, name: &[u8]) -> Option<Self> {
        match self {
            Self::Written(it) => it.entry_of(name).map(|entry| Self::Written(entry.value)),
            Self::Default(it) => {
                it.entries().find(|(key, _)| key.as_bytes() == name).map(|it| Self::Default(it.1))
            }
        }
    }
}

impl<'a> View<'a> {
    /// The written `value`, as `schema` shows it.
    pub(crate) fn new(value: Value<'a>, schema: Schema<'a>) -> Self {
        Self { data: Data::Written(value), schema }
    }

    /// The `default` of `schema`.
    pub(crate) fn of_default(default: Const<'a>, schema: Schema<'a>) -> Self {
        Self { data: Data::Default(default), schema }
    }

    /// The schema that it is seen through.
    pub(crate) fn schema(self) -> Schema<'a> {
        self.schema
    }

    /// The node in the manifest; `None` for a default.
    pub(crate) fn written(self) -> Option<Value<'a>> {
        match self.data {
            Data::Written(it) => Some(it),
            Data::Default(_) => None,
        }
    }

    /// Where it is in its object.
    pub(crate) fn handle(self) -> Handle {
        let place = match self.data {
            Data::Written(it) => Place::Written(it.id()),
            Data::Default(it) => Place::Default(it.offset()),
        };
        Handle { place, schema: self.schema.id() }
    }

    /// The view of the same object that `handle` stands for.
    pub(crate) fn at(self, handle: Handle) -> Self {
        let schema = self.schema.at(handle.schema);
        let data = match (handle.place, self.data) {
            (Place::Written(id), Data::Written(it)) => Data::Written(it.at(id)),
            (Place::Default(at), _) => Data::Default(schema.constant_at(at)),
            // Within a default nothing is written.
            (Place::Written(_), Data::Default(_)) => self.data,
        };
        Self { data, schema }
    }

    /// What it is.
    pub(crate) fn kind(self) -> Kind {
        self.data.kind()
    }

    /// Whether it is null: a null list item, or a nullable field.
    pub(crate) fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The value of a boolean.
    pub(crate) fn as_bool(self) -> Option<bool> {
        match self.data {
            Data::Written(it) => it.as_bool(),
            Data::Default(it) => it.as_bool(),
        }
    }

    /// The value of a number; an integer where a `number` is asked for becomes a float, as it does in CEL.
    pub(crate) fn as_number(self) -> Option<Number> {
        let number = match self.data {
            Data::Written(it) => it.as_number(),
            Data::Default(it) => it.as_number(),
        }?;
        match number {
            Number::Int(it) if self.schema.kind() == Type::Number => Some(Number::Float(float(it))),
            _ => Some(number),
        }
    }

    /// The text of a string.
    pub(crate) fn as_str(self) -> Option<&'a str> {
        match self.data {
            Data::Written(it) => it.as_str(),
            Data::Default(it) => it.as_str(),
        }
    }

    /// The field `name`: written and not null, else its default, else nothing.
    pub(crate) fn field(self, name: &str) -> Option<Self> {
        match self.schema.property(name) {
            Some(property) => self.property_bytes(name.as_bytes(), property.schema()),
            None => self.other(name.as_bytes()),
        }
    }

    /// [`View::field`] by the offset of the name in the table.
    pub(crate) fn field_at(self, name: u32) -> Option<Self> {
        let bytes = self.schema.text_bytes_at(name);
        match self.schema.property_at(name) {
            Some(property) => self.property_bytes(bytes, property.schema()),
            None => self.other(bytes),
        }
    }

    /// How many items, or fields and entries, there are.
    pub(crate) fn len(self) -> usize {
        match (self.kind(), self.data) {
            (Kind::Sequence, Data::Written(it)) => it.len(),
            (Kind::Sequence, Data::Default(it)) => it.len(),
            (Kind::Mapping, _) => self.entries().count(),
            _ => 0,
        }
    }

    /// The items of a list; nothing for every other kind.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        let schema = self.schema.items().unwrap_or_else(|| self.schema.any());
        let (written, default) = match self.data {
            Data::Written(it) => (Some(it.items()), None),
            Data::Default(it) => (None, Some(it.items())),
        };
        let written = written.into_iter().flatten().map(Data::Written);
        let default = default.into_iter().flatten().map(Data::Default);
        written.chain(default).map(move |data| Self { data, schema }.or_item_default())
    }

    /// The item at `index` of a list.
    pub(crate) fn item(self, index: usize) -> Option<Self> {
        self.items().nth(index)
    }

    /// The names and values of [`View::fields`].
    pub(crate) fn entries(self) -> impl Iterator<Item = (&'a str, Self)> {
        self.fields().map(|it| (it.name, it.value))
    }

    /// The fields that are there, in writing order, then those that only a default brings, by name.
    pub(crate) fn fields(self) -> impl Iterator<Item = Field<'a>> {
        let (written, default) = match self.data {
            Data::Written(it) => (Some(it.entries()), None),
            Data::Default(it) => (None, Some(it.entries())),
        };
        let written = written.into_iter().flatten();
        let written =
            written.filter_map(|it| Some((it.key.as_str()?, Data::Written(it.value), Some(it.key))));
        let default = default.into_iter().flatten().map(|(name, it)| (name, Data::Default(it), None));
        let present = written.chain(default).filter_map(move |(name, data, key)| {
            let property = self.schema.property(name);
            let schema = property.map(Property::schema).or_else(|| self.schema.other_child())?;
            (data.kind() != Kind::Null || schema.nullable()).then(|| Field {
                name,
                value: Self { data, schema },
                key: key.map(Value::span),
                is_property: property.is_some(),
            })
        });
        let defaulted = self.defaulted();
        present.chain(defaulted.map(|(name, value)| Field { name, value, key: None, is_property: true }))
    }

    /// The properties that only a default brings, by name.
    pub(crate) fn defaulted(self) -> impl Iterator<Item = (&'a str, Self)> {
        let some = self.kind() == Kind::Mapping && self.schema.has_defaults_within();
        let properties = some.then(|| self.schema.properties()).into_iter().flatten();
        properties.filter(|it| it.has_default()).filter_map(move |property| {
            let schema = property.schema();
            let default = schema.default()?;
            let name = property.name();
            let there = self.data.get_bytes(name.as_bytes());
            let absent = there.is_none_or(|it| it.kind() == Kind::Null && !schema.nullable());
            absent.then(|| (name, Self::of_default(default, schema)))
        })
    }

    fn property_bytes(self, name: &[u8], schema: Schema<'a>) -> Option<Self> {
        if self.kind() != Kind::Mapping {
            return None;
        }
        match self.data.get_bytes(name) {
            Some(data) if data.kind() != Kind::Null || schema.nullable() => Some(Self { data, schema }),
            _ => schema.default().map(|it| Self::of_default(it, schema)),
        }
    }

    /// A field that is no property: there only where the schema knows other fields.
    fn other(self, name: &[u8]) -> Option<Self> {
        let schema = self.schema.other_child()?;
        let data = self.data.get_bytes(name)?;
        (data.kind() != Kind::Null || schema.nullable()).then_some(Self { data, schema })
    }

    /// A null item stays, unless the items have a default.
    fn or_item_default(self) -> Self {
        if self.data.kind() != Kind::Null || self.schema.nullable() {
            return self;
        }
        self.schema.default().map_or(self, |it| Self::of_default(it, self.schema))
    }
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind() {
            Kind::Sequence => out.debug_list().entries(self.items()).finish(),
            Kind::Mapping => out.debug_map().entries(self.entries()).finish(),
            _ => match self.data {
                Data::Written(it) => it.fmt(out),
                Data::Default(it) => it.fmt(out),
            },
        }
    }
}

/// The nearest double.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "rounding is what the API server does too"
)]
pub(crate) fn float(number: i64) -> f64 {
    number as f64
}

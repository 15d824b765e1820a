//! What may stand below a key of an object: a view of its schema in which `metadata` is what every object has.

use super::table::{Schema, Type};

/// The fields of `metadata` that people write.
const METADATA: [&str; 6] = ["name", "namespace", "labels", "annotations", "generateName", "finalizers"];

/// What a value may be.
#[derive(Clone, Copy)]
pub(super) enum Below<'t> {
    /// The whole object.
    Root(Schema<'t>),
    Schema(Schema<'t>),
    Metadata,
    /// Text by any key.
    Map,
    /// A list of texts.
    Texts,
    Scalar,
}

impl<'t> Below<'t> {
    /// What is below the field `key`; `None` where there is no such field.
    pub(super) fn field(self, key: &str) -> Option<Self> {
        match self {
            Self::Root(_) if key == "metadata" => Some(Self::Metadata),
            Self::Root(it) => it.property(key).map(|it| Self::Schema(it.schema())),
            Self::Schema(it) if it.kind() == Type::Object => {
                it.property(key).map(|it| Self::Schema(it.schema()))
            }
            Self::Metadata if matches!(key, "labels" | "annotations") => Some(Self::Map),
            Self::Metadata if key == "finalizers" => Some(Self::Texts),
            Self::Metadata => METADATA.contains(&key).then_some(Self::Scalar),
            _ => None,
        }
    }

    /// Its fields that hold objects, or lists.
    pub(super) fn holders(self) -> Vec<(&'t str, Self)> {
        let (schema, metadata) = match self {
            Self::Root(it) => (it, Some(("metadata", Self::Metadata))),
            Self::Schema(it) if it.kind() == Type::Object => (it, None),
            _ => return Vec::new(),
        };
        let holds = |it: Schema<'_>| matches!(it.kind(), Type::Object | Type::Array);
        // No controller writes a status.
        let own = |name: &str| metadata.is_none() || !matches!(name, "metadata" | "status");
        let fields = schema.properties().filter(|it| holds(it.schema()) && own(it.name()));
        metadata.into_iter().chain(fields.map(|it| (it.name(), Self::Schema(it.schema())))).collect()
    }

    /// Whether it takes any key.
    pub(super) fn is_map(self) -> bool {
        match self {
            Self::Map => true,
            Self::Schema(it) => it.kind() == Type::Object && it.additional().is_some(),
            _ => false,
        }
    }

    /// What an item of a list may be.
    pub(super) fn items(self) -> Option<Self> {
        match self {
            Self::Schema(it) if it.kind() == Type::Array => it.items().map(Self::Schema),
            Self::Texts => Some(Self::Scalar),
            _ => None,
        }
    }

    pub(super) fn is_object(self) -> bool {
        match self {
            Self::Schema(it) => it.kind() == Type::Object,
            Self::Root(_) | Self::Metadata | Self::Map => true,
            Self::Texts | Self::Scalar => false,
        }
    }
}

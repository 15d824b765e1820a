//! Metadata into its Go type: which fields it has and how each is read.

use crate::schema::formats::is_timestamp;
use crate::schema::mend::{quoted, unquoted};
use crate::schema::path::Path;
use crate::schema::structural::siblings;
use crate::schema::type_name;
use crate::schema::violation::{Owner, ViolationKind};
use crate::schema::violations::Violations;
use crate::yaml::{Entry, Kind, Value};

/// How a field is read.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Integer,
    Boolean,
    Time,
    Anything,
    TextMap,
    TextList,
    Owners,
    Managers,
}

const METADATA: &[&str] = &[
    "name",
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "labels",
    "annotations",
    "ownerReferences",
    "finalizers",
    "managedFields",
];
const OWNER: &[&str] = &["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"];
const MANAGER: &[&str] =
    &["manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1", "subresource"];

fn shape(field: &str) -> Shape {
    match field {
        "generation" | "deletionGracePeriodSeconds" => Shape::Integer,
        "creationTimestamp" | "deletionTimestamp" | "time" => Shape::Time,
        "labels" | "annotations" => Shape::TextMap,
        "finalizers" => Shape::TextList,
        "ownerReferences" => Shape::Owners,
        "managedFields" => Shape::Managers,
        "controller" | "blockOwnerDeletion" => Shape::Boolean,
        "fieldsV1" => Shape::Anything,
        _ => Shape::Text,
    }
}

/// Decodes `metadata`: unknown fields, and fields that cannot be decoded.
pub(super) fn metadata(metadata: Value<'_>, root: &Path<'_>, out: &mut Violations) {
    let path = root.field("metadata", metadata.span());
    object(metadata, METADATA, &path, out);
}

fn object(owner: Value<'_>, known: &'static [&'static str], path: &Path<'_>, out: &mut Violations) {
    if !is(owner, Kind::Mapping, "an object", path, out) {
        return;
    }
    for Entry { key, value } in owner.entries() {
        let name = key.as_str().unwrap_or_default();
        let path = path.field(name, key.span());
        if known.contains(&name) {
            field(value, shape(name), &path, out);
        } else {
            let of = || (Owner::Metadata(known), siblings(owner, |it| known.contains(&it)));
            out.add_unknown_field(name, of, &path);
        }
    }
}

fn field(value: Value<'_>, shape: Shape, path: &Path<'_>, out: &mut Violations) {
    match shape {
        Shape::Anything => {}
        Shape::Text => _ = is(value, Kind::String, "text", path, out),
        Shape::Integer => _ = is(value, Kind::Int, "a whole number", path, out),
        Shape::Boolean => _ = is(value, Kind::Bool, "true or false", path, out),
        Shape::Time => {
            if is(value, Kind::String, "a timestamp", path, out) && !value.as_str().is_none_or(is_timestamp) {
                out.add(ViolationKind::BadTimestamp, &path, value.span());
            }
        }
        Shape::TextMap => {
            if is(value, Kind::Mapping, "an object", path, out) {
                for Entry { key, value } in value.entries() {
                    let path = path.field(key.as_str().unwrap_or_default(), key.span());
                    is(value, Kind::String, "text", &path, out);
                }
            }
        }
        Shape::TextList => items(value, path, out, |it, path, out| {
            is(it, Kind::String, "text", path, out);
        }),
        Shape::Owners => items(value, path, out, |it, path, out| object(it, OWNER, path, out)),
        Shape::Managers => items(value, path, out, |it, path, out| object(it, MANAGER, path, out)),
    }
}

fn items(
    list: Value<'_>,
    path: &Path<'_>,
    out: &mut Violations,
    item: impl Fn(Value<'_>, &Path<'_>, &mut Violations),
) {
    if is(list, Kind::Sequence, "a list", path, out) {
        for (index, value) in list.items().enumerate() {
            item(value, &path.item(index, value.span()), out);
        }
    }
}

/// Whether `value` is of `kind` and not null; null decodes into anything, as nothing.
fn is(value: Value<'_>, kind: Kind, expected: &'static str, path: &Path<'_>, out: &mut Violations) -> bool {
    if value.kind() == kind {
        return true;
    }
    if !value.is_null() {
        let mend = if kind == Kind::String { quoted(value) } else { unquoted(value) };
        let kind = ViolationKind::Undecodable { expected, found: type_name(value), mend };
        out.add(kind, &path, value.span());
    }
    false
}

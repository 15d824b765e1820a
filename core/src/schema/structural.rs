//! One walk over an object beside its schema: unknown fields, types, bounds, patterns, required fields, lists.
//!
//! What the API server does in steps (prune, drop nulls, default, validate) is done here at once: a null that would
//! be dropped is passed over, and a field with a default counts as there.

use super::leaves::{format_fault, number_faults, text_fault};
use super::mend::{quoted, unquoted};
use super::path::Path;
use super::table::{Schema, Type, Version};
use super::view::View;
use super::violation::{Counted, Owner, Siblings, ViolationKind};
use super::violations::Violations;
use super::{alternatives, leaves, lists, type_name};
use crate::source::Span;
use crate::yaml::{Entry, Kind, Value};

/// Judges the values of `value`, an object's root. Status counts for unknown fields only: create drops it.
pub(super) fn root(value: Value<'_>, version: Version<'_>, path: &Path<'_>, out: &mut Violations) {
    let schema = version.schema();
    for Entry { key, value: field } in value.entries() {
        let name = key.as_str().unwrap_or_default();
        let path = path.field(name, key.span());
        if matches!(name, "apiVersion" | "kind" | "metadata") {
            if let Some(it) = schema.property(name).filter(|it| it.schema().has_limits_within()) {
                head(field, it.schema(), &path, out);
            }
            continue;
        }
        match schema.property(name) {
            Some(it) if field.is_null() && !it.schema().nullable() => {}
            Some(it) if name == "status" && version.has_status_subresource() => {
                unknown_fields(field, Some(it.schema()), &path, out);
            }
            Some(it) => judge(field, it.schema(), &path, out),
            None => unknown(value, schema, name, &path, out),
        }
    }
    for name in schema.required().filter(|it| !matches!(*it, "apiVersion" | "kind" | "metadata")) {
        if schema.property(name).is_none_or(|it| it.schema().default().is_none()) {
            missing(value, name, path, out);
        }
    }
    if schema.has_combinators() {
        alternatives::check(View::new(value, schema), schema, path, out);
    }
}

/// What a schema says of the fields that every object has, which others decode: no field is unknown to it.
fn head(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    if value.kind() != Kind::Mapping {
        return judge(value, schema, path, out);
    }
    for property in schema.properties() {
        if let Some(it) = value.entry(property.name()).filter(|it| !it.value.is_null()) {
            judge(it.value, property.schema(), &path.field(property.name(), it.key.span()), out);
        }
    }
}

/// Judges one value. What stands in a value of another type than the schema's is looked at all the same: the pruner lists
/// the fields that it does not know, and bounds hold for what they fit.
pub(super) fn judge(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let view = View::new(value, schema);
    if !leaves::has_type(view, schema) {
        wrong_type(value, schema, path, out);
    }
    if let Some(kind) = leaves::choice_fault(view, schema) {
        out.add(kind, path, value.span());
    }
    match value.kind() {
        Kind::String => string(value, schema, path, out),
        Kind::Mapping => object(value, schema, path, out),
        Kind::Sequence => list(value, schema, path, out),
        Kind::Int | Kind::Float => number(value, schema, path, out),
        Kind::Bool | Kind::Null => {}
    }
    if schema.has_combinators() && !value.is_null() {
        alternatives::check(view, schema, path, out);
    }
}

fn wrong_type(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let mend = match schema.kind() {
        Type::String => quoted(value),
        Type::Integer | Type::Number | Type::Boolean => unquoted(value),
        _ => None,
    };
    let kind = ViolationKind::WrongType { expected: schema.kind().name(), found: type_name(value), mend };
    let scalar = !matches!(value.kind(), Kind::Mapping | Kind::Sequence);
    out.add(kind, path, if scalar || value.is_empty() { value.span() } else { path.at() });
}

fn object(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    for Entry { key, value: field } in value.entries() {
        let name = key.as_str().unwrap_or_default();
        if let Some(node) = schema.child(name) {
            if !field.is_null() || node.nullable() {
                judge(field, node, &path.field(name, key.span()), out);
            }
        } else if !(schema.is_embedded_resource() && matches!(name, "apiVersion" | "kind" | "metadata")) {
            unknown(value, schema, name, &path.field(name, key.span()), out);
        }
    }
    if schema.is_embedded_resource() {
        for name in ["apiVersion", "kind"] {
            missing(value, name, path, out);
        }
    }
    required(value, schema, path, out);
    if schema.min_properties().is_some() || schema.max_properties().is_some() {
        let found = count_fields(value, schema);
        let bounds = (schema.min_properties(), schema.max_properties());
        size(found, bounds, Counted::Fields, path, out);
    }
}

fn unknown(owner: Value<'_>, schema: Schema<'_>, name: &str, path: &Path<'_>, out: &mut Violations) {
    let of = || {
        let fields = schema.properties().map(|it| it.name().into()).collect();
        (Owner::Schema(fields), siblings(owner, |it| schema.child(it).is_some()))
    };
    out.add_unknown_field(name, of, path);
}

/// The fields of an object.
pub(super) fn siblings(owner: Value<'_>, is_known: impl Fn(&str) -> bool) -> Siblings {
    let mut siblings = Siblings::default();
    for name in owner.entries().filter_map(|it| it.key.as_str()) {
        siblings.add(name, is_known(name));
    }
    siblings
}

fn required(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    for name in schema.required() {
        if schema.property(name).is_none_or(|it| it.schema().default().is_none()) {
            missing(value, name, path, out);
        }
    }
}

/// Reports the field `name` where it is not there.
fn missing(value: Value<'_>, name: &str, path: &Path<'_>, out: &mut Violations) {
    let written = value.entry(name);
    if written.is_none_or(|it| it.value.is_null()) {
        // A null is dropped before the check: the text to change is its key.
        let at = written.map_or(path.at(), |it| it.key.span());
        let kind = ViolationKind::Missing { name: name.into(), null: written.is_some() };
        out.add(kind, &path.field(name, at), at);
    }
}

/// How many fields the object has after nulls are dropped and defaults are set.
fn count_fields(value: Value<'_>, schema: Schema<'_>) -> u64 {
    let written = value.entries().filter(|it| {
        let name = it.key.as_str().unwrap_or_default();
        !it.value.is_null() && schema.child(name).is_some()
    });
    let defaulted = schema
        .properties()
        .filter(|it| it.schema().default().is_some() && value.get(it.name()).is_none_or(Value::is_null));
    let count = written.count() + defaulted.count();
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn list(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    match schema.items() {
        Some(items) => {
            for (index, item) in value.items().enumerate() {
                // A null item stays, unless the items have a default.
                if !item.is_null() || items.default().is_none() {
                    judge(item, items, &path.item(index, item_title(item)), out);
                }
            }
        }
        None => unknown_fields(value, Some(schema), path, out),
    }
    let found = u64::try_from(value.len()).unwrap_or(u64::MAX);
    size(found, (schema.min_items(), schema.max_items()), Counted::Items, path, out);
    lists::check(value, schema, path, out);
}

/// The text that stands for an item: its first key, or the item itself.
pub(super) fn item_title(item: Value<'_>) -> Span {
    item.entries().next().map_or(item, |it| it.key).span()
}

fn size(found: u64, bounds: (Option<u32>, Option<u32>), of: Counted, path: &Path<'_>, out: &mut Violations) {
    let kind = match (bounds.0.map(u64::from), bounds.1.map(u64::from)) {
        (Some(limit), _) if found < limit => ViolationKind::TooFew { found, limit, of },
        (_, Some(limit)) if found > limit => ViolationKind::TooMany { found, limit, of },
        _ => return,
    };
    out.add(kind, path, path.at());
}

/// Of length and pattern, the first that fails is reported, and the format besides.
fn string(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let text = value.as_str().unwrap_or_default();
    for kind in [text_fault(text, schema), format_fault(text, schema)].into_iter().flatten() {
        out.add(kind, path, value.span());
    }
}

fn number(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let Some(number) = value.as_number() else { return };
    number_faults(number, schema, |kind, pathless| match pathless {
        true => out.add_pathless(kind, path, value.span()),
        false => out.add(kind, path, value.span()),
    });
}

/// Unknown fields of `value` and of all in it, and nothing else.
fn unknown_fields(value: Value<'_>, schema: Option<Schema<'_>>, path: &Path<'_>, out: &mut Violations) {
    match value.kind() {
        Kind::Sequence => {
            let items = schema.and_then(Schema::items);
            if items.is_none() && schema.is_some_and(Schema::preserves_unknown) {
                return;
            }
            for (index, item) in value.items().enumerate() {
                unknown_fields(item, items, &path.item(index, item_title(item)), out);
            }
        }
        Kind::Mapping => {
            for Entry { key, value: field } in value.entries() {
                let name = key.as_str().unwrap_or_default();
                let path = path.field(name, key.span());
                match (schema, schema.and_then(|it| it.child(name))) {
                    (_, Some(child)) => unknown_fields(field, Some(child), &path, out),
                    (Some(schema), None) => unknown(value, schema, name, &path, out),
                    (None, None) => {
                        out.add_unknown_field(name, || (Owner::Nothing, Siblings::default()), &path);
                    }
                }
            }
        }
        _ => {}
    }
}

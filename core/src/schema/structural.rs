//! One walk over an object beside its schema: unknown fields, types, bounds, patterns, required fields, lists.
//!
//! What the API server does in steps (prune, drop nulls, default, validate) is done here at once: a null that would
//! be dropped is passed over, and a field with a default counts as there.

use super::lists;
use super::mend::{quoted, unquoted};
use super::path::Path;
use super::table::{Const, Schema, Type, Version};
use super::violation::{Counted, Owner, Siblings, ViolationKind};
use super::violations::Violations;
use super::{formats, type_name};
use crate::source::Span;
use crate::yaml::{Entry, Kind, Number, Value};

/// Judges the values of `value`, an object's root. Status counts for unknown fields only: create drops it.
pub(super) fn root(value: Value<'_>, version: Version<'_>, path: &Path<'_>, out: &mut Violations) {
    let schema = version.schema();
    for Entry { key, value: field } in value.entries() {
        let name = key.as_str().unwrap_or_default();
        if matches!(name, "apiVersion" | "kind" | "metadata") {
            continue;
        }
        let path = path.field(name, key.span());
        match schema.property(name) {
            Some(it) if field.is_null() && !it.schema().nullable() => {}
            Some(it) if name == "status" && version.has_status_subresource() => {
                unknown_fields(field, Some(it.schema()), &path, out);
            }
            Some(it) => judge(field, it.schema(), &path, out),
            None => unknown(value, schema, name, &path, out),
        }
    }
    required(value, schema, path, out);
}

/// Judges one value that is not null.
fn judge(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    match (value.kind(), schema.kind()) {
        (Kind::String, Type::String) => string(value, schema, path, out),
        (Kind::Mapping, Type::Object) => object(value, schema, path, out),
        (Kind::Sequence, Type::Array) => list(value, schema, path, out),
        (Kind::Int | Kind::Float, Type::Integer) => integer(value, schema, path, out),
        (Kind::Bool, Type::Boolean) => boolean(value, schema, path, out),
        _ => wrong_type(value, schema, path, out),
    }
}

/// A value of another type. The pruner has been there before the validator, and lists fields that it does not know.
fn wrong_type(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let mend = match schema.kind() {
        Type::String => quoted(value),
        Type::Integer | Type::Boolean => unquoted(value),
        _ => None,
    };
    let kind = ViolationKind::WrongType { expected: schema.kind().name(), found: type_name(value), mend };
    let at = if value.is_empty() { value.span() } else { path.at() };
    out.add(kind, &path, at);
    if schema.has_combinators() && value.kind() != Kind::Mapping {
        // Alternatives that speak of fields say nothing of what has none: all of them fit, and one may.
        out.add_pathless(ViolationKind::NoAlternative, &path, at);
    }
    unknown_fields(value, Some(schema), path, out);
    lists::check(value, schema, path, out);
}

fn object(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    for Entry { key, value: field } in value.entries() {
        let name = key.as_str().unwrap_or_default();
        if let Some(node) = schema.child(name) {
            if !field.is_null() || node.nullable() {
                judge(field, node, &path.field(name, key.span()), out);
            }
        } else {
            unknown(value, schema, name, &path.field(name, key.span()), out);
        }
    }
    required(value, schema, path, out);
    if schema.min_properties().is_some() || schema.max_properties().is_some() {
        let found = count_fields(value, schema);
        let bounds = (schema.min_properties(), schema.max_properties());
        size(found, bounds, Counted::Fields, path, out);
    }
    if schema.has_combinators() {
        address(value, schema, path, out);
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
        let written = value.entry(name);
        let there = written.is_some_and(|it| !it.value.is_null());
        if !there && schema.property(name).is_none_or(|it| it.schema().default().is_none()) {
            // A null is dropped before the check: the text to change is its key.
            let at = written.map_or(path.at(), |it| it.key.span());
            let kind = ViolationKind::Missing { name: name.into(), null: written.is_some() };
            out.add(kind, &path.field(name, at), at);
        }
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
    if let Some(items) = schema.items() {
        for (index, item) in value.items().enumerate() {
            let path = path.item(index, item_title(item));
            if item.is_null() && !items.nullable() {
                let kind =
                    ViolationKind::WrongType { expected: items.kind().name(), found: "null", mend: None };
                out.add(kind, &path, item.span());
            } else {
                judge(item, items, &path, out);
            }
        }
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

/// Of length and pattern, the first that fails is reported, and the enum besides.
fn string(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let text = value.as_str().unwrap_or_default();
    if let Some(kind) = text_fault(text, schema) {
        out.add(kind, &path, value.span());
    }
    if let Some(mut choices) = schema.choices()
        && !choices.any(|it| it.as_str() == Some(text))
    {
        out.add(not_in_enum(text, schema), &path, value.span());
    }
}

/// Gateway API 1.3 has a field that may only be true.
fn boolean(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    if let Some(mut choices) = schema.choices()
        && !choices.any(|it| it.as_bool() == value.as_bool())
    {
        let kind = not_in_enum(value.span().of(value.source_text()), schema);
        out.add(kind, &path, value.span());
    }
}

fn not_in_enum(found: &str, schema: Schema<'_>) -> ViolationKind {
    let allowed = schema.choices().into_iter().flatten();
    let allowed = allowed.filter_map(Const::scalar).map(Into::into).collect();
    ViolationKind::NotInEnum { found: found.into(), allowed }
}

fn text_fault(text: &str, schema: Schema<'_>) -> Option<ViolationKind> {
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    // A character has one to four bytes, so that most texts need no counting.
    if let Some(limit) = schema.max_length().map(u64::from).filter(|it| bytes > *it) {
        let found = characters(text);
        if found > limit {
            return Some(ViolationKind::TooLong { found, limit });
        }
    }
    if let Some(limit) = schema.min_length().map(u64::from).filter(|it| bytes < it.saturating_mul(4)) {
        let found = characters(text);
        if found < limit {
            return Some(ViolationKind::TooShort { found, limit });
        }
    }
    let pattern = schema.pattern().filter(|it| !it.is_match(text))?;
    let fits_lower = pattern.is_match(&text.to_ascii_lowercase());
    Some(ViolationKind::Pattern { found: text.into(), pattern: pattern.source().into(), fits_lower })
}

fn characters(text: &str) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(u64::MAX)
}

fn integer(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let at = value.span();
    let number = value.as_number().unwrap_or(Number::Int(0));
    let format = schema.format();
    match number {
        Number::Int(it) if format == "int32" && i32::try_from(it).is_err() => {
            out.add_pathless(ViolationKind::OutOfFormat { format }, path, at);
        }
        Number::Int(_) => {}
        Number::Float(it) => {
            if !is_nearly_whole(it) {
                let kind = ViolationKind::WrongType { expected: "integer", found: "number", mend: None };
                out.add(kind, path, at);
            }
            out.add_pathless(ViolationKind::OutOfFormat { format }, path, at);
        }
    }
    if let Some(limit) = schema.maximum().and_then(Const::as_i64).filter(|it| exceeds(number, *it)) {
        out.add(ViolationKind::AboveMaximum { limit }, path, at);
    }
    if let Some(limit) = schema.minimum().and_then(Const::as_i64).filter(|it| falls_short(number, *it)) {
        out.add(ViolationKind::BelowMinimum { limit }, path, at);
    }
    if let Some(mut choices) = schema.choices()
        && !choices.any(|it| it.as_number() == Some(number))
    {
        out.add(not_in_enum(at.of(value.source_text()), schema), path, at);
    }
}

/// What the API server's type check takes for an integer: a fraction of up to a billionth is rounding.
fn is_nearly_whole(number: f64) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    if !(0.0..=LARGEST).contains(&number) {
        return false;
    }
    let whole = number.trunc();
    whole > 0.0 && (number - whole) / (number + whole) < 1e-9
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "bounds are far below 2^53")]
fn exceeds(number: Number, limit: i64) -> bool {
    match number {
        Number::Int(it) => it > limit,
        Number::Float(it) => it > limit as f64,
    }
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "bounds are far below 2^53")]
fn falls_short(number: Number, limit: i64) -> bool {
    match number {
        Number::Int(it) => it < limit,
        Number::Float(it) => it < limit as f64,
    }
}

/// The one alternative in these schemas: an address of type `IPAddress`, which is the default, is an IP address.
fn address(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let kind = value.get("type").filter(|it| !it.is_null());
    let default = || schema.property("type").and_then(|it| it.schema().default()).and_then(Const::as_str);
    let is_ip_address = kind.map_or_else(default, Value::as_str) == Some("IPAddress");
    let Some(Entry { key, value: address }) = value.entry("value").filter(|it| !it.value.is_null()) else {
        return;
    };
    // A list passes the format check, which knows texts only; its type is wrong all the same.
    let fits = address.as_str().map_or(address.kind() == Kind::Sequence, formats::is_ip);
    if is_ip_address && !fits {
        let field = path.field("value", key.span());
        let at = address.span();
        out.add(ViolationKind::NotAnIp, &field, at);
        // Neither format of the value fits, and so neither form of the address.
        for place in [&field, path] {
            out.add_pathless(ViolationKind::NoAlternative, &place, at);
        }
    }
}

/// Unknown fields of `value` and of all in it, and nothing else.
fn unknown_fields(value: Value<'_>, schema: Option<Schema<'_>>, path: &Path<'_>, out: &mut Violations) {
    match value.kind() {
        Kind::Sequence => {
            let items = schema.and_then(Schema::items);
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

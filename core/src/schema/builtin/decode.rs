//! An object into its Go type, as the API server reads it: unknown fields, values of another type, texts that cannot be
//! read. What is absent or null is nothing, at any place; whether a field has to be there is for validation to say.

use super::quantity::is_quantity;
use crate::schema::formats::is_timestamp;
use crate::schema::mend::{quoted, unquoted};
use crate::schema::path::Path;
use crate::schema::structural::{item_title, siblings};
use crate::schema::table::{Schema, Type};
use crate::schema::type_name;
use crate::schema::violation::{Owner, ViolationKind};
use crate::schema::violations::Violations;
use crate::yaml::{Entry, Kind, Number, Value};

/// Reads the fields of an object's root; metadata was read before.
pub(super) fn root(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    for entry in value.entries() {
        if !matches!(entry.key.as_str(), Some("apiVersion" | "kind" | "metadata")) {
            field(value, schema, entry, path, out);
        }
    }
}

fn field(owner: Value<'_>, schema: Schema<'_>, entry: Entry<'_>, path: &Path<'_>, out: &mut Violations) {
    let name = entry.key.as_str().unwrap_or_default();
    let path = path.field(name, entry.key.span());
    match schema.child(name) {
        Some(child) => read(entry.value, child, &path, out),
        None => {
            let of = || {
                let fields = schema.properties().map(|it| it.name().into()).collect();
                (Owner::Schema(fields), siblings(owner, |it| schema.child(it).is_some()))
            };
            out.add_unknown_field(name, of, &path);
        }
    }
}

/// Reads a value into the type of its field.
pub(in crate::schema) fn read(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    match (value.kind(), schema.kind()) {
        (Kind::Null, _)
        | (_, Type::Any)
        | (Kind::Bool, Type::Boolean)
        | (Kind::Int | Kind::Float, Type::Number)
        | (Kind::String, Type::IntOrString) => {}
        (Kind::Mapping, Type::Object) => {
            value.entries().for_each(|entry| field(value, schema, entry, path, out));
        }
        (Kind::Sequence, Type::Array) => {
            let Some(items) = schema.items() else { return };
            for (index, item) in value.items().enumerate() {
                read(item, items, &path.item(index, item_title(item)), out);
            }
        }
        (Kind::String, Type::String) => text(value, schema.format(), path, out),
        (Kind::Int | Kind::Float, Type::String) if schema.format() == "quantity" => {}
        (Kind::Int | Kind::Float, Type::Integer) => integer(value, schema.format(), path, out),
        (Kind::Int | Kind::Float, Type::IntOrString) => integer(value, "int32", path, out),
        // Go takes a list of numbers for bytes.
        (Kind::Sequence, Type::String) if schema.format() == "byte" && value.items().all(is_byte) => {}
        _ => wrong_type(value, schema, path, out),
    }
}

fn is_byte(value: Value<'_>) -> bool {
    value.is_null() || value.as_i64().is_some_and(|it| u8::try_from(it).is_ok())
}

fn wrong_type(value: Value<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    let (expected, mend) = match (schema.kind(), schema.format()) {
        (Type::String, "quantity") => ("quantity", None),
        (Type::String, _) => ("string", quoted(value)),
        (it @ (Type::Integer | Type::Number | Type::Boolean), _) => (it.name(), unquoted(value)),
        (it, _) => (it.name(), None),
    };
    let at = if value.is_empty() { value.span() } else { path.at() };
    let scalar = !matches!(value.kind(), Kind::Mapping | Kind::Sequence);
    let at = if scalar { value.span() } else { at };
    out.add(ViolationKind::WrongType { expected, found: type_name(value), mend }, path, at);
}

fn text(value: Value<'_>, format: &'static str, path: &Path<'_>, out: &mut Violations) {
    let text = value.as_str().unwrap_or_default();
    let fits = match format {
        "quantity" => is_quantity(text),
        "date-time" => is_timestamp(text),
        "micro-time" => is_micro_timestamp(text),
        "byte" => is_base64(text),
        _ => true,
    };
    if !fits {
        out.add(ViolationKind::Unreadable { found: text.into(), format }, path, value.span());
    }
}

/// Whether `text` is a timestamp with six digits behind the second, which an event's time has.
fn is_micro_timestamp(text: &str) -> bool {
    let fraction = text.split_once(['.', ',']).map_or("", |it| it.1);
    fraction.bytes().take_while(u8::is_ascii_digit).count() == 6 && is_timestamp(text)
}

/// Whether Go reads `text` as base64: with its padding, line breaks left out.
fn is_base64(text: &str) -> bool {
    let (mut length, mut padding, mut known) = (0_usize, 0_usize, true);
    for byte in text.bytes().filter(|it| !matches!(it, b'\n' | b'\r')) {
        length += 1;
        if byte == b'=' {
            padding += 1;
        } else {
            known &= padding == 0 && (byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        }
    }
    known && length % 4 == 0 && padding <= 2
}

fn integer(value: Value<'_>, format: &'static str, path: &Path<'_>, out: &mut Violations) {
    match value.as_number() {
        Some(Number::Int(it)) if format != "int32" || i32::try_from(it).is_ok() => {}
        Some(Number::Int(_)) => out.add(ViolationKind::OutOfFormat { format }, path, value.span()),
        _ => {
            let kind = ViolationKind::WrongType { expected: "integer", found: "number", mend: None };
            out.add(kind, path, value.span());
        }
    }
}

//! What can stand at the cursor: fields and values that the schema knows, names that exist among the inputs.

use super::cursor::{Place, Slot};
use super::{fields, names, schema_at, type_name, version};
use crate::order::sort_by_key;
use crate::report::SourceMap as _;
use crate::schema::table::{Const, Property, Schema, Type};
use crate::source::{SourceId, Span};
use crate::workspace::Workspace;
use serde::Serialize;

/// What a completion stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CompletionKind {
    /// A name that exists among the inputs.
    Name,
    /// A field.
    Field,
    /// A value that the schema lists.
    Value,
}

/// Something that can stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What a list shows.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// More about it, in a few words.
    pub detail: String,
    /// What it means, as Markdown; empty where there is nothing to explain.
    pub docs: String,
    /// What replaces the text at `span`.
    pub insert: String,
    /// The text that is typed already.
    pub span: Span,
}

/// What can stand at byte `offset` of a source: best first.
pub fn complete(workspace: &Workspace, source: SourceId, offset: usize) -> Vec<Completion> {
    let place = Place::at(workspace.text(source), offset);
    let mut found = match place.slot {
        Slot::Key => keys(workspace, &place),
        Slot::Value(key) => values(workspace, &place, Some(key)),
        Slot::Item => values(workspace, &place, None),
    };
    let typed =
        workspace.text(source).get(place.word.start()..offset).unwrap_or_default().trim_matches(['"', '\'']);
    found.retain(|it| fits(&it.label, typed));
    found
}

/// Whether `label` is one that a person who typed `typed` may mean: its letters in their order.
fn fits(label: &str, typed: &str) -> bool {
    let mut letters = label.bytes().map(|it| it.to_ascii_lowercase());
    typed.bytes().map(|it| it.to_ascii_lowercase()).all(|it| letters.any(|letter| letter == it))
}

fn keys(workspace: &Workspace, place: &Place<'_>) -> Vec<Completion> {
    let Some(schema) = version(workspace, place).map(|it| it.schema()) else { return root_keys(place) };
    let Some(schema) = schema_at(schema, &place.path) else { return Vec::new() };
    let mut properties: Vec<_> = schema
        .properties()
        .filter(|it| place.sibling(it.name()).is_none() && !is_taken(place, it.name()))
        .collect();
    properties.retain(|it| !(place.path.is_empty() && it.name() == "status"));
    sort_by_key(&mut properties, |it| !it.required());
    properties.into_iter().map(|it| field(place, it)).collect()
}

fn is_taken(place: &Place<'_>, name: &str) -> bool {
    place.siblings.iter().any(|(key, _)| *key == name)
}

/// The fields of a document whose kind is not known yet.
fn root_keys(place: &Place<'_>) -> Vec<Completion> {
    if !place.path.is_empty() {
        return Vec::new();
    }
    let all = ["apiVersion", "kind", "metadata", "spec"];
    let left = all.into_iter().filter(|it| !is_taken(place, it));
    left.map(|it| Completion {
        label: it.to_owned(),
        kind: CompletionKind::Field,
        detail: String::new(),
        docs: fields::docs("", it).unwrap_or_default().to_owned(),
        insert: if matches!(it, "metadata" | "spec") && !place.flow {
            format!("{it}:\n  ")
        } else {
            format!("{it}: ")
        },
        span: place.word,
    })
    .collect()
}

fn field(place: &Place<'_>, property: Property<'_>) -> Completion {
    let (name, schema) = (property.name(), property.schema());
    let deeper = " ".repeat(place.column + 2);
    let insert = match (schema.kind(), place.flow) {
        (Type::Object, false) => format!("{name}:\n{deeper}"),
        (Type::Array, false) => format!("{name}:\n{}- ", " ".repeat(place.column)),
        _ => format!("{name}: "),
    };
    let mut detail = type_name(schema).to_owned();
    if property.required() {
        detail.push_str(", required");
    } else if let Some(default) = schema.default().and_then(Const::scalar) {
        detail.push_str(", by default ");
        detail.push_str(&default);
    }
    let docs = fields::docs(&place.dotted(), name).unwrap_or_default().to_owned();
    Completion { label: name.to_owned(), kind: CompletionKind::Field, detail, docs, insert, span: place.word }
}

fn values(workspace: &Workspace, place: &Place<'_>, key: Option<&str>) -> Vec<Completion> {
    let mut found = names::values(workspace, place, key);
    let schema = version(workspace, place).and_then(|it| schema_at(it.schema(), &place.path));
    let schema = match key {
        Some(key) => schema.and_then(|it| it.child(key)),
        None => schema.and_then(|it| it.items()),
    };
    found.extend(schema.into_iter().flat_map(|it| listed(place, it)));
    found
}

/// The values that a schema lists.
fn listed(place: &Place<'_>, schema: Schema<'_>) -> Vec<Completion> {
    let default = schema.default().and_then(Const::scalar);
    let mut values: Vec<String> = schema.choices().into_iter().flatten().filter_map(Const::scalar).collect();
    if schema.kind() == Type::Boolean {
        values = vec!["true".to_owned(), "false".to_owned()];
    } else if values.is_empty() {
        values.extend(default.clone());
    }
    let one = |it: String| Completion {
        detail: if default.as_ref() == Some(&it) { "the default".to_owned() } else { String::new() },
        insert: it.clone(),
        label: it,
        kind: CompletionKind::Value,
        docs: String::new(),
        span: place.word,
    };
    values.into_iter().map(one).collect()
}

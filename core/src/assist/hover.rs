//! What the field or value under the cursor means.

use super::cursor::{Place, Slot};
use super::{fields, schema_at, type_name, version};
use crate::report::SourceMap as _;
use crate::schema::table::{Const, Schema, Type};
use crate::source::{SourceId, Span};
use crate::workspace::Workspace;
use std::fmt::Write as _;

/// What stands under the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// Markdown.
    pub text: String,
    /// What it is about.
    pub span: Span,
}

/// What is under byte `offset` of a source, where the schema knows it.
pub fn hover(workspace: &Workspace, source: SourceId, offset: usize) -> Option<Hover> {
    let text = workspace.text(source);
    let place = Place::at(text, offset);
    let word = place.word.of(text);
    let key = match place.slot {
        Slot::Key => word,
        Slot::Value(key) => key,
        Slot::Item => return None,
    };
    let around = place.dotted();
    let schema = version(workspace, &place).and_then(|it| schema_at(it.schema(), &place.path));
    let property = schema.and_then(|it| it.property(key));
    let docs = fields::docs(&around, key);
    if property.is_none() && docs.is_none() {
        return None;
    }
    let mut text = match around.as_str() {
        "" => format!("**`{key}`**"),
        _ => format!("**`{around}.{key}`**"),
    };
    if let Some(property) = property {
        let required = if property.required() { ", required" } else { "" };
        let _ = write!(text, " — {}{required}", type_name(property.schema()));
    }
    if let Some(docs) = docs {
        let _ = write!(text, "\n\n{docs}");
    }
    if let Some(limits) = property.and_then(|it| limits(it.schema())) {
        let _ = write!(text, "\n\n{limits}");
    }
    Some(Hover { text, span: place.word })
}

/// Defaults, choices and bounds, in one line.
fn limits(schema: Schema<'_>) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(default) = schema.default().and_then(Const::scalar) {
        parts.push(format!("default `{default}`"));
    }
    let choices: Vec<_> = schema.choices().into_iter().flatten().filter_map(Const::scalar).collect();
    if !choices.is_empty() {
        parts.push(format!("one of `{}`", choices.join("`, `")));
    }
    let (least, most) = (schema.minimum().and_then(Const::scalar), schema.maximum().and_then(Const::scalar));
    parts.extend(range(least, most, ""));
    let number = |it: Option<u32>| it.filter(|it| *it > 0).map(|it| it.to_string());
    let unit = if schema.kind() == Type::String { " characters" } else { " items" };
    parts.extend(range(number(schema.min_length()), number(schema.max_length()), unit));
    parts.extend(range(number(schema.min_items()), number(schema.max_items()), unit));
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn range(least: Option<String>, most: Option<String>, unit: &str) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (Some(least), None) => Some(format!("at least {least}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        (None, None) => None,
    }
}

//! Help while typing: what can stand at the cursor, what the thing under it means and refers to, what becomes of requests.
//!
//! In come a [`Workspace`], a source and a byte offset; out come [`Completion`]s and a [`Hover`]. The place of the cursor
//! is read from the text around it (`cursor`), because a text that is being typed seldom parses; schemas say which
//! fields and values fit there, the [`World`](crate::world::World) which names exist. Where a
//! reference leads is what `attach` found.

mod complete;
mod cursor;
mod fields;
mod hover;
mod names;
mod navigate;
mod outcomes;
mod symbols;

pub use complete::{Completion, CompletionKind, complete};
pub use hover::{Hover, hover};
pub use navigate::{definitions, references};
pub use outcomes::outcomes;
pub use symbols::{Symbol, SymbolKind, symbols};

use crate::schema::table::{Lookup, Schema, Type, Version};
use crate::workspace::Workspace;
use cursor::{Place, Step};

/// The version of the kind that the document around `place` is of, where tables know it.
fn version<'w>(workspace: &'w Workspace, place: &Place<'_>) -> Option<Version<'w>> {
    let (group, version) = place.api_version()?.split_once('/')?;
    match workspace.serving().lookup(group, version, place.kind()?)? {
        Lookup::Served(it) | Lookup::NotServed(it) | Lookup::Experimental(it) => Some(it),
        Lookup::OtherVersions(_) | Lookup::UnknownKind => None,
    }
}

/// The schema at the end of `path`.
fn schema_at<'t>(mut schema: Schema<'t>, path: &[Step<'_>]) -> Option<Schema<'t>> {
    for step in path {
        schema = match step {
            Step::Key(key) => schema.child(key)?,
            Step::Item => schema.items()?,
        };
    }
    Some(schema)
}

/// What a schema asks for, in a word.
fn type_name(schema: Schema<'_>) -> &'static str {
    match schema.kind() {
        Type::Any => "any value",
        Type::Object => "object",
        Type::Array => "list",
        Type::String => "text",
        Type::Integer => "whole number",
        Type::Number => "number",
        Type::Boolean => "true or false",
        Type::IntOrString => "number or text",
    }
}

#[cfg(test)]
mod tests;

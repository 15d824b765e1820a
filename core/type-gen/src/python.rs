//! Python: frozen dataclasses over a small base that turns them into dicts and back.

use crate::shape::{Definition, Definitions, Field, Form, Shape};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const HEAD: &str = "\
# Written by `type-gen` from the engine's own types; edit those.
\"\"\"What questions are made of, and what the answers hold.\"\"\"

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Optional, Union

from ._record import Record
";

/// The classes of every type, each behind those that it needs.
pub(crate) fn write(definitions: &Definitions) -> String {
    let mut out = String::from(HEAD);
    let mut done = BTreeSet::new();
    let mut later = String::new();
    for name in definitions.0.keys() {
        declare(&mut out, &mut later, definitions, name, &mut done);
    }
    if !later.is_empty() {
        let _ = write!(out, "\n\n# Types that hold each other.\n{later}");
    }
    let names: Vec<_> = done.iter().map(|it| format!("    \"{it}\",\n")).collect();
    let _ = write!(out, "\n\n__all__ = [\n{}]\n", names.concat());
    out
}

fn declare(out: &mut String, later: &mut String, all: &Definitions, name: &str, done: &mut BTreeSet<String>) {
    let Some(definition) = all.0.get(name) else { return };
    // Questions are asked with keywords; only answers are objects.
    if is_question(name) || !done.insert(name.to_owned()) {
        return;
    }
    for needed in needs(definition) {
        declare(out, later, all, &needed, done);
    }
    match &definition.form {
        Form::Record(fields) => {
            class(out, all, name, &definition.docs, fields);
            // A field of a type that is written further down is known only there.
            for field in fields.iter().filter(|it| is_open(out, &it.shape)) {
                let read = reader(all, &field.shape);
                let (snake, key) = (snake(&field.name), &field.name);
                let _ = writeln!(later, "{name}._fields[\"{snake}\"] = (\"{key}\", {read})");
            }
        }
        Form::Alias(of) => alias(out, name, &definition.docs, &hint(of)),
        Form::Choice(values) => {
            let values: Vec<_> = values.iter().map(|it| format!("\"{it}\"")).collect();
            alias(out, name, &definition.docs, &format!("Literal[{}]", values.join(", ")));
        }
        Form::Union(shapes) => {
            let shapes: Vec<_> = shapes.iter().map(hint).collect();
            alias(out, name, &definition.docs, &format!("Union[{}]", shapes.join(", ")));
        }
        // The wrapper hands out what an answer holds, never the answer itself.
        Form::Tagged { .. } => {
            done.remove(name);
        }
    }
}

/// Whether a field is of a class that is not written yet.
fn is_open(out: &str, shape: &Shape) -> bool {
    match shape {
        Shape::Named(name) => {
            !out.contains(&format!("\nclass {name}(")) && !out.contains(&format!("\n{name} = "))
        }
        Shape::List(of) | Shape::Nullable(of) => is_open(out, of),
        Shape::Text | Shape::Whole | Shape::Number | Shape::Bool => false,
    }
}

fn is_question(name: &str) -> bool {
    [
        "Request",
        "RequestText",
        "Inputs",
        "Question",
        "SourceText",
        "Complete",
        "Format",
        "FailOn",
        "Unit",
        "Timestamp",
    ]
    .contains(&name)
}

fn needs(definition: &Definition) -> Vec<String> {
    fn named(shape: &Shape) -> Option<String> {
        match shape {
            Shape::Named(name) => Some(name.clone()),
            Shape::List(of) | Shape::Nullable(of) => named(of),
            Shape::Text | Shape::Whole | Shape::Number | Shape::Bool => None,
        }
    }
    match &definition.form {
        Form::Record(fields) => fields.iter().filter_map(|it| named(&it.shape)).collect(),
        Form::Union(shapes) => shapes.iter().filter_map(named).collect(),
        Form::Tagged { variants, .. } => {
            let own = variants.iter().flat_map(|it| &it.fields).filter_map(|it| named(&it.shape));
            own.chain(variants.iter().filter_map(|it| it.base.clone())).collect()
        }
        Form::Choice(_) | Form::Alias(_) => Vec::new(),
    }
}

fn alias(out: &mut String, name: &str, docs: &str, of: &str) {
    let _ = write!(out, "\n\n{name} = {of}\n\"\"\"{docs}\"\"\"\n");
}

fn class(out: &mut String, all: &Definitions, name: &str, docs: &str, fields: &[Field]) {
    let _ = write!(out, "\n\n@dataclass(frozen=True)\nclass {name}(Record):\n    \"\"\"{docs}\"\"\"\n\n");
    // Fields without a default come first: Python wants it so.
    let (first, last): (Vec<_>, Vec<_>) = fields.iter().partition(|it| it.required);
    for field in first.iter().chain(&last) {
        let default = match (&field.shape, field.required) {
            (_, true) => "",
            (Shape::List(_), false) => " = ()",
            (_, false) => " = None",
        };
        let optional = !field.required && !matches!(field.shape, Shape::Nullable(_) | Shape::List(_));
        let of = if optional { format!("Optional[{}]", hint(&field.shape)) } else { hint(&field.shape) };
        let _ = writeln!(out, "    {}: {of}{default}", snake(&field.name));
        if !field.docs.is_empty() {
            let _ = writeln!(out, "    \"\"\"{}\"\"\"", field.docs.replace('\n', "\n    "));
        }
    }
    let _ = writeln!(out, "\n    _fields: ClassVar[dict[str, tuple[str, Any]]] = {{");
    for field in first.iter().chain(&last) {
        let _ = writeln!(
            out,
            "        \"{}\": (\"{}\", {}),",
            snake(&field.name),
            field.name,
            if is_open(out, &field.shape) { "None".to_owned() } else { reader(all, &field.shape) }
        );
    }
    let _ = writeln!(out, "    }}");
}

/// The classes that a field may be read into; nothing where its values stay as they are.
fn reader(all: &Definitions, shape: &Shape) -> String {
    match shape {
        Shape::Named(name) => match all.0.get(name).map(|it| &it.form) {
            Some(Form::Record(_)) => format!("({name},)"),
            Some(Form::Union(of)) => {
                let names = of.iter().map(hint).collect::<Vec<_>>();
                format!("({})", names.join(", "))
            }
            _ => "None".to_owned(),
        },
        Shape::List(of) | Shape::Nullable(of) => reader(all, of),
        Shape::Text | Shape::Whole | Shape::Number | Shape::Bool => "None".to_owned(),
    }
}

fn hint(shape: &Shape) -> String {
    match shape {
        Shape::Text => "str".to_owned(),
        Shape::Whole => "int".to_owned(),
        Shape::Number => "float".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Named(name) => name.clone(),
        Shape::List(of) => format!("tuple[{}, ...]", hint(of)),
        Shape::Nullable(of) => format!("Optional[{}]", hint(of)),
    }
}

/// Words of Python that no field can have for a name.
const KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    // As Python's own style guide has it for names that are words of the language.
    if KEYWORDS.contains(&snake.as_str()) {
        snake.push('_');
    }
    snake
}

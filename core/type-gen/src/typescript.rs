//! TypeScript declarations.

use crate::shape::{Definition, Definitions, Field, Form, Shape, Variant};
use std::fmt::Write as _;

/// The declarations of every type.
pub(crate) fn write(definitions: &Definitions) -> String {
    let mut out = String::from("// Written by `type-gen` from the engine's own types; edit those.\n");
    for (name, definition) in &definitions.0 {
        out.push('\n');
        comment(&mut out, "", &definition.docs);
        declare(&mut out, name, definition);
    }
    out
}

fn declare(out: &mut String, name: &str, definition: &Definition) {
    match &definition.form {
        Form::Record(fields) => {
            let _ = writeln!(out, "export interface {name} {{");
            members(out, "  ", fields);
            out.push_str("}\n");
        }
        Form::Alias(of) => {
            let _ = writeln!(out, "export type {name} = {};", shown(of));
        }
        Form::Choice(values) => {
            let values: Vec<_> = values.iter().map(|it| format!("\"{it}\"")).collect();
            let _ = writeln!(out, "export type {name} = {};", values.join(" | "));
        }
        Form::Union(shapes) => {
            let shapes: Vec<_> = shapes.iter().map(shown).collect();
            let _ = writeln!(out, "export type {name} = {};", shapes.join(" | "));
        }
        Form::Tagged { tag, variants } => {
            let _ = writeln!(out, "export type {name} =");
            for it in variants {
                variant(out, tag, it);
            }
            // The semicolon belongs to the last variant.
            out.truncate(out.trim_end().len());
            out.push_str(";\n");
        }
    }
}

fn variant(out: &mut String, tag: &str, variant: &Variant) {
    comment(out, "  ", &variant.docs);
    let base = variant.base.as_ref().map(|it| format!(" & {it}")).unwrap_or_default();
    if variant.fields.is_empty() {
        let _ = writeln!(out, "  | ({{ {tag}: \"{}\" }}{base})", variant.name);
        return;
    }
    let _ = writeln!(out, "  | ({{\n      {tag}: \"{}\";", variant.name);
    members(out, "      ", &variant.fields);
    let _ = writeln!(out, "    }}{base})");
}

fn members(out: &mut String, indent: &str, fields: &[Field]) {
    for field in fields {
        comment(out, indent, &field.docs);
        let mark = if field.required { "" } else { "?" };
        let _ = writeln!(out, "{indent}{}{mark}: {};", field.name, shown(&field.shape));
    }
}

fn comment(out: &mut String, indent: &str, docs: &str) {
    match docs.lines().collect::<Vec<_>>().as_slice() {
        [] => {}
        [only] => {
            let _ = writeln!(out, "{indent}/** {only} */");
        }
        lines => {
            let _ = writeln!(out, "{indent}/**");
            for line in lines {
                let _ = writeln!(out, "{}", format!("{indent} * {line}").trim_end());
            }
            let _ = writeln!(out, "{indent} */");
        }
    }
}

fn shown(shape: &Shape) -> String {
    match shape {
        Shape::Text => "string".to_owned(),
        Shape::Whole | Shape::Number => "number".to_owned(),
        Shape::Bool => "boolean".to_owned(),
        Shape::Named(name) => name.clone(),
        Shape::List(of) => format!("{}[]", shown(of)),
        Shape::Nullable(of) => format!("{} | null", shown(of)),
    }
}

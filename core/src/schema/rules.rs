//! The CEL rules of an object, which the API server looks at only where nothing else stops it.

use super::path::Path;
use super::structural::item_title;
use super::table::{Schema, Version};
use super::view::View;
use super::violation::{Violation, ViolationKind};
use crate::cel::{Evaluator, Outcome};
use crate::source::Span;
use crate::yaml::{Kind, Value};

/// Runs every rule of `value`, an object's root, unless what is already in `out` stops them.
pub(super) fn run(value: Value<'_>, version: Version<'static>, path: &Path<'_>, out: &mut Vec<Violation>) {
    let schema = version.schema();
    if !schema.has_rules_within() {
        return;
    }
    if out.iter().any(Violation::stops_rules) {
        let notice = Violation::new(ViolationKind::RulesSkipped, String::new(), path.at());
        return out.push(notice.without_path());
    }
    let view = View::new(value, schema);
    own_rules(view, path, out);
    for (name, child) in view.entries() {
        // Create drops status before it is looked at.
        if name != "status" || !version.has_status_subresource() {
            let at = key_span(view, name).unwrap_or(path.at());
            node(child, &path.field(name, at), out);
        }
    }
}

fn node(view: View<'_>, path: &Path<'_>, out: &mut Vec<Violation>) {
    let schema = view.schema();
    if !schema.has_rules_within() {
        return;
    }
    own_rules(view, path, out);
    match view.kind() {
        Kind::Mapping => fields(view, schema, path, out),
        Kind::Sequence => {
            for (index, item) in view.items().enumerate() {
                let at = item.written().map_or(path.at(), item_title);
                node(item, &path.item(index, at), out);
            }
        }
        _ => {}
    }
}

fn fields(view: View<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Vec<Violation>) {
    for (name, child) in view.entries() {
        if child.schema().has_rules_within() {
            let at = key_span(view, name).unwrap_or(path.at());
            if schema.property(name).is_some() {
                node(child, &path.field(name, at), out);
            } else {
                node(child, &path.map_key(name, at), out);
            }
        }
    }
}

/// The key of a field that somebody wrote.
fn key_span(view: View<'_>, name: &str) -> Option<Span> {
    view.written()?.entry(name).map(|it| it.key.span())
}

fn own_rules(view: View<'_>, path: &Path<'_>, out: &mut Vec<Violation>) {
    if !view.schema().has_rules() {
        return;
    }
    let mut evaluator = Evaluator::new(view);
    for rule in view.schema().rules().filter(|it| it.runs_on_create()) {
        let failure = match evaluator.run(rule.program()) {
            Outcome::True => continue,
            Outcome::False => None,
            Outcome::Error(fault) => Some(fault.to_string().into()),
        };
        // A scalar is the text to change itself.
        let at = match view.written() {
            Some(it) if !matches!(it.kind(), Kind::Mapping | Kind::Sequence) => it.span(),
            _ => path.at(),
        };
        let text = format!("{path}{}", rule.field_path());
        let (id, message, help) = (rule.id(), rule.message().into(), rule.help().into());
        out.push(Violation::new(ViolationKind::Rule { id, message, help, failure }, text, at));
    }
}

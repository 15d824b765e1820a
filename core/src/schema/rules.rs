//! The CEL rules of an object, which the API server looks at only where nothing else stops it.

use super::path::Path;
use super::structural::item_title;
use super::table::{Schema, Version};
use super::view::{Field, View};
use super::violation::{Violation, ViolationKind};
use crate::cel::{Evaluator, Outcome};
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
    // Create drops status before it is looked at.
    let dropped = |name: &str| name == "status" && version.has_status_subresource();
    fields(view, path, dropped, out);
}

fn node(view: View<'_>, path: &Path<'_>, out: &mut Vec<Violation>) {
    own_rules(view, path, out);
    match view.kind() {
        Kind::Mapping => fields(view, path, |_| false, out),
        Kind::Sequence if view.schema().items().is_some_and(Schema::has_rules_within) => {
            for (index, item) in view.items().enumerate() {
                let at = item.written().map_or(path.at(), item_title);
                node(item, &path.item(index, at), out);
            }
        }
        _ => {}
    }
}

fn fields(view: View<'_>, path: &Path<'_>, dropped: impl Fn(&str) -> bool, out: &mut Vec<Violation>) {
    let fields = view.fields().filter(|it| it.value.schema().has_rules_within() && !dropped(it.name));
    for Field { name, value, key, is_property } in fields {
        let at = key.unwrap_or(path.at());
        if is_property {
            node(value, &path.field(name, at), out);
        } else {
            node(value, &path.map_key(name, at), out);
        }
    }
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

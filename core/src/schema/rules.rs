//! The CEL rules of an object, which the API server looks at only where nothing else stops it.

use super::path::Path;
use super::structural::item_title;
use super::table::{Schema, Version};
use super::view::{Field, View};
use super::violation::{Violation, ViolationKind};
use super::violations::Violations;
use crate::cel::{Evaluator, Outcome, Texts};
use crate::source::Span;
use crate::yaml::{Entry, Kind, Value};

/// Runs every rule of `value`, an object's root, unless what is already in `out` stops them.
pub(super) fn run(value: Value<'_>, version: Version<'_>, path: &Path<'_>, out: &mut Violations) {
    let schema = version.schema();
    if !schema.has_rules_within() {
        return;
    }
    if out.any(Violation::stops_rules) {
        return out.add_pathless(ViolationKind::RulesSkipped, path, path.at());
    }
    let view = View::new(value, schema);
    let texts = Texts::default();
    let mut walk = Walk { evaluator: Evaluator::new(view, &texts), out };
    walk.own_rules(view, path);
    // Create drops status before it is looked at.
    walk.fields(view, path, |name| name == "status" && version.has_status_subresource());
}

struct Walk<'a, 'o> {
    evaluator: Evaluator<'a>,
    out: &'o mut Violations,
}

impl<'a> Walk<'a, '_> {
    fn node(&mut self, view: View<'a>, path: &Path<'_>) {
        self.own_rules(view, path);
        match view.kind() {
            Kind::Mapping => self.fields(view, path, |_| false),
            Kind::Sequence if view.schema().items().is_some_and(Schema::has_rules_within) => {
                for (index, item) in view.items().enumerate() {
                    let at = item.written().map_or(path.at(), item_title);
                    self.node(item, &path.item(index, at));
                }
            }
            _ => {}
        }
    }

    fn fields(&mut self, view: View<'a>, path: &Path<'_>, dropped: impl Fn(&str) -> bool) {
        let fields = view.fields().filter(|it| it.value.schema().has_rules_within() && !dropped(it.name));
        for Field { name, value, key, is_property } in fields {
            let at = key.unwrap_or(path.at());
            if is_property {
                self.node(value, &path.field(name, at));
            } else {
                self.node(value, &path.map_key(name, at));
            }
        }
    }

    fn own_rules(&mut self, view: View<'a>, path: &Path<'_>) {
        if !view.schema().has_rules() {
            return;
        }
        self.evaluator.turn_to(view);
        for rule in view.schema().rules().filter(|it| it.runs_on_create()) {
            let failure = match self.evaluator.run(rule.program()) {
                Outcome::True => continue,
                Outcome::False => None,
                Outcome::Error(fault) => Some(fault.to_string().into()),
            };
            let item = self.evaluator.culprit().and_then(|it| view.items().nth(it)?.written());
            // A scalar is the text to change itself; of a list it is the item that breaks the rule, and of an object the
            // field that the message is about.
            let named = item.or(view.written()).and_then(|it| named_field(it, rule.message()));
            let at = match (named, item, view.written()) {
                (Some(at), ..) => at,
                (None, Some(item), _) => item_title(item),
                (None, None, Some(it)) if !matches!(it.kind(), Kind::Mapping | Kind::Sequence) => it.span(),
                _ => path.at(),
            };
            let text = format!("{path}{}", rule.field_path());
            let text = text.trim_start_matches('.');
            let (id, message, help) = (rule.id(), rule.message().into(), rule.help().into());
            self.out.add(ViolationKind::Rule { id, message, help, failure }, &text, at);
        }
    }
}

/// The first field of an object that a message names in backticks and that is written there.
fn named_field(owner: Value<'_>, message: &str) -> Option<Span> {
    let mut names = message.split('`').skip(1).step_by(2);
    names.find_map(|name| {
        let mut entry = None;
        let mut holder = Some(owner);
        for step in name.split('.') {
            entry = holder?.entry(step);
            holder = entry.map(|it| it.value);
        }
        let Entry { key, value } = entry?;
        let is_scalar = !matches!(value.kind(), Kind::Mapping | Kind::Sequence | Kind::Null);
        Some(if is_scalar { value.span() } else { key.span() })
    })
}

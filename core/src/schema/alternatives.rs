//! `anyOf`, `oneOf`, `allOf` and `not`, which limit values. What is reported of alternatives that all fail are the errors
//! of the one with the most checks that hold, so checks are counted as the API server's validator counts them.

use super::leaves::{choice_fault, format_fault, has_type, number_faults, text_fault};
use super::path::Path;
use super::structural::item_title;
use super::table::{Schema, Type};
use super::type_name;
use super::view::{Field, View};
use super::violation::{Counted, Misfit, Violation, ViolationKind};
use super::violations::Violations;
use crate::source::Span;
use crate::yaml::Kind;
use std::mem::discriminant;

/// Reports what the alternatives of `schema` say against a value.
pub(super) fn check(view: View<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Violations) {
    for it in combined(view, schema, path).found {
        let same = |known: &Violation| {
            (known.at, discriminant(&known.kind)) == (it.at, discriminant(&it.kind)) && known.path == it.path
        };
        match it.pathless {
            // The schema itself says it already.
            _ if out.any(same) => {}
            true => out.add_pathless(it.kind, &it.path, it.at),
            false => out.add(it.kind, &it.path, it.at),
        }
    }
}

/// What a schema says of a value.
#[derive(Default)]
struct Outcome {
    found: Vec<Violation>,
    /// How many checks hold.
    count: u32,
}

impl Outcome {
    fn fits(&self) -> bool {
        self.found.is_empty()
    }

    fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
        self.count = self.count.saturating_add(other.count);
    }

    fn add(&mut self, kind: ViolationKind, path: &Path<'_>, at: Span) {
        self.found.push(Violation::new(kind, path.to_string(), at));
    }

    /// That the alternatives do not fit, which the API server prints without a path.
    fn misfit<'t>(
        &mut self,
        why: Misfit,
        alternatives: impl Iterator<Item = Schema<'t>>,
        path: &Path<'_>,
        at: Span,
    ) {
        let mut fields: Vec<Box<str>> = Vec::new();
        for name in alternatives.flat_map(|it| it.required().collect::<Vec<_>>()) {
            if !fields.iter().any(|it| **it == *name) {
                fields.push(name.into());
            }
        }
        let kind = ViolationKind::NoAlternative { why, fields };
        self.found.push(Violation::new(kind, path.to_string(), at).without_path());
    }
}

fn place(view: View<'_>, path: &Path<'_>) -> Span {
    match view.written() {
        Some(it) if !matches!(it.kind(), Kind::Mapping | Kind::Sequence) => it.span(),
        _ => path.at(),
    }
}

fn combined(view: View<'_>, schema: Schema<'_>, path: &Path<'_>) -> Outcome {
    let mut out = Outcome { found: Vec::new(), count: 1 };
    let at = place(view, path);
    if schema.any_of().len() > 0 {
        let mut best: Option<Outcome> = None;
        for it in schema.any_of() {
            let one = whole(view, it, path);
            if one.fits() || best.as_ref().is_none_or(|best| one.count > best.count) {
                let fits = one.fits();
                best = Some(one);
                if fits {
                    break;
                }
            }
        }
        if best.as_ref().is_none_or(|it| !it.fits()) {
            out.misfit(Misfit::NoneOfAny, schema.any_of(), path, at);
        }
        out.merge(best.unwrap_or_default());
    }
    one_of(view, schema, path, &mut out);
    let mut all_fit = true;
    for it in schema.all_of() {
        let one = whole(view, it, path);
        all_fit &= one.fits();
        out.merge(one);
    }
    if !all_fit {
        out.misfit(Misfit::NotAll, schema.all_of(), path, at);
    }
    if schema.negated().is_some_and(|it| whole(view, it, path).fits()) {
        out.misfit(Misfit::Excluded, schema.negated().into_iter(), path, at);
    }
    out
}

fn one_of(view: View<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Outcome) {
    if schema.one_of().len() == 0 {
        return;
    }
    let (mut best, mut fitting): (Option<Outcome>, Vec<Outcome>) = (None, Vec::new());
    for it in schema.one_of() {
        let one = whole(view, it, path);
        if one.fits() {
            best = None;
            fitting.push(one);
        } else if fitting.is_empty() && best.as_ref().is_none_or(|best| one.count > best.count) {
            best = Some(one);
        }
    }
    match (fitting.len(), fitting.pop()) {
        (1, Some(only)) => out.merge(only),
        (count, _) => {
            let why = if count == 0 { Misfit::NoneOfOne } else { Misfit::Several };
            out.misfit(why, schema.one_of(), path, place(view, path));
            out.merge(best.unwrap_or_default());
        }
    }
}

/// What a schema within an alternative says of a value and all in it.
fn whole(view: View<'_>, schema: Schema<'_>, path: &Path<'_>) -> Outcome {
    let mut out = Outcome::default();
    let at = place(view, path);
    let typed = schema.kind() != Type::Any || !schema.format().is_empty();
    if !has_type(view, schema) {
        let found = view.written().map_or("null", type_name);
        out.add(ViolationKind::WrongType { expected: schema.kind().name(), found, mend: None }, path, at);
    } else if typed || view.is_null() {
        out.count += 1;
    }
    if let Some(kind) = choice_fault(view, schema) {
        out.add(kind, path, at);
    }
    if view.is_null() {
        return out;
    }
    // Each check that applies counts, and so do the alternatives, the choices and the schema.
    out.count += 3 + u32::from(typed);
    out.merge(combined(view, schema, path));
    match view.kind() {
        Kind::String => {
            let text = view.as_str().unwrap_or_default();
            let faults = [text_fault(text, schema), format_fault(text, schema)];
            faults.into_iter().flatten().for_each(|kind| out.add(kind, path, at));
            out.count += 1 + u32::from(!schema.format().is_empty());
        }
        Kind::Int | Kind::Float => {
            if let Some(number) = view.as_number() {
                number_faults(number, schema, |kind, pathless| {
                    let it = Violation::new(kind, path.to_string(), at);
                    out.found.push(if pathless { it.without_path() } else { it });
                });
            }
            out.count += 2;
        }
        Kind::Sequence => {
            list(view, schema, path, &mut out);
            out.count += 2;
        }
        Kind::Mapping => {
            object(view, schema, path, &mut out);
            out.count += 1;
        }
        Kind::Bool | Kind::Null => {}
    }
    out
}

fn list(view: View<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Outcome) {
    if let Some(items) = schema.items() {
        for (index, item) in view.items().enumerate() {
            let at = item.written().map_or(path.at(), item_title);
            out.merge(whole(item, items, &path.item(index, at)));
        }
    }
    size(view.len(), (schema.min_items(), schema.max_items()), Counted::Items, path, out);
}

fn object(view: View<'_>, schema: Schema<'_>, path: &Path<'_>, out: &mut Outcome) {
    for Field { name, value, key, .. } in view.fields() {
        let child = schema.property(name).map(|it| it.schema()).or_else(|| schema.additional());
        if let Some(child) = child {
            out.merge(whole(value, child, &path.field(name, key.unwrap_or(path.at()))));
        }
    }
    for name in schema.required().filter(|it| view.field(it).is_none()) {
        let kind = ViolationKind::Missing { name: name.into(), null: false };
        out.add(kind, &path.field(name, path.at()), path.at());
    }
    size(view.len(), (schema.min_properties(), schema.max_properties()), Counted::Fields, path, out);
}

fn size(found: usize, bounds: (Option<u32>, Option<u32>), of: Counted, path: &Path<'_>, out: &mut Outcome) {
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    let kind = match (bounds.0.map(u64::from), bounds.1.map(u64::from)) {
        (Some(limit), _) if found < limit => ViolationKind::TooFew { found, limit, of },
        (_, Some(limit)) if found > limit => ViolationKind::TooMany { found, limit, of },
        _ => return,
    };
    out.add(kind, path, path.at());
}

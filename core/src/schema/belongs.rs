//! Where in an object a field belongs that stands at the wrong level: the nearest place that has a field of its name
//! and takes its value.

use super::below::Below;
#[cfg(feature = "kubernetes")]
use super::builtin;
use super::path::Path;
use super::serving::Serving;
use super::structural;
use super::table::Schema;
use super::violation::{Violation, ViolationKind};
use super::violations::Violations;
use crate::manifest::View;
use crate::source::Span;
use crate::yaml::{Entry, Kind, Value};

/// So many steps away a field is looked for, and so many schemas are looked at.
const FARTHEST: usize = 6;
const MOST: usize = 2000;

/// Where a field belongs.
pub(crate) struct Home<'a> {
    /// The place, such as `spec.rules[0].matches[]`.
    pub path: String,
    /// The mapping that has the field.
    pub owner: Value<'a>,
    /// The entry to move.
    pub entry: Entry<'a>,
    /// Of the mappings that lead to the place, the last one that is written. Nothing where several items of a list may
    /// be meant.
    pub holder: Option<Value<'a>>,
    /// What leads from there to the place and is not written, or has no value.
    pub steps: Vec<Step<'a>>,
    /// Whether no other place is as near.
    pub is_only: bool,
}

/// A field that leads to a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it is a list, of which an item is meant.
    pub is_list: bool,
}

/// A mapping around a field.
struct Level<'a, 't> {
    value: Value<'a>,
    below: Below<'t>,
    path: String,
}

/// A place that is found: how many levels up, and what leads down from there.
struct Found<'t> {
    up: usize,
    steps: Vec<Step<'t>>,
}

/// Where the unknown field with its key at `key` belongs.
pub(crate) fn belongs_in<'a>(view: View<'a>, serving: Serving<'a>, key: Span) -> Option<Home<'a>> {
    let gvk = view.gvk();
    let version = serving.version(gvk.group, gvk.version, gvk.kind)?;
    let levels = around(view.value(), Below::Root(version.schema()), key);
    let owner = levels.last()?.value;
    let entry = owner.entries().find(|it| it.key.span() == key)?;
    let name = entry.key.as_str()?;
    let takes = |below: Below<'_>| {
        below.field(name).is_some_and(|it| fits(entry.value, it, serving.is_builtin(gvk.group)))
    };
    let found = nearest(&levels, &takes)?;
    let homes: Vec<Home<'a>> = found.iter().filter_map(|it| home(&levels, it, owner, entry)).collect();
    let is_only = homes.len() == 1;
    // Of several places the one that is written already is meant.
    let written = |it: &Home<'_>| it.holder.is_some() && it.steps.is_empty();
    let count = homes.iter().filter(|it| written(it)).count();
    let mut homes = homes.into_iter().filter(|it| is_only || count == 1 && written(it));
    homes.next().map(|it| Home { is_only, ..it })
}

/// Whether a value has the type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It has.
    Yes,
    /// The field is a list, of which it can be an item.
    AsItem,
    /// It has not.
    No,
}

/// Whether the value of the unknown field with its key at `key` has the type of the field `name` beside it; `None` where
/// that is not known.
pub(crate) fn fits_as(view: View<'_>, serving: Serving<'_>, key: Span, name: &str) -> Option<Fit> {
    let gvk = view.gvk();
    let version = serving.version(gvk.group, gvk.version, gvk.kind)?;
    let levels = around(view.value(), Below::Root(version.schema()), key);
    let level = levels.last()?;
    let entry = level.value.entries().find(|it| it.key.span() == key)?;
    let (field, is_builtin) = (level.below.field(name)?, serving.is_builtin(gvk.group));
    Some(if has_type(entry.value, field, is_builtin) {
        Fit::Yes
    } else if field.items().is_some_and(|it| fits(entry.value, it, is_builtin)) {
        Fit::AsItem
    } else {
        Fit::No
    })
}

/// The mappings around the key at `key`, from the object to the one that has it. Empty where the key is not among them,
/// for instance behind an alias.
fn around<'a, 't>(root: Value<'a>, below: Below<'t>, key: Span) -> Vec<Level<'a, 't>> {
    let mut levels = vec![Level { value: root, below, path: String::new() }];
    let (mut value, mut below, mut path) = (root, below, String::new());
    loop {
        if value.entries().any(|it| it.key.span() == key) {
            return levels;
        }
        let field = value.entries().find(|it| it.value.span().contains(key));
        let item = value.items().enumerate().find(|(_, it)| it.span().contains(key));
        let inner = match (field, item) {
            (Some(it), _) => {
                let name = it.key.as_str().unwrap_or_default();
                path = join(&path, name);
                below.field(name).map(|below| (it.value, below))
            }
            (None, Some((index, it))) => {
                path = format!("{path}[{index}]");
                below.items().map(|below| (it, below))
            }
            (None, None) => None,
        };
        let Some(inner) = inner else { return Vec::new() };
        (value, below) = inner;
        if value.kind() == Kind::Mapping {
            levels.push(Level { value, below, path: path.clone() });
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The nearest places that take the field: each level up and each level down is one step.
fn nearest<'t>(levels: &[Level<'_, 't>], takes: &impl Fn(Below<'t>) -> bool) -> Option<Vec<Found<'t>>> {
    let mut fronts: Vec<Vec<(Below<'t>, Vec<Step<'t>>)>> = Vec::new();
    let mut seen = 0;
    for distance in 1..=FARTHEST {
        let mut found = Vec::new();
        for (up, level) in levels.iter().rev().enumerate().take(distance + 1) {
            match fronts.get_mut(up) {
                Some(front) => *front = front.iter().flat_map(down).collect(),
                None => fronts.push(vec![(level.below, Vec::new())]),
            }
            let front = fronts.get(up).map(Vec::as_slice).unwrap_or_default();
            seen += front.len();
            if seen > MOST {
                return None;
            }
            let fitting = front.iter().filter(|it| takes(it.0));
            found.extend(fitting.map(|(_, steps)| Found { up, steps: steps.clone() }));
        }
        if !found.is_empty() {
            return Some(found);
        }
    }
    None
}

/// What is one step down from a place.
fn down<'t>((below, steps): &(Below<'t>, Vec<Step<'t>>)) -> Vec<(Below<'t>, Vec<Step<'t>>)> {
    let one = |(name, below): (&'t str, Below<'t>)| {
        let item = below.items();
        let mut steps = steps.clone();
        steps.push(Step { name, is_list: item.is_some() });
        (item.unwrap_or(below), steps)
    };
    below.holders().into_iter().map(one).collect()
}

/// The place in this object; `None` where the field is there already.
fn home<'a>(
    levels: &[Level<'a, 'a>],
    found: &Found<'a>,
    owner: Value<'a>,
    entry: Entry<'a>,
) -> Option<Home<'a>> {
    let base = levels.iter().rev().nth(found.up)?;
    let (mut path, mut holder, mut is_one) = (base.path.clone(), base.value, true);
    let mut steps = found.steps.as_slice();
    while let [step, rest @ ..] = steps {
        let Some(value) = holder.get(step.name).filter(|it| !it.is_null() && !it.is_empty()) else { break };
        let inner = if step.is_list { value.items().next() } else { Some(value) };
        let inner = inner.filter(|it| it.kind() == Kind::Mapping)?;
        if step.is_list && value.len() > 1 {
            is_one = false;
            break;
        }
        path = join(&path, step.name);
        path.push_str(if step.is_list { "[0]" } else { "" });
        (holder, steps) = (inner, rest);
    }
    for step in steps {
        path = join(&path, step.name);
        path.push_str(if step.is_list { "[]" } else { "" });
    }
    let name = entry.key.as_str().unwrap_or_default();
    if steps.is_empty() && holder.get(name).is_some_and(|it| !it.is_null()) {
        return None;
    }
    let steps = steps.to_vec();
    Some(Home { path, owner, entry, holder: is_one.then_some(holder), steps, is_only: false })
}

/// Whether a field takes a value, as far as its schema says.
fn fits(value: Value<'_>, below: Below<'_>, is_builtin: bool) -> bool {
    match below {
        Below::Schema(schema) => faults(value, schema, is_builtin).is_empty(),
        other => has_type(value, other, is_builtin),
    }
}

/// Whether a value has the type of a field.
fn has_type(value: Value<'_>, below: Below<'_>, is_builtin: bool) -> bool {
    let is_text = |it: Value<'_>| it.kind() == Kind::String;
    match below {
        Below::Root(_) => false,
        Below::Metadata => value.kind() == Kind::Mapping,
        Below::Map => value.kind() == Kind::Mapping && value.entries().all(|it| is_text(it.value)),
        Below::Texts => value.kind() == Kind::Sequence && value.items().all(is_text),
        Below::Scalar => is_text(value),
        Below::Schema(schema) => {
            let is_own =
                |it: &Violation| it.path.is_empty() && matches!(it.kind, ViolationKind::WrongType { .. });
            !faults(value, schema, is_builtin).any(is_own)
        }
    }
}

/// What is wrong with a value by a schema, one of each kind.
fn faults(value: Value<'_>, schema: Schema<'_>, is_builtin: bool) -> Violations {
    let (mut out, root) = (Violations::at_most(1), Path::root(value.span()));
    #[cfg(feature = "kubernetes")]
    if is_builtin {
        builtin::read(value, schema, &root, &mut out);
        return out;
    }
    // Without the tables of Kubernetes nothing is known of its kinds, so that none gets here.
    _ = is_builtin;
    structural::judge(value, schema, &root, &mut out);
    out
}

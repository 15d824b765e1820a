//! From a place in what a tool printed to the place in a file that says it: the object with the same kind and name, the
//! field with the same path, and the same value. A value that differs is written in another place, or an action makes it.

use crate::source::Span;
use crate::yaml::{Kind, Tree, Value};

/// A file that manifests are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File<'f> {
    pub(crate) text: &'f str,
    pub(crate) tree: &'f Tree,
}

/// The place in a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a, 'f> {
    pub(crate) span: Span,
    /// Whether the file says there what was printed; otherwise it is the nearest field around.
    pub(crate) is_exact: bool,
    /// A value that is printed and not written there: its key, and what the file says in its place.
    pub(crate) differs: Option<(&'a str, Value<'a>, Option<Value<'f>>)>,
}

/// A step from a collection to what is in it.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Item(usize, Value<'a>),
}

/// Where the text says what is printed at `span` of the object `root`, which was made from `object`.
pub(crate) fn trace<'a, 'f>(
    root: Value<'a>,
    span: Span,
    object: Option<Value<'f>>,
    text: &str,
) -> Found<'a, 'f> {
    let (steps, at_key, target) = steps(root, span);
    let nearest = |span| Found { span, is_exact: false, differs: None };
    let Some(object) = object else { return nearest(first_line(text)) };
    let (mut here, mut near, mut followed) = (object, heading(object), 0);
    for step in &steps {
        let next = match *step {
            Step::Key(key) => object_entry(here, key).map(|(key, value)| {
                near = key;
                value
            }),
            Step::Item(place, item) => item_like(here, place, item),
        };
        let Some(next) = next else { break };
        (here, followed) = (next, followed + 1);
    }
    let whole = followed == steps.len();
    // What an object is called there is how it was found.
    let is_name = matches!(steps.as_slice(), [Step::Key("metadata"), Step::Key("name")]);
    if whole && is_name && !at_key {
        return Found { is_exact: true, ..nearest(part(target, here, span)) };
    }
    if whole && at_key {
        return Found { is_exact: true, ..nearest(near) };
    }
    if whole && !is_scalar(target) && (here.kind() == target.kind() || steps.is_empty()) {
        let span = if target.span() == span && !steps.is_empty() { here.span() } else { near };
        return Found { is_exact: true, ..nearest(span) };
    }
    let key = steps.iter().rev().find_map(|it| match it {
        Step::Key(key) => Some(*key),
        Step::Item(..) => None,
    });
    let Some(key) = key.filter(|_| !at_key && is_scalar(target)) else { return nearest(near) };
    let same = whole.then_some(here).filter(|it| says_same(*it, target));
    if let Some(it) = same.or_else(|| only(object.all_below(key).filter(|it| says_same(*it, target)))) {
        return Found { is_exact: true, ..nearest(part(target, it, span)) };
    }
    let written = whole.then_some(here);
    let span = written.map_or(near, |it| if it.span().is_empty() { near } else { it.span() });
    Found { differs: Some((key, target, written)), ..nearest(span) }
}

/// The steps from the root of an object to a place in it, whether the place is a key, and what the steps lead to.
fn steps(root: Value<'_>, span: Span) -> (Vec<Step<'_>>, bool, Value<'_>) {
    let (mut steps, mut value) = (Vec::new(), root);
    'down: loop {
        for (place, item) in value.items().enumerate() {
            if item.span().contains(span) {
                steps.push(Step::Item(place, item));
                value = item;
                continue 'down;
            }
        }
        for entry in value.entries() {
            let (key, inner) = (entry.key.span(), entry.value.span());
            let is_key = key.contains(span);
            if is_key || inner.contains(span) {
                steps.extend(entry.key.as_str().map(Step::Key));
                value = entry.value;
                if is_key {
                    return (steps, true, value);
                }
                continue 'down;
            }
        }
        return (steps, false, value);
    }
}

impl<'f> File<'f> {
    /// Its objects; those of a list too.
    pub(crate) fn objects(self) -> impl Iterator<Item = Value<'f>> {
        let roots = self.tree.documents().iter().map(move |it| self.tree.value(self.text, it.root));
        roots.flat_map(|root| {
            let items = root.get("items").into_iter().flat_map(Value::items);
            std::iter::once(root).chain(items)
        })
    }
}

/// The kind and the name of an object.
pub(crate) fn identity(object: Value<'_>) -> Option<(&str, &str)> {
    Some((text_of(object.get("kind")?)?, text_of(name_of(object)?)?))
}

/// So many objects of a file are looked at for one that has another name than the printed one.
const MOST_LOOKED_AT: usize = 200;

/// The object in `file` that is most like a printed one. Tools change the beginning and the end of names.
pub(crate) fn object_like<'f>(printed: Value<'_>, file: File<'f>) -> Option<Value<'f>> {
    let mut best: Option<(u8, Value<'f>)> = None;
    for object in file.objects().take(MOST_LOOKED_AT) {
        let likeness = likeness(printed, object);
        if likeness > best.map_or(0, |it| it.0) {
            best = Some((likeness, object));
        }
    }
    best.map(|it| it.1)
}

/// How much an object in a file is like a printed one; 0 where it cannot be the same.
fn likeness(printed: Value<'_>, object: Value<'_>) -> u8 {
    let (Some(wanted), Some(found)) = (printed.get("kind"), object.get("kind")) else { return 0 };
    if text_of(wanted) != text_of(found) && !has_action(found) {
        return 0;
    }
    let name = name_of(object);
    match (name_of(printed).and_then(text_of), name.and_then(text_of)) {
        (Some(wanted), Some(found)) if wanted == found => 4,
        (Some(_), _) if name.is_some_and(has_action) => 3,
        (Some(wanted), Some(found)) if wanted.contains(found) => 2,
        _ => 1,
    }
}

fn name_of(object: Value<'_>) -> Option<Value<'_>> {
    object.get("metadata")?.get("name")
}

/// An entry of a mapping: where its key is, and its value.
fn object_entry<'f>(value: Value<'f>, key: &str) -> Option<(Span, Value<'f>)> {
    value.entry(key).map(|it| (it.key.span(), it.value))
}

/// The item of a list that is like a printed one: that with its name, else that at its place. A loop in a template has
/// one item for all.
fn item_like<'f>(list: Value<'f>, place: usize, item: Value<'_>) -> Option<Value<'f>> {
    let name = item.get("name").and_then(Value::as_str);
    let named =
        name.and_then(|name| list.items().find(|it| it.get("name").and_then(Value::as_str) == Some(name)));
    named.or_else(|| list.items().nth(place)).or_else(|| only(list.items()))
}

/// The place that stands for an object: its kind.
fn heading(object: Value<'_>) -> Span {
    object.get("kind").map_or(object.span(), Value::span)
}

/// The first line of a file that says something.
fn first_line(text: &str) -> Span {
    let start = text.len() - text.trim_start().len();
    let line = text.get(start..).and_then(|it| it.lines().next()).unwrap_or_default();
    Span::new(start, start + line.trim_end().len())
}

/// What `part` of a printed scalar is in the scalar that says the same.
fn part(printed: Value<'_>, written: Value<'_>, part: Span) -> Span {
    let (from, to) = (printed.span(), written.span());
    if from.of(printed.source_text()) != to.of(written.source_text()) {
        return to;
    }
    let start = to.start() + part.start().saturating_sub(from.start());
    Span::new(start, start + part.len())
}

/// The only one.
fn only<T>(mut values: impl Iterator<Item = T>) -> Option<T> {
    values.next().filter(|_| values.next().is_none())
}

fn is_scalar(value: Value<'_>) -> bool {
    !matches!(value.kind(), Kind::Sequence | Kind::Mapping)
}

/// The text of a scalar without its quotes.
fn text_of(value: Value<'_>) -> Option<&str> {
    is_scalar(value).then(|| value.as_str().unwrap_or(value.span().of(value.source_text())))
}

/// Whether two scalars read the same.
pub(super) fn says_same(one: Value<'_>, other: Value<'_>) -> bool {
    one.kind() == other.kind() && text_of(one).is_some() && text_of(one) == text_of(other)
}

/// Whether an action makes a scalar, or a part of it.
pub(crate) fn has_action(value: Value<'_>) -> bool {
    value.span().of(value.source_text()).contains("{{")
}

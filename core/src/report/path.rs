//! The field that a span stands in, written as the API server writes it.

use crate::source::Span;
use crate::yaml::Value;

/// Maps from names that people choose: their keys stand in brackets, as in `metadata.labels[app]`.
const MAPS: [&str; 6] = ["labels", "annotations", "matchLabels", "data", "stringData", "binaryData"];

/// The innermost field of `root` that `span` stands in; empty for the root itself.
pub fn path_at(root: Value<'_>, span: Span) -> String {
    let mut path = String::new();
    let mut value = root;
    let mut chosen = false;
    while let Some(step) = step(value, span) {
        match step.key {
            Key::Item(index) => path.push_str(&format!("[{index}]")),
            Key::Name(name) if chosen || !plain(name) => path.push_str(&format!("[{name}]")),
            Key::Name(name) if path.is_empty() => path.push_str(name),
            Key::Name(name) => {
                path.push('.');
                path.push_str(name);
            }
        }
        chosen = matches!(step.key, Key::Name(name) if MAPS.contains(&name));
        let Some(next) = step.next else { break };
        value = next;
    }
    path
}

enum Key<'a> {
    Name(&'a str),
    Item(usize),
}

struct Step<'a> {
    key: Key<'a>,
    /// The value to descend into; none where the span is the key, or the entry as a whole.
    next: Option<Value<'a>>,
}

fn step(value: Value<'_>, span: Span) -> Option<Step<'_>> {
    for (index, item) in value.items().enumerate() {
        if item.span().contains(span) {
            return Some(Step { key: Key::Item(index), next: Some(item) });
        }
    }
    for entry in value.entries() {
        let (key, inner) = (entry.key.span(), entry.value.span());
        let whole = Span { start: key.start, end: inner.end.max(key.end) };
        // The value of an alias stands elsewhere, so it is asked by itself.
        if inner.contains(span) && !(inner.is_empty() && key.contains(span)) {
            return Some(Step { key: Key::Name(entry.key.as_str()?), next: Some(entry.value) });
        }
        if whole.contains(span) {
            return Some(Step { key: Key::Name(entry.key.as_str()?), next: None });
        }
    }
    None
}

fn plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'$'))
}

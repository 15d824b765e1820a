//! Phrases that rules of several families share.

use crate::source;

/// Text of the user for a message: the first `most` characters of it, without control characters.
pub(crate) fn shown(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => source::shown(text.get(..end).unwrap_or_default()) + "…",
        None => source::shown(text),
    }
}

/// `a`, `b`, `c`, each in backticks.
pub(crate) fn quoted_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

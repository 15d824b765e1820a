//! Phrases that rules of several families share.

/// `a`, `b`, `c`, each in backticks.
pub(crate) fn quoted_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

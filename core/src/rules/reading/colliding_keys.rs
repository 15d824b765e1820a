use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// No two keys of a mapping become the same text.
    /// ## Why it matters
    /// `1` and `"1"` are two keys in YAML and one key in JSON. kubectl keeps one of the two values, at random.
    /// ## Example
    /// ```yaml
    /// labels:
    ///   1: a
    ///   "1": b # RP0012
    /// ```
    /// ## Source
    /// [RFC 8259, section 4](https://www.rfc-editor.org/rfc/rfc8259#section-4): The names in a JSON object should
    /// be unique; what a program does with equal names cannot be predicted.
    pub(crate) COLLIDING_KEYS = "RP0012", "colliding-keys" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    let message = format!("key `{}` becomes the same text as one before it", found.shown());
    let diagnostic = found
        .finding(&COLLIDING_KEYS, message)
        .with_help("leave one of them out: kubectl keeps either value");
    match found.related() {
        Some(at) => diagnostic.with_related(at, "the other key is here"),
        None => diagnostic,
    }
}

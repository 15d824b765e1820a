use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// Every key is text, or something that becomes text, such as a number.
    /// ## Why it matters
    /// JSON, which the API server gets, has no other keys. kubectl rejects null, lists, objects and integers beyond
    /// 63 bits. A value like `{{ name }}` is the usual cause: to YAML it is an object within an object.
    /// ## Example
    /// ```yaml
    /// metadata:
    ///   name: {{ name }} # RP0009
    /// ```
    /// ## Source
    /// [RFC 8259, section 4](https://www.rfc-editor.org/rfc/rfc8259#section-4): A name in a JSON object is a
    /// string.
    pub(crate) KEY_NOT_TEXT = "RP0009", "key-not-text" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    let start = found.problem.span.start();
    let template =
        start.checked_sub(1).and_then(|it| found.text.get(it..)).is_some_and(|it| it.starts_with("{{"));
    let (message, help) = match found.shown() {
        "{" if template => (
            "`{{` begins an object that is the key of another".to_owned(),
            "render the template first, or put it in quotes",
        ),
        shown @ ("{" | "[") => {
            (format!("what begins with `{shown}` is a key here"), "put it in quotes if it is text")
        }
        "" => ("a key is missing here".to_owned(), "write one, or remove the `:`"),
        shown => (format!("`{shown}` is no text, and JSON has no other keys"), "put it in quotes"),
    };
    found.finding(&KEY_NOT_TEXT, message).with_help(help)
}

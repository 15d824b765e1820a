use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::yaml::ProblemKind;

declare_rule! {
    /// Every value is one that JSON can hold, and fits its tag.
    /// ## Why it matters
    /// The API server gets JSON. kubectl rejects a document with an infinite number, with `.nan`, or with a tag such
    /// as `!!int` in front of other text.
    /// ## Example
    /// ```yaml
    /// spec:
    ///   weight: .inf # RP0010
    /// ```
    /// ## Source
    /// [RFC 8259, section 3](https://www.rfc-editor.org/rfc/rfc8259#section-3): A JSON value is an object, a list,
    /// a number, a string, `true`, `false` or `null`; infinity and NaN are not numbers.
    pub(crate) VALUE_NOT_JSON = "RP0010", "value-not-json" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    let shown = found.shown();
    let (message, help) = if found.problem.kind == ProblemKind::NotFinite {
        (format!("JSON has no number `{shown}`"), "write a finite number, or put it in quotes")
    } else {
        (format!("`{shown}` does not fit the tag before it"), "remove the tag, or correct the value")
    };
    found.finding(&VALUE_NOT_JSON, message).with_help(help)
}

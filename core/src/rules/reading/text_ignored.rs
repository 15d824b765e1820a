use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// Nothing but comments follows the end of a document, before the next `---`.
    /// ## Why it matters
    /// kubectl reads one value up to each `---` line. What stands behind `...`, or behind a complete first value, is
    /// dropped without a word: an object there is never created.
    /// ## Example
    /// ```yaml
    /// kind: Service
    /// ...
    /// kind: HTTPRoute # RP0003
    /// ```
    /// ## Source
    /// [the decoder of kubectl](https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml#YAMLOrJSONDecoder): A stream
    /// is cut at its `---` lines, and one value is read from each part.
    pub(crate) TEXT_IGNORED = "RP0003", "text-ignored" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    found
        .finding(&TEXT_IGNORED, "kubectl never reads this text: its document has already ended")
        .with_help("separate documents with a line `---`, or remove the text")
}

use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// A line that begins with `---` holds nothing else but a comment.
    /// ## Why it matters
    /// kubectl cuts a file at these lines before it looks at YAML, in text blocks too. With anything behind the dashes
    /// it stops: the document before the line and all behind it are not read.
    /// ## Example
    /// ```yaml
    /// kind: Service
    /// --- HTTPRoute # RP0007
    /// kind: HTTPRoute
    /// ```
    /// ## Source
    /// [the decoder of kubectl](https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml#YAMLOrJSONDecoder): A stream
    /// is cut at its `---` lines before YAML is read.
    pub(crate) INVALID_SEPARATOR = "RP0007", "invalid-separator" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    found
        .finding(&INVALID_SEPARATOR, format!("`{}` stands behind `---` on the same line", found.shown()))
        .with_help("put it on the next line; indent text that only looks like a separator")
}

use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// kubectl reaches every document of a file.
    /// ## Why it matters
    /// kubectl stops at the first document that it cannot read. It does not apply the documents behind it, although
    /// they are correct. Here they are checked as if the broken document were repaired.
    /// ## Example
    /// ```yaml
    /// kind: [HTTPRoute
    /// ---
    /// kind: Service # RP0004
    /// ```
    /// ## Source
    /// [the reader of kubectl](https://pkg.go.dev/k8s.io/cli-runtime/pkg/resource#StreamVisitor): Objects are read
    /// from a stream one after the other, until one cannot be read.
    pub(crate) DOCUMENT_NOT_REACHED = "RP0004", "document-not-reached" {
        severity: Warning, fixes: Never, since: "0.1.0"
    }
}

pub(super) fn explain(found: Found<'_>, documents: usize) -> Diagnostic {
    let message = match documents {
        1 => "kubectl does not reach this document".to_owned(),
        _ => format!("kubectl does not reach this document and {} more behind it", documents - 1),
    };
    let diagnostic =
        found.finding(&DOCUMENT_NOT_REACHED, message).with_help("mend the broken document before it first");
    match found.related() {
        Some(at) => diagnostic.with_related(at, "kubectl stops here"),
        None => diagnostic,
    }
}

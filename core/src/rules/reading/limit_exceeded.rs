use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::source::MAX_SOURCE_BYTES;
use crate::yaml::{Limit, MAX_COPIES, MAX_DEPTH, MAX_PROBLEMS};

declare_rule! {
    /// A file stays within what can be read safely.
    /// ## Why it matters
    /// A small file with very deep nesting, or with aliases of aliases, can use up all memory of the program that reads
    /// it. kubectl and the API server have limits too.
    /// ## Example
    /// Lists within lists, a thousand deep.
    /// ```yaml
    /// a: [[[[[[]]]]]] # not checked
    /// ```
    /// ## Source
    /// [RFC 8259, section 9](https://www.rfc-editor.org/rfc/rfc8259#section-9): A reader may limit the size of
    /// texts and the depth of nesting.
    pub(crate) LIMIT_EXCEEDED = "RP0013", "limit-exceeded" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>, limit: Limit) -> Diagnostic {
    let (message, help) = match limit {
        Limit::Size => {
            (format!("the file has more than {} MiB", MAX_SOURCE_BYTES / (1024 * 1024)), "split it")
        }
        Limit::Depth => (
            format!("more than {MAX_DEPTH} lists and objects are nested here"),
            "look for a bracket that is never closed",
        ),
        Limit::AliasShare => (
            "nearly all of the document is made by aliases, which kubectl refuses".to_owned(),
            "write the values out",
        ),
        Limit::Copies => (
            format!("aliases and merge keys of the file add more than {MAX_COPIES} values"),
            "write the values out",
        ),
        Limit::Problems => (
            format!("the file has more than {MAX_PROBLEMS} reading problems; the rest is not listed"),
            "mend the first ones",
        ),
    };
    found.finding(&LIMIT_EXCEEDED, message).with_help(help)
}

use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::yaml::ProblemKind;

declare_rule! {
    /// A file is text in UTF-8.
    /// ## Why it matters
    /// kubectl rejects other bytes, and rejects UTF-16 files, which some Windows tools write, because it splits them
    /// in the middle of a character.
    /// ## Example
    /// The file begins with the bytes FF FE, the mark of UTF-16.
    /// ```yaml
    /// kind: HTTPRoute # not checked
    /// ```
    /// ## Source
    /// [RFC 8259, section 8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1): JSON that programs exchange is
    /// UTF-8.
    pub(crate) INVALID_ENCODING = "RP0005", "invalid-encoding" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    let message = if found.problem.kind == ProblemKind::Utf16 {
        "the file is in UTF-16, which kubectl does not read"
    } else {
        "the file is not UTF-8 from here on"
    };
    found.finding(&INVALID_ENCODING, message).with_help("save the file as UTF-8")
}

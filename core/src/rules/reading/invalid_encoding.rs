use crate::rules::declare_rule;

declare_rule! {
    /// A file is text in UTF-8.
    /// ## Why it matters
    /// This rule is retired, because it never ran: no file whose bytes are not UTF-8 becomes a text that rules could look at.
    /// Every host lists such a file as one that could not be read, with the line and the byte, and the command ends with
    /// exit code 2.
    /// ## Example
    /// The file begins with the bytes FF FE, the mark of UTF-16.
    /// ```yaml
    /// kind: HTTPRoute # not checked
    /// ```
    /// ## Source
    /// [RFC 8259, section 8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1): JSON that programs exchange is
    /// UTF-8.
    pub(crate) INVALID_ENCODING = "RP0005", "invalid-encoding" {
        severity: Error, fixes: Never, since: "0.1.0", status: Retired,
    }
}

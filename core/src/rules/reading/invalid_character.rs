use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// A text has no control characters besides tabs and line breaks.
    /// ## Why it matters
    /// kubectl rejects the document. Most come from copying out of a terminal, or are NUL bytes of a damaged file.
    /// ## Example
    /// The value contains the character U+0007.
    /// ```yaml
    /// name: "shop" # not checked
    /// ```
    /// ## Source
    /// [YAML 1.2.2, section 5.1](https://yaml.org/spec/1.2.2/#51-character-set): Control characters other than tab
    /// and line breaks are not allowed in a YAML stream.
    pub(crate) INVALID_CHARACTER = "RP0006", "invalid-character" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>, character: char) -> Diagnostic {
    found
        .finding(
            &INVALID_CHARACTER,
            format!("the control character U+{:04X} stands here", u32::from(character)),
        )
        .with_help("remove it, or write it as an escape sequence in double quotes")
}

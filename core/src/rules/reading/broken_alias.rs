use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::yaml::ProblemKind;

declare_rule! {
    /// Every alias has an anchor before it in the same document, and a merge key gets an object.
    /// ## Why it matters
    /// kubectl rejects the document. An anchor does not count in the documents behind the next `---`.
    /// ## Example
    /// ```yaml
    /// spec:
    ///   rules: *rules # RP0008
    /// ```
    /// ## Source
    /// [YAML 1.2.2, section 7.1](https://yaml.org/spec/1.2.2/#71-alias-nodes): An alias refers to the last node
    /// before it that has this anchor; without one it is an error.
    pub(crate) BROKEN_ALIAS = "RP0008", "broken-alias" { severity: Error, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    let shown = found.shown();
    let name = shown.trim_start_matches('*');
    let (message, help) = match found.problem.kind {
        ProblemKind::UnknownAnchor => (
            format!("no anchor `&{name}` stands before this alias in its document"),
            format!("add `&{name}` to the node that is meant, or put `{shown}` in quotes if it is text"),
        ),
        ProblemKind::AnchorInItself => (
            format!("alias `{shown}` stands inside the node that it stands for"),
            "move the alias out of that node".to_owned(),
        ),
        _ => (
            "`<<` has something other than an object, or a list of objects".to_owned(),
            "give it an alias of a mapping: `<<: *name`".to_owned(),
        ),
    };
    found.finding(&BROKEN_ALIAS, message).with_help(help)
}

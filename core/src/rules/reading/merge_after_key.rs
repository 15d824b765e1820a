use super::Found;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// A merge key stands before the keys that are meant to override it.
    /// ## Why it matters
    /// In kubectl the position counts: what a merge key brings overrides the keys before it. Most other YAML tools let
    /// the explicit key win wherever it stands.
    /// ## Example
    /// ```yaml
    /// base: &base { name: edge, port: 80 }
    /// http:
    ///   name: web
    ///   <<: *base # RP0011
    /// ```
    /// ## Source
    /// [YAML 1.1, merge key](https://yaml.org/type/merge.html): A merge key adds the keys that the mapping does not
    /// have yet. The reader of kubectl does not follow this where the merge key comes last.
    pub(crate) MERGE_AFTER_KEY = "RP0011", "merge-after-key" { severity: Warning, fixes: Never, since: "0.1.0" }
}

pub(super) fn explain(found: Found<'_>) -> Diagnostic {
    let Some(key) = found.related() else {
        return found.finding(&MERGE_AFTER_KEY, "the merge key overrides a key before it");
    };
    found
        .finding(
            &MERGE_AFTER_KEY,
            format!("the merge key overrides key `{}` before it", key.span.of(found.text)),
        )
        .with_help("put `<<` before the keys that are meant to override it")
        .with_related(key, "this key has no effect")
}

use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::source::Location;

declare_rule! {
    /// A comment that silences a finding names the rule and says why.
    /// ## Why it matters
    /// The next reader has to know whether the reason still holds. Without one the comment silences nothing.
    /// ## Example
    /// ```yaml
    /// # routeproof: ignore RP5001
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: a }
    /// ```
    /// ## Source
    /// [Ignoring a finding](https://routeproof.github.io/routeproof/profiles.html#ignoring-a-finding-in-the-file):
    /// A comment without a reason silences nothing.
    pub(crate) UNREASONED_IGNORE = "RP0091", "unreasoned-ignore" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(at: Location, no_code: bool) -> Diagnostic {
    let message = if no_code {
        "this comment names no rule to ignore"
    } else {
        "this comment does not say why it ignores a finding"
    };
    Diagnostic::new(&UNREASONED_IGNORE, at, message).with_help("write `# routeproof: ignore CODE -- reason`")
}

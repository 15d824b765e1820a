use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::source::Location;

declare_rule! {
    /// A comment that silences a finding has a finding to silence.
    /// ## Why it matters
    /// Once the finding is gone, the comment would hide the next one of its kind.
    /// ## Example
    /// ```yaml
    /// # routeproof: ignore RP5001 -- the Gateway is being renamed
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: a }
    /// ```
    /// ## Source
    /// [Ignoring a finding](https://routeproof.github.io/routeproof/profiles.html#ignoring-a-finding-in-the-file):
    /// A comment that silences nothing is reported.
    pub(crate) STALE_IGNORE = "RP0092", "stale-ignore" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(at: Location, code: &str) -> Diagnostic {
    Diagnostic::new(&STALE_IGNORE, at, format!("there is no {code} here to ignore"))
        .with_help("remove the comment")
}

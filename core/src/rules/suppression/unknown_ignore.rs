use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::rules::declare_rule;
use crate::source::{Location, shown};

declare_rule! {
    /// A comment that silences a finding names a rule that exists.
    /// ## Why it matters
    /// A misspelt code silences nothing, and the finding stays.
    /// ## Example
    /// ```yaml
    /// # routeproof: ignore RP9999 -- known
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: a }
    /// ```
    /// ## Source
    /// [Ignoring a finding](https://routeproof.github.io/routeproof/profiles.html#ignoring-a-finding-in-the-file):
    /// A comment names the codes of the rules that it silences.
    pub(crate) UNKNOWN_IGNORE = "RP0093", "unknown-ignore" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(at: Location, code: &str, rules: &[&RuleInfo]) -> Diagnostic {
    let named = rules.iter().find(|it| it.name == code || it.code.eq_ignore_ascii_case(code));
    let help = match named {
        Some(rule) => format!("did you mean `{}`?", rule.code),
        None => "codes look like RP2001; `routeproof rules` lists them".to_owned(),
    };
    Diagnostic::new(&UNKNOWN_IGNORE, at, format!("there is no rule `{}`", shown(code))).with_help(help)
}

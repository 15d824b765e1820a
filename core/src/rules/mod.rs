//! Facts to diagnostics, one rule a file. `registry` lists every rule there is or ever was.

pub mod api;
pub mod manifest;
pub mod profile;
pub mod reading;
pub mod suppression;
#[cfg(test)]
mod testing;

use crate::diagnostic::RuleInfo;
use std::sync::LazyLock;

/// Declares a rule: its docs (Markdown, from the doc comment), code, name and defaults, as a
/// `static NAME: RuleInfo`.
///
/// ```text
/// declare_rule! {
///     /// What holds when all is well.
///     pub(crate) DUPLICATE_KEY = "RP0002", "duplicate-key" { severity: Error, fixes: Sometimes, since: "0.1.0" }
/// }
/// ```
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $vis:vis $rule:ident = $code:literal, $name:literal {
            severity: $severity:ident, fixes: $fixes:ident, since: $since:literal $(, status: $status:ident)? $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        $vis static $rule: $crate::diagnostic::RuleInfo = $crate::diagnostic::RuleInfo {
            code: $code,
            name: $name,
            severity: $crate::diagnostic::Severity::$severity,
            fixes: $crate::diagnostic::Fixes::$fixes,
            since: $since,
            status: $crate::rules::declare_rule!(@status $($status)?),
            docs: concat!($($doc, "\n"),+),
        };
    };
    (@status) => { $crate::diagnostic::RuleStatus::Active };
    (@status $status:ident) => { $crate::diagnostic::RuleStatus::$status };
}
pub(crate) use declare_rule;

static REGISTRY: LazyLock<Vec<&'static RuleInfo>> = LazyLock::new(|| {
    let families = [&reading::RULES, manifest::RULES, suppression::RULES, api::RULES, profile::RULES];
    let mut rules: Vec<&RuleInfo> = families.concat();
    rules.sort_by_key(|it| it.code);
    rules
});

/// Every rule there is or ever was, by code.
pub fn registry() -> &'static [&'static RuleInfo] {
    &REGISTRY
}

/// The rule with this code, in any case, or with this name.
pub fn find(rule: &str) -> Option<&'static RuleInfo> {
    registry().iter().copied().find(|it| it.code.eq_ignore_ascii_case(rule) || it.name == rule)
}

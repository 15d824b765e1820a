//! A finding, its severity, its fixes, and what is known of a rule before it runs.
//!
//! A [`Diagnostic`] speaks of bytes and of sources by id; `report` turns it into what people and hosts read.

use crate::source::{Location, Span};
use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice.
    Info,
    /// Accepted and probably not what was meant, or undecided and often a mistake.
    Warning,
    /// Rejected by the API server, not accepted or resolved by a conformant controller, or forbidden by the profile.
    Error,
}

/// Whether a fix may be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Only one intent is plausible, and no request that reached a backend gets another answer.
    Safe,
    /// A good guess that a person has to look at.
    Unsafe,
}

/// Whether a rule offers fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Fixes {
    /// Always.
    Always,
    /// Where the right answer is known.
    Sometimes,
    /// Never.
    Never,
}

/// Whether a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RuleStatus {
    /// It runs.
    Active,
    /// It no longer runs; its code stays taken for ever.
    Retired,
}

/// What a rule is about: the digit after `RP` in its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Family {
    /// `RP0`: the text and the objects in it.
    Reading,
    /// `RP1`: the verdict of the API server.
    Api,
    /// `RP2`: what objects refer to.
    References,
    /// `RP3`: routes, listeners and policies.
    Attachment,
    /// `RP4`: what becomes of requests.
    Requests,
    /// `RP5`: the platform's profile.
    Profile,
    /// `RP6`: what a cluster reported.
    Live,
    /// `RP7`: what implementations report.
    Portability,
}

impl Family {
    /// The family of a code; `None` where there is none of that kind.
    pub fn of(code: &str) -> Option<Self> {
        Some(match code.strip_prefix("RP")?.bytes().next()? {
            b'0' => Self::Reading,
            b'1' => Self::Api,
            b'2' => Self::References,
            b'3' => Self::Attachment,
            b'4' => Self::Requests,
            b'5' => Self::Profile,
            b'6' => Self::Live,
            b'7' => Self::Portability,
            _ => return None,
        })
    }
}

/// What is known of a rule before it runs: the one source of its docs, of SARIF and of `explain`.
#[derive(Debug)]
pub struct RuleInfo {
    /// The stable code, for instance `RP2003`.
    pub code: &'static str,
    /// The defect in kebab case, for instance `backend-port-not-found`.
    pub name: &'static str,
    /// The severity, unless settings say otherwise or a finding is less certain.
    pub severity: Severity,
    /// Whether it offers fixes.
    pub fixes: Fixes,
    /// The release that brought it.
    pub since: &'static str,
    /// Whether it runs.
    pub status: RuleStatus,
    /// Markdown: the first paragraph says what holds when all is well.
    pub docs: &'static str,
}

impl RuleInfo {
    /// Whether it belongs to `family`.
    pub fn is_of(&self, family: Family) -> bool {
        Family::of(self.code) == Some(family)
    }

    /// The page of the rule on the site of the documentation.
    pub fn url(&self) -> String {
        format!("{}/rules/{}.html", env!("CARGO_PKG_HOMEPAGE"), self.code)
    }

    /// The first line of the docs: what holds when all is well.
    pub fn summary(&self) -> &'static str {
        self.docs.trim_start().lines().next().unwrap_or_default().trim()
    }
}

/// One replacement of bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go; empty for an insertion.
    pub at: Location,
    /// The text that comes.
    pub text: String,
}

/// Edits that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: `use port 80`.
    pub title: String,
    /// Whether it may be applied unseen.
    pub safety: Safety,
    /// What changes; never overlapping.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that replaces the text at `at`.
    pub fn replace(at: Location, text: impl Into<String>, safety: Safety, title: impl Into<String>) -> Self {
        Self { title: title.into(), safety, edits: vec![Edit { at, text: text.into() }] }
    }
}

/// Another place that explains the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    pub at: Location,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static RuleInfo,
    /// The severity of this finding.
    pub severity: Severity,
    /// What is wrong, in one line, without a final period.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// The smallest text that has to change.
    pub at: Location,
    /// The field, where the text at `at` does not tell it (a missing field, the whole object).
    pub path: Option<String>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// How to mend it, best first.
    pub fixes: Vec<Fix>,
    /// Where it was found, if that is a text that a tool printed; `at` is then a place in the file that it was made from.
    pub printed: Option<Location>,
    /// How many findings it stands for that are not listed: 0 for all but the last one of very many.
    pub(crate) omitted: usize,
}

impl Diagnostic {
    /// A finding of `rule` at `at`, with the rule's own severity.
    pub fn new(rule: &'static RuleInfo, at: Location, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            help: None,
            at,
            path: None,
            related: Vec::new(),
            fixes: Vec::new(),
            printed: None,
            omitted: 0,
        }
    }

    /// The one that stands for `count` findings of `rule` in one object, the first of them at `at`.
    pub(crate) fn more(rule: &'static RuleInfo, at: Location, count: usize) -> Self {
        let findings = if count == 1 { "finding" } else { "findings" };
        let message = format!("{count} more {findings} like those before in this object");
        Self { omitted: count, ..Self::new(rule, at, message) }
    }

    /// Says what to do next.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which field is meant, where the text does not tell it.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Gives the finding another severity than its rule has.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn with_related(mut self, at: Location, message: impl Into<String>) -> Self {
        self.related.push(Related { message: message.into(), at });
        self
    }

    /// Adds a fix, where there is one.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// Where it was found: a place in an object, or in a text that holds none.
    pub fn found_at(&self) -> Location {
        self.printed.unwrap_or(self.at)
    }

    /// What sorts findings: place, then code.
    pub fn sort_key(&self) -> (Location, &'static str, &str) {
        (self.at, self.rule.code, &self.message)
    }
}

/// The span's place in `source`.
pub fn located(source: crate::source::SourceId, span: Span) -> Location {
    Location { source, span }
}

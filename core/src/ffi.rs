//! The one door for every host: typed requests and answers, plain Rust and serde.
//!
//! A host hands over a [`Request`] (as JSON text through [`answer_json`], or through serde) and gets an [`Answer`].
//! A malformed request is an answer too, so that no host needs an error path of its own. Requests refuse unknown
//! fields, so that a typo in an option is heard; answers only gain fields.

use crate::report::ReportV1;
use crate::rules;
use crate::settings::Settings;
use crate::source::Unit;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};

/// The engine's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a host asks.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Request {
    /// Checks sources.
    Check(CheckRequest),
    /// The docs of one rule.
    Explain {
        /// Its code or its name.
        rule: String,
    },
    /// Every rule there is or ever was.
    Rules {},
    /// The engine's version.
    Version {},
}

/// Sources to check, and how.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckRequest {
    /// The texts by name.
    pub sources: Vec<SourceText>,
    /// What `routeproof.yaml` says, as that file's text.
    #[serde(default)]
    pub settings: Option<String>,
    /// The unit of offsets and columns in the answer.
    #[serde(default)]
    pub unit: Unit,
}

/// One source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceText {
    /// What it is called: for instance a path.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What a host gets back.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Answer {
    /// The engine ran; carries `"version": 1`.
    Report(ReportV1),
    /// One rule.
    Rule(RuleV1),
    /// All rules.
    Rules {
        /// By code.
        rules: Vec<RuleV1>,
    },
    /// The engine's version.
    Version {
        /// As in `Cargo.toml`.
        version: &'static str,
    },
    /// The request was malformed.
    Failure {
        /// Why.
        message: String,
    },
}

impl Answer {
    /// The answer to a request that cannot be understood.
    pub fn failure(message: impl Into<String>) -> Self {
        Self::Failure { message: message.into() }
    }
}

/// A rule as hosts see it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleV1 {
    /// The stable code.
    pub code: &'static str,
    /// The defect.
    pub name: &'static str,
    /// The severity unless settings say otherwise.
    pub severity: crate::diagnostic::Severity,
    /// Whether it offers fixes.
    pub fixes: crate::diagnostic::Fixes,
    /// Whether it runs.
    pub status: crate::diagnostic::RuleStatus,
    /// The release that brought it.
    pub since: &'static str,
    /// What holds when all is well.
    pub summary: &'static str,
    /// Markdown.
    pub docs: &'static str,
}

impl From<&'static crate::diagnostic::RuleInfo> for RuleV1 {
    fn from(rule: &'static crate::diagnostic::RuleInfo) -> Self {
        let &crate::diagnostic::RuleInfo { code, name, severity, fixes, since, status, docs } = rule;
        Self { code, name, severity, fixes, status, since, summary: rule.summary(), docs }
    }
}

/// Answers one request.
pub fn answer(request: Request) -> Answer {
    match request {
        Request::Check(request) => check(request),
        Request::Explain { rule } => match rules::find(&rule) {
            Some(rule) => Answer::Rule(rule.into()),
            None => Answer::failure(format!("there is no rule `{rule}`")),
        },
        Request::Rules {} => {
            Answer::Rules { rules: rules::registry().iter().map(|it| (*it).into()).collect() }
        }
        Request::Version {} => Answer::Version { version: VERSION },
    }
}

/// Answers one request in JSON with JSON.
pub fn answer_json(request: &str) -> String {
    let answer = match serde_json::from_str(request) {
        Ok(request) => answer(request),
        Err(error) => Answer::failure(format!("the request is not understood: {error}")),
    };
    serde_json::to_string(&answer).unwrap_or_else(|error| {
        format!(r#"{{"type":"failure","message":"the answer cannot be written: {error}"}}"#)
    })
}

fn check(request: CheckRequest) -> Answer {
    let settings = match request.settings.as_deref().map(|it| Settings::from_yaml(it, rules::registry())) {
        None => Settings::default(),
        Some(Ok(settings)) => settings,
        Some(Err(error)) => return Answer::failure(error.to_string()),
    };
    let mut workspace = match Workspace::new(settings) {
        Ok(workspace) => workspace,
        Err(error) => return Answer::failure(error.to_string()),
    };
    for SourceText { name, text } in request.sources {
        workspace.set_source(&name, text);
    }
    Answer::Report(workspace.report(request.unit))
}

#[cfg(test)]
mod tests {
    use super::answer_json;

    #[test]
    fn a_typo_in_a_request_is_heard() {
        let answer = answer_json(r#"{"op": "check", "sources": [], "setings": "x"}"#);
        assert!(answer.contains("setings"), "{answer}");
        assert!(answer.starts_with(r#"{"type":"failure""#), "{answer}");
    }

    #[test]
    fn a_report_says_its_version() {
        let answer = answer_json(r#"{"op": "check", "sources": [{"name": "a", "text": "x: ["}]}"#);
        assert!(answer.starts_with(r#"{"type":"report","version":1"#), "{answer}");
        assert!(answer.contains("RP0"), "{answer}");
    }
}

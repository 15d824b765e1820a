//! What hosts get back.

use super::Failure;
use crate::assist::{CompletionKind, SymbolKind};
use crate::diagnostic::{Fixes, RuleInfo, RuleStatus, Severity};
use crate::graph::{GraphPlaceV1, GraphV1};
use crate::implementations::ImplementationsV1;
use crate::report::{ReportV1, SpanV1};
use crate::routing::{RequestAnswersV1, RouteTablesV1};
use crate::status::ObjectStatus;
use crate::verify::VerificationV1;
use serde::Serialize;

/// What a host gets back.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Answer {
    /// What is wrong; carries `"version": 1`.
    Report(ReportV1),
    /// A report in a format.
    Text {
        /// The report.
        text: String,
    },
    /// Predicted statuses.
    Statuses {
        /// By kind, namespace and name.
        statuses: Vec<ObjectStatus>,
    },
    /// The five answers about each route; carries `"version": 1`.
    Verification(VerificationV1),
    /// Texts with fixes applied.
    Fixed {
        /// How many findings were mended.
        mended: usize,
        /// The sources that changed, by name.
        changes: Vec<Change>,
    },
    /// What can stand at the cursor, best first.
    Completions {
        /// The completions.
        completions: Vec<CompletionV1>,
    },
    /// What the field under the cursor means.
    Hover {
        /// Nothing where nothing is known.
        hover: Option<HoverV1>,
    },
    /// Whether a file is a source now.
    File {
        /// Whether it is judged, or an editor shows it.
        taken: bool,
    },
    /// Where something is written.
    Places {
        /// By source and place.
        places: Vec<GraphPlaceV1>,
    },
    /// The objects of a source.
    Symbols {
        /// In writing order, each object with its parts behind it.
        symbols: Vec<SymbolV1>,
    },
    /// What becomes of the requests of rules.
    Outcomes {
        /// In writing order; a rule that no listener takes has none.
        outcomes: Vec<OutcomeV1>,
    },
    /// How implementations stand to what the sources need; carries `"version": 1`.
    Implementations(ImplementationsV1),
    /// What becomes of each request; carries `"version": 1`.
    Requests(RequestAnswersV1),
    /// The matches of Gateways; carries `"version": 1`.
    Routes(RouteTablesV1),
    /// How requests flow; carries `"version": 1`.
    Graph(GraphV1),
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
        /// The releases of Gateway API that it knows, oldest first.
        gateway_api: Vec<&'static str>,
    },
    /// The question was not understood, or could not be answered.
    Failure(Failure),
}

impl Answer {
    /// As JSON on one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| {
            format!(
                r#"{{"type":"failure","kind":"internal","message":"the answer cannot be written: {error}","at":null}}"#
            )
        })
    }
}

impl From<Result<Answer, Failure>> for Answer {
    fn from(answer: Result<Self, Failure>) -> Self {
        answer.unwrap_or_else(Self::Failure)
    }
}

/// A source that fixes changed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Change {
    /// What it is called.
    pub name: String,
    /// What it says now.
    pub text: String,
}

/// Something that can stand at the cursor.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CompletionV1 {
    /// What a list shows.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// More about it, in a few words.
    pub detail: String,
    /// What it means, as Markdown.
    pub docs: String,
    /// What replaces the text at `span`.
    pub insert: String,
    /// The text that is typed already.
    pub span: SpanV1,
}

/// What the field under the cursor means.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HoverV1 {
    /// Markdown.
    pub text: String,
    /// What it is about.
    pub span: SpanV1,
}

/// An object, or a part of one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SymbolV1 {
    /// What it is called: `HTTPRoute shop/web`, `listener http`, `rule 0`.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: SpanV1,
    /// Its name; empty where it has none.
    pub title: SpanV1,
    /// The object that it is a part of, by its place in the list.
    pub part_of: Option<usize>,
}

/// What becomes of the requests of a rule.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OutcomeV1 {
    /// The rule.
    pub span: SpanV1,
    /// In a few words: `infra/edge https → web/api:80`.
    pub text: String,
}

/// A rule as hosts see it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RuleV1 {
    /// The stable code.
    pub code: &'static str,
    /// The defect.
    pub name: &'static str,
    /// The severity unless settings say otherwise.
    pub severity: Severity,
    /// Whether it offers fixes.
    pub fixes: Fixes,
    /// Whether it runs.
    pub status: RuleStatus,
    /// The release that brought it.
    pub since: &'static str,
    /// What holds when all is well.
    pub summary: &'static str,
    /// Markdown.
    pub docs: &'static str,
}

impl From<&'static RuleInfo> for RuleV1 {
    fn from(rule: &'static RuleInfo) -> Self {
        let &RuleInfo { code, name, severity, fixes, since, status, docs } = rule;
        Self { code, name, severity, fixes, status, since, summary: rule.summary(), docs }
    }
}

//! The report that every host hands out. Fields are only ever added; losing one makes it version 2.

use crate::diagnostic::{Safety, Severity};
use crate::source::{Position, shown};
use serde::{Deserialize, Serialize};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReportV1 {
    /// Always 1.
    pub version: u32,
    /// How much was looked at, and how much was found.
    pub summary: SummaryV1,
    /// The findings, sorted by source, span and code.
    pub diagnostics: Vec<DiagnosticV1>,
}

/// How much was looked at, and how much was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SummaryV1 {
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are advice.
    pub infos: usize,
    /// Sources looked at, with or without findings.
    pub sources: usize,
    /// Objects in them.
    pub objects: usize,
    /// The kinds that were not judged, because nothing is known of their API, a browser has no tables of it, or the object
    /// is encrypted; those with most objects first.
    #[serde(default)]
    pub not_judged: Vec<NotJudgedV1>,
}

/// A kind whose objects were not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NotJudgedV1 {
    /// Its API group; empty for the core group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// How many objects there are of it.
    pub count: usize,
}

impl NotJudgedV1 {
    /// `count` objects of a kind.
    pub(crate) fn new(group: &str, kind: &str, count: usize) -> Self {
        Self { group: group.to_owned(), kind: kind.to_owned(), count }
    }
}

impl std::fmt::Display for NotJudgedV1 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&shown(&self.kind))?;
        if !self.group.is_empty() {
            write!(out, ".{}", shown(&self.group))?;
        }
        write!(out, " ({})", self.count)
    }
}

impl SummaryV1 {
    /// How many objects were not judged.
    pub fn not_judged_count(&self) -> usize {
        self.not_judged.iter().map(|it| it.count).sum()
    }

    /// Which objects were not judged, in one line; nothing where all were.
    pub fn not_judged_line(&self) -> Option<String> {
        if self.not_judged.is_empty() {
            return None;
        }
        let counted = |count, noun| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
        let count = self.not_judged_count();
        let (objects, kinds) = (counted(count, "object"), counted(self.not_judged.len(), "kind"));
        let named: Vec<_> = self.not_judged.iter().take(MOST_NAMED).map(ToString::to_string).collect();
        let named = named.join(", ");
        let more = match self.not_judged.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {}", counted(more, "more kind")),
        };
        let were = if count == 1 { "was" } else { "were" };
        Some(format!("{objects} of {kinds} {were} not judged: {named}{more}"))
    }
}

/// So many kinds a line names.
const MOST_NAMED: usize = 20;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiagnosticV1 {
    /// The stable code of the rule, for instance `RP2003`.
    pub code: String,
    /// The defect in kebab case, for instance `backend-port-not-found`.
    pub name: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The name of the source.
    pub source: String,
    /// The object that the place belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectV1>,
    /// The field, as the API server writes it: `spec.rules[0].backendRefs[0].port`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The smallest text that has to change.
    pub span: SpanV1,
    /// Where it was found, if that is a text that a tool printed; `source` and `span` are then in the file that says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<PrintedV1>,
    /// Other places that explain it.
    pub related: Vec<RelatedV1>,
    /// How to mend it, best first.
    pub fixes: Vec<FixV1>,
    /// The rule's page on the site of the documentation.
    pub url: String,
}

/// What an object is and what it is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ObjectV1 {
    /// `group/version`, or `version` in the core group.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// The namespace, where the object says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The name; empty where it has none.
    pub name: String,
}

impl std::fmt::Display for ObjectV1 {
    /// As messages say it: Kind `namespace/name`, without the backticks.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.namespace, self.name.as_str()) {
            (_, "") => out.write_str(&self.kind),
            (None, name) => write!(out, "{} {name}", self.kind),
            (Some(namespace), name) => write!(out, "{} {namespace}/{name}", self.kind),
        }
    }
}

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SpanV1 {
    /// Where it starts.
    pub start: Position,
    /// Where it ends; not included.
    pub end: Position,
}

/// A place in a text that a tool printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PrintedV1 {
    /// The command that printed it, in angle brackets.
    pub source: String,
    /// Where.
    pub span: SpanV1,
}

/// Another place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RelatedV1 {
    /// What is there.
    pub message: String,
    /// The name of its source.
    pub source: String,
    /// Where.
    pub span: SpanV1,
}

/// Edits that mend a finding together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FixV1 {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it may be applied unseen.
    pub safety: Safety,
    /// What changes; never overlapping.
    pub edits: Vec<EditV1>,
}

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EditV1 {
    /// The name of the source.
    pub source: String,
    /// The text that goes; empty for an insertion.
    pub span: SpanV1,
    /// The text that comes.
    pub text: String,
}

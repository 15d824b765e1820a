//! What every host gets back. Fields are only ever added; losing one makes it version 2.

use super::Asked;
use super::evidence::{Answer, Evidence};
use crate::report::{DiagnosticV1, ObjectV1, Places, SpanV1};
use crate::world::Item;
use serde::Serialize;

/// An answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// It holds.
    Yes,
    /// What would decide it is not in the dump, or too old.
    CannotTell,
    /// It does not hold.
    No,
}

/// The five questions, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// Does the route exist where I think?
    RouteExists,
    /// Is the Service there and healthy?
    ServiceHealthy,
    /// Is the route accepted by each parent?
    Accepted,
    /// Are its references resolved?
    ResolvedRefs,
    /// Do requests reach the expected backend?
    BackendReached,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::RouteExists, Self::ServiceHealthy, Self::Accepted, Self::ResolvedRefs, Self::BackendReached];

    /// As a statement that is true when the answer is yes.
    pub const fn statement(self) -> &'static str {
        match self {
            Self::RouteExists => "the route exists where you think",
            Self::ServiceHealthy => "its Services are there and healthy",
            Self::Accepted => "every parent reports Accepted=True",
            Self::ResolvedRefs => "every parent reports ResolvedRefs=True",
            Self::BackendReached => "requests reach the expected backends",
        }
    }
}

/// What verifying a dump came to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct VerificationV1 {
    /// Always 1.
    pub version: u32,
    /// How many routes have which answer.
    pub summary: VerificationSummaryV1,
    /// The routes that were asked about, by kind, namespace and name; those that are not live come last.
    pub routes: Vec<RouteVerificationV1>,
    /// What rules find in the dump, as in a report.
    pub diagnostics: Vec<DiagnosticV1>,
}

/// How many routes have which answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VerificationSummaryV1 {
    /// Routes of which all five answers are yes.
    pub yes: usize,
    /// Routes with at least one no.
    pub no: usize,
    /// The others.
    pub cannot_tell: usize,
}

/// The answers about one route.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RouteVerificationV1 {
    /// The route; its kind and version are empty where only a name is known.
    pub object: ObjectV1,
    /// The worst of the answers.
    pub verdict: Verdict,
    /// The answers, in the order of the questions.
    pub answers: Vec<AnswerV1>,
}

/// The answer to one question.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AnswerV1 {
    /// The question.
    pub question: Question,
    /// The same as a statement.
    pub statement: &'static str,
    /// Whether that is true.
    pub verdict: Verdict,
    /// Why; never empty.
    pub evidence: Vec<EvidenceV1>,
}

/// One piece of evidence.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EvidenceV1 {
    /// What it speaks for; nothing where it only explains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// In words.
    pub text: String,
    /// What keeps endpoints from being ready, in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The object that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectV1>,
    /// The condition that it is about, as reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<ConditionV1>,
    /// The endpoints that it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<EndpointsV1>,
    /// The name of the source that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it stands in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<SpanV1>,
}

/// A condition as it was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConditionV1 {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// Why, in a word.
    pub reason: String,
    /// Why, in a sentence.
    pub message: String,
    /// The generation that the controller had seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// The object's generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation: Option<i64>,
}

/// The endpoints of one port of a Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EndpointsV1 {
    /// The Service's port.
    pub port: i64,
    /// How many endpoints there are.
    pub total: usize,
    /// How many take traffic.
    pub ready: usize,
    /// How many could answer, also while they terminate.
    pub serving: usize,
    /// How many are going away.
    pub terminating: usize,
}

impl VerificationV1 {
    pub(super) fn new(routes: Vec<RouteVerificationV1>, diagnostics: Vec<DiagnosticV1>) -> Self {
        let count = |verdict| routes.iter().filter(|it| it.verdict == verdict).count();
        let summary = VerificationSummaryV1 {
            yes: count(Verdict::Yes),
            no: count(Verdict::No),
            cannot_tell: count(Verdict::CannotTell),
        };
        Self { version: 1, summary, routes, diagnostics }
    }

    /// Whether there is a route, and every answer about every route is yes.
    pub fn all_yes(&self) -> bool {
        !self.routes.is_empty() && self.summary.yes == self.routes.len()
    }
}

/// The answers about the route that `asked` is.
pub(super) fn route(
    asked: &Asked<'_, '_, '_>,
    answers: Vec<Answer>,
    places: &mut Places<'_>,
) -> RouteVerificationV1 {
    let object = match (asked.item(), asked.name) {
        (Some(item), _) => object(item),
        (None, Some(name)) => name.object(),
        (None, None) => ObjectV1::default(),
    };
    let verdict = answers.iter().map(Answer::verdict).max().unwrap_or(Verdict::CannotTell);
    let answers = answers.into_iter().map(|it| answer(it, places)).collect();
    RouteVerificationV1 { object, verdict, answers }
}

fn answer(it: Answer, places: &mut Places<'_>) -> AnswerV1 {
    let verdict = it.verdict();
    let evidence = it.evidence.into_iter().map(|it| evidence(it, places)).collect();
    AnswerV1 { question: it.question, statement: it.question.statement(), verdict, evidence }
}

fn evidence(it: Evidence, places: &mut Places<'_>) -> EvidenceV1 {
    EvidenceV1 {
        verdict: it.verdict,
        text: it.text,
        reason: it.reason,
        object: it.object,
        condition: it.condition,
        endpoints: it.endpoints,
        source: it.at.map(|it| places.name(it)),
        span: it.at.map(|it| places.span(it)),
    }
}

/// What answers call `item`.
pub(super) fn object(item: &Item<'_>) -> ObjectV1 {
    let gvk = item.gvk();
    let api_version =
        if gvk.group.is_empty() { gvk.version.to_owned() } else { format!("{}/{}", gvk.group, gvk.version) };
    let namespace = Some(item.namespace().to_owned()).filter(|it| !it.is_empty());
    ObjectV1 { api_version, kind: gvk.kind.to_owned(), namespace, name: item.name().to_owned() }
}

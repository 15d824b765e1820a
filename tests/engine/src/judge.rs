//! The operation `judge`: what the API server would say of a text.

use routeproof_core::internal::manifest;
use routeproof_core::internal::schema::{self, Crds, Serving, Violation, ViolationKind};
use routeproof_core::settings::{Channel, Release};
use routeproof_core::yaml;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Refusal;

/// What the API server prints where it names no path.
const NO_PATH: &str = "<nil>";

/// A text, and the tables to judge it by.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Question {
    gateway_api: String,
    channel: String,
    text: String,
}

/// The verdict on a text.
#[derive(Debug, Serialize)]
pub struct Judged {
    /// Whether all of it would be created.
    pub accepted: bool,
    /// What is wrong before there are objects.
    pub reading: Vec<Finding>,
    /// The verdicts on the objects, in writing order; those of lists in place of the list.
    pub documents: Vec<JudgedObject>,
}

/// The verdict on an object.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JudgedObject {
    /// As written.
    pub api_version: String,
    /// As written.
    pub kind: String,
    /// Whether it would be created.
    pub accepted: bool,
    /// Why not.
    pub errors: Vec<Finding>,
}

/// One reason for a refusal.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// The kind of mistake.
    pub code: String,
    /// The field, as the API server names it.
    pub path: String,
    /// What was found, for a reader of test output.
    pub message: String,
}

impl JudgedObject {
    /// The distinct paths of its errors, sorted.
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self.errors.iter().map(|it| &*it.path).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

/// CRDs to judge the texts by that follow.
#[derive(Deserialize)]
pub(crate) struct CrdTexts {
    texts: Vec<String>,
}

/// Compiles CRDs, and says what of them is not judged and what is wrong with them.
pub(crate) fn compile(question: &CrdTexts) -> (Crds, Value) {
    let (mut tables, mut gaps, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for text in &question.texts {
        let tree = yaml::read(text).tree;
        let found = manifest::objects(text, &tree);
        let crds: Vec<_> = found.objects.iter().map(|it| it.view(text, &tree)).collect();
        let crds = crds.iter().filter(|it| it.kind() == "CustomResourceDefinition").map(|it| it.value());
        let table = routeproof_crd::compile(&crds.collect::<Vec<_>>());
        gaps.extend(table.gaps.iter().map(|it| format!("{} {}: {} ({})", it.kind, it.path, it.what, it.why)));
        faults.extend(table.faults.iter().map(|it| format!("{} at `{}`", it.message, it.at.of(text))));
        tables.push(table);
    }
    (Crds::new(tables), json!({ "gaps": gaps, "faults": faults }))
}

pub(crate) fn answer(question: &Question, crds: &Crds) -> Result<Value, Refusal> {
    let Question { gateway_api, channel, text } = question;
    let judged = judge_by(text, gateway_api, channel, crds)
        .ok_or_else(|| Refusal::UnknownRelease { release: gateway_api.clone(), channel: channel.clone() })?;
    Ok(serde_json::to_value(judged)?)
}

/// The verdict on `text` by the CRDs of a release, such as `1.7`, and a channel; nothing where there are no such CRDs.
pub fn judge(text: &str, release: &str, channel: &str) -> Option<Judged> {
    judge_by(text, release, channel, &Crds::default())
}

/// The same with other CRDs beside them.
fn judge_by(text: &str, release: &str, channel: &str, crds: &Crds) -> Option<Judged> {
    let serving = Serving::new(Release::find(release)?, channel_of(channel)?).with_crds(crds);
    let reading = yaml::read(text);
    let found = manifest::objects(text, &reading.tree);
    let mut refused: Vec<Finding> =
        reading.problems.iter().filter(|it| it.rejects()).map(|it| finding("", &it.kind)).collect();
    refused.extend(found.problems.iter().map(|it| finding("", &it.kind)));
    for list in &found.lists {
        let verdict = schema::judge_list(list.view(text, &reading.tree), serving);
        refused.extend(verdict.violations.iter().map(|it| finding(&it.path, &it.kind)));
    }
    let documents: Vec<JudgedObject> =
        found.objects.iter().map(|it| judge_object(it.view(text, &reading.tree), serving)).collect();
    let accepted = refused.is_empty() && documents.iter().all(|it| it.accepted);
    Some(Judged { accepted, reading: refused, documents })
}

fn judge_object(view: manifest::View<'_>, serving: Serving<'_>) -> JudgedObject {
    let verdict = schema::judge_in_full(view, serving);
    let errors = verdict.violations.iter().filter(|it| !is_notice(it));
    JudgedObject {
        api_version: view.api_version().to_owned(),
        kind: view.kind().to_owned(),
        accepted: verdict.accepted(),
        errors: errors.map(|it| finding(if it.pathless { NO_PATH } else { &it.path }, &it.kind)).collect(),
    }
}

/// That rules were skipped follows from another error and is about no field.
fn is_notice(it: &Violation) -> bool {
    matches!(it.kind, ViolationKind::RulesSkipped)
}

fn channel_of(name: &str) -> Option<Channel> {
    match name {
        "standard" => Some(Channel::Standard),
        "experimental" => Some(Channel::Experimental),
        _ => None,
    }
}

/// The code is the first word of what the kind of mistake is called in the engine.
fn finding(path: &str, kind: &impl std::fmt::Debug) -> Finding {
    let message = format!("{kind:?}");
    let code = message.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
    Finding { code, path: path.to_owned(), message: message.chars().take(300).collect() }
}

//! Objects written by hand before every judge of tenancy, under the built-in profile and one that a platform wrote: the ways
//! to publish traffic or to get a name that somebody thought of, and objects that tenants need.
//!
//! `denied.yaml`, `images.yaml` and `let-in.yaml` hold the objects: the comment in front of each names the code that has to
//! refuse it.
//! `kinds.txt` lists kinds of other controllers; it was written from their documentation, not from the engine's table.

#[path = "../corpus/random.rs"]
#[expect(dead_code, reason = "the corpus uses all of it")]
mod random;
mod requests;

use routeproof_core::diagnostic::Severity;
use routeproof_core::rules::registry;
use routeproof_core::{Settings, Workspace};
use routeproof_kubewarden::Cluster;
use routeproof_opa::{Entrypoint, Form, Kept};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DENIED: &str = include_str!("denied.yaml");
const IMAGES: &str = include_str!("images.yaml");
const LET_IN: &str = include_str!("let-in.yaml");
const KINDS: &str = include_str!("kinds.txt");
const ANNOTATIONS: &str = include_str!("annotations.txt");

/// A cluster of which nothing is known.
pub(crate) struct Nobody;

impl Cluster for Nobody {
    fn ask(&self, _: &str, _: &str) -> Result<Vec<u8>, String> {
        Err("no cluster".to_owned())
    }
}

/// Settings under which `acme` is the tenant: the built-in profile, and one that a platform wrote.
pub(crate) fn all_settings() -> [Value; 2] {
    let own = json!({
        "name": "own", "gateways": [{"namespace": "kube-system", "name": "external-gateway"}],
        "routes": {"kinds": ["HTTPRoute"]},
        "hostnames": {"templates": ["<app>.<tenant>.kupe.cloud"], "customDomains": {"cname": "ext.kupe.cloud"}},
    });
    [json!("kupe"), own]
        .map(|profile| json!({"profile": profile, "tenant": "acme", "customDomains": ["shop.acme.example"]}))
}

/// The codes that refuse `text` by `check`, as the command line asks.
fn check(settings: &Value, text: &str) -> BTreeSet<String> {
    let read = Settings::from_yaml(&settings.to_string(), registry()).unwrap();
    let mut workspace = Workspace::new(read).unwrap();
    workspace.set_source("a.yaml", text);
    let found = workspace.findings().iter().filter(|it| it.severity == Severity::Error);
    found.map(|it| it.rule.code.to_owned()).collect()
}

fn codes<'t>(lines: impl Iterator<Item = &'t str>) -> BTreeSet<String> {
    lines.map(|it| it.split(' ').next().unwrap_or_default().to_owned()).collect()
}

/// What Kubewarden's policy says of a request.
pub(crate) fn kubewarden(settings: &Value, request: &str) -> BTreeSet<String> {
    let payload = format!(r#"{{"settings":{settings},"request":{request}}}"#);
    let answer = routeproof_kubewarden::validate(payload.as_bytes(), &Nobody);
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let found = codes(answer["message"].as_str().unwrap_or_default().lines());
    assert_eq!(answer["accepted"], found.is_empty(), "{answer}");
    found
}

/// What OPA's policy says of a request.
pub(crate) fn opa(settings: &Value, request: &str) -> BTreeSet<String> {
    let data = json!({"settings": settings}).to_string();
    let mut kept = Kept::new(Ok(data.as_bytes()));
    let input =
        format!(r#"{{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{request}}}"#);
    let answer = routeproof_opa::answer(
        Entrypoint::Deny,
        Form::Json,
        input.as_bytes(),
        Ok(data.as_bytes()),
        Some(&mut kept),
    );
    let answer: Value = serde_json::from_str(&answer).unwrap();
    codes(answer[0]["result"].as_array().unwrap().iter().filter_map(Value::as_str))
}

/// A manifest with the code that has to refuse it; none where it is rightful.
struct Case {
    code: Option<String>,
    text: String,
}

fn cases(text: &str) -> Vec<Case> {
    let documents = text.split("\n---\n").map(str::trim).filter(|it| !it.is_empty());
    let case = |text: &str| {
        let (code, text) = match text.strip_prefix("# ").and_then(|it| it.split_once('\n')) {
            Some((code, text)) => (Some(code.to_owned()), text),
            None => (None, text),
        };
        Case { code, text: text.to_owned() }
    };
    documents.map(case).collect()
}

/// Rows of `kinds.txt`, each with a version in front of the kind, as objects.
fn of_kinds() -> Vec<Case> {
    let rows = KINDS.lines().filter(|it| !it.is_empty() && !it.starts_with('#'));
    let case = |row: &str| {
        let (group, kind) = row.split_once(' ').unwrap();
        let object = json!({
            "apiVersion": format!("{group}/v1"), "kind": kind,
            "metadata": {"name": "a", "namespace": "acme-web"}, "spec": {"note": "a"},
        });
        Case { code: Some("RP5012".to_owned()), text: object.to_string() }
    };
    rows.map(case).collect()
}

/// Rows of `annotations.txt`, the code, the key and the value, on a Service.
fn of_annotations() -> Vec<Case> {
    let rows = ANNOTATIONS.lines().filter(|it| !it.is_empty() && !it.starts_with('#'));
    let case = |row: &str| {
        let mut words = row.splitn(3, ' ');
        let (code, key, value) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let object = json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "a", "namespace": "acme-web", "annotations": {key: value}},
            "spec": {"selector": {"app": "a"}, "ports": [{"port": 80}]},
        });
        Case { code: (code != "let-in").then(|| code.to_owned()), text: object.to_string() }
    };
    rows.map(case).collect()
}

/// What is wrong with the answers to a case under `settings`.
fn fault(settings: &Value, case: &Case) -> Option<String> {
    let mut answers = vec![("check", check(settings, &case.text))];
    // A list is no object of a request, and JSON alone can be put into one.
    let tree = routeproof_core::yaml::read(&case.text).tree;
    let objects = routeproof_core::internal::manifest::objects(&case.text, &tree).objects;
    let first = objects.first().map(|it| it.view(&case.text, &tree));
    if let Some(object) = first.filter(|_| objects.len() == 1 && case.text.starts_with('{')) {
        let namespace = object.namespace().map_or("null".to_owned(), |it| format!("\"{it}\""));
        let request = format!(
            r#"{{"uid":"1","operation":"CREATE","namespace":{namespace},"userInfo":{{"username":"someone"}},"object":{}}}"#,
            case.text
        );
        answers.push(("Kubewarden", kubewarden(settings, &request)));
        answers.push(("OPA", opa(settings, &request)));
    }
    let wrong = |(_, found): &&(&str, BTreeSet<String>)| match &case.code {
        // `RP5` stands for any code of a profile.
        Some(code) => !found.iter().any(|it| it.starts_with(code.as_str())),
        None => !found.is_empty(),
    };
    let wrong: Vec<_> = answers.iter().filter(wrong).collect();
    (!wrong.is_empty()).then(|| format!("{:?} {wrong:?}:\n{}", case.code, case.text))
}

fn assert_right(cases: &[Case]) {
    assert_right_under(&all_settings(), cases);
}

fn assert_right_under(settings: &[Value], cases: &[Case]) {
    let faults: Vec<String> =
        settings.iter().flat_map(|it| cases.iter().filter_map(|case| fault(it, case))).collect();
    assert!(faults.is_empty(), "{} of {} wrong:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

#[test]
fn every_way_that_was_thought_of_is_refused() {
    let denied = cases(DENIED);
    assert!(denied.iter().all(|it| it.code.is_some()) && denied.len() > 50, "{}", denied.len());
    assert_right(&denied);
}

#[test]
fn kinds_that_publish_are_refused() {
    assert_right(&of_kinds());
}

#[test]
fn annotations_that_publish_are_refused() {
    assert_right(&of_annotations());
}

#[test]
fn images_of_controllers_are_refused_under_every_mirror() {
    // The other profile forbids no image.
    assert_right_under(&all_settings()[..1], &cases(IMAGES));
}

#[test]
fn what_tenants_need_is_let_in() {
    let rightful = cases(LET_IN);
    assert!(rightful.iter().all(|it| it.code.is_none()) && rightful.len() > 50, "{}", rightful.len());
    assert_right(&rightful);
}

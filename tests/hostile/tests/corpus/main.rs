//! Every judge of tenancy before generated objects: nothing is let in that is not the tenant's, nothing refused that is, and
//! all of them say the same.
//!
//! `HOSTILE_OBJECTS` says how many objects are made (2,000 without it) and `HOSTILE_SEED` which ones.

mod export;
mod generate;
mod random;

use generate::{Case, Maker, Tenant};
use random::Random;
use routeproof_core::diagnostic::Severity;
use routeproof_core::rules::registry;
use routeproof_core::{Settings, Workspace};
use routeproof_kubewarden::Cluster;
use routeproof_opa::{Entrypoint, Form, Kept};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// So many objects are of one tenant.
const OF_A_TENANT: usize = 100;

/// A cluster of which nothing is known.
struct Nobody;

impl Cluster for Nobody {
    fn ask(&self, _: &str, _: &str) -> Result<Vec<u8>, String> {
        Err("no cluster".to_owned())
    }
}

/// The codes of what refuses an object.
type Codes = BTreeSet<String>;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |it| it.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// The code that a denial begins with.
fn codes<'t>(denials: impl Iterator<Item = &'t str>) -> Codes {
    denials.map(|it| it.split(' ').next().unwrap_or_default().to_owned()).collect()
}

struct Judges {
    settings: Value,
    workspace: Workspace,
    data: String,
    opa: Kept,
}

impl Judges {
    fn new(tenant: &Tenant) -> Self {
        let settings =
            json!({"profile": "kupe", "tenant": tenant.name, "customDomains": tenant.custom_domains()});
        let read = Settings::from_yaml(&settings.to_string(), registry()).unwrap();
        let data = json!({"settings": settings}).to_string();
        let opa = Kept::new(Ok(data.as_bytes()));
        Self { workspace: Workspace::new(read).unwrap(), settings, data, opa }
    }

    /// What refuses a manifest.
    fn check(&mut self, text: &str) -> Codes {
        self.workspace.set_source("a.json", text);
        let found = self.workspace.findings().to_vec();
        self.workspace.remove_source("a.json");
        let errors = found.iter().filter(|it| it.severity == Severity::Error);
        errors.map(|it| it.rule.code.to_owned()).collect()
    }

    fn kubewarden(&self, request: &str) -> Codes {
        let payload = format!(r#"{{"settings":{},"request":{request}}}"#, self.settings);
        let answer = routeproof_kubewarden::validate(payload.as_bytes(), &Nobody);
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let found = codes(answer["message"].as_str().unwrap_or_default().lines());
        assert_eq!(answer["accepted"], found.is_empty(), "{answer}");
        found
    }

    fn opa(&mut self, request: &str) -> Codes {
        let input =
            format!(r#"{{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{request}}}"#);
        let ours = Ok(self.data.as_bytes());
        let answer =
            routeproof_opa::answer(Entrypoint::Deny, Form::Json, input.as_bytes(), ours, Some(&mut self.opa));
        let answer: Value = serde_json::from_str(&answer).unwrap();
        codes(answer[0]["result"].as_array().unwrap().iter().filter_map(Value::as_str))
    }
}

fn of_platform(all: &Codes) -> Codes {
    all.iter().filter(|it| it.starts_with("RP5")).cloned().collect()
}

/// What is wrong with the answers to a case, if anything.
fn fault(case: &Case, judges: &mut Judges, random: &mut Random) -> Option<String> {
    let text = random.spell(&case.object);
    let namespace = &case.object["metadata"]["namespace"];
    let operation = random.pick(&["CREATE", "UPDATE"]);
    let old = if operation == "UPDATE" { text.as_str() } else { "null" };
    let user = json!({"username": case.author.unwrap_or("someone"), "groups": ["system:authenticated"]});
    let request = format!(
        r#"{{"uid":"1","operation":"{operation}","namespace":{namespace},"userInfo":{user},"object":{text},"oldObject":{old}}}"#
    );
    let check = judges.check(&text);
    let (kubewarden, opa) = (judges.kubewarden(&request), judges.opa(&request));
    let answers = format!("check {check:?}, Kubewarden {kubewarden:?}, OPA {opa:?}: {}", case.object);
    let refused = |by: &Codes| case.refused_by.iter().any(|it| by.contains(*it));
    if kubewarden != opa {
        return Some(format!("{}: the policies differ: {answers}", case.what));
    }
    // A manifest has no user: what a controller sends is written by hand there.
    if case.author.is_none() && of_platform(&check) != of_platform(&opa) {
        return Some(format!("{}: check and the policies differ: {answers}", case.what));
    }
    if case.refused_by.is_empty() && !opa.is_empty() {
        return Some(format!("{}: refused by a policy: {answers}", case.what));
    }
    if case.refused_by.is_empty() && case.author.is_none() && !check.is_empty() {
        return Some(format!("{}: refused by check: {answers}", case.what));
    }
    let kept_out = refused(&check) && refused(&opa);
    if !case.refused_by.is_empty() && !kept_out {
        return Some(format!("{}: let in: {answers}", case.what));
    }
    None
}

#[test]
fn nothing_is_let_in_and_nothing_rightful_refused() {
    let (count, seed) = (number("HOSTILE_OBJECTS", 2_000), number("HOSTILE_SEED", 17));
    let count = usize::try_from(count).unwrap();
    let mut random = Random::new(seed);
    let (mut faults, mut made) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for first in (0..count).step_by(OF_A_TENANT) {
        let tenant = Tenant::new(&mut random);
        let mut judges = Judges::new(&tenant);
        for _ in first..count.min(first + OF_A_TENANT) {
            let case = Maker { random: &mut random, tenant: &tenant }.case();
            *made.entry(case.refused_by.first().unwrap_or(&"rightful")).or_default() += 1;
            faults.extend(fault(&case, &mut judges, &mut random));
        }
    }
    println!("seed {seed}: {made:?}");
    let some: Vec<_> = faults.iter().take(20).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} of {count} wrong with seed {seed}:\n{}", faults.len(), some.join("\n"));
    assert!(count < 1_000 || made.len() >= 15, "the generator makes too few ways: {made:?}");
}

#[test]
fn another_seed_makes_other_objects() {
    let made = |seed: u64| {
        let mut random = Random::new(seed);
        let tenant = Tenant::new(&mut random);
        (0..20).map(|_| Maker { random: &mut random, tenant: &tenant }.case().object).collect::<Vec<_>>()
    };
    assert_eq!(made(1), made(1));
    assert_ne!(made(1), made(2));
}

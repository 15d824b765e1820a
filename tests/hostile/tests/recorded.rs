//! What an API server sent, recorded by `tests/admission/record.py`: both policies let in what is rightful and refuse the
//! rest by the code that the step names.

use routeproof_kubewarden::Cluster;
use routeproof_opa::{Entrypoint, Form, Kept};
use serde_json::{Value, json};

const RECORDED: &str = include_str!("../../admission/recorded.jsonl");

/// A cluster that has the tenant's Namespace and nothing else.
struct Labelled;

fn namespace() -> Value {
    let metadata = json!({"name": "shop", "labels": {"kupe.cloud/tenant": "acme"}});
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
}

impl Cluster for Labelled {
    fn ask(&self, operation: &str, _: &str) -> Result<Vec<u8>, String> {
        match operation {
            "get_resource" => Ok(namespace().to_string().into_bytes()),
            _ => Err("nothing else is known".to_owned()),
        }
    }
}

fn settings() -> Value {
    json!({"profile": "kupe", "tenantLabel": "kupe.cloud/tenant"})
}

fn kubewarden(request: &Value) -> Vec<String> {
    let payload = json!({"settings": settings(), "request": request}).to_string();
    let answer = routeproof_kubewarden::validate(payload.as_bytes(), &Labelled);
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let said: Vec<String> =
        answer["message"].as_str().unwrap_or_default().lines().map(ToOwned::to_owned).collect();
    assert_eq!(answer["accepted"], said.is_empty(), "{answer}");
    said
}

fn opa(request: &Value, data: &str, kept: &mut Kept) -> Vec<String> {
    let review = json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request})
        .to_string();
    let ours = Ok(data.as_bytes());
    let answer = routeproof_opa::answer(Entrypoint::Deny, Form::Json, review.as_bytes(), ours, Some(kept));
    let answer: Value = serde_json::from_str(&answer).unwrap();
    serde_json::from_value(answer[0]["result"].clone()).unwrap()
}

#[test]
fn both_policies_answer_what_was_recorded() {
    let data = json!({"settings": settings(), "world": [namespace()]}).to_string();
    let mut kept = Kept::new(Ok(data.as_bytes()));
    let (mut faults, mut refused, mut count) = (Vec::new(), 0, 0);
    for line in RECORDED.lines() {
        let step: Value = serde_json::from_str(line).unwrap();
        let codes: Vec<String> = serde_json::from_value(step["refusedBy"].clone()).unwrap();
        for (policy, said) in
            [("Kubewarden", kubewarden(&step["request"])), ("OPA", opa(&step["request"], &data, &mut kept))]
        {
            let right = codes.is_empty() == said.is_empty()
                && codes.iter().all(|code| said.iter().any(|it| it.starts_with(code.as_str())));
            if !right {
                faults.push(format!("{}: {policy} says {said:?}, and {codes:?} was expected", step["name"]));
            }
        }
        count += 1;
        refused += usize::from(!codes.is_empty());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(refused >= 10 && count - refused >= 30, "{refused} of {count} are refused");
}

//! `load` and `compute` as a harness asks them.

use routeproof_engine::Session;
use serde_json::{Value, json};

fn ask(session: &mut Session, question: &Value) -> Value {
    serde_json::from_str(&session.answer(&question.to_string())).unwrap()
}

fn compute(features: &[&str]) -> Value {
    json!({"op": "compute", "id": 7, "environment": {
        "controllerName": "example.com/ours", "supportedFeatures": features,
        "usableAddresses": [{"type": "IPAddress", "value": "10.0.0.1"}], "now": "2026-01-01T00:00:00Z"}})
}

fn gateway(old: &Value) -> Value {
    json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
        "metadata": {"name": "edge", "namespace": "infra", "generation": 3},
        "spec": {"gatewayClassName": "c", "listeners": [{"name": "l", "port": 1, "protocol": "UDP"}]},
        "status": {"conditions": [old]}})
}

#[test]
fn statuses_follow_from_what_was_loaded_last() {
    let class = json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
        "metadata": {"name": "c"}, "spec": {"controllerName": "example.com/ours"}});
    let old = json!({"type": "other.example/Extra", "status": "True", "reason": "R", "message": "m"});
    let mut session = Session::default();
    let loaded = ask(&mut session, &json!({"op": "load", "objects": [class, gateway(&old)]}));
    assert_eq!(loaded["loaded"], 2);

    let answer = ask(&mut session, &compute(&["UDPRoute"]));
    assert_eq!(answer["id"], 7);
    let status = &answer["statuses"][1];
    assert_eq!(
        (&status["kind"], &status["namespace"], &status["name"]),
        (&json!("Gateway"), &json!("infra"), &json!("edge"))
    );
    let conditions = &status["status"]["conditions"];
    assert_eq!(conditions[0], old, "what others wrote comes back");
    assert_eq!((&conditions[1]["status"], &conditions[1]["observedGeneration"]), (&json!("True"), &json!(3)));
    assert_eq!(conditions[1]["lastTransitionTime"], "2026-01-01T00:00:00Z");

    let answer = ask(&mut session, &compute(&[]));
    assert_eq!(answer["statuses"][1]["status"]["conditions"][1]["status"], "False", "UDP is not supported");

    ask(&mut session, &json!({"op": "load", "objects": [gateway(&old)]}));
    let answer = ask(&mut session, &compute(&["UDPRoute"]));
    assert_eq!(answer["statuses"], json!([]), "the class is gone, and with it who owns the Gateway");
}

#[test]
fn what_is_no_object_is_refused() {
    let mut session = Session::default();
    let answer = ask(&mut session, &json!({"op": "load", "objects": [{"kind": "Gateway"}]}));
    assert!(answer["error"].as_str().is_some_and(|it| it.contains("cannot be loaded")), "{answer}");
}

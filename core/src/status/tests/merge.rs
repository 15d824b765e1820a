//! The API's shapes, and what an old status leaves in a new one.

use super::super::{Status, predict};
use super::{CLASS, EDGE};
use crate::attach::{Attachments, Environment};
use crate::world::Origin;
use crate::world::testing::Files;

#[test]
fn a_gateway_and_its_route_in_full() {
    let route = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop, generation: 5}
spec:
  parentRefs: [{name: edge, namespace: infra, sectionName: http, port: 80}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
";
    let files = Files::new(&format!("{CLASS}{EDGE}{route}"));
    let world = files.closed();
    let environment = Environment { now: Some("2026-01-01T00:00:00Z".to_owned()), ..Environment::default() };
    let attachments = Attachments::new(&world, &environment);
    let statuses = predict(&world, &attachments, &environment);
    let json = serde_json::to_value(&statuses).unwrap();
    let at = |kind: &str, status: &str, generation: i64, reason: &str, message: &str| {
        serde_json::json!({"type": kind, "status": status, "observedGeneration": generation,
            "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": reason, "message": message})
    };
    let api = "gateway.networking.k8s.io/v1";
    let route_kinds = serde_json::json!([
        {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute"},
        {"group": "gateway.networking.k8s.io", "kind": "GRPCRoute"}]);
    assert_eq!(
        json,
        serde_json::json!([
            {"apiVersion": api, "kind": "GatewayClass", "name": "c", "status": {"conditions": [
                at("Accepted", "True", 3, "Accepted", "the controller takes Gateways of this class")]}},
            {"apiVersion": api, "kind": "Gateway", "namespace": "infra", "name": "edge", "status": {
                "conditions": [
                    at("Accepted", "True", 2, "Accepted", "the Gateway is valid"),
                    at("Programmed", "True", 2, "Programmed", "the Gateway is configured"),
                    at("ResolvedRefs", "True", 2, "ResolvedRefs", "all references are resolved")],
                "listeners": [{"name": "http", "supportedKinds": route_kinds, "attachedRoutes": 1, "conditions": [
                    at("Accepted", "True", 2, "Accepted", "the listener is valid"),
                    at("Conflicted", "False", 2, "NoConflicts", "no other listener is in its way"),
                    at("ResolvedRefs", "True", 2, "ResolvedRefs", "all references are resolved"),
                    at("Programmed", "True", 2, "Programmed", "the listener is configured")]}],
                "attachedListenerSets": 0}},
            {"apiVersion": api, "kind": "HTTPRoute", "namespace": "shop", "name": "r", "status": {"parents": [{
                "parentRef": {"group": "gateway.networking.k8s.io", "kind": "Gateway", "namespace": "infra",
                    "name": "edge", "sectionName": "http", "port": 80},
                "controllerName": "example.com/controller",
                "conditions": [
                    at("Accepted", "True", 5, "Accepted", "Gateway `infra/edge` takes the route"),
                    at("ResolvedRefs", "False", 5, "BackendNotFound", "Service `shop/web` does not exist")]}]}},
        ])
    );
}

#[test]
fn what_others_wrote_stays_and_unchanged_conditions_keep_their_time() {
    let route = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop, generation: 2}
spec: {parentRefs: [{name: edge, namespace: infra}]}
status:
  parents:
  - parentRef: {name: other}
    controllerName: other.example/controller
    conditions: [{type: Accepted, status: 'False', reason: Nope, message: m, observedGeneration: 1, lastTransitionTime: t0}]
  - parentRef: {group: gateway.networking.k8s.io, kind: Gateway, name: gone}
    controllerName: example.com/controller
    conditions: []
  - parentRef: {group: gateway.networking.k8s.io, kind: Gateway, name: edge, namespace: infra}
    controllerName: example.com/controller
    conditions:
    - {type: other.example/Extra, status: 'True', reason: R, message: m, observedGeneration: 1, lastTransitionTime: t1}
    - {type: ResolvedRefs, status: 'False', reason: BackendNotFound, message: m, observedGeneration: 1, lastTransitionTime: t2}
    - {type: Accepted, status: 'True', reason: Accepted, message: m, observedGeneration: 1, lastTransitionTime: t3}
    - {type: PartiallyInvalid, status: 'True', reason: UnsupportedValue, message: m, lastTransitionTime: t4}
";
    let files = Files::new(&format!("{CLASS}{EDGE}")).with(Origin::Live, route);
    let world = files.closed();
    let environment = Environment { now: Some("now".to_owned()), ..Environment::default() };
    let attachments = Attachments::new(&world, &environment);
    let statuses = predict(&world, &attachments, &environment);
    let Status::Route(status) = &statuses.last().unwrap().status else { panic!("no route") };
    let seen: Vec<_> = status
        .parents
        .iter()
        .flat_map(|parent| {
            parent.conditions.iter().map(move |it| {
                let time = it.last_transition_time.as_deref().unwrap_or("-");
                let generation = it.observed_generation.unwrap_or_default();
                format!("{} {}={:?} {generation} {time}", parent.parent_ref.name, it.kind, it.status)
            })
        })
        .collect();
    assert_eq!(
        seen,
        [
            "other Accepted=False 1 t0",
            "edge other.example/Extra=True 1 t1",
            "edge ResolvedRefs=True 2 now",
            "edge Accepted=True 2 t3",
        ]
    );
}

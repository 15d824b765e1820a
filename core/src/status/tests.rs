use super::{Status, predict};
use crate::attach::{Attachments, Environment, Features};
use crate::world::testing::Files;
use crate::world::{Origin, World};

const CLASS: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c, generation: 3}
spec: {controllerName: example.com/controller}
---
";

const EDGE: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra, generation: 2}
spec:
  gatewayClassName: c
  listeners:
  - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
---
";

/// Every predicted condition on a line of its own.
fn lines(world: &World<'_>, environment: &Environment) -> Vec<String> {
    let attachments = Attachments::new(world, environment);
    let mut lines = Vec::new();
    for object in predict(world, &attachments, environment) {
        let title = format!("{} {}", object.kind, object.name);
        let mut add = |what: &str, conditions: &[super::Condition]| {
            lines.extend(conditions.iter().map(|it| {
                format!("{title}{what}: {}={:?} {}: {}", it.kind, it.status, it.reason, it.message)
            }));
        };
        let listeners = match &object.status {
            Status::GatewayClass(it) => {
                add("", &it.conditions);
                continue;
            }
            Status::Gateway(it) => {
                add("", &it.conditions);
                &it.listeners
            }
            Status::ListenerSet(it) => {
                add("", &it.conditions);
                &it.listeners
            }
            Status::Route(it) => {
                it.parents.iter().for_each(|it| add(&format!(" via {}", it.parent_ref.name), &it.conditions));
                continue;
            }
            Status::Policy(it) => {
                it.ancestors
                    .iter()
                    .for_each(|it| add(&format!(" for {}", it.ancestor_ref.name), &it.conditions));
                continue;
            }
        };
        listeners.iter().for_each(|it| add(&format!(" {}", it.name), &it.conditions));
    }
    lines
}

/// The conditions of objects whose line starts with `of`, without messages.
fn conditions(text: &str, of: &str) -> Vec<String> {
    let files = Files::new(text);
    let lines = lines(&files.closed(), &Environment::default());
    let short = lines.iter().filter_map(|it| it.strip_prefix(of)?.strip_prefix(": "));
    short.map(|it| it.split(": ").next().unwrap_or_default().to_owned()).collect()
}

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
    let mut environment = Environment::default();
    environment.now = Some("2026-01-01T00:00:00Z".to_owned());
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
    let mut environment = Environment::default();
    environment.now = Some("now".to_owned());
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

#[test]
fn listeners_that_cannot_be_accepted() {
    let gateway = |listeners: &str| {
        format!(
            "{CLASS}apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\n\
             spec: {{gatewayClassName: c, listeners: [{listeners}]}}\n"
        )
    };
    let odd = "{name: odd, port: 9, protocol: example.com/x}";
    let fine = "{name: fine, port: 80, protocol: HTTP}";
    assert_eq!(
        conditions(&gateway(odd), "Gateway g"),
        ["Accepted=False ListenersNotValid", "Programmed=False Invalid", "ResolvedRefs=True ResolvedRefs"]
    );
    assert_eq!(
        conditions(&gateway(&format!("{odd}, {fine}")), "Gateway g"),
        ["Accepted=True ListenersNotValid", "Programmed=True Programmed", "ResolvedRefs=True ResolvedRefs"]
    );
    assert_eq!(conditions(&gateway(odd), "Gateway g odd")[0], "Accepted=False UnsupportedProtocol");
    let bare = "{name: bare, port: 443, protocol: HTTPS}";
    assert_eq!(
        conditions(&gateway(bare), "Gateway g bare"),
        [
            "Accepted=True Accepted",
            "Conflicted=False NoConflicts",
            "ResolvedRefs=True ResolvedRefs",
            "Programmed=False InvalidTLSConfig"
        ]
    );
    let kinds =
        "{name: k, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: TCPRoute}, {kind: HTTPRoute}]}}";
    assert_eq!(conditions(&gateway(kinds), "Gateway g k")[2], "ResolvedRefs=False InvalidRouteKinds");
    let missing = "{name: m, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: x}]}}";
    assert_eq!(conditions(&gateway(missing), "Gateway g m")[2], "ResolvedRefs=False InvalidCertificateRef");
    assert_eq!(conditions(&gateway(missing), "Gateway g m")[3], "Programmed=False Invalid");
    let across = missing.replace("{name: x}", "{name: x, namespace: pay}");
    assert_eq!(conditions(&gateway(&across), "Gateway g m")[2], "ResolvedRefs=False RefNotPermitted");
}

#[test]
fn what_nobody_gave_us_is_unknown_with_its_reason() {
    let text = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: web, port: 80}]}]}
";
    let files = Files::new(text);
    assert_eq!(
        lines(&files.open(), &Environment::default()),
        [
            "HTTPRoute r via edge: Accepted=Unknown Pending: Gateway `default/edge` is not among the inputs",
            "HTTPRoute r via edge: ResolvedRefs=Unknown Pending: Service `default/web` or what permits its use is not among the inputs",
        ]
    );
    assert!(lines(&files.closed(), &Environment::default()).is_empty(), "no Gateway, no status");
}

#[test]
fn listener_sets_are_allowed_or_not_and_counted() {
    let set = |namespace: &str| {
        format!(
            "---\napiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {{name: s-{namespace}, namespace: {namespace}}}\n\
             spec: {{parentRef: {{name: g, namespace: infra}}, listeners: [{{name: l, port: 81, protocol: HTTP}}]}}\n"
        )
    };
    let gateway = format!(
        "{CLASS}apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: infra}}\n\
         spec: {{gatewayClassName: c, allowedListeners: {{namespaces: {{from: Same}}}}, listeners: [{{name: l, port: 80, protocol: HTTP}}]}}\n"
    );
    let text = gateway + &set("infra") + &set("shop");
    assert_eq!(
        conditions(&text, "ListenerSet s-infra"),
        ["Accepted=True Accepted", "Programmed=True Programmed"]
    );
    assert_eq!(
        conditions(&text, "ListenerSet s-shop"),
        ["Accepted=False NotAllowed", "Programmed=False NotAllowed"]
    );
    let files = Files::new(&text);
    let world = files.closed();
    let environment = Environment::default();
    let attachments = Attachments::new(&world, &environment);
    let statuses = predict(&world, &attachments, &environment);
    let counts = statuses.iter().find_map(|it| match &it.status {
        Status::Gateway(it) => Some(it.attached_listener_sets),
        _ => None,
    });
    assert_eq!(counts, Some(Some(1)));
}

#[test]
fn of_two_policies_the_older_has_the_target() {
    let policy = |name: &str, created: u32, section: &str| {
        format!(
            "---\napiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\n\
             metadata: {{name: {name}, namespace: shop, creationTimestamp: '2026-01-01T00:00:0{created}Z'}}\n\
             spec: {{targetRefs: [{{group: '', kind: Service, name: web{section}}}], validation: {{hostname: a.test, wellKnownCACertificates: System}}}}\n"
        )
    };
    let around = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
spec: {parentRefs: [{name: edge, namespace: infra}], rules: [{backendRefs: [{name: web, port: 443}]}]}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{name: tls, port: 443}]}}
";
    let text = format!("{CLASS}{EDGE}{around}")
        + &policy("b", 2, "")
        + &policy("a", 3, "")
        + &policy("s", 4, ", sectionName: tls")
        + &policy("w", 5, ", sectionName: nope");
    let accepted = |name: &str| conditions(&text, &format!("BackendTLSPolicy {name} for edge"))[0].clone();
    assert_eq!(accepted("b"), "Accepted=True Accepted");
    assert_eq!(accepted("a"), "Accepted=False Conflicted");
    assert_eq!(accepted("s"), "Accepted=True Accepted");
    assert_eq!(accepted("w"), "Accepted=False TargetNotFound");
}

#[test]
fn an_implementation_without_a_feature_refuses_what_needs_it() {
    let gateway = format!(
        "{CLASS}apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\n\
         spec: {{gatewayClassName: c, listeners: [{{name: l, port: 443, protocol: TLS, tls: {{mode: Terminate, certificateRefs: [{{name: x}}]}}}}]}}\n"
    );
    let files = Files::new(&gateway);
    let mut environment = Environment::default();
    environment.features = Features::AllBut(["TLSRouteModeTerminate".to_owned()].into());
    let lines = lines(&files.open(), &environment);
    let listener = lines.iter().find(|it| it.starts_with("Gateway g l: Accepted")).unwrap();
    assert!(listener.starts_with("Gateway g l: Accepted=False UnsupportedValue"), "{listener}");
}

//! Answers where a part of the picture is missing; whole dumps are asked about in the command line's tests.

use super::{RouteName, Verdict, VerificationV1};
use crate::source::Unit;
use crate::{Settings, Workspace};

const ROUTE: &str = "\
- apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata: {name: web, namespace: shop, generation: 1}
  spec:
    parentRefs: [{name: edge, namespace: infra}]
    rules: [{backendRefs: [{name: web, port: 80}]}]
  status:
    parents:
      - parentRef: {name: edge, namespace: infra}
        controllerName: example.com/gateways
        conditions:
          - {type: Accepted, status: 'True', reason: Accepted, observedGeneration: 1}
          - {type: ResolvedRefs, status: 'True', reason: ResolvedRefs, observedGeneration: 1}
";

const GATEWAY: &str = "\
- apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata: {name: edge, namespace: infra, generation: 1}
  spec:
    gatewayClassName: shared
    listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]
  status: {conditions: [{type: Programmed, status: 'True', reason: Programmed, observedGeneration: 1}]}
";

const SERVICE: &str = "\
- apiVersion: v1
  kind: Service
  metadata: {name: web, namespace: shop}
  spec: {selector: {app: web}, ports: [{port: 80}]}
";

const SLICE: &str = "\
- apiVersion: discovery.k8s.io/v1
  kind: EndpointSlice
  metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
  ports: [{name: '', port: 8080, protocol: TCP}]
  endpoints:
    - {addresses: [10.0.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: web-a}}
";

fn verify(items: &[&str], manifests: &str, names: &[&str]) -> VerificationV1 {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_live("dump", format!("apiVersion: v1\nkind: List\nitems:\n{}", items.concat()));
    workspace.set_source("manifests", manifests);
    let names: Vec<RouteName> = names.iter().map(|it| it.parse().unwrap()).collect();
    workspace.verify(&names, Unit::Utf8).answers
}

/// The five answers about the only route, in a letter each.
fn letters(found: &VerificationV1) -> String {
    let [route] = found.routes.as_slice() else { panic!("{found:?}") };
    let letter = |it| match it {
        Verdict::Yes => 'y',
        Verdict::No => 'n',
        Verdict::CannotTell => '?',
    };
    route.answers.iter().map(|it| letter(it.verdict)).collect()
}

#[track_caller]
fn case(items: &[&str], answers: &str, says: &str) {
    let found = verify(items, "", &[]);
    let texts: Vec<_> = found
        .routes
        .iter()
        .flat_map(|it| &it.answers)
        .flat_map(|it| &it.evidence)
        .map(|it| &it.text)
        .collect();
    assert_eq!(letters(&found), answers, "{texts:#?}");
    assert!(texts.iter().any(|it| it.contains(says)), "{says}: {texts:#?}");
}

#[test]
fn what_is_not_in_the_dump_is_never_a_yes() {
    case(&[ROUTE, GATEWAY, SERVICE, SLICE], "yyyyy", "1 of 1 endpoint ready for port 80");
    case(&[ROUTE, SERVICE, SLICE], "yyyy?", "Gateway `infra/edge` is not in the dump");
    case(&[ROUTE, GATEWAY, SLICE], "y?yy?", "Service `shop/web` is not in the dump");
    case(
        &[ROUTE, GATEWAY, SERVICE],
        "y?yy?",
        "the endpoints of Service `shop/web` for port 80 are not in the dump",
    );
    let unreported = GATEWAY.split("  status").next().unwrap();
    case(&[ROUTE, unreported, SERVICE, SLICE], "yyyy?", "reports no condition Programmed");
}

#[test]
fn what_is_certain_is_a_no() {
    let other = SERVICE.replace("name: web,", "name: wbe,");
    case(
        &[ROUTE, GATEWAY, &other, SLICE],
        "ynyyn",
        "Service `shop/web` does not exist; there is Service `shop/wbe`",
    );
    let ports = SERVICE.replace("port: 80", "port: 81");
    case(&[ROUTE, GATEWAY, &ports, SLICE], "ynyyn", "has no port 80; its ports are 81");
    let silent = ROUTE.split("  status").next().unwrap();
    case(&[silent, GATEWAY, SERVICE, SLICE], "yynnn", "no controller reports on Gateway `infra/edge`");
    let refused =
        ROUTE.replace("Accepted, status: 'True'", "Accepted, status: 'False', message: no such listener");
    case(&[&refused, GATEWAY, SERVICE, SLICE], "yynyn", "Accepted=False (Accepted): no such listener");
    let leaving =
        ROUTE.replace("generation: 1}\n  spec", "generation: 1, deletionTimestamp: '2026-11-25'}\n  spec");
    case(&[&leaving, GATEWAY, SERVICE, SLICE], "nyyyn", "it is being deleted since 2026-11-25");
    let nowhere = ROUTE.replace("backendRefs: [{name: web, port: 80}]", "name: a");
    case(&[&nowhere, GATEWAY], "yyyyn", "rule 0 has neither a backend nor a redirect");
    let lone = ROUTE.replace("port: 80}]", "port: 80, weight: 0}]");
    case(&[&lone, GATEWAY, SERVICE, SLICE], "ynyyn", "every backend has weight 0");
}

#[test]
fn a_pod_with_two_addresses_is_one_endpoint() {
    let six = SLICE.replace("web-1", "web-2").replace("10.0.0.1", "fd00::1");
    case(&[ROUTE, GATEWAY, SERVICE, SLICE, &six], "yyyyy", "1 of 1 endpoint ready");
    let leaving = SLICE.replace("ready: true", "ready: false, serving: true, terminating: true");
    let found = verify(&[ROUTE, GATEWAY, SERVICE, &leaving], "", &[]);
    let counted = found.routes[0].answers[1].evidence[0].endpoints.unwrap();
    assert_eq!((counted.ready, counted.serving, counted.terminating), (0, 1, 1));
}

#[test]
fn an_endpoint_slice_is_of_the_port_that_it_names() {
    let named = SERVICE.replace("{port: 80}", "{name: http, port: 80}, {name: admin, port: 81}");
    case(&[ROUTE, GATEWAY, &named, &SLICE.replace("name: ''", "name: http")], "yyyyy", "1 of 1");
    case(
        &[ROUTE, GATEWAY, &named, &SLICE.replace("name: ''", "name: admin")],
        "ynyyn",
        "no ready endpoint for port 80",
    );
}

#[test]
fn routes_are_asked_for_by_name() {
    let all = &[ROUTE, GATEWAY, SERVICE, SLICE];
    for name in [
        "web",
        "shop/web",
        "HTTPRoute/shop/web",
        "httproutes/shop/web",
        "httproute.gateway.networking.k8s.io/shop/web",
    ] {
        assert_eq!(letters(&verify(all, "", &[name])), "yyyyy", "{name}");
    }
    assert_eq!(letters(&verify(all, "", &["shop/other"])), "n????");
    // Of GRPCRoutes the dump has none: it may not have been asked for them.
    assert_eq!(letters(&verify(all, "", &["GRPCRoute/shop/web"])), "?????");
    assert!(!verify(&[GATEWAY], "", &[]).all_yes());
}

#[test]
fn a_manifest_that_was_not_applied_is_a_route_that_is_not_there() {
    let manifest = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: other}
spec: {parentRefs: [{name: edge, namespace: infra}]}
";
    let found = verify(&[ROUTE, GATEWAY, SERVICE, SLICE], manifest, &[]);
    let verdicts: Vec<_> = found.routes.iter().map(|it| it.verdict).collect();
    assert_eq!(verdicts, [Verdict::Yes, Verdict::No]);
    let texts: Vec<_> = found.routes[1].answers[0].evidence.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts.last(), Some(&"there is HTTPRoute `shop/web`"), "{texts:?}");
}

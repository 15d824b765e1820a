use super::{GraphV1, State, dot, graph, mermaid};
use crate::Workspace;
use crate::settings::Settings;
use crate::source::Unit;
use expect_test::{Expect, expect};

const GATEWAY: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: shared
  listeners:
  - {name: web, port: 80, protocol: HTTP, hostname: \"*.example.com\", allowedRoutes: {namespaces: {from: All}}}
---
";
const SERVICE: &str = "
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}], selector: {app: web}}}
---
";
const WORKLOAD: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: a, ports: [{containerPort: 80}]}]}}
---
";

fn route(hostnames: &str, backend: &str) -> String {
    format!(
        "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: web, namespace: shop}}
spec:
  parentRefs: [{{name: edge, namespace: infra}}]
  hostnames: {hostnames}
  rules: [{{backendRefs: [{backend}]}}]
---
"
    )
}

fn drawn(settings: &str, texts: &[&str]) -> GraphV1 {
    let settings = Settings::from_yaml(settings, crate::rules::registry()).unwrap();
    let mut workspace = Workspace::new(settings).unwrap();
    workspace.set_source("a.yaml", texts.concat());
    graph(&workspace, Unit::Utf8)
}

/// A line for each edge, and its reason.
fn edges(graph: &GraphV1) -> String {
    let mut out = String::new();
    for edge in &graph.edges {
        let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
        let label = if edge.label.is_empty() { String::new() } else { format!(" {}", edge.label) };
        out += &format!("{:?} {} ->{label} {}", edge.state, from.id, to.id);
        out += &edge.reason.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
        out += "\n";
    }
    out
}

fn expect_edges(texts: &[&str], expected: &Expect) {
    expected.assert_eq(&edges(&drawn("profile: none", texts)));
}

#[test]
fn a_route_that_works_is_a_way_from_hostname_to_workload() {
    let graph = drawn("profile: none", &[GATEWAY, &route("[shop.example.com]", "{name: web, port: 80}"), SERVICE, WORKLOAD]);
    expect![[""]].assert_eq(&edges(&graph));
    assert!(graph.edges.iter().all(|it| it.state == State::Ok));
    let listener = graph.nodes.iter().find(|it| it.id.starts_with("listener/")).unwrap();
    assert_eq!((listener.label.as_str(), listener.detail.as_str()), ("web", "HTTP 80 of edge"));
    let place = listener.place.as_ref().unwrap();
    assert_eq!((place.source.as_str(), place.span.start.line), ("a.yaml", 8));
}

#[test]
fn what_is_not_among_the_inputs_is_unknown_unless_they_are_all_there_is() {
    let texts = route("[shop.example.com]", "{name: web, port: 80}");
    expect_edges(&[&texts], &expect![[""]]);
    let graph = drawn("{profile: none, complete: true}", &[&texts]);
    expect![[""]].assert_eq(&edges(&graph));
}

#[test]
fn a_hostname_that_no_listener_shares_breaks_the_way_to_the_route() {
    expect_edges(&[GATEWAY, &route("[shop.example.org]", "{name: web, port: 80}"), SERVICE, WORKLOAD], &expect![[""]]);
    expect_edges(
        &[GATEWAY, &route("[shop.example.com, shop.example.org]", "{name: web, port: 80}"), SERVICE, WORKLOAD],
        &expect![[""]],
    );
}

#[test]
fn a_wrong_port_breaks_the_way_to_the_service() {
    expect_edges(&[GATEWAY, &route("[shop.example.com]", "{name: web, port: 8080}"), SERVICE], &expect![[""]]);
}

#[test]
fn a_selector_that_meets_nothing_is_in_doubt_at_the_last_way() {
    let other = WORKLOAD.replace("app: web", "app: other");
    expect_edges(&[GATEWAY, &route("[shop.example.com]", "{name: web, port: 80}"), SERVICE, &other], &expect![[""]]);
}

#[test]
fn what_the_api_server_refuses_has_no_way_to_it() {
    let wrong = route("[shop.example.com]", "{name: web, port: 80}").replace("  rules", "  ruls: []\n  rules");
    expect_edges(&[GATEWAY, &wrong, SERVICE, WORKLOAD], &expect![[""]]);
}

#[test]
fn a_platform_has_its_gateway_without_showing_it() {
    let kupe = route("[web.acme.kupe.cloud]", "{name: web, port: 80}")
        .replace("{name: edge, namespace: infra}", "{name: external-gateway, namespace: kube-system}");
    let graph = drawn("{profile: kupe, tenant: acme}", &[&kupe, SERVICE, WORKLOAD]);
    expect![[""]].assert_eq(&edges(&graph));
    let wrong = kupe.replace("external-gateway", "gateway");
    expect![[""]].assert_eq(&edges(&drawn("{profile: kupe, tenant: acme}", &[&wrong, SERVICE, WORKLOAD])));
}

#[test]
fn live_endpoints_are_counted() {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source("a.yaml", [GATEWAY, &route("[shop.example.com]", "{name: web, port: 80}"), SERVICE].concat());
    let slice = |ready: bool| {
        format!(
            "{SERVICE}
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: web-1, namespace: shop, labels: {{kubernetes.io/service-name: web}}}}
addressType: IPv4
ports: [{{port: 80}}]
endpoints: [{{addresses: [10.0.0.1], conditions: {{ready: {ready}}}}}]
"
        )
    };
    workspace.set_live("dump.yaml", slice(true));
    let last = |workspace: &Workspace| edges(&graph(workspace, Unit::Utf8)).lines().last().unwrap().to_owned();
    expect![[""]].assert_eq(&last(&workspace));
    workspace.set_live("dump.yaml", slice(false));
    expect![[""]].assert_eq(&last(&workspace));
}

#[test]
fn drawings_for_other_programs_say_why() {
    let graph = drawn("profile: none", &[GATEWAY, &route("[shop.example.com]", "{name: web, port: 8080}"), SERVICE]);
    expect![[""]].assert_eq(&mermaid(&graph));
    expect![[""]].assert_eq(&dot(&graph));
}

#[test]
fn names_cannot_leave_their_quotes() {
    let graph = drawn("profile: none", &[&route("['a\"]|`<b>\\']", "{name: web, port: 80}")]);
    assert!(!mermaid(&graph).contains("\"]|`<b>"), "{}", mermaid(&graph));
    assert!(dot(&graph).contains("a\\\"]|`<b>\\\\"), "{}", dot(&graph));
}

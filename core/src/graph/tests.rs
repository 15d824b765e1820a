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
    graph(&workspace.snapshot(), Unit::Utf8, None)
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
    let graph = drawn(
        "profile: none",
        &[GATEWAY, &route("[shop.example.com]", "{name: web, port: 80}"), SERVICE, WORKLOAD],
    );
    expect![[r"
        Ok hostname/shop.example.com -> listener/Gateway/infra/edge/web
        Ok listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web
        Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
        Ok rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web
        Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80
    "]]
    .assert_eq(&edges(&graph));
    assert!(graph.edges.iter().all(|it| it.state == State::Ok));
    let listener = graph.nodes.iter().find(|it| it.id.starts_with("listener/")).unwrap();
    assert_eq!((listener.label.as_str(), listener.detail.as_str()), ("web", "HTTP 80 of edge"));
    let place = listener.place.as_ref().unwrap();
    assert_eq!((place.source.as_str(), place.span.start.line), ("a.yaml", 8));
}

#[test]
fn what_is_not_among_the_inputs_is_unknown_unless_they_are_all_there_is() {
    let texts = route("[shop.example.com]", "{name: web, port: 80}");
    expect_edges(
        &[&texts],
        &expect![[r"
            Ok hostname/shop.example.com -> listener/Gateway/infra/edge
            Unknown listener/Gateway/infra/edge -> route/HTTPRoute/shop/web: whether Gateway `infra/edge` takes the route is not among the inputs
            Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
            Unknown rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web: Service `shop/web` is not among the inputs
        "]],
    );
    let graph = drawn("{profile: none, complete: true}", &[&texts]);
    expect![[r"
        Ok hostname/shop.example.com -> listener/Gateway/infra/edge
        Broken listener/Gateway/infra/edge -> route/HTTPRoute/shop/web: Gateway `infra/edge` does not exist
        Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
        Broken rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web: Service `shop/web` does not exist
    "]]
    .assert_eq(&edges(&graph));
}

#[test]
fn a_hostname_that_no_listener_shares_breaks_the_way_to_the_route() {
    expect_edges(
        &[GATEWAY, &route("[shop.example.org]", "{name: web, port: 80}"), SERVICE, WORKLOAD],
        &expect![[r"
            Broken hostname/shop.example.org -> listener/Gateway/infra/edge/web: hostname `shop.example.org` does not intersect listener `web` of Gateway `infra/edge` (`*.example.com`)
            Broken listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web: the listener shares no hostname with the route
            Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
            Ok rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web
            Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80
        "]],
    );
    expect_edges(
        &[
            GATEWAY,
            &route("[shop.example.com, shop.example.org]", "{name: web, port: 80}"),
            SERVICE,
            WORKLOAD,
        ],
        &expect![[r"
            Ok hostname/shop.example.com -> listener/Gateway/infra/edge/web
            Broken hostname/shop.example.org -> listener/Gateway/infra/edge/web: no listener that takes the route has this hostname
            Ok listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web
            Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
            Ok rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web
            Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80
        "]],
    );
}

#[test]
fn a_wrong_port_breaks_the_way_to_the_service() {
    expect_edges(
        &[GATEWAY, &route("[shop.example.com]", "{name: web, port: 8080}"), SERVICE],
        &expect![[r"
            Ok hostname/shop.example.com -> listener/Gateway/infra/edge/web
            Ok listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web
            Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
            Broken rule/HTTPRoute/shop/web/0 -> :8080 service/Service/shop/web: Service `shop/web` has no port 8080
        "]],
    );
}

#[test]
fn a_selector_that_meets_nothing_is_in_doubt_at_the_last_way() {
    let other = WORKLOAD.replace("app: web", "app: other");
    expect_edges(
        &[GATEWAY, &route("[shop.example.com]", "{name: web, port: 80}"), SERVICE, &other],
        &expect![[r"
            Ok hostname/shop.example.com -> listener/Gateway/infra/edge/web
            Ok listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web
            Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
            Ok rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web
            Unknown service/Service/shop/web -> :80 endpoints/Service/shop/web/80: the selector of Service `shop/web` matches no Pod among the inputs
        "]],
    );
}

#[test]
fn what_the_api_server_refuses_has_no_way_to_it() {
    let wrong =
        route("[shop.example.com]", "{name: web, port: 80}").replace("  rules", "  ruls: []\n  rules");
    expect_edges(
        &[GATEWAY, &wrong, SERVICE, WORKLOAD],
        &expect![[r"
            Ok hostname/shop.example.com -> listener/Gateway/infra/edge/web
            Broken listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web: `spec` has no field `ruls`
            Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
            Ok rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web
            Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80
        "]],
    );
}

#[test]
fn a_platform_has_its_gateway_without_showing_it() {
    let kupe = route("[web.acme.kupe.cloud]", "{name: web, port: 80}")
        .replace("{name: edge, namespace: infra}", "{name: external-gateway, namespace: kube-system}");
    let graph = drawn("{profile: kupe, tenant: acme}", &[&kupe, SERVICE, WORKLOAD]);
    expect![[r"
        Ok hostname/web.acme.kupe.cloud -> listener/Gateway/kube-system/external-gateway
        Ok listener/Gateway/kube-system/external-gateway -> route/HTTPRoute/shop/web
        Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
        Ok rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web
        Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80
    "]]
    .assert_eq(&edges(&graph));
    let wrong = kupe.replace("external-gateway", "gateway");
    expect![[r"
        Ok hostname/web.acme.kupe.cloud -> listener/Gateway/kube-system/gateway
        Broken listener/Gateway/kube-system/gateway -> route/HTTPRoute/shop/web: Gateway `kube-system/gateway` is not a Gateway of Kupe Cloud
        Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
        Ok rule/HTTPRoute/shop/web/0 -> :80 service/Service/shop/web
        Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80
    "]].assert_eq(&edges(&drawn("{profile: kupe, tenant: acme}", &[&wrong, SERVICE, WORKLOAD])));
}

#[test]
fn live_endpoints_are_counted() {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source(
        "a.yaml",
        [GATEWAY, &route("[shop.example.com]", "{name: web, port: 80}"), SERVICE].concat(),
    );
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
    let last = |workspace: &Workspace| {
        edges(&graph(&workspace.snapshot(), Unit::Utf8, None)).lines().last().unwrap().to_owned()
    };
    expect!["Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80"].assert_eq(&last(&workspace));
    workspace.set_live("dump.yaml", slice(false));
    expect!["Broken service/Service/shop/web -> :80 endpoints/Service/shop/web/80: Service `shop/web` has no ready endpoint for port 80"].assert_eq(&last(&workspace));
}

#[test]
fn drawings_for_other_programs_say_why() {
    let graph =
        drawn("profile: none", &[GATEWAY, &route("[shop.example.com]", "{name: web, port: 8080}"), SERVICE]);
    expect![[r#"
        flowchart LR
          n0(["shop.example.com"])
          n1[/"web<br/>HTTP 80 of edge"/]
          n2["web<br/>HTTPRoute shop"]
          n3{{"every request"}}
          n4["web<br/>Service shop"]
          n0 --> n1
          n1 --> n2
          n2 --> n3
          n3 --x|":8080<br/>Service #96;shop/web#96; has no port 8080"| n4
          classDef broken stroke:#c62828,stroke-width:2px,color:#c62828
          classDef unknown stroke-dasharray:4 3
          linkStyle 3 stroke:#c62828,color:#c62828
    "#]]
    .assert_eq(&mermaid(&graph));
    expect![[r##"
        digraph routeproof {
          rankdir=LR;
          node [shape=box, fontname="sans-serif"];
          edge [fontname="sans-serif", fontsize=10];
          n0 [label="shop.example.com"];
          n1 [label="web\nHTTP 80 of edge"];
          n2 [label="web\nHTTPRoute shop"];
          n3 [label="every request"];
          n4 [label="web\nService shop"];
          n0 -> n1 [label=""];
          n1 -> n2 [label=""];
          n2 -> n3 [label=""];
          n3 -> n4 [label=":8080\nService `shop/web` has no port 8080", color="#c62828", fontcolor="#c62828", arrowhead=tee];
        }
    "##]].assert_eq(&dot(&graph));
}

#[test]
fn names_cannot_leave_their_quotes() {
    let graph = drawn("profile: none", &[&route("['a\"]|`<b>\\']", "{name: web, port: 80}")]);
    assert!(!mermaid(&graph).contains("\"]|`<b>"), "{}", mermaid(&graph));
    assert!(dot(&graph).contains("a\\\"]|`<b>\\\\"), "{}", dot(&graph));
}

/// The ids of nodes on the path of a request, and its edges.
fn path(texts: &[&str], url: &str) -> String {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source("a.yaml", texts.concat());
    let request = crate::routing::Request::get(url).unwrap();
    let mut graph = graph(&workspace.snapshot(), Unit::Utf8, Some(&request));
    let nodes: Vec<_> = graph.nodes.iter().filter(|it| it.on_path).map(|it| it.id.clone()).collect();
    graph.edges.retain(|it| it.on_path);
    let reasons = graph.answer.take().unwrap().reasons;
    format!("{}\n{}{}", nodes.join(" "), edges(&graph), reasons.last().unwrap())
}

#[test]
fn the_path_of_a_request_is_marked() {
    let two = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: infra}]
  hostnames: [a.example.com, b.example.com]
  rules:
  - {matches: [{path: {value: /api}}], backendRefs: [{name: api, port: 81}]}
  - {backendRefs: [{name: web, port: 80, weight: 3}, {name: web, port: 81, weight: 0}, {name: old, port: 80}]}
---
";
    let all = [GATEWAY, two, SERVICE, WORKLOAD];
    expect![[r"
        hostname/b.example.com listener/Gateway/infra/edge/web route/HTTPRoute/shop/web rule/HTTPRoute/shop/web/1 service/Service/shop/web service/Service/shop/old endpoints/Service/shop/web/80
        Ok hostname/b.example.com -> listener/Gateway/infra/edge/web
        Ok listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web
        Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/1
        Ok rule/HTTPRoute/shop/web/1 -> :80 weight 3 service/Service/shop/web
        Unknown rule/HTTPRoute/shop/web/1 -> :80 service/Service/shop/old: Service `shop/old` is not among the inputs
        Ok service/Service/shop/web -> :80 endpoints/Service/shop/web/80
        not decided: whether Service `shop/old` is there"]]
    .assert_eq(&path(&all, "http://b.example.com/cart"));
    expect![[r"
        hostname/a.example.com listener/Gateway/infra/edge/web route/HTTPRoute/shop/web rule/HTTPRoute/shop/web/0 service/Service/shop/api
        Ok hostname/a.example.com -> listener/Gateway/infra/edge/web
        Ok listener/Gateway/infra/edge/web -> route/HTTPRoute/shop/web
        Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/0
        Unknown rule/HTTPRoute/shop/web/0 -> :81 service/Service/shop/api: Service `shop/api` is not among the inputs
        not decided: whether Service `shop/api` is there"]]
    .assert_eq(&path(&all, "http://a.example.com/api/1"));
    // The listener answers 404 by itself.
    expect![[r"
        listener/Gateway/infra/edge/web
        no match of an attached route takes the request"]]
    .assert_eq(&path(&all, "http://c.example.com/"));
    // No listener has the port: nothing is marked, and the answer says why.
    expect![[r"

        no listener takes http on port 81, so the connection is refused"]]
    .assert_eq(&path(&all, "http://a.example.com:81/"));
    // The Gateway is not among the inputs.
    expect![[r"
        hostname/a.example.com listener/Gateway/infra/edge route/HTTPRoute/shop/web rule/HTTPRoute/shop/web/1 service/Service/shop/web service/Service/shop/old endpoints/Service/shop/web/80
        Ok hostname/a.example.com -> listener/Gateway/infra/edge
        Unknown listener/Gateway/infra/edge -> route/HTTPRoute/shop/web: whether Gateway `infra/edge` takes the route is not among the inputs
        Ok route/HTTPRoute/shop/web -> rule/HTTPRoute/shop/web/1
        Ok rule/HTTPRoute/shop/web/1 -> :80 weight 3 service/Service/shop/web
        Unknown rule/HTTPRoute/shop/web/1 -> :80 service/Service/shop/old: Service `shop/old` is not among the inputs
        Unknown service/Service/shop/web -> :80 endpoints/Service/shop/web/80: what Service `shop/web` sends to is not among the inputs
        not decided: whether Service `shop/old` is there"]]
    .assert_eq(&path(&[two, SERVICE], "http://a.example.com/"));
}

#[test]
fn a_path_is_bold_in_both_languages() {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source(
        "a.yaml",
        [GATEWAY, &route("[a.example.com]", "{name: web, port: 81}"), SERVICE].concat(),
    );
    let request = crate::routing::Request::get("http://a.example.com/").unwrap();
    let graph = graph(&workspace.snapshot(), Unit::Utf8, Some(&request));
    expect![[r#"
        flowchart LR
          %% listener `web` of Gateway `infra/edge` takes it
          %% rule 0 of HTTPRoute `shop/web` takes it, for a.example.com
          %% Service `shop/web` has no port 81
          n0(["a.example.com"])
          n1[/"web<br/>HTTP 80 of edge"/]
          n2["web<br/>HTTPRoute shop"]
          n3{{"every request"}}
          n4["web<br/>Service shop"]
          n0 --> n1
          n1 --> n2
          n2 --> n3
          n3 --x|":81<br/>Service #96;shop/web#96; has no port 81"| n4
          classDef broken stroke:#c62828,stroke-width:2px,color:#c62828
          classDef unknown stroke-dasharray:4 3
          classDef onPath stroke-width:4px,font-weight:bold
          class n0,n1,n2,n3,n4 onPath
          linkStyle 0,1,2 stroke-width:4px,font-weight:bold
          linkStyle 3 stroke:#c62828,color:#c62828,stroke-width:4px,font-weight:bold
    "#]]
    .assert_eq(&mermaid(&graph));
    expect![[r##"
        digraph routeproof {
          rankdir=LR;
          node [shape=box, fontname="sans-serif"];
          edge [fontname="sans-serif", fontsize=10];
          // listener `web` of Gateway `infra/edge` takes it
          // rule 0 of HTTPRoute `shop/web` takes it, for a.example.com
          // Service `shop/web` has no port 81
          n0 [label="a.example.com", penwidth=4];
          n1 [label="web\nHTTP 80 of edge", penwidth=4];
          n2 [label="web\nHTTPRoute shop", penwidth=4];
          n3 [label="every request", penwidth=4];
          n4 [label="web\nService shop", penwidth=4];
          n0 -> n1 [label="", penwidth=4];
          n1 -> n2 [label="", penwidth=4];
          n2 -> n3 [label="", penwidth=4];
          n3 -> n4 [label=":81\nService `shop/web` has no port 81", color="#c62828", fontcolor="#c62828", arrowhead=tee, penwidth=4];
        }
    "##]]
    .assert_eq(&dot(&graph));
}

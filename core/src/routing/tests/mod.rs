//! Requests through small Gateways and meshes. `tests/fixtures/tests/routing.rs` holds the order against a second matcher.

mod hostile;
mod mesh;
mod rejected;

use super::{Outcome, Request, RequestAnswerV1};
use crate::Workspace;
use crate::settings::Settings;

const GATEWAY: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: shared
  listeners:
  - {name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
  - {name: wild, port: 8080, protocol: HTTP, hostname: \"*.example.com\", allowedRoutes: {namespaces: {from: All}}}
  - {name: precise, port: 8080, protocol: HTTP, hostname: a.example.com, allowedRoutes: {namespaces: {from: All}}}
---
";

fn service(name: &str) -> String {
    format!(
        "{{apiVersion: v1, kind: Service, metadata: {{name: {name}, namespace: shop}}, spec: {{ports: [{{port: 80}}]}}}}\n---\n"
    )
}

fn route(name: &str, spec: &str) -> String {
    format!(
        "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}, namespace: shop}}
spec:
  parentRefs: [{{name: edge, namespace: infra}}]
  {spec}
---
"
    )
}

fn workspace(texts: &[&str]) -> Workspace {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source("a.yaml", texts.concat());
    let errors: Vec<_> = workspace.analysis(crate::source::SourceId(0)).unwrap().findings().iter().collect();
    assert!(errors.is_empty(), "{errors:?}");
    workspace
}

fn ask(texts: &[&str], request: Request) -> RequestAnswerV1 {
    workspace(texts).snapshot().requests(&[request]).answers.remove(0)
}

fn get(texts: &[&str], url: &str) -> RequestAnswerV1 {
    ask(texts, Request::get(url).unwrap())
}

/// `web/80 1, 500 for api/80 0.5`.
fn backends(answer: &RequestAnswerV1) -> String {
    let one = |it: &super::RequestBackendV1| {
        let status = it.status.map(|it| format!("{it} for ")).unwrap_or_default();
        format!("{status}{}/{} {}", it.name, it.port.unwrap_or_default(), it.share)
    };
    answer.backends.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn sections_of_a_gateway_elsewhere_are_kept_apart() {
    let at = |name: &str, section: &str, rules: &str| {
        format!(
            "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: {name}, namespace: shop}}, \
             spec: {{parentRefs: [{{name: edge, namespace: infra{section}}}], rules: [{rules}]}}}}\n---\n"
        )
    };
    let texts = [
        &at(
            "up",
            ", sectionName: http",
            "{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}",
        ),
        &at("shop", ", sectionName: https", "{backendRefs: [{name: web, port: 80}]}"),
        &service("web"),
    ];
    let texts: Vec<&str> = texts.iter().map(|it| it.as_str()).collect();
    let answer = get(&texts, "http://a.test/");
    // Nothing says that `http` is on port 80.
    assert!(answer.readings.iter().all(|it| it.assumes.starts_with("listener `http")), "{answer:?}");
    let outcomes: Vec<_> = answer.readings.iter().map(|it| it.answer.outcome).collect();
    assert_eq!((answer.outcome, outcomes.len()), (Outcome::Unknown, 2), "{answer:?}");
    let with_ports = [
        &at("up", ", port: 80", "{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}"),
        &at("shop", ", port: 443", "{backendRefs: [{name: web, port: 80}]}"),
        &service("web"),
    ];
    let texts: Vec<&str> = with_ports.iter().map(|it| it.as_str()).collect();
    assert_eq!(get(&texts, "https://a.test/").route.map(|it| it.name).as_deref(), Some("shop"));
    assert_eq!(get(&texts, "http://a.test/").route.map(|it| it.name).as_deref(), Some("up"));
}

#[test]
fn a_path_goes_to_its_own_service() {
    let shop = route(
        "shop",
        "rules:
  - {matches: [{path: {value: /}}], backendRefs: [{name: web, port: 80}]}
  - {matches: [{path: {value: /api}}], backendRefs: [{name: api, port: 80}]}",
    );
    let texts = [GATEWAY, &shop, &service("web"), &service("api")];
    let answer = get(&texts, "http://any.test/api/v1?x=1");
    assert_eq!((answer.outcome, backends(&answer).as_str()), (Outcome::Forward, "api/80 1"), "{answer:?}");
    assert_eq!((answer.rule, answer.matched), (Some(1), Some(0)));
    assert_eq!(answer.lost[0].step, "its path is less specific");
    assert_eq!(answer.forwarded.unwrap().path, "/api/v1?x=1");
    for (path, expected) in
        [("/apis", "web/80 1"), ("/api", "api/80 1"), ("/api/", "api/80 1"), ("", "web/80 1")]
    {
        let answer = get(&texts, &format!("http://any.test{path}"));
        assert_eq!((backends(&answer).as_str(), path), (expected, path));
    }
}

#[test]
fn what_nothing_takes_is_answered_by_the_gateway() {
    let shop = route("shop", "hostnames: [b.example.com]\n  rules: [{backendRefs: [{name: web, port: 80}]}]");
    let texts = [GATEWAY, &shop, &service("web")];
    let answer = get(&texts, "http://c.example.com/");
    assert_eq!((answer.outcome, answer.status), (Outcome::Respond, Some(404)), "{answer:?}");
    let answer = get(&texts, "http://b.example.com:81/");
    assert_eq!((answer.outcome, answer.status), (Outcome::Respond, None));
    assert!(answer.reasons[0].contains("connection is refused"), "{answer:?}");
    assert_eq!(get(&texts, "http://b.example.com:8080/").outcome, Outcome::Forward);
    assert_eq!(get(&texts, "http://other.test:8080/").status, Some(404), "no listener stands for it");
}

#[test]
fn weights_are_shares_and_what_cannot_be_used_gets_500() {
    let shop = route(
        "shop",
        "rules: [{backendRefs: [{name: web, port: 80, weight: 3}, {name: web, port: 81}, {name: api, port: 80, weight: 0}]}]",
    );
    let texts = [GATEWAY, &shop, &service("web"), &service("api")];
    let answer = get(&texts, "http://any.test/");
    assert_eq!(backends(&answer), "web/80 0.75, 500 for web/81 0.25, api/80 0");
    assert_eq!(answer.outcome, Outcome::Forward);
    for (backends, reason) in [
        ("[{name: web, port: 81}]", "Service `shop/web` has no port 81"),
        ("[{name: web, port: 80, weight: 0}]", "every backend of the rule has weight 0"),
        ("[{kind: Gateway, group: gateway.networking.k8s.io, name: web}]", "InvalidKind"),
    ] {
        let shop = route("shop", &format!("rules: [{{backendRefs: {backends}}}]"));
        let answer = get(&[GATEWAY, &shop, &service("web")], "http://any.test/");
        assert_eq!((answer.outcome, answer.status), (Outcome::Respond, Some(500)), "{backends}");
        assert!(answer.reasons.iter().any(|it| it.contains(reason)), "{answer:?}");
    }
}

#[test]
fn a_service_that_is_not_among_the_inputs_is_said() {
    let shop = route("shop", "rules: [{backendRefs: [{name: web, port: 80}]}]");
    let answer = get(&[GATEWAY, &shop], "http://any.test/");
    assert_eq!(answer.outcome, Outcome::Forward);
    assert!(
        answer.reasons.iter().any(|it| it.starts_with("not decided: whether Service `shop/web`")),
        "{answer:?}"
    );
    assert_eq!(get(&[&shop], "http://any.test/").outcome, Outcome::Unknown, "no Gateway is there");
}

#[test]
fn a_gateway_of_the_platform_is_assumed_to_take_what_its_routes_ask_for() {
    let route = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: external-gateway, namespace: kube-system}]
  hostnames: [web.acme.kupe.cloud]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
";
    let url = |it: &str| Request::get(it).unwrap();
    let (good, other) = (url("https://web.acme.kupe.cloud/"), url("https://other.acme.kupe.cloud/"));
    let answers = |settings: &str| {
        let settings = Settings::from_yaml(settings, crate::rules::registry()).unwrap();
        let mut workspace = Workspace::new(settings).unwrap();
        workspace.set_source("a.yaml", [route, &service("web")].concat());
        workspace.snapshot().requests(&[good.clone(), other.clone()]).answers
    };
    let [known, nowhere] = answers("profile: kupe\ntenant: acme").try_into().unwrap();
    assert_eq!((known.outcome, backends(&known).as_str()), (Outcome::Forward, "web/80 1"), "{known:?}");
    assert!(known.reasons[0].contains("a listener that takes the request is assumed"), "{known:?}");
    assert_eq!(nowhere.outcome, Outcome::Unknown, "another tenant may have it: {nowhere:?}");
    let [unknown, _] = answers("profile: none").try_into().unwrap();
    assert_eq!((unknown.outcome, backends(&unknown).as_str()), (Outcome::Unknown, "web/80 1"), "{unknown:?}");
}

#[test]
fn redirects_say_where_to() {
    for (filter, url, expected) in [
        ("{scheme: https}", "http://a.test/b?c", "https://a.test/b?c"),
        ("{hostname: b.test}", "http://a.test/b", "http://b.test/b"),
        ("{port: 8443, scheme: https, statusCode: 301}", "http://a.test/", "https://a.test:8443/"),
        ("{path: {type: ReplaceFullPath, replaceFullPath: /x}}", "http://a.test/b?c", "http://a.test/x?c"),
        (
            "{path: {type: ReplacePrefixMatch, replacePrefixMatch: /x}}",
            "http://a.test/old/b",
            "http://a.test/x/b",
        ),
        ("{hostname: b.example.com}", "http://a.example.com:8080/old", "http://b.example.com:8080/old"),
    ] {
        let prefix = if filter.contains("Prefix") { "/old" } else { "/" };
        let rule = format!(
            "rules: [{{matches: [{{path: {{value: {prefix}}}}}], filters: [{{type: RequestRedirect, requestRedirect: {filter}}}]}}]"
        );
        let answer = get(&[GATEWAY, &route("shop", &rule)], url);
        assert_eq!(answer.outcome, Outcome::Redirect, "{filter}: {answer:?}");
        assert_eq!(answer.location.as_deref(), Some(expected), "{filter}");
        assert_eq!(answer.status, Some(if filter.contains("301") { 301 } else { 302 }));
    }
}

#[test]
fn what_the_backend_sees() {
    let rule = "rules:
  - matches: [{path: {value: /old}}]
    filters:
    - {type: URLRewrite, urlRewrite: {hostname: in.test, path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}
    - type: RequestHeaderModifier
      requestHeaderModifier: {set: [{name: X-A, value: s}], add: [{name: x-b, value: more}], remove: [x-c]}
    - {type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}, percent: 20}}
    backendRefs: [{name: web, port: 80}]";
    let mut request = Request::get("http://a.test/old/b?c").unwrap();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    request.headers = vec![header("x-a", "1"), header("X-B", "2"), header("X-C", "3")];
    let answer = ask(&[GATEWAY, &route("shop", rule), &service("web")], request);
    let seen = answer.forwarded.unwrap();
    assert_eq!((seen.host.as_str(), seen.path.as_str()), ("in.test", "/new/b?c"));
    assert_eq!(seen.headers, [header("X-B", "2,more"), header("X-A", "s")]);
    assert_eq!(answer.mirrors[0].share.to_string(), "0.2");
}

#[test]
fn the_more_specific_listener_keeps_its_requests() {
    let own = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: own, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: infra, sectionName: wild}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
";
    let texts = [GATEWAY, own, &service("web")];
    assert_eq!(get(&texts, "http://b.example.com:8080/").outcome, Outcome::Forward);
    let answer = get(&texts, "http://a.example.com:8080/");
    assert_eq!(answer.outcome, Outcome::Depends, "isolation of listeners is a SHOULD: {answer:?}");
    assert_eq!(answer.readings[0].answer.status, Some(404));
    assert!(answer.readings[1].assumes.contains("not isolated"));
    assert_eq!(answer.readings[1].answer.outcome, Outcome::Forward);
}

#[test]
fn routes_of_one_age_are_a_choice() {
    let to = |name: &str, service: &str, created: &str| {
        let text = route(name, &format!("rules: [{{backendRefs: [{{name: {service}, port: 80}}]}}]"));
        text.replace("namespace: shop}", &format!("namespace: shop{created}}}"))
    };
    let services = [service("web"), service("api")].concat();
    let answer = get(&[GATEWAY, &to("b", "web", ""), &to("a", "api", ""), &services], "http://any.test/");
    assert_eq!((answer.outcome, answer.readings.len()), (Outcome::Depends, 2), "{answer:?}");
    assert!(answer.readings[1].assumes.contains("shop/b` is created first"), "{answer:?}");
    let older = ", creationTimestamp: \"2026-01-01T00:00:00Z\"";
    let newer = ", creationTimestamp: \"2026-01-02T00:00:00Z\"";
    let answer =
        get(&[GATEWAY, &to("b", "web", older), &to("a", "api", newer), &services], "http://any.test/");
    assert_eq!((answer.outcome, backends(&answer).as_str()), (Outcome::Forward, "web/80 1"));
    assert_eq!(answer.lost[0].step, "its route is not the older one");
    let answer =
        get(&[GATEWAY, &to("b", "web", older), &to("a", "api", older), &services], "http://any.test/");
    assert_eq!((answer.outcome, backends(&answer).as_str()), (Outcome::Forward, "api/80 1"));
    assert_eq!(answer.lost[0].step, "its route comes later by namespace and name");
}

#[test]
fn grpc_goes_by_service_and_method() {
    let route = "
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: rpc, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: infra}]
  rules:
  - {matches: [{method: {service: a.B}}], backendRefs: [{name: web, port: 80}]}
  - {matches: [{method: {service: a.B, method: C}}], backendRefs: [{name: api, port: 80}]}
---
";
    let texts = [GATEWAY, route, &service("web"), &service("api")];
    let mut request = Request::get("http://any.test/a.B/C").unwrap();
    request.method = "POST".to_owned();
    request.headers = vec![("content-type".to_owned(), "application/grpc".to_owned())];
    assert_eq!(backends(&ask(&texts, request.clone())), "api/80 1");
    request.set_target("/a.B/D");
    assert_eq!(backends(&ask(&texts, request.clone())), "web/80 1");
    request.set_target("/a.BC/D");
    assert_eq!(ask(&texts, request.clone()).status, Some(404));
    request.headers.clear();
    request.set_target("/a.B/C");
    assert_eq!(ask(&texts, request.clone()).status, Some(404), "it is no gRPC request");
    // What a gRPC client takes for UNAVAILABLE.
    request.headers = vec![("content-type".to_owned(), "application/grpc".to_owned())];
    for (from, to) in [
        ("name: api, port: 80", "name: api, port: 81"),
        ("name: api, port: 80", "name: api, port: 80, weight: 0"),
    ] {
        let answer =
            ask(&[GATEWAY, &route.replace(from, to), &service("web"), &service("api")], request.clone());
        assert_eq!((answer.outcome, answer.status), (Outcome::Respond, Some(503)), "{to}");
    }
}

#[test]
fn tls_goes_by_server_name() {
    let texts = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: shared
  listeners:
  - {name: pass, port: 443, protocol: TLS, hostname: \"*.pass.test\", tls: {mode: Passthrough}}
  - {name: dns, port: 53, protocol: UDP}
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: pass, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [a.pass.test]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: UDPRoute
metadata: {name: dns, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{name: udp, port: 53}]}]
---
{apiVersion: v1, kind: Service, metadata: {name: udp, namespace: shop}, spec: {ports: [{port: 53, protocol: UDP}]}}
---
";
    let texts = [texts, &service("web")];
    for url in ["https://a.pass.test/", "tls://a.pass.test"] {
        let answer = get(&texts, url);
        assert_eq!(
            (answer.outcome, backends(&answer).as_str()),
            (Outcome::Forward, "web/80 1"),
            "{answer:?}"
        );
        assert!(answer.forwarded.is_none());
    }
    let answer = get(&texts, "tls://b.pass.test");
    assert_eq!((answer.outcome, answer.status), (Outcome::Respond, None), "{answer:?}");
    assert_eq!(backends(&get(&texts, "udp://any:53")), "udp/53 1");
}

#[test]
fn answers_come_by_the_filters_of_the_backend_first() {
    let spec = "rules: [{
      filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-A, value: rule}]}}],
      backendRefs: [{name: api, port: 80, filters: [
        {type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-A, value: backend}]}}]}]}]";
    let answer = get(&[GATEWAY, &route("r", spec), &service("api")], "http://a.example.com/");
    let edits = &answer.backends[0].response_headers;
    assert_eq!(edits.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(), ["backend", "rule"]);
}

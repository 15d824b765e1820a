//! Requests through small Gateways and meshes. `tests/fixtures/tests/routing.rs` holds the order against a second matcher.

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
fn regular_expressions_are_linear_and_their_place_is_a_choice() {
    let rules = |pattern: &str| {
        format!(
            "rules:
  - {{matches: [{{path: {{type: RegularExpression, value: '{pattern}'}}}}], backendRefs: [{{name: api, port: 80}}]}}
  - {{matches: [{{path: {{value: /a}}}}], backendRefs: [{{name: web, port: 80}}]}}"
        )
    };
    let services = [service("web"), service("api")].concat();
    let answer = get(&[GATEWAY, &route("shop", &rules("/a/[0-9]+")), &services], "http://any.test/a/12");
    assert_eq!(answer.outcome, Outcome::Depends);
    assert!(answer.readings[1].assumes.contains("behind path prefixes"), "{answer:?}");
    let long = format!("http://any.test/{}b", "a".repeat(20_000));
    let answer = get(&[GATEWAY, &route("shop", &rules("/(a*)*(a*)*c")), &services], &long);
    assert_eq!(answer.status, Some(404), "a catastrophic pattern ends");
    let answer = get(&[GATEWAY, &route("shop", &rules("/a(?=b)")), &services], "http://any.test/a");
    let unknown = answer.outcome == Outcome::Unknown
        || answer.readings.iter().any(|it| it.answer.outcome == Outcome::Unknown);
    assert!(unknown, "no look-ahead is known: {answer:?}");
}

/// What is tried in one search has a bound in steps, whatever the text and the patterns are.
#[test]
fn ten_thousand_patterns_end_as_unknown() {
    let match_of = |route: usize, it: usize| {
        format!("{{path: {{type: RegularExpression, value: '/((a|b)*c|[a-z]+.)*{route}x{it}'}}}}")
    };
    // A route has 64 matches in a rule.
    let routes = (0..157).map(|number| {
        let matches: Vec<_> = (0..64).map(|it| match_of(number, it)).collect();
        let matches = matches.join(", ");
        route(
            &format!("r{number}"),
            &format!("rules: [{{matches: [{matches}], backendRefs: [{{name: web, port: 80}}]}}]"),
        )
    });
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source("a.yaml", GATEWAY.to_owned() + &routes.collect::<String>());
    let urls = ["/abc.100x7".to_owned(), format!("/{}.", "ab".repeat(4000))];
    let requests = urls.map(|it| Request::get(&format!("http://any.test{it}")).unwrap());
    let [few, many]: [RequestAnswerV1; 2] =
        workspace.snapshot().requests(&requests).answers.try_into().unwrap();
    let name = |it: &RequestAnswerV1| it.route.as_ref().map(|it| it.name.clone());
    assert_eq!((few.outcome, name(&few).as_deref()), (Outcome::Forward, Some("r100")), "{few:?}");
    assert_eq!(many.outcome, Outcome::Unknown, "{many:?}");
}

/// 64 listeners, each with 64 rules of 64 matches.
#[test]
fn many_listeners_with_many_rules_end() {
    let listeners: Vec<_> = (0..64)
        .map(|it| format!("{{name: l{it}, port: 80, protocol: HTTP, hostname: h{it}.test}}"))
        .collect();
    let gateway = GATEWAY.split("listeners:").next().unwrap().replace("infra", "shop");
    let mut text = format!("{gateway}listeners: [{}]\n---\n", listeners.join(", "));
    // A route has 16 rules.
    for number in 0..4 {
        let rules = (0..16).map(|rule| {
            let one = |it| format!("{{path: {{value: /{number}/{rule}/{it}}}}}");
            let matches: Vec<_> = (0..64).map(one).collect();
            format!("{{matches: [{}], backendRefs: [{{name: web, port: 80}}]}}", matches.join(", "))
        });
        let rules = format!("rules: [{}]", rules.collect::<Vec<_>>().join(", "));
        text += &route(&format!("r{number}"), &rules).replace(", namespace: infra", "");
    }
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    workspace.set_source("a.yaml", text);
    let answers =
        workspace.snapshot().requests(&[Request::get("http://h63.test/3/15/63/x").unwrap()]).answers;
    assert_eq!((answers[0].rule, answers[0].matched), (Some(15), Some(63)), "{:?}", answers[0]);
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
fn a_route_that_the_api_server_rejects_is_said() {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    let shop = route("shop", "rules: [{backendRefs: [{name: web, port: 80}], nonsense: 1}]");
    workspace.set_source("a.yaml", [GATEWAY, &shop, &service("web")].concat());
    let answer =
        workspace.snapshot().requests(&[Request::get("http://any.test/").unwrap()]).answers.remove(0);
    assert!(answer.reasons.iter().any(|it| it.contains("the API server rejects")), "{answer:?}");
}

const MESH: &str = "
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.0.0.7, ports: [{name: http, port: 80}, {name: more, port: 8080}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: next, namespace: other}, spec: {ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: bare, namespace: shop}, spec: {clusterIP: None, ports: [{port: 80}]}}
---
";

fn mesh_route(namespace: &str, parent: &str, spec: &str) -> String {
    format!(
        "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: of-{namespace}, namespace: {namespace}}}, \
         spec: {{parentRefs: [{{group: '', kind: Service, namespace: shop, {parent}}}], {spec}}}}}\n---\n"
    )
}

fn call(texts: &[&str], from: &str, url: &str) -> RequestAnswerV1 {
    let mut request = Request::get(url).unwrap();
    request.client = Some(from.to_owned());
    ask(texts, request)
}

#[test]
fn consumer_routes_go_before_producer_routes_and_hold_for_their_namespace() {
    let to = |path: &str| {
        format!(
            "rules: [{{matches: [{{path: {{value: {path}}}}}], backendRefs: [{{name: next, namespace: other, port: 80}}]}}]"
        )
    };
    let producer = mesh_route("shop", "name: web", &format!("hostnames: [a.test], {}", to("/")));
    let consumer = mesh_route("client", "name: web, port: 80", &to("/api"));
    let texts = [MESH, &producer, &consumer];
    for (from, url, expected) in [
        ("shop", "http://web/", "of-shop"),
        ("any", "http://web.shop/", "of-shop"),
        ("any", "http://web.shop.svc/api", "of-shop"),
        ("any", "http://web.shop.svc.cluster.local./api", "of-shop"),
        ("any", "http://10.0.0.7/api", "of-shop"),
        ("client", "http://web.shop/api", "of-client"),
        ("client", "http://10.0.0.7/api", "of-client"),
        ("client", "http://web.shop:8080/api", "of-shop"),
    ] {
        let answer = call(&texts, from, url);
        let route = answer.route.as_ref().map(|it| it.name.as_str());
        // No ReferenceGrant is needed.
        assert_eq!(
            (route, backends(&answer).as_str()),
            (Some(expected), "next/80 1"),
            "{from} {url}: {answer:?}"
        );
        assert_eq!(answer.outcome, Outcome::Forward);
        assert_eq!(answer.listener.unwrap().kind, "Service");
    }
    // Sets of routes are not merged, and what none takes gets no answer from the Service.
    let answer = call(&texts, "client", "http://web.shop/");
    assert_eq!((answer.outcome, answer.status), (Outcome::Respond, Some(404)), "{answer:?}");
}

#[test]
fn without_a_route_the_service_itself_is_reached() {
    let producer = mesh_route(
        "shop",
        "name: web, sectionName: http",
        "rules: [{backendRefs: [{name: bare, port: 80}]}]",
    );
    let texts = [MESH, &producer];
    assert_eq!(backends(&call(&texts, "shop", "http://web/")), "bare/80 1");
    let answer = call(&texts, "shop", "http://web:8080/a?b");
    assert_eq!((answer.outcome, backends(&answer).as_str()), (Outcome::Forward, "web/8080 1"));
    assert_eq!(answer.forwarded.unwrap().path, "/a?b");
    assert_eq!(backends(&call(&texts, "any", "https://web.shop:80/")), "web/80 1", "no route reads TLS");
    assert_eq!(backends(&call(&texts, "shop", "tcp://bare:80")), "bare/80 1");
    let answer = call(&texts, "shop", "http://web:81/");
    assert_eq!((answer.outcome, answer.status), (Outcome::Respond, None), "{answer:?}");
    for url in ["http://none/", "http://a.b.c/", "http://10.0.0.8/"] {
        assert_eq!(call(&texts, "shop", url).outcome, Outcome::Unknown, "{url}");
    }
}

#[test]
fn the_service_is_found_by_the_destination_and_not_by_the_host_header() {
    let producer = mesh_route("shop", "name: web", "rules: [{backendRefs: [{name: bare, port: 80}]}]");
    let mut request = Request::get("http://web/").unwrap();
    request.set_host("next.other").unwrap();
    request.client = Some("shop".to_owned());
    let answer = ask(&[MESH, &producer], request);
    assert_eq!(
        (backends(&answer).as_str(), answer.forwarded.unwrap().host.as_str()),
        ("bare/80 1", "next.other")
    );
}

#[test]
fn what_a_mesh_may_choose_is_unknown() {
    let rules = "rules: [{backendRefs: [{name: next, namespace: other, port: 80}]}]";
    let headless = mesh_route("shop", "name: bare", rules);
    assert_eq!(call(&[MESH, &headless], "shop", "http://bare/").outcome, Outcome::Unknown);
    let elsewhere = mesh_route("shop", "name: gone", rules);
    let answer = call(&[MESH, &elsewhere], "shop", "http://gone/");
    assert_eq!((answer.outcome, backends(&answer).as_str()), (Outcome::Unknown, "next/80 1"), "{answer:?}");
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

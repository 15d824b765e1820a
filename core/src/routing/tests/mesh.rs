//! Requests from Pod to Service.

use super::{ask, backends};
use crate::routing::{Outcome, Request, RequestAnswerV1};

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

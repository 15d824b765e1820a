//! What becomes of requests.

use crate::harness::{Folder, GOOD};
use serde_json::Value;

const EDGE: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: shared
  listeners: [{name: web, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
  - {matches: [{path: {value: /api}}], backendRefs: [{name: api, port: 80}]}
  - {backendRefs: [{name: web, port: 80}]}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {ports: [{port: 80}]}}
";

#[test]
fn a_url_is_followed() {
    let folder = Folder::with(&[("edge.yaml", EDGE)]);
    let run = folder.run(&["request", "--url", "http://any.test/api/x"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert_eq!(
        run.out,
        "\
GET http://any.test:80/api/x
  forwarded
    listener `web` of Gateway `shop/edge` takes it
    match 0 of rule 0 of HTTPRoute `shop/web` takes it, for every hostname
    to Service `shop/api:80`, 100.0 %
    the backend sees GET /api/x for host any.test
    not HTTPRoute `shop/web`, rule 1: its path is less specific

"
    );
    let run = folder.run(&["request", "--url", "https://any.test/", "--format", "json"]);
    let answers: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&answers["version"], &answers["answers"][0]["outcome"]), (&1.into(), &"respond".into()));
}

#[test]
fn files_of_requests() {
    let lines =
        "{\"host\": \"a.test\", \"path\": \"/api\", \"method\": \"POST\"}\n\n{\"url\": \"http://a.test/\"}\n";
    let log = "1.1.1.1 - - [1/Nov/2026:00:00:00 +0000] \"GET /api/1 HTTP/1.1\" 200 1\n";
    let har = r#"{"log": {"entries": [{"request": {"method": "GET", "url": "http://a.test/api", "headers": []}}]}}"#;
    // A byte order mark, CRLF, and the host among the headers.
    let windows = "\u{feff}{\"headers\": [[\":authority\", \"a.test\"], [\":path\", \"/api\"]]}\r\n\r\n{\"headers\": [[\"Host\", \"a.test\"]]}\r\n";
    let folder = Folder::with(&[
        ("edge.yaml", EDGE),
        ("r.jsonl", lines),
        ("access.log", log),
        ("r.har", har),
        ("windows.jsonl", windows),
    ]);
    let rules = |arguments: &[&str]| {
        let all = [&["request", "--format", "json", "edge.yaml"], arguments].concat();
        let run = folder.run(&all);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        let answers: Value = serde_json::from_str(&run.out).unwrap();
        let rules = answers["answers"].as_array().unwrap().iter().map(|it| it["rule"].as_u64().unwrap());
        rules.collect::<Vec<_>>()
    };
    assert_eq!(rules(&["--requests", "r.jsonl"]), [0, 1]);
    assert_eq!(rules(&["--requests", "access.log", "--url", "http://a.test"]), [0]);
    assert_eq!(rules(&["--requests", "r.har"]), [0]);
    assert_eq!(rules(&["--requests", "windows.jsonl"]), [0, 1]);
}

#[test]
fn what_is_no_request_is_wrong_usage() {
    let folder = Folder::with(&[
        ("edge.yaml", EDGE),
        ("bad.jsonl", "{}\n"),
        ("empty", ""),
        ("bad.yaml", "a: ["),
        ("middle.jsonl", "{\"host\": \"a\"}\n{\"host\": \n{\"host\": \"b\"}\n"),
        ("port.jsonl", "{\"host\": \"a\", \"port\": 70000}\n"),
        ("empty.har", "{\"log\": {\"entries\": []}}"),
        ("bad.har", "{\n  \"log\": {}\n}\n"),
    ]);
    for (arguments, message) in [
        (&["--url", "shop"][..], "a URL begins with"),
        (&["--url", "http://a/", "-H", "x"], "has no colon"),
        (&["--url", "http://a/", "--gateway", "edge"], "NAMESPACE/NAME"),
        (&["--requests", "bad.jsonl"], "line 1"),
        (&["--requests", "empty"], "holds no request"),
        (&["--requests", "middle.jsonl"], "`middle.jsonl`: line 2: "),
        (&["--requests", "port.jsonl"], "`port.jsonl`: line 1: the port is not a number"),
        (&["--requests", "empty.har"], "holds no request"),
        (&["--requests", "bad.har"], "missing field `entries`"),
        (&["--requests", "nowhere"], "cannot be read"),
        (&["--requests", "-", "-"], "not both"),
        (&[], "--url"),
        (&["--url", "http://a/", "bad.yaml"], "bad.yaml:1"),
    ] {
        let run = folder.run(&[&["request"], arguments].concat());
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.err.contains(message), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn without_a_gateway_nothing_is_invented() {
    let run = Folder::with(&[("good.yaml", GOOD)]).run(&[
        "request",
        "--url",
        "http://any.test/",
        "--format",
        "json",
    ]);
    let answers: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answers["answers"][0]["outcome"], "unknown");
}

#[test]
fn a_pod_calls_a_service() {
    let mesh = EDGE.replace("name: edge}]", "name: web, kind: Service, group: \"\"}]");
    let folder = Folder::with(&[("mesh.yaml", &mesh)]);
    let run = folder.run(&["request", "--url", "http://web.shop/api/x", "--from", "client"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert_eq!(
        run.out,
        "\
GET http://web.shop:80/api/x
  forwarded
    routes in namespace `shop` decide for all clients of Service `shop/web`
    Service `shop/web` takes it
    match 0 of rule 0 of HTTPRoute `shop/web` takes it, for every hostname
    to Service `shop/api:80`, 100.0 %
    the backend sees GET /api/x for host web.shop
    not HTTPRoute `shop/web`, rule 1: its path is less specific

"
    );
    let run = folder.run(&["request", "--url", "http://api/", "--from", "shop", "--format", "json"]);
    let answers: Value = serde_json::from_str(&run.out).unwrap();
    let answer = &answers["answers"][0];
    assert_eq!((&answer["outcome"], &answer["backends"][0]["name"]), (&"forward".into(), &"api".into()));
    let both = ["request", "--url", "http://api/", "--from", "shop", "--gateway", "shop/edge"];
    assert_eq!(folder.run(&both).code, Some(2));
}

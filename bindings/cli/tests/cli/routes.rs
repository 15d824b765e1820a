//! The table of a Gateway.

use crate::harness::Folder;
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
  hostnames: [a.test, '*.test']
  rules:
  - {backendRefs: [{name: web, port: 80}]}
  - {matches: [{path: {value: /api}}, {path: {type: Exact, value: /api}, method: GET}], backendRefs: [{name: api, port: 80}]}
  - {matches: [{path: {value: /api/}}], filters: [{type: RequestRedirect, requestRedirect: {hostname: b.example}}]}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {ports: [{port: 80}]}}
";

#[test]
fn a_table_is_in_match_order() {
    let folder = Folder::with(&[("edge.yaml", EDGE)]);
    let run = folder.run(&["routes"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    expect_test::expect![[r"
        Gateway `shop/edge`
          listener `web` (HTTP, port 80)
            a.test
              GET = /api
                to Service `shop/api:80`, 100.0 %
                by HTTPRoute `shop/web`, rule 1, match 1
              /api/…
                to a redirect
                by HTTPRoute `shop/web`, rule 2, match 0
              /api/…
                to Service `shop/api:80`, 100.0 %
                by HTTPRoute `shop/web`, rule 1, match 0
                shadowed by HTTPRoute `shop/web`, rule 2, match 0
              every path
                to Service `shop/web:80`, 100.0 %
                by HTTPRoute `shop/web`, rule 0
            *.test
              GET = /api
                to Service `shop/api:80`, 100.0 %
                by HTTPRoute `shop/web`, rule 1, match 1
              /api/…
                to a redirect
                by HTTPRoute `shop/web`, rule 2, match 0
              /api/…
                to Service `shop/api:80`, 100.0 %
                by HTTPRoute `shop/web`, rule 1, match 0
                shadowed by HTTPRoute `shop/web`, rule 2, match 0
              every path
                to Service `shop/web:80`, 100.0 %
                by HTTPRoute `shop/web`, rule 0

    "]]
    .assert_eq(&run.out);
    let run = folder.run(&["routes", "--gateway", "shop/edge", "--format", "json"]);
    let tables: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(tables["gateways"][0]["listeners"][0]["matches"][0]["path"]["type"], "Exact");
}

#[test]
fn a_gateway_that_nothing_names_is_an_error() {
    let folder = Folder::with(&[("edge.yaml", EDGE)]);
    let run = folder.run(&["routes", "--gateway", "shop/other"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("Gateway `shop/other` is not among the inputs, and no route names it"),
        "{}",
        run.err
    );
    assert_eq!(folder.run(&["routes", "--gateway", "edge"]).code, Some(2));
}

#[test]
fn the_table_of_a_service_in_a_mesh() {
    let mesh = "
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: canary, namespace: client}
spec:
  parentRefs: [{name: web, namespace: shop, kind: Service, group: \"\"}]
  rules:
  - {matches: [{path: {value: /api}}], backendRefs: [{name: web, namespace: shop, port: 80}]}
  - {matches: [{path: {value: /api}}]}
";
    let folder = Folder::with(&[("mesh.yaml", mesh)]);
    let run = folder.run(&["routes"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    expect_test::expect![[r"
        Service `shop/web`, for clients in `client`
          every port (HTTP)
            every hostname
              /api/…
                to Service `shop/web:80`, 100.0 %
                by HTTPRoute `client/canary`, rule 0, match 0
              /api/…
                the mesh answers 500
                by HTTPRoute `client/canary`, rule 1, match 0
                shadowed by HTTPRoute `client/canary`, rule 0, match 0

    "]]
    .assert_eq(&run.out);
    let run = folder.run(&["routes", "--format", "json"]);
    let tables: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(tables["services"][0]["routesIn"], "client");
}

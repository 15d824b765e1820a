//! The predicted status, as documents and as a List.

use crate::harness::{Folder, GOOD};
use expect_test::expect;
use serde_json::Value;

const GATEWAY: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: shop
spec:
  gatewayClassName: shared
  listeners:
    - name: http
      port: 80
      protocol: HTTP
";

fn folder() -> Folder {
    Folder::with(&[("gateway.yaml", GATEWAY), ("route.yaml", GOOD)])
}

#[test]
fn every_object_is_a_document_with_its_status_alone() {
    let run = folder().run(&["status", "--profile", "none", "--now", "2026-11-25"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    expect![[r"
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata:
          name: edge
          namespace: shop
        status:
          conditions:
          - type: Accepted
            status: 'True'
            observedGeneration: 1
            lastTransitionTime: 2026-11-25T00:00:00Z
            reason: Accepted
            message: the Gateway is valid, if its GatewayClass, which is not among the inputs, is accepted
          - type: Programmed
            status: 'True'
            observedGeneration: 1
            lastTransitionTime: 2026-11-25T00:00:00Z
            reason: Programmed
            message: the Gateway is configured
          - type: ResolvedRefs
            status: 'True'
            observedGeneration: 1
            lastTransitionTime: 2026-11-25T00:00:00Z
            reason: ResolvedRefs
            message: all references are resolved
          listeners:
          - name: http
            supportedKinds:
            - group: gateway.networking.k8s.io
              kind: HTTPRoute
            - group: gateway.networking.k8s.io
              kind: GRPCRoute
            attachedRoutes: 1
            conditions:
            - type: Accepted
              status: 'True'
              observedGeneration: 1
              lastTransitionTime: 2026-11-25T00:00:00Z
              reason: Accepted
              message: the listener is valid
            - type: Conflicted
              status: 'False'
              observedGeneration: 1
              lastTransitionTime: 2026-11-25T00:00:00Z
              reason: NoConflicts
              message: no other listener is in its way
            - type: ResolvedRefs
              status: 'True'
              observedGeneration: 1
              lastTransitionTime: 2026-11-25T00:00:00Z
              reason: ResolvedRefs
              message: all references are resolved
            - type: Programmed
              status: 'True'
              observedGeneration: 1
              lastTransitionTime: 2026-11-25T00:00:00Z
              reason: Programmed
              message: the listener is configured
          attachedListenerSets: 0
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata:
          name: web
          namespace: shop
        status:
          parents:
          - parentRef:
              group: gateway.networking.k8s.io
              kind: Gateway
              name: edge
            controllerName: routeproof.dev/assumed-controller
            conditions:
            - type: Accepted
              status: 'True'
              observedGeneration: 1
              lastTransitionTime: 2026-11-25T00:00:00Z
              reason: Accepted
              message: Gateway `shop/edge` takes the route
            - type: ResolvedRefs
              status: Unknown
              observedGeneration: 1
              lastTransitionTime: 2026-11-25T00:00:00Z
              reason: Pending
              message: Service `shop/web` or what permits its use is not among the inputs
    "]]
    .assert_eq(&run.out);
}

#[test]
fn json_is_a_list() {
    let run = folder().run(&["status", "-o", "json", "--complete", "--profile", "none"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let list: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&list["apiVersion"], &list["kind"]), (&"v1".into(), &"List".into()));
    let route = &list["items"][1];
    assert_eq!(route["metadata"], serde_json::json!({"name": "web", "namespace": "shop"}));
    let reasons: Vec<_> = route["status"]["parents"][0]["conditions"].as_array().unwrap().iter().collect();
    let reasons: Vec<_> = reasons.iter().map(|it| it["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["Accepted", "BackendNotFound"]);
}

#[test]
fn some_objects_can_be_asked_for() {
    let folder = folder();
    let names = |more: &[&str]| {
        let run = folder.run(&[&["status", "--profile", "none"], more].concat());
        let names = run.out.lines().filter_map(|it| it.strip_prefix("kind: ")).map(str::to_owned);
        (run.code, names.collect::<Vec<_>>(), run.err)
    };
    assert_eq!(names(&["--only", "httproutes/web"]).1, ["HTTPRoute"]);
    assert_eq!(names(&["--only", "edge", "--only", "web", "-n", "shop"]).1, ["Gateway", "HTTPRoute"]);
    let (code, none, err) = names(&["--only", "httproute/wed"]);
    assert_eq!((code, none.len()), (Some(2), 0));
    assert_eq!(err, "error: no object with a status is what --only and --namespace ask for\n");
}

#[test]
fn what_a_cluster_reported_is_merged() {
    let live = GOOD.replace("  namespace: shop\n", "  namespace: shop\n  generation: 7\n");
    let folder = Folder::with(&[("m/gateway.yaml", GATEWAY), ("live.yaml", &live)]);
    let run = folder.run(&["status", "m", "--live", "live.yaml", "--only", "web", "--profile", "none"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("observedGeneration: 7"), "{}", run.out);
}

#[test]
fn what_cannot_be_read_is_never_fine() {
    let folder = folder();
    folder.write("broken.yaml", b"kind: [\n");
    let run = folder.run(&["status", "--profile", "none"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("broken.yaml:") && run.out.contains("kind: HTTPRoute"),
        "{}{}",
        run.err,
        run.out
    );
    assert_eq!(folder.run(&["status", "gone.yaml"]).code, Some(2));
    assert_eq!(folder.run(&["status", "-o", "xml"]).code, Some(2));
}

#[test]
fn what_the_api_server_rejects_is_said() {
    let bad = GATEWAY.replace("port: 80", "port: 80800");
    let run = Folder::with(&[("gateway.yaml", &bad)]).run(&["status", "--profile", "none"]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.starts_with("warning: the API server rejects what is in `gateway.yaml`"), "{}", run.err);
}

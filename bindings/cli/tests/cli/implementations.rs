//! Implementations ranked by what manifests need.

use crate::harness::{Folder, GOOD};
use serde_json::Value;

#[test]
fn the_ranking_says_what_is_missing_and_where_it_is_needed() {
    let route = GOOD.replace("    - backendRefs:", "    - matches: [{method: GET}]\n      backendRefs:");
    let folder = Folder::with(&[("web.yaml", &route)]);
    let run = folder.run(&["implementations"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "1 Gateway API object needs 2 features",
            "  HTTPRoute                web.yaml:2:7  HTTPRoute shop/web kind",
            "  HTTPRouteMethodMatching  web.yaml:10:26  HTTPRoute shop/web spec.rules[0].matches[0].method",
            "",
        ]
    );
    let place = |start: &str| lines.iter().position(|it| it.starts_with(start)).unwrap();
    let (all, one, two) =
        (place("Report all of it"), place("Do not report 1 feature"), place("Do not report 2 features"));
    assert!(all < place("  envoy-gateway ") && place("  envoy-gateway ") < one, "{}", run.out);
    assert!(one < place("  higress ") && place("  higress ") < two, "{}", run.out);
    assert!(lines[place("  higress ")].ends_with("2026-08-14  Gateway API 1.6.0  HTTPRouteMethodMatching"));
    assert!(lines[place("  traefik ")].ends_with("tests skipped: HTTPRoute"), "{}", run.out);
    assert_eq!(run.out, folder.run(&["implementations", "web.yaml"]).out);
}

#[test]
fn programs_get_the_same() {
    let run = Folder::new().pipe(&["implementations", "-", "--format", "json"], GOOD);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&answer["version"], &answer["objects"]), (&1.into(), &1.into()));
    assert_eq!(answer["features"][0]["first"]["path"], "kind");
    assert_eq!(answer["features"][0]["side"], "gateway");
    let envoy = answer["implementations"].as_array().unwrap().iter().find(|it| it["name"] == "envoy-gateway");
    assert_eq!(envoy.unwrap()["gatewayApi"], "1.6.1");
}

#[test]
fn nothing_to_compare_by_is_said() {
    let service = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}";
    let run = Folder::with(&[("a.yaml", service)]).run(&["implementations"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("no Gateway API object"), "{}", run.err);
}

#[test]
fn what_could_not_be_read_is_said() {
    let folder = Folder::with(&[("good.yaml", GOOD), ("torn.yaml", "a: [")]);
    let run = folder.run(&["implementations"]);
    assert_eq!(run.code, Some(2));
    assert!(run.out.contains("Report all of it") && run.err.contains("torn.yaml:1:"), "{}", run.err);
    let run = folder.run(&["implementations", "good.yaml", "gone.yaml"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("gone.yaml"), "{}", run.err);
}

#[test]
fn the_chosen_implementation_is_checked() {
    let folder = Folder::with(&[("web.yaml", GOOD)]);
    let run = folder.run(&["check", "--implementation", "envoy-gatway"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("did you mean `envoy-gateway`?"), "{}", run.err);
    let run = folder.run(&["check", "--implementation", "linkerd@2.20", "--fail-on", "warning"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("RP7001") && run.out.contains("(2026-09-09, Gateway API 1.6.2)"), "{}", run.out);
}

//! How requests flow, for programs that draw.

use crate::harness::{Folder, GOOD};
use serde_json::Value;

#[test]
fn the_formats_are_what_other_programs_read() {
    let folder = Folder::with(&[("good.yaml", GOOD)]);
    let run = folder.run(&["graph"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.starts_with("flowchart LR\n  n0([\""), "{}", run.out);
    let run = folder.run(&["graph", "--format", "dot", "good.yaml"]);
    assert!(run.out.starts_with("digraph routeproof {") && run.out.ends_with("}\n"), "{}", run.out);
    let run = Folder::new().pipe(&["graph", "-", "--format", "json"], GOOD);
    let graph: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &graph["version"]), (Some(0), &Value::from(1)));
    assert_eq!(graph["nodes"][0]["kind"], "hostname");
}

#[test]
fn what_could_not_be_read_is_told_and_is_no_success() {
    let run = Folder::with(&[("a.yaml", "kind: Service\n")]).run(&["graph"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no route"), "{}", run.err);
    let run = Folder::with(&[("bad.yaml", "a: ["), ("good.yaml", GOOD)]).run(&["graph"]);
    assert_eq!(run.code, Some(2));
    assert!(run.out.starts_with("flowchart LR"), "{}", run.out);
    assert!(run.err.contains("bad.yaml:1"), "{}", run.err);
}

#[test]
fn the_path_of_a_request_is_marked_or_said_to_be_none() {
    let folder = Folder::with(&[("good.yaml", GOOD)]);
    let run = folder.run(&["graph", "--url", "nonsense"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("--url") && run.out.is_empty(), "{}", run.err);
    let run = folder.run(&["graph", "-H", "a: b"]);
    assert!(run.code == Some(2) && run.err.contains("--url"), "{}", run.err);
    let run = folder.run(&["graph", "--url", "http://a.test/", "--gateway", "no/where", "--format", "json"]);
    let graph: Value = serde_json::from_str(&run.out).unwrap();
    assert!(graph["answer"]["reasons"][0].is_string(), "{graph}");
    assert!(run.err.contains("passes nothing in the picture"), "{}", run.err);
}

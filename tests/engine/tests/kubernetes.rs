//! Replays `tests/corpus/kubernetes.jsonl`: objects of Kubernetes' own kinds with what the API server's code says of
//! them, which `tests/kubernetes -write-corpus` stored.

use routeproof_engine::{Judged, judge};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
    /// Whether it can be decoded. Validation was asked only then.
    decoded: bool,
    /// The paths of all errors, sorted.
    paths: Vec<String>,
}

/// What is wrong before validation.
const DECODING: [&str; 6] =
    ["BadTimestamp", "OutOfFormat", "Undecodable", "UnknownField", "Unreadable", "WrongType"];

#[test]
fn the_engine_agrees_with_the_api_server_on_kinds_of_kubernetes() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/kubernetes.jsonl");
    let lines = std::fs::read_to_string(corpus).expect("the corpus is committed");
    let (mut compared, mut differing) = (0, Vec::new());
    for line in lines.lines() {
        let line: Line = serde_json::from_str(line).expect("a line of the corpus is JSON");
        let got = judge(&line.text, "1.7", "standard").expect("the tables of 1.7 are built in");
        compared += 1;
        let paths = paths(&got, line.decoded);
        if paths != line.paths || got.accepted != line.paths.is_empty() {
            differing.push(format!("{paths:?} instead of {:?}\n{}", line.paths, line.text));
        }
    }
    assert!(compared > 700, "only {compared} texts were compared");
    assert!(differing.is_empty(), "{} of {compared} differ:\n{}", differing.len(), differing.join("\n---\n"));
}

fn paths(got: &Judged, decoded: bool) -> Vec<&str> {
    let errors = got.documents.iter().flat_map(|it| &it.errors);
    let errors = errors.filter(|it| decoded || DECODING.contains(&&*it.code));
    let mut paths: Vec<&str> = errors.map(|it| &*it.path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

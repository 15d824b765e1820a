//! Replays `tests/corpus/api.jsonl`: texts of our own with the verdicts of the API server's code, which
//! `tests/oracle -write-corpus` stored. The comparison is the one that `tests/oracle/compare.go` makes.

use std::collections::BTreeMap;

use routeproof_engine::{Judged, JudgedObject, judge};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    family: String,
    text: String,
    verdicts: BTreeMap<String, Verdict>,
}

#[derive(Deserialize)]
struct Verdict {
    accepted: bool,
    /// How many errors there are at least before there are objects.
    #[serde(default)]
    reading: usize,
    /// Whether objects may follow that kubectl never sees.
    #[serde(default)]
    stops: bool,
    /// Absent where only the verdict can be compared.
    objects: Option<Vec<Object>>,
}

#[derive(Deserialize)]
struct Object {
    stage: String,
    paths: Vec<String>,
}

#[test]
fn the_engine_agrees_with_the_stored_verdicts() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/api.jsonl");
    let lines = std::fs::read_to_string(corpus).expect("the corpus is committed");
    let (mut compared, mut differing) = (0, Vec::new());
    for line in lines.lines() {
        let line: Line = serde_json::from_str(line).expect("a line of the corpus is JSON");
        for (channel, want) in &line.verdicts {
            let got = judge(&line.text, "1.7", channel).expect("the tables of 1.7 are built in");
            compared += 1;
            if let Some(difference) = difference(want, &got) {
                differing.push(format!("{channel}, {}: {difference}\n{}", line.family, line.text));
            }
        }
    }
    assert!(compared > 600, "only {compared} verdicts were compared");
    assert!(differing.is_empty(), "{} of {compared} differ:\n{}", differing.len(), differing.join("\n---\n"));
}

fn difference(want: &Verdict, got: &Judged) -> Option<String> {
    if want.accepted != got.accepted {
        return Some(format!("accepted is {} instead of {}", got.accepted, want.accepted));
    }
    if got.reading.len() < want.reading {
        return Some(format!("{} reading errors instead of {}", got.reading.len(), want.reading));
    }
    let objects = want.objects.as_ref()?;
    let seen = if want.stops { objects.len().min(got.documents.len()) } else { got.documents.len() };
    if objects.len() != seen {
        return Some(format!("{seen} objects instead of {}", objects.len()));
    }
    objects.iter().zip(&got.documents).find_map(|(want, got)| object_difference(want, got))
}

fn object_difference(want: &Object, got: &JudgedObject) -> Option<String> {
    let paths = got.paths();
    let agrees = match want.stage.as_str() {
        "mapping" => paths == ["kind"] || paths == ["apiVersion"],
        _ => paths == want.paths,
    };
    (!agrees).then(|| format!("{} paths {paths:?} instead of {:?}", want.stage, want.paths))
}

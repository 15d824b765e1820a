//! What the reader yields, and where it says things stand.

mod limits;
mod recovery;
mod spans;
mod values;

use super::{ProblemKind, Reading, read};

/// The documents as text.
fn documents(text: &str) -> Vec<String> {
    let reading = read(text);
    let documents = reading.tree.documents().iter();
    documents.map(|it| format!("{:?}", reading.tree.value(text, it.root))).collect()
}

/// The only document as text, of a text without problems.
fn only(text: &str) -> String {
    let reading = read(text);
    assert_eq!(reading.problems, [], "{text:?}");
    let documents = documents(text);
    assert_eq!(documents.len(), 1, "{text:?}");
    documents.into_iter().next().unwrap()
}

fn kinds(reading: &Reading) -> Vec<ProblemKind> {
    reading.problems.iter().map(|it| it.kind.clone()).collect()
}

//! Reads JSON strings, one a line, as YAML, and prints what the reader makes of each as one line of JSON: the other
//! side of the comparison in `tests/oracle/yaml`.

use routeproof_yaml::{Kind, Number, ProblemKind, Value, read};
use serde_json::{Map, json};
use std::io::{BufRead, Error, Write};

fn main() -> Result<(), Error> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &dump(&text))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// The documents before the problem that stops kubectl, and that problem.
fn dump(text: &str) -> serde_json::Value {
    let reading = read(text);
    let stop = reading.problems.iter().find(|it| it.breaks());
    let before = |start| stop.is_none_or(|it| start < it.span.start);
    let documents = reading.tree.documents().iter().filter(|it| before(it.span.start));
    let has = |kind: &ProblemKind| reading.problems.iter().any(|it| it.kind == *kind);
    json!({
        "documents": documents.map(|it| canonical(reading.tree.value(text, it.root))).collect::<Vec<_>>(),
        "error": stop.map(|it| format!("{:?} at {}..{}", it.kind, it.span.start, it.span.end)),
        "duplicate": has(&ProblemKind::DuplicateKey),
        "colliding": has(&ProblemKind::CollidingKeys),
    })
}

fn canonical(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Null => json!(null),
        Kind::Bool => json!(value.as_bool()),
        Kind::Int | Kind::Float => match value.as_number() {
            Some(Number::Int(it)) => json!(it),
            Some(Number::Float(it)) => json!({ "$float": format!("{:016x}", it.to_bits()) }),
            None => json!("a number without a value"),
        },
        Kind::String => json!(value.as_str()),
        Kind::Sequence => value.items().map(canonical).collect(),
        Kind::Mapping => {
            let mut map = Map::new();
            for entry in value.entries() {
                let key = entry.key.as_str().unwrap_or("a key without a text");
                map.insert(key.to_owned(), canonical(entry.value));
            }
            map.into()
        }
    }
}

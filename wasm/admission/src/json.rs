//! JSON texts for the engine, and its trees as JSON.

use routeproof_core::yaml::{Kind, Number, Value as Node};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// `items`, a JSON array of objects, as the typed list that an API server answers with. A list of one kind need not say
/// in its items what they are, and hosts leave that out.
pub fn list_of(api_version: &str, kind: &str, items: &RawValue) -> String {
    let (api_version, list) = (Value::from(api_version), Value::from(format!("{kind}List")));
    format!(r#"{{"apiVersion":{api_version},"kind":{list},"items":{}}}"#, items.get())
}

/// What is wrong with JSON, without line and column: the reader does not see the text that they count in.
pub fn unplaced(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.as_str(), |it| it.0).to_owned()
}

/// A node as JSON. Fixes are made to YAML, of which JSON is a part: what they add need not be JSON.
pub fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::from(node.as_bool()),
        Kind::Int | Kind::Float => match node.as_number() {
            Some(Number::Int(it)) => Value::from(it),
            Some(Number::Float(it)) => Value::from(it),
            None => Value::Null,
        },
        Kind::String => Value::from(node.as_str()),
        Kind::Sequence => node.items().map(value).collect(),
        Kind::Mapping => {
            let entry = |key: Node<'_>, it| Some((key.as_str()?.to_owned(), value(it)));
            let entries: Map<_, _> = node.entries().filter_map(|it| entry(it.key, it.value)).collect();
            Value::Object(entries)
        }
    }
}

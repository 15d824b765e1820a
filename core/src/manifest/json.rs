//! Nodes as JSON, for hosts that hand objects to other programs.

use crate::yaml::{Kind, Number, Value as Node};
use serde_json::Value;

/// A node as JSON, its aliases followed. The reader limits how deep a tree is.
pub fn json(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::from(node.as_bool()),
        Kind::Int | Kind::Float => match node.as_number() {
            Some(Number::Int(it)) => Value::from(it),
            Some(Number::Float(it)) => Value::from(it),
            None => Value::Null,
        },
        Kind::String => Value::from(node.as_str()),
        Kind::Sequence => node.items().map(json).collect(),
        Kind::Mapping => {
            // A key is always a string.
            let entry = |key: Node<'_>, it| (key.as_str().unwrap_or_default().to_owned(), json(it));
            Value::Object(node.entries().map(|it| entry(it.key, it.value)).collect())
        }
    }
}

//! A controller's own status beside the predicted one.

use serde_json::Value;
use std::fmt;

/// One thing in which a status differs from the prediction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Where: `parents[Gateway infra/edge].conditions[Accepted].reason`.
    pub path: String,
    /// What is predicted; nothing where it should not be there.
    pub predicted: Option<String>,
    /// What the status says; nothing where it is not there.
    pub found: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, predicted, found } = self;
        match (predicted, found) {
            (Some(predicted), Some(found)) => write!(out, "{path} is {found}, predicted is {predicted}"),
            (Some(predicted), None) => write!(out, "{path} is not there, predicted is {predicted}"),
            (None, found) => {
                write!(out, "{path} is {}, predicted is none", found.as_deref().unwrap_or("empty"))
            }
        }
    }
}

/// One difference a line.
pub(super) fn lines(differences: &[Difference]) -> String {
    differences.iter().map(|it| format!("  {it}")).collect::<Vec<_>>().join("\n")
}

/// Lists of a status whose items have an identity, and what it is made of.
const LISTS: [(&str, &[&str]); 5] = [
    ("conditions", &["/type"]),
    ("listeners", &["/name"]),
    ("parents", &["/controllerName", "/parentRef"]),
    ("ancestors", &["/controllerName", "/ancestorRef"]),
    ("supportedKinds", &["/group", "/kind"]),
];

/// Fields that Gateway API leaves to the implementation.
const OWN: [&str; 4] = ["addresses", "supportedFeatures", "message", "lastTransitionTime"];

/// Fields that tell the items of a list apart; a default in them may be written or not.
const REFERENCES: [&str; 2] = ["parentRef", "ancestorRef"];

/// In what a status differs from the prediction.
pub(super) fn differences(predicted: &Value, own: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", predicted, own, &mut found);
    found
}

fn compare(path: &str, predicted: &Value, own: &Value, found: &mut Vec<Difference>) {
    let Value::Object(fields) = predicted else {
        if predicted != own {
            found.push(difference(path, Some(predicted), Some(own)));
        }
        return;
    };
    let is_compared = |key: &str| !OWN.contains(&key) && !REFERENCES.contains(&key);
    for (key, value) in fields.iter().filter(|(key, _)| is_compared(key)) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (LISTS.iter().find(|(name, _)| name == key), own.get(key), value) {
            (Some((name, identity)), own, Value::Array(items)) => {
                let own = own.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                // A controller may write conditions of its own types.
                let closed = *name != "conditions";
                compare_lists(&path, identity, closed, (items, own), found);
            }
            (_, Some(own), _) => compare(&path, value, own, found),
            // A count that is not written is 0.
            (_, None, value) if *value == 0 => {}
            (_, None, _) => found.push(difference(&path, Some(value), None)),
        }
    }
}

fn compare_lists(
    path: &str,
    identity: &[&str],
    closed: bool,
    (predicted, own): (&[Value], &[Value]),
    found: &mut Vec<Difference>,
) {
    let name = |it: &Value| identity.iter().filter_map(|at| it.pointer(at)).map(word).collect::<Vec<_>>();
    let mut left: Vec<_> = own.iter().map(|it| (name(it), it)).collect();
    for item in predicted {
        let id = name(item);
        let at = left.iter().position(|(it, _)| *it == id);
        let own = at.map(|at| left.swap_remove(at).1);
        let path = format!("{path}[{}]", id.join(" "));
        match own {
            _ if item.get("status").and_then(Value::as_str) == Some("Unknown") => {}
            Some(own) => compare(&path, item, own, found),
            None => found.push(difference(&path, Some(item), None)),
        }
    }
    if closed {
        found.extend(
            left.iter().map(|(id, it)| difference(&format!("{path}[{}]", id.join(" ")), None, Some(it))),
        );
    }
}

fn difference(path: &str, predicted: Option<&Value>, own: Option<&Value>) -> Difference {
    Difference { path: path.to_owned(), predicted: predicted.map(summary), found: own.map(summary) }
}

/// A value in a few words: of a condition its status and reason, and of other objects that they are there.
fn summary(value: &Value) -> String {
    let text = |key| value.get(key).and_then(Value::as_str);
    match (text("status"), text("reason")) {
        (Some(status), Some(reason)) => format!("{status} ({reason})"),
        _ if value.is_object() => "an entry".to_owned(),
        _ => value.to_string(),
    }
}

/// An identity in a few words: of a reference its kind, namespace, name and section.
fn word(value: &Value) -> String {
    let text = |key| value.get(key).and_then(Value::as_str);
    let Some(name) = text("name") else {
        return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    };
    let group = match text("group") {
        None | Some(super::GROUP) => String::new(),
        Some("") => ".core".to_owned(),
        Some(group) => format!(".{group}"),
    };
    let namespace = text("namespace").map(|it| format!("{it}/")).unwrap_or_default();
    let section = text("sectionName").map(|it| format!("#{it}")).unwrap_or_default();
    let port = value.get("port").map(|it| format!(":{it}")).unwrap_or_default();
    format!("{}{group} {namespace}{name}{section}{port}", text("kind").unwrap_or("Gateway"))
}

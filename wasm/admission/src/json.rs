//! JSON texts for the engine.

use serde_json::Value;
use serde_json::value::RawValue;

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

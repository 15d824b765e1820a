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

/// Whether two texts are the same, eight bytes a step: in WebAssembly the libraries compare one by one.
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let (words, rest) = one.as_chunks::<8>();
    let (other_words, other_rest) = other.as_chunks::<8>();
    let same = |(one, other): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*one) == u64::from_le_bytes(*other);
    one.len() == other.len() && rest == other_rest && words.iter().zip(other_words).all(same)
}

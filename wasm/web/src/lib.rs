//! `@routeproof/web`: the engine's door for browsers. It moves a request in and an answer out, and decides nothing.

use js_sys::JSON;
use routeproof_core::ffi::{self, Answer, Request};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Answers one request; a malformed one gets an answer too, of type `failure`.
///
/// # Errors
/// Only where the answer cannot become a JavaScript value.
#[wasm_bindgen]
pub fn answer(request: &JsValue) -> Result<JsValue, JsValue> {
    let answer = match read(request) {
        Ok(request) => ffi::answer(request),
        Err(error) => Answer::failure(format!("the request is not understood: {error}")),
    };
    serde::Serialize::serialize(&answer, &Serializer::json_compatible()).map_err(JsValue::from)
}

/// A request by way of its JSON text: `serde-wasm-bindgen` asks an object for the fields that it knows only, so that a
/// typo in an option would not be heard.
fn read(request: &JsValue) -> Result<Request, String> {
    let text = JSON::stringify(request).ok().and_then(|it| it.as_string());
    let text = text.ok_or("it cannot become JSON")?;
    serde_json::from_str(&text).map_err(|it| it.to_string())
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    ffi::VERSION.to_owned()
}

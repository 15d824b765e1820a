//! `@routeproof/web`: the engine's door for browsers. It moves a request in and an answer out, and decides nothing.

use routeproof_core::ffi::{self, Answer, Request};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Answers one request; a malformed one gets an answer too, of type `failure`.
///
/// # Errors
/// Only where the answer cannot become a JavaScript value.
#[wasm_bindgen]
pub fn answer(request: JsValue) -> Result<JsValue, JsValue> {
    let answer = match serde_wasm_bindgen::from_value::<Request>(request) {
        Ok(request) => ffi::answer(request),
        Err(error) => Answer::failure(error.to_string()),
    };
    serde::Serialize::serialize(&answer, &Serializer::json_compatible()).map_err(JsValue::from)
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    ffi::VERSION.to_owned()
}

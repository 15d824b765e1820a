//! `@routeproof/web`: the engine's door for browsers. It moves a question in and an answer out, and decides nothing.

use js_sys::JSON;
use routeproof_core::ffi::{self, Answer, FromValue};
use serde::Serialize as _;
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
    write(&answer)
}

/// Inputs that are kept between questions: a change of one source reads and judges only that source again.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session(ffi::Session);

#[wasm_bindgen]
impl Session {
    /// A session about `inputs`.
    ///
    /// # Errors
    /// An answer of type `failure` where the inputs are not understood, or the settings in them cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(inputs: &JsValue) -> Result<Self, JsValue> {
        let session = match read(inputs) {
            Ok(inputs) => ffi::Session::new(inputs),
            Err(error) => Err(Answer::failure(format!("the inputs are not understood: {error}"))),
        };
        match session {
            Ok(session) => Ok(Self(session)),
            Err(failure) => Err(write(&failure)?),
        }
    }

    /// Adds a source of manifests, or replaces its text.
    #[wasm_bindgen(js_name = setSource)]
    pub fn set_source(&mut self, name: &str, text: String) {
        self.0.set_source(name, text);
    }

    /// Adds a dump of what a cluster reported, or replaces its text.
    #[wasm_bindgen(js_name = setLive)]
    pub fn set_live(&mut self, name: &str, text: String) {
        self.0.set_live(name, text);
    }

    /// Takes a source away; says whether it was there.
    #[wasm_bindgen(js_name = removeSource)]
    pub fn remove_source(&mut self, name: &str) -> bool {
        self.0.remove_source(name)
    }

    /// Answers a question; one that is not understood gets an answer too, of type `failure`.
    ///
    /// # Errors
    /// Only where the answer cannot become a JavaScript value.
    pub fn ask(&mut self, question: &JsValue) -> Result<JsValue, JsValue> {
        let answer = match read(question) {
            Ok(question) => self.0.ask(question),
            Err(error) => Answer::failure(format!("the question is not understood: {error}")),
        };
        write(&answer)
    }
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    ffi::VERSION.to_owned()
}

/// A value by way of its JSON text: `serde-wasm-bindgen` asks an object for the fields that it knows only, so that a typo
/// in an option would not be heard.
fn read<T: FromValue>(value: &JsValue) -> Result<T, String> {
    let text = JSON::stringify(value).ok().and_then(|it| it.as_string());
    let text = text.ok_or("it cannot become JSON")?;
    ffi::read(&text)
}

fn write(answer: &Answer) -> Result<JsValue, JsValue> {
    answer.serialize(&Serializer::json_compatible()).map_err(JsValue::from)
}

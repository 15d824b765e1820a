//! `@routeproof/web`: the engine's door for browsers. It moves a question in and an answer out, and decides nothing.

use js_sys::JSON;
use routeproof_core::ffi::{self, Answer, Failure, FailureKind, Inputs, Question, Request};
use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Answers one request; a malformed one gets an answer too, of type `failure`.
///
/// # Errors
/// Only where the answer cannot become a JavaScript value.
#[wasm_bindgen]
pub fn answer(request: &JsValue) -> Result<JsValue, JsValue> {
    let request = json(request).and_then(|it| Request::from_json(&it));
    write(&request.map(ffi::answer).into())
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
        let inputs = json(inputs).and_then(|it| Inputs::from_json(&it));
        match inputs.and_then(ffi::Session::new) {
            Ok(session) => Ok(Self(session)),
            Err(failure) => Err(write(&Answer::Failure(failure))?),
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
        let question = json(question).and_then(|it| Question::from_json(&it));
        write(&question.map(|it| self.0.ask(it)).into())
    }
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    ffi::VERSION.to_owned()
}

/// The JSON text of a value: `serde-wasm-bindgen` asks an object for the fields that it knows only, so that a spelling
/// mistake in an option would not be noticed.
fn json(value: &JsValue) -> Result<String, Failure> {
    let text = JSON::stringify(value).ok().and_then(|it| it.as_string());
    text.ok_or_else(|| {
        Failure::new(
            FailureKind::NotUnderstood,
            "what was handed over is not understood: it cannot become JSON",
        )
    })
}

fn write(answer: &Answer) -> Result<JsValue, JsValue> {
    answer.serialize(&Serializer::json_compatible()).map_err(JsValue::from)
}

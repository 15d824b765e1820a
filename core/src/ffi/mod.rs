//! The one door for every host: typed questions and answers, plain Rust and serde.
//!
//! A host that asks once hands over a [`Request`], as JSON text through [`answer_json`] or through serde; one that asks
//! again and again keeps a [`Session`]. What cannot be understood gets an answer too, so that no host needs an error
//! path of its own. Questions refuse unknown fields, so that a typo in an option is heard; answers only gain fields.

mod answer;
#[cfg(feature = "editor")]
mod files;
mod question;
mod request;
mod session;

/// Reads a [`Request`], [`Inputs`] or a [`Question`] from JSON by the engine's own reader, for hosts that should be small.
pub use crate::typed::{FromValue, document as read};
pub use answer::{Answer, Change, RuleV1};
pub use question::{Complete, FailOn, Format, Inputs, Question, Request, SourceText};
pub use request::{RequestFault, RequestText};
pub use session::Session;

use crate::schema::CompileCrds;

/// The engine's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Answers one request.
pub fn answer(request: Request) -> Answer {
    answer_with(request, None)
}

/// The same for a host that has what compiles CRDs.
pub fn answer_with(request: Request, compile: Option<CompileCrds>) -> Answer {
    match Session::with_crds(request.inputs, compile) {
        Ok(mut session) => session.ask(request.question),
        Err(failure) => failure,
    }
}

/// Answers one request in JSON with JSON.
pub fn answer_json(request: &str) -> String {
    match serde_json::from_str(request) {
        Ok(request) => answer(request),
        Err(error) => Answer::failure(format!("the request is not understood: {error}")),
    }
    .to_json()
}

/// The JSON Schemas of a question with its inputs, of both alone, of an answer, and of a line in a file of HTTP requests.
#[cfg(feature = "schema")]
pub fn schemas() -> [(&'static str, schemars::Schema); 5] {
    use schemars::generate::SchemaSettings;
    let read = || SchemaSettings::draft2020_12().into_generator();
    // What is written may leave out what is empty.
    let written = SchemaSettings::draft2020_12().for_serialize().into_generator();
    [
        ("request", read().into_root_schema_for::<Request>()),
        ("inputs", read().into_root_schema_for::<Inputs>()),
        ("question", read().into_root_schema_for::<Question>()),
        ("request-line", read().into_root_schema_for::<RequestText>()),
        ("answer", written.into_root_schema_for::<Answer>()),
    ]
}

#[cfg(test)]
mod tests;

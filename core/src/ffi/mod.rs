//! The one door for every host: typed questions and answers, plain Rust and serde.
//!
//! A host that asks once hands over a [`Request`], as JSON text through [`answer_json`]; one that asks again and again
//! keeps a [`Session`]. Every host reads questions by the same reader. What cannot be understood or answered is a
//! [`Failure`], which is an answer too, so that no host needs error messages of its own. Questions refuse unknown fields,
//! so that a spelling mistake in an option is noticed; answers only gain fields.

mod answer;
mod failure;
#[cfg(feature = "editor")]
mod files;
mod question;
mod request;
mod session;

/// Reads a part of settings from JSON, for hosts that get the parts one by one.
pub use crate::typed::{DocumentError, FromValue, document as read};
pub use answer::{Answer, Change, RuleV1};
pub use failure::{Failure, FailureKind, FailurePlace};
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
    Session::with_crds(request.inputs, compile).map(|mut session| session.ask(request.question)).into()
}

/// Answers one request in JSON with JSON.
pub fn answer_json(request: &str) -> String {
    Answer::from(Request::from_json(request).map(answer)).to_json()
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

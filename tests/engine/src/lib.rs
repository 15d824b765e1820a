//! The questions that test harnesses put to the engine, and its answers, both as lines of JSON.

mod judge;
mod predict;

use routeproof_core::internal::schema::Crds;
use serde::Deserialize;
use serde_json::{Value, json};

pub use judge::{Finding, Judged, JudgedObject, judge};

/// A conversation: what one question leaves for the next.
#[derive(Debug, Default)]
pub struct Session {
    /// The CRDs that `crds` brought.
    crds: Crds,
    /// The cluster that the last `load` brought.
    loaded: Vec<predict::Loaded>,
}

/// Which operation a question asks for, and under which number.
#[derive(Deserialize)]
struct Head {
    op: String,
    #[serde(default)]
    id: Value,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// It is no JSON, or not of the shape that its operation wants.
    #[error("the question cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// It has no answer.
    #[error("there is no operation `{0}`")]
    UnknownOp(String),
    /// What was to be loaded is no object.
    #[error("this cannot be loaded: {0}")]
    NoObject(String),
    /// What is to be followed is no request.
    #[error("this is no request: {0}")]
    NoRequest(String),
    /// It names a release or channel that there is no table of.
    #[error("there is no schema of Gateway API {release} in channel {channel}")]
    UnknownRelease {
        /// As asked.
        release: String,
        /// As asked.
        channel: String,
    },
}

impl Session {
    /// The answer to one question, as one line without its end.
    pub fn answer(&mut self, question: &str) -> String {
        let answered = serde_json::from_str::<Head>(question)
            .map_err(Refusal::from)
            .and_then(|head| Ok((head.id.clone(), self.dispatch(&head, question)?)));
        match answered {
            Ok((id, Value::Object(mut fields))) => {
                fields.insert("id".to_owned(), id);
                Value::Object(fields).to_string()
            }
            Ok((_, other)) => other.to_string(),
            Err(refusal) => json!({ "error": refusal.to_string() }).to_string(),
        }
    }

    /// A new operation is a module with a function, and an arm here.
    fn dispatch(&mut self, head: &Head, question: &str) -> Result<Value, Refusal> {
        match head.op.as_str() {
            "judge" => judge::answer(&serde_json::from_str(question)?, &self.crds),
            "crds" => {
                let (crds, answer) = judge::compile(&serde_json::from_str(question)?);
                self.crds = crds;
                Ok(answer)
            }
            "load" => {
                self.loaded = predict::load(&serde_json::from_str(question)?)?;
                Ok(json!({ "loaded": self.loaded.len() }))
            }
            "compute" => predict::compute(&self.loaded, serde_json::from_str(question)?),
            "request" => predict::follow(&self.loaded, serde_json::from_str(question)?),
            other => Err(Refusal::UnknownOp(other.to_owned())),
        }
    }
}

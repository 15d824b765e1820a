//! Why there is no answer: what kind of failure it is, in words, and where.

use super::{Inputs, Question, Request};
use crate::settings::SettingsError;
use crate::typed::{DocumentError, FromValue, document};
use serde::Serialize;
use thiserror::Error;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("{message}")]
#[non_exhaustive]
pub struct Failure {
    /// What has to change.
    pub kind: FailureKind,
    /// Why, in one line.
    pub message: String,
    /// Where, as far as it is known.
    pub at: Option<FailurePlace>,
}

/// What has to change for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FailureKind {
    /// The JSON of a request, of inputs or of a question: it cannot be read, or a field of it is wrong.
    NotUnderstood,
    /// The settings, or the profile that they name.
    Settings,
    /// The CRDs that the inputs have or that settings name.
    Crds,
    /// The name of a source or of a rule: there is none.
    NotFound,
    /// The build of the engine: this one does not answer the question.
    Unsupported,
    /// Nothing that was handed over: the engine made a mistake.
    Internal,
}

/// Where the failure is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FailurePlace {
    /// The text: `request`, `inputs`, `question`, `settings`, `profile`, or the name of a file or of a source.
    pub text: String,
    /// The field in it, for instance `requests[0]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column, from 1, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl Failure {
    /// A failure whose place is not known.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), at: None }
    }

    /// The same, in the text with this name.
    #[must_use]
    pub fn within(mut self, text: &str) -> Self {
        self.at = Some(FailurePlace { text: text.to_owned(), path: None, line: None, column: None });
        self
    }

    /// The same, in this field of its text.
    pub(super) fn below(mut self, path: &str) -> Self {
        if let Some(at) = &mut self.at {
            at.path = Some(path.to_owned());
        }
        self
    }

    /// The same, in the file with this name.
    #[cfg(feature = "editor")]
    pub(super) fn of_file(mut self, name: &str) -> Self {
        if let Some(at) = &mut self.at {
            name.clone_into(&mut at.text);
        }
        self
    }

    /// The JSON of `what` is not understood.
    fn not_understood(what: &str, error: DocumentError) -> Self {
        let message = format!("the {what} is not understood: {error}");
        let mut failure = Self::new(FailureKind::NotUnderstood, message).within(what);
        if let Some(at) = &mut failure.at {
            at.path = Some(error.path).filter(|it| !it.is_empty());
            (at.line, at.column) = (Some(error.at.line), Some(error.at.column));
        }
        failure
    }

    /// As the JSON of an [`Answer`](super::Answer).
    pub fn to_json(self) -> String {
        super::Answer::Failure(self).to_json()
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        let failure = Self::new(FailureKind::Settings, error.to_string());
        match error {
            SettingsError::Invalid { file, line, column, .. } => {
                let mut failure = failure.within(file);
                if let Some(at) = &mut failure.at {
                    (at.line, at.column) = (Some(line), Some(column));
                }
                failure
            }
            SettingsError::Value { file, .. } => failure.within(file),
            SettingsError::ProfileNotGiven { .. } => failure.within("settings"),
        }
    }
}

/// Reads the JSON of `what`.
fn read<T: FromValue>(what: &str, text: &str) -> Result<T, Failure> {
    document(text).map_err(|error| Failure::not_understood(what, error))
}

impl Request {
    /// Reads a request in JSON.
    ///
    /// # Errors
    /// What is not understood, and where.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        read("request", text)
    }
}

impl Inputs {
    /// Reads inputs in JSON.
    ///
    /// # Errors
    /// What is not understood, and where.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        read("inputs", text)
    }
}

impl Question {
    /// Reads a question in JSON.
    ///
    /// # Errors
    /// What is not understood, and where.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        read("question", text)
    }
}

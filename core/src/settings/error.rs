//! Why settings or a profile cannot be used: always with the place, and with what was probably meant where that is easy.

use crate::suggest::nearest;

/// Settings or a profile that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The text is no YAML, or a value is not what its key takes.
    #[error("{file} line {line}, column {column}: {message}")]
    Invalid {
        /// `settings` or `profile`.
        file: &'static str,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A value does not fit the others, or the text ends before its place is known.
    #[error("{file}: {message}")]
    Value {
        /// `settings` or `profile`.
        file: &'static str,
        /// What is wrong, with the key.
        message: String,
    },
    /// The profile is a file that nobody has read yet.
    #[error("settings: profile `{path}` is a file whose text was not given")]
    ProfileNotGiven {
        /// The file.
        path: String,
    },
}

impl SettingsError {
    /// A value that does not fit.
    pub(crate) fn value(file: &'static str, key: &str, why: &str) -> Self {
        Self::Value { file, message: format!("`{key}` {why}") }
    }

    /// What the YAML reader says, in our words where a person can act on them.
    pub(crate) fn reading(file: &'static str, error: &serde_yaml::Error) -> Self {
        let text = error.to_string();
        let Some(place) = error.location() else {
            return Self::Value { file, message: reword(&text) };
        };
        let (line, column) = (place.line(), place.column());
        let at = format!(" at line {line} column {column}");
        Self::Invalid { file, line, column, message: reword(&text.replace(&at, "")) }
    }
}

/// The reader's text, such as "key: unknown field x, expected one of y, z".
fn reword(text: &str) -> String {
    let names: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    let place = |what: &str| text.split_once(what).map(|(place, _)| place).unwrap_or_default().to_owned();
    let meant = |wrong: &str, known: &[&str]| match nearest(wrong, known.iter().copied()) {
        Some(right) => format!("; did you mean `{right}`?"),
        None => {
            format!("; known are {}", known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
        }
    };
    match names.as_slice() {
        [wrong, known @ ..] if text.contains("unknown field `") => {
            format!("{}unknown key `{wrong}`{}", place("unknown field `"), meant(wrong, known))
        }
        [wrong, known @ ..] if text.contains("unknown variant `") => {
            format!("{}unknown value `{wrong}`{}", place("unknown variant `"), meant(wrong, known))
        }
        [name] if text.contains("missing field `") => {
            format!("{}has no `{name}`", place("missing field `"))
        }
        [name] if text.contains("duplicate field `") => {
            format!("{}has `{name}` twice", place("duplicate field `"))
        }
        _ => text.to_owned(),
    }
}

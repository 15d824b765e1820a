//! Why settings or a profile cannot be used: always with the place, and with what was probably meant where that is easy.

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
    /// A value does not fit the others, or the text holds none.
    #[error("{file}: {message}")]
    Value {
        /// `settings` or `profile`.
        file: &'static str,
        /// What is wrong, with the key.
        message: String,
    },
    /// The profile is a file that was not read.
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

    /// A text that holds no value.
    pub(super) fn nothing(file: &'static str) -> Self {
        Self::Value { file, message: "says nothing".to_owned() }
    }
}

//! `rules: {RP4002: off, RP2001: error}`: how bad each rule's findings are.

use crate::diagnostic::Severity;
use crate::typed::{Fault, FromValue, entries, word};
use crate::yaml::Value;
use serde::{Serialize, Serializer};

/// The severity of a rule's findings, or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They are dropped.
    Off,
    /// Advice.
    Info,
    /// Probably not what was meant.
    Warning,
    /// Wrong.
    Error,
}

/// Levels by rule code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(Vec<(String, Level)>);

impl Level {
    /// The severity that findings get, unless they are dropped.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

impl Levels {
    /// The level of `code`, where settings say one.
    pub fn get(&self, code: &str) -> Option<Level> {
        self.0.iter().find(|it| it.0 == code).map(|it| it.1)
    }

    /// The codes with a level.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| it.0.as_str())
    }
}

impl Serialize for Levels {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.0.iter().map(|(code, level)| (code, level)))
    }
}

impl FromValue for Level {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        // YAML 1.1 readers, on the way from a Python host for instance, turn `off` into `false`.
        if bool::from_value(value).is_ok_and(|it| !it) {
            return Ok(Self::Off);
        }
        let known =
            [("off", Self::Off), ("info", Self::Info), ("warning", Self::Warning), ("error", Self::Error)];
        word(value, &known)
    }
}

impl FromValue for Levels {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        let mut levels = Self::default();
        for entry in entries(value)? {
            let code = entry.key.as_str().unwrap_or_default();
            let level = Level::from_value(entry.value).map_err(|it| it.below(code))?;
            levels.0.push((code.to_owned(), level));
        }
        Ok(levels)
    }
}

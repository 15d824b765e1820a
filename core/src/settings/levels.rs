//! `rules: {RP4002: off, RP2001: error}`: how bad each rule's findings are.

use crate::diagnostic::Severity;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What becomes of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Levels(BTreeMap<String, Level>);

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
        self.0.get(code).copied()
    }

    /// The codes with a level.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Level;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("`off`, `info`, `warning` or `error`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Level, E> {
                match text {
                    "off" => Ok(Level::Off),
                    "info" => Ok(Level::Info),
                    "warning" => Ok(Level::Warning),
                    "error" => Ok(Level::Error),
                    other => Err(E::unknown_variant(other, &["off", "info", "warning", "error"])),
                }
            }

            // YAML 1.1 readers, on the way from a Python host for instance, turn `off` into `false`.
            fn visit_bool<E: de::Error>(self, on: bool) -> Result<Level, E> {
                if on {
                    Err(E::unknown_variant("on", &["off", "info", "warning", "error"]))
                } else {
                    Ok(Level::Off)
                }
            }
        }
        from.deserialize_any(Text)
    }
}

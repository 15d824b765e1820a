//! `messages.yaml`: what to say when a CEL rule fails.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::rules::RuleUse;

/// Message and help of one rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Message {
    pub(crate) message: String,
    #[serde(default)]
    pub(crate) help: String,
}

/// All messages by rule key.
pub(crate) struct Messages(BTreeMap<String, Message>);

impl Messages {
    /// Reads `file`; every rule has an entry there, and every entry a rule.
    pub(crate) fn read(file: &Path, rules: &BTreeMap<String, RuleUse>) -> Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let messages: BTreeMap<String, Message> = serde_yaml::from_str(&text)?;
        for (key, rule) in rules {
            if !messages.contains_key(key) {
                bail!("no message for rule {key}: {}", rule.expression);
            }
        }
        if let Some(key) = messages.keys().find(|it| !rules.contains_key(*it)) {
            bail!("message {key} belongs to no rule");
        }
        Ok(Self(messages))
    }

    /// The message of the rule with that key.
    pub(crate) fn of(&self, key: &str, expression: &str) -> Result<&Message> {
        self.0.get(key).with_context(|| format!("no message for rule {key}: {expression}"))
    }
}

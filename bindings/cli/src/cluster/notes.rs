//! What could not be read and why, in a line for each reason.

use super::api::Refusal;
use std::collections::BTreeMap;

/// Reasons, each with what it is about.
#[derive(Debug, Default)]
pub(super) struct Notes {
    by_reason: BTreeMap<String, Vec<String>>,
    single: Vec<String>,
}

impl Notes {
    /// `what` could not be read.
    pub(super) fn refused(&mut self, refusal: &Refusal, what: &str) {
        self.about(format!("{refusal}; what depends on it is unknown"), what);
    }

    /// `what` could be read in `namespace` only.
    pub(super) fn narrowed(&mut self, namespace: &str, what: &str) {
        self.about(format!("RBAC forbids listing all namespaces; read in `{namespace}` only"), what);
    }

    /// Something that is about nothing else.
    pub(super) fn say(&mut self, text: String) {
        self.single.push(text);
    }

    fn about(&mut self, reason: String, what: &str) {
        let all = self.by_reason.entry(reason).or_default();
        if !all.iter().any(|it| it == what) {
            all.push(what.to_owned());
        }
    }

    /// Every note, on a line each.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        let by_reason = self.by_reason.iter().map(|(reason, what)| format!("{}: {reason}", what.join(", ")));
        by_reason.chain(self.single.iter().cloned())
    }
}

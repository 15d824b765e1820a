//! A policy in CEL, for every format: variables, what has to hold, and what it leaves to others.

use super::cel::text;

/// A policy.
#[derive(Debug, Clone, Default)]
pub(super) struct Policy {
    /// Its name: a DNS subdomain.
    pub(super) name: String,
    /// What it is for, a comment line each.
    pub(super) about: Vec<String>,
    /// The objects that it is asked about.
    pub(super) scope: Scope,
    /// Which requests are judged at all: every one of these has to hold.
    pub(super) conditions: Vec<Named>,
    /// Values that expressions use as `variables.NAME`; each may use those before it.
    pub(super) variables: Vec<Named>,
    /// What has to hold.
    pub(super) validations: Vec<Validation>,
}

/// The objects that a policy is asked about.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// By API group, resources with their subresources.
    pub(super) resources: Vec<(&'static str, Vec<&'static str>)>,
    /// What is left out of these.
    pub(super) without: Vec<(&'static str, Vec<&'static str>)>,
    /// Whether objects without a namespace are judged.
    pub(super) cluster: bool,
    /// These namespaces only; all, where there are none.
    pub(super) namespaces: Vec<String>,
    /// Never these namespaces.
    pub(super) exempt: Vec<String>,
}

/// An expression with a name.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) expression: String,
}

/// What has to hold.
#[derive(Debug, Clone)]
pub(super) struct Validation {
    /// True where it does.
    pub(super) expression: String,
    /// The message where it does not hold.
    pub(super) message: String,
    /// CEL that says it with what is wrong in the object; `message` counts where it cannot be evaluated.
    pub(super) detailed: Option<String>,
}

/// What the profile says and the policy does not hold objects to, or not by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The rules: `RP5014`.
    pub codes: &'static [&'static str],
    /// What is not covered, and why.
    pub what: String,
}

impl Policy {
    /// Every expression that depends on how much a profile lists.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &str> {
        let variables = self.variables.iter().map(|it| it.expression.as_str());
        variables.chain(self.validations.iter().map(|it| it.expression.as_str()))
    }

    pub(super) fn variable(&mut self, name: &'static str, expression: impl Into<String>) {
        self.variables.push(Named { name, expression: expression.into() });
    }

    /// Adds what has to hold. `message` is shown where it does not; `more` is CEL that says more where it can be evaluated.
    pub(super) fn require(&mut self, expression: impl Into<String>, message: &str, more: Option<&str>) {
        let detailed = more.map(|more| format!("{} + {more}", text(&format!("{message}: "))));
        self.validations.push(Validation {
            expression: expression.into(),
            message: message.to_owned(),
            detailed,
        });
    }
}

//! The YAML of policies: comments, keys, and expressions as blocks that keep their lines.

use super::policy::{Gap, Named, Policy, Scope, Validation};
use super::{NAME_LABEL, Source};
use std::fmt::Write as _;

/// Comments are broken at this column.
const WIDTH: usize = 110;

/// What stands above the policies: what they are, and what they do not cover.
pub(super) fn head(source: &Source<'_>, gaps: &[Gap]) -> String {
    let mut out = Lines::default();
    let name = crate::source::shown(&source.profile.name);
    out.comment(
        0,
        &format!(
            "Written by `routeproof export` from the profile `{name}`: write it anew when that changes."
        ),
    );
    out.comment(0, "It says what the rules RP5xxx of routeproof say, but for:");
    for gap in gaps {
        out.comment(2, &format!("{}: {}.", gap.codes.join(", "), gap.what));
    }
    out.0
}

/// Lines of YAML.
#[derive(Default)]
pub(super) struct Lines(pub(super) String);

impl Lines {
    /// A line as it is.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        // Writing to a text does not fail.
        _ = writeln!(self.0, "{:indent$}{text}", "");
    }

    /// A comment, on as many lines as it needs; after the first they are moved to the right.
    pub(super) fn comment(&mut self, indent: usize, text: &str) {
        let (mut line, mut first) = (String::new(), true);
        let mut put = |line: &mut String| {
            let more = if std::mem::take(&mut first) { 0 } else { 2 };
            _ = writeln!(self.0, "# {:width$}{line}", "", width = indent + more);
            line.clear();
        };
        for word in text.split(' ') {
            if !line.is_empty() && line.len() + word.len() > WIDTH {
                put(&mut line);
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        put(&mut line);
    }

    /// The begin of a document.
    pub(super) fn document(&mut self, policy: &Policy, api_version: &str, kind: &str, name: &str) {
        self.line(0, "---");
        for line in &policy.about {
            self.comment(0, line);
        }
        self.line(0, &format!("apiVersion: {api_version}"));
        self.line(0, &format!("kind: {kind}"));
        self.line(0, &format!("metadata: {{name: {name}}}"));
    }

    /// An expression, as a block that keeps its lines.
    pub(super) fn expression(&mut self, indent: usize, key: &str, expression: &str) {
        self.line(indent, &format!("{key}: |-"));
        let inner = indent + if key.starts_with("- ") { 4 } else { 2 };
        for line in expression.lines() {
            self.line(inner, line);
        }
    }

    /// Expressions with names.
    pub(super) fn named(&mut self, indent: usize, key: &str, named: &[Named]) {
        if named.is_empty() {
            return;
        }
        self.line(indent, &format!("{key}:"));
        for it in named {
            self.line(indent + 2, &format!("- name: {}", it.name));
            self.expression(indent + 4, "expression", &it.expression);
        }
    }

    /// What has to hold; `reason` is what the API server answers with.
    pub(super) fn validations(&mut self, indent: usize, validations: &[Validation], reason: Option<&str>) {
        self.line(indent, "validations:");
        for it in validations {
            self.expression(indent + 2, "- expression", &it.expression);
            self.line(indent + 4, &format!("message: {}", quoted(&it.message)));
            if let Some(detailed) = &it.detailed {
                self.expression(indent + 4, "messageExpression", detailed);
            }
            if let Some(reason) = reason {
                self.line(indent + 4, &format!("reason: {reason}"));
            }
        }
    }

    /// The objects that are judged, as API servers have it.
    pub(super) fn constraints(&mut self, indent: usize, scope: &Scope) {
        self.line(indent, "matchConstraints:");
        let selectors = [("In", &scope.namespaces), ("NotIn", &scope.exempt)];
        if selectors.iter().any(|(_, it)| !it.is_empty()) {
            self.line(indent + 2, "namespaceSelector:");
            self.line(indent + 4, "matchExpressions:");
            for (operator, names) in selectors.into_iter().filter(|(_, it)| !it.is_empty()) {
                let names = flow(names.iter().map(String::as_str));
                self.line(
                    indent + 6,
                    &format!("- {{key: {NAME_LABEL}, operator: {operator}, values: {names}}}"),
                );
            }
        }
        let reach = if scope.cluster { "*" } else { "Namespaced" };
        for (key, rules) in [("resourceRules", &scope.resources), ("excludeResourceRules", &scope.without)] {
            if rules.is_empty() {
                continue;
            }
            self.line(indent + 2, &format!("{key}:"));
            for (group, resources) in rules {
                let resources = flow(resources.iter().copied());
                self.line(indent + 4, &format!("- apiGroups: [{}]", quoted(group)));
                self.line(indent + 6, "apiVersions: [\"*\"]");
                self.line(indent + 6, "operations: [CREATE, UPDATE]");
                self.line(indent + 6, &format!("resources: {resources}"));
                self.line(indent + 6, &format!("scope: {}", quoted(reach)));
            }
        }
    }
}

/// A list of texts on one line.
pub(super) fn flow<'t>(values: impl Iterator<Item = &'t str>) -> String {
    format!("[{}]", values.map(quoted).collect::<Vec<_>>().join(", "))
}

/// `text` in quotes: JSON, with every character that is not ASCII escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            ' '..='~' => out.push(letter),
            other => _ = write!(out, "\\U{:08x}", u32::from(other)),
        }
    }
    out.push('"');
    out
}

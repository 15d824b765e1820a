//! What becomes of the requests of each rule, above the rule.

use super::server::{Open, Server};
use lsp_types::{CodeLens, CodeLensParams, Command};
use routeproof_core::routing::{GatewayTableV1, ListenerTableV1, Outcome, RequestBackendV1, TableMatchV1};
use routeproof_core::source::Span;
use std::collections::BTreeMap;

/// A route by kind, namespace and name, and one of its rules.
type Rule<'t> = (&'t str, &'t str, &'t str, usize);

/// A match with where it is tried.
type Tried<'t> = (&'t GatewayTableV1, &'t ListenerTableV1, &'t TableMatchV1);

impl Server {
    pub(super) fn lenses(&self, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
        let open = self.at(&params.text_document.uri)?;
        let lenses = open.outcomes().into_iter().map(|(span, title)| {
            let command = Command { title, ..Command::default() };
            CodeLens { range: open.lines.range(span), command: Some(command), data: None }
        });
        Some(lenses.collect())
    }
}

impl Open<'_> {
    /// What becomes of the requests of each rule of a route that a listener takes.
    pub(super) fn outcomes(&self) -> Vec<(Span, String)> {
        let snapshot = self.workspace.snapshot();
        let tables = snapshot.routes(None);
        let mut rules: BTreeMap<Rule<'_>, Vec<Tried<'_>>> = BTreeMap::new();
        for gateway in &tables.gateways {
            for listener in &gateway.listeners {
                for it in &listener.matches {
                    let route = &it.route;
                    let rule: Rule<'_> = (&route.kind, &route.namespace, &route.name, it.rule);
                    rules.entry(rule).or_default().push((gateway, listener, it));
                }
            }
        }
        let mut outcomes = Vec::new();
        let Some(analysis) = self.workspace.analysis(self.source) else { return outcomes };
        for object in analysis.objects() {
            let view = object.view(analysis.text(), analysis.tree());
            let namespace = view.namespace().unwrap_or("default");
            let list = view.spec().and_then(|it| it.get("rules"));
            for (number, rule) in list.into_iter().flat_map(|it| it.items().enumerate()) {
                if let Some(tried) = rules.get(&(view.kind(), namespace, view.name(), number)) {
                    outcomes.push((rule.span(), title(tried)));
                }
            }
        }
        outcomes
    }
}

/// Where a rule is tried, and what becomes of its requests: `infra/edge https → web/api:80`.
fn title(tried: &[Tried<'_>]) -> String {
    let mut places: Vec<_> = tried
        .iter()
        .map(|(gateway, listener, _)| format!("{}/{} {}", gateway.namespace, gateway.name, listener.section))
        .collect();
    places.sort();
    places.dedup();
    let place = match places.as_slice() {
        [one] => one.trim_end().to_owned(),
        many => format!("{} listeners", many.len()),
    };
    let shadows: Vec<_> = tried.iter().filter_map(|(_, _, it)| it.shadowed.as_ref()).collect();
    if let Some(first) = shadows.first().filter(|_| shadows.len() == tried.len()) {
        let by = &first.route;
        return format!(
            "{place}: no request, {} {}/{} rule {} takes them",
            by.kind, by.namespace, by.name, first.rule
        );
    }
    let mut outcomes: Vec<_> = tried.iter().map(|(_, _, it)| outcome(it)).collect();
    outcomes.dedup();
    match outcomes.as_slice() {
        [one] => format!("{place} → {one}"),
        many => format!("{place} → {} outcomes", many.len()),
    }
}

fn outcome(it: &TableMatchV1) -> String {
    match (it.outcome, it.status) {
        (Outcome::Redirect, _) => "a redirect".to_owned(),
        (Outcome::Respond, Some(status)) => format!("status {status}"),
        (Outcome::Respond, None) => "nothing: the listener does not work".to_owned(),
        (Outcome::Unknown, _) if it.backends.is_empty() => "unknown".to_owned(),
        _ => it.backends.iter().map(backend).collect::<Vec<_>>().join(", "),
    }
}

fn backend(it: &RequestBackendV1) -> String {
    let port = it.port.map(|it| format!(":{it}")).unwrap_or_default();
    let status = it.status.map(|it| format!(" (status {it})")).unwrap_or_default();
    format!("{}/{}{port}{status}", it.namespace, it.name)
}

//! What becomes of the requests of each rule of a route, in a few words.

use crate::order::Map;
use crate::routing::{GatewayTableV1, ListenerTableV1, Outcome, RequestBackendV1, TableMatchV1};
use crate::source::{SourceId, Span};
use crate::workspace::Workspace;
use crate::world::DEFAULT_NAMESPACE;

/// A route by kind, namespace and name, and one of its rules.
type Rule<'t> = (&'t str, &'t str, &'t str, usize);

/// A match with where it is tried.
type Tried<'t> = (&'t GatewayTableV1, &'t ListenerTableV1, &'t TableMatchV1);

/// What becomes of the requests of each rule in `source` whose route a listener takes: `infra/edge https → web/api:80`.
pub fn outcomes(workspace: &Workspace, source: SourceId) -> Vec<(Span, String)> {
    let mut outcomes = Vec::new();
    let Some(analysis) = workspace.analysis(source) else { return outcomes };
    let tables = workspace.snapshot().routes(None);
    let mut rules: Map<Rule<'_>, Vec<Tried<'_>>> = Map::new();
    for gateway in &tables.gateways {
        for listener in &gateway.listeners {
            for it in &listener.matches {
                let route = &it.route;
                let rule: Rule<'_> = (&route.kind, &route.namespace, &route.name, it.rule);
                rules.entry(rule).or_default().push((gateway, listener, it));
            }
        }
    }
    for object in analysis.objects() {
        let view = object.view(analysis.text(), analysis.tree());
        let namespace = view.namespace().unwrap_or(DEFAULT_NAMESPACE);
        let list = view.spec().and_then(|it| it.get("rules"));
        for (number, rule) in list.into_iter().flat_map(|it| it.items().enumerate()) {
            if let Some(tried) = rules.get(&(view.kind(), namespace, view.name(), number)) {
                outcomes.push((rule.span(), title(tried)));
            }
        }
    }
    outcomes
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

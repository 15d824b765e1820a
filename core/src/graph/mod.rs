//! The picture of how requests flow: hostnames → listeners → routes → rules → Services → endpoints, each edge with
//! whether requests pass it and, where they do not, why.
//!
//! In come the facts of `attach` and `live` and the findings of a [`Snapshot`]; out comes a [`GraphV1`], which
//! [`mermaid`] and [`dot`] write for other programs. Nothing is judged here: an edge is what the facts about its
//! reference say, and a finding in the text of a reference or an object marks what stands for it, so that picture and
//! report cannot disagree. The path of a request is what `routing` answers.

mod backends;
mod draft;
mod findings;
mod parents;
mod path;
mod text;
mod v1;

pub use text::{dot, mermaid};
pub use v1::{EdgeV1, GraphPlaceV1, GraphV1, NodeKind, NodeV1, State};

use crate::attach::{Attachments, RouteFact};
use crate::facts::services;
use crate::live::Healths;
use crate::model::{Match, RouteRule};
use crate::report::{self, ObjectV1, Places, SourceMap as _};
use crate::routing::Request;
use crate::source::{Location, Unit};
use crate::tenancy::Platform;
use crate::workspace::{Snapshot, Workspace};
use crate::world::{Item, ItemId, Origin, World};
use draft::{Draft, Edge, Mark, Node};
use findings::Findings;

/// What the picture is made of.
struct Picture<'s, 'w, 'a> {
    attachments: &'s Attachments<'w, 'a>,
    services: &'s [services::Used<'s, 'w, 'a>],
    findings: &'s Findings,
    healths: &'s Healths<'w, 'a>,
    platform: Option<&'s Platform>,
}

/// The graph of what `snapshot` holds, with offsets and columns in `unit`. With a `request`, its path is marked.
pub fn graph<'s>(snapshot: &'s Snapshot<'s>, unit: Unit, request: Option<&Request>) -> GraphV1 {
    let (workspace, facts) = (snapshot.workspace(), snapshot.facts());
    let picture = Picture {
        attachments: facts.attachments(),
        services: facts.services(),
        findings: &Findings::new(snapshot.findings()),
        healths: facts.healths(),
        platform: workspace.criteria().platform(),
    };
    let mut draft = Draft::default();
    for fact in facts.attachments().routes() {
        picture.route(fact, &mut draft);
    }
    let answer = request.and_then(|it| snapshot.requests(std::slice::from_ref(it)).answers.pop());
    if let (Some(request), Some(answer)) = (request, &answer) {
        path::mark(request, answer, &mut draft);
    }
    let (nodes, edges) = draft.settle();
    let mut out = Written { workspace, world: facts.world(), places: Places::new(workspace, unit) };
    GraphV1 {
        version: 1,
        nodes: nodes.into_iter().map(|it| out.node(it)).collect(),
        edges: edges.into_iter().map(|it| out.edge(it)).collect(),
        answer: answer.map(Box::new),
    }
}

impl<'w, 'a> Picture<'_, 'w, 'a> {
    fn route(&self, fact: &RouteFact<'w, 'a>, draft: &mut Draft) {
        let item = fact.item;
        let hostnames: Vec<_> = fact.route.hostnames().collect();
        let node = draft.node(object_id("route", item), |id| Node {
            detail: format!("{} {}", item.id().kind, item.namespace()),
            ..node_of(id, NodeKind::Route, item.name(), item)
        });
        let parents = fact.attachments.iter().map(|it| self.attachment(node, fact, it, draft));
        let parents: Vec<_> = parents.collect();
        let rules: Vec<_> = fact.route.rules().collect();
        let nodes: Vec<_> =
            rules.iter().enumerate().map(|(at, it)| rule(node, item, at, *it, draft)).collect();
        let backends: Vec<_> = fact.backends.iter().map(|it| self.backend(it, &nodes, draft)).collect();

        // Each finding marks the smallest part that it lies in.
        for finding in self.findings.within(item.view().at()) {
            let holds =
                |place: Location| place.source == finding.at.source && place.span.contains(finding.at.span);
            let mark = &finding.mark;
            if let Some(at) = fact.backends.iter().position(|it| holds(it.backend_ref.at())) {
                if let Some(Some(edge)) = backends.get(at) {
                    draft.mark_edge(*edge, mark);
                }
            } else if let Some(at) = rules.iter().position(|it| holds(it.at())) {
                if let Some(rule) = nodes.get(at) {
                    draft.mark_node(*rule, mark);
                }
            } else if let Some(at) = fact.attachments.iter().position(|it| holds(it.parent_ref.at())) {
                for edge in parents.get(at).into_iter().flat_map(|it| &it.to_route) {
                    draft.mark_edge(*edge, mark);
                }
            } else if let Some(hostname) = hostnames.iter().find(|it| holds(it.at)) {
                let id = parents::hostname_id(hostname.value);
                for (name, edge) in parents.iter().flat_map(|it| &it.from_hostnames) {
                    if *name == id {
                        draft.mark_edge(*edge, mark);
                    }
                }
            } else {
                draft.mark_node(node, mark);
            }
        }
    }
}

/// The node of a rule, and the way to it.
fn rule<'a>(route: usize, item: &Item<'a>, at: usize, rule: RouteRule<'a>, draft: &mut Draft) -> usize {
    let redirects = rule.filters().any(|it| it.redirect().is_some());
    let node = draft.node(format!("{}/{at}", object_id("rule", item)), |id| Node {
        detail: if redirects { "redirects".to_owned() } else { String::new() },
        at: visible(item).then(|| rule.at()),
        ..node_of(id, NodeKind::Rule, &matches(rule, at), item)
    });
    draft.edge((route, node), String::new(), None, &Mark::ok());
    node
}

/// What a rule asks of a request, in a few words.
fn matches(rule: RouteRule<'_>, at: usize) -> String {
    let all: Vec<_> = rule.matches().collect();
    match all.as_slice() {
        [] => rule.name().map_or_else(|| default_rule(at), |it| it.value.to_owned()),
        [only] => one_match(*only),
        [first, rest @ ..] => format!("{} or {} more", one_match(*first), rest.len()),
    }
}

fn default_rule(at: usize) -> String {
    if at == 0 { "every request".to_owned() } else { format!("rule {at}") }
}

fn one_match(it: Match<'_>) -> String {
    let mut parts = Vec::new();
    if let (Some(service), method) = (it.grpc_service(), it.grpc_method()) {
        parts.push(format!("{}/{}", service.value, method.map_or("*", |it| it.value)));
    } else if let Some(method) = it.method() {
        parts.push(method.value.to_owned());
    }
    if let Some(path) = it.path() {
        let value = path.value().value;
        parts.push(match path.kind().value {
            "Exact" => format!("= {value}"),
            "RegularExpression" => format!("~ {value}"),
            _ if value.ends_with('/') => format!("{value}*"),
            _ => format!("{value}/*"),
        });
    }
    let values = it.headers().chain(it.query_params());
    parts.extend(values.map(|it| format!("{}={}", it.name().value, it.value().value)));
    if parts.is_empty() { "every request".to_owned() } else { parts.join(" ") }
}

/// `route/HTTPRoute/shop/web`.
fn object_id(what: &str, item: &Item<'_>) -> String {
    format!("{what}/{}/{}/{}", item.id().kind, item.namespace(), item.name())
}

/// Whether a reader can open its source; a profile's manifests have none.
fn visible(item: &Item<'_>) -> bool {
    item.origin() != Origin::Profile
}

/// A node that stands for `item`.
fn node_of(id: String, kind: NodeKind, label: &str, item: &Item<'_>) -> Node {
    let at = visible(item).then(|| item.view().at());
    Node {
        id,
        kind,
        label: label.to_owned(),
        detail: String::new(),
        mark: Mark::ok(),
        item: Some(item.number()),
        at,
        on_path: false,
    }
}

/// A node for what is not among the sources.
fn absent(id: String, kind: NodeKind, label: &str, detail: String) -> Node {
    Node { id, kind, label: label.to_owned(), detail, mark: Mark::ok(), item: None, at: None, on_path: false }
}

/// A draft on its way out.
struct Written<'o, 'w, 'a> {
    workspace: &'o Workspace,
    world: &'w World<'a>,
    places: Places<'o>,
}

impl Written<'_, '_, '_> {
    fn node(&mut self, it: Node) -> NodeV1 {
        NodeV1 {
            id: it.id,
            kind: it.kind,
            label: it.label,
            detail: it.detail,
            state: it.mark.state,
            reason: it.mark.reason,
            object: it.item.and_then(|it| self.object(it)),
            place: it.at.map(|it| self.place(it)),
            on_path: it.on_path,
        }
    }

    fn edge(&mut self, it: Edge) -> EdgeV1 {
        EdgeV1 {
            from: it.from,
            to: it.to,
            state: it.mark.state,
            reason: it.mark.reason,
            label: it.label,
            routes: it.routes,
            place: it.at.map(|it| self.place(it)),
            on_path: it.on_path,
        }
    }

    fn object(&self, number: ItemId) -> Option<ObjectV1> {
        let at = self.world.item(number)?.view().at();
        let object = report::object_at(self.workspace, at)?;
        Some(report::named(self.workspace, at.source, object))
    }

    fn place(&mut self, at: Location) -> GraphPlaceV1 {
        GraphPlaceV1 { source: self.workspace.name(at.source).to_owned(), span: self.places.span(at) }
    }
}

#[cfg(test)]
mod tests;

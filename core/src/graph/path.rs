//! The path of a request: the nodes and edges that its answer names.

use super::draft::Draft;
use super::parents::hostname_id;
use super::v1::NodeKind;
use crate::order::Set;
use crate::routing::{Request, RequestAnswerV1, RequestBackendV1};

/// The ends of an edge, and the port of a backend.
type Step = (usize, usize, Option<i64>);

/// Marks what `request` passes: where the answer depends, the path of each reading.
pub(super) fn mark(request: &Request, answer: &RequestAnswerV1, draft: &mut Draft) {
    let mut path = Path::default();
    path.add(answer, draft);
    for it in &answer.readings {
        path.add(&it.answer, draft);
    }
    path.add_unnamed(request, draft);
    for at in path.nodes {
        if let Some(it) = draft.nodes.get_mut(at) {
            it.on_path = true;
        }
    }
    for it in &mut draft.edges {
        it.on_path = path.steps.contains(&(it.from, it.to, it.port));
    }
}

#[derive(Default)]
struct Path {
    nodes: Set<usize>,
    steps: Set<Step>,
    /// Routes whose listener the answer does not name, each with the hostname.
    unnamed: Set<(usize, Option<usize>)>,
}

impl Path {
    fn add(&mut self, answer: &RequestAnswerV1, draft: &Draft) {
        let listener = answer.listener.as_ref().and_then(|it| {
            let section = if it.section.is_empty() { String::new() } else { format!("/{}", it.section) };
            draft.known(&format!("listener/{}/{}/{}{section}", it.kind, it.namespace, it.name))
        });
        let hostname = answer.hostname.as_ref().and_then(|it| draft.known(&hostname_id(it)));
        let named = answer.route.as_ref().map(|it| format!("{}/{}/{}", it.kind, it.namespace, it.name));
        let route = named.as_ref().and_then(|it| draft.known(&format!("route/{it}")));
        let rule = named.zip(answer.rule).and_then(|(it, rule)| draft.known(&format!("rule/{it}/{rule}")));
        self.nodes.extend([hostname, listener, route, rule].into_iter().flatten());
        let ways = [hostname.zip(listener), listener.zip(route), route.zip(rule)];
        self.steps.extend(ways.into_iter().flatten().map(|(from, to)| (from, to, None)));
        if let (None, Some(route)) = (listener, route) {
            self.unnamed.insert((route, hostname));
        }
        let Some(rule) = rule else { return };
        for backend in answer.backends.iter().filter(|it| it.share > 0.0) {
            self.add_backend(rule, backend, draft);
        }
    }

    /// A backend that does not get its share ends the path.
    fn add_backend(&mut self, rule: usize, backend: &RequestBackendV1, draft: &Draft) {
        let name = format!("{}/{}/{}", backend.kind, backend.namespace, backend.name);
        let port = backend.port.unwrap_or_default();
        let Some(service) = draft.known(&format!("service/{name}")) else { return };
        self.nodes.insert(service);
        self.steps.insert((rule, service, Some(port)));
        if let (None, Some(ready)) = (backend.status, draft.known(&format!("endpoints/{name}/{port}"))) {
            self.nodes.insert(ready);
            self.steps.insert((service, ready, None));
        }
    }

    /// Of a Gateway that is not among the inputs no listener is named: every node of such a Gateway that leads to the route
    /// may be the one.
    fn add_unnamed(&mut self, request: &Request, draft: &Draft) {
        if self.unnamed.is_empty() {
            return;
        }
        let wanted =
            request.gateway.as_ref().map(|(namespace, name)| format!("listener/Gateway/{namespace}/{name}"));
        let hostnames: Vec<_> = self.unnamed.iter().filter_map(|it| it.1).collect();
        let routes: Set<usize> = self.unnamed.iter().map(|it| it.0).collect();
        let is_parent = |at: usize| {
            draft.nodes.get(at).is_some_and(|it| {
                it.kind == NodeKind::Listener
                    && it.item.is_none()
                    && wanted.as_ref().is_none_or(|id| *id == it.id)
            })
        };
        for edge in draft.edges.iter().filter(|it| routes.contains(&it.to) && is_parent(it.from)) {
            self.nodes.insert(edge.from);
            self.steps.insert((edge.from, edge.to, None));
            self.steps.extend(hostnames.iter().map(|it| (*it, edge.from, None)));
        }
    }
}

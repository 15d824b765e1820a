//! From rules to Services to what answers.

use super::draft::{Draft, Mark, Node};
use super::v1::NodeKind;
use super::{Picture, absent, node_of, object_id, visible};
use crate::attach::{BackendPort, BackendRefFact, RefProblem, Use};
use crate::model::{Service, ServicePort};
use crate::world::{Grant, Item, Lookup};

impl<'w, 'a> Picture<'_, 'w, 'a> {
    /// Draws where `backend` leads from its rule, which is one of `rules`; the way there.
    pub(super) fn backend(
        &self,
        backend: &BackendRefFact<'w, 'a>,
        rules: &[usize],
        draft: &mut Draft,
    ) -> Option<usize> {
        let rule = *rules.get(backend.rule)?;
        let it = backend.backend_ref;
        let (target, name) = (it.target(), it.name().value);
        let id = format!("service/{}/{}/{name}", target.kind, backend.namespace);
        let detail = format!("{} {}", target.kind, backend.namespace);
        let known = draft.nodes.len();
        let service = draft.node(id, |id| match backend.target {
            Lookup::Found(item) => Node { detail, ..node_of(id, NodeKind::Service, name, item) },
            _ => absent(id, NodeKind::Service, name, detail),
        });
        if let (Some((item, view)), true) = (backend.service(), service == known) {
            self.mark_service(service, item, view, draft);
        }
        let at = Some(it.at());
        let way = draft.edge((rule, service), label(backend), at, &judged(backend));
        if backend.purpose != Use::Filter {
            draft.set_port(way, it.port().map_or(0, |it| it.value));
        }
        if let BackendPort::Found(port) = backend.port {
            self.endpoints(service, backend, port, draft);
        }
        Some(way)
    }

    /// What was found about a Service marks it; what was found about one of its ports marks that port's way only.
    fn mark_service(&self, node: usize, item: &Item<'a>, service: Service<'a>, draft: &mut Draft) {
        let whole = ["spec.ports", "spec.selector"].map(|it| service.view().place(it));
        for finding in self.findings.within(item.view().at()) {
            if !whole.iter().any(|it| it.span.contains(finding.at.span)) {
                draft.mark_node(node, &finding.mark);
            }
        }
    }

    fn endpoints(
        &self,
        service: usize,
        backend: &BackendRefFact<'w, 'a>,
        port: ServicePort<'a>,
        draft: &mut Draft,
    ) {
        let Some((item, view)) = backend.service() else { return };
        let number = port.port().map_or(0, |it| it.value);
        let id = format!("{}/{number}", object_id("endpoints", item));
        let at = visible(item).then(|| port.at());
        if let Some(node) = draft.known(&id) {
            draft.edge((service, node), format!(":{number}"), at, &Mark::ok());
            return;
        }
        let (label, detail, mark) = self.behind(backend, item, view);
        let node = draft.node(id, |id| Node { detail, at, ..node_of(id, NodeKind::Endpoints, &label, item) });
        let way = draft.edge((service, node), format!(":{number}"), at, &Mark::ok());
        // A finding says more than that nothing is known.
        for place in [port.at(), view.view().place("spec.selector")] {
            for finding in self.findings.within(place) {
                draft.mark_edge(way, &finding.mark);
            }
        }
        draft.mark_edge(way, &mark);
    }

    /// What answers on the port of `backend`: endpoints that a cluster reported, else what the Service selects.
    fn behind(
        &self,
        backend: &BackendRefFact<'w, 'a>,
        item: &Item<'a>,
        service: Service<'a>,
    ) -> (String, String, Mark) {
        if let Some(health) = self.healths.of(backend) {
            let why = health.obstacle.as_ref().map(|it| format!(": {}", it.words())).unwrap_or_default();
            let words = format!("{}{why}", health.words());
            return match health.endpoints {
                Lookup::Found(it) if it.ready > 0 => {
                    (format!("{} of {} ready", it.ready, it.total), "live".to_owned(), Mark::ok())
                }
                Lookup::Unknown => ("endpoints".to_owned(), String::new(), Mark::unknown(words)),
                _ => ("nothing ready".to_owned(), "live".to_owned(), Mark::broken(words)),
            };
        }
        if service.is_external_name() {
            let outside = service.external_name().map_or("", |it| it.value);
            return (
                outside.to_owned(),
                "outside of the cluster".to_owned(),
                Mark::unknown("the inputs do not tell"),
            );
        }
        let place = self.services.binary_search_by_key(&item.number(), |it| it.item.number());
        let used = place.ok().and_then(|it| self.services.get(it));
        let names = |items: &[&Item<'_>]| match items {
            [] => None,
            [only] => Some((only.name().to_owned(), only.id().kind.to_owned())),
            [first, rest @ ..] => {
                Some((format!("{} and {} more", first.name(), rest.len()), first.id().kind.to_owned()))
            }
        };
        match used.and_then(|it| names(&it.behind.workloads).or_else(|| names(&it.behind.pods))) {
            Some((label, detail)) => (label, detail, Mark::ok()),
            None => (
                "endpoints".to_owned(),
                String::new(),
                Mark::unknown(format!("what {} sends to is not among the inputs", item.title())),
            ),
        }
    }
}

/// The port, the share, and what a filter does with it.
fn label(backend: &BackendRefFact<'_, '_>) -> String {
    let mut parts = Vec::new();
    if let Some(port) = backend.backend_ref.port() {
        parts.push(format!(":{}", port.value));
    }
    let weight = backend.backend_ref.weight().value;
    if backend.purpose == Use::Filter {
        parts.push("filter".to_owned());
    } else if weight != 1 {
        parts.push(format!("weight {weight}"));
    }
    parts.join(" ")
}

/// Whether requests get to what `backend` names.
fn judged(backend: &BackendRefFact<'_, '_>) -> Mark {
    let it = backend.backend_ref;
    let title = format!("{} `{}/{}`", it.target().kind, backend.namespace, it.name().value);
    let port = it.port().map_or(0, |it| it.value);
    match backend.problem() {
        Some(RefProblem::InvalidKind) => {
            return Mark::broken(format!("{title} is of a kind that is no backend"));
        }
        Some(RefProblem::NotPermitted) => {
            return Mark::broken(format!("no ReferenceGrant lets the route send to {title}"));
        }
        Some(RefProblem::NotFound) => return Mark::broken(format!("{title} does not exist")),
        Some(RefProblem::PortNotFound) => return Mark::broken(format!("{title} has no port {port}")),
        Some(RefProblem::WrongProtocol) => {
            return Mark::broken(format!("port {port} of {title} is for another protocol"));
        }
        Some(RefProblem::UnsupportedProtocol) => {
            return Mark::broken(format!("the port of {title} speaks a protocol that the route does not"));
        }
        None => {}
    }
    match backend.target {
        Lookup::Unknown | Lookup::Missing => Mark::unknown(format!("{title} is not among the inputs")),
        _ if matches!(backend.grant, Grant::Unknown) => Mark::unknown(format!(
            "whether a ReferenceGrant lets the route send to {title} is not among the inputs"
        )),
        Lookup::Found(_) => Mark::ok(),
    }
}

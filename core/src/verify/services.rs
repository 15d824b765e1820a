//! Question two: are the Services there and healthy?

use super::evidence::{Answer, Evidence};
use super::v1::{EndpointsV1, Question};
use super::{VerifyContext, verdict};
use crate::attach::{BackendPort, BackendRefFact, RouteFact};
use crate::live::{Health, Obstacle};
use crate::model::{GroupKind, Service, ServicePort};
use crate::order::Set;
use crate::world::Lookup;

/// The answer about every backend of a route.
pub(super) fn answer<'a>(cx: VerifyContext<'_, '_, 'a>, fact: &RouteFact<'_, 'a>) -> Answer {
    let mut seen = Set::new();
    let mut evidence = Vec::new();
    for backend in &fact.backends {
        let (it, port) = (backend.backend_ref, backend.backend_ref.port().map(|it| it.value));
        // A backend of several rules is looked at once; what takes no share is distinguished from what does.
        let idle = it.weight().value == 0;
        if seen.insert((it.target(), backend.namespace, it.name().value, port, idle)) {
            let mut found = judge(cx, backend);
            if idle {
                found.text = format!("{} (with weight 0, it takes no requests)", found.text);
                found.verdict = None;
            }
            evidence.push(found);
        }
    }
    if evidence.is_empty() {
        evidence.push(Evidence::yes("the route names no backend"));
    } else if evidence.iter().all(|it| it.verdict.is_none()) {
        evidence.push(Evidence::no("every backend has weight 0: no request is answered"));
    }
    Answer::new(Question::ServiceHealthy, evidence)
}

fn judge<'a>(cx: VerifyContext<'_, '_, 'a>, backend: &BackendRefFact<'_, 'a>) -> Evidence {
    let it = backend.backend_ref;
    let (kind, name) = (it.target(), it.name());
    let title = format!("{} `{}/{}`", kind.kind, backend.namespace, name.value);
    if kind != GroupKind::SERVICE {
        let text = format!("{title} is no Service: only its implementation knows whether it is healthy");
        return Evidence::unknown(text).at(name.at);
    }
    let Lookup::Found(item) = backend.target else {
        let text = match backend.target {
            Lookup::Missing => format!("{title} does not exist{}", instead(cx, backend)),
            _ => format!("{title} is not in the dump"),
        };
        return Evidence::new(verdict(&backend.target), text).at(name.at);
    };
    let service: Service<'a> = item.read();
    let port = it.port().map_or(0, |it| it.value);
    match backend.port {
        BackendPort::Missing => {
            let ports: Vec<_> =
                service.ports().filter_map(ServicePort::port).map(|it| it.value.to_string()).collect();
            Evidence::no(format!("{title} has no port {port}; its ports are {}", ports.join(", "))).of(item)
        }
        BackendPort::WrongProtocol(other) => {
            let protocol = other.protocol().value;
            Evidence::no(format!("port {port} of {title} is for {protocol}")).of(item).at(other.at())
        }
        BackendPort::Unknown if service.is_external_name() => {
            let outside = service.external_name().map_or("", |it| it.value);
            Evidence::unknown(format!("{title} stands for `{outside}`, which no dump tells of")).of(item)
        }
        BackendPort::Unknown => Evidence::unknown(format!("the route names no port of {title}")).at(name.at),
        BackendPort::Found(_) => match cx.healths.of(backend) {
            Some(it) => of_health(it),
            None => Evidence::unknown(format!("{title} was not reported by the cluster")).at(name.at),
        },
    }
}

fn instead(cx: VerifyContext<'_, '_, '_>, backend: &BackendRefFact<'_, '_>) -> String {
    let name = backend.backend_ref.name().value;
    let near = cx.world.look_alikes(GroupKind::SERVICE, backend.namespace, name).into_iter();
    let mut all = near.chain(cx.world.in_other_namespaces(GroupKind::SERVICE, backend.namespace, name));
    all.next().map(|it| format!("; there is {}", it.title())).unwrap_or_default()
}

fn of_health(it: &Health<'_, '_>) -> Evidence {
    let why = it.obstacle.as_ref().map(|it| format!(": {}", it.words())).unwrap_or_default();
    let text = format!("{}{why}", it.words());
    let mut evidence = if it.is_dead() {
        Evidence::no(text)
    } else if let Lookup::Found(_) = it.endpoints {
        Evidence::yes(text)
    } else {
        Evidence::unknown(text)
    }
    .of(it.service);
    if let Some(at) = it.obstacle.as_ref().and_then(Obstacle::evidence) {
        evidence = evidence.at(at);
    }
    evidence.reason = it.obstacle.as_ref().map(Obstacle::reason);
    evidence.endpoints = it.endpoints.found().map(|counts| EndpointsV1 {
        port: it.port.port().map_or(0, |it| it.value),
        total: counts.total,
        ready: counts.ready,
        serving: counts.serving,
        terminating: counts.terminating,
    });
    evidence
}

//! From the rule that takes a request to what the backends see: filters in the order of writing, then the shares of the
//! backends (Gateway API, `HTTPRouteRule`).

use super::filters::{self, Redirect, share};
use super::hosts::Entry;
use super::listeners::Listener;
use super::table::Table;
use super::v1::{
    BackendTlsV1, ForwardedV1, HeaderEditV1, Outcome, RequestAnswerV1, RequestBackendV1, RetryV1, TimeoutsV1,
};
use super::{Request, cors, mesh};
use crate::attach::{BackendPort, BackendRefFact, PolicyFact, RefProblem, RouteFact, Use};
use crate::live::endpoints;
use crate::model::{Filter, Retry, RouteKind, RouteRule, ServicePort};
use crate::world::{Item, Lookup, Origin};
use crate::yaml::Value;

/// What filters make of a request.
#[derive(Clone)]
struct Filtered {
    forwarded: ForwardedV1,
    response: Vec<HeaderEditV1>,
    end: Option<End>,
}

/// Why a request goes no further.
#[derive(Clone)]
enum End {
    Redirect(Redirect),
    Preflight,
}

impl End {
    /// Writes down the answer of the Gateway.
    fn tell(self, answer: &mut RequestAnswerV1) {
        match self {
            Self::Redirect(redirect) => {
                answer.outcome = Outcome::Redirect;
                answer.status = Some(redirect.status);
                answer.reasons.push("the rule redirects".to_owned());
                answer.location = Some(redirect.location);
            }
            Self::Preflight => {
                refuse(answer, "the CORS filter answers the preflight".to_owned());
                answer.status = Some(200);
            }
        }
    }
}

impl<'a> Table<'_, '_, 'a> {
    /// Runs the filters of `rule` and shares the request out among its backends.
    pub(super) fn follow(
        &self,
        request: &Request,
        listener: &Listener<'a>,
        (fact, entry, rule): (&RouteFact<'_, 'a>, &Entry<'a>, RouteRule<'a>),
        answer: &mut RequestAnswerV1,
    ) {
        let ungranted = listener.is_service().then(|| mesh::without_grants(fact));
        let fact = ungranted.as_ref().unwrap_or(fact);
        let mut filtered = Filtered { forwarded: ForwardedV1::of(request), response: Vec::new(), end: None };
        let prefix = entry.condition.written_path;
        let port = listener.port.unwrap_or_else(|| i64::from(request.port));
        for filter in rule.filters() {
            apply(filter, request, (prefix, port), &mut filtered);
            self.tell(fact, entry.rule, filter, answer);
        }
        answer.response_headers.clone_from(&filtered.response);
        if let Some(end) = filtered.end.take() {
            end.tell(answer);
            return;
        }
        if fact.extensions.iter().any(|it| it.rule == entry.rule && it.problem().is_some()) {
            refuse(answer, "a filter of the rule cannot be resolved".to_owned());
            return;
        }
        let http = matches!(fact.route.kind(), RouteKind::Http | RouteKind::Grpc);
        self.share_out(fact, entry.rule, answer);
        for (it, backend) in of_rule(fact, entry.rule).zip(&mut answer.backends) {
            let mut own = Filtered { response: Vec::new(), ..filtered.clone() };
            it.backend_ref.filters().for_each(|it| apply(it, request, (prefix, port), &mut own));
            backend.forwarded = (http && own.forwarded != filtered.forwarded).then_some(own.forwarded);
            // An answer comes by the filters of the backend first, and by those of the rule then.
            if !own.response.is_empty() {
                own.response.extend(filtered.response.iter().cloned());
                backend.response_headers = own.response;
            }
        }
        if matches!(answer.outcome, Outcome::Forward | Outcome::Unknown) {
            answer.timeouts = timeouts(rule);
            answer.retry = rule.retry().map(retry);
            answer.forwarded = http.then_some(filtered.forwarded);
        }
    }

    /// Says what a filter does beside the request itself.
    fn tell(&self, fact: &RouteFact<'_, 'a>, rule: usize, filter: Filter<'a>, answer: &mut RequestAnswerV1) {
        match filter.kind().value {
            "RequestMirror" => self.mirror(fact, rule, filter, answer),
            "ExternalAuth" => {
                answer.reasons.push("an external service has to allow the request".to_owned());
            }
            "ExtensionRef" => {
                answer.outcome = Outcome::Unknown;
                let name = filter.extension_name().map_or("", |it| it.value);
                answer.reasons.push(format!("the filter `{name}` is known to the implementation only"));
            }
            _ => {}
        }
    }

    fn mirror(
        &self,
        fact: &RouteFact<'_, 'a>,
        rule: usize,
        filter: Filter<'a>,
        answer: &mut RequestAnswerV1,
    ) {
        let Some(wanted) = filter.mirror_backend() else { return };
        let facts = fact.backends.iter().filter(|it| it.rule == rule && it.purpose == Use::Filter);
        for it in facts.filter(|it| it.backend_ref.at() == wanted.at()) {
            match self.status_of(fact, it) {
                None => answer.mirrors.push(self.backend(it, filters::mirrored(filter), None)),
                Some((_, reason)) => answer.reasons.push(format!("no copy is sent: {reason}")),
            }
        }
    }

    /// Shares the request out among the backends of a rule by their weights.
    pub(super) fn share_out(&self, fact: &RouteFact<'_, 'a>, rule: usize, answer: &mut RequestAnswerV1) {
        let backends: Vec<_> = of_rule(fact, rule).collect();
        let weight = |it: &BackendRefFact<'_, 'a>| it.backend_ref.weight().value.max(0);
        let total: i64 = backends.iter().map(|it| weight(it)).fold(0, i64::saturating_add);
        if total == 0 {
            let reason = match backends.as_slice() {
                [] => "the rule has no backend",
                _ => "every backend of the rule has weight 0",
            };
            refuse(answer, reason.to_owned());
            answer.status = Some(fact.route.kind().status_of_invalid());
            return;
        }
        let mut statuses = Vec::new();
        for it in &backends {
            let part = weight(it);
            let problem = self.status_of(fact, it);
            if let Some((status, reason)) = problem.as_ref().filter(|_| part > 0) {
                statuses.push(*status);
                answer.reasons.push(reason.clone());
            }
            if problem.is_none() && part > 0 && it.target.found().is_none() {
                answer.reasons.push(format!("not decided: whether {} is there", title(it)));
            }
            let status = problem.map(|(status, _)| status);
            answer.backends.push(self.backend(it, share(part, total), status));
        }
        let active = backends.iter().filter(|it| weight(it) > 0).count();
        // With every share refused the Gateway answers itself.
        if statuses.len() == active {
            let all_503 = statuses.iter().all(|it| *it == 503);
            answer.outcome = Outcome::Respond;
            let http = matches!(fact.route.kind(), RouteKind::Http | RouteKind::Grpc);
            answer.status = http.then_some(if all_503 { 503 } else { 500 });
        }
    }

    /// What the share of a backend gets instead of reaching it, and why.
    fn status_of(&self, fact: &RouteFact<'_, 'a>, it: &BackendRefFact<'_, 'a>) -> Option<(u16, String)> {
        let name = title(it);
        let invalid = fact.route.kind().status_of_invalid();
        let port = it.backend_ref.port().map(|it| it.value).unwrap_or_default();
        match it.problem() {
            Some(RefProblem::PortNotFound) => return Some((invalid, format!("{name} has no port {port}"))),
            Some(RefProblem::WrongProtocol) => {
                return Some((invalid, format!("{name} has port {port} for another protocol")));
            }
            Some(problem) => {
                let title = fact.item.title();
                return Some((invalid, format!("{name} cannot be used by {title}: {problem:?}")));
            }
            None => {}
        }
        if let Some(policy) = self.policy(it)
            && !policy.authorities.is_empty()
            && policy.authorities.iter().any(|it| it.problem().is_some())
        {
            let reason = format!(
                "{} has a CA certificate that cannot be used, so no connection is made",
                policy.item.title()
            );
            return Some((invalid, reason));
        }
        let BackendPort::Found(found) = it.port else { return None };
        let (service, _) = it.service()?;
        self.no_endpoint(service, found, &name)
    }

    /// The status where no Pod behind a port is ready.
    pub(super) fn no_endpoint(
        &self,
        service: &Item<'a>,
        port: ServicePort<'a>,
        name: &str,
    ) -> Option<(u16, String)> {
        // A manifest says nothing of endpoints; the dump of a cluster does.
        let live =
            if service.origin() == Origin::Live { service } else { self.world.live(service.number())? };
        match endpoints(self.world, live, port) {
            Lookup::Found(it) if it.ready == 0 => Some((503, format!("{name} has no ready endpoint"))),
            _ => None,
        }
    }

    /// The BackendTLSPolicy of a backend: one that names its port goes before one for the whole Service.
    fn policy(&self, it: &BackendRefFact<'_, 'a>) -> Option<&PolicyFact<'_, 'a>> {
        let (service, _) = it.service()?;
        let section = match it.port {
            BackendPort::Found(port) => port.name().map(|it| it.value),
            _ => None,
        };
        let of = |section: Option<&str>| {
            let place = self.policies.get(&(service.number(), section))?;
            self.attachments.policies().get(*place)
        };
        section.and_then(|it| of(Some(it))).or_else(|| of(None))
    }

    fn backend(&self, it: &BackendRefFact<'_, 'a>, share: f64, status: Option<u16>) -> RequestBackendV1 {
        let protocol = match it.port {
            BackendPort::Found(port) => port.app_protocol().map(|it| it.value.to_owned()),
            _ => None,
        };
        let tls = self.policy(it).map(|policy| BackendTlsV1 {
            policy: policy.item.name().to_owned(),
            hostname: policy.policy.validation().and_then(|it| it.hostname()).map(|it| it.value.to_owned()),
        });
        RequestBackendV1 {
            kind: it.backend_ref.kind().value.to_owned(),
            namespace: it.namespace.to_owned(),
            name: it.backend_ref.name().value.to_owned(),
            port: it.backend_ref.port().map(|it| it.value),
            weight: it.backend_ref.weight().value,
            share,
            status,
            protocol,
            tls,
            forwarded: None,
            response_headers: Vec::new(),
        }
    }
}

/// Changes a request as one filter says; `prefix` is the one that it was matched by, `port` that of the listener.
fn apply(filter: Filter<'_>, request: &Request, (prefix, port): (&str, i64), to: &mut Filtered) {
    match filter.kind().value {
        _ if to.end.is_some() => {}
        "RequestHeaderModifier" => {
            filter.request_headers().into_iter().for_each(|it| filters::edit_headers(it, &mut to.forwarded));
        }
        "ResponseHeaderModifier" => {
            to.response.extend(filter.response_headers().into_iter().flat_map(filters::header_edits));
        }
        "URLRewrite" => {
            filter.rewrite().into_iter().for_each(|it| filters::rewrite(it, prefix, &mut to.forwarded));
        }
        "RequestRedirect" => {
            to.end = filter.redirect().map(|it| End::Redirect(filters::redirect(it, request, prefix, port)));
        }
        "CORS" => {
            to.response.extend(filter.cors().into_iter().flat_map(|it| cors::headers(it, request)));
            to.end = cors::is_preflight(request).then_some(End::Preflight);
        }
        _ => {}
    }
}

fn timeouts(rule: RouteRule<'_>) -> Option<TimeoutsV1> {
    let limits = TimeoutsV1 {
        request: rule.request_timeout().map(|it| it.value.to_owned()),
        backend_request: rule.backend_request_timeout().map(|it| it.value.to_owned()),
    };
    (limits != TimeoutsV1::default()).then_some(limits)
}

fn retry(written: Retry<'_>) -> RetryV1 {
    let codes = written.codes().into_iter().flat_map(|it| it.value().items());
    RetryV1 { attempts: written.attempts().value, codes: codes.filter_map(Value::as_i64).collect() }
}

/// The backends of a rule that share the requests.
fn of_rule<'f, 'w, 'a>(
    fact: &'f RouteFact<'w, 'a>,
    rule: usize,
) -> impl Iterator<Item = &'f BackendRefFact<'w, 'a>> {
    fact.backends.iter().filter(move |it| it.rule == rule && it.purpose == Use::Backend)
}

fn title(it: &BackendRefFact<'_, '_>) -> String {
    it.backend_ref.target().title(it.namespace, it.backend_ref.name().value)
}

/// Says that the Gateway answers with an error: 500, unless the caller knows better.
pub(super) fn refuse(answer: &mut RequestAnswerV1, reason: String) {
    answer.outcome = Outcome::Respond;
    answer.status = Some(500);
    answer.reasons.push(reason);
}

//! The answer to one request: from the match that takes it to what the backend sees.

use super::condition::{Matched, PathTest};
use super::filters::{self, share};
use super::hosts::{Candidate, Entry};
use super::table::{Found, Gateway, Listener, Table};
use super::v1::{
    ForwardedV1, LostV1, Outcome, ReadingV1, RequestAnswerV1, RequestBackendV1, RequestListenerV1,
    RequestRouteV1,
};
use super::{Reading, Request, Scheme};
use crate::attach::{BackendPort, BackendRefFact, RouteFact, Use};
use crate::live::endpoints;
use crate::model::{Filter, RouteKind, RouteRule};
use crate::world::{Lookup, Origin};

/// The most lost matches that an answer lists.
const LOST: usize = 16;

impl<'a> Table<'_, '_, 'a> {
    /// What becomes of `request`, and why. Where the spec leaves a choice that matters, each reading is answered.
    pub fn answer(&self, request: &Request) -> RequestAnswerV1 {
        let wanted = self.gateways.iter().filter(|it| is_wanted(it, request));
        let mut answers: Vec<_> = wanted.filter_map(|it| Some((it, self.answer_of(it, request)?))).collect();
        // A Gateway with a route for the request says more than one without.
        if answers.iter().any(|(_, it)| it.route.is_some()) {
            answers.retain(|(_, it)| it.route.is_some() || it.outcome == Outcome::Unknown);
        }
        let mut answers = answers.into_iter();
        match (answers.next(), answers.next()) {
            (None, _) => self.no_gateway(request),
            (Some((_, only)), None) => only,
            (Some(first), Some(second)) => {
                let all = [first, second].into_iter().chain(answers);
                let readings = all.map(|(gateway, answer)| ReadingV1 {
                    assumes: format!("the request is sent to {}", gateway.title()),
                    answer: RequestAnswerV1 { readings: Vec::new(), ..answer },
                });
                let reason = "several Gateways listen on this port for this hostname";
                let mut answer = RequestAnswerV1::bare(Outcome::Depends, None, reason.to_owned());
                answer.readings = readings.collect();
                answer
            }
        }
    }

    /// The answer where no Gateway takes the request.
    fn no_gateway(&self, request: &Request) -> RequestAnswerV1 {
        let wanted = || self.gateways.iter().filter(|it| is_wanted(it, request));
        let reason = if let Some(unknown) = wanted().find(|it| !it.is_known) {
            let title = unknown.title();
            format!("{title} is not among the inputs, and no route of the inputs takes the request there")
        } else if wanted().next().is_some() {
            let (scheme, port) = (request.scheme.name(), request.port);
            let reason = format!("no listener takes {scheme} on port {port}, so the connection is refused");
            return RequestAnswerV1::bare(Outcome::Respond, None, reason);
        } else if let Some((namespace, name)) = &request.gateway {
            format!("Gateway `{namespace}/{name}` is not among the inputs")
        } else {
            "no Gateway is among the inputs".to_owned()
        };
        RequestAnswerV1::bare(Outcome::Unknown, None, reason)
    }

    /// The answer of one Gateway; `None` where it does not listen on the port, or says nothing of the request.
    fn answer_of(&self, gateway: &Gateway<'a>, request: &Request) -> Option<RequestAnswerV1> {
        let reading = Reading::default();
        let (listener, found) = match self.find(gateway, request, reading, false) {
            Found::NoPort => return None,
            Found::NoListener => {
                let name = if request.scheme == Scheme::Http { &request.host } else { request.server_name() };
                let reason = format!(
                    "no listener of {} on port {} stands for `{name}`",
                    gateway.title(),
                    request.port
                );
                let status = matches!(request.scheme, Scheme::Http | Scheme::Https).then_some(404);
                return Some(RequestAnswerV1::bare(Outcome::Respond, status, reason));
            }
            Found::Misdirected(listener) => {
                let reason = format!(
                    "the TLS connection for `{}` belongs to another listener than the host `{}`",
                    request.server_name(),
                    request.host
                );
                let mut answer = RequestAnswerV1::bare(Outcome::Respond, Some(421), reason);
                answer.listener = named_listener(listener);
                return Some(answer);
            }
            Found::Routed(listener, found) => (listener, found),
        };
        let mut answer = self.routed(gateway, request, listener, &found, found.first());
        self.read_otherwise(gateway, request, (listener, &found), &mut answer);
        if !gateway.is_known {
            // Without its listeners, what no route of the inputs takes may still be another tenant's.
            answer.route.as_ref()?;
            if !gateway.is_promised {
                answer.outcome = Outcome::Unknown;
            }
        }
        Some(answer)
    }

    /// Adds what the answer is where the choices of the spec are made otherwise.
    fn read_otherwise(
        &self,
        gateway: &Gateway<'a>,
        request: &Request,
        (listener, found): (&Listener<'a>, &[Candidate<'a>]),
        answer: &mut RequestAnswerV1,
    ) {
        let others =
            Reading::default().others().into_iter().filter(|(_, it)| it.isolation || gateway.is_known);
        for (assumes, other) in others {
            if let Found::Routed(listener, others) = self.find(gateway, request, other, true)
                && (others.first().map(|it| it.entry) != found.first().map(|it| it.entry))
            {
                let other = self.routed(gateway, request, listener, &others, others.first());
                add_reading(answer, assumes.to_owned(), other);
            }
        }
        for rival in self.as_good_but_for_age(found) {
            let other = self.routed(gateway, request, listener, found, Some(rival));
            let fact = self.entries.get(rival.entry).and_then(|it| self.route(it));
            let name = fact.map(|it| it.item.title()).unwrap_or_default();
            add_reading(answer, format!("{name} is created first"), other);
        }
        if !answer.readings.is_empty() {
            let first = RequestAnswerV1 { readings: Vec::new(), lost: Vec::new(), ..answer.clone() };
            let assumes = "the order of the spec, with routes without a creation time by name".to_owned();
            answer.readings.insert(0, ReadingV1 { assumes, answer: first });
            answer.outcome = Outcome::Depends;
        }
    }

    /// The matches that lose by the age of their route alone, where no creation time decides it.
    fn as_good_but_for_age<'c>(&self, found: &'c [Candidate<'a>]) -> Vec<&'c Candidate<'a>> {
        let Some((first, rest)) = found.split_first() else { return Vec::new() };
        let dated = |it: &Candidate<'a>| {
            let fact = self.entries.get(it.entry).and_then(|it| self.route(it));
            fact.is_some_and(|it| !it.item.age().0)
        };
        let route = |it: &Candidate<'a>| self.entries.get(it.entry).map(|it| it.route);
        let mut rivals: Vec<&Candidate<'a>> = Vec::new();
        for it in rest {
            let by_age = self.step(first, it) == Step::Age && !(dated(first) && dated(it));
            if by_age && !rivals.iter().any(|known| route(known) == route(it)) {
                rivals.push(it);
            }
        }
        rivals
    }

    /// The answer where `winner` takes the request.
    fn routed(
        &self,
        gateway: &Gateway<'a>,
        request: &Request,
        listener: &Listener<'a>,
        found: &[Candidate<'a>],
        winner: Option<&Candidate<'a>>,
    ) -> RequestAnswerV1 {
        let winning = winner.and_then(|it| Some((it, self.entries.get(it.entry)?)));
        let routed = winning.and_then(|(it, entry)| Some((it, entry, self.route(entry)?)));
        let Some((candidate, entry, fact)) = routed else {
            return self.no_route(gateway, request, listener);
        };
        let mut answer = RequestAnswerV1::bare(Outcome::Forward, None, why_listener(listener));
        answer.reasons.push(why_match(candidate, entry, fact));
        answer.listener = named_listener(listener);
        answer.route = Some(named(fact));
        answer.rule = Some(entry.rule);
        answer.matched = entry.number;
        let others = found.iter().filter(|it| it.entry != candidate.entry).take(LOST);
        answer.lost = others.filter_map(|it| self.lost(candidate, it)).collect();
        if candidate.matched == Matched::Unknown {
            answer.outcome = Outcome::Unknown;
            answer
                .reasons
                .push("a regular expression of this match cannot be read, so it may not match".to_owned());
            return answer;
        }
        if let Some(fault) = listener.fault {
            answer.outcome = Outcome::Respond;
            answer.reasons.push(format!("the listener does not work ({fault:?}), so the connection fails"));
            return answer;
        }
        for it in self.undecided(gateway, &request.host) {
            answer.reasons.push(format!("not decided: whether {} attaches too", it.item.title()));
        }
        match fact.route.rules().nth(entry.rule) {
            Some(rule) => self.follow(request, listener, (fact, entry, rule), &mut answer),
            None => refuse(&mut answer, "the route has no rule".to_owned()),
        }
        answer
    }

    /// The answer where no match takes the request.
    fn no_route(&self, gateway: &Gateway<'a>, request: &Request, listener: &Listener<'a>) -> RequestAnswerV1 {
        let mut answer = RequestAnswerV1::bare(Outcome::Respond, None, why_listener(listener));
        answer.listener = named_listener(listener);
        let undecided = self.undecided(gateway, &request.host);
        if undecided.is_empty() {
            answer.reasons.push("no match of an attached route takes the request".to_owned());
            let speaks_http = matches!(listener.protocol, "HTTP" | "HTTPS");
            answer.status = speaks_http.then_some(404);
        } else {
            answer.outcome = Outcome::Unknown;
            let lines =
                undecided.iter().map(|it| format!("not decided: whether {} attaches", it.item.title()));
            answer.reasons.extend(lines);
        }
        answer
    }

    /// Runs the filters of `rule` and shares the request out among its backends.
    fn follow(
        &self,
        request: &Request,
        listener: &Listener<'a>,
        (fact, entry, rule): (&RouteFact<'_, 'a>, &Entry<'a>, RouteRule<'a>),
        answer: &mut RequestAnswerV1,
    ) {
        let mut forwarded = ForwardedV1 {
            method: request.method.clone(),
            host: request.host.clone(),
            path: request.target(),
            headers: request.headers.clone(),
        };
        let prefix = entry.condition.written_path;
        for filter in rule.filters() {
            match filter.kind().value {
                "RequestHeaderModifier" => {
                    filter
                        .request_headers()
                        .into_iter()
                        .for_each(|it| filters::edit_headers(it, &mut forwarded));
                }
                "URLRewrite" => {
                    filter.rewrite().into_iter().for_each(|it| filters::rewrite(it, prefix, &mut forwarded));
                }
                "RequestRedirect" => {
                    let Some(written) = filter.redirect() else { continue };
                    let redirect = filters::redirect(
                        written,
                        request,
                        prefix,
                        listener.port.unwrap_or_else(|| i64::from(request.port)),
                    );
                    answer.outcome = Outcome::Redirect;
                    answer.status = Some(redirect.status);
                    answer.reasons.push("the rule redirects".to_owned());
                    answer.location = Some(redirect.location);
                    return;
                }
                "CORS" if is_preflight(request) => {
                    refuse(answer, "the CORS filter answers the preflight".to_owned());
                    answer.status = Some(200);
                    return;
                }
                "RequestMirror" => self.mirror(fact, entry.rule, filter, answer),
                "ExternalAuth" => {
                    answer.reasons.push("an external service has to allow the request".to_owned());
                }
                "ExtensionRef" => {
                    answer.outcome = Outcome::Unknown;
                    let name = filter.extension_name().map_or("", |it| it.value);
                    let reason = format!("the filter `{name}` is known to the implementation only");
                    answer.reasons.push(reason);
                }
                _ => {}
            }
        }
        if fact.extensions.iter().any(|it| it.rule == entry.rule && it.problem().is_some()) {
            refuse(answer, "a filter of the rule cannot be resolved".to_owned());
            return;
        }
        self.share_out(fact, entry.rule, answer);
        if matches!(answer.outcome, Outcome::Forward | Outcome::Unknown) {
            let speaks_http = matches!(fact.route.kind(), RouteKind::Http | RouteKind::Grpc);
            answer.forwarded = speaks_http.then_some(forwarded);
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
                None => {
                    let share = filters::mirrored(filter);
                    answer.mirrors.push(backend(it, share, None));
                }
                Some((_, reason)) => answer.reasons.push(format!("no copy is sent: {reason}")),
            }
        }
    }

    /// Shares the request out among the backends of a rule by their weights.
    fn share_out(&self, fact: &RouteFact<'_, 'a>, rule: usize, answer: &mut RequestAnswerV1) {
        let of_rule = |it: &&BackendRefFact<'_, 'a>| it.rule == rule && it.purpose == Use::Backend;
        let backends: Vec<_> = fact.backends.iter().filter(of_rule).collect();
        let weight = |it: &BackendRefFact<'_, 'a>| it.backend_ref.weight().value.max(0);
        let total: i64 = backends.iter().map(|it| weight(it)).fold(0, i64::saturating_add);
        if backends.is_empty() {
            refuse(answer, "the rule has no backend".to_owned());
            return;
        }
        if total == 0 {
            refuse(answer, "every backend of the rule has weight 0".to_owned());
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
                let name = it.backend_ref.name().value;
                answer.reasons.push(format!(
                    "not decided: whether {} `{}/{name}` is there",
                    it.backend_ref.kind().value,
                    it.namespace
                ));
            }
            answer.backends.push(backend(it, share(part, total), problem.map(|(status, _)| status)));
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
        let name =
            format!("{} `{}/{}`", it.backend_ref.kind().value, it.namespace, it.backend_ref.name().value);
        if let Some(problem) = it.problem() {
            return Some((500, format!("{name} cannot be used by {}: {problem:?}", fact.item.title())));
        }
        let port = it.backend_ref.port().map(|it| it.value).unwrap_or_default();
        match it.port {
            BackendPort::Missing => Some((500, format!("{name} has no port {port}"))),
            BackendPort::WrongProtocol(_) => {
                Some((500, format!("{name} has port {port} for another protocol")))
            }
            BackendPort::Unknown => None,
            BackendPort::Found(found) => {
                let (service, _) = it.service()?;
                // A manifest says nothing of endpoints; the dump of a cluster does.
                let live = self.world.live(service.number())?;
                match endpoints(self.world, live, found) {
                    Lookup::Found(it) if it.ready == 0 => {
                        Some((503, format!("{name} has no ready endpoint")))
                    }
                    Lookup::Missing if live.origin() == Origin::Live => {
                        Some((503, format!("{name} has no endpoint")))
                    }
                    _ => None,
                }
            }
        }
    }

    pub(super) fn route(&self, entry: &Entry<'a>) -> Option<&RouteFact<'_, 'a>> {
        self.attachments.routes().get(entry.route)
    }

    fn lost(&self, winner: &Candidate<'a>, loser: &Candidate<'a>) -> Option<LostV1> {
        let entry = self.entries.get(loser.entry)?;
        let step = self.step(winner, loser).text().to_owned();
        Some(LostV1 { route: named(self.route(entry)?), rule: entry.rule, matched: entry.number, step })
    }

    /// The step of precedence by which `winner` goes before `loser`.
    fn step(&self, winner: &Candidate<'a>, loser: &Candidate<'a>) -> Step {
        let (Some(one), Some(other)) = (self.entries.get(winner.entry), self.entries.get(loser.entry)) else {
            return Step::Writing;
        };
        let ages = [one, other].map(|it| self.route(it).map(|it| it.item.age()).unwrap_or_default());
        let [(_, created, ..), (_, created_later, ..)] = ages;
        let (rank, other_rank) = (one.condition.rank(), other.condition.rank());
        if winner.hostname != loser.hostname {
            Step::Hostname
        } else if winner.own != loser.own {
            Step::OwnHostname
        } else if path_rank(one) != path_rank(other) {
            Step::Path
        } else if rank.0 != other_rank.0 {
            Step::Method
        } else if rank.1 != other_rank.1 {
            Step::Headers
        } else if rank.2 != other_rank.2 {
            Step::QueryParams
        } else if one.route == other.route {
            Step::Writing
        } else if created != created_later || created.is_empty() {
            Step::Age
        } else {
            Step::Name
        }
    }
}

/// Adds what `other` assumes, where a client or a backend sees a difference.
fn add_reading(answer: &mut RequestAnswerV1, assumes: String, mut other: RequestAnswerV1) {
    if !answer.agrees_with(&other) {
        other.lost.clear();
        answer.readings.push(ReadingV1 { assumes, answer: other });
    }
}

impl Gateway<'_> {
    fn title(&self) -> String {
        format!("Gateway `{}/{}`", self.namespace, self.name)
    }
}

/// A step of precedence (Gateway API, `HTTPRouteRule.matches`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Hostname,
    OwnHostname,
    Path,
    Method,
    Headers,
    QueryParams,
    Age,
    Name,
    Writing,
}

impl Step {
    fn text(self) -> &'static str {
        match self {
            Self::Hostname => "its hostname is less specific",
            Self::OwnHostname => "the hostname of its route is less specific",
            Self::Path => "its path is less specific",
            Self::Method => "it matches no method",
            Self::Headers => "it matches fewer headers",
            Self::QueryParams => "it matches fewer query parameters",
            Self::Age => "its route is not the older one",
            Self::Name => "its route comes later by namespace and name",
            Self::Writing => "it comes later in the route",
        }
    }
}

/// The kind of a path match and the length that counts.
fn path_rank(entry: &Entry<'_>) -> (u8, usize) {
    match &entry.condition.path {
        PathTest::Exact(path) => (2, path.len()),
        PathTest::Pattern(_) => (1, 0),
        PathTest::Prefix(path) => (0, path.len()),
    }
}

fn is_wanted(gateway: &Gateway<'_>, request: &Request) -> bool {
    request
        .gateway
        .as_ref()
        .is_none_or(|(namespace, name)| gateway.namespace == namespace && gateway.name == name)
}

fn named_listener(listener: &Listener<'_>) -> Option<RequestListenerV1> {
    let [kind, namespace, name] = listener.parent.map(str::to_owned);
    let section = listener.section.to_owned();
    Some(RequestListenerV1 { kind, namespace, name, section, port: listener.port? })
}

fn why_listener(listener: &Listener<'_>) -> String {
    let [kind, namespace, name] = listener.parent;
    match listener.section {
        "" => format!(
            "{kind} `{namespace}/{name}` is not among the inputs; a listener that takes the request is assumed"
        ),
        section => format!("listener `{section}` of {kind} `{namespace}/{name}` takes it"),
    }
}

/// Says that the Gateway answers with an error: 500, unless the caller knows better.
fn refuse(answer: &mut RequestAnswerV1, reason: String) {
    answer.outcome = Outcome::Respond;
    answer.status = Some(500);
    answer.reasons.push(reason);
}

fn why_match(candidate: &Candidate<'_>, entry: &Entry<'_>, fact: &RouteFact<'_, '_>) -> String {
    let name = if candidate.hostname.is_empty() { "every hostname" } else { candidate.hostname };
    let number = match entry.number {
        Some(number) => format!("match {number} of rule {}", entry.rule),
        None => format!("rule {}", entry.rule),
    };
    format!("{number} of {} takes it, for {name}", fact.item.title())
}

fn named(fact: &RouteFact<'_, '_>) -> RequestRouteV1 {
    RequestRouteV1 {
        kind: fact.item.id().kind.to_owned(),
        namespace: fact.item.namespace().to_owned(),
        name: fact.item.name().to_owned(),
    }
}

fn backend(it: &BackendRefFact<'_, '_>, share: f64, status: Option<u16>) -> RequestBackendV1 {
    let protocol = match it.port {
        BackendPort::Found(port) => port.app_protocol().map(|it| it.value.to_owned()),
        _ => None,
    };
    RequestBackendV1 {
        kind: it.backend_ref.kind().value.to_owned(),
        namespace: it.namespace.to_owned(),
        name: it.backend_ref.name().value.to_owned(),
        port: it.backend_ref.port().map(|it| it.value),
        weight: it.backend_ref.weight().value,
        share,
        status,
        protocol,
    }
}

/// Whether a browser asks whether it may send another request.
fn is_preflight(request: &Request) -> bool {
    request.method == "OPTIONS"
        && request.header("origin").is_some()
        && request.header("access-control-request-method").is_some()
}

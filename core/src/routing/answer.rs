//! The answer to one request: from the match that takes it to what the backend sees.

use super::condition::Matched;
use super::follow;
use super::hosts::{Candidate, Entry};
use super::listeners::{Gateway, Listener, OnPort};
use super::table::{Found, Table};
use super::v1::{LostV1, Outcome, ReadingV1, RequestAnswerV1, RequestListenerV1, RequestRouteV1};
use super::{Request, Scheme};
use crate::attach::RouteFact;

/// The most lost matches that an answer lists.
const LOST: usize = 16;

impl<'a> Table<'_, '_, 'a> {
    /// What becomes of `request`, and why. Where the spec leaves a choice that matters, each reading is answered.
    pub fn answer(&self, request: &Request) -> RequestAnswerV1 {
        if let Some(client) = &request.client {
            return self.answer_in_mesh(client, request);
        }
        let wanted = self.wanted(request);
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
        let wanted = || self.wanted(request);
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
    pub(super) fn answer_of(&self, gateway: &Gateway<'a>, request: &Request) -> Option<RequestAnswerV1> {
        if gateway.is_known {
            return self.answer_among(gateway, gateway.on_port(request)?, request);
        }
        // Each listener that routes tell of may be the one that takes the request.
        let one = |it| Some((Listener::title(it), self.answer_among(gateway, OnPort::One(it), request)?));
        let mut answers = gateway.assumed(request).filter_map(one);
        let (title, mut answer) = answers.next()?;
        let first = RequestAnswerV1 { readings: Vec::new(), lost: Vec::new(), ..answer.clone() };
        for (title, other) in answers {
            add_reading(&mut answer, format!("{title} takes the request"), other);
        }
        if !answer.readings.is_empty() && first.readings.is_empty() {
            answer
                .readings
                .insert(0, ReadingV1 { assumes: format!("{title} takes the request"), answer: first });
            if gateway.is_promised {
                answer.outcome = Outcome::Depends;
            }
        }
        Some(answer)
    }

    /// The answer of some listeners of one Gateway; `None` where it says nothing of the request.
    pub(super) fn answer_among(
        &self,
        gateway: &Gateway<'a>,
        on_port: OnPort<'_, 'a>,
        request: &Request,
    ) -> Option<RequestAnswerV1> {
        let (listener, found) = match self.find(on_port, request, self.choices.first, false) {
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
                answer.listener = named_listener(listener, request);
                return Some(answer);
            }
            Found::Routed(listener, found) => (listener, found),
        };
        let mut answer = self.routed(gateway, request, listener, &found, found.first());
        self.read_otherwise((gateway, on_port), request, (listener, &found), &mut answer);
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
        (gateway, on_port): (&Gateway<'a>, OnPort<'_, 'a>),
        request: &Request,
        (listener, found): (&Listener<'a>, &[Candidate<'a>]),
        answer: &mut RequestAnswerV1,
    ) {
        let isolated = self.choices.first.isolation;
        let repeats_a_header = request.repeats_a_header();
        for (assumes, other) in &self.choices.others {
            // Without its listeners, nothing is known of how a Gateway isolates them.
            if (other.isolation != isolated && !gateway.is_known)
                || (!other.joined_headers && !repeats_a_header)
            {
                continue;
            }
            if let Found::Routed(listener, others) = self.find(on_port, request, *other, true)
                && (others.first().map(|it| it.entry) != found.first().map(|it| it.entry))
            {
                let other = self.routed(gateway, request, listener, &others, others.first());
                add_reading(answer, (*assumes).to_owned(), other);
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
        let dated = |it: &Candidate<'a>| self.entries.get(it.entry).is_some_and(|it| self.is_dated(it));
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
        answer.listener = named_listener(listener, request);
        answer.hostname = Some(candidate.hostname.to_owned());
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
            None => follow::refuse(&mut answer, "the route has no rule".to_owned()),
        }
        answer
    }

    /// The answer where no match takes the request.
    fn no_route(&self, gateway: &Gateway<'a>, request: &Request, listener: &Listener<'a>) -> RequestAnswerV1 {
        let mut answer = RequestAnswerV1::bare(Outcome::Respond, None, why_listener(listener));
        answer.listener = named_listener(listener, request);
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

    pub(super) fn route(&self, entry: &Entry<'a>) -> Option<&RouteFact<'_, 'a>> {
        self.attachments.routes().get(entry.route)
    }

    /// Whether it is known when the route of a match was created.
    pub(super) fn is_dated(&self, entry: &Entry<'a>) -> bool {
        self.route(entry).is_some_and(|it| !it.item.age().0)
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
        } else if one.condition.path_rank(self.choices.first) != other.condition.path_rank(self.choices.first)
        {
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
        let kind = if self.is_service { "Service" } else { "Gateway" };
        format!("{kind} `{}/{}`", self.namespace, self.name)
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

fn named_listener(listener: &Listener<'_>, request: &Request) -> Option<RequestListenerV1> {
    let [kind, namespace, name] = listener.parent.map(str::to_owned);
    let section = listener.section.to_owned();
    let port = listener.port.or_else(|| listener.is_service().then(|| i64::from(request.port)));
    let port = port.filter(|_| !listener.is_assumed())?;
    Some(RequestListenerV1 { kind, namespace, name, section, port })
}

fn why_listener(listener: &Listener<'_>) -> String {
    if listener.is_assumed() {
        let [kind, namespace, name] = listener.parent;
        return format!(
            "{kind} `{namespace}/{name}` is not among the inputs; a listener that takes the request is assumed"
        );
    }
    format!("{} takes it", listener.title())
}

impl Listener<'_> {
    fn title(&self) -> String {
        let [kind, namespace, name] = self.parent;
        match (self.section, self.port) {
            _ if self.is_service() => format!("{kind} `{namespace}/{name}`"),
            ("", None) => format!("another listener of {kind} `{namespace}/{name}`"),
            ("", Some(port)) => format!("the listener on port {port} of {kind} `{namespace}/{name}`"),
            (section, _) => format!("listener `{section}` of {kind} `{namespace}/{name}`"),
        }
    }
}

fn why_match(candidate: &Candidate<'_>, entry: &Entry<'_>, fact: &RouteFact<'_, '_>) -> String {
    let name = if candidate.hostname.is_empty() { "every hostname" } else { candidate.hostname };
    let number = match entry.number {
        Some(number) => format!("match {number} of rule {}", entry.rule),
        None => format!("rule {}", entry.rule),
    };
    format!("{number} of {} takes it, for {name}", fact.item.title())
}

pub(super) fn named(fact: &RouteFact<'_, '_>) -> RequestRouteV1 {
    RequestRouteV1 {
        kind: fact.item.id().kind.to_owned(),
        namespace: fact.item.namespace().to_owned(),
        name: fact.item.name().to_owned(),
    }
}

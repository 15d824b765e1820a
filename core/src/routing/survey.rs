//! Questions about all matches of a table at once: which never take a request, and which redirects never end.

use super::hosts::{Entry, EntryId};
use super::listeners::{Gateway, Listener};
use super::table::Table;
use super::{Outcome, Request, RequestAnswerV1, Scheme};
use crate::attach::RouteFact;
use crate::order::{Map, Set};

/// So many redirects are followed; browsers give up after 20.
const HOPS: usize = 20;

/// An entry of `matches`, or a rule without any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MatchPlace {
    /// The place of the route among the facts.
    pub(crate) route: usize,
    /// Its rule, from 0.
    pub(crate) rule: usize,
    /// The entry of `matches`, from 0; `None` where the rule has none.
    pub(crate) number: Option<usize>,
}

/// A match that takes no request of a hostname, because another one asks for the same and goes first.
#[derive(Debug)]
pub(crate) struct Shadowed {
    /// The match.
    pub(crate) place: MatchPlace,
    /// The one that goes first.
    pub(crate) by: MatchPlace,
    /// A request that both would take; empty where regular expressions decide it.
    pub(crate) example: String,
    /// Whether the order of creation decides, and the inputs do not tell it.
    pub(crate) by_age: bool,
    /// Whether it holds for all hostnames and listeners of the match.
    pub(crate) everywhere: bool,
}

/// A request that is redirected until it has been there before.
#[derive(Debug)]
pub(crate) struct RedirectLoop {
    /// The match that redirects it first.
    pub(crate) place: MatchPlace,
    /// The request, then each `Location`.
    pub(crate) steps: Vec<String>,
    /// Whether all listeners on its way are among the inputs, and nothing on it depends on the implementation or on the
    /// order of creation.
    pub(crate) is_certain: bool,
}

impl Entry<'_> {
    /// Where it is written.
    pub(super) fn place(&self) -> MatchPlace {
        MatchPlace { route: self.route, rule: self.rule, number: self.number }
    }
}

impl<'a> Table<'_, '_, 'a> {
    /// The matches that never take a request where another one goes first, each with the first place where that is so.
    pub(crate) fn shadowed(&self) -> Vec<Shadowed> {
        let mut places = vec![0_usize; self.entries.len()];
        let mut lost: Map<EntryId, (usize, EntryId, &'a str, &Listener<'a>)> = Map::new();
        let in_mesh = self.mesh.services().flat_map(|(_, it)| &it.listeners);
        for listener in self.listeners().map(|(_, it)| it).chain(in_mesh) {
            listener.hosts.each_group(&mut |name, group| {
                let mut first: Map<String, EntryId> = Map::new();
                for id in group {
                    if let Some(it) = places.get_mut(*id) {
                        *it = it.saturating_add(1);
                    }
                    let Some(entry) = self.entries.get(*id).filter(|_| group.len() > 1) else { continue };
                    let by = *first.entry(entry.condition.key()).or_insert(*id);
                    if by != *id {
                        let known = lost.entry(*id).or_insert((0, by, name, listener));
                        known.0 = known.0.saturating_add(1);
                    }
                }
            });
        }
        let one = |(id, (times, by, name, listener)): (EntryId, (usize, EntryId, &'a str, &Listener<'a>))| {
            let (entry, winner) = (self.entries.get(id)?, self.entries.get(by)?);
            let by_age = entry.route != winner.route && !(self.is_dated(entry) && self.is_dated(winner));
            let example =
                entry.condition.example(&listener.client_host(name)).map(|it| shown(&it)).unwrap_or_default();
            let everywhere = places.get(id).is_none_or(|it| *it == times);
            Some(Shadowed { place: entry.place(), by: winner.place(), example, by_age, everywhere })
        };
        lost.into_iter().filter_map(one).collect()
    }

    /// The redirects that lead back to a request that was answered before.
    pub(crate) fn redirect_loops(&self) -> Vec<RedirectLoop> {
        let redirects: Vec<bool> = self.entries.iter().map(|it| self.is_redirect(it)).collect();
        let mut loops = Vec::new();
        // A circle is reported once, and each match once.
        let (mut seen, mut reported) = (Set::new(), Set::new());
        for (gateway, listener) in self.listeners() {
            // Of a named listener elsewhere nothing says which requests it takes.
            if listener.is_assumed() && !listener.section.is_empty() {
                continue;
            }
            listener.hosts.each_group(&mut |name, group| {
                for id in group.iter().filter(|it| redirects.get(**it).is_some_and(|it| *it)) {
                    let Some(entry) = self.entries.get(*id).filter(|_| !reported.contains(id)) else {
                        continue;
                    };
                    let Some(found) = self.redirect_loop(gateway, listener, entry, name) else { continue };
                    reported.insert(*id);
                    let is_new = !found.steps.iter().any(|it| seen.contains(it));
                    seen.extend(found.steps.iter().cloned());
                    if is_new {
                        loops.push(found);
                    }
                }
            });
        }
        loops
    }

    fn redirect_loop(
        &self,
        gateway: &Gateway<'a>,
        listener: &Listener<'a>,
        entry: &Entry<'a>,
        name: &'a str,
    ) -> Option<RedirectLoop> {
        let host = host_of(if name.is_empty() { listener.hostname.unwrap_or_default() } else { name });
        let mut request = entry.condition.example(&host)?;
        if listener.protocol == "HTTPS" {
            request.scheme = Scheme::Https;
        }
        request.port = match (listener.port, request.scheme) {
            (Some(port), _) => u16::try_from(port).ok()?,
            (None, Scheme::Https) => 443,
            (None, _) => 80,
        };
        request.gateway = Some((gateway.namespace.to_owned(), gateway.name.to_owned()));
        let mut is_certain = gateway.is_known;
        let mut steps = Vec::new();
        for _ in 0..HOPS {
            let step = shown(&request);
            let is_back = steps.contains(&step);
            steps.push(step);
            // A request that was there before has the answer that it had.
            if is_back {
                return Some(RedirectLoop { place: entry.place(), steps, is_certain });
            }
            let answer = self.answer_of(gateway, &request)?;
            if steps.len() == 1 && !is_answered_by(&answer, entry, self.route(entry)) {
                return None;
            }
            is_certain &= answer.readings.is_empty();
            let location = answer.location?;
            let headers = std::mem::take(&mut request.headers);
            let (method, wanted) = (request.method, request.gateway);
            request = Request::get(&location).ok()?;
            (request.method, request.headers, request.gateway) = (method, headers, wanted);
        }
        None
    }

    /// Whether the rule of a match redirects.
    pub(super) fn is_redirect(&self, entry: &Entry<'a>) -> bool {
        let rule = self.route(entry).and_then(|it| it.route.rules().nth(entry.rule));
        rule.is_some_and(|it| it.filters().any(|it| it.kind().value == "RequestRedirect"))
    }

    fn listeners(&self) -> impl Iterator<Item = (&Gateway<'a>, &Listener<'a>)> {
        let all = self.gateways.iter().flat_map(|it| it.listeners.iter().map(move |listener| (it, listener)));
        all.filter(|(_, it)| it.fault.is_none())
    }
}

fn is_answered_by(answer: &RequestAnswerV1, entry: &Entry<'_>, route: Option<&RouteFact<'_, '_>>) -> bool {
    let same = |named: &super::RequestRouteV1| {
        route.is_some_and(|it| it.item.name() == named.name && it.item.namespace() == named.namespace)
    };
    matches!(answer.outcome, Outcome::Redirect | Outcome::Depends | Outcome::Unknown)
        && answer.route.as_ref().is_some_and(same)
        && answer.rule == Some(entry.rule)
}

impl Listener<'_> {
    /// A host, with the port of a Service, that a client asks for to get to the matches of `name`.
    fn client_host(&self, name: &str) -> String {
        let [_, namespace, service] = self.parent;
        match self.port.filter(|it| *it != 80) {
            _ if !self.is_service() => host_of(name),
            Some(port) => format!("{service}.{namespace}:{port}"),
            None => format!("{service}.{namespace}"),
        }
    }
}

/// A host that `name` stands for.
fn host_of(name: &str) -> String {
    match name.strip_prefix("*.") {
        Some(suffix) => format!("any.{suffix}"),
        None if name.is_empty() => "any.example".to_owned(),
        None => name.to_owned(),
    }
}

/// A request in one line: `GET https://shop.example.com/cart`, with its headers where it has some.
fn shown(request: &Request) -> String {
    let port = match (request.scheme, request.port) {
        (Scheme::Http, 80) | (Scheme::Https, 443) => String::new(),
        (_, port) => format!(":{port}"),
    };
    let target = request.target();
    let mut text = format!("{} {}://{}{port}{target}", request.method, request.scheme.name(), request.host);
    for (name, value) in &request.headers {
        text.push_str(&format!(" with `{name}: {value}`"));
    }
    text
}

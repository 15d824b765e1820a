//! Listeners of one Gateway, its ListenerSets included, that cannot stand beside each other.
//!
//! Among the Gateway's own listeners none wins: all that cannot be distinguished are refused. Between the Gateway
//! and its ListenerSets the first in the order Gateway, older ListenerSet, namespace and name wins.

use super::Environment;
use super::hostname::wildcard_suffix;
use super::listener::ListenerFact;
use crate::order::{Map, Set};
use crate::source::Location;

/// What two listeners of one port clash in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clash {
    /// The protocol, or the TLS mode.
    Protocol,
    /// The hostname.
    Hostname,
}

/// A conflict, seen from a listener that is refused for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// What they clash in.
    pub clash: Clash,
    /// The other listener.
    pub with: Location,
}

/// What shares a port, as far as protocols go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Http,
    Tls,
    Tcp,
    Udp,
}

impl Family {
    fn of(protocol: &str) -> Option<Self> {
        match protocol {
            "HTTP" => Some(Self::Http),
            "HTTPS" | "TLS" => Some(Self::Tls),
            "TCP" => Some(Self::Tcp),
            "UDP" => Some(Self::Udp),
            _ => None,
        }
    }
}

/// What tells a listener from the others of its port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Traits<'a> {
    family: Family,
    port: i64,
    hostname: &'a str,
    /// `TLS` with mode Passthrough, as against everything that ends TLS here.
    passthrough: bool,
    at: Location,
}

impl<'a> Traits<'a> {
    fn of(fact: &ListenerFact<'_, 'a>) -> Option<Self> {
        let listener = fact.listener;
        let family = Family::of(listener.protocol().value)?;
        let hostname = match family {
            Family::Http | Family::Tls => listener.hostname().map_or("", |it| it.value),
            Family::Tcp | Family::Udp => "",
        };
        let passthrough = listener.protocol().value == "TLS" && listener.terminates() == Some(false);
        let at = listener.name().at;
        Some(Self { family, port: listener.port_number(), hostname, passthrough, at })
    }
}

/// The listeners of one Gateway that stand, by port.
#[derive(Debug)]
pub(super) struct Ports<'a> {
    mixed_modes: bool,
    /// Per port, UDP apart: who came first of each family and mode.
    ways: Map<(i64, bool), Vec<Traits<'a>>>,
    /// Who has a hostname of a family on a port.
    names: Map<(i64, Family, &'a str), Location>,
}

impl<'a> Ports<'a> {
    pub(super) fn new(environment: &Environment) -> Self {
        let mixed_modes = environment.supports("TLSRouteModeMixed");
        Self { mixed_modes, ways: Map::new(), names: Map::new() }
    }

    /// Refuses those of a Gateway's own listeners that cannot be distinguished.
    pub(super) fn add_gateway(&mut self, listeners: &mut [ListenerFact<'_, 'a>]) {
        let traits: Vec<_> =
            listeners.iter().map(|it| Traits::of(it).filter(|_| it.refusal.is_none())).collect();
        let mut all = Self::new_like(self);
        for it in traits.iter().flatten() {
            all.claim(*it);
        }
        let mut doubles: Map<_, (Location, Option<Location>)> = Map::new();
        for it in traits.iter().flatten() {
            let entry = doubles.entry((it.port, it.family, it.hostname)).or_insert((it.at, None));
            if entry.0 != it.at {
                entry.1.get_or_insert(it.at);
            }
        }
        for (fact, it) in listeners.iter_mut().zip(&traits) {
            let Some(it) = it else { continue };
            let double = doubles
                .get(&(it.port, it.family, it.hostname))
                .and_then(|(first, second)| if *first == it.at { *second } else { Some(*first) });
            fact.conflict =
                all.protocol_clash(it).or(double.map(|with| Conflict { clash: Clash::Hostname, with }));
            if fact.conflict.is_none() {
                self.claim(*it);
            }
        }
    }

    /// Refuses those of a ListenerSet's listeners that clash with what stands already.
    pub(super) fn add_set(&mut self, listeners: &mut [ListenerFact<'_, 'a>]) {
        for fact in listeners {
            let Some(it) = Traits::of(fact).filter(|_| fact.refusal.is_none()) else { continue };
            let taken = self.names.get(&(it.port, it.family, it.hostname)).copied();
            let double = taken.map(|with| Conflict { clash: Clash::Hostname, with });
            fact.conflict = self.protocol_clash(&it).or(double);
            if fact.conflict.is_none() {
                self.claim(it);
            }
        }
    }

    fn new_like(other: &Self) -> Self {
        Self { mixed_modes: other.mixed_modes, ways: Map::new(), names: Map::new() }
    }

    fn claim(&mut self, it: Traits<'a>) {
        self.names.entry((it.port, it.family, it.hostname)).or_insert(it.at);
        let ways = self.ways.entry((it.port, it.family == Family::Udp)).or_default();
        // At most one of each family and mode is kept: the rest cannot clash otherwise.
        if !ways.iter().any(|way| way.family == it.family && way.passthrough == it.passthrough) {
            ways.push(it);
        }
    }

    fn protocol_clash(&self, it: &Traits<'a>) -> Option<Conflict> {
        let ways = self.ways.get(&(it.port, it.family == Family::Udp))?;
        let clashes = |way: &&Traits<'a>| {
            way.family != it.family || (way.passthrough != it.passthrough && !self.mixed_modes)
        };
        ways.iter().find(clashes).map(|with| Conflict { clash: Clash::Protocol, with: with.at })
    }
}

/// Marks the HTTPS and TLS listeners of a port whose hostnames overlap without being equal.
pub(super) fn mark_overlaps<'f, 'w: 'f, 'a: 'w>(
    listeners: impl Iterator<Item = &'f mut ListenerFact<'w, 'a>>,
) {
    let mut ports: Map<i64, Vec<&mut ListenerFact<'w, 'a>>> = Map::new();
    for fact in listeners.filter(|it| it.is_distinct() && it.listener.tls().is_some()) {
        ports.entry(fact.listener.port_number()).or_default().push(fact);
    }
    for facts in ports.values_mut().filter(|it| it.len() > 1) {
        let hostname = |it: &ListenerFact<'w, 'a>| it.listener.hostname().map_or("", |it| it.value);
        let names: Map<_, _> = facts.iter().map(|it| (hostname(it), it.listener.name().at)).collect();
        let mut wide = Set::new();
        for fact in facts.iter_mut() {
            for (name, at) in wider(hostname(fact)).filter_map(|it| names.get_key_value(it.as_str())) {
                fact.covered_by.get_or_insert(*at);
                wide.insert(*name);
            }
        }
        for fact in facts {
            fact.overlaps = fact.covered_by.is_some() || wide.contains(hostname(fact));
        }
    }
}

/// The hostnames that stand for every name of `name` and more; the empty one stands for all.
fn wider(name: &str) -> impl Iterator<Item = String> {
    let first = wildcard_suffix(name).unwrap_or(name);
    let parents = std::iter::successors(first.split_once('.'), |(_, rest)| rest.split_once('.'));
    let any = (!name.is_empty()).then(String::new);
    parents.map(|(_, rest)| format!("*.{rest}")).chain(any)
}

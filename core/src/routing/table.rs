//! The matches of all attached routes, by Gateway, listener and hostname.

use super::choice::{Choices, Reading};
use super::condition::Effort;
use super::hosts::{Candidate, Draft, Entry, Search};
use super::index::Names;
use super::listeners::{Gateway, Listener, OnPort, known_gateways};
use super::mesh::Mesh;
use super::places::{Matches, Places, Undecided, by_route, entries, listeners_of};
use super::{Request, Scheme};
use crate::attach::{Attachments, RouteFact};
use crate::order::{Map, sort, sort_by_key};
use crate::settings::GatewayName;
use crate::world::{ItemId, World};

/// So many routes that may be attached are told of.
const UNDECIDED: usize = 16;

/// The route table of every Gateway that is among the inputs, or that a route names.
#[derive(Debug)]
pub struct Table<'f, 'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) attachments: &'f Attachments<'w, 'a>,
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) gateways: Vec<Gateway<'a>>,
    pub(super) mesh: Mesh<'a>,
    /// By the hostnames that they ask for.
    undecided: Names<'a, Vec<Undecided<'a>>>,
    /// The places of the Gateways, by namespace and name.
    by_name: Map<[&'a str; 2], Vec<usize>>,
    pub(super) choices: Choices,
    /// The BackendTLSPolicy of each Service, or of the port of that name, by its place among the facts.
    pub(super) policies: Map<(ItemId, Option<&'a str>), usize>,
}

/// Where a request ends on its way through one Gateway.
#[derive(Debug)]
pub(super) enum Found<'t, 'a> {
    /// No listener of the port stands for the name.
    NoListener,
    /// TLS was set up for one listener, and the host belongs to another.
    Misdirected(&'t Listener<'a>),
    /// The listener, and the matches that may take the request, best first.
    Routed(&'t Listener<'a>, Vec<Candidate<'a>>),
}

/// The most matches that are collected for one request.
const CANDIDATES: usize = 32;

impl<'f, 'w, 'a> Table<'f, 'w, 'a> {
    /// The table of all routes that listeners accept. `promised` are Gateways that are there although the inputs do not
    /// hold them; `supports` tells of a feature whether the implementation has it, where that is known.
    pub fn new(
        world: &'w World<'a>,
        attachments: &'f Attachments<'w, 'a>,
        promised: &[GatewayName],
        supports: &dyn Fn(&str) -> Option<bool>,
    ) -> Self {
        let entries = entries(attachments.routes());
        let of_route = by_route(&entries, attachments.routes().len());
        let matches = Matches { entries: &entries, of_route: &of_route };
        let mut places = Places::of(attachments, matches);
        let mut gateways = known_gateways(attachments, &entries, &mut places.known);
        for (parent, claims) in places.elsewhere {
            let mut gateway = Gateway::elsewhere(parent, promised);
            for (section, port) in listeners_of(&claims) {
                let mut hosts = Draft::default();
                for it in claims.iter().filter(|it| it.reaches(section, port)) {
                    matches.add(&mut hosts, it.route, &it.hostnames, &it.hostnames);
                }
                gateway.listeners.push(Listener::assumed(parent, section, port, hosts.settle(&entries)));
            }
            gateways.push(gateway);
        }
        let mesh = Mesh::new(attachments, (&entries, &of_route), supports);
        let choices = Choices::new(supports);
        let policies = policies(attachments);
        let undecided = Names::new(places.undecided);
        let mut by_name: Map<[&'a str; 2], Vec<usize>> = Map::new();
        for (place, it) in gateways.iter().enumerate() {
            by_name.entry([it.namespace, it.name]).or_default().push(place);
        }
        Self { world, attachments, entries, gateways, mesh, undecided, by_name, choices, policies }
    }

    /// The Gateways that `request` may be sent to.
    pub(super) fn wanted<'t>(&'t self, request: &'t Request) -> impl Iterator<Item = &'t Gateway<'a>> {
        let wanted = request.gateway.as_ref().map(|(namespace, name)| [namespace.as_str(), name.as_str()]);
        let all = if wanted.is_none() { self.gateways.as_slice() } else { &[] };
        let named = wanted.and_then(|it| self.by_name.get(&it)).into_iter().flatten();
        all.iter().chain(named.filter_map(|it| self.gateways.get(*it)))
    }

    /// Which match takes `request`, by the order of the spec: in the first Gateway, by namespace and name, that has one.
    /// [`Table::answer`] says what becomes of the request there, and why.
    pub fn winner(&self, request: &Request) -> Option<Winner> {
        let reading = self.choices.first;
        self.wanted(request).find_map(|gateway| {
            let way = |on_port| self.first_of(on_port, request, reading);
            match gateway.on_port(request) {
                Some(on_port) => way(on_port),
                None => gateway.assumed(request).find_map(|it| way(OnPort::One(it))),
            }
        })
    }

    fn first_of(&self, on_port: OnPort<'_, 'a>, request: &Request, reading: Reading) -> Option<Winner> {
        let (listener, host) = listener(on_port, request).ok()?;
        let mut first = None;
        let mut take = |it| {
            first = Some(it);
            true
        };
        match reading.isolation {
            true => listener.hosts.search(&self.search(request, reading, 1), host, &mut take),
            false => {
                if let Found::Routed(_, found) = self.find(on_port, request, reading, true) {
                    first = found.first().copied();
                }
            }
        }
        let entry = self.entries.get(first?.entry)?;
        Some(Winner { route: entry.route, rule: entry.rule, matched: entry.number })
    }

    fn search<'s>(&'s self, request: &'s Request, reading: Reading, most: usize) -> Search<'s, 'a> {
        Search { entries: &self.entries, request, reading, most, effort: Effort::default() }
    }

    /// Where `request` ends among the listeners `on_port`; with `only_first`, no more than the best match is looked for.
    pub(super) fn find<'t>(
        &'t self,
        on_port: OnPort<'t, 'a>,
        request: &'t Request,
        reading: Reading,
        only_first: bool,
    ) -> Found<'t, 'a> {
        let (best, host) = match listener(on_port, request) {
            Ok(found) => found,
            Err(ended) => return ended,
        };
        let search = self.search(request, reading, if only_first { 1 } else { CANDIDATES });
        let collect = |listener: &Listener<'a>| {
            let mut found = Vec::new();
            let mut take = |it| {
                found.push(it);
                found.len() >= search.most
            };
            listener.hosts.search(&search, host, &mut take);
            found
        };
        if reading.isolation {
            return Found::Routed(best, collect(best));
        }
        // Without isolation the routes of all listeners that stand for the host are one table.
        let covering = on_port.of(host).filter(|it| it.protocol == best.protocol);
        let mut all: Vec<_> =
            covering.flat_map(|it| collect(it).into_iter().map(move |found| (it, found))).collect();
        sort_by_key(&mut all, |(_, it)| std::cmp::Reverse(self.rank(it, reading)));
        let listener = all.first().map_or(best, |(it, _)| *it);
        let mut found: Vec<Candidate<'a>> = Vec::new();
        for (_, it) in all {
            if !found.iter().any(|known| known.entry == it.entry) {
                found.push(it);
            }
        }
        found.truncate(search.most);
        Found::Routed(listener, found)
    }

    /// What the order of the spec compares, the greatest first.
    fn rank(&self, candidate: &Candidate<'a>, reading: Reading) -> impl Ord + use<'_, 'f, 'w, 'a> {
        let own = if reading.own_hostnames { candidate.own } else { "" };
        let condition = self.entries.get(candidate.entry).map(|it| &it.condition);
        let path = condition.map(|it| it.path_rank(reading));
        let hostnames = [candidate.hostname, own].map(super::hosts::specificity);
        (hostnames, path.map(|(kind, length, _)| (kind, length)), std::cmp::Reverse(candidate.entry))
    }

    /// The first routes that may be attached to `gateway` and would take requests for `host` then.
    pub(super) fn undecided(&self, gateway: &Gateway<'a>, host: &str) -> Vec<&RouteFact<'w, 'a>> {
        let is_mine = |it: &&Undecided<'a>| {
            !gateway.is_service && it.gateway.is_none_or(|it| it == [gateway.namespace, gateway.name])
        };
        let mut routes: Vec<usize> = Vec::new();
        for it in self.undecided.of(host).flatten().filter(is_mine) {
            if !routes.contains(&it.route) {
                routes.push(it.route);
            }
            if routes.len() >= UNDECIDED {
                break;
            }
        }
        sort(&mut routes);
        routes.into_iter().filter_map(|it| self.attachments.routes().get(it)).collect()
    }
}

/// The match that takes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Winner {
    /// The place of its route among the facts of attachment.
    pub route: usize,
    /// Its rule, from 0.
    pub rule: usize,
    /// The entry of the rule's `matches`, from 0; `None` where the rule has none.
    pub matched: Option<usize>,
}

/// The listener that takes `request`, and the host that its routes are found by.
fn listener<'t, 'a>(
    on_port: OnPort<'t, 'a>,
    request: &'t Request,
) -> Result<(&'t Listener<'a>, &'t str), Found<'t, 'a>> {
    let tls = matches!(request.scheme, Scheme::Https | Scheme::Tls);
    let name = if tls { request.server_name() } else { request.host.as_str() };
    let best = on_port.of(name).next().ok_or(Found::NoListener)?;
    if best.protocol != "HTTPS" || request.host == name {
        return Ok((best, name));
    }
    let of_host = on_port.of(&request.host).next().ok_or(Found::NoListener)?;
    if std::ptr::eq(of_host, best) { Ok((best, &request.host)) } else { Err(Found::Misdirected(best)) }
}

/// Which policy each Service has, and each of its ports that one names.
fn policies<'a>(attachments: &Attachments<'_, 'a>) -> Map<(ItemId, Option<&'a str>), usize> {
    let mut policies = Map::new();
    for (place, fact) in attachments.policies().iter().enumerate() {
        for it in fact.targets.iter().filter(|it| it.loses_to.is_none()) {
            let section = it.target_ref.section_name().map(|it| it.value);
            let service = it.target.found().map(|it| (it.number(), section));
            service.into_iter().for_each(|it| _ = policies.entry(it).or_insert(place));
        }
    }
    policies
}

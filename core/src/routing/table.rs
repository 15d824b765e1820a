//! The matches of all attached routes, by Gateway, listener and hostname.

use super::choice::{Choices, Reading};
use super::condition::Condition;
use super::hosts::{Candidate, Entry, EntryId, Hosts};
use super::mesh::Mesh;
use super::{Request, Scheme};
use crate::attach::hostname::{covers, wildcard_suffix};
use crate::attach::{Attachments, Fault, ListenerFact, ParentId, Role, RouteFact, Target, Verdict};
use crate::model::RouteKind;
use crate::order::{Map, sort, sort_by_key};
use crate::settings::GatewayName;
use crate::world::{ItemId, Lookup, World};

/// One listener of a Gateway, its own or one of its ListenerSets.
#[derive(Debug)]
pub(super) struct Listener<'a> {
    /// The kind of the Gateway or ListenerSet, its namespace and its name.
    pub(super) parent: [&'a str; 3],
    /// Its name there; empty where it is assumed.
    pub(super) section: &'a str,
    /// `None` for every port, where it is assumed.
    pub(super) port: Option<i64>,
    /// Empty for every protocol, where it is assumed.
    pub(super) protocol: &'a str,
    pub(super) hostname: Option<&'a str>,
    pub(super) fault: Option<Fault>,
    pub(super) hosts: Hosts<'a>,
}

/// A Gateway and what listens for it.
#[derive(Debug)]
pub(super) struct Gateway<'a> {
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    /// Whether it is among the inputs. Of another one the listeners are not known: one is assumed that takes all that
    /// its routes ask for.
    pub(super) is_known: bool,
    /// Whether the platform's profile says that it is there.
    pub(super) is_promised: bool,
    /// Whether it is a Service of a mesh instead.
    pub(super) is_service: bool,
    pub(super) listeners: Vec<Listener<'a>>,
}

/// A parent ref to a Gateway that is not among the inputs: the section and the port are all that is known of listeners.
#[derive(Debug)]
struct Claim<'a> {
    route: usize,
    /// Empty for every listener.
    section: &'a str,
    port: Option<i64>,
    hostnames: Vec<&'a str>,
}

impl Claim<'_> {
    fn reaches(&self, section: &str, port: Option<i64>) -> bool {
        (self.section.is_empty() || self.section == section) && (self.port.is_none() || self.port == port)
    }
}

/// The most listeners that a Gateway has.
const LISTENERS: usize = 64;

/// The listeners that parent refs tell of, those with a name first.
fn listeners_of<'a>(claims: &[Claim<'a>]) -> Vec<(&'a str, Option<i64>)> {
    let mut all: Vec<_> = claims.iter().map(|it| (it.section, it.port)).collect();
    sort(&mut all);
    all.dedup();
    all.reverse();
    all.truncate(LISTENERS);
    all
}

/// A route that may be attached to a listener: the inputs do not decide it.
#[derive(Debug)]
struct Undecided<'a> {
    route: usize,
    /// Namespace and name of the Gateway; `None` where that is not known.
    gateway: Option<[&'a str; 2]>,
    hostnames: Vec<&'a str>,
}

/// The route table of every Gateway that is among the inputs, or that a route names.
#[derive(Debug)]
pub struct Table<'f, 'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) attachments: &'f Attachments<'w, 'a>,
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) gateways: Vec<Gateway<'a>>,
    pub(super) mesh: Mesh<'a>,
    undecided: Vec<Undecided<'a>>,
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
        let mut hosts: Map<(ParentId, usize), Hosts<'a>> = Map::new();
        let mut elsewhere: Map<[&'a str; 3], Vec<Claim<'a>>> = Map::new();
        let mut undecided = Vec::new();
        let add = |hosts: &mut Hosts<'a>, route: usize, shared: &[&'a str], hostnames: &[&'a str]| {
            let ids = of_route.get(route).into_iter().flatten();
            for (hostname, own) in pairs(shared, hostnames) {
                for (id, entry) in ids.clone().filter_map(|id| Some((*id, entries.get(*id)?))) {
                    hosts.add(hostname, own, id, &entry.condition);
                }
            }
        };
        for (route, fact) in attachments.routes().iter().enumerate() {
            let hostnames: Vec<_> = fact.route.hostnames().map(|it| it.value).collect();
            for attachment in &fact.attachments {
                match attachment.target {
                    Target::Listeners(Lookup::Found(parent)) if attachment.verdict == Verdict::Accepted => {
                        for (at, shared) in attachment.accepted() {
                            add(hosts.entry((parent, at)).or_default(), route, shared, &hostnames);
                        }
                    }
                    Target::Listeners(Lookup::Found(parent)) if attachment.verdict == Verdict::Unknown => {
                        let gateway = gateway_of(attachments, parent).and_then(|it| attachments.parent(it));
                        let gateway = gateway.map(|it| [it.item.namespace(), it.item.name()]);
                        undecided.push(Undecided { route, gateway, hostnames: hostnames.clone() });
                    }
                    Target::Listeners(Lookup::Unknown) => {
                        let written = attachment.parent_ref;
                        let key = [written.kind().value, attachment.namespace, written.name().value];
                        let section = written.section_name().map(|it| it.value).unwrap_or_default();
                        let port = written.port().map(|it| it.value);
                        elsewhere.entry(key).or_default().push(Claim {
                            route,
                            section,
                            port,
                            hostnames: hostnames.clone(),
                        });
                    }
                    _ => {}
                }
            }
        }
        let mut gateways = known_gateways(attachments, &mut hosts);
        for (parent, claims) in elsewhere {
            let mut gateway = Gateway::elsewhere(parent, promised);
            for (section, port) in listeners_of(&claims) {
                let mut hosts = Hosts::default();
                for it in claims.iter().filter(|it| it.reaches(section, port)) {
                    add(&mut hosts, it.route, &it.hostnames, &it.hostnames);
                }
                gateway.listeners.push(Listener::assumed(parent, section, port, hosts));
            }
            gateways.push(gateway);
        }
        let mesh = Mesh::new(world, attachments, (&entries, &of_route), supports);
        let choices = Choices::new(supports);
        let policies = policies(attachments);
        Self { world, attachments, entries, gateways, mesh, undecided, choices, policies }
    }

    /// Where `request` ends among the listeners `on_port`; with `only_first`, no more than the best match is looked for.
    pub(super) fn find<'t>(
        &'t self,
        on_port: &[&'t Listener<'a>],
        request: &Request,
        reading: Reading,
        only_first: bool,
    ) -> Found<'t, 'a> {
        let tls = matches!(request.scheme, Scheme::Https | Scheme::Tls);
        let name = if tls { request.server_name() } else { request.host.as_str() };
        let Some(best) = best(on_port, name) else { return Found::NoListener };
        let mut host = name;
        if best.protocol == "HTTPS" {
            host = request.host.as_str();
            if host != name {
                match on_port.iter().any(|it| it.stands_for(host)) {
                    false => return Found::NoListener,
                    true if !self::best(on_port, host).is_some_and(|it| std::ptr::eq(it, best)) => {
                        return Found::Misdirected(best);
                    }
                    true => {}
                }
            }
        }
        let most = if only_first { 1 } else { CANDIDATES };
        let collect = |listener: &Listener<'a>| {
            let mut found = Vec::new();
            let mut take = |it| {
                found.push(it);
                found.len() >= most
            };
            listener.hosts.search(&self.entries, request, host, reading, &mut take);
            found
        };
        if reading.isolation {
            return Found::Routed(best, collect(best));
        }
        let covering = on_port.iter().filter(|it| it.protocol == best.protocol && it.stands_for(host));
        let each = covering.map(|it| (*it, collect(it))).filter(|(_, found)| !found.is_empty());
        let rank = |found: &[Candidate<'a>]| found.first().map(|it| specificity(Some(it.hostname)));
        let other = each.max_by_key(|(it, found)| (rank(found), std::ptr::eq(*it, best)));
        let (listener, found) = other.unwrap_or_else(|| (best, Vec::new()));
        Found::Routed(listener, found)
    }

    /// The routes that may be attached to `gateway` and would take requests for `host` then.
    pub(super) fn undecided(&self, gateway: &Gateway<'a>, host: &str) -> Vec<&RouteFact<'w, 'a>> {
        let mine = |it: &&Undecided<'a>| {
            let named = it.hostnames.is_empty() || it.hostnames.iter().any(|name| covers(name, host));
            named
                && !gateway.is_service
                && it.gateway.is_none_or(|it| it == [gateway.namespace, gateway.name])
        };
        let routes = self.undecided.iter().filter(mine).map(|it| it.route);
        routes.filter_map(|it| self.attachments.routes().get(it)).collect()
    }
}

/// The entries of each route.
fn by_route(entries: &[Entry<'_>], routes: usize) -> Vec<Vec<EntryId>> {
    let mut of_route = vec![Vec::new(); routes];
    for (id, it) in entries.iter().enumerate() {
        if let Some(list) = of_route.get_mut(it.route) {
            list.push(id);
        }
    }
    of_route
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

/// The Gateway that `parent` is or belongs to.
fn gateway_of(attachments: &Attachments<'_, '_>, parent: ParentId) -> Option<ParentId> {
    match &attachments.parent(parent)?.role {
        Role::Gateway { .. } => Some(parent),
        Role::ListenerSet { gateway, .. } => gateway.and_then(Lookup::found),
    }
}

/// The Gateways of the inputs that a controller owns, by namespace and name, with the listeners of the ListenerSets that they
/// allow.
fn known_gateways<'a>(
    attachments: &Attachments<'_, 'a>,
    hosts: &mut Map<(ParentId, usize), Hosts<'a>>,
) -> Vec<Gateway<'a>> {
    let mut gateways: Map<ParentId, Gateway<'a>> = Map::new();
    for (parent, fact) in attachments.with_ids() {
        if !fact.ownership.is_owned() || fact.is_shut_out() {
            continue;
        }
        let Some(id) = gateway_of(attachments, parent) else { continue };
        let Some(item) = attachments.parent(id).map(|it| it.item) else { continue };
        let gateway = gateways.entry(id).or_insert_with(|| Gateway {
            namespace: item.namespace(),
            name: item.name(),
            is_known: true,
            is_promised: false,
            is_service: false,
            listeners: Vec::new(),
        });
        for (at, it) in fact.listeners.iter().enumerate() {
            let mut hosts = hosts.get_mut(&(parent, at)).map(std::mem::take).unwrap_or_default();
            hosts.settle();
            let parent = [fact.item.id().kind, fact.item.namespace(), fact.item.name()];
            gateway.listeners.push(Listener::new(parent, it, hosts));
        }
    }
    gateways.into_values().collect()
}

impl<'a> Gateway<'a> {
    /// A Gateway that is not among the inputs.
    fn elsewhere([_, namespace, name]: [&'a str; 3], promised: &[GatewayName]) -> Self {
        let is_this = |it: &GatewayName| it.namespace.as_str() == namespace && it.name.as_str() == name;
        let is_promised = promised.iter().any(is_this);
        Self { namespace, name, is_known: false, is_promised, is_service: false, listeners: Vec::new() }
    }

    /// A Service of a mesh.
    pub(super) fn service(namespace: &'a str, name: &'a str, is_known: bool) -> Self {
        Self { namespace, name, is_known, is_promised: false, is_service: true, listeners: Vec::new() }
    }
}

impl<'a> Listener<'a> {
    fn new(parent: [&'a str; 3], fact: &ListenerFact<'_, 'a>, hosts: Hosts<'a>) -> Self {
        let written = fact.listener;
        Self {
            parent,
            section: written.name().value,
            port: Some(written.port_number()),
            protocol: written.protocol().value,
            hostname: written.hostname().map(|it| it.value),
            fault: fact.fault(),
            hosts,
        }
    }

    /// A listener of a Gateway that is not among the inputs.
    fn assumed(parent: [&'a str; 3], section: &'a str, port: Option<i64>, mut hosts: Hosts<'a>) -> Self {
        hosts.settle();
        Self { parent, section, port, protocol: "", hostname: None, fault: None, hosts }
    }

    /// A port of a Service of a mesh, or all of them.
    pub(super) fn service(
        [namespace, name]: [&'a str; 2],
        port: Option<i64>,
        protocol: &'a str,
        mut hosts: Hosts<'a>,
    ) -> Self {
        hosts.settle();
        let parent = ["Service", namespace, name];
        Self { parent, section: "", port, protocol, hostname: None, fault: None, hosts }
    }

    /// Whether it is a Service of a mesh.
    pub(super) fn is_service(&self) -> bool {
        self.parent.first() == Some(&"Service")
    }

    /// Whether it is not among the inputs.
    pub(super) fn is_assumed(&self) -> bool {
        self.protocol.is_empty()
    }

    /// Whether it listens on the port of `request`, for its protocol.
    pub(super) fn takes(&self, request: &Request) -> bool {
        let Some(port) = self.port else { return true };
        if self.is_assumed() {
            return port == i64::from(request.port);
        }
        let protocol = match request.scheme {
            Scheme::Http => self.protocol == "HTTP",
            Scheme::Https => self.protocol == "HTTPS" || self.protocol == "TLS",
            Scheme::Tls => self.protocol == "TLS",
            Scheme::Tcp => self.protocol == "TCP",
            Scheme::Udp => self.protocol == "UDP",
        };
        protocol && port == i64::from(request.port)
    }

    /// Whether its hostname is `name` or stands for it.
    fn stands_for(&self, name: &str) -> bool {
        self.hostname.is_none_or(|it| covers(it, name)) || matches!(self.protocol, "TCP" | "UDP")
    }
}

/// The listener whose hostname is the most specific one that stands for `name`; of equal ones the first.
fn best<'t, 'a>(listeners: &[&'t Listener<'a>], name: &str) -> Option<&'t Listener<'a>> {
    let mut best: Option<&'t Listener<'a>> = None;
    for it in listeners.iter().filter(|it| it.stands_for(name)) {
        let better = |known: &Listener<'_>| specificity(it.hostname) > specificity(known.hostname);
        if best.is_none_or(better) {
            best = Some(it);
        }
    }
    best
}

/// A precise hostname before a wildcard, a longer wildcard before a shorter one, none last.
fn specificity(hostname: Option<&str>) -> (bool, usize) {
    hostname.map_or((false, 0), |it| (!it.is_empty() && wildcard_suffix(it).is_none(), it.len()))
}

/// The shared hostnames with those that the route writes; both empty for every name.
fn pairs<'a>(shared: &[&'a str], own: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    match (shared, own) {
        ([], _) => vec![("", "")],
        (_, []) => shared.iter().map(|it| (*it, "")).collect(),
        _ => {
            let longest = |shared: &'a str| {
                let wide = own.iter().filter(|it| covers_or_is(it, shared));
                let narrow = wide.max_by_key(|it| specificity(Some(it)));
                (shared, narrow.copied().unwrap_or_default())
            };
            shared.iter().map(|it| longest(it)).collect()
        }
    }
}

fn covers_or_is(wide: &str, narrow: &str) -> bool {
    wide == narrow || covers(wide, narrow)
}

/// Every match of every route, in the order in which equal ones win.
fn entries<'a>(routes: &[RouteFact<'_, 'a>]) -> Vec<Entry<'a>> {
    let mut all = Vec::new();
    for (route, fact) in routes.iter().enumerate() {
        let kind = fact.route.kind();
        for (rule, written) in fact.route.rules().enumerate() {
            let before = all.len();
            if matches!(kind, RouteKind::Http | RouteKind::Grpc) {
                let matches = written.matches().enumerate();
                all.extend(matches.map(|(number, it)| Entry {
                    route,
                    rule,
                    number: Some(number),
                    condition: Condition::new(kind, it),
                }));
            }
            if all.len() == before {
                all.push(Entry { route, rule, number: None, condition: Condition::everything(kind) });
            }
        }
    }
    let age =
        |route: usize| routes.get(route).map(|it| (it.item.age(), it.item.id().kind)).unwrap_or_default();
    sort_by_key(&mut all, |it| {
        let (age, kind) = age(it.route);
        (std::cmp::Reverse(it.condition.rank()), age, kind, it.rule, it.number)
    });
    all
}

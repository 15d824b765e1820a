//! The matches of all attached routes, by Gateway, listener and hostname.

use super::choice::{Choices, Reading};
use super::condition::{Budget, Condition, Effort};
use super::hosts::{Candidate, Draft, Entry, EntryId, Hosts, Search};
use super::index::Names;
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
    /// The listeners that take requests of a scheme on a port, where they are known.
    doors: Map<(Scheme, i64), Door<'a>>,
}

/// The first listener of each hostname, by its place: of those on one port that take requests of one scheme.
type Door<'a> = Names<'a, usize>;

/// The listeners of which one takes a request: those of a port, or a single one.
#[derive(Debug, Clone, Copy)]
pub(super) enum OnPort<'t, 'a> {
    Some(&'t [Listener<'a>], &'t Door<'a>),
    One(&'t Listener<'a>),
}

impl<'t, 'a> OnPort<'t, 'a> {
    /// The listeners whose hostnames stand for `name`, the most specific one first.
    fn of(self, name: &'t str) -> impl Iterator<Item = &'t Listener<'a>> {
        let (only, door) = match self {
            Self::One(it) => (Some(it), None),
            Self::Some(all, door) => (None, Some((all, door))),
        };
        let named = door.into_iter().flat_map(move |(all, door)| door.of(name).filter_map(|it| all.get(*it)));
        only.into_iter().chain(named)
    }
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
}

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

/// Every match, and those of each route.
#[derive(Debug, Clone, Copy)]
struct Matches<'e, 'a> {
    entries: &'e [Entry<'a>],
    of_route: &'e [Vec<EntryId>],
}

impl<'a> Matches<'_, 'a> {
    /// Adds those of a route to what a listener has; `shared` are the hostnames that both have.
    fn add(self, to: &mut Draft<'a>, route: usize, shared: &[&'a str], hostnames: &[&'a str]) {
        let ids = self.of_route.get(route).into_iter().flatten();
        for (hostname, own) in pairs(shared, hostnames) {
            for (id, entry) in ids.clone().filter_map(|id| Some((*id, self.entries.get(*id)?))) {
                to.add(hostname, own, id, &entry.condition);
            }
        }
    }
}

/// Where the routes are attached, or may be.
#[derive(Debug, Default)]
struct Places<'a> {
    /// By the listener: the parent and its place there.
    known: Map<(ParentId, usize), Draft<'a>>,
    /// By a parent that is not among the inputs: kind, namespace and name.
    elsewhere: Map<[&'a str; 3], Vec<Claim<'a>>>,
    /// By hostname.
    undecided: Map<&'a str, Vec<Undecided<'a>>>,
}

impl<'a> Places<'a> {
    fn of(attachments: &Attachments<'_, 'a>, matches: Matches<'_, 'a>) -> Self {
        let mut places = Self::default();
        for (route, fact) in attachments.routes().iter().enumerate() {
            let hostnames: Vec<_> = fact.route.hostnames().map(|it| it.value).collect();
            for attachment in &fact.attachments {
                match (attachment.target, attachment.verdict) {
                    (Target::Listeners(Lookup::Found(parent)), Verdict::Accepted) => {
                        for (at, shared) in attachment.accepted() {
                            let draft = places.known.entry((parent, at)).or_default();
                            matches.add(draft, route, shared, &hostnames);
                        }
                    }
                    (Target::Listeners(Lookup::Found(parent)), Verdict::Unknown) => {
                        let gateway = gateway_of(attachments, parent).and_then(|it| attachments.parent(it));
                        let gateway = gateway.map(|it| [it.item.namespace(), it.item.name()]);
                        for name in names_of(&hostnames) {
                            places.undecided.entry(name).or_default().push(Undecided { route, gateway });
                        }
                    }
                    (Target::Listeners(Lookup::Unknown), _) => {
                        let written = attachment.parent_ref;
                        let parent = [written.kind().value, attachment.namespace, written.name().value];
                        let section = written.section_name().map(|it| it.value).unwrap_or_default();
                        let port = written.port().map(|it| it.value);
                        let claim = Claim { route, section, port, hostnames: hostnames.clone() };
                        places.elsewhere.entry(parent).or_default().push(claim);
                    }
                    _ => {}
                }
            }
        }
        places
    }
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

/// The hostnames, or the one for every name.
fn names_of<'a>(hostnames: &[&'a str]) -> Vec<&'a str> {
    if hostnames.is_empty() { vec![""] } else { hostnames.to_vec() }
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
    entries: &[Entry<'a>],
    hosts: &mut Map<(ParentId, usize), Draft<'a>>,
) -> Vec<Gateway<'a>> {
    let mut gateways: Map<ParentId, Gateway<'a>> = Map::new();
    for (parent, fact) in attachments.with_ids() {
        if !fact.ownership.is_owned() || fact.is_shut_out() {
            continue;
        }
        let Some(id) = gateway_of(attachments, parent) else { continue };
        let Some(item) = attachments.parent(id).map(|it| it.item) else { continue };
        let gateway = gateways.entry(id).or_insert_with(|| Gateway::new(item.namespace(), item.name(), true));
        for (at, it) in fact.listeners.iter().enumerate() {
            let hosts = hosts.get_mut(&(parent, at)).map(std::mem::take).unwrap_or_default().settle(entries);
            let parent = [fact.item.id().kind, fact.item.namespace(), fact.item.name()];
            gateway.listeners.push(Listener::new(parent, it, hosts));
        }
    }
    let mut gateways: Vec<_> = gateways.into_values().collect();
    gateways.iter_mut().for_each(|it| it.doors = doors(&it.listeners));
    gateways
}

/// Which listeners take requests of a scheme on a port.
fn doors<'a>(listeners: &[Listener<'a>]) -> Map<(Scheme, i64), Door<'a>> {
    let mut all: Map<(Scheme, i64), Map<&'a str, usize>> = Map::new();
    for (place, it) in listeners.iter().enumerate() {
        let Some(port) = it.port else { continue };
        // TCP and UDP have no hostnames.
        let is_named = !matches!(it.protocol, "TCP" | "UDP");
        let name = it.hostname.filter(|_| is_named).unwrap_or_default();
        for scheme in it.schemes() {
            all.entry((*scheme, port)).or_default().entry(name).or_insert(place);
        }
    }
    all.into_iter().map(|(key, names)| (key, Names::new(names))).collect()
}

impl<'a> Gateway<'a> {
    /// A Gateway that is not among the inputs.
    fn elsewhere([_, namespace, name]: [&'a str; 3], promised: &[GatewayName]) -> Self {
        let is_this = |it: &GatewayName| it.namespace.as_str() == namespace && it.name.as_str() == name;
        let is_promised = promised.iter().any(is_this);
        Self { is_promised, ..Self::new(namespace, name, false) }
    }

    /// A Service of a mesh.
    pub(super) fn service(namespace: &'a str, name: &'a str, is_known: bool) -> Self {
        Self { is_service: true, ..Self::new(namespace, name, is_known) }
    }

    /// One that nothing is known of but its name.
    fn new(namespace: &'a str, name: &'a str, is_known: bool) -> Self {
        let (listeners, doors) = (Vec::new(), Map::new());
        Self { namespace, name, is_known, is_promised: false, is_service: false, listeners, doors }
    }

    /// The listeners on the port of `request` for its protocol, where they are known.
    pub(super) fn on_port(&self, request: &Request) -> Option<OnPort<'_, 'a>> {
        let door = self.doors.get(&(request.scheme, i64::from(request.port)))?;
        Some(OnPort::Some(&self.listeners, door))
    }

    /// The assumed listeners that may take `request`.
    pub(super) fn assumed(&self, request: &Request) -> impl Iterator<Item = &Listener<'a>> {
        let port = i64::from(request.port);
        self.listeners.iter().filter(move |it| it.is_assumed() && it.port.is_none_or(|it| it == port))
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
    fn assumed(parent: [&'a str; 3], section: &'a str, port: Option<i64>, hosts: Hosts<'a>) -> Self {
        Self { parent, section, port, protocol: "", hostname: None, fault: None, hosts }
    }

    /// A port of a Service of a mesh, or all of them.
    pub(super) fn service(
        [namespace, name]: [&'a str; 2],
        port: Option<i64>,
        protocol: &'a str,
        hosts: Hosts<'a>,
    ) -> Self {
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

    /// The schemes of the requests that it takes.
    fn schemes(&self) -> &'static [Scheme] {
        match self.protocol {
            "HTTP" => &[Scheme::Http],
            "HTTPS" => &[Scheme::Https],
            "TLS" => &[Scheme::Https, Scheme::Tls],
            "TCP" => &[Scheme::Tcp],
            "UDP" => &[Scheme::Udp],
            _ => &[],
        }
    }
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
    let (mut all, mut budget) = (Vec::new(), Budget::default());
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
                    condition: Condition::new(kind, it, &mut budget),
                }));
            }
            if all.len() == before {
                all.push(Entry { route, rule, number: None, condition: Condition::everything(kind) });
            }
        }
    }
    let places = by_age(routes);
    sort_by_key(&mut all, |it| {
        (std::cmp::Reverse(it.condition.rank()), places.get(it.route), it.rule, it.number)
    });
    all
}

/// The place of each route where they are in order of age; routes of one namespace, name and age, by kind.
fn by_age(routes: &[RouteFact<'_, '_>]) -> Vec<usize> {
    let mut ages: Vec<_> =
        routes.iter().map(|it| (it.item.age(), it.item.id().kind)).zip(0_usize..).collect();
    sort(&mut ages);
    let mut places = vec![0; routes.len()];
    for (place, (_, route)) in ages.into_iter().enumerate() {
        if let Some(it) = places.get_mut(route) {
            *it = place;
        }
    }
    places
}

//! What listens: the listeners of Gateways, of their ListenerSets and of Services of a mesh, by port and hostname.

use super::hosts::{Draft, Entry, Hosts};
use super::index::Names;
use super::{Request, Scheme};
use crate::attach::{Attachments, Fault, ListenerFact, ParentId, Role};
use crate::order::Map;
use crate::settings::GatewayName;
use crate::world::Lookup;

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
    pub(super) fn of(self, name: &'t str) -> impl Iterator<Item = &'t Listener<'a>> {
        let (only, door) = match self {
            Self::One(it) => (Some(it), None),
            Self::Some(all, door) => (None, Some((all, door))),
        };
        let named = door.into_iter().flat_map(move |(all, door)| door.of(name).filter_map(|it| all.get(*it)));
        only.into_iter().chain(named)
    }
}

/// The Gateway that `parent` is or belongs to.
pub(super) fn gateway_of(attachments: &Attachments<'_, '_>, parent: ParentId) -> Option<ParentId> {
    match &attachments.parent(parent)?.role {
        Role::Gateway { .. } => Some(parent),
        Role::ListenerSet { gateway, .. } => gateway.and_then(Lookup::found),
    }
}

/// The Gateways of the inputs that a controller owns, by namespace and name, with the listeners of the ListenerSets that they
/// allow.
pub(super) fn known_gateways<'a>(
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
    pub(super) fn elsewhere([_, namespace, name]: [&'a str; 3], promised: &[GatewayName]) -> Self {
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
    pub(super) fn assumed(
        parent: [&'a str; 3],
        section: &'a str,
        port: Option<i64>,
        hosts: Hosts<'a>,
    ) -> Self {
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

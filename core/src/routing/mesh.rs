//! Requests from Pod to Service: the routes that have a Service as parent (GEP-1294).
//!
//! Consumer routes are in another namespace than the Service and hold for the clients of theirs; where there is one for
//! the port, producer routes, those of the Service's own namespace, say nothing. Hostnames of routes are ignored.

use super::hosts::{Draft, Entry, EntryId};
use super::listeners::{Gateway, Listener, OnPort};
use super::table::Table;
use super::v1::{ForwardedV1, Outcome, RequestAnswerV1, RequestBackendV1};
use super::{Request, Scheme};
use crate::attach::{Attachment, Attachments, RouteFact, Target, Verdict};
use crate::model::{GroupKind, Pod, RouteKind, Service, ServicePort};
use crate::order::Map;
use crate::world::{Item, ItemId, Lookup, World};
use std::cell::OnceCell;

/// The most ports of one Service that are kept apart.
const PORTS: usize = 64;

/// The routes of every Service, and whose address an IP is.
#[derive(Debug)]
pub(super) struct Mesh<'a> {
    /// By [`key`].
    services: Map<String, Gateway<'a>>,
    /// Only requests to an address ask for them.
    addresses: OnceCell<Map<&'a str, ItemId>>,
}

/// A route that is attached to a Service.
struct Claim {
    route: usize,
    kind: RouteKind,
    /// `None` for every port.
    port: Option<i64>,
}

/// What a Service is to the routes of one namespace.
struct Claims<'a> {
    service: [&'a str; 2],
    is_known: bool,
    all: Vec<Claim>,
}

/// Whom a client calls.
enum Callee<'w, 'a> {
    Service([String; 2]),
    Pod(&'w Item<'a>),
    Unknown(String),
}

fn key(namespace: &str, name: &str, routes_in: &str) -> String {
    format!("{namespace}/{name}/{routes_in}")
}

impl<'a> Mesh<'a> {
    pub(super) fn new(
        attachments: &Attachments<'_, 'a>,
        (entries, of_route): (&[Entry<'a>], &[Vec<EntryId>]),
        supports: &dyn Fn(&str) -> Option<bool>,
    ) -> Self {
        let mut services: Map<String, Claims<'a>> = Map::new();
        let consumers = supports("MeshConsumerRoute") != Some(false);
        for (route, fact) in attachments.routes().iter().enumerate() {
            for it in &fact.attachments {
                let Some((is_known, port)) = attached(it) else { continue };
                let (namespace, name, routes_in) =
                    (it.namespace, it.parent_ref.name().value, fact.item.namespace());
                if !consumers && namespace != routes_in {
                    continue;
                }
                let claims = services.entry(key(namespace, name, routes_in)).or_insert_with(|| Claims {
                    service: [namespace, name],
                    is_known,
                    all: Vec::new(),
                });
                claims.all.push(Claim { route, kind: fact.route.kind(), port });
            }
        }
        let services = services.into_iter().map(|(key, it)| (key, it.gateway(entries, of_route))).collect();
        Self { services, addresses: OnceCell::new() }
    }

    /// The Services, each once for every namespace that has routes for it, with that namespace.
    pub(super) fn services(&self) -> impl Iterator<Item = (&str, &Gateway<'a>)> {
        self.services.iter().map(|(key, it)| (key.rsplit_once('/').map_or("", |(_, it)| it), it))
    }

    /// Whom `client` calls by that host.
    fn callee<'w>(&self, world: &'w World<'a>, client: &str, host: &str) -> Callee<'w, 'a> {
        let address = host.trim_start_matches('[').trim_end_matches(']');
        if address.parse::<std::net::IpAddr>().is_ok() {
            let addresses = self.addresses.get_or_init(|| addresses(world));
            let item = addresses.get(address).and_then(|it| world.item(*it));
            return match item {
                Some(item) if item.kind() == GroupKind::SERVICE => {
                    Callee::Service([item.namespace().to_owned(), item.name().to_owned()])
                }
                Some(item) => Callee::Pod(item),
                None => {
                    Callee::Unknown(format!("no Service and no Pod of the inputs has the address {address}"))
                }
            };
        }
        let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
        match labels.as_slice() {
            [name] => Callee::Service([client.to_owned(), (*name).to_owned()]),
            [name, namespace] | [name, namespace, "svc"] | [name, namespace, "svc", "cluster", "local"] => {
                Callee::Service([(*namespace).to_owned(), (*name).to_owned()])
            }
            _ => Callee::Unknown(format!("`{host}` is not the name of a Service")),
        }
    }

    /// The routes for `request` to a Service in the namespace `routes_in`.
    fn routes(
        &self,
        [namespace, name]: &[String; 2],
        routes_in: &str,
        request: &Request,
    ) -> Option<Way<'_, 'a>> {
        let gateway = self.services.get(&key(namespace, name, routes_in))?;
        let protocols: &[&str] = match request.scheme {
            Scheme::Http => &["HTTP", "TCP"],
            Scheme::Https | Scheme::Tls => &["TLS", "TCP"],
            Scheme::Tcp => &["TCP"],
            Scheme::Udp => &["UDP"],
        };
        let port = i64::from(request.port);
        let on = |protocol: &str, port: Option<i64>| {
            gateway.listeners.iter().find(|it| it.protocol == protocol && it.port == port)
        };
        let listener = protocols.iter().find_map(|it| on(it, Some(port)).or_else(|| on(it, None)))?;
        Some((gateway, listener))
    }
}

/// A Service and what listens there.
type Way<'t, 'a> = (&'t Gateway<'a>, &'t Listener<'a>);

/// Whether the Service of a parentRef is known, and the port that is meant; `None` where the route is not attached.
fn attached(it: &Attachment<'_, '_>) -> Option<(bool, Option<i64>)> {
    let written = it.parent_ref.port().map(|it| it.value);
    match (it.target, it.verdict) {
        (Target::Service(Lookup::Found(item)), Verdict::Accepted) => {
            let named = it.parent_ref.section_name().map(|it| it.value);
            let mut ports = item.read::<Service<'_>>().ports();
            let named = named.and_then(|name| {
                let port = ports.find(|it| it.name().is_some_and(|it| it.value == name))?;
                port.port().map(|it| it.value)
            });
            Some((true, written.or(named)))
        }
        (Target::Service(Lookup::Unknown), Verdict::Unknown) => Some((false, written)),
        _ => None,
    }
}

/// The IPs of Services and of Pods.
fn addresses<'a>(world: &World<'a>) -> Map<&'a str, ItemId> {
    let mut all = Map::new();
    for item in world.of_kind(GroupKind::POD) {
        item.read::<Pod<'_>>().ip().into_iter().for_each(|it| _ = all.insert(it.value, item.number()));
    }
    for item in world.of_kind(GroupKind::SERVICE) {
        item.read::<Service<'_>>()
            .cluster_ip()
            .into_iter()
            .for_each(|it| _ = all.insert(it.value, item.number()));
    }
    all
}

impl<'a> Claims<'a> {
    /// The Service as something that listens: once for each protocol and port that routes ask for.
    fn gateway(self, entries: &[Entry<'a>], of_route: &[Vec<EntryId>]) -> Gateway<'a> {
        let [namespace, name] = self.service;
        let mut gateway = Gateway::service(namespace, name, self.is_known);
        for (protocol, kinds) in [
            ("HTTP", [RouteKind::Grpc, RouteKind::Http].as_slice()),
            ("TLS", &[RouteKind::Tls]),
            ("TCP", &[RouteKind::Tcp]),
            ("UDP", &[RouteKind::Udp]),
        ] {
            let of_kind = |kind: RouteKind| self.all.iter().filter(move |it| it.kind == kind);
            let all = || kinds.iter().flat_map(|it| of_kind(*it));
            let mut ports: Vec<_> = all().map(|it| it.port).collect();
            crate::order::sort(&mut ports);
            ports.dedup();
            ports.truncate(PORTS);
            for port in ports {
                let on_port = |it: &&Claim| it.port.is_none() || it.port == port;
                // One kind has the port.
                let kind = kinds.iter().find(|it| of_kind(**it).any(|it| on_port(&it)));
                let mut hosts = Draft::default();
                for it in kind.into_iter().flat_map(|it| of_kind(*it)).filter(on_port) {
                    for id in of_route.get(it.route).into_iter().flatten() {
                        entries
                            .get(*id)
                            .into_iter()
                            .for_each(|entry| hosts.add("", "", *id, &entry.condition));
                    }
                }
                let hosts = hosts.settle(entries);
                gateway.listeners.push(Listener::service([namespace, name], port, protocol, hosts));
            }
        }
        gateway
    }
}

impl<'a> Table<'_, '_, 'a> {
    /// What becomes of a request that a Pod in the namespace `client` sends.
    pub(super) fn answer_in_mesh(&self, client: &str, request: &Request) -> RequestAnswerV1 {
        let service = match self.mesh.callee(self.world, client, &request.destination) {
            Callee::Service(it) => it,
            Callee::Pod(item) => {
                let reason = format!("{} has the address: no Service, so no route of one", item.title());
                let backend = plain("Pod", item, i64::from(request.port));
                return directly(request, backend, reason);
            }
            Callee::Unknown(reason) => return RequestAnswerV1::bare(Outcome::Unknown, None, reason),
        };
        let [namespace, name] = &service;
        let title = format!("Service `{namespace}/{name}`");
        let consumers = self.mesh.routes(&service, client, request).filter(|_| namespace != client);
        let way = consumers.or_else(|| self.mesh.routes(&service, namespace, request));
        let item = match self.world.find(GroupKind::SERVICE, namespace, name) {
            Lookup::Missing => {
                let reason = format!("{title} does not exist, so nothing is found under its name");
                return RequestAnswerV1::bare(Outcome::Respond, None, reason);
            }
            Lookup::Found(item) => Some(item),
            Lookup::Unknown => None,
        };
        if let Some(answer) = item.and_then(|it| self.not_routed(it, way.is_some(), request)) {
            return answer;
        }
        let routed =
            way.and_then(|(gateway, listener)| self.answer_among(gateway, OnPort::One(listener), request));
        if let Some(mut answer) = routed {
            let whose = if consumers.is_some() { client } else { namespace.as_str() };
            let whom =
                if consumers.is_some() { format!("clients in `{client}`") } else { "all clients".to_owned() };
            answer.reasons.insert(0, format!("routes in namespace `{whose}` decide for {whom} of {title}"));
            if item.is_none() {
                answer.reasons.push(format!("not decided: whether {title} is there"));
            }
            return answer;
        }
        RequestAnswerV1::bare(Outcome::Unknown, None, format!("{title} is not among the inputs"))
    }

    /// The answer where no route has a say: the Service has no such port, or no route, or no address of its own.
    fn not_routed(&self, item: &Item<'a>, has_routes: bool, request: &Request) -> Option<RequestAnswerV1> {
        let service: Service<'a> = item.read();
        let (title, number) = (item.title(), i64::from(request.port));
        if service.is_external_name() {
            let reason = format!("{title} is a name for something outside the cluster");
            return Some(RequestAnswerV1::bare(Outcome::Unknown, None, reason));
        }
        if service.is_headless() && has_routes {
            let reason = format!("{title} is headless: whether its routes count is up to the mesh");
            return Some(RequestAnswerV1::bare(Outcome::Unknown, None, reason));
        }
        let protocol = if request.scheme == Scheme::Udp { "UDP" } else { "TCP" };
        let is_it = |it: &ServicePort<'a>| it.port().is_some_and(|it| it.value == number);
        let port = service.ports().filter(is_it).find(|it| it.protocol().value == protocol);
        let Some(port) = port else {
            let reason = format!("{title} has no port {number} for {protocol}, so the connection fails");
            return Some(RequestAnswerV1::bare(Outcome::Respond, None, reason));
        };
        if has_routes {
            return None;
        }
        let mut backend = plain("Service", item, number);
        backend.protocol = port.app_protocol().map(|it| it.value.to_owned());
        let problem = self.no_endpoint(item, port, &title);
        let mut answer =
            directly(request, backend, format!("no route is attached to port {number} of {title}"));
        if let Some((status, reason)) = problem {
            answer.outcome = Outcome::Respond;
            answer.reasons.push(reason);
            answer.backends.iter_mut().for_each(|it| it.status = Some(status));
        }
        Some(answer)
    }
}

/// A backend that gets everything.
fn plain(kind: &str, item: &Item<'_>, port: i64) -> RequestBackendV1 {
    RequestBackendV1 {
        kind: kind.to_owned(),
        namespace: item.namespace().to_owned(),
        name: item.name().to_owned(),
        port: Some(port),
        weight: 1,
        share: 1.0,
        status: None,
        protocol: None,
        tls: None,
        forwarded: None,
        response_headers: Vec::new(),
    }
}

/// The answer where a request arrives as it was sent.
fn directly(request: &Request, backend: RequestBackendV1, reason: String) -> RequestAnswerV1 {
    let mut answer = RequestAnswerV1::bare(Outcome::Forward, None, reason);
    answer.backends.push(backend);
    let http = matches!(request.scheme, Scheme::Http);
    answer.forwarded = http.then(|| ForwardedV1::of(request));
    answer
}

/// A route whose backends need no ReferenceGrant, as in a mesh.
pub(super) fn without_grants<'w, 'a>(fact: &RouteFact<'w, 'a>) -> RouteFact<'w, 'a> {
    let mut fact = fact.clone();
    fact.backends.iter_mut().for_each(|it| *it = it.without_grant());
    fact
}

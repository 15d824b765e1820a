//! Backend refs of routes: whether they may be followed, where they lead, and to which port.

use super::Environment;
use crate::model::{
    BackendRef, GATEWAY, GATEWAY_X, GroupKind, Route, RouteKind, Service, ServiceImport, ServicePort, View,
};
use crate::world::{End, Grant, Item, Lookup, World};

/// What a backend ref is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It takes its share of the requests.
    Backend,
    /// A filter sends it copies, or asks it.
    Filter,
}

/// Whether the implementation knows a kind that something refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindSupport {
    /// It does.
    Supported,
    /// It does not, or there is no such kind.
    Unsupported,
    /// Only this implementation can say.
    Unknown,
}

/// The port of a backend.
#[derive(Debug, Clone, Copy)]
pub enum BackendPort<'a> {
    /// It is there.
    Found(ServicePort<'a>),
    /// The Service has no such port.
    Missing,
    /// The Service has it for another protocol only.
    WrongProtocol(ServicePort<'a>),
    /// Nothing is known: the backend is not known, has no ports, or the ref names none.
    Unknown,
}

/// Why a backend ref is not resolved, in the words of the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefProblem {
    /// Its kind is unknown or not supported.
    InvalidKind,
    /// It crosses namespaces and no ReferenceGrant lets it.
    NotPermitted,
    /// It does not exist.
    NotFound,
    /// It is a Service, and has no such port.
    PortNotFound,
    /// It is a Service, and has the port for another protocol only.
    WrongProtocol,
    /// Its `appProtocol` does not go with the route.
    UnsupportedProtocol,
}

/// One backend ref of a route.
#[derive(Debug, Clone, Copy)]
pub struct BackendRefFact<'w, 'a> {
    /// As written.
    pub backend_ref: BackendRef<'a>,
    /// Which of the route's rules it is in, from 0.
    pub rule: usize,
    /// What it is for.
    pub purpose: Use,
    /// The namespace that it means.
    pub namespace: &'a str,
    /// Whether its kind can be a backend.
    pub kind: KindSupport,
    /// Whether it may cross namespaces.
    pub grant: Grant<'w, 'a>,
    /// The object that it names.
    pub target: Lookup<&'w Item<'a>>,
    /// The port that it names.
    pub port: BackendPort<'a>,
    /// Whether the port's `appProtocol` is one that the route cannot use.
    pub app_protocol_clashes: bool,
}

impl<'w, 'a> BackendRefFact<'w, 'a> {
    /// Why it is certainly not resolved.
    pub fn problem(&self) -> Option<RefProblem> {
        if self.kind == KindSupport::Unsupported {
            Some(RefProblem::InvalidKind)
        } else if matches!(self.grant, Grant::Refused) {
            Some(RefProblem::NotPermitted)
        } else if self.target.is_missing() {
            Some(RefProblem::NotFound)
        } else {
            match self.port {
                BackendPort::Missing => Some(RefProblem::PortNotFound),
                BackendPort::WrongProtocol(_) => Some(RefProblem::WrongProtocol),
                _ => self.app_protocol_clashes.then_some(RefProblem::UnsupportedProtocol),
            }
        }
    }

    /// Whether it certainly is resolved.
    pub fn is_resolved(&self) -> bool {
        let known = self.kind == KindSupport::Supported && self.grant.permits();
        known && matches!(self.target, Lookup::Found(_)) && self.problem().is_none()
    }

    /// The same where no grant is needed.
    #[must_use]
    pub fn without_grant(self) -> Self {
        let grant = if self.grant.permits() { self.grant } else { Grant::NotNeeded };
        Self { grant, ..self }
    }

    /// The Service that it leads to.
    pub fn service(&self) -> Option<(&'w Item<'a>, Service<'a>)> {
        let item = self.target.found().filter(|it| it.kind() == GroupKind::SERVICE)?;
        Some((item, item.read()))
    }
}

/// An object that a filter names, which only an implementation understands.
#[derive(Debug, Clone, Copy)]
pub struct ExtensionRefFact<'w, 'a> {
    /// The `extensionRef`, as written.
    pub view: View<'a>,
    /// Which of the route's rules it is in, from 0.
    pub rule: usize,
    /// The kind that it names.
    pub kind: GroupKind<'a>,
    /// The name; the namespace is the route's own.
    pub name: &'a str,
    /// Whether that kind can be a filter.
    pub support: KindSupport,
    /// The object.
    pub target: Lookup<&'w Item<'a>>,
}

impl ExtensionRefFact<'_, '_> {
    /// Why it is certainly not resolved.
    pub fn problem(&self) -> Option<RefProblem> {
        if self.support == KindSupport::Unsupported {
            Some(RefProblem::InvalidKind)
        } else {
            self.target.is_missing().then_some(RefProblem::NotFound)
        }
    }
}

/// What `route` refers to, rule by rule: backends, and objects that filters name.
pub(super) fn references<'w, 'a>(
    world: &'w World<'a>,
    environment: &Environment,
    item: &Item<'a>,
    route: Route<'a>,
) -> (Vec<BackendRefFact<'w, 'a>>, Vec<ExtensionRefFact<'w, 'a>>) {
    // Most rules have one backend.
    let in_mesh = route.parent_refs().next().is_some()
        && route.parent_refs().all(|it| it.target() == GroupKind::SERVICE);
    let (mut backends, mut extensions) = (Vec::with_capacity(route.rules().most()), Vec::new());
    for (rule, entry) in route.rules().enumerate() {
        let mut add = |purpose, backend_ref| {
            let fact = fact(world, environment, (item, route), rule, purpose, backend_ref);
            backends.push(if in_mesh { fact.without_grant() } else { fact });
        };
        let mut filters: Vec<_> = entry.filters().collect();
        for it in entry.backend_refs() {
            add(Use::Backend, it);
            filters.extend(it.filters());
        }
        for it in filters {
            it.backend_refs().for_each(|it| add(Use::Filter, it));
            extensions.extend(it.extension().map(|it| extension(world, item, rule, it)));
        }
    }
    (backends, extensions)
}

fn extension<'w, 'a>(
    world: &'w World<'a>,
    item: &Item<'a>,
    rule: usize,
    view: View<'a>,
) -> ExtensionRefFact<'w, 'a> {
    let text = |key: &str| view.text(key).map_or("", |it| it.value);
    let (kind, name) = (GroupKind { group: text("group"), kind: text("kind") }, text("name"));
    let support = foreign_kind(world, kind);
    let target = match support {
        KindSupport::Unsupported => Lookup::Unknown,
        KindSupport::Supported | KindSupport::Unknown => world.find(kind, item.namespace(), name),
    };
    ExtensionRefFact { view, rule, kind, name, support, target }
}

fn fact<'w, 'a>(
    world: &'w World<'a>,
    environment: &Environment,
    (item, route): (&Item<'a>, Route<'a>),
    rule: usize,
    purpose: Use,
    backend_ref: BackendRef<'a>,
) -> BackendRefFact<'w, 'a> {
    let kind = backend_ref.target();
    let namespace = backend_ref.namespace().map_or(item.namespace(), |it| it.value);
    let name = backend_ref.name().value;
    let support = backend_support(world, environment, kind);
    let from = End { kind: item.kind(), namespace: item.namespace() };
    let grant = world.grant(from, End { kind, namespace }, name);
    let target = match support {
        KindSupport::Unsupported => Lookup::Unknown,
        KindSupport::Supported | KindSupport::Unknown => world.find(kind, namespace, name),
    };
    let port = port(route.kind(), backend_ref, target);
    let app_protocol_clashes = match port {
        BackendPort::Found(port) => app_protocol_clashes(route.kind(), port, environment),
        _ => false,
    };
    BackendRefFact {
        backend_ref,
        rule,
        purpose,
        namespace,
        kind: support,
        grant,
        target,
        port,
        app_protocol_clashes,
    }
}

fn backend_support(world: &World<'_>, environment: &Environment, kind: GroupKind<'_>) -> KindSupport {
    let x_backend = GroupKind::new(GATEWAY_X, "XBackend");
    let own = || environment.backend_kinds.contains(&(kind.group.to_owned(), kind.kind.to_owned()));
    if kind == GroupKind::SERVICE || kind == GroupKind::SERVICE_IMPORT || kind == x_backend || own() {
        return KindSupport::Supported;
    }
    // Of a kind that is served, complete inputs hold the CRD or an object.
    let is_served = world.defines(kind) || !world.of_kind(kind).is_empty();
    if !is_served && world.is_kind_complete(kind) {
        return KindSupport::Unsupported;
    }
    foreign_kind(world, kind)
}

/// Groups with a dot that only Kubernetes itself can serve.
const KUBERNETES: [&str; 4] =
    ["networking.k8s.io", "discovery.k8s.io", "rbac.authorization.k8s.io", "storage.k8s.io"];

/// What is known about a kind that the spec does not name for a reference: an implementation may know its own.
pub(crate) fn foreign_kind(world: &World<'_>, kind: GroupKind<'_>) -> KindSupport {
    // The kinds of Kubernetes and Gateway API are all known: none but those that the spec names is of use here. No CRD
    // has a group without a dot, so that `core` and `v1` are no groups at all.
    if kind.group == GATEWAY || !kind.group.contains('.') || KUBERNETES.contains(&kind.group) {
        return KindSupport::Unsupported;
    }
    if !world.defines(kind) && world.is_kind_complete(GroupKind::CRD) {
        return KindSupport::Unsupported;
    }
    KindSupport::Unknown
}

fn port<'a>(kind: RouteKind, backend_ref: BackendRef<'a>, target: Lookup<&Item<'a>>) -> BackendPort<'a> {
    let (Some(wanted), Some(item)) = (backend_ref.port(), target.found()) else {
        return BackendPort::Unknown;
    };
    let ports = match item.kind() {
        GroupKind::SERVICE => {
            let service: Service<'_> = item.read();
            if service.is_external_name() {
                return BackendPort::Unknown;
            }
            service.ports()
        }
        GroupKind::SERVICE_IMPORT => item.read::<ServiceImport<'_>>().ports(),
        _ => return BackendPort::Unknown,
    };
    let protocol = if kind == RouteKind::Udp { "UDP" } else { "TCP" };
    let mut other = None;
    for port in ports.filter(|it| it.port().is_some_and(|it| it.value == wanted.value)) {
        if port.protocol().value == protocol {
            return BackendPort::Found(port);
        }
        other = other.or(Some(port));
    }
    other.map_or(BackendPort::Missing, BackendPort::WrongProtocol)
}

/// Whether traffic of that kind of route cannot be sent in the protocol that a port says it speaks.
fn app_protocol_clashes(kind: RouteKind, port: ServicePort<'_>, environment: &Environment) -> bool {
    let Some(protocol) = port.app_protocol() else { return false };
    match (kind, protocol.value) {
        (RouteKind::Grpc, "http" | "kubernetes.io/ws" | "kubernetes.io/wss") => true,
        (RouteKind::Http, "kubernetes.io/h2c") => !environment.supports("HTTPRouteBackendProtocolH2C"),
        (RouteKind::Http, "kubernetes.io/ws") => !environment.supports("HTTPRouteBackendProtocolWebSocket"),
        _ => false,
    }
}

//! Routes and their parents: for every parentRef the listeners it selects, and whether each takes the route.

use super::backend::{BackendRefFact, ExtensionRefFact};
use super::hostname::{Intersection, intersect};
use super::listener::ListenerFact;
use super::parent::{self, Parent, ParentId};
use super::{Environment, Role};
use crate::model::{GroupKind, ParentRef, Route, RouteKind, Service};
use crate::world::{Item, Lookup, World};

/// What one listener makes of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It takes the route, for these hostnames; no hostname means every one.
    Accepted(Vec<&'a str>),
    /// It does not take routes of this kind: `allowedRoutes.kinds`, or its protocol.
    KindNotAllowed,
    /// It does not take routes from this namespace.
    NamespaceNotAllowed,
    /// It selects namespaces by labels, and those of this one are not among the inputs.
    NamespaceUnknown,
    /// It shares no hostname with the route.
    NoHostname,
}

/// What a parentRef names.
#[derive(Debug, Clone, Copy)]
pub enum Target<'w, 'a> {
    /// A Gateway or a ListenerSet.
    Listeners(Lookup<ParentId>),
    /// A Service of a mesh.
    Service(Lookup<&'w Item<'a>>),
    /// A kind that no route attaches to, as far as the spec goes.
    Other,
}

/// What becomes of a parentRef.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// At least one listener takes the route.
    Accepted,
    /// No listener has the name and port that the parentRef says.
    NoMatchingParent,
    /// Those that have do not take this kind, or not from this namespace.
    NotAllowedByListeners,
    /// Those that would take it share no hostname with it.
    NoMatchingListenerHostname,
    /// A route of another kind has the Service's port (mesh only).
    Conflicted,
    /// The ListenerSet is not allowed by its Gateway, so that nothing listens.
    ParentNotAllowed,
    /// What decides it is not among the inputs.
    Unknown,
    /// There is no such parent, no controller owns it, or its controller does not know the kind: no status is ever written.
    NoStatus,
}

/// One parentRef of a route.
#[derive(Debug, Clone)]
pub struct Attachment<'w, 'a> {
    /// As written.
    pub parent_ref: ParentRef<'a>,
    /// The namespace that it means.
    pub namespace: &'a str,
    /// What it names.
    pub target: Target<'w, 'a>,
    /// Per listener of the target that has the name and port which it says: its place there, and what it makes of the
    /// route. Where one takes the route, those that share no hostname with it are left out.
    pub listeners: Vec<(usize, Outcome<'a>)>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The route that has the Service's port, where this one may not (mesh only).
    pub rival: Option<&'w Item<'a>>,
}

impl<'a> Attachment<'_, 'a> {
    /// The Gateway or ListenerSet that it names, where that is among the inputs.
    pub fn parent(&self) -> Option<ParentId> {
        match self.target {
            Target::Listeners(it) => it.found(),
            _ => None,
        }
    }

    /// The listeners that take the route, by their place in the parent, with the hostnames that they share.
    pub fn accepted(&self) -> impl Iterator<Item = (usize, &[&'a str])> {
        self.listeners.iter().filter_map(|(at, it)| match it {
            Outcome::Accepted(hostnames) => Some((*at, hostnames.as_slice())),
            _ => None,
        })
    }

    /// Whether a listener makes that of the route.
    pub fn meets(&self, outcome: &Outcome<'_>) -> bool {
        self.listeners.iter().any(|(_, it)| it == outcome)
    }
}

/// One route with all its references.
#[derive(Debug, Clone)]
pub struct RouteFact<'w, 'a> {
    /// The object.
    pub item: &'w Item<'a>,
    /// The route.
    pub route: Route<'a>,
    /// Per parentRef, as written.
    pub attachments: Vec<Attachment<'w, 'a>>,
    /// Per backend ref, rule by rule.
    pub backends: Vec<BackendRefFact<'w, 'a>>,
    /// Per `extensionRef` of a filter, rule by rule.
    pub extensions: Vec<ExtensionRefFact<'w, 'a>>,
}

/// What attaching a route needs to know.
#[derive(Clone, Copy)]
pub(super) struct RouteContext<'s, 'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) environment: &'s Environment,
    pub(super) parents: &'s [Parent<'w, 'a>],
}

impl<'w, 'a> RouteContext<'_, 'w, 'a> {
    /// Judges every parentRef of `route`.
    pub(super) fn attach(self, item: &Item<'a>, route: Route<'a>) -> Vec<Attachment<'w, 'a>> {
        let hostnames: Vec<_> = route.hostnames().map(|it| it.value).collect();
        let parent_refs = route.parent_refs();
        let mut attachments = Vec::with_capacity(parent_refs.most());
        attachments.extend(parent_refs.map(|it| self.attachment(item, route.kind(), &hostnames, it)));
        attachments
    }

    fn attachment(
        self,
        item: &Item<'a>,
        kind: RouteKind,
        hostnames: &[&'a str],
        parent_ref: ParentRef<'a>,
    ) -> Attachment<'w, 'a> {
        let namespace = parent_ref.namespace().map_or(item.namespace(), |it| it.value);
        let target = self.target(parent_ref, namespace);
        let mut listeners = Vec::new();
        let verdict = match target {
            _ if !self.environment.supports(kind.name()) => Verdict::NoStatus,
            Target::Other | Target::Listeners(Lookup::Missing) => Verdict::NoStatus,
            Target::Service(service) => self.mesh_verdict(parent_ref, service),
            Target::Listeners(Lookup::Unknown) => Verdict::Unknown,
            Target::Listeners(Lookup::Found(id)) => match self.parents.get(id.0) {
                Some(parent) => {
                    let selects = selector(parent_ref);
                    let outcome = |at| {
                        let fact = parent.listeners.get(at).filter(|it| selects(it))?;
                        Some((at, self.outcome(parent, fact, item, kind, hostnames)))
                    };
                    let all = 0..parent.listeners.len();
                    // A shared Gateway has a listener for each of many tenants: those of the others say nothing.
                    let index = parent.by_hostname.as_ref().filter(|_| kind.has_hostnames());
                    let near = index.and_then(|it| it.of(hostnames)).unwrap_or_else(|| all.clone().collect());
                    let near = near.into_iter().filter_map(outcome);
                    listeners = near.filter(|(_, it)| *it != Outcome::NoHostname).collect();
                    if verdict(parent, &listeners) != Verdict::Accepted {
                        listeners = all.filter_map(outcome).collect();
                    }
                    verdict(parent, &listeners)
                }
                None => Verdict::Unknown,
            },
        };
        Attachment { parent_ref, namespace, target, listeners, verdict, rival: None }
    }

    fn target(self, parent_ref: ParentRef<'a>, namespace: &'a str) -> Target<'w, 'a> {
        let (kind, name) = (parent_ref.target(), parent_ref.name().value);
        match kind {
            GroupKind::GATEWAY | GroupKind::LISTENER_SET => {
                Target::Listeners(match self.world.find(kind, namespace, name) {
                    Lookup::Found(item) => match parent::position(self.parents, item.number()) {
                        Some(id) => Lookup::Found(id),
                        None => Lookup::Unknown,
                    },
                    Lookup::Missing => Lookup::Missing,
                    Lookup::Unknown => Lookup::Unknown,
                })
            }
            GroupKind::SERVICE => Target::Service(self.world.find(kind, namespace, name)),
            _ => Target::Other,
        }
    }

    fn outcome(
        self,
        parent: &Parent<'w, 'a>,
        fact: &ListenerFact<'_, 'a>,
        item: &Item<'a>,
        kind: RouteKind,
        hostnames: &[&'a str],
    ) -> Outcome<'a> {
        if !fact.kinds.contains(&kind) {
            return Outcome::KindNotAllowed;
        }
        match self.namespace_allowed(parent.item, fact, item.namespace()) {
            Some(true) => {}
            Some(false) => return Outcome::NamespaceNotAllowed,
            None => return Outcome::NamespaceUnknown,
        }
        let own = fact.gate.hostname.filter(|_| kind.has_hostnames());
        shared(own, hostnames).map_or(Outcome::NoHostname, Outcome::Accepted)
    }

    /// Whether a listener of `parent` takes routes from `namespace`; `None` where labels decide that are unknown.
    fn namespace_allowed(
        self,
        parent: &Item<'a>,
        fact: &ListenerFact<'_, 'a>,
        namespace: &str,
    ) -> Option<bool> {
        match fact.gate.namespaces_from {
            "All" => Some(true),
            "Same" => Some(parent.namespace() == namespace),
            "Selector" => match fact.listener.namespaces_selector() {
                Some(selector) => self.world.selects_namespace(selector, namespace),
                None => Some(false),
            },
            _ => Some(false),
        }
    }

    fn mesh_verdict(self, parent_ref: ParentRef<'a>, service: Lookup<&Item<'a>>) -> Verdict {
        if !self.environment.supports("Mesh") {
            return Verdict::NoStatus;
        }
        let item = match service {
            Lookup::Found(item) => item,
            Lookup::Missing => return Verdict::NoStatus,
            Lookup::Unknown => return Verdict::Unknown,
        };
        let service: Service<'_> = item.read();
        let (port, name) = (parent_ref.port(), parent_ref.section_name());
        let selected = service.ports().any(|it| {
            let numbered = port.is_none_or(|port| it.port().is_some_and(|it| it.value == port.value));
            numbered && name.is_none_or(|name| it.name().is_some_and(|it| it.value == name.value))
        });
        if selected || (port.is_none() && name.is_none()) {
            Verdict::Accepted
        } else {
            Verdict::NoMatchingParent
        }
    }
}

/// Whether a listener has the name and port which `parent_ref` says.
fn selector<'a>(parent_ref: ParentRef<'a>) -> impl Fn(&ListenerFact<'_, 'a>) -> bool {
    let (section, port) = (parent_ref.section_name(), parent_ref.port());
    move |it| {
        section.is_none_or(|section| section.value == it.gate.name)
            && port.is_none_or(|port| port.value == it.gate.port)
    }
}

/// The hostnames that a listener and a route share; empty for every name there is.
fn shared<'a>(listener: Option<&'a str>, route: &[&'a str]) -> Option<Vec<&'a str>> {
    if route.is_empty() {
        return Some(listener.into_iter().collect());
    }
    let names = route.iter().filter_map(|it| intersect(listener, Some(it)));
    let names: Vec<_> = names
        .filter_map(|it| match it {
            Intersection::Name(name) => Some(name),
            Intersection::Any => None,
        })
        .collect();
    (!names.is_empty()).then_some(names)
}

fn verdict(parent: &Parent<'_, '_>, outcomes: &[(usize, Outcome<'_>)]) -> Verdict {
    if !parent.ownership.is_owned() {
        // A ListenerSet of a Gateway that is not among the inputs may have an owner.
        let open = matches!(parent.role, Role::ListenerSet { gateway: Some(Lookup::Unknown), .. });
        return if open { Verdict::Unknown } else { Verdict::NoStatus };
    }
    if parent.is_shut_out() {
        return Verdict::ParentNotAllowed;
    }
    let any = |wanted: fn(&Outcome<'_>) -> bool| outcomes.iter().any(|(_, it)| wanted(it));
    let unsure = matches!(parent.role, Role::ListenerSet { admission: super::Admission::Unknown, .. });
    if any(|it| matches!(it, Outcome::Accepted(_))) {
        if unsure { Verdict::Unknown } else { Verdict::Accepted }
    } else if any(|it| *it == Outcome::NamespaceUnknown) {
        Verdict::Unknown
    } else if any(|it| *it == Outcome::NoHostname) {
        Verdict::NoMatchingListenerHostname
    } else if any(|it| matches!(it, Outcome::KindNotAllowed | Outcome::NamespaceNotAllowed)) {
        Verdict::NotAllowedByListeners
    } else {
        Verdict::NoMatchingParent
    }
}

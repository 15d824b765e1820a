//! Who attaches to what: every route and its parentRefs against the listeners of Gateways and ListenerSets (and the
//! Services of a mesh), every backend ref against the world, every BackendTLSPolicy against its targets.
//!
//! In come a [`World`] and an [`Environment`] (what the implementation supports); out comes [`Attachments`]: facts
//! that borrow the manifests, so that each knows where it is written. A route costs work for the listeners of its
//! own parents only. What the inputs cannot decide stays [`Lookup::Unknown`](crate::world::Lookup) or
//! [`Verdict::Unknown`]. Conditions are made of these facts by `status`, findings by `rules`.
//!
//! Start at [`Attachments::routes`] (each with its [`Attachment`]s and [`BackendRefFact`]s),
//! [`Attachments::parents`] (each with its [`ListenerFact`]s) and [`Attachments::policies`].

mod backend;
mod class;
mod conflict;
mod environment;
pub(crate) mod hostname;
mod hostname_index;
mod listener;
pub(crate) mod material;
mod parent;
mod policy;
mod route;
mod secret;

pub(crate) use backend::foreign_kind;
pub(crate) use backend::{BackendPort, BackendRefFact, ExtensionRefFact, KindSupport, RefProblem, Use};
pub(crate) use class::{Ownership, is_ours};
pub(crate) use conflict::{Clash, Conflict};
pub(crate) use environment::ASSUMED_CONTROLLER;
pub use environment::{Environment, Features};
pub(crate) use listener::{Fault, ListenerFact, Refusal};
pub(crate) use parent::{Admission, Parent, ParentId, Role};
pub(crate) use policy::{PolicyFact, PolicyTarget};
pub(crate) use route::{Attachment, Outcome, RouteFact, Target, Verdict};
pub use secret::{CaFact, CertificateFact};
pub(crate) use secret::{CaProblem, CertificateProblem};

use crate::model::RouteKind;
use crate::order::{Map, sort};
use crate::world::{ItemId, World};
use route::RouteContext;

/// The route kinds in the world's order.
const BY_NAME: [RouteKind; 5] =
    [RouteKind::Grpc, RouteKind::Http, RouteKind::Tcp, RouteKind::Tls, RouteKind::Udp];

/// All facts about who attaches to what.
#[derive(Debug)]
pub struct Attachments<'w, 'a> {
    parents: Vec<Parent<'w, 'a>>,
    routes: Vec<RouteFact<'w, 'a>>,
    policies: Vec<PolicyFact<'w, 'a>>,
}

impl<'w, 'a> Attachments<'w, 'a> {
    /// Judges every parent, route and policy of `world`.
    pub fn new(world: &'w World<'a>, environment: &Environment) -> Self {
        let mut parents = parent::parents(world, environment);
        let mut routes = Vec::new();
        for kind in BY_NAME {
            let cx = RouteContext { world, environment, parents: &parents };
            let items = world.of_kind(kind.group_kind());
            routes.reserve(items.len());
            routes.extend(items.iter().filter_map(|item| {
                let route = item.route()?;
                let attachments = cx.attach(item, route);
                let (backends, extensions) = backend::references(world, environment, item, route);
                Some(RouteFact { item, route, attachments, backends, extensions })
            }));
        }
        settle_mesh(&mut routes);
        count(&mut parents, &routes);
        let policies = policy::policies(world, environment, &parents, &routes);
        Self { parents, routes, policies }
    }

    /// Gateways, then ListenerSets, each by namespace and name.
    pub fn parents(&self) -> &[Parent<'w, 'a>] {
        &self.parents
    }

    /// Routes by kind, namespace and name.
    pub fn routes(&self) -> &[RouteFact<'w, 'a>] {
        &self.routes
    }

    /// BackendTLSPolicies by namespace and name.
    pub fn policies(&self) -> &[PolicyFact<'w, 'a>] {
        &self.policies
    }

    /// Every parent with its id.
    pub fn with_ids(&self) -> impl Iterator<Item = (ParentId, &Parent<'w, 'a>)> {
        self.parents.iter().enumerate().map(|(at, it)| (ParentId(at), it))
    }

    /// The parent at `id`.
    pub fn parent(&self, id: ParentId) -> Option<&Parent<'w, 'a>> {
        self.parents.get(id.0)
    }

    /// The Gateway or ListenerSet with the world's number `item`.
    pub fn parent_of(&self, item: ItemId) -> Option<&Parent<'w, 'a>> {
        parent::position(&self.parents, item).and_then(|it| self.parent(it))
    }

    /// The route with the world's number `item`.
    pub fn route_of(&self, item: ItemId) -> Option<&RouteFact<'w, 'a>> {
        let at = self.routes.binary_search_by_key(&item, |it| it.item.number()).ok()?;
        self.routes.get(at)
    }

    /// The Gateways that accept `route`, through themselves or through a ListenerSet.
    pub fn gateways_of<'f>(&'f self, route: &'f RouteFact<'w, 'a>) -> impl Iterator<Item = ParentId> + 'f {
        policy::gateways(&self.parents, route)
    }
}

/// Counts accepted routes per listener; a route that names a listener twice counts once.
fn count(parents: &mut [Parent<'_, '_>], routes: &[RouteFact<'_, '_>]) {
    let mut hits = Vec::new();
    for route in routes {
        let accepted = route.attachments.iter().filter(|it| it.verdict == Verdict::Accepted);
        let accepted = accepted.filter_map(|it| it.parent().map(|parent| (parent, it)));
        hits.extend(accepted.flat_map(|(id, it)| it.accepted().map(move |(at, _)| (id, at))));
        sort(&mut hits);
        hits.dedup();
        for (id, at) in hits.drain(..) {
            if let Some(fact) = parents.get_mut(id.0).and_then(|it| it.listeners.get_mut(at)) {
                fact.attached_routes = fact.attached_routes.saturating_add(1);
            }
        }
    }
}

/// Lets one kind of route have each port of a mesh's Service: the most specific of those that ask for it. Routes of
/// different namespaces hold for different clients and are no rivals.
fn settle_mesh(routes: &mut [RouteFact<'_, '_>]) {
    // UDP has ports of its own.
    const RANK: [RouteKind; 4] = [RouteKind::Grpc, RouteKind::Http, RouteKind::Tls, RouteKind::Tcp];
    let claim = |it: &Attachment<'_, '_>| match (it.target, it.verdict) {
        (Target::Service(service), Verdict::Accepted) => {
            let port = it.parent_ref.port().map(|it| it.value);
            service.found().map(|it| (it.number(), port))
        }
        _ => None,
    };
    if !routes.iter().flat_map(|it| &it.attachments).any(|it| matches!(it.target, Target::Service(_))) {
        return;
    }
    let mut best = Map::new();
    for kind in RANK {
        for route in routes.iter_mut().filter(|it| it.route.kind() == kind) {
            for attachment in &mut route.attachments {
                let Some(port) = claim(attachment) else { continue };
                let (winning, winner) =
                    *best.entry((route.item.namespace(), port)).or_insert((kind, route.item));
                if winning != kind {
                    attachment.verdict = Verdict::Conflicted;
                    attachment.rival = Some(winner);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;

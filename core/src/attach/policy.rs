//! BackendTLSPolicies: the Service ports that they are for, which of two wins, and the Gateways that use them.

use super::route::{RouteFact, Target, Verdict};
use super::secret::{CaFact, Certificates};
use super::{Environment, Parent, ParentId, Role};
use crate::model::{BackendTlsPolicy, GroupKind, PolicyTargetRef, Service, ServicePort};
use crate::order::{Map, Set, sort_by_key};
use crate::world::{Item, Lookup, World};

/// One target of a policy.
#[derive(Debug, Clone, Copy)]
pub struct PolicyTarget<'w, 'a> {
    /// As written.
    pub target_ref: PolicyTargetRef<'a>,
    /// The object.
    pub target: Lookup<&'w Item<'a>>,
    /// The Service has no port of the name that `sectionName` says.
    pub section_missing: bool,
    /// The port that `sectionName` names, or the only one, is a UDP port.
    pub is_udp: bool,
    /// The older policy that already has this target.
    pub loses_to: Option<&'w Item<'a>>,
}

/// One BackendTLSPolicy.
#[derive(Debug, Clone)]
pub struct PolicyFact<'w, 'a> {
    /// The object.
    pub item: &'w Item<'a>,
    /// The policy.
    pub policy: BackendTlsPolicy<'a>,
    /// Per CA ref, as written.
    pub authorities: Vec<CaFact<'w, 'a>>,
    /// Per target, as written.
    pub targets: Vec<PolicyTarget<'w, 'a>>,
    /// The Gateways that have a route to one of the targets, by namespace and name.
    pub gateways: Vec<ParentId>,
}

impl PolicyFact<'_, '_> {
    /// Whether it takes CA certificates from somewhere, and certainly none of them can be used.
    pub fn has_no_ca(&self) -> bool {
        !self.authorities.is_empty() && self.authorities.iter().all(|it| it.problem().is_some())
    }
}

/// So many Gateways of one target are looked at: a status holds 16 of them.
const MOST_GATEWAYS: usize = 64;

/// A target as policies share it: namespace, group, kind, name, and the section if one is named.
type Key<'a> = (&'a str, GroupKind<'a>, &'a str, Option<&'a str>);

pub(super) fn policies<'w, 'a>(
    world: &'w World<'a>,
    environment: &Environment,
    parents: &[Parent<'w, 'a>],
    routes: &[RouteFact<'w, 'a>],
) -> Vec<PolicyFact<'w, 'a>> {
    let items = world.of_kind(GroupKind::BACKEND_TLS_POLICY);
    if items.is_empty() {
        return Vec::new();
    }
    let mut by_age: Vec<_> = items.iter().collect();
    sort_by_key(&mut by_age, |it| it.age());
    let mut winners: Map<Key<'a>, &'w Item<'a>> = Map::new();
    for item in by_age {
        for target in item.read::<BackendTlsPolicy<'_>>().target_refs() {
            winners.entry(key(item, target)).or_insert(item);
        }
    }
    let known = environment.supports("BackendTLSPolicy");
    let users = if known { users(parents, routes) } else { Users::new() };
    let mut certificates = Certificates::new(world);
    items
        .iter()
        .map(|item| {
            let policy: BackendTlsPolicy<'_> = item.read();
            let targets: Vec<_> = policy.target_refs().map(|it| target(world, item, it, &winners)).collect();
            let gateways: Set<_> = targets.iter().flat_map(|it| uses(&users, item, it)).collect();
            let ca_refs = policy.validation().into_iter().flat_map(|it| it.ca_refs());
            let authorities = ca_refs.map(|it| certificates.authority(item, it, environment)).collect();
            PolicyFact { item, policy, authorities, targets, gateways: gateways.into_iter().collect() }
        })
        .collect()
}

fn key<'a>(item: &Item<'a>, target: PolicyTargetRef<'a>) -> Key<'a> {
    (item.namespace(), target.target(), target.name().value, target.section_name().map(|it| it.value))
}

fn target<'w, 'a>(
    world: &'w World<'a>,
    item: &Item<'a>,
    target_ref: PolicyTargetRef<'a>,
    winners: &Map<Key<'a>, &'w Item<'a>>,
) -> PolicyTarget<'w, 'a> {
    let found = world.find(target_ref.target(), item.namespace(), target_ref.name().value);
    let winner = winners.get(&key(item, target_ref)).copied();
    let ports = ports(target_ref, found);
    let section_missing = target_ref.section_name().is_some() && matches!(&ports, Some(it) if it.is_empty());
    let udp = |it: &ServicePort<'_>| it.protocol().value == "UDP";
    let is_udp = ports.is_some_and(|it| !it.is_empty() && it.iter().all(udp));
    PolicyTarget {
        target_ref,
        target: found,
        section_missing,
        is_udp,
        loses_to: winner.filter(|it| it.number() != item.number()),
    }
}

/// The ports of the target Service that a policy is for.
fn ports<'a>(target: PolicyTargetRef<'a>, found: Lookup<&Item<'a>>) -> Option<Vec<ServicePort<'a>>> {
    let item = found.found().filter(|it| it.kind() == GroupKind::SERVICE)?;
    let ports = item.read::<Service<'_>>().ports();
    let meant = |it: &ServicePort<'_>| {
        let name = |it: &ServicePort<'_>| it.name().map_or("", |it| it.value).to_owned();
        target.section_name().is_none_or(|section| name(it) == section.value)
    };
    Some(ports.filter(meant).collect())
}

/// Who sends traffic to a backend: namespace, kind and name of the backend; its port; the Gateway.
type Users<'a> = Map<(&'a str, GroupKind<'a>, &'a str), Set<(Option<i64>, ParentId)>>;

fn users<'a>(parents: &[Parent<'_, 'a>], routes: &[RouteFact<'_, 'a>]) -> Users<'a> {
    let mut users = Users::new();
    for route in routes {
        let gateways: Vec<_> = gateways(parents, route).collect();
        if gateways.is_empty() {
            continue;
        }
        for backend in &route.backends {
            let target = backend.backend_ref.target();
            let port = backend.backend_ref.port().map(|it| it.value);
            let users =
                users.entry((backend.namespace, target, backend.backend_ref.name().value)).or_default();
            users.extend(gateways.iter().map(|it| (port, *it)));
        }
    }
    users
}

/// The Gateways that accept a route, through themselves or through a ListenerSet.
pub(super) fn gateways<'f>(
    parents: &'f [Parent<'_, '_>],
    route: &'f RouteFact<'_, '_>,
) -> impl Iterator<Item = ParentId> + 'f {
    let accepted = route.attachments.iter().filter(|it| it.verdict == Verdict::Accepted);
    accepted.filter_map(|it| match it.target {
        Target::Listeners(Lookup::Found(id)) => match parents.get(id.0).map(|it| &it.role) {
            Some(Role::Gateway { .. }) => Some(id),
            Some(Role::ListenerSet { gateway: Some(Lookup::Found(gateway)), .. }) => Some(*gateway),
            _ => None,
        },
        _ => None,
    })
}

fn uses<'f>(
    users: &'f Users<'_>,
    item: &Item<'_>,
    target: &PolicyTarget<'_, '_>,
) -> impl Iterator<Item = ParentId> + 'f {
    let name = target.target_ref;
    let users = users.get(&(item.namespace(), name.target(), name.name().value));
    let ports = ports(name, target.target);
    let named = name.section_name().is_some();
    let meant = move |port: Option<i64>| {
        let Some(ports) = ports.as_ref().filter(|it| named && !it.is_empty()) else { return true };
        ports.iter().any(|it| it.port().map(|it| it.value) == port)
    };
    let meant: Vec<_> = users
        .into_iter()
        .flat_map(Set::iter)
        .filter(|(port, _)| meant(*port))
        .map(|(_, it)| *it)
        .take(MOST_GATEWAYS)
        .collect();
    meant.into_iter()
}

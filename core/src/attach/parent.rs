//! Gateways and ListenerSets: what routes attach to, with all listeners merged and judged.

use super::Environment;
use super::class::{self, Ownership};
use super::conflict::{self, Ports};
use super::hostname_index::HostnameIndex;
use super::listener::ListenerFact;
use super::secret::{CertificateFact, Certificates};
use crate::model::{Gateway, GroupKind, ListenerSet, ParentRef};
use crate::order::sort_by_key;
use crate::source::Spanned;
use crate::world::{Item, ItemId, Lookup, World};

/// The place of a Gateway or ListenerSet among the parents of [`Attachments`](super::Attachments).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParentId(pub(super) usize);

/// Whether a Gateway lets a ListenerSet attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It does.
    Allowed,
    /// Its `allowedListeners` do not select the namespace.
    NotAllowed,
    /// It selects by labels of a namespace that is not among the inputs.
    Unknown,
}

/// What a parent is.
#[derive(Debug, Clone)]
pub enum Role {
    /// A Gateway, and the ListenerSets that name it, in order of precedence.
    Gateway {
        /// Those that it allows and those that it does not.
        sets: Vec<ParentId>,
    },
    /// A ListenerSet.
    ListenerSet {
        /// The Gateway that it names; `None` where no controller looks: its parent is of another kind, or the
        /// implementation does not support ListenerSets.
        gateway: Option<Lookup<ParentId>>,
        /// Whether that Gateway allows it.
        admission: Admission,
    },
}

/// A Gateway or a ListenerSet.
#[derive(Debug, Clone)]
pub struct Parent<'w, 'a> {
    /// The object.
    pub item: &'w Item<'a>,
    /// What it is.
    pub role: Role,
    /// Who owns the Gateway.
    pub ownership: Ownership<'w, 'a>,
    /// Its listeners, as written.
    pub listeners: Vec<ListenerFact<'w, 'a>>,
    /// The listeners by hostname, where they are many.
    pub(super) by_hostname: Option<HostnameIndex<'a>>,
    /// The certificate that a Gateway shows to backends.
    pub client_certificate: Option<CertificateFact<'w, 'a>>,
}

impl<'w, 'a> Parent<'w, 'a> {
    /// The listener of that name.
    pub fn listener(&self, name: &str) -> Option<&ListenerFact<'w, 'a>> {
        self.listeners.iter().find(|it| it.listener.name().value == name)
    }

    /// Whether it is a ListenerSet that its Gateway certainly does not allow.
    pub fn is_shut_out(&self) -> bool {
        matches!(self.role, Role::ListenerSet { admission: Admission::NotAllowed, .. })
    }
}

/// The parents of `world`: Gateways, then ListenerSets, each by namespace and name.
pub(super) fn parents<'w, 'a>(world: &'w World<'a>, environment: &Environment) -> Vec<Parent<'w, 'a>> {
    let mut parents = gateways(world, environment);
    let gateway_count = parents.len();
    add_listener_sets(world, environment, &mut parents);
    for number in 0..gateway_count {
        merge(environment, &mut parents, number);
    }
    add_certificates(world, environment, &mut parents);
    parents
}

/// Follows the references to certificates that Gateways and listeners make.
fn add_certificates<'w, 'a>(world: &'w World<'a>, environment: &Environment, parents: &mut [Parent<'w, 'a>]) {
    let mut certificates = Certificates::new(world);
    for number in 0..parents.len() {
        let gateway = parents.get(number).and_then(|it| gateway_of(parents, it));
        let Some(parent) = parents.get_mut(number) else { continue };
        let own: bool = matches!(parent.role, Role::Gateway { .. });
        let tls = gateway.and_then(|it| it.read::<Gateway<'_>>().tls());
        let client = tls.and_then(|it| it.client_certificate_ref()).filter(|_| own);
        parent.client_certificate = client
            .filter(|_| environment.supports("GatewayBackendClientCertificate"))
            .map(|it| certificates.certificate(parent.item, it));
        let frontend = tls
            .and_then(|it| it.frontend())
            .filter(|_| environment.supports("GatewayFrontendClientCertificateValidation"));
        for fact in &mut parent.listeners {
            if fact.terminates() {
                let refs = fact.listener.tls().into_iter().flat_map(|it| it.certificate_refs());
                fact.certificates = refs.map(|it| certificates.certificate(parent.item, it)).collect();
            }
            let validation = frontend.and_then(|it| it.validation_for(fact.listener.port_number()));
            if let (Some(gateway), Some(validation), "HTTPS") =
                (gateway, validation, fact.listener.protocol().value)
            {
                let refs = validation.ca_refs();
                fact.authorities = refs.map(|it| certificates.authority(gateway, it, environment)).collect();
            }
        }
    }
}

/// The Gateway that `parent` is or belongs to.
fn gateway_of<'w, 'a>(parents: &[Parent<'w, 'a>], parent: &Parent<'w, 'a>) -> Option<&'w Item<'a>> {
    match &parent.role {
        Role::Gateway { .. } => Some(parent.item),
        Role::ListenerSet { gateway, .. } => {
            gateway.and_then(Lookup::found).and_then(|it| parents.get(it.0)).map(|it| it.item)
        }
    }
}

fn gateways<'w, 'a>(world: &'w World<'a>, environment: &Environment) -> Vec<Parent<'w, 'a>> {
    let items = world.of_kind(GroupKind::GATEWAY).iter();
    items
        .map(|item| {
            let gateway: Gateway<'_> = item.read();
            let listeners: Vec<_> =
                gateway.listeners().map(|it| ListenerFact::new(it, environment)).collect();
            Parent {
                item,
                role: Role::Gateway { sets: Vec::new() },
                ownership: class::owner(world, environment, gateway),
                by_hostname: HostnameIndex::new(&listeners),
                listeners,
                client_certificate: None,
            }
        })
        .collect()
}

fn add_listener_sets<'w, 'a>(
    world: &'w World<'a>,
    environment: &Environment,
    parents: &mut Vec<Parent<'w, 'a>>,
) {
    for item in world.of_kind(GroupKind::LISTENER_SET) {
        let set: ListenerSet<'_> = item.read();
        let id = ParentId(parents.len());
        // Who does not know the kind does not look at its Gateway.
        let parent_ref = set.parent_ref().filter(|_| environment.supports("ListenerSet"));
        let gateway = parent_ref.and_then(|it| find_gateway(world, parents, item, it));
        let mut ownership = Ownership::NoClass;
        let mut admission = Admission::Unknown;
        if let Some(Lookup::Found(gateway)) = gateway
            && let Some(parent) = parents.get_mut(gateway.0)
        {
            ownership = parent.ownership;
            admission = admit(world, parent.item, item.namespace());
            if let Role::Gateway { sets } = &mut parent.role {
                sets.push(id);
            }
        }
        let listeners: Vec<_> = set.listeners().map(|it| ListenerFact::new(it, environment)).collect();
        let role = Role::ListenerSet { gateway, admission };
        let by_hostname = HostnameIndex::new(&listeners);
        parents.push(Parent { item, role, ownership, listeners, by_hostname, client_certificate: None });
    }
}

fn find_gateway<'a>(
    world: &World<'a>,
    parents: &[Parent<'_, 'a>],
    set: &Item<'a>,
    parent_ref: ParentRef<'a>,
) -> Option<Lookup<ParentId>> {
    if parent_ref.target() != GroupKind::GATEWAY {
        return None;
    }
    let namespace = parent_ref.namespace().map_or(set.namespace(), |it| it.value);
    let found = world.find(GroupKind::GATEWAY, namespace, parent_ref.name().value);
    Some(match found.map(|it| position(parents, it.number())) {
        Lookup::Found(Some(id)) => Lookup::Found(id),
        Lookup::Found(None) | Lookup::Unknown => Lookup::Unknown,
        Lookup::Missing => Lookup::Missing,
    })
}

/// Where the parent with the world's number `item` is; Gateways and ListenerSets are each in the world's order.
pub(super) fn position(parents: &[Parent<'_, '_>], item: ItemId) -> Option<ParentId> {
    parents.binary_search_by_key(&item, |it| it.item.number()).ok().map(ParentId)
}

fn admit<'a>(world: &World<'a>, gateway: &Item<'a>, namespace: &str) -> Admission {
    let same = gateway.namespace() == namespace;
    let allowed = gateway.read::<Gateway<'_>>().allowed_listeners();
    let from = allowed.map(|it| it.from());
    let selector = allowed.and_then(|it| it.selector());
    match from.map_or("None", |it: Spanned<&str>| it.value) {
        "All" => Admission::Allowed,
        "Same" if same => Admission::Allowed,
        "Selector" => match selector.map(|it| world.selects_namespace(it, namespace)) {
            Some(Some(true)) => Admission::Allowed,
            Some(None) => Admission::Unknown,
            Some(Some(false)) | None => Admission::NotAllowed,
        },
        _ => Admission::NotAllowed,
    }
}

/// Judges the listeners of the Gateway at `number` and of the ListenerSets that it allows, in order of precedence.
fn merge(environment: &Environment, parents: &mut [Parent<'_, '_>], number: usize) {
    let mut sets = match parents.get_mut(number).map(|it| &mut it.role) {
        Some(Role::Gateway { sets }) => std::mem::take(sets),
        _ => return,
    };
    sort_by_key(&mut sets, |it| parents.get(it.0).map(|it| it.item.age()));
    let mut ports = Ports::new(environment);
    if let Some(gateway) = parents.get_mut(number) {
        ports.add_gateway(&mut gateway.listeners);
    }
    for set in &sets {
        if let Some(parent) = parents.get_mut(set.0).filter(|it| !it.is_shut_out()) {
            ports.add_set(&mut parent.listeners);
        }
    }
    // The listeners are taken out for a moment: those of several parents are marked in one go.
    let allowed = sets.iter().copied().filter(|it| parents.get(it.0).is_some_and(|it| !it.is_shut_out()));
    let group: Vec<_> = std::iter::once(ParentId(number)).chain(allowed).collect();
    let take = |it: &ParentId| parents.get_mut(it.0).map(|it| std::mem::take(&mut it.listeners));
    let mut taken: Vec<_> = group.iter().map(take).map(Option::unwrap_or_default).collect();
    conflict::mark_overlaps(taken.iter_mut().flatten());
    for (id, listeners) in group.iter().zip(taken) {
        if let Some(parent) = parents.get_mut(id.0) {
            parent.listeners = listeners;
        }
    }
    if let Some(Role::Gateway { sets: empty }) = parents.get_mut(number).map(|it| &mut it.role) {
        *empty = sets;
    }
}

//! The status that a conformant controller writes, from `world` and `attach` alone.
//!
//! In come a [`World`], its [`Attachments`] and the [`Environment`]; out come, from [`predict`], statuses in the
//! API's shapes, merged with what is there: entries and conditions of other controllers stay, and a condition that
//! keeps its status keeps its time. What the inputs cannot decide is `Unknown` with the reason `Pending`. Nothing
//! of the running system is guessed: a Gateway's address is what it was, and `Programmed` means that nothing in the
//! manifests is in its way.
//!
//! Where the spec contradicts itself the conformance tests decide: a TLSRoute on a listener of another protocol is
//! `NotAllowedByListeners`; in one Gateway no conflicting listener wins, between ListenerSets the first does; a
//! listener that loses has the conflict as the reason of `Accepted` and `Programmed`; `RefNotPermitted` does not
//! tell whether the object exists. A Service port that does not exist is no condition, because none is named for it.

mod class;
mod gateway;
mod listener;
mod merge;
mod names;
mod policy;
mod route;
mod shape;
mod text;

pub use names::{reasons, types};
pub use shape::{
    Address, Condition, FeatureName, GatewayClassStatus, GatewayStatus, ListenerSetStatus, ListenerStatus,
    ParentReference, PolicyAncestorStatus, PolicyStatus, RouteParentStatus, RouteStatus, Status,
    SupportedKind, Text, Truth,
};

use crate::attach::{ASSUMED_CONTROLLER, Attachments, Environment, Parent, Role};
use crate::model::{GatewayClass, GroupKind, StatusView};
use crate::order::Set;
use crate::world::{Item, ItemId, World};
use merge::Stamp;
use serde::Serialize;

/// The predicted status of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ObjectStatus {
    /// Group and version, as the object says them.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// The namespace; empty for a cluster-scoped object.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The status.
    pub status: Status,
    /// The object in its world.
    #[serde(skip)]
    pub item: ItemId,
}

/// The status of every object that a controller writes one for: `GatewayClasses`, Gateways, ListenerSets, routes,
/// BackendTLSPolicies, each kind by namespace and name.
pub fn predict(
    world: &World<'_>,
    attachments: &Attachments<'_, '_>,
    environment: &Environment,
) -> Vec<ObjectStatus> {
    let controllers = controller_names(world, environment);
    let cx = StatusContext { world, attachments, environment, controllers: &controllers };
    let mut statuses = Vec::new();
    for item in world.of_kind(GroupKind::GATEWAY_CLASS) {
        statuses.extend(class::status(cx, item).map(|it| object(item, Status::GatewayClass(it))));
    }
    for parent in attachments.parents() {
        let status = match parent.role {
            Role::Gateway { .. } => gateway::status(cx, parent).map(Status::Gateway),
            Role::ListenerSet { .. } => gateway::set_status(cx, parent).map(Status::ListenerSet),
        };
        statuses.extend(status.map(|it| object(parent.item, it)));
    }
    let routes = attachments.routes().iter();
    statuses.extend(routes.map(|it| object(it.item, Status::Route(route::status(cx, it)))));
    let policies = attachments.policies().iter();
    statuses.extend(policies.map(|it| object(it.item, Status::Policy(policy::status(cx, it)))));
    statuses
}

/// Why `gateway` is certainly not accepted as a whole.
pub(crate) fn gateway_refusal(
    world: &World<'_>,
    attachments: &Attachments<'_, '_>,
    environment: &Environment,
    gateway: &Parent<'_, '_>,
) -> Option<String> {
    let controllers = Set::new();
    gateway::refusal(StatusContext { world, attachments, environment, controllers: &controllers }, gateway)
}

fn object(item: &Item<'_>, status: Status) -> ObjectStatus {
    let gvk = item.gvk();
    ObjectStatus {
        api_version: [gvk.group, "/", gvk.version].concat(),
        kind: gvk.kind.to_owned(),
        namespace: item.namespace().to_owned(),
        name: item.name().to_owned(),
        status,
        item: item.number(),
    }
}

/// The names under which we write: entries of other controllers stay as they are.
fn controller_names<'a>(world: &World<'a>, environment: &'a Environment) -> Set<&'a str> {
    if let Some(name) = &environment.controller_name {
        return Set::from_iter([name.as_str()]);
    }
    let classes = world.of_kind(GroupKind::GATEWAY_CLASS).iter();
    let names = classes.filter_map(|it| it.read::<GatewayClass<'_>>().controller_name());
    names.map(|it| it.value).chain([ASSUMED_CONTROLLER]).collect()
}

/// What deciding a status needs to know.
#[derive(Clone, Copy)]
struct StatusContext<'s, 'w, 'a> {
    world: &'s World<'a>,
    attachments: &'s Attachments<'w, 'a>,
    environment: &'s Environment,
    controllers: &'s Set<&'s str>,
}

impl<'s, 'a> StatusContext<'s, '_, 'a> {
    /// The status that `item` has: what the cluster reported or, where nothing did, what the manifest carries.
    fn old(self, item: &Item<'a>) -> Option<StatusView<'a>> {
        let live = self.world.live(item.number());
        live.and_then(Item::status).or_else(|| item.status())
    }

    fn is_ours(self, controller: &str) -> bool {
        self.controllers.contains(controller)
    }

    /// What conditions of `item` are stamped with. An object that no cluster has seen will be of generation 1.
    fn stamp(self, item: &Item<'_>) -> Stamp<'s> {
        let live = || self.world.live(item.number()).and_then(Item::generation);
        let generation = item.generation().or_else(live).or(Some(1));
        Stamp { generation, now: self.environment.now.as_deref() }
    }
}

#[cfg(test)]
mod tests;

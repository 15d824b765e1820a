//! Which Gateways a controller owns.

use super::Environment;
use super::environment::ASSUMED_CONTROLLER;
use crate::model::{Gateway, GatewayClass, GroupKind};
use crate::world::{Item, Lookup, World};

/// Who owns a Gateway.
#[derive(Debug, Clone, Copy)]
pub enum Ownership<'w, 'a> {
    /// A controller that we speak for, through this class.
    Class(&'w Item<'a>),
    /// The class is not among the inputs, and is taken for one that is there.
    Assumed,
    /// A controller that we do not speak for, through this class.
    Foreign(&'w Item<'a>),
    /// No controller: there is no such class.
    NoClass,
}

impl<'a> Ownership<'_, 'a> {
    /// Whether a controller that we speak for writes status.
    pub fn is_owned(&self) -> bool {
        matches!(self, Self::Class(_) | Self::Assumed)
    }

    /// The controller's name, as status tells it.
    pub fn controller<'n>(&self, environment: &'n Environment) -> &'n str
    where
        'a: 'n,
    {
        let of_class = match self {
            Self::Class(item) => item.read::<GatewayClass<'_>>().controller_name(),
            _ => None,
        };
        let assumed = || environment.controller_name.as_deref().unwrap_or(ASSUMED_CONTROLLER);
        of_class.map_or_else(assumed, |it| it.value)
    }
}

/// Whether a class is one that we speak for.
pub(crate) fn is_ours(class: &Item<'_>, environment: &Environment) -> bool {
    let Some(wanted) = &environment.controller_name else { return true };
    class.read::<GatewayClass<'_>>().controller_name().is_some_and(|it| it.value == wanted)
}

/// Who owns `gateway`.
pub(super) fn owner<'w, 'a>(
    world: &'w World<'a>,
    environment: &Environment,
    gateway: Gateway<'a>,
) -> Ownership<'w, 'a> {
    let Some(name) = gateway.class_name() else { return Ownership::NoClass };
    match world.find(GroupKind::GATEWAY_CLASS, "", name.value) {
        Lookup::Found(class) if is_ours(class, environment) => Ownership::Class(class),
        Lookup::Found(class) => Ownership::Foreign(class),
        Lookup::Missing => Ownership::NoClass,
        Lookup::Unknown => Ownership::Assumed,
    }
}

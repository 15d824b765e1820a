//! Everything that is known about one set of objects, each fact computed once, when it is first asked for.
//!
//! In come a [`World`] and what is known of the implementation and the platform. Out come who attaches to what, the
//! Services that routes use, what answers behind them, and the route table. Rules, status, requests and the graph take
//! the same [`Facts`], so they cannot disagree, and a question costs only the facts that it needs.

pub(crate) mod services;

use crate::attach::{Attachments, Environment};
use crate::features::Claims;
use crate::live::Healths;
use crate::routing::Table;
use crate::tenancy::Platform;
use crate::world::World;
use services::Used;
use std::cell::OnceCell;

/// What is known besides the objects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'s> {
    /// What the implementation supports, and the controller's name.
    pub(crate) environment: &'s Environment,
    /// The platform, where a profile is chosen.
    pub(crate) platform: Option<&'s Platform>,
    /// What the chosen implementation reports of its conformance.
    pub(crate) claims: Option<&'s Claims>,
}

/// The facts about the objects of one [`World`].
#[derive(Debug)]
pub(crate) struct Facts<'s> {
    surroundings: Surroundings<'s>,
    world: World<'s>,
    attachments: OnceCell<Attachments<'s, 's>>,
    services: OnceCell<Vec<Used<'s, 's, 's>>>,
    healths: OnceCell<Healths<'s, 's>>,
    table: OnceCell<Table<'s, 's, 's>>,
}

impl<'s> Facts<'s> {
    /// The facts about the objects of `world`.
    pub(crate) fn new(world: World<'s>, surroundings: Surroundings<'s>) -> Self {
        Self {
            surroundings,
            world,
            attachments: OnceCell::new(),
            services: OnceCell::new(),
            healths: OnceCell::new(),
            table: OnceCell::new(),
        }
    }

    /// What is known besides the objects.
    pub(crate) fn surroundings(&self) -> Surroundings<'s> {
        self.surroundings
    }

    /// The index of the objects.
    pub(crate) fn world(&'s self) -> &'s World<'s> {
        &self.world
    }

    /// Who attaches to what.
    pub(crate) fn attachments(&'s self) -> &'s Attachments<'s, 's> {
        self.attachments.get_or_init(|| Attachments::new(&self.world, self.surroundings.environment))
    }

    /// The Services that routes send to, by namespace and name.
    pub(crate) fn services(&'s self) -> &'s [Used<'s, 's, 's>] {
        self.services.get_or_init(|| services::used(&self.world, self.attachments()))
    }

    /// What answers behind each port of a Service that routes send to, where a cluster reported it.
    pub(crate) fn healths(&'s self) -> &'s Healths<'s, 's> {
        self.healths.get_or_init(|| Healths::new(&self.world, self.attachments()))
    }

    /// The route table, with the Gateways that the platform promises and the choices that the implementation reports.
    pub(crate) fn table(&'s self) -> &'s Table<'s, 's, 's> {
        self.table.get_or_init(|| {
            let Surroundings { environment, platform, claims } = self.surroundings;
            let promised = platform.map_or(&[][..], |it| &it.profile().gateways);
            let supports = |feature: &str| {
                let claimed = claims.and_then(|it| it.known(feature));
                claimed.or_else(|| environment.features.known(feature))
            };
            Table::new(&self.world, self.attachments(), promised, &supports)
        })
    }
}

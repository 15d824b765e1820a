//! What a dump says of the running cluster, beside what is predicted: reported conditions, endpoints, Pods and
//! rollouts, and where a live object differs from its manifest.
//!
//! In come a [`World`](crate::world::World), its attachments and the statuses that `status` predicts; out come facts that
//! borrow the dump: [`Reports`] (what controllers reported on a route's parents and what they would be expected to),
//! [`Healths`] (how many endpoints of a backend's port are ready, and what keeps the others), [`differences`].
//! What the dump does not hold is unknown, never healthy and never broken.

mod differences;
mod endpoints;
mod health;
mod pods;
mod reports;
mod rollout;

pub(crate) use differences::differences;
pub(crate) use endpoints::endpoints;
pub(crate) use health::{Health, Healths, Obstacle};
pub(crate) use reports::{ConditionReport, ParentReport, Reports};

#[cfg(test)]
mod tests;

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

pub use differences::{Difference, differences};
pub use endpoints::{Endpoints, endpoints};
pub use health::{Health, Healths, Obstacle};
pub use pods::{PodState, Trouble, pod_state};
pub use reports::{ConditionReport, ParentReport, Reports};
pub use rollout::{Rollout, rollout};

#[cfg(test)]
mod tests;

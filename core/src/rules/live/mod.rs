//! `RP6xxx`: what a dump of the running cluster tells. Facts of `live` in, diagnostics out, one rule a file.
//!
//! [`check`] speaks of what is about to be applied: is the workload behind it there and ready. [`verify`] speaks of what
//! a cluster reported: do its controllers agree with what is predicted, and have they seen the newest generation.

mod gateway_not_programmed;
mod live_differs_from_manifest;
mod no_ready_endpoints;
mod no_status_entry;
mod pods_not_ready;
mod probe_port_not_found;
mod rollout_in_progress;
mod scaled_to_zero;
mod stale_status;
mod status_drift;

pub(crate) use live_differs_from_manifest::differs;

use super::{Check, Context};
use crate::attach::{BackendRefFact, Use};
use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::live::{Health, ParentReport, Reports};
use crate::world::Item;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &status_drift::STATUS_DRIFT,
    &stale_status::STALE_STATUS,
    &no_status_entry::NO_STATUS_ENTRY,
    &gateway_not_programmed::GATEWAY_NOT_PROGRAMMED,
    &no_ready_endpoints::NO_READY_ENDPOINTS,
    &rollout_in_progress::ROLLOUT_IN_PROGRESS,
    &pods_not_ready::PODS_NOT_READY,
    &live_differs_from_manifest::LIVE_DIFFERS_FROM_MANIFEST,
    &scaled_to_zero::SCALED_TO_ZERO,
    &probe_port_not_found::PROBE_PORT_NOT_FOUND,
];

/// The checks of some routes.
pub(super) const OF_ROUTES: &[Check] = &[gateway_not_programmed::check, check_health];

/// The checks of some Services that routes send to.
pub(super) const OF_SERVICES: &[Check] = &[probe_port_not_found::check];

/// The checks of all Services.
pub(super) const OF_ALL: &[Check] = &[scaled_to_zero::check];

/// A backend that takes a share of requests, and the health of the port that it names.
type Serving<'c, 'w, 'a> = (&'c BackendRefFact<'w, 'a>, &'c Health<'w, 'a>);

/// Finds what is wrong with some such backends.
type HealthCheck = fn(&[Serving<'_, '_, '_>], &mut Vec<Diagnostic>);

/// The checks of health.
const HEALTH: &[HealthCheck] =
    &[no_ready_endpoints::check, rollout_in_progress::check, pods_not_ready::check];

/// What a check of one route's reported status looks at.
pub(super) struct Reported<'r, 'f, 'w, 'a> {
    /// The route.
    route: &'w Item<'a>,
    /// What its status reports for each of its parents.
    parents: &'r [ParentReport<'f, 'w, 'a>],
}

/// The checks of reported status, each over one route.
const REPORTS: &[fn(&Reported<'_, '_, '_, '_>, &mut Vec<Diagnostic>)] =
    &[status_drift::check, stale_status::check, no_status_entry::check];

fn check_health(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let serving: Vec<_> = serving(cx).collect();
    for it in HEALTH {
        it(&serving, out);
    }
}

/// What the rules of this family find in reported status, in a world of reported objects only.
pub(crate) fn verify(cx: &Context<'_, '_, '_>, reports: &Reports, out: &mut Vec<Diagnostic>) {
    for fact in cx.attachments.routes() {
        let parents = reports.parents(cx.attachments, cx.environment, fact);
        let reported = Reported { route: fact.item, parents: &parents };
        for it in REPORTS {
            it(&reported, out);
        }
    }
}

/// Every backend that takes a share of requests and whose Service the cluster reported, with its health.
fn serving<'c, 'w, 'a>(cx: &'c Context<'c, 'w, 'a>) -> impl Iterator<Item = Serving<'c, 'w, 'a>> {
    let serves =
        |it: &&BackendRefFact<'_, '_>| it.purpose == Use::Filter || it.backend_ref.weight().value != 0;
    cx.backends().filter(serves).filter_map(|it| Some((it, cx.healths.of(it)?)))
}

/// What a message calls the parent of a report: Gateway `infra/edge`.
fn parent_title(report: &ParentReport<'_, '_, '_>) -> String {
    let parent = report.attachment.parent_ref;
    format!("{} `{}/{}`", parent.kind().value, report.attachment.namespace, parent.name().value)
}

/// The conditions that must be true of a route.
const MUST_HOLD: [&str; 2] = [crate::status::types::ACCEPTED, crate::status::types::RESOLVED_REFS];

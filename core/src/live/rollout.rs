//! How far the rollout of a workload is, by what `kubectl rollout status` goes by.

use crate::model::{GroupKind, PodCondition, Workload};
use crate::world::Item;

/// How far a workload's rollout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rollout<'a> {
    /// It wants no Pods.
    ScaledToZero,
    /// Its controller has not looked at its newest generation.
    NotObserved,
    /// Fewer Pods are of the newest template than are wanted.
    Updating {
        /// Pods of the newest template.
        updated: i64,
        /// Pods that are wanted.
        wanted: i64,
    },
    /// Pods of an older template are still there.
    Draining {
        /// How many.
        old: i64,
    },
    /// Not all Pods of the newest template are available.
    Starting {
        /// Pods that are available.
        available: i64,
        /// Pods of the newest template.
        updated: i64,
    },
    /// It has not got on for longer than its deadline, or its Pods are refused.
    Stuck {
        /// As its controller says it.
        message: &'a str,
    },
    /// It is through; Pods may have become unready since.
    Done,
    /// It has no status.
    Unknown,
}

impl Rollout<'_> {
    /// Whether waiting may be enough.
    pub(crate) fn is_in_progress(&self) -> bool {
        matches!(
            self,
            Self::NotObserved | Self::Updating { .. } | Self::Draining { .. } | Self::Starting { .. }
        )
    }

    /// How far it is, after a colon.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::ScaledToZero => "it is scaled to zero".to_owned(),
            Self::NotObserved => "its newest generation has not been looked at".to_owned(),
            Self::Updating { updated, wanted } => format!("{updated} of {wanted} Pods are updated"),
            Self::Draining { old } => format!("{old} old Pods are still there"),
            Self::Starting { available, updated } => {
                format!("{available} of {updated} updated Pods are available")
            }
            Self::Stuck { message } => (*message).to_owned(),
            Self::Done => "it is through".to_owned(),
            Self::Unknown => "nothing is reported".to_owned(),
        }
    }
}

/// How far the rollout of `item`, a `Deployment`, `StatefulSet` or `DaemonSet`, is.
pub(crate) fn rollout<'a>(item: &Item<'a>) -> Rollout<'a> {
    let it: Workload<'a> = item.read();
    let daemon = item.kind() == GroupKind::DAEMON_SET;
    if !daemon && it.replicas() == 0 {
        return Rollout::ScaledToZero;
    }
    if it.status().is_none() {
        return Rollout::Unknown;
    }
    let observed = it.observed_generation().map_or(0, |it| it.value);
    if it.generation().is_some_and(|it| it.value > observed) {
        return Rollout::NotObserved;
    }
    if daemon {
        // Nothing in its status tells a new Pod that starts from an old one that has become unready.
        let (updated, wanted) = (it.updated_number().value, it.desired_number().value);
        return if updated < wanted { Rollout::Updating { updated, wanted } } else { Rollout::Done };
    }
    match item.kind() {
        GroupKind::STATEFUL_SET => stateful(it),
        _ => deployment(it),
    }
}

fn deployment(it: Workload<'_>) -> Rollout<'_> {
    let condition = |kind: &str| it.conditions().find(|it| it.kind().value == kind);
    if let Some(it) = condition("ReplicaFailure").filter(|it| it.status().value == "True") {
        return Rollout::Stuck { message: it.message().map_or("Pods are refused", |it| it.value) };
    }
    let progressing = condition("Progressing");
    match progressing.and_then(PodCondition::reason).map(|it| it.value) {
        Some("ProgressDeadlineExceeded") => {
            let message = progressing.and_then(PodCondition::message);
            Rollout::Stuck { message: message.map_or("its deadline is exceeded", |it| it.value) }
        }
        // Once through, a Pod that becomes unready is no rollout.
        Some("NewReplicaSetAvailable") if it.updated_replicas().value >= it.replicas() => Rollout::Done,
        _ => steps(
            it.updated_replicas().value,
            it.replicas(),
            it.status_replicas().value,
            it.available_replicas().value,
        ),
    }
}

/// A `StatefulSet` reports no progress: only another revision, or Pods that were never made, are a rollout.
fn stateful(it: Workload<'_>) -> Rollout<'_> {
    let (wanted, there) = (it.replicas(), it.status_replicas().value);
    let current = it.current_revision().map(|it| it.value);
    if it.update_revision().is_some_and(|it| Some(it.value) != current) {
        let updated = it.updated_replicas().value;
        return if updated < wanted {
            Rollout::Updating { updated, wanted }
        } else {
            Rollout::Starting { available: it.ready_replicas().value, updated }
        };
    }
    if there < wanted { Rollout::Updating { updated: there, wanted } } else { Rollout::Done }
}

fn steps<'a>(updated: i64, wanted: i64, there: i64, available: i64) -> Rollout<'a> {
    if updated < wanted {
        Rollout::Updating { updated, wanted }
    } else if there > updated {
        Rollout::Draining { old: there - updated }
    } else if available < updated {
        Rollout::Starting { available, updated }
    } else {
        Rollout::Done
    }
}

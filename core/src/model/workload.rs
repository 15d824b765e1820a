//! `Deployment`, `StatefulSet` and `DaemonSet`: one view, since a route cares for the same fields of each.

use super::view::view;
use super::{GroupKind, Pod, PodCondition};

view! {
    /// A workload that makes Pods.
    Workload {
        replicas_field "spec.replicas": int,
        template "spec.template": one(Pod),
        generation "metadata.generation": int,
        observed_generation "status.observedGeneration": int,
        status_replicas "status.replicas": int_or(0),
        updated_replicas "status.updatedReplicas": int_or(0),
        ready_replicas "status.readyReplicas": int_or(0),
        available_replicas "status.availableReplicas": int_or(0),
        desired_number "status.desiredNumberScheduled": int_or(0),
        updated_number "status.updatedNumberScheduled": int_or(0),
        current_revision "status.currentRevision": text,
        update_revision "status.updateRevision": text,
        conditions "status.conditions": all(PodCondition),
        status "status": field,
    }
}

/// The kinds of workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkloadKind {
    /// `Deployment`.
    Deployment,
    /// `StatefulSet`.
    StatefulSet,
    /// `DaemonSet`.
    DaemonSet,
}

impl WorkloadKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Deployment, Self::StatefulSet, Self::DaemonSet];

    /// The kind with its group.
    pub const fn group_kind(self) -> GroupKind<'static> {
        match self {
            Self::Deployment => GroupKind::DEPLOYMENT,
            Self::StatefulSet => GroupKind::STATEFUL_SET,
            Self::DaemonSet => GroupKind::DAEMON_SET,
        }
    }
}

impl Workload<'_> {
    /// How many Pods it wants; a DaemonSet wants one per node, which only its status tells.
    pub fn replicas(self) -> i64 {
        self.replicas_field().map_or(1, |it| it.value)
    }
}

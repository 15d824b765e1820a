//! What a Pod is doing, as its status tells it.

use crate::model::{ContainerStatus, Pod, PodCondition, View};
use crate::source::Location;
use crate::world::Item;

/// What a Pod is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PodState<'a> {
    /// It takes traffic.
    Ready,
    /// It does not, for this reason.
    Trouble(Trouble<'a>),
    /// It is going away, or has run to its end.
    Leaving,
    /// It has no status yet, or none that says.
    Unknown,
}

/// Why a Pod takes no traffic; the worse comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble<'a> {
    /// A container ends again and again.
    CrashLooping {
        /// The container.
        container: &'a str,
        /// How often it was started again.
        restarts: i64,
        /// What it last ended with: an exit code, or `OOMKilled`.
        last: Option<String>,
    },
    /// An image cannot be had.
    Image {
        /// The container.
        container: &'a str,
        /// `ErrImagePull`, `ImagePullBackOff`, …
        reason: &'a str,
        /// As the kubelet says it.
        message: Option<&'a str>,
    },
    /// A container cannot be made.
    Container {
        /// The container.
        container: &'a str,
        /// `CreateContainerConfigError`, …
        reason: &'a str,
        /// As the kubelet says it.
        message: Option<&'a str>,
    },
    /// No node takes it.
    Unschedulable {
        /// As the scheduler says it.
        message: Option<&'a str>,
    },
    /// It runs, and its readiness probe or a readiness gate does not let it in.
    NotReady {
        /// As the kubelet says it.
        message: Option<&'a str>,
    },
    /// It is being scheduled, or its containers are being made.
    Starting,
    /// It has failed or was evicted; another may have taken its place.
    Failed {
        /// `Evicted`, …
        reason: Option<&'a str>,
    },
}

/// Reasons for which a container waits that no waiting ends.
const IMAGE: [&str; 5] =
    ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError"];
const CONTAINER: [&str; 5] = [
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
    "PreCreateHookError",
    "PostStartHookError",
];

/// What the Pod `item` is doing.
pub(crate) fn pod_state<'a>(item: &Item<'a>) -> PodState<'a> {
    let pod: Pod<'a> = item.read();
    let leaving = item.meta().is_some_and(|it| it.deletion_timestamp().is_some());
    match pod.phase().map(|it| it.value) {
        _ if leaving => return PodState::Leaving,
        Some("Succeeded") => return PodState::Leaving,
        Some("Failed") => {
            return PodState::Trouble(Trouble::Failed { reason: pod.reason().map(|it| it.value) });
        }
        None if pod.conditions().next().is_none() => return PodState::Unknown,
        _ => {}
    }
    if pod.is_ready() == Some(true) {
        return PodState::Ready;
    }
    let containers = pod.init_container_statuses().chain(pod.container_statuses());
    if let Some(worst) = containers.filter_map(container_trouble).min() {
        return PodState::Trouble(worst);
    }
    let condition = |kind: &str| pod.conditions().find(|it| it.kind().value == kind);
    if let Some(it) = condition("PodScheduled").filter(|it| it.status().value == "False") {
        return PodState::Trouble(Trouble::Unschedulable { message: it.message().map(|it| it.value) });
    }
    let running = pod.phase().is_some_and(|it| it.value == "Running");
    let started = pod.container_statuses().all(|it| it.waiting_reason().is_none());
    PodState::Trouble(if running && started {
        Trouble::NotReady { message: condition("Ready").and_then(PodCondition::message).map(|it| it.value) }
    } else {
        Trouble::Starting
    })
}

fn container_trouble(it: ContainerStatus<'_>) -> Option<Trouble<'_>> {
    let container = it.name().value;
    let message = it.waiting_message().map(|it| it.value);
    match it.waiting_reason().map(|it| it.value) {
        Some("CrashLoopBackOff") => return Some(crash(it)),
        Some(reason) if IMAGE.contains(&reason) => {
            return Some(Trouble::Image { container, reason, message });
        }
        Some(reason) if CONTAINER.contains(&reason) => {
            return Some(Trouble::Container { container, reason, message });
        }
        _ => {}
    }
    // Between two starts a container is terminated, not waiting.
    let failed = it.exit_code().is_some_and(|it| it.value != 0);
    (failed && it.restart_count().value > 0).then(|| crash(it))
}

fn crash(it: ContainerStatus<'_>) -> Trouble<'_> {
    let code = it.exit_code().or(it.last_exit_code()).map(|it| format!("exit code {}", it.value));
    let reason = it.terminated_reason().or(it.last_reason()).map(|it| it.value);
    let last = reason.filter(|it| *it != "Error" && *it != "Completed").map(str::to_owned).or(code);
    Trouble::CrashLooping { container: it.name().value, restarts: it.restart_count().value, last }
}

/// The place in the Pod's status that tells why it is not ready.
pub(super) fn evidence(item: &Item<'_>) -> Location {
    let pod: Pod<'_> = item.read();
    let of_container = pod
        .init_container_statuses()
        .chain(pod.container_statuses())
        .find(|it| container_trouble(*it).is_some())
        .map(|it| it.view().field("state").map_or(it.at(), View::at));
    let of_pod = || {
        let bad =
            |kind: &str| pod.conditions().find(|it| it.kind().value == kind && it.status().value != "True");
        bad("PodScheduled").or_else(|| bad("Ready")).map(PodCondition::at)
    };
    of_container.or_else(of_pod).unwrap_or_else(|| item.at())
}

impl Trouble<'_> {
    /// Whether no waiting is likely to end it.
    pub(crate) fn is_hard(&self) -> bool {
        !matches!(self, Self::NotReady { .. } | Self::Starting | Self::Failed { .. })
    }

    /// The end of a sentence that begins with the Pod.
    pub(crate) fn words(&self) -> String {
        let with = |message: Option<&str>| message.map(|it| format!(": {it}")).unwrap_or_default();
        match self {
            Self::CrashLooping { container, restarts, last } => {
                let last = last.as_ref().map(|it| format!(", last {it}")).unwrap_or_default();
                format!("is crash-looping: container `{container}` was restarted {restarts} times{last}")
            }
            Self::Image { container, reason, message } => {
                format!("has no image for container `{container}` ({reason}){}", with(*message))
            }
            Self::Container { container, reason, message } => {
                format!("cannot make container `{container}` ({reason}){}", with(*message))
            }
            Self::Unschedulable { message } => format!("is not scheduled on any node{}", with(*message)),
            Self::Failed { reason } => {
                format!("has failed{}", reason.map(|it| format!(" ({it})")).unwrap_or_default())
            }
            Self::NotReady { message } => format!("runs and is not ready{}", with(*message)),
            Self::Starting => "is starting".to_owned(),
        }
    }
}

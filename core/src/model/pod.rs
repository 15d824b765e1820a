//! `Pod`: what a Service's traffic and the after-apply checks need of it.

use super::view::{known_view, view};

view! {
    /// A `Pod`, or the template of one: both have `metadata` and `spec`.
    Pod {
        labels "metadata.labels": map,
        containers "spec.containers": all(Container),
        init_containers "spec.initContainers": all(Container),
        ip "status.podIP": text,
        phase "status.phase": text,
        reason "status.reason": text,
        conditions "status.conditions": all(PodCondition),
        container_statuses "status.containerStatuses": all(ContainerStatus),
        init_container_statuses "status.initContainerStatuses": all(ContainerStatus),
    }
}

known_view! {
    /// `spec.containers[]`.
    Container {
        name "name": text_or(""),
        ports "ports": all(ContainerPort),
        readiness_probe "readinessProbe": field,
    }
}

known_view! {
    /// `spec.containers[].ports[]`.
    ContainerPort {
        name "name": text,
        number "containerPort": int,
        protocol "protocol": text_or("TCP"),
    }
}

view! {
    /// `status.conditions[]`, of a Pod or of a workload.
    PodCondition {
        kind "type": text_or(""),
        status "status": text_or("Unknown"),
        reason "reason": text,
        message "message": text,
    }
}

view! {
    /// `status.containerStatuses[]`.
    ContainerStatus {
        name "name": text_or(""),
        restart_count "restartCount": int_or(0),
        waiting_reason "state.waiting.reason": text,
        waiting_message "state.waiting.message": text,
        terminated_reason "state.terminated.reason": text,
        exit_code "state.terminated.exitCode": int,
        last_exit_code "lastState.terminated.exitCode": int,
        last_reason "lastState.terminated.reason": text,
    }
}

impl<'a> Pod<'a> {
    /// The names of its container ports.
    pub fn port_names(self) -> impl Iterator<Item = &'a str> {
        let ports = self.containers().chain(self.init_containers()).flat_map(Container::ports);
        ports.filter_map(ContainerPort::name).map(|it| it.value)
    }

    /// Whether its condition `Ready` is true; `None` where no status is known.
    pub fn is_ready(self) -> Option<bool> {
        let ready = self.conditions().find(|it| it.kind().value == "Ready")?;
        Some(ready.status().value == "True")
    }
}

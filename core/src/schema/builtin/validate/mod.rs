//! What the API server's own code says of values, for the kinds that decide about routes. It is written from the meaning
//! of `k8s.io/kubernetes/pkg/apis`; `tests/kubernetes` holds it against that code.
//!
//! What is not here is not claimed; `tests/kubernetes/compare.go` lists it.

mod autoscaling;
mod data;
mod endpoints;
mod fields;
mod host;
mod ip;
mod jobs;
mod mounts;
mod names;
mod network;
mod node;
mod pods;
mod projected;
mod resources;
mod schedule;
mod scheduling;
mod security;
mod selector;
mod service;
mod sources;
mod storage;
mod volumes;
mod windows;
mod workloads;

use super::Kubernetes;
use crate::manifest::View;
use crate::schema::path::Path;
use crate::schema::violations::Violations;
use node::Node;

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];

/// In what releases differ.
#[derive(Debug, Clone, Copy)]
struct Rules {
    /// Whether an address may have no leading zeros, and be no IPv4 address that is written as IPv6.
    strict_addresses: bool,
    /// Whether the name of a Service may begin with a digit.
    relaxed_service_names: bool,
    /// Whether a `HorizontalPodAutoscaler` may scale to nothing.
    scale_to_zero: bool,
}

/// Checks the values of an object.
pub(super) fn check(view: View<'_>, release: Kubernetes, path: &Path<'_>, out: &mut Violations) {
    let newer = release.is_since(36);
    let rules =
        Rules { strict_addresses: newer, relaxed_service_names: newer, scale_to_zero: release.is_since(37) };
    let (gvk, root) = (view.gvk(), Node::root(view.value(), *path));
    match (gvk.group, gvk.version, gvk.kind) {
        ("", "v1", "Service") => service::check(&root, rules, out),
        ("", "v1", "Secret") => data::secret(&root, out),
        ("", "v1", "Namespace") => data::namespace(&root, out),
        ("", "v1", "ConfigMap") => data::config_map(&root, out),
        ("", "v1", "Endpoints") => endpoints::check(&root, rules, out),
        ("", "v1", "Pod") => pods::pod(&root, out),
        ("", "v1", "PersistentVolumeClaim") => storage::claim(&root, out),
        ("autoscaling", "v2", "HorizontalPodAutoscaler") => autoscaling::check(&root, rules, out),
        ("policy", "v1", "PodDisruptionBudget") => workloads::disruption_budget(&root, out),
        ("", "v1", "ReplicationController") => workloads::replication(&root, out),
        ("apps", "v1", "Deployment") => workloads::replicas(&root, true, out),
        ("apps", "v1", "ReplicaSet") => workloads::replicas(&root, false, out),
        ("apps", "v1", "StatefulSet") => workloads::stateful_set(&root, out),
        ("apps", "v1", "DaemonSet") => workloads::daemon_set(&root, out),
        ("batch", "v1", "Job") => workloads::job(&root, out),
        ("batch", "v1", "CronJob") => workloads::cron_job(&root, out),
        ("discovery.k8s.io", "v1", "EndpointSlice") => network::endpoint_slice(&root, rules, out),
        ("networking.k8s.io", "v1", "Ingress") => network::ingress(&root, rules, out),
        ("networking.k8s.io", "v1", "IngressClass") => network::ingress_class(&root, out),
        ("networking.k8s.io", "v1", "NetworkPolicy") => network::policy(&root, rules, out),
        _ => {}
    }
}

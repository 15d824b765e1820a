//! The kinds of Kubernetes 1.34 to 1.37, by group and name, as `tests/tools/kubernetes_kinds.py` writes them from the Go
//! modules k8s.io/api, k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator (v0.34.13, v0.35.10, v0.36.6, v0.37.2).

/// A kind of Kubernetes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Its API group; empty for the core group.
    pub(crate) group: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// The versions that some release serves, the best first.
    pub(crate) served: &'static [&'static str],
    /// The versions that no release serves any more, each with the minor release that ended it; 0 where it is not known.
    pub(crate) removed: &'static [(&'static str, u8)],
}

/// Every group, with every kind that is a resource, or was one.
pub(crate) static GROUPS: &[(&str, &[Kind])] = &[
    (
        "",
        &[
            Kind { group: "", name: "Binding", served: &["v1"], removed: &[] },
            Kind { group: "", name: "ComponentStatus", served: &["v1"], removed: &[] },
            Kind { group: "", name: "ConfigMap", served: &["v1"], removed: &[] },
            Kind { group: "", name: "Endpoints", served: &["v1"], removed: &[] },
            Kind { group: "", name: "Event", served: &["v1"], removed: &[] },
            Kind { group: "", name: "LimitRange", served: &["v1"], removed: &[] },
            Kind { group: "", name: "Namespace", served: &["v1"], removed: &[] },
            Kind { group: "", name: "Node", served: &["v1"], removed: &[] },
            Kind { group: "", name: "PersistentVolume", served: &["v1"], removed: &[] },
            Kind { group: "", name: "PersistentVolumeClaim", served: &["v1"], removed: &[] },
            Kind { group: "", name: "Pod", served: &["v1"], removed: &[] },
            Kind { group: "", name: "PodTemplate", served: &["v1"], removed: &[] },
            Kind { group: "", name: "ReplicationController", served: &["v1"], removed: &[] },
            Kind { group: "", name: "ResourceQuota", served: &["v1"], removed: &[] },
            Kind { group: "", name: "Secret", served: &["v1"], removed: &[] },
            Kind { group: "", name: "Service", served: &["v1"], removed: &[] },
            Kind { group: "", name: "ServiceAccount", served: &["v1"], removed: &[] },
        ],
    ),
    (
        "admissionregistration.k8s.io",
        &[
            Kind {
                group: "admissionregistration.k8s.io",
                name: "MutatingAdmissionPolicy",
                served: &["v1", "v1beta1", "v1alpha1"],
                removed: &[],
            },
            Kind {
                group: "admissionregistration.k8s.io",
                name: "MutatingAdmissionPolicyBinding",
                served: &["v1", "v1beta1", "v1alpha1"],
                removed: &[],
            },
            Kind {
                group: "admissionregistration.k8s.io",
                name: "MutatingWebhookConfiguration",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "admissionregistration.k8s.io",
                name: "ValidatingAdmissionPolicy",
                served: &["v1"],
                removed: &[("v1beta1", 34), ("v1alpha1", 32)],
            },
            Kind {
                group: "admissionregistration.k8s.io",
                name: "ValidatingAdmissionPolicyBinding",
                served: &["v1"],
                removed: &[("v1beta1", 34), ("v1alpha1", 32)],
            },
            Kind {
                group: "admissionregistration.k8s.io",
                name: "ValidatingWebhookConfiguration",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
        ],
    ),
    (
        "apiextensions.k8s.io",
        &[Kind {
            group: "apiextensions.k8s.io",
            name: "CustomResourceDefinition",
            served: &["v1"],
            removed: &[("v1beta1", 22)],
        }],
    ),
    (
        "apiregistration.k8s.io",
        &[Kind {
            group: "apiregistration.k8s.io",
            name: "APIService",
            served: &["v1"],
            removed: &[("v1beta1", 22)],
        }],
    ),
    (
        "apps",
        &[
            Kind {
                group: "apps",
                name: "ControllerRevision",
                served: &["v1"],
                removed: &[("v1beta2", 16), ("v1beta1", 16)],
            },
            Kind { group: "apps", name: "DaemonSet", served: &["v1"], removed: &[("v1beta2", 16)] },
            Kind {
                group: "apps",
                name: "Deployment",
                served: &["v1"],
                removed: &[("v1beta2", 16), ("v1beta1", 16)],
            },
            Kind { group: "apps", name: "ReplicaSet", served: &["v1"], removed: &[("v1beta2", 16)] },
            Kind {
                group: "apps",
                name: "StatefulSet",
                served: &["v1"],
                removed: &[("v1beta2", 16), ("v1beta1", 16)],
            },
        ],
    ),
    (
        "authentication.k8s.io",
        &[
            Kind {
                group: "authentication.k8s.io",
                name: "SelfSubjectReview",
                served: &["v1"],
                removed: &[("v1beta1", 33), ("v1alpha1", 32)],
            },
            Kind {
                group: "authentication.k8s.io",
                name: "TokenReview",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
        ],
    ),
    (
        "authorization.k8s.io",
        &[
            Kind {
                group: "authorization.k8s.io",
                name: "LocalSubjectAccessReview",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "authorization.k8s.io",
                name: "SelfSubjectAccessReview",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "authorization.k8s.io",
                name: "SelfSubjectRulesReview",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "authorization.k8s.io",
                name: "SubjectAccessReview",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
        ],
    ),
    (
        "autoscaling",
        &[Kind {
            group: "autoscaling",
            name: "HorizontalPodAutoscaler",
            served: &["v2", "v1"],
            removed: &[("v2beta2", 26), ("v2beta1", 25)],
        }],
    ),
    (
        "batch",
        &[
            Kind {
                group: "batch",
                name: "CronJob",
                served: &["v1"],
                removed: &[("v1beta1", 25), ("v2alpha1", 21)],
            },
            Kind { group: "batch", name: "Job", served: &["v1"], removed: &[] },
        ],
    ),
    (
        "certificates.k8s.io",
        &[
            Kind {
                group: "certificates.k8s.io",
                name: "CertificateSigningRequest",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "certificates.k8s.io",
                name: "ClusterTrustBundle",
                served: &["v1", "v1beta1", "v1alpha1"],
                removed: &[],
            },
            Kind {
                group: "certificates.k8s.io",
                name: "PodCertificateRequest",
                served: &["v1", "v1beta1", "v1alpha1"],
                removed: &[],
            },
        ],
    ),
    (
        "coordination.k8s.io",
        &[
            Kind {
                group: "coordination.k8s.io",
                name: "Lease",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "coordination.k8s.io",
                name: "LeaseCandidate",
                served: &["v1beta1", "v1alpha2"],
                removed: &[],
            },
        ],
    ),
    (
        "discovery.k8s.io",
        &[Kind {
            group: "discovery.k8s.io",
            name: "EndpointSlice",
            served: &["v1"],
            removed: &[("v1beta1", 25)],
        }],
    ),
    (
        "events.k8s.io",
        &[Kind { group: "events.k8s.io", name: "Event", served: &["v1"], removed: &[("v1beta1", 25)] }],
    ),
    (
        "extensions",
        &[
            Kind { group: "extensions", name: "DaemonSet", served: &[], removed: &[("v1beta1", 16)] },
            Kind { group: "extensions", name: "Deployment", served: &[], removed: &[("v1beta1", 16)] },
            Kind { group: "extensions", name: "Ingress", served: &[], removed: &[("v1beta1", 22)] },
            Kind { group: "extensions", name: "NetworkPolicy", served: &[], removed: &[("v1beta1", 16)] },
            Kind { group: "extensions", name: "PodSecurityPolicy", served: &[], removed: &[("v1beta1", 16)] },
            Kind { group: "extensions", name: "ReplicaSet", served: &[], removed: &[("v1beta1", 16)] },
        ],
    ),
    (
        "flowcontrol.apiserver.k8s.io",
        &[
            Kind {
                group: "flowcontrol.apiserver.k8s.io",
                name: "FlowSchema",
                served: &["v1"],
                removed: &[("v1beta3", 32), ("v1beta2", 29), ("v1beta1", 26)],
            },
            Kind {
                group: "flowcontrol.apiserver.k8s.io",
                name: "PriorityLevelConfiguration",
                served: &["v1"],
                removed: &[("v1beta3", 32), ("v1beta2", 29), ("v1beta1", 26)],
            },
        ],
    ),
    (
        "internal.apiserver.k8s.io",
        &[Kind {
            group: "internal.apiserver.k8s.io",
            name: "StorageVersion",
            served: &["v1alpha1"],
            removed: &[],
        }],
    ),
    (
        "lifecycle.k8s.io",
        &[
            Kind { group: "lifecycle.k8s.io", name: "Eviction", served: &["v1alpha1"], removed: &[] },
            Kind { group: "lifecycle.k8s.io", name: "EvictionRequest", served: &["v1alpha1"], removed: &[] },
        ],
    ),
    (
        "networking.k8s.io",
        &[
            Kind { group: "networking.k8s.io", name: "IPAddress", served: &["v1", "v1beta1"], removed: &[] },
            Kind {
                group: "networking.k8s.io",
                name: "Ingress",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "networking.k8s.io",
                name: "IngressClass",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind { group: "networking.k8s.io", name: "NetworkPolicy", served: &["v1"], removed: &[] },
            Kind {
                group: "networking.k8s.io",
                name: "ServiceCIDR",
                served: &["v1", "v1beta1"],
                removed: &[],
            },
        ],
    ),
    (
        "node.k8s.io",
        &[Kind {
            group: "node.k8s.io",
            name: "RuntimeClass",
            served: &["v1"],
            removed: &[("v1beta1", 25), ("v1alpha1", 0)],
        }],
    ),
    (
        "policy",
        &[
            Kind { group: "policy", name: "Eviction", served: &["v1"], removed: &[("v1beta1", 25)] },
            Kind {
                group: "policy",
                name: "PodDisruptionBudget",
                served: &["v1"],
                removed: &[("v1beta1", 25)],
            },
            Kind { group: "policy", name: "PodSecurityPolicy", served: &[], removed: &[("v1beta1", 25)] },
        ],
    ),
    (
        "rbac.authorization.k8s.io",
        &[
            Kind {
                group: "rbac.authorization.k8s.io",
                name: "ClusterRole",
                served: &["v1"],
                removed: &[("v1beta1", 22), ("v1alpha1", 0)],
            },
            Kind {
                group: "rbac.authorization.k8s.io",
                name: "ClusterRoleBinding",
                served: &["v1"],
                removed: &[("v1beta1", 22), ("v1alpha1", 0)],
            },
            Kind {
                group: "rbac.authorization.k8s.io",
                name: "Role",
                served: &["v1"],
                removed: &[("v1beta1", 22), ("v1alpha1", 0)],
            },
            Kind {
                group: "rbac.authorization.k8s.io",
                name: "RoleBinding",
                served: &["v1"],
                removed: &[("v1beta1", 22), ("v1alpha1", 0)],
            },
        ],
    ),
    (
        "resource.k8s.io",
        &[
            Kind {
                group: "resource.k8s.io",
                name: "DeviceClass",
                served: &["v1", "v1beta2", "v1beta1"],
                removed: &[],
            },
            Kind {
                group: "resource.k8s.io",
                name: "DeviceTaintRule",
                served: &["v1", "v1beta2", "v1alpha3"],
                removed: &[],
            },
            Kind {
                group: "resource.k8s.io",
                name: "ResourceClaim",
                served: &["v1", "v1beta2", "v1beta1"],
                removed: &[],
            },
            Kind {
                group: "resource.k8s.io",
                name: "ResourceClaimTemplate",
                served: &["v1", "v1beta2", "v1beta1"],
                removed: &[],
            },
            Kind {
                group: "resource.k8s.io",
                name: "ResourcePoolStatusRequest",
                served: &["v1alpha3"],
                removed: &[],
            },
            Kind {
                group: "resource.k8s.io",
                name: "ResourceSlice",
                served: &["v1", "v1beta2", "v1beta1"],
                removed: &[],
            },
        ],
    ),
    (
        "scheduling.k8s.io",
        &[
            Kind {
                group: "scheduling.k8s.io",
                name: "CompositePodGroup",
                served: &["v1alpha3"],
                removed: &[],
            },
            Kind {
                group: "scheduling.k8s.io",
                name: "PodGroup",
                served: &["v1beta1", "v1alpha3", "v1alpha2"],
                removed: &[],
            },
            Kind {
                group: "scheduling.k8s.io",
                name: "PriorityClass",
                served: &["v1"],
                removed: &[("v1beta1", 22), ("v1alpha1", 0)],
            },
            Kind {
                group: "scheduling.k8s.io",
                name: "Workload",
                served: &["v1beta1", "v1alpha3", "v1alpha2", "v1alpha1"],
                removed: &[],
            },
        ],
    ),
    (
        "settings.k8s.io",
        &[Kind { group: "settings.k8s.io", name: "PodPreset", served: &[], removed: &[("v1alpha1", 20)] }],
    ),
    (
        "storage.k8s.io",
        &[
            Kind { group: "storage.k8s.io", name: "CSIDriver", served: &["v1"], removed: &[("v1beta1", 22)] },
            Kind { group: "storage.k8s.io", name: "CSINode", served: &["v1"], removed: &[("v1beta1", 22)] },
            Kind {
                group: "storage.k8s.io",
                name: "CSIStorageCapacity",
                served: &["v1"],
                removed: &[("v1beta1", 27), ("v1alpha1", 24)],
            },
            Kind {
                group: "storage.k8s.io",
                name: "StorageClass",
                served: &["v1"],
                removed: &[("v1beta1", 22)],
            },
            Kind {
                group: "storage.k8s.io",
                name: "VolumeAttachment",
                served: &["v1"],
                removed: &[("v1beta1", 22), ("v1alpha1", 24)],
            },
            Kind {
                group: "storage.k8s.io",
                name: "VolumeAttributesClass",
                served: &["v1", "v1beta1", "v1alpha1"],
                removed: &[],
            },
        ],
    ),
    (
        "storagemigration.k8s.io",
        &[Kind {
            group: "storagemigration.k8s.io",
            name: "StorageVersionMigration",
            served: &["v1", "v1beta1", "v1alpha1"],
            removed: &[],
        }],
    ),
];

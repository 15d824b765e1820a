//! The groups and kinds that the engine knows by name.

use std::cmp::Ordering;

/// The group of core kinds.
pub const CORE: &str = "";
/// The group of Deployments.
pub const APPS: &str = "apps";
/// The group of EndpointSlices.
pub const DISCOVERY: &str = "discovery.k8s.io";
/// The group of CustomResourceDefinitions.
pub const APIEXTENSIONS: &str = "apiextensions.k8s.io";
/// The group of Gateway API.
pub const GATEWAY: &str = "gateway.networking.k8s.io";
/// The group of Gateway API kinds that are still experiments.
pub const GATEWAY_X: &str = "gateway.networking.x-k8s.io";
/// The group of ServiceImports.
pub const MULTICLUSTER: &str = "multicluster.x-k8s.io";

/// A kind with its group; the version does not matter to a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupKind<'a> {
    /// The kind; it comes first, because kinds differ where groups do not.
    pub kind: &'a str,
    /// The API group; empty for core.
    pub group: &'a str,
}

impl Ord for GroupKind<'_> {
    /// By group, then by kind.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.group, self.kind).cmp(&(other.group, other.kind))
    }
}

impl PartialOrd for GroupKind<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl GroupKind<'_> {
    /// How messages call an object of the kind: Gateway `infra/edge`.
    pub fn title(self, namespace: &str, name: &str) -> String {
        match namespace {
            "" => [self.kind, " `", name, "`"].concat(),
            _ => [self.kind, " `", namespace, "/", name, "`"].concat(),
        }
    }
}

impl<'a> GroupKind<'a> {
    /// `Service`.
    pub const SERVICE: GroupKind<'static> = GroupKind { group: CORE, kind: "Service" };
    /// `Pod`.
    pub const POD: GroupKind<'static> = GroupKind { group: CORE, kind: "Pod" };
    /// `Namespace`.
    pub const NAMESPACE: GroupKind<'static> = GroupKind { group: CORE, kind: "Namespace" };
    /// `Secret`.
    pub const SECRET: GroupKind<'static> = GroupKind { group: CORE, kind: "Secret" };
    /// `ConfigMap`.
    pub const CONFIG_MAP: GroupKind<'static> = GroupKind { group: CORE, kind: "ConfigMap" };
    /// `EndpointSlice`.
    pub const ENDPOINT_SLICE: GroupKind<'static> = GroupKind { group: DISCOVERY, kind: "EndpointSlice" };
    /// `Deployment`.
    pub const DEPLOYMENT: GroupKind<'static> = GroupKind { group: APPS, kind: "Deployment" };
    /// `StatefulSet`.
    pub const STATEFUL_SET: GroupKind<'static> = GroupKind { group: APPS, kind: "StatefulSet" };
    /// `DaemonSet`.
    pub const DAEMON_SET: GroupKind<'static> = GroupKind { group: APPS, kind: "DaemonSet" };
    /// `ServiceImport`.
    pub const SERVICE_IMPORT: GroupKind<'static> = GroupKind { group: MULTICLUSTER, kind: "ServiceImport" };
    /// `CustomResourceDefinition`.
    pub const CRD: GroupKind<'static> = GroupKind { group: APIEXTENSIONS, kind: "CustomResourceDefinition" };
    /// `GatewayClass`.
    pub const GATEWAY_CLASS: GroupKind<'static> = GroupKind { group: GATEWAY, kind: "GatewayClass" };
    /// `Gateway`.
    pub const GATEWAY: GroupKind<'static> = GroupKind { group: GATEWAY, kind: "Gateway" };
    /// `ListenerSet`.
    pub const LISTENER_SET: GroupKind<'static> = GroupKind { group: GATEWAY, kind: "ListenerSet" };
    /// `BackendTLSPolicy`.
    pub const BACKEND_TLS_POLICY: GroupKind<'static> = GroupKind { group: GATEWAY, kind: "BackendTLSPolicy" };
    /// `ReferenceGrant`.
    pub const REFERENCE_GRANT: GroupKind<'static> = GroupKind { group: GATEWAY, kind: "ReferenceGrant" };

    /// `kind` of `group`.
    pub const fn new(group: &'a str, kind: &'a str) -> Self {
        Self { kind, group }
    }
}

/// Whether objects of this kind have no namespace. A kind that is not known is taken for a namespaced one.
pub fn is_cluster_scoped(kind: GroupKind<'_>) -> bool {
    matches!(
        (kind.group, kind.kind),
        (CORE, "Namespace" | "Node" | "PersistentVolume")
            | (GATEWAY, "GatewayClass")
            | (GATEWAY_X, "XMesh")
            | (APIEXTENSIONS, "CustomResourceDefinition")
            | ("rbac.authorization.k8s.io", "ClusterRole" | "ClusterRoleBinding")
            | ("networking.k8s.io", "IngressClass")
            | ("storage.k8s.io", "StorageClass")
            | ("certificates.k8s.io", "ClusterTrustBundle")
            | ("admissionregistration.k8s.io" | "scheduling.k8s.io", _)
    )
}

/// The kinds that attach to listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteKind {
    /// `HTTPRoute`.
    Http,
    /// `GRPCRoute`.
    Grpc,
    /// `TLSRoute`.
    Tls,
    /// `TCPRoute`.
    Tcp,
    /// `UDPRoute`.
    Udp,
}

impl RouteKind {
    /// Every route kind, in the order in which status lists them.
    pub const ALL: [Self; 5] = [Self::Http, Self::Grpc, Self::Tls, Self::Tcp, Self::Udp];

    /// What a request gets that an invalid backend would have taken. A gRPC client must see UNAVAILABLE, which is what it makes
    /// of 503: `GRPCRouteRule.backendRefs` in the spec, and
    /// <https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md>.
    pub(crate) const fn status_of_invalid(self) -> u16 {
        match self {
            Self::Grpc => 503,
            _ => 500,
        }
    }

    /// The kind's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "HTTPRoute",
            Self::Grpc => "GRPCRoute",
            Self::Tls => "TLSRoute",
            Self::Tcp => "TCPRoute",
            Self::Udp => "UDPRoute",
        }
    }

    /// The kind with its group.
    pub const fn group_kind(self) -> GroupKind<'static> {
        GroupKind { group: GATEWAY, kind: self.name() }
    }

    /// The route kind that a group and kind name.
    pub fn of(kind: GroupKind<'_>) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.group_kind() == kind)
    }

    /// Whether routes of this kind choose by hostname.
    pub const fn has_hostnames(self) -> bool {
        matches!(self, Self::Http | Self::Grpc | Self::Tls)
    }

    /// The route kinds that a listener of `protocol` takes when it names none; `None` for a protocol that the
    /// spec does not define.
    pub fn for_protocol(protocol: &str) -> Option<&'static [Self]> {
        match protocol {
            "HTTP" | "HTTPS" => Some(&[Self::Http, Self::Grpc]),
            "TLS" => Some(&[Self::Tls]),
            "TCP" => Some(&[Self::Tcp]),
            "UDP" => Some(&[Self::Udp]),
            _ => None,
        }
    }
}

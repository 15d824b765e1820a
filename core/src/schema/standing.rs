//! Who serves the kind of an object: Gateway API, Kubernetes, an API of which nothing is known here, or certainly no
//! API server.

use super::judge::is_gateway_group;
use super::kubernetes;
use super::serving::Serving;
use super::table::Version;
use crate::manifest::{Looks, View};
use crate::suggest::likeness;

/// Who serves the kind of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Gateway API, as far as `judge` does not say otherwise.
    GatewayApi,
    /// Kubernetes.
    Kubernetes,
    /// Another API, if any: it is not judged.
    Other,
    /// It is a file that a tool reads, and no object of a cluster.
    File(Looks),
    /// No API server, unless a CRD among the inputs defines it.
    Nowhere(Nowhere),
}

/// Why no API server serves the kind of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Nowhere {
    /// The apiVersion is a group without a version.
    NoVersion(Vec<Place>),
    /// The apiVersion has nothing before its slash.
    NoGroup(Vec<Place>),
    /// Kubernetes has the kind in that group, and does not serve it in that version.
    Version(&'static kubernetes::Kind),
    /// Kubernetes has that group, and the kind is in other ones.
    Group(Vec<Place>),
    /// The group is almost one that has the kind.
    NearGroup(Vec<Place>),
    /// Kubernetes has that group, and no such kind anywhere.
    Kind,
}

/// Where a kind is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The group.
    pub(crate) group: &'static str,
    /// The kind.
    pub(crate) kind: &'static str,
    /// The versions, the best first.
    pub(crate) versions: Vec<&'static str>,
}

impl Place {
    /// The apiVersion to write, with `wanted` as its version where that is served.
    pub(crate) fn api_version(&self, wanted: &str) -> String {
        let version = self.versions.iter().find(|it| **it == wanted).or(self.versions.first());
        let version = version.copied().unwrap_or_default();
        if self.group.is_empty() { version.to_owned() } else { format!("{}/{version}", self.group) }
    }
}

/// Where kinds called `kind`, in any case, are served.
pub(crate) fn places(kind: &str, serving: Serving<'_>) -> Vec<Place> {
    let same = |name: &str| name.eq_ignore_ascii_case(kind);
    let builtin = kubernetes::served().filter(|it| same(it.name)).map(|it| Place {
        group: it.group,
        kind: it.name,
        versions: it.served.iter().copied().filter(|version| is_served(it, version, serving)).collect(),
    });
    let builtin = builtin.filter(|it| !it.versions.is_empty());
    let serving = Serving::new(serving.release(), serving.channel());
    let gateway = serving.release().kinds().filter(|it| same(it.name())).map(|it| {
        let mut versions = serving.best(it);
        if versions.is_empty() {
            versions.extend(it.versions().filter(|it| it.served()));
        }
        Place {
            group: it.group(),
            kind: it.name(),
            versions: versions.into_iter().map(Version::name).collect(),
        }
    });
    builtin.chain(gateway).collect()
}

/// Whether the release of Kubernetes has a version of a kind, as far as its table is here.
fn is_served(kind: &kubernetes::Kind, version: &str, serving: Serving<'_>) -> bool {
    let release = serving.kubernetes();
    !release.is_known() || release.version(kind.group, version, kind.name).is_some()
}

/// Who serves the kind of an object.
pub(crate) fn standing(view: View<'_>, serving: Serving<'_>) -> Standing {
    let gvk = view.gvk();
    if let Some(looks) = file(gvk.group, gvk.version, gvk.kind) {
        return Standing::File(looks);
    }
    if is_gateway_group(gvk.group) {
        return Standing::GatewayApi;
    }
    let found = || places(gvk.kind, serving);
    if gvk.group.is_empty() && (gvk.version != "v1" || view.api_version().starts_with('/')) {
        return coreless(view, found());
    }
    let kinds = kubernetes::kinds(gvk.group);
    if kinds.is_empty() {
        let near: Vec<_> = found().into_iter().filter(|it| is_near(gvk.group, it.group)).collect();
        return if near.is_empty() { Standing::Other } else { Standing::Nowhere(Nowhere::NearGroup(near)) };
    }
    // A list without items is taken for an object.
    let item = gvk.kind.strip_suffix("List").unwrap_or_default();
    let known = |kind| kubernetes::kind(gvk.group, kind);
    match known(gvk.kind).or_else(|| known(item)) {
        Some(it) if it.served.contains(&gvk.version) && is_served(it, gvk.version, serving) => {
            Standing::Kubernetes
        }
        Some(it) => Standing::Nowhere(Nowhere::Version(it)),
        None => match found() {
            places if places.is_empty() || places.iter().any(|it| it.group == gvk.group) => {
                Standing::Nowhere(Nowhere::Kind)
            }
            places => Standing::Nowhere(Nowhere::Group(places)),
        },
    }
}

/// An apiVersion of no group that is not `v1`.
fn coreless(view: View<'_>, places: Vec<Place>) -> Standing {
    let gvk = view.gvk();
    let nowhere = if view.api_version().starts_with('/') {
        Nowhere::NoGroup(places)
    } else if gvk.version.contains('.')
        || is_gateway_group(gvk.version)
        || !kubernetes::kinds(gvk.version).is_empty()
    {
        Nowhere::NoVersion(places)
    } else if let Some(it) = kubernetes::kind("", gvk.kind) {
        Nowhere::Version(it)
    } else if places.is_empty() {
        // Many tools have such files, and they are not applied.
        return Standing::File(Looks::Other);
    } else {
        Nowhere::Group(places)
    };
    Standing::Nowhere(nowhere)
}

/// Whether `group`, which is not known, is a slip of `right`, which has a kind of the same name.
pub(crate) fn is_near(group: &str, right: &str) -> bool {
    let group = group.to_ascii_lowercase();
    // Kinds of Kubernetes are tried out there first, under the same names.
    if group.ends_with(".x-k8s.io") != right.ends_with(".x-k8s.io") {
        return false;
    }
    // A CRD's group has a dot, so only Kubernetes has one without.
    if group == right || !group.contains('.') {
        return true;
    }
    // Another domain belongs to another owner; one letter may still be a slip.
    let same_domain = group.rsplitn(3, '.').take(2).eq(right.rsplitn(3, '.').take(2));
    if likeness(&group, right).is_some_and(|it| it == 1 || same_domain) {
        return true;
    }
    // `gateway.k8s.io`, `apps.k8s.io`: of these domains only Kubernetes gives out groups.
    let group = group.replace("kubernetes.io", "k8s.io");
    let Some(own) = group.strip_suffix(".k8s.io") else { return false };
    let has = |label: &str| right.split('.').any(|it| it == label);
    own == right || own.split('.').all(has)
}

/// Groups of files and messages. Kubernetes' own end in `.config.k8s.io` or `.admission.k8s.io` besides.
const FILES: &[&str] = &[
    "abac.authorization.kubernetes.io",
    "admission.k8s.io",
    "apidiscovery.k8s.io",
    "apiserver.k8s.io",
    "audit.k8s.io",
    "backstage.io",
    "client.authentication.k8s.io",
    "componentconfig",
    "config.k8s.io",
    "config.kubernetes.io",
    "credentialprovider.kubelet.k8s.io",
    "ctlptl.dev",
    "eksctl.io",
    "imagepolicy.k8s.io",
    "k3d.io",
    "kind.sigs.k8s.io",
    "kind.x-k8s.io",
    "kpt.dev",
    "kubeadm.k8s.io",
    "skaffold",
];

/// What an object looks like that no cluster has.
fn file(group: &str, version: &str, kind: &str) -> Option<Looks> {
    let component = |it: &str| {
        FILES.contains(&it)
            || [".config.k8s.io", ".config.kubernetes.io", ".admission.k8s.io"]
                .iter()
                .any(|end| it.ends_with(end))
    };
    match (group, version, kind) {
        ("kustomize.config.k8s.io", ..) => Some(Looks::Kustomization),
        // What a kustomization names as a transformer or generator.
        ("", "builtin", _) => Some(Looks::Configuration),
        ("gateway.networking.k8s.io", _, "ConformanceReport") => Some(Looks::ConformanceReport),
        ("", "v1", "Config") => Some(Looks::Kubeconfig),
        _ if component(group) => Some(Looks::Configuration),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Nowhere, Serving, Standing, standing};
    use crate::{manifest, yaml};

    fn of(api_version: &str, kind: &str) -> Standing {
        let text = format!("{{apiVersion: '{api_version}', kind: {kind}}}");
        let tree = yaml::read(&text).tree;
        let found = manifest::objects(&text, &tree);
        standing(found.objects[0].view(&text, &tree), Serving::default())
    }

    #[test]
    fn what_somebody_serves_is_left_alone() {
        for (api_version, kind) in [
            ("networking.istio.io/v1", "Gateway"),
            ("networking.istio.io/v1", "VirtualService"),
            ("gateway.envoyproxy.io/v1alpha1", "HTTPRouteFilter"),
            ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
            ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
            ("snapshot.storage.k8s.io/v1", "VolumeSnapshot"),
            ("metrics.k8s.io/v1beta1", "PodMetrics"),
            ("custom.metrics.k8s.io/v1beta2", "MetricValueList"),
            ("autoscaling.k8s.io/v1", "VerticalPodAutoscaler"),
            ("cluster.x-k8s.io/v1beta1", "Cluster"),
            ("networking.x-k8s.io/v1alpha1", "HTTPRoute"),
            ("multicluster.x-k8s.io/v1alpha1", "ServiceImport"),
            ("scheduling.x-k8s.io/v1alpha1", "PodGroup"),
            ("scheduling.sigs.k8s.io/v1alpha1", "PodGroup"),
            ("external-secrets.io/v1", "ExternalSecret"),
            ("apps.openshift.io/v1", "DeploymentConfig"),
            ("apps.kruise.io/v1alpha1", "StatefulSet"),
            ("apps.kruise.io/v1alpha1", "DaemonSet"),
            ("batch.volcano.sh/v1alpha1", "Job"),
            ("batch.tutorial.kubebuilder.io/v1", "CronJob"),
            ("rbac.istio.io/v1alpha1", "ClusterRbacConfig"),
            ("authorization.openshift.io/v1", "ClusterRoleBinding"),
            ("authorization.openshift.io/v1", "Role"),
            ("crd.projectcalico.org/v1", "NetworkPolicy"),
            ("projectcalico.org/v3", "NetworkPolicy"),
            ("extensions.istio.io/v1alpha1", "WasmPlugin"),
            ("extensions.hive.openshift.io/v1alpha1", "AgentClusterInstall"),
            ("networking.gke.io/v1", "ManagedCertificate"),
            ("networking.k8s.aws/v1alpha1", "PolicyEndpoint"),
            ("networking.internal.knative.dev/v1alpha1", "Ingress"),
            ("config.openshift.io/v1", "Ingress"),
            ("serving.knative.dev/v1", "Service"),
            ("policy.linkerd.io/v1beta2", "HTTPRoute"),
            ("policy.karmada.io/v1alpha1", "PropagationPolicy"),
            ("node.kubevirt.io/v1", "Node"),
            ("longhorn.io/v1beta2", "Node"),
            ("management.cattle.io/v3", "Node"),
            ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"),
            ("longhorn.io/v1beta2", "Node"),
            ("app.k8s.io/v1beta1", "Application"),
            ("kops.k8s.io/v1alpha2", "InstanceGroup"),
            ("catalog.cattle.io/v1", "App"),
            ("core.oam.dev/v1beta1", "Application"),
            ("discovery.kmcp.io/v1", "EndpointSlice"),
            ("helm.cattle.io/v1", "HelmChart"),
            ("wgpolicyk8s.io/v1alpha2", "PolicyReport"),
            ("example.com/v1", "Deployment"),
        ] {
            assert_eq!(of(api_version, kind), Standing::Other, "{api_version} {kind}");
        }
    }

    #[test]
    fn files_of_tools_are_no_objects() {
        for (api_version, kind) in [
            ("kustomize.config.k8s.io/v1beta1", "Kustomization"),
            ("builtin", "PrefixTransformer"),
            ("v1", "Config"),
            ("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration"),
            ("apiserver.config.k8s.io/v1", "EncryptionConfiguration"),
            ("pod-security.admission.config.k8s.io/v1", "PodSecurityConfiguration"),
            ("eventratelimit.admission.k8s.io/v1alpha1", "Configuration"),
            ("audit.k8s.io/v1", "Policy"),
            ("kubeadm.k8s.io/v1beta4", "ClusterConfiguration"),
            ("kind.x-k8s.io/v1alpha4", "Cluster"),
            ("client.authentication.k8s.io/v1", "ExecCredential"),
            ("config.k8s.io/v1", "Anything"),
            ("admission.k8s.io/v1", "AdmissionReview"),
            ("skaffold/v4beta11", "Config"),
            ("v1alpha1", "LinkConfig"),
            ("gateway.networking.k8s.io/v1", "ConformanceReport"),
        ] {
            assert!(matches!(of(api_version, kind), Standing::File(_)), "{api_version} {kind}");
        }
    }

    #[test]
    fn what_kubernetes_has_is_known() {
        for (api_version, kind) in [
            ("v1", "Service"),
            ("v1", "ServiceList"),
            ("apps/v1", "Deployment"),
            ("autoscaling/v1", "HorizontalPodAutoscaler"),
            ("resource.k8s.io/v1alpha3", "DeviceTaintRule"),
            ("node.k8s.io/v1", "RuntimeClass"),
            ("networking.k8s.io/v1", "IngressList"),
        ] {
            assert_eq!(of(api_version, kind), Standing::Kubernetes, "{api_version} {kind}");
        }
        assert_eq!(of("gateway.networking.k8s.io/v1", "HTTPRoute"), Standing::GatewayApi);
        assert_eq!(of("gateway.networking.x-k8s.io/v1alpha1", "XMesh"), Standing::GatewayApi);
    }

    #[test]
    fn what_nobody_serves_is_told() {
        let meant = |api_version: &str, kind: &str| match of(api_version, kind) {
            Standing::Nowhere(
                Nowhere::NoVersion(places)
                | Nowhere::NoGroup(places)
                | Nowhere::Group(places)
                | Nowhere::NearGroup(places),
            ) => places.iter().map(|it| it.api_version("v1")).collect::<Vec<_>>().join(" "),
            other => panic!("{api_version} {kind}: {other:?}"),
        };
        for (api_version, kind, right) in [
            ("gateway.networking.k8s.io", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("networking.k8s.io/v1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("v1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("v1beta1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("gateway.network.k8s.io/v1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("gateway.k8s.io/v1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("gateway/v1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("gateway.networking.kubernetes.io/v1", "HTTPRoute", "gateway.networking.k8s.io/v1"),
            ("/v1", "Service", "v1"),
            ("core/v1", "Service", "v1"),
            ("apps", "Deployment", "apps/v1"),
            ("apps.k8s.io/v1", "Deployment", "apps/v1"),
            ("app/v1", "deployment", "apps/v1"),
            ("apps/v1", "Job", "batch/v1"),
            ("rbac.k8s.io/v1", "Role", "rbac.authorization.k8s.io/v1"),
            ("networking/v1", "Ingress", "networking.k8s.io/v1"),
            ("networking.ks8.io/v1", "Ingress", "networking.k8s.io/v1"),
        ] {
            assert_eq!(meant(api_version, kind), right, "{api_version} {kind}");
        }
        assert_eq!(of("apps/v1", "Deploymnt"), Standing::Nowhere(Nowhere::Kind));
        assert_eq!(of("apps/v1", "deployment"), Standing::Nowhere(Nowhere::Kind));
        assert!(matches!(of("extensions/v1beta1", "Deployment"), Standing::Nowhere(Nowhere::Version(_))));
        assert!(matches!(of("v1beta3", "Pod"), Standing::Nowhere(Nowhere::Version(_))));
    }
}

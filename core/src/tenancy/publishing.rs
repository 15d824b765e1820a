//! Which kinds publish traffic: an address, a port, a hostname or a way to another cluster, or they change where traffic
//! of a Gateway or mesh goes. A profile that denies what it does not list (`deny: unlisted`) goes by these tables. Each
//! row has its source as a comment; rows are in the order of their names.
//!
//! What is not here: kinds whose controllers make objects of these kinds in the same namespace, for those are judged
//! themselves; kinds for outgoing traffic only; the Service, which [`super::service`] looks into.

use std::collections::BTreeMap;

/// Which kinds of a group publish traffic.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kinds {
    /// All of them.
    All,
    /// All but these.
    AllBut(&'static [&'static str]),
    /// These.
    Only(&'static [&'static str]),
}
use Kinds::{All, AllBut, Only};

/// API groups, by name.
const GROUPS: &[(&str, Kinds)] = &[
    ("", Only(&["Endpoints"])), // https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
    ("agentgateway.dev", All),  // https://agentgateway.dev/docs/kubernetes/
    ("ako.vmware.com", All),    // https://github.com/vmware/load-balancer-and-ingress-services-for-kubernetes
    ("alb.networking.azure.io", All), // https://learn.microsoft.com/azure/application-gateway/for-containers/
    ("apisix.apache.org", All), // https://apisix.apache.org/docs/ingress-controller/
    ("appgw.ingress.k8s.io", All), // https://github.com/Azure/application-gateway-kubernetes-ingress
    ("application-networking.k8s.aws", All), // https://github.com/aws/aws-application-networking-k8s
    ("bgp.purelb.io", All),     // https://purelb.gitlab.io/docs/
    ("bindings.k8s.ngrok.com", All), // https://github.com/ngrok/ngrok-operator
    (
        "cilium.io", // https://docs.cilium.io/en/stable/network/servicemesh/l7-traffic-management/ and /network/bgp-control-plane/
        Only(&[
            "CiliumBGPAdvertisement",
            "CiliumBGPClusterConfig",
            "CiliumBGPNodeConfig",
            "CiliumBGPNodeConfigOverride",
            "CiliumBGPPeerConfig",
            "CiliumBGPPeeringPolicy",
            "CiliumClusterwideEnvoyConfig",
            "CiliumEndpointSlice",
            "CiliumEnvoyConfig",
            "CiliumGatewayClassConfig",
            "CiliumL2AnnouncementPolicy",
            "CiliumLoadBalancerIPPool",
            "CiliumLocalRedirectPolicy",
        ]),
    ),
    ("cis.f5.com", All), // https://github.com/F5Networks/k8s-bigip-ctlr
    ("citrix.com", All), // https://github.com/netscaler/netscaler-k8s-ingress-controller
    ("cloud.google.com", Only(&["BackendConfig"])), // https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration
    ("configuration.konghq.com", All),              // https://github.com/Kong/kubernetes-configuration
    ("consul.hashicorp.com", All),                  // https://github.com/hashicorp/consul-k8s
    ("contour.heptio.com", All),                    // https://projectcontour.io, releases before 1.0
    ("core.haproxy.org", All),                      // https://github.com/haproxytech/kubernetes-ingress
    ("discovery.k8s.io", Only(&["EndpointSlice"])), // https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
    ("elbv2.k8s.aws", All), // https://github.com/kubernetes-sigs/aws-load-balancer-controller
    ("enterprise.gloo.solo.io", All), // https://docs.solo.io/gloo-edge/
    ("extensions", Only(&["Ingress"])), // https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122
    ("extensions.higress.io", All),     // https://github.com/alibaba/higress
    ("extensions.istio.io", All), // https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
    ("externaldns.k8s.io", All),  // https://kubernetes-sigs.github.io/external-dns/latest/docs/sources/crd/
    ("externaldns.nginx.org", All), // https://github.com/nginx/kubernetes-ingress
    ("gateway-operator.konghq.com", All), // https://github.com/Kong/kubernetes-configuration
    ("gateway.envoyproxy.io", All), // https://gateway.envoyproxy.io/docs/api/extension_types/
    ("gateway.getambassador.io", All), // https://www.getambassador.io/docs/edge-stack/
    ("gateway.k8s.aws", All),     // https://github.com/kubernetes-sigs/aws-load-balancer-controller
    ("gateway.kgateway.dev", All), // https://kgateway.dev/docs/reference/api/
    ("gateway.networking.k8s.io", AllBut(&["BackendTLSPolicy", "ReferenceGrant"])), // https://gateway-api.sigs.k8s.io/reference/spec/
    ("gateway.networking.x-k8s.io", AllBut(&["XBackendTrafficPolicy"])), // https://gateway-api.sigs.k8s.io/reference/specx/
    ("gateway.nginx.org", All), // https://docs.nginx.com/nginx-gateway-fabric/reference/api/
    ("gateway.solo.io", All),   // https://docs.solo.io/gloo-edge/
    ("getambassador.io", All),  // https://github.com/emissary-ingress/emissary
    ("gloo.solo.io", All),      // https://docs.solo.io/gloo-edge/
    ("http.keda.sh", All),      // https://github.com/kedacore/http-add-on
    ("hub.traefik.io", All),    // https://doc.traefik.io/traefik-hub/
    ("ingress.k8s.ngrok.com", All), // https://github.com/ngrok/ngrok-operator
    ("ingress.operator.openshift.io", All), // https://github.com/openshift/api
    ("ingress.v1.haproxy.org", All), // https://github.com/haproxytech/kubernetes-ingress
    ("ingress.v3.haproxy.org", All), // https://github.com/haproxytech/kubernetes-ingress
    ("install.istio.io", All),  // https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
    ("k8s.nginx.org", All),     // https://docs.nginx.com/nginx-ingress-controller/configuration/
    ("kuma.io", All),           // https://kuma.io/docs/latest/
    ("metallb.io", All),        // https://metallb.io/apis/
    ("multicluster.linkerd.io", All), // https://linkerd.io/2/reference/multicluster/
    ("multicluster.x-k8s.io", All), // https://github.com/kubernetes-sigs/mcs-api
    ("net.gke.io", All), // https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-services
    ("networking.cfargotunnel.com", All), // https://github.com/adyanth/cloudflare-operator
    ("networking.cloudflare-operator.io", All), // https://github.com/StringKe/cloudflare-operator
    ("networking.gke.io", All), // https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources
    ("networking.gloo.solo.io", All), // https://docs.solo.io/gloo-mesh-gateway/
    ("networking.higress.io", All), // https://github.com/alibaba/higress
    ("networking.internal.knative.dev", All), // https://github.com/knative/networking
    ("networking.istio.io", All), // https://istio.io/latest/docs/reference/config/networking/
    ("networking.k8s.io", Only(&["Ingress", "IngressClass"])), // https://kubernetes.io/docs/concepts/services-networking/ingress/
    ("networking.karmada.io", All),                            // https://karmada.io/docs/userguide/service/
    ("ngrok.k8s.ngrok.com", All),                              // https://github.com/ngrok/ngrok-operator
    ("operator.inlets.dev", All),                              // https://github.com/inlets/inlets-operator
    ("operator.openshift.io", Only(&["IngressController"])),   // https://github.com/openshift/api
    ("policy.linkerd.io", Only(&["HTTPRoute"])),               // https://linkerd.io/2/reference/httproute/
    ("projectcontour.io", All),    // https://projectcontour.io/docs/main/config/api/
    ("purelb.io", All),            // https://purelb.gitlab.io/docs/
    ("route.openshift.io", All),   // https://github.com/openshift/api
    ("sailoperator.io", All),      // https://github.com/istio-ecosystem/sail-operator
    ("serving.knative.dev", All),  // https://knative.dev/docs/serving/reference/serving-api/
    ("split.smi-spec.io", All),    // https://github.com/servicemeshinterface/smi-spec
    ("submariner.io", All),        // https://submariner.io/getting-started/architecture/
    ("tailscale.com", All),        // https://tailscale.com/kb/1236/kubernetes-operator
    ("traefik.containo.us", All), // https://doc.traefik.io/traefik/v2.11/reference/dynamic-configuration/kubernetes-crd/
    ("traefik.io", All), // https://doc.traefik.io/traefik/reference/dynamic-configuration/kubernetes-crd/
    ("voyager.appscode.com", All), // https://github.com/voyagermesh/voyager
    ("x.getambassador.io", All), // https://github.com/emissary-ingress/emissary
    ("zalando.org", All), // https://opensource.zalando.com/skipper/kubernetes/routegroup-crd/
];

/// What an annotation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// It asks for the hostnames in its value, with commas between them.
    Names,
    /// It says where hostnames lead, with commas between the places.
    Targets,
    /// It publishes the object, whatever its value.
    Publishes,
}
use Use::{Names, Publishes, Targets};

/// Annotations, by key.
const ANNOTATIONS: &[(&str, Use)] = &[
    ("cert-manager.io/alt-names", Names), // https://cert-manager.io/docs/usage/gateway/#supported-annotations
    ("cert-manager.io/common-name", Names), // the same
    ("cert-manager.io/ip-sans", Publishes), // https://cert-manager.io/docs/reference/annotations/
    ("cert-manager.io/uri-sans", Publishes), // the same
    ("consul.hashicorp.com/service-sync", Publishes), // https://developer.hashicorp.com/consul/docs/k8s/service-sync
    ("dns.alpha.kubernetes.io/external", Names), // https://github.com/kubernetes/kops/tree/master/dns-controller
    ("dns.alpha.kubernetes.io/internal", Names), // the same
    ("domainName", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/faq/, --compatibility=molecule
    ("external-dns.alpha.kubernetes.io/cloudflare-custom-hostname", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.alpha.kubernetes.io/controller", Publishes),             // the same
    ("external-dns.alpha.kubernetes.io/hostname", Names),                   // the same
    ("external-dns.alpha.kubernetes.io/internal-hostname", Names),          // the same
    ("external-dns.alpha.kubernetes.io/target", Targets),                   // the same
    ("getambassador.io/config", Publishes), // https://github.com/emissary-ingress/emissary, Mappings in Services
    ("io.cilium/global-service", Publishes), // https://docs.cilium.io/en/stable/network/clustermesh/services/
    ("service.cilium.io/global", Publishes), // the same
    ("tailscale.com/expose", Publishes), // https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress
    ("tailscale.com/funnel", Publishes), // the same
    ("tailscale.com/hostname", Publishes), // the same
    ("zalando.org/dnsname", Names),      // https://github.com/linki/mate
];

/// The groups that write cert-manager's annotations themselves, besides Secrets.
pub(crate) const CERT_MANAGER: [&str; 2] = ["cert-manager.io", "acme.cert-manager.io"];

/// The whole table of groups.
#[cfg(feature = "export")]
pub(crate) fn publishing() -> impl Iterator<Item = (&'static str, Kinds)> {
    GROUPS.iter().copied()
}

/// The whole table of annotations.
#[cfg(feature = "export")]
pub(crate) fn annotations() -> impl Iterator<Item = (&'static str, Use)> {
    ANNOTATIONS.iter().copied()
}

/// Whether objects of this kind publish traffic.
pub(super) fn publishes(group: &str, kind: &str) -> bool {
    let listed = |kinds: &[&str]| kinds.iter().any(|it| it.eq_ignore_ascii_case(kind));
    let found = GROUPS.binary_search_by(|(name, _)| (*name).cmp(group)).ok().and_then(|at| GROUPS.get(at));
    match found.map(|(_, kinds)| kinds) {
        None => false,
        Some(All) => true,
        Some(AllBut(kinds)) => !listed(kinds),
        Some(Only(kinds)) => listed(kinds),
    }
}

/// What an annotation with this key does on an object of this kind, if it publishes or issues anything.
pub(super) fn annotation(key: &str, group: &str, kind: &str) -> Option<Use> {
    let at = ANNOTATIONS.binary_search_by(|(name, _)| (*name).cmp(key)).ok()?;
    let issued = CERT_MANAGER.contains(&group) || (group, kind) == ("", "Secret");
    let own = issued && is_of_cert_manager(key);
    ANNOTATIONS.get(at).filter(|_| !own).map(|(_, does)| *does)
}

/// Whether an annotation with this key is cert-manager's.
pub(crate) fn is_of_cert_manager(key: &str) -> bool {
    key.starts_with("cert-manager.io/")
}

/// The resources of Kubernetes' own that publish nothing by their kind and may do so by a field: Services, and what has Pods
/// or templates of Pods.
const BY_A_FIELD: [(&str, &[&str]); 3] = [
    ("", &["services", "pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"]),
    ("apps", &["deployments", "statefulsets", "daemonsets", "replicasets"]),
    ("batch", &["jobs", "cronjobs"]),
];

/// What an API server has to ask a policy about so that a profile is kept: resources by API group. A group of which nearly
/// all kinds publish traffic is asked about as a whole: `*`.
pub fn judged_resources() -> BTreeMap<&'static str, Vec<String>> {
    let mut judged: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (group, resources) in BY_A_FIELD {
        judged.entry(group).or_default().extend(resources.iter().map(|it| (*it).to_owned()));
    }
    for (group, kinds) in GROUPS {
        let resources = judged.entry(group).or_default();
        match kinds {
            Only(kinds) => resources.extend(kinds.iter().map(|it| plural(it))),
            All | AllBut(_) => resources.push("*".to_owned()),
        }
    }
    judged
}

/// The resource of a kind, as its API has it.
fn plural(kind: &str) -> String {
    let kind = kind.to_ascii_lowercase();
    match (kind.strip_suffix('y'), kind.as_str()) {
        (_, "endpoints") => kind,
        (Some(stem), _) => format!("{stem}ies"),
        (None, _) if kind.ends_with("ss") => format!("{kind}es"),
        (None, _) => format!("{kind}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{ANNOTATIONS, GROUPS, Use, annotation, judged_resources, publishes};

    #[test]
    fn rows_are_in_order() {
        assert!(GROUPS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(ANNOTATIONS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn kinds_are_told_by_their_group() {
        for (group, kind) in [
            ("networking.istio.io", "VirtualService"),
            ("networking.k8s.io", "Ingress"),
            ("extensions", "ingress"),
            ("gateway.networking.k8s.io", "SomethingNew"),
            ("", "Endpoints"),
            ("cilium.io", "CiliumEnvoyConfig"),
        ] {
            assert!(publishes(group, kind), "{group} {kind}");
        }
        for (group, kind) in [
            ("networking.k8s.io", "NetworkPolicy"),
            ("gateway.networking.k8s.io", "ReferenceGrant"),
            ("", "Service"),
            ("", "Pod"),
            ("cilium.io", "CiliumNetworkPolicy"),
            ("security.istio.io", "AuthorizationPolicy"),
            ("example.com", "Ingress"),
        ] {
            assert!(!publishes(group, kind), "{group} {kind}");
        }
    }

    #[test]
    fn resources_are_named_as_their_apis_have_them() {
        let judged = judged_resources();
        assert!(GROUPS.iter().all(|(group, _)| judged.contains_key(group)));
        for (group, resources) in [
            ("", "services pods pods/ephemeralcontainers podtemplates replicationcontrollers endpoints"),
            ("networking.k8s.io", "ingresses ingressclasses"),
            ("discovery.k8s.io", "endpointslices"),
            ("networking.istio.io", "*"),
            ("gateway.networking.k8s.io", "*"),
        ] {
            assert_eq!(judged[group].join(" "), resources);
        }
        let cilium = &judged["cilium.io"];
        assert!(cilium.contains(&"ciliuml2announcementpolicies".to_owned()), "{cilium:?}");
    }

    #[test]
    fn cert_manager_may_write_its_own() {
        assert_eq!(annotation("cert-manager.io/alt-names", "", "Secret"), None);
        assert_eq!(annotation("cert-manager.io/alt-names", "cert-manager.io", "CertificateRequest"), None);
        assert_eq!(annotation("cert-manager.io/alt-names", "", "Service"), Some(Use::Names));
        let external = "external-dns.alpha.kubernetes.io/target";
        assert_eq!(annotation(external, "", "Secret"), Some(Use::Targets));
    }
}

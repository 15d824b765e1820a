//! Which kinds publish traffic: an address, a port, a hostname or a way to another cluster, or they change where traffic
//! of a Gateway or mesh goes. A profile that denies what it does not list (`deny: unlisted`) goes by [`tables`].
//!
//! What is not here: kinds whose controllers make objects of these kinds in the same namespace, for those are judged
//! themselves; kinds for outgoing traffic only; the Service, which [`super::service`] looks into.

mod tables;

use std::collections::BTreeMap;
use tables::{ANNOTATIONS, GROUPS};

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

/// The groups that write cert-manager's annotations themselves, besides Secrets.
pub(crate) const CERT_MANAGER: [&str; 2] = ["cert-manager.io", "acme.cert-manager.io"];

/// The kinds that components of the cluster write for tenants: who writes one decides.
pub(crate) const OF_CONTROLLERS: [(&str, &str); 5] = [
    ("", "Endpoints"),
    ("acme.cert-manager.io", "Challenge"),
    ("acme.cert-manager.io", "Order"),
    ("cert-manager.io", "CertificateRequest"),
    ("discovery.k8s.io", "EndpointSlice"),
];

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

/// The resources that publish nothing by their kind and may do so by a field: Services, what has Pods or templates of Pods,
/// and what asks for certificates.
const BY_A_FIELD: [(&str, &[&str]); 4] = [
    ("", &["services", "pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"]),
    ("apps", &["deployments", "statefulsets", "daemonsets", "replicasets"]),
    ("batch", &["jobs", "cronjobs"]),
    ("cert-manager.io", &["certificates"]),
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
        (Some(stem), _) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if kind.ends_with("ss") => format!("{kind}es"),
        _ => format!("{kind}s"),
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

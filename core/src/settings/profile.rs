//! A platform profile: what a shared platform offers its tenants and what it forbids them. Data only; `tenancy` judges
//! by it. The built-in ones are files of the same form as anybody's own.

use super::error::SettingsError;
use super::glob::PathGlob;
use super::names::{DnsLabel, Hostname};
use super::namespace_pattern::NamespacePattern;
use super::overlap;
use super::read::read;
use super::template::HostnameTemplate;
use crate::source::shown;
use crate::typed::{read_as_object, read_as_word};
use serde::Serialize;

/// The built-in profiles by name.
const BUILT_IN: &[(&str, &str)] = &[("kupe", include_str!("profiles/kupe.yaml"))];

/// What a platform offers and forbids; what publishes traffic and is not named is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Profile {
    /// The profile's name: `kupe`.
    pub name: String,
    /// What people call the platform: `Kupe Cloud`. Without it, the name counts.
    pub title: Option<String>,
    /// The Gateways that routes may attach to, by name.
    pub gateways: Vec<GatewayName>,
    /// What is known of the platform's own objects, as a YAML stream: its Gateways with their listeners, for instance.
    pub manifests: Option<String>,
    /// Which routes there may be.
    pub routes: Routes,
    /// Which hostnames belong to whom.
    pub hostnames: Hostnames,
    /// Which namespace belongs to which tenant.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub tenants: Tenants,
    /// What is refused: what `allowed` does not list, or only what `forbidden` lists.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub deny: Deny,
    /// What tenants may create of what publishes traffic.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub allowed: Allowed,
    /// What tenants do not create, whatever is allowed.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub forbidden: Forbidden,
    /// The users whose Endpoints, EndpointSlices and requests for certificates are those of the cluster.
    #[cfg_attr(feature = "schema", schemars(default = "controllers"))]
    pub controllers: Vec<String>,
}

/// What a profile refuses of what publishes traffic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Deny {
    /// What `allowed` does not list.
    #[default]
    Unlisted,
    /// What `forbidden` lists, and nothing else.
    Forbidden,
}

/// What tenants may create of what publishes traffic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Allowed {
    /// Kinds, written as in `forbidden.kinds`.
    pub kinds: Vec<String>,
    /// Types of Service.
    pub service_types: Vec<ServiceType>,
    /// Kinds that routes send to, besides the Service: `ServiceImport.multicluster.x-k8s.io`.
    pub backends: Vec<String>,
    /// Keys of annotations.
    pub annotations: Vec<String>,
    /// Fields that open a way past the Gateways.
    pub fields: Vec<OpenField>,
}

impl Default for Allowed {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            service_types: vec![ServiceType::ClusterIP],
            backends: Vec::new(),
            annotations: Vec::new(),
            fields: Vec::new(),
        }
    }
}

/// A field that opens a way past the platform's Gateways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum OpenField {
    /// Addresses of nodes that a Service takes.
    #[serde(rename = "externalIPs")]
    ExternalIPs,
    /// The address that a Service asks a load balancer for.
    #[serde(rename = "loadBalancerIP")]
    LoadBalancerIP,
    /// Whether a Pod uses its node's network.
    HostNetwork,
    /// A port of the node that a container takes.
    HostPort,
    /// What a Gateway puts on the objects that its controller makes.
    Infrastructure,
    /// The configuration of a Gateway or GatewayClass by an object of its controller's.
    ParametersRef,
}

impl OpenField {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExternalIPs => "externalIPs",
            Self::LoadBalancerIP => "loadBalancerIP",
            Self::HostNetwork => "hostNetwork",
            Self::HostPort => "hostPort",
            Self::Infrastructure => "infrastructure",
            Self::ParametersRef => "parametersRef",
        }
    }
}

/// The users that write Endpoints and EndpointSlices in every cluster, and cert-manager's: the API server has authenticated them, and no
/// tenant can be one of them.
const CONTROLLERS: [&str; 5] = [
    "system:kube-controller-manager",
    "system:serviceaccount:cert-manager:cert-manager",
    "system:serviceaccount:kube-system:endpoint-controller",
    "system:serviceaccount:kube-system:endpointslice-controller",
    "system:serviceaccount:kube-system:endpointslicemirroring-controller",
];

fn controllers() -> Vec<String> {
    CONTROLLERS.map(str::to_owned).to_vec()
}

/// A Gateway by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct GatewayName {
    /// Its namespace.
    pub namespace: DnsLabel,
    /// Its name.
    pub name: Hostname,
}

/// Which routes there may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Routes {
    /// The kinds: `[HTTPRoute]`.
    pub kinds: Vec<String>,
    /// Whether a route and its backends are in one namespace.
    #[cfg_attr(feature = "schema", schemars(default = "super::schema::yes"))]
    pub same_namespace: bool,
}

/// Which hostnames belong to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Hostnames {
    /// The platform's own names: `<app>.<tenant>.kupe.cloud`.
    pub templates: Vec<HostnameTemplate>,
    /// Whether `*` may stand for a label that a template leaves free.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub wildcards: bool,
    /// Whether such a label may be Punycode (`xn--…`), which looks like another name in a browser.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub punycode: bool,
    /// Whether routes of one namespace alone may have a hostname of a listener.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub exclusive: bool,
    /// How tenants use domains of their own; without it they cannot.
    pub custom_domains: Option<CustomDomains>,
}

/// How tenants use domains of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct CustomDomains {
    /// The name to which the DNS records of these domains point.
    pub cname: Hostname,
}

/// Which namespace belongs to which tenant; where this says nothing, the setting `tenant` counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Tenants {
    /// A pattern with the tenant in it: `tenant-<tenant>`.
    pub namespace: Option<NamespacePattern>,
    /// Tenants with their namespaces and custom domains, one by one.
    pub list: Vec<ListedTenant>,
}

/// A tenant with its namespaces and domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ListedTenant {
    /// Its name.
    pub name: DnsLabel,
    /// Its namespaces.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub namespaces: Vec<DnsLabel>,
    /// Its own domains.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub custom_domains: Vec<Hostname>,
}

/// What tenants do not create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Forbidden {
    /// Kinds: `Ingress`, `Gateway.networking.istio.io` for one API group only, `*.traefik.io` for all of a group.
    pub kinds: Vec<String>,
    /// Types of Service: `NodePort`.
    pub service_types: Vec<ServiceType>,
    /// Container images, without tag or digest.
    pub images: Vec<PathGlob>,
}

/// A type of Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ServiceType {
    /// Inside the cluster; the default.
    ClusterIP,
    /// A port on every node.
    NodePort,
    /// A load balancer of the cloud.
    LoadBalancer,
    /// A DNS name outside of the cluster.
    ExternalName,
}

impl ServiceType {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClusterIP => "ClusterIP",
            Self::NodePort => "NodePort",
            Self::LoadBalancer => "LoadBalancer",
            Self::ExternalName => "ExternalName",
        }
    }
}

/// Two tenants that one namespace could belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoTenants {
    /// One of them.
    pub one: String,
    /// The other.
    pub other: String,
}

impl Profile {
    /// Reads a profile from YAML or JSON.
    pub fn from_yaml(text: &str) -> Result<Self, SettingsError> {
        let profile: Option<Self> = read("profile", text)?;
        profile.ok_or_else(|| SettingsError::nothing("profile"))?.validated()
    }

    /// The built-in profile of that name.
    pub fn built_in(name: &str) -> Option<Result<Self, SettingsError>> {
        BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| Self::from_yaml(text))
    }

    /// The names of the built-in profiles.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// What people call the platform.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// The tenant whose namespace `namespace` is, as far as the profile tells.
    pub fn tenant_of<'a>(&'a self, namespace: &'a str) -> Result<Option<&'a str>, TwoTenants> {
        let listed =
            self.tenants.list.iter().filter(|it| it.namespaces.iter().any(|own| own.as_str() == namespace));
        let by_pattern = self.tenants.namespace.as_ref().and_then(|it| it.tenant(namespace));
        let mut names = listed.map(|it| it.name.as_str()).chain(by_pattern);
        let Some(tenant) = names.next() else { return Ok(None) };
        match names.find(|it| *it != tenant) {
            None => Ok(Some(tenant)),
            Some(other) => Err(TwoTenants { one: tenant.to_owned(), other: other.to_owned() }),
        }
    }

    /// Whether the profile says which namespaces `tenant` has, so that any other is not theirs.
    pub fn lists_namespaces_of(&self, tenant: &str) -> bool {
        let listed =
            self.tenants.list.iter().any(|it| it.name.as_str() == tenant && !it.namespaces.is_empty());
        listed || self.tenants.namespace.is_some()
    }

    /// The domains that the profile lists for `tenant`.
    pub fn domains_of<'a>(&'a self, tenant: &'a str) -> impl Iterator<Item = &'a Hostname> {
        self.tenants
            .list
            .iter()
            .filter(move |it| it.name.as_str() == tenant)
            .flat_map(|it| &it.custom_domains)
    }

    /// Every domain that is listed, with the tenant that it is listed for.
    pub(crate) fn domains(&self) -> impl Iterator<Item = (&DnsLabel, &Hostname)> + Clone {
        self.tenants.list.iter().flat_map(|it| it.custom_domains.iter().map(move |domain| (&it.name, domain)))
    }

    /// What deserialising alone does not refuse.
    pub(crate) fn validated(self) -> Result<Self, SettingsError> {
        let refuse = |field: &str, why: &str| Err(SettingsError::value("profile", field, why));
        if self.gateways.is_empty() && self.manifests.is_none() {
            return refuse("gateways", "names no Gateway that a route could attach to");
        }
        if self.routes.kinds.is_empty() {
            return refuse("routes.kinds", "names no kind of route");
        }
        if self.hostnames.templates.is_empty() && self.hostnames.custom_domains.is_none() {
            return refuse(
                "hostnames",
                "has neither a template nor custom domains, so no tenant could have a hostname",
            );
        }
        if let Some(both) = self.allowed.kinds.iter().find(|it| self.forbidden.kinds.contains(it)) {
            return refuse(
                "allowed.kinds",
                &format!("lists `{}`, which `forbidden.kinds` lists as well", shown(both)),
            );
        }
        if let Some(fault) = overlap::templates(&self.hostnames.templates, self.hostnames.wildcards) {
            return refuse("hostnames.templates", &fault);
        }
        match overlap::domains(self.domains()) {
            Some(fault) => refuse("tenants.list", &format!("gives a name to two tenants: {fault}")),
            None => Ok(self),
        }
    }
}

read_as_object! {
    Profile {
        name: "name",
        title: "title" = None,
        gateways: "gateways",
        manifests: "manifests" = None,
        routes: "routes",
        hostnames: "hostnames",
        tenants: "tenants" = Tenants::default(),
        deny: "deny" = Deny::default(),
        allowed: "allowed" = Allowed::default(),
        forbidden: "forbidden" = Forbidden::default(),
        controllers: "controllers" = controllers(),
    }
    Allowed {
        kinds: "kinds" = Vec::new(),
        service_types: "serviceTypes" = Self::default().service_types,
        backends: "backends" = Vec::new(),
        annotations: "annotations" = Vec::new(),
        fields: "fields" = Vec::new(),
    }
    GatewayName { namespace: "namespace", name: "name" }
    Routes { kinds: "kinds", same_namespace: "sameNamespace" = true }
    Hostnames {
        templates: "templates",
        wildcards: "wildcards" = false,
        punycode: "punycode" = false,
        exclusive: "exclusive" = false,
        custom_domains: "customDomains" = None,
    }
    CustomDomains { cname: "cname" }
    Tenants { namespace: "namespace" = None, list: "list" = Vec::new() }
    ListedTenant {
        name: "name",
        namespaces: "namespaces" = Vec::new(),
        custom_domains: "customDomains" = Vec::new(),
    }
    Forbidden { kinds: "kinds" = Vec::new(), service_types: "serviceTypes" = Vec::new(), images: "images" = Vec::new() }
}

read_as_word! {
    Deny { "unlisted": Unlisted, "forbidden": Forbidden }
    OpenField {
        "externalIPs": ExternalIPs,
        "loadBalancerIP": LoadBalancerIP,
        "hostNetwork": HostNetwork,
        "hostPort": HostPort,
        "infrastructure": Infrastructure,
        "parametersRef": ParametersRef,
    }
    ServiceType {
        "ClusterIP": ClusterIP,
        "NodePort": NodePort,
        "LoadBalancer": LoadBalancer,
        "ExternalName": ExternalName,
    }
}

#[cfg(test)]
mod tests {
    use super::Profile;

    const SMALL: &str = "
name: small
gateways: [{namespace: infra, name: edge}]
routes: {kinds: [HTTPRoute]}
hostnames: {templates: ['<app>.<tenant>.apps.example']}
";

    #[test]
    fn the_built_in_profiles_read() {
        for name in Profile::built_in_names() {
            let profile = Profile::built_in(name).unwrap().unwrap();
            assert_eq!(profile.name, name);
        }
        let kupe = Profile::built_in("kupe").unwrap().unwrap();
        assert_eq!(kupe.title(), "Kupe Cloud");
        assert!(kupe.routes.same_namespace);
    }

    #[test]
    fn what_a_profile_does_not_say_is_refused() {
        let small = Profile::from_yaml(SMALL).unwrap();
        assert!(
            small.routes.same_namespace
                && !small.hostnames.wildcards
                && small.hostnames.custom_domains.is_none()
        );
        for (from, to, why) in [
            ("gateways: [{namespace: infra, name: edge}]", "gateways: []", "`gateways` names no Gateway"),
            ("kinds: [HTTPRoute]", "kinds: []", "names no kind of route"),
            ("['<app>.<tenant>.apps.example']", "[]", "no tenant could have a hostname"),
            ("routes:", "route:", "unknown key `route`; did you mean `routes`?"),
            ("{namespace: infra, name: edge}", "{namespace: infra}", "has no `name`"),
            ("<app>.<tenant>", "<app>-<tenant>", "ambiguous"),
            (
                "['<app>.<tenant>.apps.example']",
                "['<app>.<tenant>.apps.example', '<tenant>.b.apps.example']",
                "profile: `hostnames.templates` give `<tenant>.b.apps.example` to two tenants",
            ),
            (
                "hostnames:",
                "tenants: {list: [{name: a, customDomains: ['*.example.com']}, {name: b, customDomains: [shop.example.com]}]}\nhostnames:",
                "profile: `tenants.list` gives a name to two tenants: `shop.example.com` of tenant `b` is below `*.example.com` of tenant `a`",
            ),
        ] {
            let fault = Profile::from_yaml(&SMALL.replace(from, to)).unwrap_err().to_string();
            assert!(fault.contains(why), "{to}: {fault}");
        }
    }

    #[test]
    fn what_a_profile_says_is_not_lost_on_the_way_to_a_host() {
        let text = format!(
            "{SMALL}deny: forbidden\nallowed: {{kinds: [A], serviceTypes: [NodePort], backends: [B], annotations: [c], fields: [externalIPs, loadBalancerIP, hostNetwork, hostPort, infrastructure, parametersRef]}}\ncontrollers: [d]\n"
        );
        for text in [SMALL, &text, &text.replace("templates", "exclusive: true, templates")] {
            let profile = Profile::from_yaml(text).unwrap();
            let again = serde_json::to_string(&profile).unwrap();
            assert_eq!(Profile::from_yaml(&again).unwrap(), profile, "{again}");
        }
        let fault = Profile::from_yaml(&format!("{SMALL}allowed: {{kinds: [A]}}\nforbidden: {{kinds: [A]}}"));
        assert!(
            fault
                .unwrap_err()
                .to_string()
                .contains("`allowed.kinds` lists `A`, which `forbidden.kinds` lists")
        );
        let fault =
            Profile::from_yaml(&format!("{SMALL}allowed: {{fields: [hostIPC]}}")).unwrap_err().to_string();
        assert!(fault.contains("unknown value `hostIPC`"), "{fault}");
    }

    #[test]
    fn a_namespace_tells_its_tenant() {
        let text = format!(
            "{SMALL}tenants: {{namespace: 'tenant-<tenant>', list: [{{name: acme, namespaces: [web, tenant-x], customDomains: [a.example]}}]}}"
        );
        let profile = Profile::from_yaml(&text).unwrap();
        assert_eq!(profile.tenant_of("web"), Ok(Some("acme")));
        assert_eq!(profile.tenant_of("tenant-globex"), Ok(Some("globex")));
        assert_eq!(profile.tenant_of("tenant-"), Ok(None));
        assert_eq!(profile.tenant_of("pay"), Ok(None));
        assert!(profile.tenant_of("tenant-x").is_err());
        assert_eq!(profile.domains_of("acme").map(|it| it.as_str()).collect::<Vec<_>>(), ["a.example"]);
        assert_eq!(profile.domains_of("globex").count(), 0);
    }

    #[test]
    fn a_namespace_pattern_has_one_reading() {
        for bad in ["<tenant>-*", "<tenant><tenant>", "tenant", "A-<tenant>"] {
            let text = format!("{SMALL}tenants: {{namespace: '{bad}'}}");
            let fault = Profile::from_yaml(&text).unwrap_err().to_string();
            assert!(fault.contains("is not a namespace pattern"), "{bad}: {fault}");
        }
    }
}

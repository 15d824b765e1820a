//! What a platform profile says of one object: whose it is, where it attaches, which hostnames it takes, what it
//! creates. Everything is decided from the object and the settings alone, so admission needs no look-up, and it fails
//! closed: what is not plainly the tenant's own is a fact against the object, and so is what cannot be read.
//!
//! The raw tree is read, not the typed views, because a field of the wrong type has to count as refused here.
//! `rules::profile` words these facts; nothing else judges by a profile.

mod annotations;
mod certificate;
mod hostname;
mod parent;
mod pods;
mod publishing;
mod read;
mod route;
mod service;
mod tenant;

pub(crate) use annotations::{AnnotationFact, AnnotationFault};
#[cfg(feature = "export")]
pub(crate) use certificate::{CERTIFICATE, DENIED as DENIED_IN_CERTIFICATES};
pub(crate) use certificate::{CertificateFact, CertificateFault};
pub(crate) use hostname::{HostnameFact, HostnameVerdict};
pub(crate) use parent::{ParentFact, ParentFault};
pub use publishing::judged_resources;
#[cfg(feature = "export")]
pub(crate) use publishing::{
    CERT_MANAGER, Kinds as PublishingKinds, OF_CONTROLLERS, Use as AnnotationUse,
    annotations as publishing_annotations, is_of_cert_manager, publishing,
};
pub(crate) use read::Unreadable;
pub(crate) use route::{Hostnames, RouteFacts};
pub(crate) use service::ServiceFacts;
pub(crate) use tenant::Tenant;

use crate::manifest::View;
use crate::model::GroupKind;
use crate::settings::{Deny, DnsLabel, Hostname, OpenField, Profile, Settings, SettingsError};
use crate::yaml::Value;
use read::{Reader, present};
use std::sync::Arc;

/// The group of Gateway API.
pub(crate) const GATEWAY_API: &str = "gateway.networking.k8s.io";
/// The group of Gateway API's experiments.
pub(crate) const GATEWAY_API_X: &str = "gateway.networking.x-k8s.io";

/// A profile together with what settings say about the tenant.
#[derive(Debug, Clone)]
pub struct Platform {
    /// Shared, because a cluster has as many tenants as labels name.
    profile: Arc<Profile>,
    tenant: Option<String>,
    domains: Vec<Hostname>,
    /// Whether a controller of the cluster writes what is judged.
    by_controller: bool,
    /// Whether the platform's own Gateways are refused as well.
    only_tenants: bool,
}

/// What the profile says of one object.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The object.
    pub object: View<'a>,
    /// Why its kind is refused.
    pub kind: Option<KindFault>,
    /// What it is beside that.
    pub role: Role<'a>,
    /// The fields that open a way past the Gateways.
    pub open: Vec<OpenFact<'a>>,
    /// The images in it that the profile forbids.
    pub images: Vec<Value<'a>>,
    /// The annotations that publish it, or ask for names that are not the tenant's.
    pub annotations: Vec<AnnotationFact<'a>>,
    /// The names in a certificate that are not the tenant's.
    pub certificate: Vec<CertificateFact<'a>>,
    /// What could not be read, and therefore counts against it.
    pub unreadable: Vec<Unreadable<'a>>,
}

/// Why a kind is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindFault {
    /// The profile forbids it.
    Forbidden,
    /// It publishes traffic, and the profile does not list it.
    Unlisted,
    /// It says where a Service leads, and no controller of the cluster writes it.
    EndpointsByHand,
}

/// A field that opens a way past the platform's Gateways.
#[derive(Debug, Clone, Copy)]
pub struct OpenFact<'a> {
    /// Its value.
    pub value: Value<'a>,
    /// The field.
    pub field: OpenField,
}

/// What an object is to a platform.
#[derive(Debug, Clone)]
pub enum Role<'a> {
    /// A route of a kind that the profile names.
    Route(Box<RouteFacts<'a>>),
    /// A route of another kind.
    OtherRoute,
    /// A Service.
    Service(ServiceFacts<'a>),
    /// Nothing of these.
    Other,
}

impl Platform {
    /// The platform that `settings` choose, if any.
    pub fn new(settings: &Settings) -> Result<Option<Self>, SettingsError> {
        Ok(settings.profile()?.map(|profile| Self {
            profile: Arc::new(profile),
            tenant: settings.tenant.as_ref().map(|it| it.as_str().to_owned()),
            domains: settings.custom_domains.clone(),
            by_controller: false,
            only_tenants: false,
        }))
    }

    /// The same platform, with `tenant` for the tenant.
    #[must_use]
    pub fn of_tenant(&self, tenant: &DnsLabel) -> Self {
        Self { tenant: Some(tenant.as_str().to_owned()), ..self.clone() }
    }

    /// The same platform, for what the user called `author` writes, whom the API server has authenticated.
    #[must_use]
    pub fn by(&self, author: &str) -> Self {
        let by_controller = self.profile.controllers.iter().any(|it| it == author);
        Self { by_controller, ..self.clone() }
    }

    /// The same platform, where everything is a tenant's: its own Gateways are refused as well.
    #[must_use]
    pub fn only_tenants(&self) -> Self {
        Self { only_tenants: true, ..self.clone() }
    }

    /// Its profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The tenant that settings name.
    pub(crate) fn set_tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }

    /// The domains of `tenant`'s own. Those that settings list are the ones of the tenant that settings name.
    pub(crate) fn domains_of<'p>(&'p self, tenant: &'p str) -> impl Iterator<Item = &'p Hostname> {
        let own = self.tenant.as_deref() == Some(tenant);
        self.domains.iter().filter(move |_| own).chain(self.profile.domains_of(tenant))
    }

    /// Whose what is in `namespace` is.
    pub fn tenant<'a>(&'a self, namespace: Option<&'a str>) -> Tenant<'a> {
        Tenant::of(self, namespace)
    }

    /// What the profile says of `object`.
    pub fn facts<'a>(&'a self, object: View<'a>) -> Facts<'a> {
        let (mut open, mut unreadable) = (Vec::new(), Vec::new());
        let role = match (object.group(), object.kind()) {
            ("", "Service") => Role::Service(service::facts(self, object, &mut open, &mut unreadable)),
            _ => self.route_role(object, &mut unreadable),
        };
        pods::open_fields(self, object, &mut open);
        let kind = self.kind_fault(object, &role);
        if kind.is_none() {
            self.gateway(object, &mut open, &mut unreadable);
        }
        let images = pods::images(self, object);
        let annotations = annotations::facts(self, object, &mut unreadable);
        let certificate = certificate::facts(self, object, &mut unreadable);
        Facts { object, kind, role, open, images, annotations, certificate, unreadable }
    }

    /// What the profile says of `object` as a route of a kind that it names.
    pub(crate) fn route_facts<'a>(&'a self, object: View<'a>) -> Option<Box<RouteFacts<'a>>> {
        match self.route_role(object, &mut Vec::new()) {
            Role::Route(facts) => Some(facts),
            _ => None,
        }
    }

    fn route_role<'a>(&'a self, object: View<'a>, unreadable: &mut Vec<Unreadable<'a>>) -> Role<'a> {
        let gateway_api = [GATEWAY_API, GATEWAY_API_X].contains(&object.group());
        if !gateway_api || !ends_with_route(object.kind()) {
            return Role::Other;
        }
        // A kind by another group's name is another kind, so `x-k8s.io` routes are never those that profiles name.
        let named =
            object.group() == GATEWAY_API && self.profile.routes.kinds.iter().any(|it| it == object.kind());
        match named {
            true => Role::Route(Box::new(route::facts(self, object, unreadable))),
            false => Role::OtherRoute,
        }
    }

    /// What of a Gateway or GatewayClass reaches beyond it.
    fn gateway<'a>(&self, object: View<'a>, open: &mut Vec<OpenFact<'a>>, odd: &mut Vec<Unreadable<'a>>) {
        if !is_of_gateway_api(object, &["Gateway", "GatewayClass"]) || self.keeps(object) {
            return;
        }
        let mut reader = Reader { odd };
        let Some(spec) = reader.object(object.value(), "spec", "") else { return };
        let infrastructure = present(spec.get("infrastructure"));
        let parameters = infrastructure.and_then(|it| it.get("parametersRef")).or(spec.get("parametersRef"));
        let some = |it: &Value<'_>| !it.is_empty() || it.as_str().is_some();
        for (value, field) in
            [(infrastructure, OpenField::Infrastructure), (present(parameters), OpenField::ParametersRef)]
        {
            let value = value.filter(|it| some(it) && !self.allows_field(field));
            open.extend(value.map(|value| OpenFact { value, field }));
        }
    }

    /// Whether what publishes traffic has to be listed.
    fn denies_unlisted(&self) -> bool {
        self.profile.deny == Deny::Unlisted
    }

    fn allows_field(&self, field: OpenField) -> bool {
        !self.denies_unlisted() || self.profile.allowed.fields.contains(&field)
    }

    /// Whether `name` is where the platform says that names lead.
    fn is_own_entrance(&self, name: &str) -> bool {
        self.profile.hostnames.custom_domains.as_ref().is_some_and(|it| it.cname.as_str() == name)
    }

    fn kind_fault(&self, object: View<'_>, role: &Role<'_>) -> Option<KindFault> {
        let of = GroupKind::new(object.group(), object.kind());
        if self.keeps(object) {
            return None;
        }
        if self.profile.forbidden.kinds.iter().any(|it| means(it, of)) {
            return Some(KindFault::Forbidden);
        }
        let is_route = matches!(role, Role::Route(_) | Role::OtherRoute);
        let allowed = || self.profile.allowed.kinds.iter().any(|it| means(it, of));
        if is_route || !self.denies_unlisted() || !publishing::publishes(of.group, of.kind) || allowed() {
            return None;
        }
        match (of.group, of.kind) {
            it if self.by_controller && publishing::OF_CONTROLLERS.contains(&it) => None,
            ("", "Endpoints") | ("discovery.k8s.io", "EndpointSlice") => Some(KindFault::EndpointsByHand),
            _ => Some(KindFault::Unlisted),
        }
    }

    /// Whether `object` is the platform's own, and may stand among a tenant's: one of its Gateways.
    pub(crate) fn keeps(&self, object: View<'_>) -> bool {
        !self.only_tenants && self.is_own_gateway(object)
    }

    /// Whether `object` is one of the Gateways that the platform itself runs.
    fn is_own_gateway(&self, object: View<'_>) -> bool {
        is_of_gateway_api(object, &["Gateway"])
            && self.profile.gateways.iter().any(|it| {
                it.name.as_str() == object.name() && Some(it.namespace.as_str()) == object.namespace()
            })
    }
}

fn is_of_gateway_api(object: View<'_>, kinds: &[&str]) -> bool {
    object.group() == GATEWAY_API && kinds.contains(&object.kind())
}

/// Whether `entry` of a profile means this kind: `Ingress` in any group, `Gateway.networking.istio.io`, `*.traefik.io`.
pub(crate) fn means(entry: &str, of: GroupKind<'_>) -> bool {
    match entry.split_once('.') {
        Some(("*", group)) => group == of.group,
        Some((kind, group)) => kind == of.kind && group == of.group,
        None => entry == of.kind,
    }
}

fn ends_with_route(kind: &str) -> bool {
    let tail = kind.len().checked_sub("Route".len()).and_then(|at| kind.get(at..));
    tail.is_some_and(|it| it.eq_ignore_ascii_case("Route"))
}

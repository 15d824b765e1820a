//! What a platform profile says of one object: whose it is, where it attaches, which hostnames it takes, what it
//! creates. Everything is decided from the object and the settings alone, so admission needs no look-up, and it fails
//! closed: what is not plainly the tenant's own is a fact against the object, and so is what cannot be read.
//!
//! The raw tree is read, not the typed views, because a field of the wrong type has to count as refused here.
//! `rules::profile` words these facts; nothing else judges by a profile.

mod hostname;
mod images;
mod parent;
mod read;
mod route;
mod tenant;

pub use hostname::{HostnameFact, HostnameVerdict};
pub use parent::{ParentFact, ParentFault};
pub use read::Unreadable;
pub use route::{ForeignBackend, Hostnames, RouteFacts};
pub use tenant::Tenant;

use crate::manifest::View;
use crate::settings::{DnsLabel, Hostname, Profile, ServiceType, Settings, SettingsError};
use crate::yaml::Value;
use std::sync::Arc;

/// The group of Gateway API.
pub(crate) const GATEWAY_API: &str = "gateway.networking.k8s.io";
/// The group of Gateway API's experiments.
const GATEWAY_API_X: &str = "gateway.networking.x-k8s.io";

/// A profile together with what settings say about the tenant.
#[derive(Debug, Clone)]
pub struct Platform {
    /// Shared, because a cluster has as many tenants as labels name.
    profile: Arc<Profile>,
    tenant: Option<String>,
    domains: Vec<Hostname>,
}

/// What the profile says of one object.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The object.
    pub object: View<'a>,
    /// The entry of the profile that forbids its kind.
    pub forbidden_kind: Option<&'a str>,
    /// What it is beside that.
    pub role: Role<'a>,
    /// What could not be read, and therefore counts against it.
    pub unreadable: Vec<Unreadable<'a>>,
}

/// What an object is to a platform.
#[derive(Debug, Clone)]
pub enum Role<'a> {
    /// A route of a kind that the profile names.
    Route(Box<RouteFacts<'a>>),
    /// A route of another kind.
    OtherRoute,
    /// A Service of a forbidden type.
    ForbiddenService(ServiceType, Value<'a>),
    /// A workload, with the images that the profile forbids.
    Workload(Vec<Value<'a>>),
    /// Nothing that the profile speaks of.
    Other,
}

impl Platform {
    /// The platform that `settings` choose, if any.
    pub fn new(settings: &Settings) -> Result<Option<Self>, SettingsError> {
        Ok(settings.profile()?.map(|profile| Self {
            profile: Arc::new(profile),
            tenant: settings.tenant.as_ref().map(|it| it.as_str().to_owned()),
            domains: settings.custom_domains.clone(),
        }))
    }

    /// The same platform, with `tenant` for the tenant.
    #[must_use]
    pub fn of_tenant(&self, tenant: &DnsLabel) -> Self {
        Self { tenant: Some(tenant.as_str().to_owned()), ..self.clone() }
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

    /// What the profile says of `object`.
    pub fn facts<'a>(&'a self, object: View<'a>) -> Facts<'a> {
        let mut unreadable = Vec::new();
        let role = self.role(object, &mut unreadable);
        Facts { object, forbidden_kind: self.forbidden_kind(object), role, unreadable }
    }

    fn role<'a>(&'a self, object: View<'a>, unreadable: &mut Vec<Unreadable<'a>>) -> Role<'a> {
        let gateway_api = [GATEWAY_API, GATEWAY_API_X].contains(&object.group());
        if gateway_api && ends_with_route(object.kind()) {
            // A kind by another group's name is another kind, so `x-k8s.io` routes are never those that profiles name.
            let named = object.group() == GATEWAY_API
                && self.profile.routes.kinds.iter().any(|it| it == object.kind());
            return match named {
                true => Role::Route(Box::new(route::facts(self, object, unreadable))),
                false => Role::OtherRoute,
            };
        }
        match (object.group(), object.kind()) {
            ("", "Service") => self.service(object, unreadable),
            ("" | "apps" | "batch", _) => images::role(&self.profile.forbidden.images, object),
            _ => Role::Other,
        }
    }

    fn service<'a>(&self, object: View<'a>, unreadable: &mut Vec<Unreadable<'a>>) -> Role<'a> {
        let Some(value) = object.value().get("spec").and_then(|it| read::present(it.get("type"))) else {
            return Role::Other;
        };
        let forbidden = &self.profile.forbidden.service_types;
        let Some(name) = value.as_str() else {
            if !forbidden.is_empty() {
                unreadable.push(Unreadable::new(value, "spec.type", "text"));
            }
            return Role::Other;
        };
        match forbidden.iter().find(|it| it.as_str() == name) {
            Some(found) => Role::ForbiddenService(*found, value),
            None => Role::Other,
        }
    }

    fn forbidden_kind<'a>(&'a self, object: View<'_>) -> Option<&'a str> {
        let (group, kind) = (object.group(), object.kind());
        let found = self.profile.forbidden.kinds.iter().find(|it| match it.split_once('.') {
            Some((one, of)) => one == kind && of == group,
            None => it.as_str() == kind,
        })?;
        (!self.is_own_gateway(object)).then_some(found)
    }

    /// Whether `object` is one of the Gateways that the platform itself runs: they may stand among the inputs.
    fn is_own_gateway(&self, object: View<'_>) -> bool {
        object.group() == GATEWAY_API
            && object.kind() == "Gateway"
            && self.profile.gateways.iter().any(|it| {
                it.name.as_str() == object.name() && Some(it.namespace.as_str()) == object.namespace()
            })
    }
}

fn ends_with_route(kind: &str) -> bool {
    let tail = kind.len().checked_sub("Route".len()).and_then(|at| kind.get(at..));
    tail.is_some_and(|it| it.eq_ignore_ascii_case("Route"))
}

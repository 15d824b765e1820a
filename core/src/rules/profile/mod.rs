//! `RP5xxx`: what the platform's profile forbids. Facts of `tenancy` in, diagnostics out, one rule a file.
//!
//! [`tenancy`] asks the same for admission: settings' levels and ignores have no part in it, so it stays closed.

mod annotation_hostname;
mod annotation_publishes;
mod backend_in_other_namespace;
mod backend_kind_not_listed;
mod certificate_name;
mod custom_domain_not_listed;
mod default_gateways;
mod endpoints_by_hand;
mod external_name_elsewhere;
mod forbidden_controller;
mod forbidden_kind;
mod forbidden_service_type;
mod foreign_hostname;
mod gateway_infrastructure;
mod host_network;
mod hostname_look_alike;
mod hostname_malformed;
mod hostnames_missing;
mod no_parent;
mod parent_not_of_platform;
mod route_kind_not_allowed;
mod service_address;
mod tenancy_unreadable;
mod tenant_unknown;
#[cfg(test)]
mod tests;
mod wildcard_too_wide;
mod words;

use crate::diagnostic::{Diagnostic, RuleInfo, located};
use crate::manifest::View;
use crate::settings::OpenField;
use crate::source::{Location, SourceId, Span};
use crate::tenancy::{Facts, HostnameFact, Hostnames, OpenFact, Platform, Role, RouteFacts};

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &parent_not_of_platform::PARENT_NOT_OF_PLATFORM,
    &no_parent::NO_PARENT,
    &default_gateways::DEFAULT_GATEWAYS,
    &hostnames_missing::HOSTNAMES_MISSING,
    &hostname_malformed::HOSTNAME_MALFORMED,
    &foreign_hostname::FOREIGN_HOSTNAME,
    &wildcard_too_wide::WILDCARD_TOO_WIDE,
    &custom_domain_not_listed::CUSTOM_DOMAIN_NOT_LISTED,
    &hostname_look_alike::HOSTNAME_LOOK_ALIKE,
    &route_kind_not_allowed::ROUTE_KIND_NOT_ALLOWED,
    &backend_in_other_namespace::BACKEND_IN_OTHER_NAMESPACE,
    &forbidden_kind::FORBIDDEN_KIND,
    &forbidden_service_type::FORBIDDEN_SERVICE_TYPE,
    &forbidden_controller::FORBIDDEN_CONTROLLER,
    &tenant_unknown::TENANT_UNKNOWN,
    &tenancy_unreadable::TENANCY_UNREADABLE,
    &service_address::SERVICE_ADDRESS,
    &external_name_elsewhere::EXTERNAL_NAME_ELSEWHERE,
    &endpoints_by_hand::ENDPOINTS_BY_HAND,
    &backend_kind_not_listed::BACKEND_KIND_NOT_LISTED,
    &annotation_hostname::ANNOTATION_HOSTNAME,
    &annotation_publishes::ANNOTATION_PUBLISHES,
    &host_network::HOST_NETWORK,
    &gateway_infrastructure::GATEWAY_INFRASTRUCTURE,
    &certificate_name::CERTIFICATE_NAME,
];

/// The checks of an object.
const CHECKS: [Check; 25] = [
    forbidden_kind::check,
    endpoints_by_hand::check,
    route_kind_not_allowed::check,
    parent_not_of_platform::check,
    no_parent::check,
    default_gateways::check,
    hostnames_missing::check,
    hostname_malformed::check,
    foreign_hostname::check,
    wildcard_too_wide::check,
    custom_domain_not_listed::check,
    hostname_look_alike::check,
    backend_in_other_namespace::check,
    backend_kind_not_listed::check,
    tenant_unknown::check,
    forbidden_service_type::check,
    external_name_elsewhere::check,
    service_address::check,
    forbidden_controller::check,
    host_network::check,
    gateway_infrastructure::check,
    annotation_hostname::check,
    annotation_publishes::check,
    certificate_name::check,
    tenancy_unreadable::check,
];

type Check = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// Whether an object stays within what its tenant may do.
#[derive(Debug, Clone)]
pub enum Tenancy {
    /// It does.
    Allowed,
    /// It does not, or that is not known.
    Denied(Vec<Diagnostic>),
}

/// What the platform's profile forbids `object`.
pub fn check(platform: &Platform, source: SourceId, object: View<'_>, out: &mut Vec<Diagnostic>) {
    let facts = platform.facts(object);
    let subject = Subject { source, platform, facts: &facts };
    CHECKS.iter().for_each(|check| check(&subject, out));
}

/// Tenancy alone, decided from the object and the platform, whatever else is known or not.
pub fn tenancy(platform: &Platform, source: SourceId, object: View<'_>) -> Tenancy {
    let mut found = Vec::new();
    check(platform, source, object, &mut found);
    if found.is_empty() { Tenancy::Allowed } else { Tenancy::Denied(found) }
}

/// One object and what the profile says of it.
struct Subject<'a> {
    source: SourceId,
    platform: &'a Platform,
    facts: &'a Facts<'a>,
}

impl<'a> Subject<'a> {
    fn at(&self, span: Span) -> Location {
        located(self.source, span)
    }

    /// The object as a whole: its name, else its kind.
    fn title(&self) -> Location {
        self.at(self.facts.object.title())
    }

    /// The fields of one of these kinds that open a way past the Gateways.
    fn open(&self, fields: &'static [OpenField]) -> impl Iterator<Item = &'a OpenFact<'a>> {
        self.facts.open.iter().filter(|it| fields.contains(&it.field))
    }

    fn route(&self) -> Option<&'a RouteFacts<'a>> {
        if let Role::Route(route) = &self.facts.role { Some(route) } else { None }
    }

    /// The hostnames that the object names.
    fn hostnames(&self) -> &'a [HostnameFact<'a>] {
        match self.route().map(|it| &it.hostnames) {
            Some(Hostnames::Listed(list)) => list,
            _ => &[],
        }
    }

    /// What people call the platform.
    fn platform_name(&self) -> &'a str {
        self.platform.profile().title()
    }
}

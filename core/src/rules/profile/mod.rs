//! `RP5xxx`: what the platform's profile forbids. Facts of `tenancy` in, diagnostics out, one rule a file.
//!
//! [`tenancy`] asks the same for admission: settings' levels and ignores have no part in it, so it stays closed.

mod backend_in_other_namespace;
mod custom_domain_not_listed;
mod default_gateways;
mod forbidden_controller;
mod forbidden_kind;
mod forbidden_service_type;
mod foreign_hostname;
mod hostname_look_alike;
mod hostname_malformed;
mod hostnames_missing;
mod no_parent;
mod parent_not_of_platform;
mod route_kind_not_allowed;
mod tenancy_unreadable;
mod tenant_unknown;
#[cfg(test)]
mod tests;
mod wildcard_too_wide;
mod words;

use crate::diagnostic::{Diagnostic, RuleInfo, located};
use crate::manifest::View;
use crate::source::{Location, SourceId, Span};
use crate::tenancy::{Facts, HostnameFact, Hostnames, Platform, Role, RouteFacts};

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
];

/// The checks of objects, and of routes.
const CHECKS: [Check; 12] = [
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
    tenant_unknown::check,
    tenancy_unreadable::check,
];

type Check = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// Whether an object stays within what its tenant may do.
#[derive(Debug, Clone)]
pub enum Tenancy {
    /// It does.
    Allowed,
    /// It does not, or that cannot be told.
    Denied(Vec<Diagnostic>),
}

/// What the platform's profile forbids `object`.
pub fn check(platform: &Platform, source: SourceId, object: View<'_>, out: &mut Vec<Diagnostic>) {
    let facts = platform.facts(object);
    let subject = Subject { source, platform, facts: &facts };
    forbidden_kind::check(&subject, out);
    match &facts.role {
        Role::Route(_) => CHECKS.iter().for_each(|it| it(&subject, out)),
        Role::OtherRoute => route_kind_not_allowed::check(&subject, out),
        Role::ForbiddenService(..) => forbidden_service_type::check(&subject, out),
        Role::Workload(_) => forbidden_controller::check(&subject, out),
        Role::Other => tenancy_unreadable::check(&subject, out),
    }
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

    fn route(&self) -> Option<&'a RouteFacts<'a>> {
        if let Role::Route(route) = &self.facts.role { Some(route) } else { None }
    }

    /// The hostnames that are said.
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

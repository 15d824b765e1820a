//! `RP3xxx`: which listener takes which route, and what is wrong with listeners and policies. Facts of `attach` in,
//! diagnostics out, one rule a file.

mod address_not_usable;
mod attached_to_nothing;
mod hostname_held;
mod hostname_not_shared;
mod hostname_unused;
mod insecure_client_validation;
mod kind_not_allowed;
mod listener_conflict;
mod listener_not_ready;
mod listener_takes_no_route;
mod namespace_not_allowed;
mod overlapping_tls_listeners;
mod parent_kind_unknown;
mod parent_not_accepted;
mod parent_not_allowed;
mod parent_without_address;
mod policy_conflicted;
mod port_not_listened;
mod protocol_not_supported;
mod route_conflicted;
mod route_kind_not_supported;
mod section_name_not_found;
mod tls_settings_missing;
mod words;

use super::Check;
use crate::diagnostic::RuleInfo;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &section_name_not_found::SECTION_NAME_NOT_FOUND,
    &port_not_listened::PORT_NOT_LISTENED,
    &hostname_not_shared::HOSTNAME_NOT_SHARED,
    &hostname_unused::HOSTNAME_UNUSED,
    &namespace_not_allowed::NAMESPACE_NOT_ALLOWED,
    &kind_not_allowed::KIND_NOT_ALLOWED,
    &parent_kind_unknown::PARENT_KIND_UNKNOWN,
    &parent_not_allowed::PARENT_NOT_ALLOWED,
    &attached_to_nothing::ATTACHED_TO_NOTHING,
    &route_conflicted::ROUTE_CONFLICTED,
    &parent_without_address::PARENT_WITHOUT_ADDRESS,
    &parent_not_accepted::PARENT_NOT_ACCEPTED,
    &listener_conflict::LISTENER_CONFLICT,
    &protocol_not_supported::PROTOCOL_NOT_SUPPORTED,
    &tls_settings_missing::TLS_SETTINGS_MISSING,
    &route_kind_not_supported::ROUTE_KIND_NOT_SUPPORTED,
    &overlapping_tls_listeners::OVERLAPPING_TLS_LISTENERS,
    &insecure_client_validation::INSECURE_CLIENT_VALIDATION,
    &address_not_usable::ADDRESS_NOT_USABLE,
    &listener_takes_no_route::LISTENER_TAKES_NO_ROUTE,
    &policy_conflicted::POLICY_CONFLICTED,
    &listener_not_ready::LISTENER_NOT_READY,
    &hostname_held::HOSTNAME_HELD,
];

/// The checks of some routes.
pub(super) const OF_ROUTES: &[Check] = &[
    section_name_not_found::check,
    port_not_listened::check,
    hostname_not_shared::check,
    hostname_unused::check,
    namespace_not_allowed::check,
    kind_not_allowed::check,
    parent_kind_unknown::check,
    parent_not_allowed::check,
    attached_to_nothing::check,
    route_conflicted::check,
    parent_without_address::check,
    listener_not_ready::check,
];

/// The checks of Gateways and ListenerSets.
pub(super) const OF_PARENTS: &[Check] = &[
    parent_not_allowed::check_sets,
    listener_conflict::check,
    protocol_not_supported::check,
    tls_settings_missing::check,
    route_kind_not_supported::check,
    overlapping_tls_listeners::check,
    insecure_client_validation::check,
    address_not_usable::check,
    listener_takes_no_route::check,
];

/// The checks of everything else.
pub(super) const OF_ALL: &[Check] =
    &[parent_not_accepted::check, policy_conflicted::check, hostname_held::check];

//! `RP2xxx`: what objects refer to. Facts of `world` and `attach` in, diagnostics out, one rule a file.
//!
//! `absent` judges names that lead nowhere and says so; `certificates` and `target_refs` collect what several rules
//! judge.

mod absent;
mod app_protocol_not_standard;
mod app_protocol_not_usable;
mod backend_kind_not_supported;
mod backend_not_found;
mod backend_policy_refused;
mod backend_port_not_found;
mod backend_port_wrong_protocol;
mod backend_tls_missing;
mod ca_not_found;
mod ca_unusable;
mod certificate_expired;
mod certificate_expires_soon;
mod certificate_hostname_mismatch;
mod certificate_kind_not_supported;
mod certificate_not_found;
mod certificate_unusable;
mod certificates;
mod duplicate_object;
mod extension_not_found;
mod extension_policy_kind_unknown;
mod extension_policy_section_not_found;
mod extension_policy_target_not_found;
mod external_name_backend;
mod gateway_class_not_found;
mod grpc_needs_http2;
mod namespace_not_found;
mod not_decided;
mod parameters_not_found;
mod parent_not_found;
mod policy_target_not_found;
mod policy_target_udp;
mod reference_name_not_valid;
mod reference_not_permitted;
mod renamed;
#[cfg(test)]
mod samples;
mod selector_matches_nothing;
mod service_without_endpoints;
mod target_port_not_exposed;
mod target_refs;
pub(crate) mod variable_left;
mod words;
mod wrong_reference_kind;

#[cfg(test)]
pub(super) use backend_port_not_found::BACKEND_PORT_NOT_FOUND;

use super::Check;
use crate::diagnostic::RuleInfo;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &parent_not_found::PARENT_NOT_FOUND,
    &backend_not_found::BACKEND_NOT_FOUND,
    &backend_port_not_found::BACKEND_PORT_NOT_FOUND,
    &backend_port_wrong_protocol::BACKEND_PORT_WRONG_PROTOCOL,
    &backend_kind_not_supported::BACKEND_KIND_NOT_SUPPORTED,
    &wrong_reference_kind::WRONG_REFERENCE_KIND,
    &reference_not_permitted::REFERENCE_NOT_PERMITTED,
    &app_protocol_not_usable::APP_PROTOCOL_NOT_USABLE,
    &extension_not_found::EXTENSION_NOT_FOUND,
    &selector_matches_nothing::SELECTOR_MATCHES_NOTHING,
    &target_port_not_exposed::TARGET_PORT_NOT_EXPOSED,
    &external_name_backend::EXTERNAL_NAME_BACKEND,
    &service_without_endpoints::SERVICE_WITHOUT_ENDPOINTS,
    &backend_tls_missing::BACKEND_TLS_MISSING,
    &app_protocol_not_standard::APP_PROTOCOL_NOT_STANDARD,
    &grpc_needs_http2::GRPC_NEEDS_HTTP2,
    &reference_name_not_valid::REFERENCE_NAME_NOT_VALID,
    &certificate_not_found::CERTIFICATE_NOT_FOUND,
    &certificate_kind_not_supported::CERTIFICATE_KIND_NOT_SUPPORTED,
    &certificate_unusable::CERTIFICATE_UNUSABLE,
    &certificate_expired::CERTIFICATE_EXPIRED,
    &certificate_expires_soon::CERTIFICATE_EXPIRES_SOON,
    &certificate_hostname_mismatch::CERTIFICATE_HOSTNAME_MISMATCH,
    &ca_not_found::CA_NOT_FOUND,
    &ca_unusable::CA_UNUSABLE,
    &policy_target_not_found::POLICY_TARGET_NOT_FOUND,
    &policy_target_udp::POLICY_TARGET_UDP,
    &gateway_class_not_found::GATEWAY_CLASS_NOT_FOUND,
    &parameters_not_found::PARAMETERS_NOT_FOUND,
    &duplicate_object::DUPLICATE_OBJECT,
    &namespace_not_found::NAMESPACE_NOT_FOUND,
    &extension_policy_target_not_found::EXTENSION_POLICY_TARGET_NOT_FOUND,
    &extension_policy_section_not_found::EXTENSION_POLICY_SECTION_NOT_FOUND,
    &extension_policy_kind_unknown::EXTENSION_POLICY_KIND_UNKNOWN,
    &backend_policy_refused::BACKEND_POLICY_REFUSED,
    &not_decided::NOT_DECIDED,
    &variable_left::VARIABLE_LEFT,
];

/// The checks of some routes. A later check sees what earlier ones found in the same routes.
pub(super) const OF_ROUTES: &[Check] = &[
    parent_not_found::check,
    reference_name_not_valid::check,
    backend_not_found::check,
    backend_port_not_found::check,
    backend_port_wrong_protocol::check,
    backend_kind_not_supported::check,
    wrong_reference_kind::check,
    app_protocol_not_usable::check,
    extension_not_found::check,
    not_decided::check,
];

/// The checks of some Services that routes send to.
pub(super) const OF_SERVICES: &[Check] = &[
    selector_matches_nothing::check,
    target_port_not_exposed::check,
    external_name_backend::check,
    service_without_endpoints::check,
    app_protocol_not_standard::check,
];

/// The checks of Gateways and ListenerSets.
pub(super) const OF_PARENTS: &[Check] = &[parent_not_found::check_sets, gateway_class_not_found::check];

/// The checks of everything else, and of all together.
pub(super) const OF_ALL: &[Check] = &[
    backend_tls_missing::check,
    grpc_needs_http2::check,
    reference_not_permitted::check,
    certificate_not_found::check,
    certificate_kind_not_supported::check,
    certificate_unusable::check,
    certificate_expired::check,
    certificate_expires_soon::check,
    certificate_hostname_mismatch::check,
    ca_not_found::check,
    ca_unusable::check,
    policy_target_not_found::check,
    policy_target_udp::check,
    parameters_not_found::check,
    duplicate_object::check,
    namespace_not_found::check,
    extension_policy_target_not_found::check,
    extension_policy_section_not_found::check,
    extension_policy_kind_unknown::check,
    backend_policy_refused::check,
    not_decided::check_others,
];

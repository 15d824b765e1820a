//! `RP4xxx`: what becomes of requests. Some rules look at one route, some ask the table of all routes.

mod header_named_twice;
mod host_by_header_modifier;
mod ingress_annotation;
mod match_is_literal;
mod preflight_not_taken;
mod replacement_is_literal;
mod retries_outlast_timeout;
mod words;

use super::Check;
use crate::diagnostic::RuleInfo;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &preflight_not_taken::PREFLIGHT_NOT_TAKEN,
    &replacement_is_literal::REPLACEMENT_IS_LITERAL,
    &match_is_literal::MATCH_IS_LITERAL,
    &header_named_twice::HEADER_NAMED_TWICE,
    &host_by_header_modifier::HOST_BY_HEADER_MODIFIER,
    &ingress_annotation::INGRESS_ANNOTATION,
    &retries_outlast_timeout::RETRIES_OUTLAST_TIMEOUT,
];

/// The checks of some routes.
pub(super) const OF_ROUTES: &[Check] = &[
    preflight_not_taken::check,
    replacement_is_literal::check,
    match_is_literal::check,
    header_named_twice::check,
    host_by_header_modifier::check,
    ingress_annotation::check,
    retries_outlast_timeout::check,
];

/// The checks of Gateways and ListenerSets.
pub(super) const OF_PARENTS: &[Check] = &[ingress_annotation::check_parents];

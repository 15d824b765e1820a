//! `RP4xxx`: what becomes of requests. Some rules look at one route, some ask the table of all routes.

mod dns_name_not_listened;
mod header_named_twice;
mod host_by_header_modifier;
mod ingress_annotation;
mod issuer_without_listener;
mod match_is_literal;
mod match_never_taken;
mod match_taken_elsewhere;
mod mirror_to_itself;
mod part_answered_with_error;
mod preflight_not_taken;
mod redirect_loop;
mod replacement_is_literal;
mod retries_outlast_timeout;
mod rewrite_drops_path;
mod rollout_not_in_route;
mod rule_without_backend;
mod websocket_times_out;
mod words;

use super::{Check, Context};
use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::routing::MatchPlace;
use crate::source::Location;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &match_never_taken::MATCH_NEVER_TAKEN,
    &match_taken_elsewhere::MATCH_TAKEN_ELSEWHERE,
    &part_answered_with_error::PART_ANSWERED_WITH_ERROR,
    &rule_without_backend::RULE_WITHOUT_BACKEND,
    &redirect_loop::REDIRECT_LOOP,
    &rewrite_drops_path::REWRITE_DROPS_PATH,
    &mirror_to_itself::MIRROR_TO_ITSELF,
    &preflight_not_taken::PREFLIGHT_NOT_TAKEN,
    &replacement_is_literal::REPLACEMENT_IS_LITERAL,
    &match_is_literal::MATCH_IS_LITERAL,
    &header_named_twice::HEADER_NAMED_TWICE,
    &host_by_header_modifier::HOST_BY_HEADER_MODIFIER,
    &ingress_annotation::INGRESS_ANNOTATION,
    &retries_outlast_timeout::RETRIES_OUTLAST_TIMEOUT,
    &rollout_not_in_route::ROLLOUT_NOT_IN_ROUTE,
    &dns_name_not_listened::DNS_NAME_NOT_LISTENED,
    &issuer_without_listener::ISSUER_WITHOUT_LISTENER,
    &websocket_times_out::WEBSOCKET_TIMES_OUT,
];

/// The checks of some routes.
pub(super) const OF_ROUTES: &[Check] = &[
    part_answered_with_error::check,
    rule_without_backend::check,
    rewrite_drops_path::check,
    mirror_to_itself::check,
    replacement_is_literal::check,
    match_is_literal::check,
    header_named_twice::check,
    host_by_header_modifier::check,
    ingress_annotation::check,
    retries_outlast_timeout::check,
    dns_name_not_listened::check,
    issuer_without_listener::check,
    websocket_times_out::check,
];

/// The checks of Gateways and ListenerSets.
pub(super) const OF_PARENTS: &[Check] =
    &[ingress_annotation::check_parents, issuer_without_listener::check_parents];

/// The checks of everything.
pub(super) const OF_ALL: &[Check] = &[rollout_not_in_route::check, ask_the_table, preflight_not_taken::check];

/// The rules that ask the table of all routes, which is made once for them.
fn ask_the_table(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let Some(table) = cx.table else { return };
    for shadowed in table.shadowed() {
        match_never_taken::check(cx, &shadowed, out);
        match_taken_elsewhere::check(cx, &shadowed, out);
    }
    redirect_loop::check(cx, table, out);
}

/// Where a match is written; its rule, or the route, where it is not.
fn place_of(cx: &Context<'_, '_, '_>, place: MatchPlace) -> Option<Location> {
    let fact = cx.attachments.routes().get(place.route)?;
    let rule = fact.route.rules().nth(place.rule);
    let written = rule.and_then(|it| it.matches().nth(place.number?));
    let rule = || rule.map(|it| it.at());
    Some(written.map(|it| it.at()).or_else(rule).unwrap_or_else(|| fact.item.at()))
}

/// `match 0 of rule 1`.
fn words(place: MatchPlace) -> String {
    match place.number {
        Some(number) => format!("match {number} of rule {}", place.rule),
        None => format!("rule {}", place.rule),
    }
}

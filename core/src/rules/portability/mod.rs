//! `RP7xxx`: what the chosen implementation has not shown that it supports. Needs and reports of `features` in,
//! diagnostics out, one rule a file.

mod feature_not_reported;
mod feature_partly_tested;
mod no_entry_point;
mod other_release;

use crate::attach::Attachments;
use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::features::{Claims, Need, Side, Support, backend_needs, needs};
use crate::manifest::View;
use crate::rules::Context;
use crate::schema::Serving;
use crate::source::SourceId;
use crate::world::World;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &feature_not_reported::FEATURE_NOT_REPORTED,
    &feature_partly_tested::FEATURE_PARTLY_TESTED,
    &no_entry_point::NO_ENTRY_POINT,
    &other_release::OTHER_RELEASE,
];

/// What `object` needs by itself and the implementation has not shown.
pub(crate) fn check(claims: &Claims, source: SourceId, object: View<'_>, out: &mut Vec<Diagnostic>) {
    judge(claims, &needs(source, object), out);
}

/// What routes need because of their backends and the implementation has not shown.
pub(crate) fn check_backends(claims: &Claims, attachments: &Attachments<'_, '_>, out: &mut Vec<Diagnostic>) {
    for route in attachments.routes() {
        judge(claims, &backend_needs(route), out);
    }
}

/// What implementations do in their own way: one that is chosen, or that the class of a Gateway names.
pub(crate) fn check_beyond(cx: &Context<'_, '_, '_>, claims: Option<&Claims>, out: &mut Vec<Diagnostic>) {
    no_entry_point::check(cx, claims, out);
}

/// CRDs of Gateway API beside manifests that are judged by those of another release.
pub(crate) fn check_release(world: &World<'_>, serving: Serving<'_>, out: &mut Vec<Diagnostic>) {
    other_release::check(world, serving, out);
}

fn judge(claims: &Claims, needs: &[Need], out: &mut Vec<Diagnostic>) {
    for need in needs {
        match claims.support(need) {
            Support::Full => {}
            Support::Partly(tests) => out.push(feature_partly_tested::partly_tested(claims, need, &tests)),
            Support::None { newer, modes } => {
                out.push(feature_not_reported::not_reported(claims, need, newer, &modes));
            }
        }
    }
}

/// ``the conformance report of `envoy-gateway` v1.9.0 (2026-08-18, Gateway API 1.6.1)``.
fn report(claims: &Claims) -> String {
    let Claims { implementation, report, .. } = claims;
    let date = if report.date.is_empty() { String::new() } else { format!("{}, ", report.date) };
    let (name, version, release) = (implementation.name, report.version, report.gateway_api);
    format!("the conformance report of `{name}` {version} ({date}Gateway API {release})")
}

/// `` `HTTPRouteCORS` ``, and whether it is a mesh's where the name does not say so.
fn feature(need: &Need) -> String {
    let name = need.feature.name;
    let of = if need.side == Side::Mesh && !name.starts_with("Mesh") { " for meshes" } else { "" };
    format!("`{name}`{of}")
}

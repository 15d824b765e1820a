//! Phrases and places that rules of this family share.

use crate::attach::CertificateFact;
use crate::attach::material::Leaf;
use crate::model::View;
use crate::rules::Context;
use crate::source::Location;
use crate::time::Timestamp;
use crate::world::{Grant, Item, Origin};

/// A longer list of names does not help.
pub(super) const MAX_NAMES: usize = 5;

/// Whether the platform refuses the parent ref at `holder` of `route`, which its own rules have reported then.
pub(super) fn refused_by_platform(cx: &Context<'_, '_, '_>, route: &Item<'_>, holder: View<'_>) -> bool {
    parent_on_platform(cx, route, holder) == Some(false)
}

/// Whether the platform offers the parent that the ref at `holder` of `route` names; `None` without a platform, and for
/// a route that it does not speak of.
pub(super) fn parent_on_platform(
    cx: &Context<'_, '_, '_>,
    route: &Item<'_>,
    holder: View<'_>,
) -> Option<bool> {
    let facts = cx.platform?.route_facts(route.object())?;
    let parent = facts.parents.iter().find(|it| it.value.span() == holder.value().span())?;
    Some(parent.fault.is_none())
}

/// Where a finding about `place` of `item` is shown: there, or at `else_at` where `item` is none of the manifests that
/// are to be applied.
pub(super) fn shown_at(item: &Item<'_>, place: Location, else_at: Location) -> Location {
    if item.origin() == Origin::Desired { place } else { else_at }
}

/// The certificate that a reference leads to, where it may be used and can be read, with the Secret.
pub(super) fn leaf<'f, 'w, 'a>(it: &'f CertificateFact<'w, 'a>) -> Option<(&'w Item<'a>, &'f Leaf)> {
    if matches!(it.grant, Grant::Refused) {
        return None;
    }
    Some((it.target.found()?, it.material.as_ref()?.as_ref().ok()?))
}

/// The day of a point in time, in UTC.
pub(super) fn day(seconds: u64) -> String {
    let time = Timestamp::from_seconds(seconds).to_string();
    time.split('T').next().unwrap_or_default().to_owned()
}

/// `a, b and c`, or `a, b and 3 more`.
pub(super) fn listed(items: impl IntoIterator<Item = String>) -> String {
    listed_as(items, |it| it)
}

/// The same of anything; only what is shown is written.
pub(super) fn listed_as<T>(items: impl IntoIterator<Item = T>, write: impl Fn(T) -> String) -> String {
    let mut items = items.into_iter();
    let mut all: Vec<_> = items.by_ref().take(MAX_NAMES).map(write).collect();
    let more = items.count();
    let last = if more == 0 { all.pop().unwrap_or_default() } else { format!("{more} more") };
    if all.is_empty() { last } else { format!("{} and {last}", all.join(", ")) }
}

/// Several objects of a kind.
pub(super) fn plural(kind: &str) -> String {
    match kind.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if kind.ends_with('s') => format!("{kind}es"),
        _ => format!("{kind}s"),
    }
}

/// A kind with the article that it wants.
pub(super) fn a_kind(kind: &str) -> String {
    let article = if kind.starts_with(['A', 'E', 'I', 'O']) || kind.starts_with("HTTP") { "an" } else { "a" };
    format!("{article} {kind}")
}

#[cfg(test)]
mod tests {
    use super::{a_kind, listed, plural};

    #[test]
    fn lists_end_before_they_tire() {
        let some = |count: usize| listed((1..=count).map(|it| it.to_string()));
        assert_eq!(
            [0, 1, 2, 5, 7].map(some),
            ["", "1", "1 and 2", "1, 2, 3, 4 and 5", "1, 2, 3, 4, 5 and 2 more"]
        );
    }

    #[test]
    fn kinds_read_as_words() {
        assert_eq!(
            ["Service", "Gateway", "BackendTLSPolicy", "GatewayClass"].map(plural),
            ["Services", "Gateways", "BackendTLSPolicies", "GatewayClasses"]
        );
        assert_eq!(
            ["HTTPRoute", "GRPCRoute", "Ingress"].map(a_kind),
            ["an HTTPRoute", "a GRPCRoute", "an Ingress"]
        );
    }
}

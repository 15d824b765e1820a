//! What the rules of this family share: which parent refs they speak of, and how they name listeners.

use crate::attach::{Attachment, Environment, ListenerFact, Parent, Role, RouteFact};
use crate::model::{GroupKind, ParentRef, RouteKind};
use crate::rules::Context;
use crate::source::Location;
use crate::world::Lookup;

/// As many names as a sentence bears.
const MAX_NAMES: usize = 6;

/// Every parent ref whose parent is among the inputs, but for those that the platform refuses, which RP5001 reports.
pub(super) fn attached<'c, 'w, 'a>(
    cx: &Context<'c, 'w, 'a>,
) -> impl Iterator<Item = (&'c RouteFact<'w, 'a>, &'c Attachment<'w, 'a>, &'c Parent<'w, 'a>)> {
    let cx = *cx;
    cx.attached().filter(move |(_, it, _)| of_platform(&cx, it))
}

/// Whether the platform, where there is one, offers the Gateway that a parent ref names.
pub(super) fn of_platform(cx: &Context<'_, '_, '_>, attachment: &Attachment<'_, '_>) -> bool {
    let parent = attachment.parent_ref;
    cx.platform.is_none_or(|platform| {
        let mut gateways = platform.profile().gateways.iter();
        parent.target() == GroupKind::GATEWAY
            && gateways.any(|it| {
                it.name.as_str() == parent.name().value && it.namespace.as_str() == attachment.namespace
            })
    })
}

/// The smallest text of a parent ref that chooses the listener.
pub(super) fn choice(parent_ref: ParentRef<'_>) -> Location {
    parent_ref.section_name().map_or_else(|| parent_ref.name().at, |it| it.at)
}

/// The listeners of `parent` that the parent ref selects, with what each makes of the route.
pub(super) fn outcomes<'f, 'w, 'a>(
    attachment: &'f Attachment<'w, 'a>,
    parent: &'f Parent<'w, 'a>,
) -> impl Iterator<Item = (&'f ListenerFact<'w, 'a>, &'f crate::attach::Outcome<'a>)> {
    attachment.listeners.iter().filter_map(|(at, it)| Some((parent.listeners.get(*at)?, it)))
}

/// listener `https` of Gateway `infra/edge`.
pub(super) fn listener_title(fact: &ListenerFact<'_, '_>, parent: &Parent<'_, '_>) -> String {
    format!("listener `{}` of {}", fact.listener.name().value, parent.item.title())
}

/// The Gateway that `parent` is or belongs to, with its ListenerSets: all whose listeners stand side by side.
pub(super) fn neighbours<'c, 'w, 'a>(
    cx: &Context<'c, 'w, 'a>,
    parent: &'c Parent<'w, 'a>,
) -> impl Iterator<Item = &'c Parent<'w, 'a>> {
    let attachments = cx.attachments;
    let gateway = match &parent.role {
        Role::Gateway { .. } => Some(parent),
        Role::ListenerSet { gateway, .. } => {
            gateway.and_then(Lookup::found).and_then(|it| attachments.parent(it))
        }
    };
    let sets = match gateway.map(|it| &it.role) {
        Some(Role::Gateway { sets }) => sets.as_slice(),
        _ => &[],
    };
    gateway.into_iter().chain(sets.iter().filter_map(|it| attachments.parent(*it)))
}

/// The listener that is named at `at`, among those beside the listeners of `parent`.
pub(super) fn listener_at<'c, 'w, 'a>(
    cx: &Context<'c, 'w, 'a>,
    parent: &'c Parent<'w, 'a>,
    at: Location,
) -> Option<(&'c Parent<'w, 'a>, &'c ListenerFact<'w, 'a>)> {
    let mut all = neighbours(cx, parent).flat_map(|it| it.listeners.iter().map(move |fact| (it, fact)));
    all.find(|(_, it)| it.listener.name().at == at)
}

/// `a`, `b` and 3 more, each name in backticks.
pub(super) fn some_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.into_iter().collect();
    let shown = crate::rules::words::quoted_list(names.iter().take(MAX_NAMES).copied());
    match names.len().saturating_sub(MAX_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Whether a listener that ends TLS may take a `TCPRoute`: some implementations do, and the spec does not say.
pub(super) fn may_take(environment: &Environment, kind: RouteKind, fact: &ListenerFact<'_, '_>) -> bool {
    kind == RouteKind::Tcp
        && !environment.is_known()
        && fact.listener.protocol().value == "TLS"
        && fact.listener.terminates() == Some(true)
}

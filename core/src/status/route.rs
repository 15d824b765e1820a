//! The status of a route, per parent.

use super::merge::{self, Decided};
use super::shape::{ParentReference, RouteParentStatus, RouteStatus, Truth};
use super::{StatusContext, reasons, types};
use crate::attach::{
    ASSUMED_CONTROLLER, Attachment, BackendRefFact, ExtensionRefFact, RefProblem, RouteFact, Target, Verdict,
};
use crate::model::StatusView;

/// The types of conditions that a controller writes here.
const OWN: [&str; 3] = [types::ACCEPTED, types::RESOLVED_REFS, "PartiallyInvalid"];

pub(super) fn status(cx: StatusContext<'_, '_, '_>, fact: &RouteFact<'_, '_>) -> RouteStatus {
    let old = cx.old(fact.item);
    let old = old.into_iter().flat_map(StatusView::parents).filter_map(RouteParentStatus::reported);
    let old: Vec<_> = old.collect();
    let resolved = resolved_refs(fact, fact.backends.iter().copied());
    let stamp = cx.stamp(fact.item);
    let written = fact.attachments.iter().filter(|it| it.verdict != Verdict::NoStatus);
    let mut new: Vec<RouteParentStatus> = Vec::with_capacity(fact.attachments.len());
    for attachment in written {
        let parent_ref = ParentReference::from(attachment.parent_ref);
        let controller_name = controller(cx, attachment).to_owned();
        if new.iter().any(|it| it.parent_ref == parent_ref) {
            continue;
        }
        let before =
            old.iter().find(|it| it.parent_ref == parent_ref && it.controller_name == controller_name);
        let before = before.into_iter().flat_map(|it| it.conditions.iter().cloned());
        let refs = match attachment.target {
            // A mesh asks for no ReferenceGrant.
            Target::Service(_) => resolved_refs(fact, fact.backends.iter().map(|it| it.without_grant())),
            _ => resolved.clone(),
        };
        let decided = vec![accepted(cx, fact, attachment), refs];
        let conditions = merge::conditions(before, decided, &OWN, stamp);
        new.push(RouteParentStatus { parent_ref, controller_name, conditions });
    }
    let same = |one: &RouteParentStatus, other: &RouteParentStatus| {
        one.parent_ref == other.parent_ref && one.controller_name == other.controller_name
    };
    let parents = merge::entries(old.iter().cloned(), new, same, |it| cx.is_ours(&it.controller_name));
    RouteStatus { parents }
}

fn controller<'s>(cx: StatusContext<'s, '_, '_>, attachment: &Attachment<'_, '_>) -> &'s str {
    let parent = attachment.parent().and_then(|it| cx.attachments.parent(it));
    let assumed = cx.environment.controller_name.as_deref().unwrap_or(ASSUMED_CONTROLLER);
    parent.map_or(assumed, |it| it.ownership.controller(cx.environment))
}

fn accepted(
    cx: StatusContext<'_, '_, '_>,
    fact: &RouteFact<'_, '_>,
    attachment: &Attachment<'_, '_>,
) -> Decided {
    let no = |reason, message: String| Decided::no(types::ACCEPTED, reason, message);
    let parent = attachment.parent_ref;
    let shown = parent.target().title(attachment.namespace, parent.name().value);
    match attachment.verdict {
        Verdict::Accepted => Decided::yes(types::ACCEPTED, reasons::ACCEPTED, shown + " takes the route"),
        Verdict::NoMatchingParent => no(reasons::NO_MATCHING_PARENT, no_match(attachment, &shown)),
        Verdict::NotAllowedByListeners => {
            let message = format!(
                "no listener of {shown} that the parentRef selects takes {}s from namespace `{}`",
                fact.route.kind().name(),
                fact.item.namespace()
            );
            no(reasons::NOT_ALLOWED_BY_LISTENERS, message)
        }
        Verdict::NoMatchingListenerHostname => {
            let message = format!("no listener of {shown} shares a hostname with the route");
            no(reasons::NO_MATCHING_LISTENER_HOSTNAME, message)
        }
        Verdict::Conflicted => {
            no(reasons::CONFLICTED, format!("routes of another kind have this port of {shown}"))
        }
        Verdict::ParentNotAllowed => {
            no(reasons::NO_MATCHING_PARENT, format!("{shown} is not allowed by its Gateway"))
        }
        Verdict::Unknown | Verdict::NoStatus => {
            Decided::unknown(types::ACCEPTED, unknown(cx, attachment, &shown))
        }
    }
}

fn no_match(attachment: &Attachment<'_, '_>, shown: &str) -> String {
    // A Service of a mesh has ports; whatever else routes attach to has listeners.
    let (one, on_port) = match attachment.target {
        Target::Service(_) => ("port", "port"),
        _ => ("listener", "listener on port"),
    };
    match (attachment.parent_ref.section_name(), attachment.parent_ref.port()) {
        (Some(name), Some(port)) => {
            format!("{shown} has no {one} `{}` on port {}", name.value, port.value)
        }
        (Some(name), None) => format!("{shown} has no {one} `{}`", name.value),
        (None, Some(port)) => format!("{shown} has no {on_port} {}", port.value),
        (None, None) => format!("{shown} has no {one}"),
    }
}

fn unknown(cx: StatusContext<'_, '_, '_>, attachment: &Attachment<'_, '_>, shown: &str) -> String {
    match attachment.parent().and_then(|it| cx.attachments.parent(it)) {
        Some(_) => format!("{shown} decides by an object that is not among the inputs"),
        None => format!("{shown} is not among the inputs"),
    }
}

fn resolved_refs<'w, 'a: 'w>(
    fact: &RouteFact<'_, '_>,
    backends: impl Iterator<Item = BackendRefFact<'w, 'a>> + Clone,
) -> Decided {
    let backend = backends.clone().find_map(|it| it.problem().map(|problem| (it, problem)));
    if let Some((it, problem)) = backend {
        let reason = match problem {
            RefProblem::InvalidKind => reasons::INVALID_KIND,
            RefProblem::NotPermitted => reasons::REF_NOT_PERMITTED,
            // The spec names no reason for a port that is not there. Envoy Gateway calls it `PortNotFound`, Traefik this.
            RefProblem::NotFound | RefProblem::PortNotFound => reasons::BACKEND_NOT_FOUND,
            RefProblem::UnsupportedProtocol | RefProblem::WrongProtocol => reasons::UNSUPPORTED_PROTOCOL,
        };
        return Decided::no(types::RESOLVED_REFS, reason, problem_text(&it, problem));
    }
    let extension = fact.extensions.iter().find_map(|it| it.problem().map(|problem| (it, problem)));
    if let Some((it, problem)) = extension {
        let reason = match problem {
            RefProblem::InvalidKind => reasons::INVALID_KIND,
            _ => reasons::BACKEND_NOT_FOUND,
        };
        return Decided::no(types::RESOLVED_REFS, reason, extension_text(fact, it, problem));
    }
    if let Some(it) = { backends }.find(|it| !it.is_resolved()) {
        let shown = it.backend_ref.target().title(it.namespace, it.backend_ref.name().value);
        let message = format!("{shown} or what permits its use is not among the inputs");
        return Decided::unknown(types::RESOLVED_REFS, message);
    }
    if fact.extensions.iter().any(|it| it.target.is_unknown()) {
        let message = "an object that a filter names is not among the inputs";
        return Decided::new(types::RESOLVED_REFS, Truth::Unknown, reasons::PENDING, message);
    }
    Decided::yes(types::RESOLVED_REFS, reasons::RESOLVED_REFS, "all references are resolved")
}

fn problem_text(fact: &BackendRefFact<'_, '_>, problem: RefProblem) -> String {
    let kind = fact.backend_ref.target();
    let shown = kind.title(fact.namespace, fact.backend_ref.name().value);
    match problem {
        RefProblem::InvalidKind if kind.group.is_empty() => format!("a {} cannot be a backend", kind.kind),
        RefProblem::InvalidKind => format!("a {} of group `{}` cannot be a backend", kind.kind, kind.group),
        RefProblem::NotPermitted => format!("no ReferenceGrant permits the reference to {shown}"),
        RefProblem::NotFound => format!("{shown} does not exist"),
        RefProblem::PortNotFound => {
            let port = fact.backend_ref.port().map(|it| it.value).unwrap_or_default();
            format!("{shown} has no port {port}")
        }
        RefProblem::WrongProtocol => {
            let port = fact.backend_ref.port().map(|it| it.value).unwrap_or_default();
            format!("{shown} has port {port} for another protocol")
        }
        RefProblem::UnsupportedProtocol => {
            format!("the appProtocol of {shown} is not one that this kind of route can use")
        }
    }
}

fn extension_text(fact: &RouteFact<'_, '_>, it: &ExtensionRefFact<'_, '_>, problem: RefProblem) -> String {
    match problem {
        RefProblem::InvalidKind => format!("a {} cannot be a filter", it.kind.kind),
        _ => format!("{} does not exist", it.kind.title(fact.item.namespace(), it.name)),
    }
}

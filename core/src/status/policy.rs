//! The status of a BackendTLSPolicy, per Gateway that uses its targets.

use super::merge::{self, Decided};
use super::shape::{ParentReference, PolicyAncestorStatus, PolicyStatus};
use super::{StatusContext, reasons, text, types};
use crate::attach::{CaProblem, Parent, PolicyFact, PolicyTarget};
use crate::model::{GroupKind, StatusView};

/// The types of conditions that a controller writes here.
const OWN: [&str; 2] = [types::ACCEPTED, types::RESOLVED_REFS];

/// The most ancestors that the API takes.
const MOST_ANCESTORS: usize = 16;

pub(super) fn status(cx: StatusContext<'_, '_, '_>, fact: &PolicyFact<'_, '_>) -> PolicyStatus {
    let old = cx.old(fact.item);
    let old = old.into_iter().flat_map(StatusView::ancestors).filter_map(PolicyAncestorStatus::reported);
    let old: Vec<_> = old.collect();
    let gateways = fact.gateways.iter().filter_map(|it| cx.attachments.parent(*it));
    let new = gateways.filter(|it| it.ownership.is_owned()).map(|gateway| ancestor(cx, fact, gateway, &old));
    let same = |one: &PolicyAncestorStatus, other: &PolicyAncestorStatus| {
        one.ancestor_ref == other.ancestor_ref && one.controller_name == other.controller_name
    };
    let is_ours = |it: &PolicyAncestorStatus| cx.is_ours(&it.controller_name);
    let mut ancestors = merge::entries(old.iter().cloned(), new.collect(), same, is_ours);
    // When the list is full no controller may add to it.
    ancestors.truncate(MOST_ANCESTORS);
    PolicyStatus { ancestors }
}

fn ancestor(
    cx: StatusContext<'_, '_, '_>,
    fact: &PolicyFact<'_, '_>,
    gateway: &Parent<'_, '_>,
    old: &[PolicyAncestorStatus],
) -> PolicyAncestorStatus {
    let GroupKind { group, kind } = gateway.item.kind();
    let ancestor_ref = ParentReference {
        group: group.to_owned().into(),
        kind: kind.to_owned().into(),
        namespace: Some(gateway.item.namespace().to_owned()),
        name: gateway.item.name().to_owned(),
        section_name: None,
        port: None,
    };
    let controller_name = gateway.ownership.controller(cx.environment).to_owned();
    let before =
        old.iter().find(|it| it.ancestor_ref == ancestor_ref && it.controller_name == controller_name);
    let before = before.into_iter().flat_map(|it| it.conditions.iter().cloned());
    let decided = vec![accepted(fact), resolved_refs(fact)];
    let conditions = merge::conditions(before, decided, &OWN, cx.stamp(fact.item));
    PolicyAncestorStatus { ancestor_ref, controller_name, conditions }
}

fn accepted(fact: &PolicyFact<'_, '_>) -> Decided {
    let no = |reason, message: String| Decided::no(types::ACCEPTED, reason, message);
    let all = |wanted: fn(&PolicyTarget<'_, '_>) -> bool| {
        fact.targets.first().filter(|_| fact.targets.iter().all(wanted))
    };
    if let Some(target) = all(|it| it.target.is_missing() || it.section_missing) {
        let name = target.target_ref;
        let shown = name.target().title(fact.item.namespace(), name.name().value);
        let message = match name.section_name().filter(|_| target.section_missing) {
            Some(section) => format!("{shown} has no port named `{}`", section.value),
            None => format!("{shown} does not exist"),
        };
        return no(reasons::TARGET_NOT_FOUND, message);
    }
    if let Some(winner) = all(|it| it.loses_to.is_some()).and_then(|it| it.loses_to) {
        return no(reasons::CONFLICTED, format!("{} has the same target and comes first", winner.id()));
    }
    if all(|it| it.is_udp).is_some() {
        return no(reasons::INVALID, "TLS does not go over a UDP port".to_owned());
    }
    if fact.has_no_ca() {
        return no(reasons::NO_VALID_CA_CERTIFICATE, "no CA certificate can be used".to_owned());
    }
    let well_known = fact.policy.validation().and_then(|it| it.well_known()).map(|it| it.value);
    match well_known.filter(|it| !it.is_empty() && *it != "System") {
        Some(name) => {
            let message =
                format!("only the implementation knows whether it takes `{name}` as well-known CAs");
            Decided::unknown(types::ACCEPTED, message)
        }
        None => Decided::yes(types::ACCEPTED, reasons::ACCEPTED, "the policy is in force"),
    }
}

fn resolved_refs(fact: &PolicyFact<'_, '_>) -> Decided {
    if let Some((it, problem)) =
        fact.authorities.iter().find_map(|it| it.problem().map(|problem| (it, problem)))
    {
        let reason = match problem {
            CaProblem::InvalidKind => reasons::INVALID_KIND,
            _ => reasons::INVALID_CA_CERTIFICATE_REF,
        };
        return Decided::no(types::RESOLVED_REFS, reason, text::authority(it, problem));
    }
    if let Some(it) = fact.authorities.iter().find(|it| !it.is_resolved()) {
        let shown = it.ca_ref.target().title(it.namespace, it.ca_ref.name().value);
        return Decided::unknown(types::RESOLVED_REFS, format!("{shown} is not among the inputs"));
    }
    Decided::yes(types::RESOLVED_REFS, reasons::RESOLVED_REFS, "all references are resolved")
}

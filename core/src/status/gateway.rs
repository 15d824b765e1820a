//! The status of a Gateway and of the ListenerSets that attach to it.

use super::class::parameters_status;
use super::listener::{self, ListenerConditions};
use super::merge::{self, Decided};
use super::shape::{Address, GatewayStatus, ListenerSetStatus, ListenerStatus, Truth};
use super::{StatusContext, reasons, text, types};
use crate::attach::{Admission, CertificateProblem, Ownership, Parent, ParentId, Role};
use crate::model::{Gateway, ListenerStatusView, StatusView};
use crate::world::Lookup;

/// The types of conditions that a controller writes on a Gateway.
const OWN: [&str; 4] =
    [types::ACCEPTED, types::PROGRAMMED, types::RESOLVED_REFS, types::INSECURE_FRONTEND_VALIDATION_MODE];

/// The types of conditions that a controller writes on a ListenerSet.
const OWN_SET: [&str; 2] = [types::ACCEPTED, types::PROGRAMMED];

/// What is decided of a Gateway or ListenerSet before it is merged with the old status.
struct Judged {
    listeners: Vec<ListenerConditions>,
    accepted: Decided,
    programmed: Decided,
}

/// The status of a Gateway; `None` where another controller owns it.
pub(super) fn status(cx: StatusContext<'_, '_, '_>, parent: &Parent<'_, '_>) -> Option<GatewayStatus> {
    let old = cx.old(parent.item);
    match parent.ownership {
        Ownership::Foreign(_) => return None,
        Ownership::NoClass => return waiting(cx, parent, old),
        Ownership::Class(_) | Ownership::Assumed => {}
    }
    let gateway: Gateway<'_> = parent.item.read();
    let judged = judge(cx, parent);
    let sets = sets(parent);
    let sets = sets.iter().filter_map(|it| cx.attachments.parent(*it));
    let attached = sets.filter(|it| judge_set(it, &judged.accepted).accepted.status == Truth::True);
    let attached_listener_sets = cx.environment.supports("ListenerSet").then(|| attached.count());
    let resolved_refs = resolved_refs(parent, &judged.listeners);
    let decided = [judged.accepted.clone(), judged.programmed, resolved_refs];
    let decided = decided.into_iter().chain(insecure(cx, gateway)).collect();
    let reported = merge::reported(old.map(StatusView::conditions));
    let conditions = merge::conditions(reported, decided, &OWN, cx.stamp(parent.item));
    let listeners = listeners(cx, parent, judged.listeners, &judged.accepted, old);
    Some(GatewayStatus {
        addresses: addresses(cx, gateway, old),
        conditions,
        listeners,
        attached_listener_sets,
    })
}

/// The status of a ListenerSet; `None` where no controller that we speak for owns its Gateway.
pub(super) fn set_status(
    cx: StatusContext<'_, '_, '_>,
    parent: &Parent<'_, '_>,
) -> Option<ListenerSetStatus> {
    let Role::ListenerSet { gateway: Some(gateway), .. } = &parent.role else { return None };
    let old = cx.old(parent.item);
    let reported = merge::reported(old.map(StatusView::conditions));
    let judged = match gateway {
        Lookup::Missing => return None,
        Lookup::Unknown => {
            let message = "the Gateway is not among the inputs";
            let decided = [types::ACCEPTED, types::PROGRAMMED]
                .map(|it| Decided::unknown(it, message))
                .into_iter()
                .collect();
            let conditions = merge::conditions(reported, decided, &OWN_SET, cx.stamp(parent.item));
            return Some(ListenerSetStatus { conditions, listeners: Vec::new() });
        }
        Lookup::Found(id) => {
            let gateway = cx.attachments.parent(*id).filter(|it| it.ownership.is_owned())?;
            let own: Vec<_> = gateway.listeners.iter().map(listener::conditions).collect();
            judge_set(parent, &accepted(cx, gateway, &own))
        }
    };
    let listeners = if parent.is_shut_out() {
        Vec::new()
    } else {
        listeners(cx, parent, judged.listeners, &judged.accepted, old)
    };
    let decided = vec![judged.accepted, judged.programmed];
    let conditions = merge::conditions(reported, decided, &OWN_SET, cx.stamp(parent.item));
    Some(ListenerSetStatus { conditions, listeners })
}

/// What the CRD's default says of a Gateway that no controller has seen.
fn waiting(
    cx: StatusContext<'_, '_, '_>,
    parent: &Parent<'_, '_>,
    old: Option<StatusView<'_>>,
) -> Option<GatewayStatus> {
    if old.is_some() {
        return None;
    }
    let message = "no controller owns the GatewayClass that it names";
    let decided = [types::ACCEPTED, types::PROGRAMMED].map(|it| Decided::unknown(it, message));
    let stamp = cx.stamp(parent.item);
    let conditions = merge::conditions(std::iter::empty(), decided.into_iter().collect(), &[], stamp);
    Some(GatewayStatus {
        addresses: Vec::new(),
        conditions,
        listeners: Vec::new(),
        attached_listener_sets: None,
    })
}

fn sets(parent: &Parent<'_, '_>) -> Vec<ParentId> {
    match &parent.role {
        Role::Gateway { sets } => sets.clone(),
        Role::ListenerSet { .. } => Vec::new(),
    }
}

fn judge(cx: StatusContext<'_, '_, '_>, parent: &Parent<'_, '_>) -> Judged {
    let listeners: Vec<_> = parent.listeners.iter().map(listener::conditions).collect();
    let accepted = accepted(cx, parent, &listeners);
    let sets = sets(parent);
    let of_sets = sets.iter().filter_map(|it| cx.attachments.parent(*it)).filter(|it| !it.is_shut_out());
    let of_sets: Vec<_> = of_sets.flat_map(|it| it.listeners.iter().map(listener::conditions)).collect();
    let programmed = programmed(cx, parent, &accepted, listeners.iter().chain(&of_sets));
    Judged { listeners, accepted, programmed }
}

/// Why a Gateway is certainly not accepted, as its condition says it.
pub(super) fn refusal(cx: StatusContext<'_, '_, '_>, gateway: &Parent<'_, '_>) -> Option<String> {
    let own: Vec<_> = gateway.listeners.iter().map(listener::conditions).collect();
    let accepted = accepted(cx, gateway, &own);
    (accepted.status == Truth::False).then(|| accepted.message.into_owned())
}

fn accepted(
    cx: StatusContext<'_, '_, '_>,
    parent: &Parent<'_, '_>,
    listeners: &[ListenerConditions],
) -> Decided {
    let gateway: Gateway<'_> = parent.item.read();
    let parameters = gateway.infrastructure().and_then(|it| it.parameters_ref());
    let judged = parameters.map_or(Ok(()), |it| parameters_status(cx, it, parent.item.namespace()));
    let decided = match judged {
        Err(decided) if decided.status == Truth::False => return decided,
        Err(decided) => Some(decided),
        Ok(()) => None,
    };
    if let Some(address) = gateway.addresses().find(|it| !cx.environment.takes_address(*it)) {
        let message = format!("addresses of type `{}` are not supported", address.kind().value);
        return Decided::no(types::ACCEPTED, reasons::UNSUPPORTED_ADDRESS, message);
    }
    let refused = listeners.iter().filter(|it| it.accepted.status == Truth::False).count();
    if refused == listeners.len() {
        let message = "no listener is accepted";
        return Decided::no(types::ACCEPTED, reasons::LISTENERS_NOT_VALID, message);
    }
    if let Some(unknown) = decided {
        return unknown;
    }
    if refused > 0 {
        let message = format!("{refused} of {} listeners are not accepted", listeners.len());
        return Decided::yes(types::ACCEPTED, reasons::LISTENERS_NOT_VALID, message);
    }
    let message = match parent.ownership {
        Ownership::Assumed => {
            "the Gateway is valid, if its GatewayClass, which is not among the inputs, is accepted"
        }
        _ => "the Gateway is valid",
    };
    Decided::yes(types::ACCEPTED, reasons::ACCEPTED, message)
}

fn programmed<'l>(
    cx: StatusContext<'_, '_, '_>,
    parent: &Parent<'_, '_>,
    accepted: &Decided,
    mut listeners: impl Iterator<Item = &'l ListenerConditions>,
) -> Decided {
    if accepted.status == Truth::False {
        return Decided::no(types::PROGRAMMED, reasons::INVALID, accepted.message.clone());
    }
    for address in parent.item.read::<Gateway<'_>>().addresses() {
        let value = address.value().filter(|it| !it.value.is_empty());
        let usable = &cx.environment.usable_addresses;
        match value {
            Some(it) if usable.as_ref().is_some_and(|usable| !usable.contains(it.value)) => {
                let message = format!("address `{}` cannot be used", it.value);
                return Decided::no(types::PROGRAMMED, reasons::ADDRESS_NOT_USABLE, message);
            }
            None if !cx.environment.supports("GatewayAddressEmpty") => {
                let message = "an address without a value cannot be assigned";
                return Decided::no(types::PROGRAMMED, reasons::ADDRESS_NOT_ASSIGNED, message);
            }
            _ => {}
        }
    }
    let mut unknown = accepted.status == Truth::Unknown;
    let configured = listeners.any(|it| {
        unknown |= it.programmed.status == Truth::Unknown;
        it.programmed.status == Truth::True
    });
    match (configured, unknown) {
        (true, _) if accepted.status == Truth::True => {
            Decided::yes(types::PROGRAMMED, reasons::PROGRAMMED, "the Gateway is configured")
        }
        (_, true) => Decided::unknown(types::PROGRAMMED, "what decides it is not among the inputs"),
        _ => Decided::no(types::PROGRAMMED, reasons::INVALID, "no listener can be configured"),
    }
}

fn resolved_refs(parent: &Parent<'_, '_>, listeners: &[ListenerConditions]) -> Decided {
    let no = |reason, message: String| Decided::no(types::RESOLVED_REFS, reason, message);
    let client = parent.client_certificate.as_ref();
    if let Some((fact, problem)) = client.and_then(|it| it.problem().map(|problem| (it, problem))) {
        let reason = match problem {
            CertificateProblem::NotPermitted => reasons::REF_NOT_PERMITTED,
            _ => reasons::INVALID_CLIENT_CERTIFICATE_REF,
        };
        return no(reason, text::certificate(fact, problem));
    }
    let count = |truth| listeners.iter().filter(|it| it.resolved_refs.status == truth).count();
    let (refused, all) = (count(Truth::False), listeners.len());
    if refused > 0 {
        let message = format!("{refused} of {all} listeners have references that are not resolved");
        return no(reasons::LISTENERS_NOT_RESOLVED, message);
    }
    if client.is_some_and(|it| !it.is_resolved()) || count(Truth::Unknown) > 0 {
        let message = "something that it refers to is not among the inputs";
        return Decided::unknown(types::RESOLVED_REFS, message);
    }
    Decided::yes(types::RESOLVED_REFS, reasons::RESOLVED_REFS, "all references are resolved")
}

fn insecure(cx: StatusContext<'_, '_, '_>, gateway: Gateway<'_>) -> Option<Decided> {
    let frontend = gateway.tls().and_then(|it| it.frontend())?;
    let insecure = frontend.validations().any(|it| it.mode().value == "AllowInsecureFallback");
    let supported = cx.environment.supports("GatewayFrontendClientCertificateValidationInsecureFallback");
    (insecure && supported).then(|| {
        let message = "clients without a valid certificate are let in: mode is AllowInsecureFallback";
        Decided::yes(types::INSECURE_FRONTEND_VALIDATION_MODE, reasons::CONFIGURATION_CHANGED, message)
    })
}

/// The addresses that were asked for and can be used; a Gateway that asks for none keeps what it has.
fn addresses(
    cx: StatusContext<'_, '_, '_>,
    gateway: Gateway<'_>,
    old: Option<StatusView<'_>>,
) -> Vec<Address> {
    let usable = |value: &str| match &cx.environment.usable_addresses {
        Some(usable) => usable.contains(value),
        None => true,
    };
    let asked = gateway.addresses().filter(|it| cx.environment.takes_address(*it));
    let asked = asked.filter_map(|it| Some((it, it.value().filter(|it| !it.value.is_empty())?)));
    let asked: Vec<_> = asked
        .filter(|(_, value)| usable(value.value))
        .map(|(it, value)| Address { kind: it.kind().value.to_owned(), value: value.value.to_owned() })
        .collect();
    if !asked.is_empty() || gateway.addresses().any(|it| it.value().is_some_and(|it| !it.value.is_empty())) {
        return asked;
    }
    let reported = old.into_iter().flat_map(|it| it.view().many::<crate::model::View<'_>>("addresses"));
    reported.filter_map(Address::reported).collect()
}

fn listeners(
    cx: StatusContext<'_, '_, '_>,
    parent: &Parent<'_, '_>,
    decided: Vec<ListenerConditions>,
    owner: &Decided,
    old: Option<StatusView<'_>>,
) -> Vec<ListenerStatus> {
    let old: Vec<ListenerStatusView<'_>> = old.into_iter().flat_map(StatusView::listeners).collect();
    let both = parent.listeners.iter().zip(decided);
    both.map(|(fact, decided)| {
        let decided = decided.of(owner);
        let name = fact.listener.name().value;
        // A listener that is not accepted takes nothing, whatever it names.
        let judged = decided.accepted.status == Truth::False && fact.authorities.is_empty();
        let kinds = if judged { &[] } else { fact.kinds.as_slice() };
        let reported =
            merge::reported(old.iter().find(|it| it.name().value == name).map(|it| it.conditions()));
        ListenerStatus {
            name: name.to_owned(),
            supported_kinds: kinds.iter().map(|it| (*it).into()).collect(),
            attached_routes: fact.attached_routes,
            conditions: merge::conditions(reported, decided.list(), &listener::OWN, cx.stamp(parent.item)),
        }
    })
    .collect()
}

/// Judges a ListenerSet whose Gateway has this condition Accepted.
fn judge_set(parent: &Parent<'_, '_>, gateway: &Decided) -> Judged {
    let listeners: Vec<_> = parent.listeners.iter().map(listener::conditions).collect();
    let (accepted, programmed) = set_conditions(parent, gateway, &listeners);
    Judged { listeners, accepted, programmed }
}

fn set_conditions(
    parent: &Parent<'_, '_>,
    gateway: &Decided,
    listeners: &[ListenerConditions],
) -> (Decided, Decided) {
    let both_no = |reason, message: String| {
        (
            Decided::no(types::ACCEPTED, reason, message.clone()),
            Decided::no(types::PROGRAMMED, reason, message),
        )
    };
    match parent.role {
        Role::ListenerSet { admission: Admission::NotAllowed, .. } => {
            let message = "the Gateway's allowedListeners do not select this namespace";
            return both_no(reasons::NOT_ALLOWED, message.to_owned());
        }
        Role::ListenerSet { admission: Admission::Unknown, .. } => {
            let message = "the Gateway selects by labels of a Namespace that is not among the inputs";
            let unknown = |kind| Decided::unknown(kind, message);
            return (unknown(types::ACCEPTED), unknown(types::PROGRAMMED));
        }
        _ => {}
    }
    if gateway.status == Truth::False {
        return both_no(reasons::PARENT_NOT_ACCEPTED, "the Gateway is not accepted".to_owned());
    }
    let good = listeners.iter().filter(|it| it.programmed.status != Truth::False).count();
    let all = listeners.len();
    if good == 0 {
        return both_no(reasons::LISTENERS_NOT_VALID, "no listener is valid".to_owned());
    }
    let accepted = if good < all {
        let message = format!("{} of {all} listeners are not valid", all - good);
        Decided::yes(types::ACCEPTED, reasons::LISTENERS_NOT_VALID, message)
    } else {
        Decided::yes(types::ACCEPTED, reasons::ACCEPTED, "the ListenerSet is valid")
    };
    let sure = listeners.iter().any(|it| it.programmed.status == Truth::True);
    let programmed = if sure {
        Decided::yes(types::PROGRAMMED, reasons::PROGRAMMED, "the ListenerSet is configured")
    } else {
        Decided::unknown(types::PROGRAMMED, "the listeners' certificates are not among the inputs")
    };
    (accepted, programmed)
}

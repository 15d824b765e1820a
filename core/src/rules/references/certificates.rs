//! The references to TLS material that Gateways, `ListenerSet`s and `BackendTLSPolicy`s make.

use crate::attach::{CaFact, CertificateFact, ListenerFact};
use crate::order::Set;
use crate::rules::Context;
use crate::world::Item;

/// Every reference to a certificate with its key, with the object that makes it.
pub(super) fn certificates<'c, 'w, 'a>(
    cx: &Context<'c, 'w, 'a>,
) -> impl Iterator<Item = (&'w Item<'a>, &'c CertificateFact<'w, 'a>)> {
    cx.attachments.parents().iter().flat_map(|parent| {
        let of_listeners = parent.listeners.iter().flat_map(|it| &it.certificates);
        of_listeners.chain(&parent.client_certificate).map(move |it| (parent.item, it))
    })
}

/// Every listener where TLS ends, with the object that it is in.
pub(super) fn terminating<'c, 'w, 'a>(
    cx: &Context<'c, 'w, 'a>,
) -> impl Iterator<Item = &'c ListenerFact<'w, 'a>> {
    let listeners = cx.attachments.parents().iter().flat_map(|it| &it.listeners);
    listeners.filter(|it| !it.certificates.is_empty())
}

/// Every reference to CA certificates, with the object that makes it; what holds for several listeners comes once.
pub(super) fn authorities<'c, 'w, 'a>(
    cx: &Context<'c, 'w, 'a>,
) -> impl Iterator<Item = (&'w Item<'a>, &'c CaFact<'w, 'a>)> {
    let of_gateways = cx.attachments.parents().iter().flat_map(|parent| {
        let facts = parent.listeners.iter().flat_map(|it| &it.authorities);
        facts.map(move |it| (parent.item, it))
    });
    let of_policies = cx.attachments.policies().iter();
    let of_policies =
        of_policies.flat_map(|policy| policy.authorities.iter().map(move |it| (policy.item, it)));
    let mut seen = Set::new();
    of_gateways.chain(of_policies).filter(move |(_, it)| seen.insert(it.ca_ref.at()))
}

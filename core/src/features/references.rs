//! References into other namespaces, which work only where a ReferenceGrant is understood.

use super::{Needs, Side};
use crate::model::{
    CaRef, FrontendTls, FrontendValidation, Gateway, GatewayTls, Listener, ListenerSet, ListenerTls, Route,
    SecretRef, View,
};
use crate::source::Spanned;

/// Every reference of an object into a namespace that is certainly not its own; parents need no grant.
pub(super) fn find(object: View<'_>, route: Option<Route<'_>>, kind: &str, needs: &mut Needs) {
    let Some(own) = object.text("metadata.namespace") else { return };
    let mut add = |namespace: Option<Spanned<&str>>| {
        if let Some(other) = namespace.filter(|it| !it.value.is_empty() && it.value != own.value) {
            needs.add(Side::Gateway, "ReferenceGrant", other.at);
        }
    };
    if let Some(route) = route {
        route.backend_refs().for_each(|it| add(it.namespace()));
    }
    match kind {
        "Gateway" => {
            let gateway = Gateway::from(object);
            gateway.listeners().flat_map(certificates).for_each(|it| add(it.namespace()));
            let tls = gateway.tls();
            add(tls.and_then(GatewayTls::client_certificate_ref).and_then(SecretRef::namespace));
            let validations =
                tls.and_then(GatewayTls::frontend).into_iter().flat_map(FrontendTls::validations);
            validations.flat_map(FrontendValidation::ca_refs).map(CaRef::namespace).for_each(add);
        }
        "ListenerSet" => {
            let set = ListenerSet::from(object);
            set.listeners().flat_map(certificates).for_each(|it| add(it.namespace()));
        }
        _ => {}
    }
}

fn certificates(listener: Listener<'_>) -> impl Iterator<Item = SecretRef<'_>> {
    listener.tls().into_iter().flat_map(ListenerTls::certificate_refs)
}

//! What listeners need together or by their protocol, and what a Gateway's addresses need.

use super::{Needs, Side, fields};
use crate::attach::hostname::covers;
use crate::model::{FrontendTls, GATEWAY, Gateway, GatewayTls, Listener, RouteGroupKind, RouteKind};

/// The needs of a Gateway beyond the table's.
pub(super) fn of_gateway(gateway: Gateway<'_>, needs: &mut Needs) {
    for address in gateway.addresses() {
        if address.value().is_none_or(|it| it.value.is_empty()) {
            needs.add(Side::Gateway, "GatewayAddressEmpty", address.view().place("value"));
        }
    }
    let frontend = gateway.tls().and_then(GatewayTls::frontend);
    frontend.into_iter().flat_map(FrontendTls::validations).for_each(|it| fields::client_bundles(it, needs));
    find(gateway.listeners(), needs);
}

/// The needs of the listeners of one object. Listeners of other objects on the same ports are not looked at.
pub(super) fn find<'a>(listeners: impl Iterator<Item = Listener<'a>>, needs: &mut Needs) {
    let mut before: Vec<Listener<'_>> = Vec::new();
    for listener in listeners {
        protocol(listener, needs);
        let same_port = |it: &&Listener<'_>| it.port_number() == listener.port_number();
        let others: Vec<_> = before.iter().filter(same_port).copied().collect();
        if others.iter().any(|it| modes_differ(*it, listener)) {
            needs.add(Side::Gateway, "TLSRouteModeMixed", mode_at(listener));
        }
        if others.iter().any(|it| overlap(*it, listener)) {
            let at = listener.hostname().map_or_else(|| listener.view().place("hostname"), |it| it.at);
            needs.add(Side::Gateway, "GatewayHTTPListenerIsolation", at);
        }
        before.push(listener);
    }
}

/// A listener for streams needs the kind of route that it takes.
fn protocol(listener: Listener<'_>, needs: &mut Needs) {
    let protocol = listener.protocol();
    if !matches!(protocol.value, "TLS" | "TCP" | "UDP") {
        return;
    }
    let named: Vec<_> =
        listener.kinds().map(RouteGroupKind::target).filter(|it| it.group == GATEWAY).collect();
    let taken = |kind: &&RouteKind| named.is_empty() || named.contains(&kind.group_kind());
    let usual = RouteKind::for_protocol(protocol.value).unwrap_or_default();
    for kind in usual.iter().filter(taken) {
        needs.add(Side::Gateway, kind.name(), protocol.at);
        if *kind == RouteKind::Tls && listener.terminates() == Some(true) {
            needs.add(Side::Gateway, "TLSRouteModeTerminate", mode_at(listener));
        }
    }
}

/// Where the TLS mode is written, else what lacks it.
fn mode_at(listener: Listener<'_>) -> crate::source::Location {
    listener.tls().map_or(listener.protocol().at, |it| it.mode().at)
}

/// Whether one of two TLS listeners ends TLS and the other passes it through.
fn modes_differ(one: Listener<'_>, other: Listener<'_>) -> bool {
    let mode = |it: Listener<'_>| it.terminates().filter(|_| it.protocol().value == "TLS");
    mode(one).zip(mode(other)).is_some_and(|(one, other)| one != other)
}

/// Whether one of two HTTP listeners stands for names of the other as well, so that only isolation keeps their
/// routes apart. Equal hostnames are a conflict of listeners, which is another matter.
fn overlap(one: Listener<'_>, other: Listener<'_>) -> bool {
    let is_http = |it: Listener<'_>| it.protocol().value == "HTTP";
    let name = |it: Listener<'_>| it.hostname().map(|it| it.value.to_ascii_lowercase());
    let distinct = match (name(one), name(other)) {
        (Some(one), Some(other)) => one != other && (covers(&one, &other) || covers(&other, &one)),
        (one, other) => one.is_some() != other.is_some(),
    };
    is_http(one) && is_http(other) && distinct
}

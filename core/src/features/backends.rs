//! What a route needs because of the Services behind it.

use super::{Need, Needs, Side, routes};
use crate::attach::{BackendPort, RouteFact, Use};
use crate::model::RouteKind;

/// The features that the `appProtocol` of an HTTPRoute's backends asks for, at the reference to the backend. A backend
/// that is not among the inputs says nothing; gRPC is HTTP/2 by itself.
pub(crate) fn backend_needs(route: &RouteFact<'_, '_>) -> Vec<Need> {
    let mut needs = Needs { found: Vec::new() };
    if route.route.kind() != RouteKind::Http || !routes::sides(route.route).gateway {
        return needs.found;
    }
    for backend in route.backends.iter().filter(|it| it.purpose == Use::Backend) {
        let BackendPort::Found(port) = backend.port else { continue };
        let feature = match port.app_protocol().map(|it| it.value) {
            Some("kubernetes.io/h2c") => "HTTPRouteBackendProtocolH2C",
            Some("kubernetes.io/ws") => "HTTPRouteBackendProtocolWebSocket",
            _ => continue,
        };
        let reference = backend.backend_ref;
        let at = reference.port().map_or_else(|| reference.at(), |it| it.at);
        needs.add(Side::Gateway, feature, at);
    }
    needs.found
}

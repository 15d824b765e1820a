//! What a route needs by its parents, and what takes more than one field to see.

use super::{Needs, Side, Sides};
use crate::model::{GroupKind, ParentRef, Route, RouteKind, RouteRule};

/// Where a route is: a parent that is a Service means a mesh, any other one a Gateway, and none says nothing else.
pub(super) fn sides(route: Route<'_>) -> Sides {
    let mesh = route.parent_refs().any(is_mesh);
    Sides { mesh, gateway: !mesh || route.parent_refs().any(|it| !is_mesh(it)) }
}

fn is_mesh(parent: ParentRef<'_>) -> bool {
    parent.target() == GroupKind::SERVICE
}

/// The needs of a route beyond the table's.
pub(super) fn find(route: Route<'_>, sides: Sides, needs: &mut Needs) {
    let namespace = route.view().text("metadata.namespace").map(|it| it.value);
    for parent in route.parent_refs() {
        if is_mesh(parent) {
            needs.add(Side::Mesh, "Mesh", parent.kind().at);
            let foreign = parent.namespace().filter(|it| namespace.is_some_and(|own| own != it.value));
            if let Some(foreign) = foreign {
                needs.add(Side::Mesh, "MeshConsumerRoute", foreign.at);
            }
            continue;
        }
        if parent.target() == GroupKind::LISTENER_SET {
            needs.add(Side::Gateway, "ListenerSet", parent.kind().at);
        }
        if let Some(port) = parent.port().filter(|_| route.kind() == RouteKind::Http) {
            needs.add(Side::Gateway, "HTTPRouteParentRefPort", port.at);
        }
    }
    if route.kind() == RouteKind::Http && sides.gateway {
        for rule in route.rules() {
            second_mirror(rule, needs);
            retry(rule, needs);
        }
    }
}

fn second_mirror(rule: RouteRule<'_>, needs: &mut Needs) {
    let mirrors = rule.filters().filter(|it| it.kind().value == "RequestMirror");
    for another in mirrors.skip(1) {
        needs.add(Side::Gateway, "HTTPRouteRequestMultipleMirrors", another.kind().at);
    }
}

/// Whatever else a retry says, failed connections are retried, unless it allows no attempt.
fn retry(rule: RouteRule<'_>, needs: &mut Needs) {
    let retry = rule.retry().filter(|it| it.attempts().value != 0);
    if let Some(at) = retry.and_then(|_| rule.view().key_place("retry")) {
        needs.add(Side::Gateway, "HTTPRouteRetryConnectionError", at);
    }
}

use super::words::a_kind;
use crate::attach::{BackendPort, BackendRefFact, RouteFact};
use crate::diagnostic::Diagnostic;
use crate::model::{RouteKind, ServicePort};
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;

declare_rule! {
    /// The port of a backend speaks the transport protocol of the route: UDP for a UDPRoute, TCP for all others.
    /// ## Why it matters
    /// A Service may have one port number for TCP, for UDP or for both. Nothing listens for the protocol that it does
    /// not name, and the spec has no condition that would say so.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: dns, port: 53 }] }] # RP2004
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: dns, namespace: web }
    /// spec: { selector: { app: dns }, ports: [{ port: 53, protocol: UDP }] }
    /// ```
    /// ## Source
    /// [Gateway API, `UDPRouteSpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#udproutespec): A
    /// UDPRoute sends datagrams to its backends; all other routes need TCP.
    pub(crate) BACKEND_PORT_WRONG_PROTOCOL = "RP2004", "backend-port-wrong-protocol" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        for backend in &route.backends {
            if let (BackendPort::WrongProtocol(port), Some(number)) =
                (backend.port, backend.backend_ref.port())
            {
                out.extend(wrong_protocol(route, backend, number, port));
            }
        }
    }
}

fn wrong_protocol(
    route: &RouteFact<'_, '_>,
    backend: &BackendRefFact<'_, '_>,
    number: Spanned<i64>,
    port: ServicePort<'_>,
) -> Option<Diagnostic> {
    let item = backend.target.found()?;
    let protocol = if route.route.kind() == RouteKind::Udp { "UDP" } else { "TCP" };
    let other = port.protocol();
    let kind = a_kind(route.item.kind().kind);
    let message = format!("{} has port {} for {} only", item.title(), number.value, other.value);
    let help = format!("{kind} sends {protocol}: name a {protocol} port of the Service, or add one to it");
    let found = Diagnostic::new(&BACKEND_PORT_WRONG_PROTOCOL, number.at, message);
    Some(found.with_help(help).with_related(other.at, "the port's protocol is here"))
}

#[cfg(test)]
mod tests {
    use super::BACKEND_PORT_WRONG_PROTOCOL as RULE;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn backend_port_wrong_protocol() {
        let udp = service("dns", "{ports: [{port: 53, protocol: UDP}]}");
        let both = service("dns", "{ports: [{name: a, port: 53, protocol: UDP}, {name: b, port: 53}]}");
        let udp_route = route_to("dns", 53).replace("HTTPRoute", "UDPRoute");
        Tester::new(&RULE)
            .pass("a UDPRoute to UDP", &[&udp, &udp_route])
            .pass("both protocols", &[&both, &route_to("dns", 53)])
            .pass("unknown", &[&route_to("dns", 53)])
            .fail(
                "an HTTPRoute to UDP",
                &[&udp, &route_to("dns", 53)],
                "Service `web/dns` has port 53 for UDP only",
            )
            .at("53")
            .help("an HTTPRoute sends TCP")
            .fail("a UDPRoute to TCP", &[&udp.replace("UDP", "TCP"), &udp_route], "for TCP only");
    }
}

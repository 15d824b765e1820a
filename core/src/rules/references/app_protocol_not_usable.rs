use super::words::a_kind;
use crate::attach::{BackendPort, BackendRefFact, RouteFact};
use crate::diagnostic::Diagnostic;
use crate::model::{RouteKind, ServicePort};
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// The `appProtocol` of a backend's port is one that the route can use.
    /// ## Why it matters
    /// With an `appProtocol` that it cannot speak for that kind of route, a controller does not resolve the reference
    /// (`UnsupportedProtocol`) and answers the backend's share of the requests with 500.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: GRPCRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: chat, port: 80 }] }] # RP2008
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: chat, namespace: web }
    /// spec: { selector: { app: chat }, ports: [{ port: 80, appProtocol: kubernetes.io/ws }] }
    /// ```
    /// ## Source
    /// [Gateway API, `BackendRef`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendref): A
    /// route that cannot use the protocol of its backend gives `ResolvedRefs: False` with reason
    /// `UnsupportedProtocol`.
    pub(crate) APP_PROTOCOL_NOT_USABLE = "RP2008", "app-protocol-not-usable" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        for backend in route.backends.iter().filter(|it| it.app_protocol_clashes) {
            if let BackendPort::Found(port) = backend.port {
                out.extend(not_usable(route, backend, port));
            }
        }
    }
}

fn not_usable(
    route: &RouteFact<'_, '_>,
    backend: &BackendRefFact<'_, '_>,
    port: ServicePort<'_>,
) -> Option<Diagnostic> {
    let (item, number) = (backend.target.found()?, backend.backend_ref.port()?);
    let protocol = port.app_protocol()?;
    let kind = route.item.kind().kind;
    let message =
        format!("{} cannot use `appProtocol: {}` of {}", a_kind(kind), protocol.value, item.title());
    let help = match route.route.kind() {
        RouteKind::Grpc => {
            "gRPC needs HTTP/2: name a port with `appProtocol: kubernetes.io/h2c` or without one"
        }
        _ => "name a port whose protocol the implementation supports",
    };
    let found = Diagnostic::new(&APP_PROTOCOL_NOT_USABLE, number.at, message);
    Some(found.with_help(help).with_related(protocol.at, "the port's protocol is here"))
}

#[cfg(test)]
mod tests {
    use super::APP_PROTOCOL_NOT_USABLE as RULE;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn app_protocol_not_usable() {
        let chat = service("chat", "{ports: [{port: 80, appProtocol: kubernetes.io/ws}]}");
        let grpc = route_to("chat", 80).replace("HTTPRoute", "GRPCRoute");
        Tester::new(&RULE)
            .pass("HTTP upgrades to websockets", &[&chat, &route_to("chat", 80)])
            .pass("h2c", &[&chat.replace("io/ws", "io/h2c"), &grpc])
            .pass("unknown", &[&grpc])
            .fail(
                "gRPC does not",
                &[&chat, &grpc],
                "a GRPCRoute cannot use `appProtocol: kubernetes.io/ws` of Service `web/chat`",
            )
            .at("80")
            .help("gRPC needs HTTP/2");
    }
}

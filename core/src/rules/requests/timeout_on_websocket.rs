use crate::attach::{BackendPort, BackendRefFact, Use};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A rule with a timeout for requests does not lead to a backend that speaks WebSocket.
    /// ## Why it matters
    /// A WebSocket is one request that lasts as long as both sides talk. `timeouts.request` covers all of it, so that many
    /// gateways cut each connection when the time is over.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: chat, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - timeouts: { request: 30s } # RP4060
    ///       backendRefs: [{ name: chat, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: chat, namespace: web }
    /// spec: { selector: { app: chat }, ports: [{ port: 80, appProtocol: kubernetes.io/ws }] }
    /// ```
    pub(crate) TIMEOUT_ON_WEBSOCKET = "RP4060", "timeout-on-websocket" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        let mut backends = route.backends.iter().filter(|it| it.purpose == Use::Backend).peekable();
        for (number, rule) in route.route.rules().enumerate() {
            let mut own = std::iter::from_fn(|| backends.next_if(|it| it.rule <= number));
            let found = own.by_ref().find(|it| speaks_websocket(it));
            own.for_each(drop);
            let Some(timeout) = rule
                .request_timeout()
                .filter(|it| it.value.contains(['1', '2', '3', '4', '5', '6', '7', '8', '9']))
            else {
                continue;
            };
            let Some(backend) = found else { continue };
            let message = format!(
                "connections to Service `{}/{}`, which speaks WebSocket, end after {}",
                backend.namespace,
                backend.backend_ref.name().value,
                timeout.value
            );
            out.push(
                Diagnostic::new(&TIMEOUT_ON_WEBSOCKET, timeout.at, message)
                    .with_help(
                        "leave `request` out for this backend, in a rule of its own where others need it",
                    )
                    .with_related(backend.backend_ref.name().at, "the backend is here"),
            );
        }
    }
}

fn speaks_websocket(backend: &BackendRefFact<'_, '_>) -> bool {
    let BackendPort::Found(port) = backend.port else { return false };
    port.app_protocol().is_some_and(|it| matches!(it.value, "kubernetes.io/ws" | "kubernetes.io/wss"))
}

#[cfg(test)]
mod tests {
    use super::TIMEOUT_ON_WEBSOCKET as RULE;
    use crate::rules::testing::{Tester, route, service};

    #[test]
    fn timeout_on_websocket() {
        let chat = |protocol: &str| {
            service(
                "chat",
                &format!("{{selector: {{a: b}}, ports: [{{port: 80, appProtocol: {protocol}}}]}}"),
            )
        };
        let (ws, plain) = (chat("kubernetes.io/ws"), chat("http"));
        let to = |timeout: &str| {
            route(&format!(
                "parentRefs: [{{name: edge}}], rules: [{{backendRefs: [{{name: chat, port: 80}}]}}, {{timeouts: {{{timeout}}}, backendRefs: [{{name: chat, port: 80}}]}}]"
            ))
            .replace("{name: shop}", "{name: shop, namespace: web}")
        };
        Tester::new(&RULE)
            .pass("another protocol", &[&to("request: 5s"), &plain])
            .pass("no timeout", &[&to("request: 0s"), &ws])
            .pass("one for the backend only", &[&to("backendRequest: 5s"), &ws])
            .pass("the Service is not known", &[&to("request: 5s")])
            .fail(
                "a timeout",
                &[&to("request: 5s"), &ws],
                "connections to Service `web/chat`, which speaks WebSocket, end after 5s",
            )
            .at("5s");
    }
}

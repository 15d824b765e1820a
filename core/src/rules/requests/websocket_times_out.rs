use crate::attach::{BackendPort, BackendRefFact, RouteFact, Use};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A rule whose backend takes WebSockets has no timeout for a whole request.
    /// ## Why it matters
    /// A WebSocket is one request for as long as it is open. `timeouts.request` counts for the whole exchange, so
    /// gateways such as Envoy close the connection after that time, also while it is used.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: chat, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - timeouts:
    ///         request: 30s # RP4060
    ///       backendRefs: [{ name: chat, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: chat, namespace: web }
    /// spec: { selector: { app: chat }, ports: [{ port: 80, appProtocol: kubernetes.io/ws }] }
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteTimeouts`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutetimeouts):
    /// `request` covers the whole exchange of request and response, as far as an implementation can do that.
    pub(crate) WEBSOCKET_TIMES_OUT = "RP4060", "websocket-times-out" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for fact in cx.routes {
        // The backends of one rule stand together.
        let rules = fact.backends.chunk_by(|one, other| one.rule == other.rule);
        out.extend(rules.filter_map(|it| judge(fact, it)));
    }
}

fn judge(fact: &RouteFact<'_, '_>, backends: &[BackendRefFact<'_, '_>]) -> Option<Diagnostic> {
    let timeout = fact.route.rules().nth(backends.first()?.rule)?.request_timeout()?;
    // A timeout of 0 is none.
    if !timeout.value.contains(|it: char| matches!(it, '1'..='9')) {
        return None;
    }
    let mut used =
        backends.iter().filter(|it| it.purpose == Use::Backend && it.backend_ref.weight().value > 0);
    let (service, protocol) = used.find_map(|it| {
        let BackendPort::Found(port) = it.port else { return None };
        let protocol = port.app_protocol()?;
        let is_websocket = matches!(protocol.value, "kubernetes.io/ws" | "kubernetes.io/wss");
        Some((it.target.found()?, protocol)).filter(|_| is_websocket)
    })?;
    let message = format!(
        "WebSockets to {} can be closed after {}, the time for a whole request",
        service.title(),
        timeout.value
    );
    let found = Diagnostic::new(&WEBSOCKET_TIMES_OUT, timeout.at, message)
        .with_help("remove `timeouts.request`; where other requests need it, give the WebSockets a rule of their own")
        .with_related(protocol.at, "the port takes WebSockets");
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::WEBSOCKET_TIMES_OUT as RULE;
    use crate::rules::testing::{Tester, route, service};

    #[test]
    fn websocket_times_out() {
        let chat = service("chat", "{ports: [{port: 80, appProtocol: kubernetes.io/ws}]}");
        let with = |timeouts: &str, weight: usize| {
            let backend = format!("{{name: chat, port: 80, weight: {weight}}}");
            route(&format!("rules: [{{timeouts: {{{timeouts}}}, backendRefs: [{backend}]}}]"))
                .replace("{name: shop}", "{name: shop, namespace: web}")
        };
        let limited = with("request: 30s", 1);
        Tester::new(&RULE)
            .pass("no timeout", &[&chat, &with("request: 0s", 1)])
            .pass("the timeout of an attempt", &[&chat, &with("backendRequest: 30s", 1)])
            .pass("HTTP", &[&chat.replace(", appProtocol: kubernetes.io/ws", ""), &limited])
            .pass("no request comes", &[&chat, &with("request: 30s", 0)])
            .pass("unknown", &limited)
            .fail(
                "a timeout",
                &[&chat, &limited],
                "WebSockets to Service `web/chat` can be closed after 30s, the time for a whole request",
            )
            .at("30s")
            .help("give the WebSockets a rule of their own")
            .fail("over TLS", &[&chat.replace("io/ws", "io/wss"), &limited], "WebSockets to Service");
    }
}

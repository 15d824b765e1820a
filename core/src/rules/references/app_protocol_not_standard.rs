use super::words::shown_at;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::facts::services::{HttpPort, Used};
use crate::rules::{Context, declare_rule, edits};

declare_rule! {
    /// The `appProtocol` of a backend's port is a name that Gateway API knows.
    /// ## Why it matters
    /// Gateways look for `kubernetes.io/h2c`, `kubernetes.io/ws` and `kubernetes.io/wss`, exactly so. Any other name is
    /// ignored without a word: the gateway speaks HTTP/1.1, and gRPC, which needs HTTP/2, fails. `http2` and `grpc` mean
    /// something to a few implementations only.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: GRPCRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: chat, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: chat, namespace: web }
    /// spec:
    ///   selector: { app: chat }
    ///   ports:
    ///     - port: 80
    ///       appProtocol: h2c # RP2015
    /// ```
    /// ## Source
    /// [GEP-1911](https://gateway-api.sigs.k8s.io/geps/gep-1911/): The standard names of `appProtocol` for backends
    /// are `kubernetes.io/h2c`, `kubernetes.io/ws` and `kubernetes.io/wss`.
    pub(crate) APP_PROTOCOL_NOT_STANDARD = "RP2015", "app-protocol-not-standard" {
        severity: Warning, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for used in cx.services {
        out.extend(used.http.iter().filter_map(|it| not_standard(used, it)));
    }
}

fn not_standard(used: &Used<'_, '_, '_>, it: &HttpPort<'_>) -> Option<Diagnostic> {
    let protocol = it.port.app_protocol()?;
    let (right, severity) = meant(protocol.value)?;
    let at = shown_at(used.item, protocol.at, it.number.at);
    let message = match severity {
        Severity::Info => format!("only some implementations know `appProtocol: {}`", protocol.value),
        _ => format!("`appProtocol: {}` is not a standard name, and gateways ignore it", protocol.value),
    };
    let fix = edits::set(it.port.view(), "appProtocol", right, Safety::Unsafe);
    let found = Diagnostic::new(&APP_PROTOCOL_NOT_STANDARD, at, message).with_severity(severity);
    Some(
        found
            .with_help(format!("the standard name is `{right}`"))
            .with_fix(fix.filter(|_| at == protocol.at)),
    )
}

/// The standard name that is nearly written, and how sure it is that the written one does nothing.
fn meant(protocol: &str) -> Option<(&'static str, Severity)> {
    let lower = protocol.to_ascii_lowercase();
    let (prefixed, bare) = match lower.strip_prefix("kubernetes.io/") {
        Some(bare) => (true, bare),
        None => (false, lower.as_str()),
    };
    let right = match bare {
        "h2c" | "http2" | "http/2" | "h2" | "grpc" => "kubernetes.io/h2c",
        "ws" | "websocket" | "websockets" => "kubernetes.io/ws",
        "wss" => "kubernetes.io/wss",
        "http" if prefixed => "http",
        "https" if prefixed => "https",
        _ => return None,
    };
    let known_to_some = !prefixed && matches!(bare, "http2" | "grpc");
    let severity = if known_to_some { Severity::Info } else { Severity::Warning };
    (right != protocol).then_some((right, severity))
}

#[cfg(test)]
mod tests {
    use super::{APP_PROTOCOL_NOT_STANDARD as RULE, meant};
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn app_protocol_not_standard() {
        let chat =
            |protocol: &str| service("chat", &format!("{{ports: [{{port: 80, appProtocol: {protocol}}}]}}"));
        let (http, grpc) = (route_to("chat", 80), route_to("chat", 80).replace("HTTPRoute", "GRPCRoute"));
        Tester::new(&RULE)
            .pass("standard", &[&chat("kubernetes.io/h2c"), &grpc])
            .pass("with a domain prefix", &[&chat("example.com/h2c"), &grpc])
            .pass("no route uses it", &[&chat("h2c")])
            .pass("unknown", &[&grpc])
            .fail(
                "without its prefix",
                &[&chat("h2c"), &grpc],
                "`appProtocol: h2c` is not a standard name, and gateways ignore it",
            )
            .severity(Severity::Warning)
            .at("h2c")
            .help("the standard name is `kubernetes.io/h2c`")
            .fix("h2c", "kubernetes.io/h2c")
            .fail("two routes", &[&chat("ws"), &http, &grpc], "`appProtocol: ws`")
            .fail("a name of Istio", &[&chat("http2"), &http], "only some implementations know")
            .severity(Severity::Info);
    }

    #[test]
    fn names_that_are_nearly_right() {
        for (written, right) in [
            ("kubernetes.io/H2C", "kubernetes.io/h2c"),
            ("kubernetes.io/grpc", "kubernetes.io/h2c"),
            ("HTTP2", "kubernetes.io/h2c"),
            ("websocket", "kubernetes.io/ws"),
            ("wss", "kubernetes.io/wss"),
            ("kubernetes.io/https", "https"),
        ] {
            assert_eq!(meant(written).map(|it| it.0), Some(right), "{written}");
        }
        for written in ["http", "https", "HTTPS", "tcp", "kubernetes.io/ws", "redis"] {
            assert!(meant(written).is_none(), "{written}");
        }
    }
}

use super::backend_tls_missing::Policies;
use super::words::shown_at;
use crate::diagnostic::{Diagnostic, Safety};
use crate::facts::services::{HttpPort, Used};
use crate::rules::{Context, declare_rule, edits};
use crate::source::Location;

declare_rule! {
    /// The port of a gRPC backend that an HTTPRoute sends to has `appProtocol: kubernetes.io/h2c`.
    /// ## Why it matters
    /// gRPC needs HTTP/2. A gateway sends HTTP/1.1 to the backends of an HTTPRoute, unless their port says that it takes
    /// HTTP/2: calls fail although route and status are fine. A GRPCRoute needs no `appProtocol`.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: chat, port: 9000 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: chat, namespace: web }
    /// spec:
    ///   selector: { app: chat }
    ///   ports:
    ///     - name: grpc
    ///       port: 9000 # RP2016
    /// ```
    /// ## Source
    /// [GEP-1911](https://gateway-api.sigs.k8s.io/geps/gep-1911/): `kubernetes.io/h2c` says that a backend takes
    /// HTTP/2 without TLS.
    pub(crate) GRPC_NEEDS_HTTP2 = "RP2016", "grpc-needs-http2" {
        severity: Warning, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let policies = Policies::new(cx);
    for used in cx.services.iter().filter(|it| !it.is_external_name) {
        let untold = |it: &&HttpPort<'_>| it.port.app_protocol().is_none_or(|it| it.value == "http");
        let open = used.http.iter().filter(untold).filter(|it| !policies.have(used.item, it.port));
        out.extend(open.filter_map(|it| needs_http2(used, it)));
    }
}

fn needs_http2(used: &Used<'_, '_, '_>, it: &HttpPort<'_>) -> Option<Diagnostic> {
    let sent = it.by_http?;
    let (sign, why) = sign(used, it)?;
    let port = it.port.port()?;
    let at = shown_at(used.item, port.at, sent);
    let message = format!(
        "port {} of {} takes gRPC, but a gateway sends HTTP/1.1 to it for an HTTPRoute",
        port.value,
        used.item.title()
    );
    let fix = edits::set(it.port.view(), "appProtocol", "kubernetes.io/h2c", Safety::Unsafe);
    let found = Diagnostic::new(&GRPC_NEEDS_HTTP2, at, message)
        .with_help("add `appProtocol: kubernetes.io/h2c` to the port, or use a GRPCRoute")
        .with_related(sign, why);
    let found = if at == port.at { found.with_related(sent, "the route sends to it here") } else { found };
    Some(found.with_fix(fix.filter(|_| at == port.at)))
}

/// Where a port is declared to take gRPC, and by what.
fn sign(used: &Used<'_, '_, '_>, it: &HttpPort<'_>) -> Option<(Location, &'static str)> {
    let probes = used.behind.probes(it.port);
    if probes.http.or(probes.https).is_some() {
        return None;
    }
    // `grpc-web` and `grpc-gateway` take HTTP/1.1.
    let name = it.port.name().filter(|it| it.value == "grpc");
    let asked = probes.grpc.map(|it| (it, "a probe of its Pods asks by gRPC here"));
    asked.or_else(|| name.map(|it| (it.at, "the port is called so here")))
}

#[cfg(test)]
mod tests {
    use super::GRPC_NEEDS_HTTP2 as RULE;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn grpc_needs_http2() {
        let chat = |port: &str| service("chat", &format!("{{selector: {{app: chat}}, ports: [{{{port}}}]}}"));
        let pods = |probe: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: chat, namespace: web}}\nspec: {{selector: {{matchLabels: {{app: chat}}}}, template: {{metadata: {{labels: {{app: chat}}}}, spec: {{containers: [{{name: a, image: b, readinessProbe: {{{probe}}}}}]}}}}}}\n"
            )
        };
        let (http, grpc) = (route_to("chat", 80), route_to("chat", 80).replace("HTTPRoute", "GRPCRoute"));
        let named = chat("name: grpc, port: 80, targetPort: 9000");
        Tester::new(&RULE)
            .pass("a GRPCRoute", &[&grpc, &named])
            .pass("HTTP/2", &[&http, &named.replace("80,", "80, appProtocol: kubernetes.io/h2c,")])
            .pass("another protocol", &[&http, &named.replace("80,", "80, appProtocol: grpc,")])
            .pass("browsers", &[&http, &named.replace("name: grpc", "name: grpc-web")])
            .pass("HTTP too", &[&http, &named, &pods("httpGet: {port: 9000}")])
            .pass("unknown", &[&http])
            .fail(
                "by name",
                &[&http, &named],
                "port 80 of Service `web/chat` takes gRPC, but a gateway sends HTTP/1.1 to it for an HTTPRoute",
            )
            .at("80")
            .help("or use a GRPCRoute")
            .fix("{name: grpc", "{appProtocol: kubernetes.io/h2c, name: grpc")
            .fail(
                "by probe",
                &[&http, &chat("port: 80, targetPort: 9000"), &pods("grpc: {port: 9000}")],
                "takes gRPC",
            );
    }
}

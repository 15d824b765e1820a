use super::services::{HttpPort, Used, probes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{CORE, GATEWAY, ServicePort, TargetPort};
use crate::rules::{Context, declare_rule};
use crate::source::Location;
use crate::world::Item;

declare_rule! {
    /// A backend that takes HTTPS has a BackendTLSPolicy.
    /// ## Why it matters
    /// A gateway sends plain HTTP to a Service, whatever its port is called, unless a BackendTLSPolicy is for it. A
    /// backend that takes HTTPS answers with 400, or closes the connection and clients get 502. Some implementations
    /// guess from `appProtocol` or from port 443, others do not. The probes of the Pods tell most reliably which ports
    /// take HTTPS.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: console, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: console, port: 443 }] }] # RP2014
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: console, namespace: web }
    /// spec:
    ///   selector: { app: console }
    ///   ports: [{ name: https, port: 443, targetPort: 8443 }]
    /// ```
    /// This policy makes the gateway speak HTTPS:
    /// ```text
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: console, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: console, sectionName: https }]
    ///   validation:
    ///     hostname: console.example.com
    ///     caCertificateRefs: [{ group: "", kind: ConfigMap, name: console-ca }]
    /// ```
    pub(crate) BACKEND_TLS_MISSING = "RP2014", "backend-tls-missing" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// Why a port is taken for one that takes HTTPS.
#[derive(Clone, Copy)]
enum Sign<'a> {
    /// A probe asks it so.
    Probe(Location),
    /// It is called so.
    Name(Location),
    /// Its number is the one of HTTPS.
    Number(Location),
    /// Its `appProtocol` says so.
    AppProtocol(Location, &'a str),
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for used in cx.services.iter().filter(|it| !it.is_external_name) {
        let mut told = Vec::new();
        for it in &used.http {
            if told.contains(&it.number.value) || has_policy(cx, used, it.port) {
                continue;
            }
            if let Some(sign) = sign(used, it.port).filter(|_| !is_told_otherwise(cx, used.item)) {
                told.push(it.number.value);
                out.push(missing(used, it, sign));
            }
        }
    }
}

/// Whether a BackendTLSPolicy is for the port.
pub(super) fn has_policy(cx: &Context<'_, '_, '_>, used: &Used<'_, '_, '_>, port: ServicePort<'_>) -> bool {
    let name = port.name().map_or("", |it| it.value);
    cx.attachments.policies().iter().flat_map(|it| &it.targets).any(|it| {
        let target = it.target.found().is_some_and(|it| it.number() == used.item.number());
        // A policy for a port that is not there is told by its own rule.
        let section = it.target_ref.section_name();
        target && (it.section_missing || section.is_none_or(|it| it.value == name))
    })
}

fn sign<'a>(used: &Used<'_, '_, 'a>, port: ServicePort<'a>) -> Option<Sign<'a>> {
    if let Some(protocol) = port.app_protocol() {
        match protocol.value.to_ascii_lowercase().as_str() {
            "https" | "kubernetes.io/https" | "wss" | "kubernetes.io/wss" => {
                return Some(Sign::AppProtocol(protocol.at, protocol.value));
            }
            "http" | "ws" | "h2c" | "kubernetes.io/http" | "kubernetes.io/ws" | "kubernetes.io/h2c" => {
                return None;
            }
            _ => {}
        }
    }
    let mut asked = None;
    for it in probes(used, port).filter_map(|it| it.field("httpGet")) {
        if it.text_or("scheme", "HTTP").value != "HTTPS" {
            return None;
        }
        asked = asked.or(Some(Sign::Probe(it.place("scheme"))));
    }
    asked.or_else(|| by_name_or_number(port))
}

fn by_name_or_number(port: ServicePort<'_>) -> Option<Sign<'static>> {
    let is_https = |name: &str| name == "https" || name.starts_with("https-") || name.ends_with("-https");
    let (target, number) = (port.target_port()?.value, port.port()?);
    let target_is_https = match target {
        TargetPort::Number(number) => number % 1000 == 443,
        TargetPort::Name(name) => is_https(name),
    };
    let target_is_plain = match target {
        TargetPort::Number(number) => matches!(number, 80 | 3000 | 8000 | 8080),
        TargetPort::Name(name) => name.contains("http") && !name.contains("https"),
    };
    match port.name() {
        Some(name) if is_https(name.value) => (!target_is_plain).then_some(Sign::Name(name.at)),
        Some(name) if name.value.contains("http") || name.value.contains("grpc") => None,
        _ => (matches!(number.value, 443 | 8443) && target_is_https).then_some(Sign::Number(number.at)),
    }
}

/// Whether something that only an implementation understands may make it speak HTTPS to the Service.
fn is_told_otherwise(cx: &Context<'_, '_, '_>, service: &Item<'_>) -> bool {
    let annotations = service.meta().into_iter().flat_map(|it| it.annotations());
    let by_annotation = annotations.into_iter().any(|(key, value)| {
        let protocol = key.value.contains("protocol") || key.value.ends_with("serversscheme");
        let https = value.value.to_ascii_lowercase().contains("https");
        key.value.contains("serverstransport") || (protocol && https)
    });
    by_annotation
        || cx.world.items().iter().any(|it| {
            let foreign = it.kind().group != CORE && it.kind().group != GATEWAY;
            foreign && names_service(it, service)
        })
}

/// Whether an object of another API is about the Service.
fn names_service(it: &Item<'_>, service: &Item<'_>) -> bool {
    if it.kind().kind == "DestinationRule" {
        let host = it.view().text("spec.host").map_or("", |it| it.value);
        return host.split('.').next() == Some(service.name());
    }
    let Some(spec) = it.view().field("spec").filter(|_| it.namespace() == service.namespace()) else {
        return false;
    };
    let one = spec.field("targetRef").into_iter().chain(spec.field("targetReference"));
    let named = |name: &str| name == service.name();
    one.into_iter().any(|it| it.text("name").is_some_and(|it| named(it.value)))
        || spec.many("targetRefs").any(|it: crate::model::PolicyTargetRef<'_>| named(it.name().value))
}

fn missing(used: &Used<'_, '_, '_>, it: &HttpPort<'_>, sign: Sign<'_>) -> Diagnostic {
    let (number, title) = (it.number.value, used.item.title());
    let says = match sign {
        Sign::Probe(_) => {
            format!("port {number} of {title} takes HTTPS, but a gateway sends plain HTTP to it")
        }
        Sign::Name(_) | Sign::Number(_) => {
            format!("port {number} of {title} seems to take HTTPS, but a gateway sends plain HTTP to it")
        }
        Sign::AppProtocol(_, protocol) => format!(
            "`appProtocol: {protocol}` of port {number} of {title} makes only some implementations speak TLS to it"
        ),
    };
    let (severity, at, related) = match sign {
        Sign::Probe(at) => (Severity::Warning, at, "a probe of its Pods asks for HTTPS here"),
        Sign::Name(at) => (Severity::Warning, at, "the port is called so here"),
        Sign::Number(at) => (Severity::Warning, at, "443 is the port of HTTPS"),
        Sign::AppProtocol(at, _) => (Severity::Info, at, "the port's protocol is here"),
    };
    let section = it.port.name().map(|it| format!(", `sectionName: {}`", it.value)).unwrap_or_default();
    Diagnostic::new(&BACKEND_TLS_MISSING, it.number.at, says)
        .with_severity(severity)
        .with_help(format!(
            "add a BackendTLSPolicy for {title}{section}, with the hostname and the CA of the backend's certificate"
        ))
        .with_related(at, related)
}

#[cfg(test)]
mod tests {
    use super::BACKEND_TLS_MISSING as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route_to, service};

    fn pods(probe: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: web}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: a, image: b, ports: [{{name: main, containerPort: 9000}}], {probe}}}]}}}}}}\n"
        )
    }

    fn web(port: &str) -> String {
        service("web", &format!("{{selector: {{app: web}}, ports: [{{{port}}}]}}"))
    }

    fn policy(target: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: p, namespace: web}}\nspec:\n  targetRefs: [{{group: '', kind: Service, {target}}}]\n  validation: {{hostname: a.test, wellKnownCACertificates: System}}\n"
        )
    }

    #[test]
    fn what_names_and_numbers_say() {
        let route = route_to("web", 443);
        let https = web("name: https, port: 443, targetPort: 8443");
        let two = web("name: https, port: 443, targetPort: 8443}, {name: admin, port: 9443");
        let tls = route.replace("HTTPRoute", "TLSRoute").replace("rules:", "hostnames: [a.test], rules:");
        Tester::new(&RULE)
            .pass("unknown", &[&route])
            .pass("a policy for it", &[&route, &https, &policy("name: web")])
            .pass("a policy for the port", &[&route, &https, &policy("name: web, sectionName: https")])
            .pass("a policy that names no port", &[&route, &https, &policy("name: web, sectionName: '443'")])
            .pass("TLS passes through", &[&tls, &https])
            .pass("TLS ends before it", &[&route, &web("name: https, port: 443, targetPort: http")])
            .pass("a number alone", &[&route, &web("port: 443, targetPort: 9000")])
            .pass("plain by name", &[&route, &web("name: http, port: 443")])
            .pass("plain by protocol", &[&route, &web("name: https, port: 443, appProtocol: http")])
            .pass(
                "Traefik is told",
                &[
                    &route,
                    &https.replace(
                        "namespace: web}",
                        "namespace: web, annotations: {traefik.ingress.kubernetes.io/service.serversscheme: https}}",
                    ),
                ],
            )
            .pass(
                "Istio is told",
                &[
                    route.as_str(),
                    &https,
                    "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: web.web.svc.cluster.local}\n",
                ],
            )
            .fail(
                "by name",
                &[&route, &https],
                "port 443 of Service `web/web` seems to take HTTPS, but a gateway sends plain HTTP to it",
            )
            .severity(Severity::Warning)
            .at("443")
            .help("add a BackendTLSPolicy for Service `web/web`, `sectionName: https`")
            .fail("by number", &[&route, &web("port: 443")], "seems to take HTTPS")
            .fail(
                "a policy for another port",
                &[&route, &two, &policy("name: web, sectionName: admin")],
                "HTTPS",
            )
            .fail("two routes, one port", &[&route, &route.replace("name: shop", "name: b"), &https], "HTTPS")
            .fail(
                "by protocol",
                &[&route, &web("port: 443, targetPort: 9000, appProtocol: https")],
                "`appProtocol: https` of port 443 of Service `web/web` makes only some implementations speak TLS",
            )
            .severity(Severity::Info);
    }

    #[test]
    fn what_probes_say() {
        let (route, plain) = (route_to("web", 80), web("port: 80, targetPort: main"));
        let probe = |text: &str| pods(&format!("readinessProbe: {{httpGet: {{path: /, {text}}}}}"));
        let https = web("name: https, port: 80, targetPort: 9000");
        Tester::new(&RULE)
            .pass("another port", &[&route, &plain, &probe("port: 9001, scheme: HTTPS")])
            .pass("plain HTTP", &[&route, &https, &probe("port: main")])
            .fail(
                "HTTPS",
                &[&route, &plain, &probe("port: 9000, scheme: HTTPS")],
                "port 80 of Service `web/web` takes HTTPS, but a gateway sends plain HTTP to it",
            )
            .fail(
                "the liveness probe",
                &[&route, &plain, &pods("livenessProbe: {httpGet: {port: main, scheme: HTTPS}}")],
                "takes HTTPS",
            );
    }
}

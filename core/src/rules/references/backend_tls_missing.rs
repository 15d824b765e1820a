use crate::attach::PolicyTarget;
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::services::{HttpPort, Used};
use crate::model::{APPS, CORE, GATEWAY, PolicyTargetRef, ServicePort, TargetPort, View};
use crate::order::Set;
use crate::rules::{Context, declare_rule};
use crate::source::Location;
use crate::world::{Item, ItemId, World};
use std::cell::OnceCell;

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
    /// ## Source
    /// [Gateway API, `BackendTLSPolicy`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendtlspolicy):
    /// The connection from a Gateway to a backend uses TLS where a BackendTLSPolicy says so.
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
    let (policies, foreign) = (Policies::new(cx), OnceCell::new());
    for used in cx.services.iter().filter(|it| !it.is_external_name) {
        for it in used.http.iter().filter(|it| !policies.have(used.item, it.port)) {
            let Some(sign) = sign(used, it.port) else { continue };
            if !is_annotated(used.item) && !foreign.get_or_init(|| Foreign::new(cx.world)).names(used.item) {
                out.push(missing(used, it, sign));
            }
        }
    }
}

/// The ports that BackendTLSPolicies are for.
pub(super) struct Policies<'a>(Set<(ItemId, Option<&'a str>)>);

impl<'a> Policies<'a> {
    pub(super) fn new(cx: &Context<'_, '_, 'a>) -> Self {
        let targets = cx.attachments.policies().iter().flat_map(|it| &it.targets);
        let one = |it: &PolicyTarget<'_, 'a>| {
            // A policy for a port that is not there has a rule of its own.
            let section = it.target_ref.section_name().filter(|_| !it.section_missing);
            Some((it.target.found()?.number(), section.map(|it| it.value)))
        };
        Self(targets.filter_map(one).collect())
    }

    /// Whether there is one for `port` of `service`.
    pub(super) fn have(&self, service: &Item<'a>, port: ServicePort<'a>) -> bool {
        let name = port.name().map_or("", |it| it.value);
        let of = |section: Option<&'a str>| self.0.contains(&(service.number(), section));
        !self.0.is_empty() && (of(None) || of(Some(name)))
    }
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
    let probes = used.behind.probes(port);
    if probes.http.is_some() {
        return None;
    }
    probes.https.map(Sign::Probe).or_else(|| by_name_or_number(port))
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

/// Whether an annotation may tell an implementation to speak HTTPS to the Service.
fn is_annotated(service: &Item<'_>) -> bool {
    let mut annotations = service.meta().into_iter().flat_map(|it| it.annotations());
    annotations.any(|(key, value)| {
        let protocol = key.value.contains("protocol") || key.value.ends_with("serversscheme");
        let https = value.value.to_ascii_lowercase().contains("https");
        key.value.contains("serverstransport") || (protocol && https)
    })
}

/// The Services that objects of other APIs are for: these may tell an implementation to speak HTTPS.
#[derive(Default)]
struct Foreign<'a> {
    /// Namespace and name.
    targets: Set<(&'a str, &'a str)>,
    /// Names alone, of Istio.
    hosts: Set<&'a str>,
}

impl<'a> Foreign<'a> {
    fn new(world: &World<'a>) -> Self {
        let mut all = Self::default();
        let known = |it: &Item<'_>| matches!(it.kind().group, CORE | APPS | GATEWAY);
        for it in world.items().iter().filter(|it| !known(it)) {
            let Some(spec) = it.view().field("spec") else { continue };
            let name = |it: View<'a>| it.text("name").map(|it| it.value);
            let one = [spec.field("targetRef"), spec.field("targetReference")];
            let many = spec.many("targetRefs").map(|it: PolicyTargetRef<'a>| it.view());
            let names = one.into_iter().flatten().chain(many).filter_map(name);
            all.targets.extend(names.map(|name| (it.namespace(), name)));
            if it.kind().kind == "DestinationRule" {
                all.hosts.extend(spec.text("host").and_then(|it| it.value.split('.').next()));
            }
        }
        all
    }

    fn names(&self, service: &Item<'a>) -> bool {
        self.hosts.contains(service.name()) || self.targets.contains(&(service.namespace(), service.name()))
    }
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
                "Traefik has an option for it",
                &[
                    &route,
                    &https.replace(
                        "namespace: web}",
                        "namespace: web, annotations: {traefik.ingress.kubernetes.io/service.serversscheme: https}}",
                    ),
                ],
            )
            .pass(
                "Istio has an option for it",
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

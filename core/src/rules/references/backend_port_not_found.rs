use crate::attach::{BackendPort, BackendRefFact};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{Service, ServicePort, TargetPort};
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::world::Item;

declare_rule! {
    /// The port of a backend ref is one of the ports that its Service exposes.
    /// ## Why it matters
    /// The API server accepts any number. The spec names no condition for this mistake: implementations write
    /// `ResolvedRefs: False`, and every request that is sent to this backend gets a 500.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: web, port: 8080 }] }] # RP2003
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: web }
    /// spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ```
    /// ## Source
    /// [Gateway API, `BackendObjectReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendobjectreference):
    /// `port` is a port of the Service, not a port of its Pods.
    pub(crate) BACKEND_PORT_NOT_FOUND = "RP2003", "backend-port-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for backend in cx.backends() {
        if let (BackendPort::Missing, Some(port), Some((item, service))) =
            (backend.port, backend.backend_ref.port(), backend.service())
        {
            out.push(port_not_found(backend, port, item, service));
        }
        out.extend(port_left_out(backend));
    }
}

/// The API server refuses a reference to a Service without a port; this rule names the port that can be meant.
fn port_left_out(backend: &BackendRefFact<'_, '_>) -> Option<Diagnostic> {
    let (item, service) = backend.service().filter(|_| backend.backend_ref.port().is_none())?;
    let port = lone(service)?;
    let view = backend.backend_ref.view();
    let message = format!("{} has one port, {port}, which this reference does not name", item.title());
    Some(
        Diagnostic::new(&BACKEND_PORT_NOT_FOUND, backend.backend_ref.name().at, message)
            .with_severity(Severity::Info)
            .with_help(format!("add `port: {port}`"))
            .with_related(item.at(), "the Service is here")
            .with_fix(edits::insert_entry(view, &format!("port: {port}"), Safety::Unsafe)),
    )
}

fn port_not_found(
    backend: &BackendRefFact<'_, '_>,
    port: Spanned<i64>,
    item: &Item<'_>,
    service: Service<'_>,
) -> Diagnostic {
    let wrong = port.value;
    let (help, better) = match by_target(service, wrong) {
        // Nothing answers on a targetPort, and only one port can be meant.
        Some(right) => (
            format!("{wrong} is the targetPort of port {right}: use `port: {right}`"),
            Some((right, Safety::Safe)),
        ),
        // A lone port is a good guess, but the Service may be the side that is wrong.
        None => (format!("its ports are {}", listed(service)), lone(service).map(|it| (it, Safety::Unsafe))),
    };
    let fix = better
        .and_then(|(it, safety)| edits::set(backend.backend_ref.view(), "port", &it.to_string(), safety));
    let message = format!("{} has no port {wrong}", item.title());
    Diagnostic::new(&BACKEND_PORT_NOT_FOUND, port.at, message)
        .with_help(help)
        .with_related(item.at(), "the Service is here")
        .with_fix(fix)
}

/// The only port whose targetPort is `target`.
fn by_target(service: Service<'_>, target: i64) -> Option<i64> {
    let leads_there =
        |it: &ServicePort<'_>| it.target_port().map(|it| it.value) == Some(TargetPort::Number(target));
    only(service.ports().filter(leads_there))
}

/// The only port there is.
fn lone(service: Service<'_>) -> Option<i64> {
    only(service.ports())
}

fn only<'a>(mut ports: impl Iterator<Item = ServicePort<'a>>) -> Option<i64> {
    let first = ports.next()?.port()?.value;
    ports.next().is_none().then_some(first)
}

/// The ports as a person reads them: `80 (http → 8080), 443`.
fn listed(service: Service<'_>) -> String {
    let one = |it: ServicePort<'_>| {
        let port = it.port().map_or(0, |it| it.value);
        let name = it.name().map(|it| it.value.to_owned());
        let target = it.target_port().and_then(|it| match it.value {
            TargetPort::Number(number) if number == port => None,
            TargetPort::Number(number) => Some(format!("→ {number}")),
            TargetPort::Name(name) => Some(format!("→ {name}")),
        });
        let more: Vec<_> = name.into_iter().chain(target).collect();
        if more.is_empty() { port.to_string() } else { format!("{port} ({})", more.join(" ")) }
    };
    service.ports().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::BACKEND_PORT_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn backend_port_not_found() {
        let web = service("web", "{ports: [{port: 80, targetPort: 8080}]}");
        let two = service("web", "{ports: [{name: http, port: 80}, {port: 443, targetPort: tls}]}");
        Tester::new(&RULE)
            .pass("the port is exposed", &[&web, &route_to("web", 80)])
            .pass("the Service is unknown", &[&route_to("web", 8080)])
            .pass(
                "an ExternalName has no ports",
                &[&service("web", "{type: ExternalName, externalName: a.example}"), &route_to("web", 8080)],
            )
            .fail("a targetPort", &[&web, &route_to("web", 8080)], "Service `web/web` has no port 8080")
            .help("8080 is the targetPort of port 80: use `port: 80`")
            .fix("port: 8080}]}]", "port: 80}]}]")
            .fail("another port", &[&web, &route_to("web", 81)], "has no port 81")
            .fix("port: 81}]}]", "port: 80}]}]")
            .fail("several ports", &[&two, &route_to("web", 8080)], "has no port 8080")
            .help("its ports are 80 (http), 443 (→ tls)")
            .pass(
                "no port, and several to choose from",
                &[&two, &route_to("web", 80).replace(", port: 80", "")],
            )
            .fail(
                "no port",
                &[&web, &route_to("web", 80).replace(", port: 80", "")],
                "Service `web/web` has one port, 80",
            )
            .severity(Severity::Info)
            .help("add `port: 80`")
            .fix("{name: web}", "{port: 80, name: web}");
    }
}

use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{Container, ContainerPort, Pod, View, Workload};
use crate::rules::words::quoted_list;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::suggest::nearest;
use crate::world::{Item, Origin};

declare_rule! {
    /// The port that a readiness probe names is a port of its container.
    /// ## Why it matters
    /// A probe that names a port which its container does not have fails each time: the Pod never becomes ready, and no
    /// request reaches it. (A port that is given as a number need not be listed.)
    /// ## Example
    /// ```yaml
    /// # manifests
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: web }
    /// spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec:
    ///       containers:
    ///         - name: web
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /healthz, port: htp } } # RP6010
    /// ```
    /// ## Source
    /// [Kubernetes probes](https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port):
    /// A probe can name a port of its container.
    pub(crate) PROBE_PORT_NOT_FOUND = "RP6010", "probe-port-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for used in cx.services {
        for item in used.new_workloads.iter().filter(|it| it.origin() == Origin::Desired) {
            let template = item.read::<Workload<'_>>().template();
            for container in template.into_iter().flat_map(Pod::containers) {
                let Some(probe) = container.readiness_probe() else { continue };
                let port =
                    |handler| probe.one::<View<'_>>(handler).and_then(|it| Some((it.text("port")?, it)));
                // As the kubelet has it, text that is a number is a number.
                let missing = |name: &str| {
                    name.parse::<u16>().is_err()
                        && !container.ports().any(|it| it.name().is_some_and(|it| it.value == name))
                };
                let named = port("httpGet").or_else(|| port("tcpSocket"));
                if let Some((port, handler)) = named.filter(|(it, _)| missing(it.value)) {
                    out.push(not_found(item, container, port, handler));
                }
            }
        }
    }
}

fn not_found(
    item: &Item<'_>,
    container: Container<'_>,
    port: Spanned<&str>,
    handler: View<'_>,
) -> Diagnostic {
    let names: Vec<_> = container.ports().filter_map(ContainerPort::name).map(|it| it.value).collect();
    let near = match names.as_slice() {
        [only] => Some(*only),
        _ => nearest(port.value, names.iter().copied()),
    };
    let help = match (near, names.is_empty()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, true) => "its ports have no names: use the number".to_owned(),
        (None, false) => format!("its ports are {}", quoted_list(names)),
    };
    let message = format!(
        "container `{}` of {} has no port `{}`, so its readiness probe always fails",
        container.name().value,
        item.title(),
        port.value
    );
    let fix = near.and_then(|it| edits::set(handler, "port", it, Safety::Unsafe));
    Diagnostic::new(&PROBE_PORT_NOT_FOUND, port.at, message).with_help(help).with_fix(fix)
}

#[cfg(test)]
mod tests {
    use super::PROBE_PORT_NOT_FOUND as RULE;
    use crate::rules::testing::{Tester, deployment, route_to, service};

    #[test]
    fn probe_port_not_found() {
        let web = service("web", "{selector: {app: web}, ports: [{port: 80}]}");
        let shop = route_to("web", 80);
        let with = |ports: &str, probe: &str| {
            let container = format!("{{name: main, ports: [{ports}], readinessProbe: {probe}}}");
            let spec = format!("labels: {{app: web}}}}, spec: {{containers: [{container}]}}");
            deployment("{replicas: 1}", "{}").replace("labels: {app: web}}", &spec)
        };
        let http = "{name: http, containerPort: 8080}";
        let two = "{name: http, containerPort: 8080}, {name: admin, containerPort: 9090}";
        Tester::new(&RULE)
            .pass("it is there", &[&shop, &web, &with(http, "{httpGet: {port: http}}")])
            .pass("a number", &[&shop, &web, &with(http, "{httpGet: {port: 9090}}")])
            .pass("a number as text", &[&shop, &web, &with(http, "{httpGet: {port: '9090'}}")])
            .pass("the workload is unknown", &[&shop, &web])
            .fail(
                "another name",
                &[&shop, &web, &with(http, "{tcpSocket: {port: web}}")],
                "has no port `web`",
            )
            .at("web")
            .fix("{port: web}}", "{port: http}}")
            .fail("several", &[&shop, &web, &with(two, "{httpGet: {port: probes}}")], "has no port `probes`")
            .help("its ports are `http`, `admin`")
            .no_fix();
    }
}

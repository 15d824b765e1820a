use super::words::{listed, shown_at};
use crate::attach::BackendRefFact;
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::facts::services::{Exposed, Used};
use crate::model::{ContainerPort, ServicePort, TargetPort};
use crate::rules::{Context, declare_rule, edits};
use crate::suggest::nearest;

declare_rule! {
    /// The `targetPort` of a Service port that a route sends to is a port of the selected containers.
    /// ## Why it matters
    /// A named `targetPort` that no container has leaves the port without endpoints: every request is answered with
    /// 503. A number works without being listed, but then it is seldom the number that the container listens on.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   selector: { app: web }
    ///   ports:
    ///     - port: 80
    ///       targetPort: htpp # RP2011
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { containers: [{ name: web, image: example.com/web, ports: [{ name: http, containerPort: 8080 }] }] }
    /// ```
    /// ## Source
    /// [Kubernetes Services](https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports):
    /// `targetPort` is a port of the selected Pods, as a number or as the name of a container port.
    pub(crate) TARGET_PORT_NOT_EXPOSED = "RP2011", "target-port-not-exposed" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for used in cx.services {
        if used.behind.is_empty() {
            continue;
        }
        for (_, port, backend) in &used.ports {
            out.extend(judge(used, *port, backend, used.behind.exposed()));
        }
    }
}

/// So many ports are compared with one that is missing.
const MOST_PORTS: usize = 256;

fn judge<'a>(
    used: &Used<'_, '_, 'a>,
    port: ServicePort<'a>,
    backend: &BackendRefFact<'_, '_>,
    exposed: &Exposed<'a>,
) -> Option<Diagnostic> {
    let target = port.target_port()?;
    let protocol = port.protocol().value;
    let listed = exposed.has(protocol, target.value);
    let (is_there, severity) = match target.value {
        TargetPort::Name(_) => (listed, Severity::Error),
        TargetPort::Number(_) => (listed || exposed.ports.is_empty(), Severity::Warning),
    };
    if is_there {
        return None;
    }
    let fitting = exposed.ports.iter().filter(|it| it.protocol().value == protocol);
    let fitting: Vec<_> = fitting.take(MOST_PORTS).collect();
    not_exposed(used, port, backend, &fitting, severity)
}

fn not_exposed(
    used: &Used<'_, '_, '_>,
    port: ServicePort<'_>,
    backend: &BackendRefFact<'_, '_>,
    exposed: &[&ContainerPort<'_>],
    severity: Severity,
) -> Option<Diagnostic> {
    let (target, number) = (port.target_port()?, port.port()?.value);
    let shown_target = match target.value {
        TargetPort::Name(name) => format!("`{name}`"),
        TargetPort::Number(number) => number.to_string(),
    };
    let meant = meant(target.value, exposed);
    let help = match (&meant, exposed) {
        (Some(meant), _) => format!("did you mean `targetPort: {}`?", written(*meant)),
        (None, []) => "its containers list no port of that protocol".to_owned(),
        (None, some) => {
            format!("the ports of its containers are {}", listed(some.iter().map(|it| shown(it))))
        }
    };
    let at = shown_at(used.item, target.at, backend.backend_ref.port()?.at);
    let fix = meant.and_then(|it| mend(port, it));
    let message = format!(
        "no container behind {} has port {shown_target}, where its port {number} leads",
        used.item.title()
    );
    let found =
        Diagnostic::new(&TARGET_PORT_NOT_EXPOSED, at, message).with_severity(severity).with_help(help);
    let found = match exposed.first() {
        Some(it) => found.with_related(it.at(), "a container's ports are here"),
        None => found,
    };
    Some(found.with_fix(fix.filter(|_| at == target.at)))
}

/// The port that was probably meant: the one whose name is alike, or the only one, called as the target is.
fn meant<'a>(target: TargetPort<'_>, exposed: &[&ContainerPort<'a>]) -> Option<TargetPort<'a>> {
    let mut all: Vec<_> = exposed.iter().filter_map(|it| Some((it.number()?.value, it.name()))).collect();
    all.dedup_by_key(|(number, _)| *number);
    match (target, all.as_slice()) {
        (TargetPort::Name(_), [(_, Some(only))]) => Some(TargetPort::Name(only.value)),
        (_, [(only, _)]) => Some(TargetPort::Number(*only)),
        (TargetPort::Name(name), some) => {
            let names = some.iter().filter_map(|(_, it)| it.map(|it| it.value));
            nearest(name, names).map(TargetPort::Name)
        }
        (TargetPort::Number(_), _) => None,
    }
}

/// Says `to`, if the text can say it: what was written as text would make text of a number.
fn mend(port: ServicePort<'_>, to: TargetPort<'_>) -> Option<Fix> {
    let field = port.target_port_field();
    match to {
        TargetPort::Name(name) => edits::set(port.view(), "targetPort", name, Safety::Unsafe),
        TargetPort::Number(number) if field.is_none() => {
            edits::insert_entry(port.view(), &format!("targetPort: {number}"), Safety::Unsafe)
        }
        TargetPort::Number(number) => {
            let numbered = field.filter(|it| it.value().as_i64().is_some());
            numbered.and_then(|_| edits::set(port.view(), "targetPort", &number.to_string(), Safety::Unsafe))
        }
    }
}

/// A `targetPort` as it is written.
fn written(target: TargetPort<'_>) -> String {
    match target {
        TargetPort::Name(name) => name.to_owned(),
        TargetPort::Number(number) => number.to_string(),
    }
}

fn shown(port: &ContainerPort<'_>) -> String {
    let number = port.number().map_or(0, |it| it.value);
    port.name().map_or_else(|| number.to_string(), |name| format!("{number} ({})", name.value))
}

#[cfg(test)]
mod tests {
    use super::TARGET_PORT_NOT_EXPOSED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route_to, service};

    fn deployment(ports: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: web}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: a, image: b, ports: [{ports}]}}]}}}}}}\n"
        )
    }

    #[test]
    fn target_port_not_exposed() {
        let route = route_to("web", 80);
        let to = |target: &str| {
            service("web", &format!("{{selector: {{app: web}}, ports: [{{port: 80{target}}}]}}"))
        };
        let one = deployment("{name: http, containerPort: 8080}");
        let two = deployment("{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}");
        Tester::new(&RULE)
            .pass("the name is there", &[&route, &to(", targetPort: http"), &one])
            .pass("the number is there", &[&route, &to(", targetPort: 8080"), &one])
            .pass("no workload is known", &[&route, &to(", targetPort: web")])
            .pass("no port is listed", &[&route, &to(", targetPort: 9"), &deployment("")])
            .pass(
                "another port of the Service",
                &[
                    &route_to("web", 443),
                    &to(", targetPort: 9}, {name: b, port: 443, targetPort: http"),
                    &one,
                ],
            )
            .fail(
                "a name that is not there",
                &[&route, &to(", targetPort: web"), &two],
                "no container behind Service `web/web` has port `web`, where its port 80 leads",
            )
            .severity(Severity::Error)
            .at("web")
            .help("the ports of its containers are 8080 (http) and 9090 (metrics)")
            .no_fix()
            .fail("a typo", &[&route, &to(", targetPort: htpp"), &two], "has port `htpp`")
            .fix("targetPort: htpp", "targetPort: http")
            .fail("a number", &[&route, &to(", targetPort: 8000"), &one], "has port 8000")
            .severity(Severity::Warning)
            .help("did you mean `targetPort: 8080`?")
            .fix("targetPort: 8000", "targetPort: 8080")
            .fail("the default", &[&route, &to(""), &one], "has port 80,")
            .fix("{port: 80}]}", "{targetPort: 8080, port: 80}]}")
            .fail(
                "a name without ports",
                &[&route, &to(", targetPort: web"), &deployment("")],
                "has port `web`",
            )
            .help("its containers list no port");
    }
}

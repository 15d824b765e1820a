use crate::attach::{ListenerFact, Parent, Role};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::features::{Claims, EntryPoint, beyond, beyond_of_class, entry_points};
use crate::model::{Gateway, GroupKind};
use crate::rules::{Context, declare_rule, edits};
use crate::world::Lookup;

declare_rule! {
    /// The port of a listener that Traefik serves is that of one of its entry points.
    /// ## Why it matters
    /// Traefik opens the ports that its own arguments define, and takes a listener only where one of them has its port:
    /// the port of the container, such as 8000, not that of the Service in front of it. It refuses any other listener
    /// (`Accepted: False`, `PortUnavailable`). It is advice, and a warning where the settings choose Traefik.
    /// ## Example
    /// ```yaml
    /// # settings: {implementation: traefik}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: traefik }
    /// spec:
    ///   gatewayClassName: traefik
    ///   listeners:
    ///     - name: web
    ///       port: 80 # RP7003
    ///       protocol: HTTP
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: GatewayClass
    /// metadata: { name: traefik }
    /// spec: { controllerName: traefik.io/gateway-controller }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: traefik, namespace: traefik }
    /// spec:
    ///   selector: { matchLabels: { app: traefik } }
    ///   template:
    ///     metadata: { labels: { app: traefik } }
    ///     spec:
    ///       containers:
    ///         - name: traefik
    ///           image: traefik:v3.7
    ///           args: [--entryPoints.web.address=:8000/tcp]
    /// ```
    /// ## Source
    /// [Traefik, Kubernetes Gateway](https://doc.traefik.io/traefik/reference/install-configuration/providers/kubernetes/kubernetes-gateway/):
    /// the port of a listener is that of an entry point.
    pub(crate) NO_ENTRY_POINT = "RP7003", "no-entry-point" {
        severity: Warning, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, claims: Option<&Claims>, out: &mut Vec<Diagnostic>) {
    let mut known = None;
    let chosen = claims.and_then(|it| beyond(it.implementation.name)).is_some_and(|it| it.entry_points);
    for parent in cx.attachments.parents().iter().filter(|it| it.item.origin() == cx.judged) {
        if !is_served(cx, parent, chosen) {
            continue;
        }
        let known = known.get_or_insert_with(|| entry_points(cx.world));
        for fact in parent.listeners.iter().filter(|_| !known.is_empty()) {
            out.extend(judge(parent, fact, known, chosen));
        }
    }
}

/// Whether an implementation with entry points serves a Gateway, or the Gateway of a ListenerSet.
fn is_served(cx: &Context<'_, '_, '_>, parent: &Parent<'_, '_>, chosen: bool) -> bool {
    let gateway = match &parent.role {
        Role::Gateway { .. } => Some(parent.item),
        Role::ListenerSet { gateway, .. } => {
            gateway.and_then(Lookup::found).and_then(|it| cx.attachments.parent(it)).map(|it| it.item)
        }
    };
    let Some(name) = gateway.and_then(|it| it.read::<Gateway<'_>>().class_name()) else { return false };
    match cx.world.find(GroupKind::GATEWAY_CLASS, "", name.value).found() {
        Some(class) => beyond_of_class(class).is_some_and(|it| it.entry_points),
        None => chosen,
    }
}

fn judge(
    parent: &Parent<'_, '_>,
    fact: &ListenerFact<'_, '_>,
    known: &[EntryPoint<'_>],
    chosen: bool,
) -> Option<Diagnostic> {
    let (listener, port) = (fact.listener, fact.listener.port()?);
    let is_udp = listener.protocol().value == "UDP";
    let fitting: Vec<_> = known.iter().filter(|it| it.is_udp == is_udp).collect();
    if fitting.iter().any(|it| it.port == port.value) {
        return None;
    }
    let message = format!(
        "Traefik has no entry point with port {}, so it does not take listener `{}` of {}",
        port.value,
        listener.name().value,
        parent.item.title()
    );
    let ports: Vec<_> = fitting.iter().map(|it| format!("{} (`{}`)", it.port, it.name)).collect();
    let help = match ports.as_slice() {
        [] => "none of its entry points takes this protocol".to_owned(),
        ports => format!(
            "its entry points have {}: a listener names the port of the container, not of the Service before it",
            ports.join(", ")
        ),
    };
    let severity = if chosen { Severity::Warning } else { Severity::Info };
    let found = Diagnostic::new(&NO_ENTRY_POINT, port.at, message).with_severity(severity).with_help(help);
    let meant = fitting.iter().find(|it| it.name == listener.name().value);
    let meant = meant.or_else(|| fitting.first().filter(|_| fitting.len() == 1));
    Some(match meant {
        Some(it) => found.with_related(it.at, "an entry point is defined here").with_fix(edits::set(
            listener.view(),
            "port",
            &it.port.to_string(),
            Safety::Unsafe,
        )),
        None => found,
    })
}

#[cfg(test)]
mod tests {
    use super::NO_ENTRY_POINT as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway};

    fn traefik(args: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: traefik}}\nspec: {{selector: {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{containers: [{{name: a, image: traefik, args: [{args}]}}]}}}}}}\n"
        )
    }

    #[test]
    fn no_entry_point() {
        let class = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: shared}\nspec: {controllerName: traefik.io/gateway-controller}\n";
        let other = class.replace("traefik.io", "example.com");
        let edge = gateway("{name: web, port: 80, protocol: HTTP}");
        let web = traefik("'--entryPoints.web.address=:8000/tcp'");
        let both = traefik("'--entrypoints.web.address', ':8000', '--entrypoints.tls.address=:8443'");
        Tester::new(&RULE)
            .pass("the port of an entry point", &[&*edge.replace("80", "8000"), class, &web])
            .pass("another controller", &[&*edge, &other, &web])
            .pass("the class is unknown", &[&*edge, &web])
            .pass("Traefik is unknown", &[&*edge, class])
            .pass("its entry points are elsewhere", &[&*edge, class, &traefik("'--log.level=INFO'")])
            .fail(
                "the port of the Service",
                &[&*edge, class, &web],
                "Traefik has no entry point with port 80, so it does not take listener `web` of Gateway `default/edge`",
            )
            .at("80")
            .severity(Severity::Info)
            .help("its entry points have 8000 (`web`)")
            .fix("port: 80,", "port: 8000,")
            .fail("several, by name", &[&*edge, class, &both], "no entry point with port 80")
            .help("8000 (`web`), 8443 (`tls`)")
            .fix("port: 80,", "port: 8000,")
            .fail("UDP", &[&edge.replace("HTTP", "UDP"), class, &web], "no entry point")
            .help("none of its entry points takes this protocol")
            .no_fix()
            .settings("implementation: traefik")
            .pass("a class of another controller", &[&*edge, &other, &web])
            .fail("Traefik is chosen", &[&*edge, &web], "no entry point with port 80")
            .severity(Severity::Warning);
    }
}

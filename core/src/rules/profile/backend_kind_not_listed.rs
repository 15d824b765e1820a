use super::Subject;
use super::words::shown;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// Every backend of a route is a Service, or of a kind that the platform lists.
    /// ## Why it matters
    /// Other kinds of backend lead elsewhere: a ServiceImport to another cluster, an Istio `Hostname` or a `Backend` of Envoy
    /// Gateway to any host. A profile lists the ones that it allows in `allowed.backends`.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: [web.acme.kupe.cloud]
    ///   rules:
    ///     - backendRefs:
    ///         - name: api.example.com
    ///           group: networking.istio.io
    ///           kind: Hostname # RP5020
    ///           port: 443
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): A backend is a Service, or of a
    /// kind that `allowed.backends` lists.
    pub(crate) BACKEND_KIND_NOT_LISTED = "RP5020", "backend-kind-not-listed" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for other in subject.route().map(|it| it.others.as_slice()).unwrap_or_default() {
        let at = other.reference.get("kind").or(other.reference.get("group")).unwrap_or(other.reference);
        let (kind, group) = (shown(other.of.kind), shown(other.of.group));
        let kind = if group.is_empty() { kind } else { format!("{kind}.{group}") };
        let message = format!("on {} a route does not send to a `{kind}`", subject.platform_name());
        out.push(
            Diagnostic::new(&BACKEND_KIND_NOT_LISTED, subject.at(at.span()), message)
                .with_help("send to a Service"),
        );
    }
}

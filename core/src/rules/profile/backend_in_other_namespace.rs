use super::Subject;
use super::words::shown;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::yaml::Value;

declare_rule! {
    /// A route lives in the namespace of the workload that it exposes.
    /// ## Why it matters
    /// A backend in another namespace would let one team expose another team's workload, and needs a ReferenceGrant
    /// besides. On such a platform the route moves to its workload instead.
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
    ///         - name: api
    ///           namespace: pay # RP5011
    ///           port: 80
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): With `routes.sameNamespace`
    /// backends are in the namespace of their route.
    pub(crate) BACKEND_IN_OTHER_NAMESPACE = "RP5011", "backend-in-other-namespace" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(route) = subject.route() else { return };
    for backend in &route.foreign {
        let text = |value: Option<Value<'_>>| shown(value.and_then(Value::as_str).unwrap_or_default());
        let (namespace, name) = (text(Some(backend.namespace)), text(backend.reference.get("name")));
        let own = subject.facts.object.namespace();
        let message = match own {
            Some(own) => format!(
                "backend `{namespace}/{name}` is not in namespace `{}`, where the route is",
                shown(own)
            ),
            None => format!(
                "backend `{namespace}/{name}` says a namespace and the route does not, so they may differ"
            ),
        };
        let help = match own {
            Some(_) => {
                format!("move the route to namespace `{namespace}`, or send to a backend beside the route")
            }
            None => format!("set `metadata.namespace: {namespace}`, or remove `namespace` here"),
        };
        out.push(
            Diagnostic::new(&BACKEND_IN_OTHER_NAMESPACE, subject.at(backend.namespace.span()), message)
                .with_help(help)
                .with_path(backend.path.clone()),
        );
    }
}

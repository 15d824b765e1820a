use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A backend is not a Service of type `ExternalName`.
    /// ## Why it matters
    /// Such a Service is an alias for a host that its author can choose freely, also for a host inside the cluster that
    /// the author could not reach otherwise (CVE-2021-25740). The spec advises against support, and many
    /// implementations refuse it.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: legacy, port: 443 }] }] # RP2012
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: legacy, namespace: web }
    /// spec: { type: ExternalName, externalName: legacy.example.com }
    /// ```
    /// ## Source
    /// [Gateway API, `BackendObjectReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendobjectreference):
    /// Implementations should not support Services of type ExternalName as backends.
    pub(crate) EXTERNAL_NAME_BACKEND = "RP2012", "external-name-backend" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for used in cx.services.iter().filter(|it| it.is_external_name) {
        let message = format!("{} is an ExternalName, which many implementations refuse", used.item.title());
        let found = Diagnostic::new(&EXTERNAL_NAME_BACKEND, used.first.backend_ref.name().at, message);
        let help = "ask what your implementation offers for hosts outside of the cluster, or use a Service without selector and an EndpointSlice";
        out.push(found.with_help(help).with_related(used.service.kind().at, "the Service's type is here"));
    }
}

#[cfg(test)]
mod tests {
    use super::EXTERNAL_NAME_BACKEND as RULE;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn external_name_backend() {
        let external = service("web", "{type: ExternalName, externalName: a.example}");
        Tester::new(&RULE)
            .pass("an ordinary Service", &[&service("web", "{ports: [{port: 80}]}"), &route_to("web", 80)])
            .pass("unknown", &[&route_to("web", 80)])
            .pass("no route uses it", &[&external])
            .fail(
                "an ExternalName",
                &[&external, &route_to("web", 80)],
                "Service `web/web` is an ExternalName",
            )
            .at("web");
    }
}

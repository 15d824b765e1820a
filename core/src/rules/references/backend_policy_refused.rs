use crate::attach::{BackendPort, BackendRefFact, PolicyFact};
use crate::diagnostic::Diagnostic;
use crate::model::GroupKind;
use crate::order::Map;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// The BackendTLSPolicy of a backend is accepted.
    /// ## Why it matters
    /// A BackendTLSPolicy without CA certificates that can be used is refused (`NoValidCACertificate`). A gateway does
    /// not connect without verification then: the requests that a route sends to such a backend are answered with a
    /// server error, although every condition of the route is `True`.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: api, port: 443 }] }] # RP2063
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: web }
    /// spec: { selector: { app: api }, ports: [{ name: https, port: 443 }] }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: api }]
    ///   validation:
    ///     hostname: api.acme.test
    ///     caCertificateRefs: [{ group: "", kind: Secret, name: acme-ca }] # RP2021
    /// ```
    /// ## Source
    /// [Gateway API, `BackendTLSPolicyValidation`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendtlspolicyvalidation):
    /// Without a valid CA certificate a connection to the backend fails, and requests get an error of the class
    /// 5xx.
    pub(crate) BACKEND_POLICY_REFUSED = "RP2063", "backend-policy-refused" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// The policies that count, by namespace and name of the Service and the port that is named.
type InForce<'f, 'w, 'a> = Map<(&'a str, &'a str, Option<&'a str>), &'f PolicyFact<'w, 'a>>;

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let policies = cx.attachments.policies();
    if !cx.environment.supports("BackendTLSPolicy") || !policies.iter().any(PolicyFact::has_no_ca) {
        return;
    }
    let mut in_force = InForce::new();
    for policy in policies {
        for it in policy.targets.iter().filter(|it| it.loses_to.is_none()) {
            let target = it.target_ref;
            if target.target() == GroupKind::SERVICE {
                let section = target.section_name().map(|it| it.value);
                in_force.insert((policy.item.namespace(), target.name().value, section), policy);
            }
        }
    }
    let routes = cx.attachments.routes().iter().filter(|it| it.item.origin() == cx.judged);
    for backend in routes.flat_map(|it| &it.backends) {
        out.extend(policy(&in_force, backend).filter(|it| it.has_no_ca()).map(|it| refused(it, backend)));
    }
}

/// The policy of a backend: the one for its port, or else the one for the whole Service.
fn policy<'f, 'w, 'a>(
    in_force: &InForce<'f, 'w, 'a>,
    backend: &BackendRefFact<'w, 'a>,
) -> Option<&'f PolicyFact<'w, 'a>> {
    let BackendPort::Found(port) = backend.port else { return None };
    let (item, _) = backend.service().filter(|_| backend.problem().is_none())?;
    let of = |section| in_force.get(&(item.namespace(), item.name(), section)).copied();
    port.name().and_then(|it| of(Some(it.value))).or_else(|| of(None))
}

fn refused(policy: &PolicyFact<'_, '_>, backend: &BackendRefFact<'_, '_>) -> Diagnostic {
    let title = GroupKind::SERVICE.title(backend.namespace, backend.backend_ref.name().value);
    let message = format!(
        "requests to {title} are answered with an error: {} has no CA certificate that can be used",
        policy.item.title()
    );
    Diagnostic::new(&BACKEND_POLICY_REFUSED, backend.backend_ref.name().at, message)
        .with_related(policy.item.at(), "the BackendTLSPolicy is here")
}

#[cfg(test)]
mod tests {
    use super::BACKEND_POLICY_REFUSED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::references::samples::policy;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn backend_policy_refused() {
        let shop = route("parentRefs: [{name: edge}], rules: [{backendRefs: [{name: api, port: 443}]}]");
        let api = "apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {ports: [{name: https, port: 443}, {name: http, port: 80}]}\n".to_owned();
        let bad = policy("ca").replace("kind: ConfigMap", "kind: Secret");
        let of_port = |port: &str, text: &str| {
            text.replace("name: api}]", &format!("name: api, sectionName: {port}}}]"))
        };
        let good = of_port("https", &policy("ca")).replace("metadata: {name: api}", "metadata: {name: good}");
        Tester::new(&RULE)
            .pass("its CA is unknown", &[&shop, &api, &policy("ca")])
            .pass("of another port", &[&shop, &api, &of_port("http", &bad)])
            .pass("the port has one of its own", &[&shop, &api, &bad, &good])
            .fail("no CA certificate", &[&shop, &api, &bad], "requests to Service `default/api` are answered with an error: BackendTLSPolicy `default/api` has no CA certificate that can be used")
            .severity(Severity::Warning)
            .at("api")
            .fail("of its port", &[&shop, &api, &of_port("https", &bad)], "are answered with an error")
            .complete()
            .fail("a CA that does not exist", &[&shop, &api, &policy("ca")], "are answered with an error");
    }
}

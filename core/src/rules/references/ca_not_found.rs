use super::absent::{Absent, Wanted};
use super::certificates;
use crate::attach::{CaFact, KindSupport};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::world::{Grant, Item};

declare_rule! {
    /// The ConfigMap that CA certificates are taken from exists.
    /// ## Why it matters
    /// A BackendTLSPolicy without its CA certificates is refused (`NoValidCACertificate`), and requests to its backends
    /// are answered with 500 rather than sent without verification. A policy's reference has no namespace: the ConfigMap
    /// is beside the policy, which is beside the Service.
    /// ## Example
    /// ```yaml
    /// # settings: {complete: true}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: BackendTLSPolicy
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: "", kind: Service, name: api }]
    ///   validation:
    ///     hostname: api.acme.test
    ///     caCertificateRefs: [{ group: "", kind: ConfigMap, name: acme-ca }] # RP2026
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: web }
    /// spec: { selector: { app: api }, ports: [{ port: 443 }] }
    /// ```
    /// ## Source
    /// [Gateway API, `BackendTLSPolicyValidation`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#backendtlspolicyvalidation):
    /// CA certificates that do not exist give `ResolvedRefs: False` with reason `InvalidCACertificateRef`.
    pub(crate) CA_NOT_FOUND = "RP2026", "ca-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (owner, it) in certificates::authorities(cx) {
        if let Some(absent) = absent(cx, owner, it) {
            let help = || absent.known_or_elsewhere(cx.world);
            out.push(absent.diagnose(&CA_NOT_FOUND, it.ca_ref.view(), it.ca_ref.name().at, help));
        }
    }
}

/// What the rule has to say of a reference.
pub(super) fn absent<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    owner: &Item<'a>,
    it: &CaFact<'w, 'a>,
) -> Option<Absent<'w, 'a>> {
    if it.kind == KindSupport::Unsupported || matches!(it.grant, Grant::Refused) {
        return None;
    }
    let name = Wanted { kind: it.ca_ref.target(), namespace: it.namespace, name: it.ca_ref.name().value };
    Absent::new(cx.world, owner, it.target, name)
}

#[cfg(test)]
mod tests {
    use super::CA_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::references::samples::{config_map, policy};
    use crate::rules::testing::Tester;

    #[test]
    fn ca_not_found() {
        let (map, api) = (config_map("acme-ca", "x"), policy("acme-ca"));
        let away = map.replace("{name", "{namespace: pay, name");
        Tester::new(&RULE)
            .pass("there", &[&api, &map])
            .pass("unknown", &[&api])
            .fail(
                "a typo",
                &[&policy("amce-ca"), &map],
                "ConfigMap `default/amce-ca` is not among the inputs",
            )
            .severity(Severity::Error)
            .at("amce-ca")
            .fix("amce-ca", "acme-ca")
            .fail("another namespace", &[&api, &away], "is not among the inputs")
            .severity(Severity::Warning)
            .help("it is in namespace `pay`")
            .complete()
            .fail("missing", &[&api], "ConfigMap `default/acme-ca` does not exist")
            .no_fix();
    }
}

use super::absent::{Absent, Wanted};
use super::certificates;
use crate::attach::{CertificateFact, KindSupport};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::world::{Grant, Item};

declare_rule! {
    /// The Secret that a listener or Gateway takes its certificate from exists.
    /// ## Why it matters
    /// A listener without its certificate is not programmed (`InvalidCertificateRef`): clients are refused in the
    /// handshake, before any route is asked. A `secretGenerator` of kustomize puts a hash behind the name, and kustomize
    /// does not change references of Gateways.
    /// ## Example
    /// ```yaml
    /// # settings: {complete: true}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ name: shop-tls }] } # RP2020
    /// ```
    /// ## Source
    /// [Gateway API, `ListenerTLSConfig`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#listenertlsconfig):
    /// A certificate that does not exist gives `ResolvedRefs: False` with reason `InvalidCertificateRef`.
    pub(crate) CERTIFICATE_NOT_FOUND = "RP2020", "certificate-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (owner, it) in certificates::certificates(cx) {
        if let Some(absent) = absent(cx, owner, it) {
            let (holder, at) = (it.secret_ref.view(), it.secret_ref.name().at);
            out.push(absent.diagnose(&CERTIFICATE_NOT_FOUND, holder, at, || help(cx, owner, &absent)));
        }
    }
}

/// What the rule has to say of a reference.
pub(super) fn absent<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    owner: &Item<'a>,
    it: &CertificateFact<'w, 'a>,
) -> Option<Absent<'w, 'a>> {
    if it.kind == KindSupport::Unsupported || matches!(it.grant, Grant::Refused) {
        return None;
    }
    let secret_ref = it.secret_ref;
    let name = Wanted { kind: secret_ref.target(), namespace: it.namespace, name: secret_ref.name().value };
    Absent::new(cx.world, owner, it.target, name)
}

fn help(cx: &Context<'_, '_, '_>, owner: &Item<'_>, absent: &Absent<'_, '_>) -> String {
    match absent.only_namespace() {
        Some(there) => format!(
            "a Secret of that name is in namespace `{there}`: set `namespace: {there}`, with a ReferenceGrant there for {}",
            owner.title()
        ),
        None if !absent.in_other_namespaces.is_empty() => {
            format!("it is in namespaces {}", absent.namespaces())
        }
        None => absent.known(cx.world),
    }
}

#[cfg(test)]
mod tests {
    use super::CERTIFICATE_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn certificate_not_found() {
        let edge = |name: &str| {
            gateway(&format!(
                "{{name: web, port: 443, protocol: HTTPS, tls: {{certificateRefs: [{{name: {name}}}]}}}}"
            ))
        };
        let secret = "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: shop-tls}\ndata: {tls.crt: '', tls.key: ''}\n";
        let certificate = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: shop}\nspec: {secretName: shop-tls}\n";
        let away = secret.replace("{name", "{namespace: pay, name");
        let hashed = secret.replace("shop-tls", "shop-tls-6ct58987ht");
        Tester::new(&RULE)
            .pass("unknown", &[&edge("shop-tls")])
            .pass("there", &[edge("shop-tls").as_str(), secret])
            .fail(
                "a typo",
                &[edge("shop-tsl").as_str(), secret],
                "Secret `default/shop-tsl` is not among the inputs",
            )
            .severity(Severity::Error)
            .at("shop-tsl")
            .fix("shop-tsl", "shop-tls")
            .fail("another namespace", &[&edge("shop-tls"), &away], "is not among the inputs")
            .severity(Severity::Warning)
            .help("set `namespace: pay`")
            .fail("kustomize added a hash", &[&edge("shop-tls"), &hashed], "is not among the inputs")
            .severity(Severity::Warning)
            .help("did you mean `shop-tls-6ct58987ht`? kustomize adds a hash to generated names")
            .no_fix()
            .pass("a brother", &[&edge("shop-tls"), &secret.replace("shop-tls", "shop-tls-backup")])
            .complete()
            .fail("missing", &[&edge("shop-tls")], "Secret `default/shop-tls` does not exist")
            .no_fix()
            .pass("cert-manager makes it", &[edge("shop-tls").as_str(), certificate])
            .fail(
                "it makes another",
                &[edge("shop-tsl").as_str(), certificate],
                "Secret `default/shop-tsl` does not exist",
            );
    }
}

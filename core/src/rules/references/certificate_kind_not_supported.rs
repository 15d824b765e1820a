use super::certificates;
use super::words::a_kind;
use crate::attach::KindSupport;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{GroupKind, View};
use crate::rules::{Context, declare_rule, edits};

declare_rule! {
    /// A certificate comes from a Secret, CA certificates from a ConfigMap, or from a kind that the implementation brings.
    /// ## Why it matters
    /// Another kind is refused (`InvalidCertificateRef`, `InvalidKind`), and the listener or policy does not work. CA
    /// certificates from a Secret are a warning while no implementation is chosen, because some take them.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ kind: ConfigMap, name: shop-tls }] } # RP2021
    /// ```
    /// ## Source
    /// [Gateway API, `SecretObjectReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#secretobjectreference):
    /// A Secret is the kind that every implementation supports.
    pub(crate) CERTIFICATE_KIND_NOT_SUPPORTED = "RP2021", "certificate-kind-not-supported" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let certificates = certificates::certificates(cx).filter(|(_, it)| it.kind == KindSupport::Unsupported);
    for (_, it) in certificates {
        let (holder, kind) = (it.secret_ref.view(), it.secret_ref.target());
        let meant = cx.world.find(GroupKind::SECRET, it.namespace, it.secret_ref.name().value);
        out.push(not_supported(holder, kind, "a certificate", GroupKind::SECRET, meant.found().is_some()));
    }
    let authorities = certificates::authorities(cx).filter(|(_, it)| it.kind == KindSupport::Unsupported);
    for (_, it) in authorities {
        let (holder, kind) = (it.ca_ref.view(), it.ca_ref.target());
        let meant = cx.world.find(GroupKind::CONFIG_MAP, it.namespace, it.ca_ref.name().value);
        let found =
            not_supported(holder, kind, "CA certificates", GroupKind::CONFIG_MAP, meant.found().is_some());
        // Some implementations take one, so that it is for the chosen one to say.
        let may_be = kind == GroupKind::SECRET && !cx.environment.is_known();
        out.push(if may_be { found.with_severity(Severity::Warning) } else { found });
    }
}

/// The finding; only what is there may be named instead.
fn not_supported(
    holder: View<'_>,
    kind: GroupKind<'_>,
    what: &str,
    right: GroupKind<'_>,
    is_there: bool,
) -> Diagnostic {
    let same_name = kind.kind == right.kind;
    let first = if same_name { "group" } else { "kind" };
    let at = holder.field(first).or_else(|| holder.field("kind")).unwrap_or(holder).at();
    let shown = if same_name {
        format!("{} of group `{}`", a_kind(kind.kind), kind.group)
    } else {
        a_kind(kind.kind)
    };
    let verb = if right == GroupKind::SECRET { "comes" } else { "come" };
    let own = match kind {
        GroupKind::SECRET => {
            "; Envoy Gateway and NGINX Gateway Fabric take a Secret too, which `--implementation` tells"
        }
        _ => "",
    };
    let help = format!("{what} {verb} from {}{own}", a_kind(right.kind));
    let mut fields = Vec::new();
    if !same_name {
        fields.push(("kind", right.kind));
    }
    if !kind.group.is_empty() {
        fields.push(("group", right.group));
    }
    Diagnostic::new(&CERTIFICATE_KIND_NOT_SUPPORTED, at, format!("{shown} cannot hold {what}"))
        .with_help(help)
        .with_fix(edits::set_all(holder, &fields, Safety::Unsafe).filter(|_| same_name || is_there))
}

#[cfg(test)]
mod tests {
    use super::CERTIFICATE_KIND_NOT_SUPPORTED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway};

    const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n";

    #[test]
    fn certificate_kind_not_supported() {
        let edge = |text: &str| {
            gateway(&format!(
                "{{name: web, port: 443, protocol: HTTPS, tls: {{certificateRefs: [{{{text}, name: a}}]}}}}"
            ))
        };
        let policy = "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: a}\nspec: {targetRefs: [{group: '', kind: Service, name: a}], validation: {hostname: a.test, caCertificateRefs: [{group: '', kind: Secret, name: a}]}}\n";
        Tester::new(&RULE)
            .pass("a Secret", &[&edge("kind: Secret")])
            .pass("a kind of an implementation", &[&edge("group: example.com, kind: Vault")])
            .fail("a ConfigMap", &[&edge("kind: ConfigMap")], "a ConfigMap cannot hold a certificate")
            .at("ConfigMap")
            .help("a certificate comes from a Secret")
            .no_fix()
            .fail(
                "a ConfigMap beside the Secret",
                &[&edge("kind: ConfigMap"), SECRET],
                "a ConfigMap cannot hold a certificate",
            )
            .fix("kind: ConfigMap", "kind: Secret")
            .fail(
                "another group",
                &[&edge("group: core, kind: Secret")],
                "a Secret of group `core` cannot hold a certificate",
            )
            .at("core")
            .fix("group: core", "group: \"\"")
            .fail("CA certificates from a Secret", &[policy], "a Secret cannot hold CA certificates")
            .severity(Severity::Warning)
            .help("CA certificates come from a ConfigMap; Envoy Gateway")
            .no_fix()
            .fail(
                "a Secret beside the ConfigMap",
                &[policy, &SECRET.replace("Secret", "ConfigMap")],
                "cannot hold",
            )
            .fix("kind: Secret", "kind: ConfigMap")
            .settings("implementation: envoy-gateway")
            .pass("an implementation that takes it", &[policy])
            .settings("implementation: istio")
            .fail("an implementation that does not", &[policy], "cannot hold CA certificates")
            .severity(Severity::Error);
    }
}

use crate::attach::Role;
use crate::diagnostic::Diagnostic;
use crate::model::{FrontendTls, Gateway, GatewayTls};
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A Gateway that checks client certificates refuses clients that have none.
    /// ## Why it matters
    /// With mode `AllowInsecureFallback` a client without a certificate, or with one that no CA signed, is let in as
    /// well: the backend has to tell them apart. Status says `InsecureFrontendValidationMode`.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   tls:
    ///     frontend:
    ///       default:
    ///         validation:
    ///           caCertificateRefs: [{ group: "", kind: ConfigMap, name: clients }]
    ///           mode: AllowInsecureFallback # RP3026
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ name: edge }] }
    /// ```
    /// ## Source
    /// [Gateway API, `FrontendTLSValidation`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#frontendtlsvalidation):
    /// `AllowInsecureFallback` lets clients in that show no valid certificate.
    pub(crate) INSECURE_CLIENT_VALIDATION = "RP3026", "insecure-client-validation" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents().iter().filter(|it| matches!(it.role, Role::Gateway { .. })) {
        let frontend = parent.item.read::<Gateway<'_>>().tls().and_then(GatewayTls::frontend);
        for validation in frontend.into_iter().flat_map(FrontendTls::validations) {
            let mode = validation.mode();
            if mode.value == "AllowInsecureFallback" {
                let message = format!("{} lets in clients without a valid certificate", parent.item.title());
                let finding = Diagnostic::new(&INSECURE_CLIENT_VALIDATION, mode.at, message).with_help(
                    "use `AllowValidOnly`, unless every backend checks what the Gateway tells of the client",
                );
                out.push(finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::INSECURE_CLIENT_VALIDATION as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn insecure_client_validation() {
        let edge = |mode: &str| {
            gateway("{name: a, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: x}]}}").replace(
                "spec: {",
                &format!(
                    "spec: {{tls: {{frontend: {{default: {{validation: {{caCertificateRefs: [{{group: '', kind: ConfigMap, name: ca}}]{mode}}}}}}}}}, "
                ),
            )
        };
        Tester::new(&RULE)
            .pass("by default", &edge(""))
            .pass("valid ones only", &edge(", mode: AllowValidOnly"))
            .fail(
                "anybody",
                &edge(", mode: AllowInsecureFallback"),
                "Gateway `default/edge` lets in clients without a valid certificate",
            )
            .at("AllowInsecureFallback");
    }
}

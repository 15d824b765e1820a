use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, called_before};

declare_rule! {
    /// Every field of an object exists in the chosen Gateway API release.
    /// ## Why it matters
    /// A cluster with older CRDs does not know the field: kubectl refuses it, other clients lose it silently.
    /// ## Example
    /// ```yaml
    /// # settings: {gatewayApi: {version: "1.3"}}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge }
    /// spec:
    ///   gatewayClassName: example
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    ///   tls: # RP1012
    ///     backend: { clientCertificateRef: { name: client } }
    /// ```
    /// ## Source
    /// [Gateway API versioning](https://gateway-api.sigs.k8s.io/docs/concepts/versioning/#minor-version-eg-v040---v050):
    /// A minor release can add fields; the CRDs of an older release do not have them.
    pub(crate) NEWER_FIELD = "RP1012", "newer-field" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation, name: &str, since: &str) -> Diagnostic {
    let before = called_before(subject.view, subject.serving, &violation.path);
    let before = before.map(|it| format!("; it is `{it}` in that release")).unwrap_or_default();
    let message =
        format!("field `{name}` does not exist in Gateway API {}", subject.serving.release().name());
    Diagnostic::new(&NEWER_FIELD, subject.at(violation.at), message).with_help(format!(
        "it exists since Gateway API {since}: remove it, or choose that release if the cluster has it{before}"
    ))
}

#[cfg(test)]
mod tests {
    use super::NEWER_FIELD as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn newer_field() {
        let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP}], tls: {}}\n";
        Tester::new(&RULE).pass("a release that has it", gateway);
        Tester::new(&RULE).release("1.3").fail("an older one", gateway, "field `tls` does not exist");
        Tester::new(&RULE)
            .settings("gatewayApi: {version: '1.3', channel: experimental}")
            .fail("with another name", gateway, "field `tls` does not exist")
            .help("it is `spec.backendTLS` in that release");
    }
}

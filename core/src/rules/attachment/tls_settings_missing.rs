use super::words::listener_title;
use crate::attach::{Fault, ListenerFact, Parent};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A listener that terminates TLS names its certificate.
    /// ## Why it matters
    /// The API server takes an HTTPS listener without `tls`, but it has no certificate to show: it is not programmed
    /// (`InvalidTLSConfig`), and no client can connect.
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
    ///       protocol: HTTPS # RP3022
    /// ```
    /// ## Source
    /// [Gateway API, `Listener`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#listener): `tls` is
    /// required for the protocols HTTPS and TLS.
    pub(crate) TLS_SETTINGS_MISSING = "RP3022", "tls-settings-missing" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents() {
        // Settings that are there without a certificate are what the API server rejects.
        let bare = |it: &&ListenerFact<'_, '_>| {
            it.fault() == Some(Fault::NoTlsSettings) && it.listener.tls().is_none()
        };
        out.extend(parent.listeners.iter().filter(bare).map(|it| missing(parent, it)));
    }
}

fn missing(parent: &Parent<'_, '_>, fact: &ListenerFact<'_, '_>) -> Diagnostic {
    let protocol = fact.listener.protocol();
    let message = format!(
        "{} has protocol {} and no `tls`, so it has no certificate to show",
        listener_title(fact, parent),
        protocol.value
    );
    let help = match protocol.value {
        "TLS" => {
            "name a Secret of type `kubernetes.io/tls` in `tls.certificateRefs`, or set `tls.mode: Passthrough`"
        }
        _ => "name a Secret of type `kubernetes.io/tls` in `tls.certificateRefs`",
    };
    Diagnostic::new(&TLS_SETTINGS_MISSING, protocol.at, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::TLS_SETTINGS_MISSING as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn tls_settings_missing() {
        let edge = |listener: &str| gateway(&format!("{{name: a, port: 443, {listener}}}"));
        let one = edge("protocol: HTTPS");
        Tester::new(&RULE)
            .pass("HTTP needs none", &edge("protocol: HTTP"))
            .pass(
                "a certificate that is not among the inputs",
                &edge("protocol: HTTPS, tls: {certificateRefs: [{name: x}]}"),
            )
            .pass(
                "options of an implementation",
                &edge("protocol: HTTPS, tls: {options: {example.com/cert: x}}"),
            )
            .pass("passed through", &edge("protocol: TLS, tls: {mode: Passthrough}"))
            .fail("nothing", &one, "listener `a` of Gateway `default/edge` has protocol HTTPS and no `tls`")
            .at("HTTPS");
    }
}

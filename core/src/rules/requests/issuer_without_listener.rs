use crate::diagnostic::Diagnostic;
use crate::model::{Gateway, GroupKind, Listener, ListenerSet, Many};
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;
use crate::world::Item;

declare_rule! {
    /// An annotation that asks cert-manager for certificates stands on a Gateway or ListenerSet with a listener that gets one.
    /// ## Why it matters
    /// cert-manager reads these annotations on Gateways and ListenerSets only. It makes a certificate for each listener with a
    /// hostname, `tls.mode: Terminate` and a Secret of the same namespace in `certificateRefs`, and passes over all others.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata:
    ///   name: edge
    ///   namespace: infra
    ///   annotations:
    ///     cert-manager.io/cluster-issuer: letsencrypt # RP4061
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ name: web-tls }] }
    /// ```
    /// ## Source
    /// [cert-manager, annotated Gateway resource](https://cert-manager.io/docs/usage/gateway/): listeners without a hostname,
    /// without TLS that ends there or without a Secret of their namespace are passed over.
    pub(crate) ISSUER_WITHOUT_LISTENER = "RP4061", "issuer-without-listener" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// The annotations that ask for certificates, in the order in which one of them is pointed at.
const ISSUERS: [&str; 2] = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer"];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (item, key) in cx.routes.iter().filter_map(|it| Some((it.item, issuer(it.item)?))) {
        let message = format!("`{}` does nothing on {}", key.value, item.title());
        let help = "cert-manager reads it on a Gateway or ListenerSet";
        out.push(Diagnostic::new(&ISSUER_WITHOUT_LISTENER, key.at, message).with_help(help));
    }
}

pub(super) fn check_parents(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents().iter().filter(|it| it.item.origin() == cx.judged) {
        let item = parent.item;
        let Some(key) = issuer(item) else { continue };
        let listeners: Many<'_, Listener<'_>> = match item.kind() {
            GroupKind::GATEWAY => item.read::<Gateway<'_>>().listeners(),
            _ => item.read::<ListenerSet<'_>>().listeners(),
        };
        if listeners.clone().any(|it| gets_certificate(item, it)) {
            continue;
        }
        let message = format!("no listener of {} gets a certificate from `{}`", item.title(), key.value);
        let needs_hostname = listeners.into_iter().any(|it| it.tls().is_some() && it.hostname().is_none());
        let help = if needs_hostname {
            "give a listener with `tls` a `hostname`: the certificate is made for that name"
        } else {
            "cert-manager needs a listener with `hostname`, `tls.mode: Terminate` and a Secret in `certificateRefs`"
        };
        out.push(Diagnostic::new(&ISSUER_WITHOUT_LISTENER, key.at, message).with_help(help));
    }
}

/// Where an object asks for certificates.
fn issuer<'a>(item: &Item<'a>) -> Option<Spanned<&'a str>> {
    let mut all = item.meta().into_iter().flat_map(|it| it.annotations());
    all.find(|it| ISSUERS.contains(&it.0.value)).map(|it| it.0)
}

/// Whether cert-manager makes a certificate for a listener.
fn gets_certificate(item: &Item<'_>, listener: Listener<'_>) -> bool {
    listener.hostname().is_some()
        && listener.terminates() == Some(true)
        && listener.tls().into_iter().flat_map(|it| it.certificate_refs()).any(|it| {
            it.target() == GroupKind::SECRET && it.namespace().is_none_or(|own| own.value == item.namespace())
        })
}

#[cfg(test)]
mod tests {
    use super::ISSUER_WITHOUT_LISTENER as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn issuer_without_listener() {
        let asking = |text: &str| {
            text.replacen("metadata: {", "metadata: {annotations: {cert-manager.io/issuer: own}, ", 1)
        };
        let edge = |rest: &str| gateway(&format!("{{name: a, port: 443, protocol: HTTPS, {rest}}}"));
        let (named, tls) = ("hostname: a.example.com", "tls: {certificateRefs: [{name: a}]}");
        Tester::new(&RULE)
            .pass("no annotation", &edge(tls))
            .pass("a listener that gets one", &asking(&edge(&format!("{named}, {tls}"))))
            .fail(
                "no hostname",
                &asking(&edge(tls)),
                "no listener of Gateway `default/edge` gets a certificate from `cert-manager.io/issuer`",
            )
            .at("cert-manager.io/issuer")
            .help("give a listener with `tls` a `hostname`")
            .fail(
                "a Secret elsewhere",
                &asking(&edge(&format!("{named}, tls: {{certificateRefs: [{{name: a, namespace: b}}]}}"))),
                "gets a certificate",
            )
            .help("cert-manager needs a listener")
            .fail(
                "on a route",
                &asking(&route("parentRefs: [{name: edge}]")),
                "`cert-manager.io/issuer` does nothing on HTTPRoute `default/shop`",
            );
    }
}

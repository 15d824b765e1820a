use super::words::{attached, choice, listener_title};
use crate::attach::{Attachment, Clash, Fault, ListenerFact, Parent, Verdict};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A route attaches to at least one listener that works.
    /// ## Why it matters
    /// A listener can accept a route although the listener itself does not work: its certificate is missing, or it
    /// conflicts with another listener. Every condition of the route is `True`, and none of its requests arrives.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }] # RP3031
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS # RP3022
    /// ```
    /// ## Source
    /// [Gateway API, `ListenerStatus`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#listenerstatus):
    /// A listener has conditions of its own: a route can be accepted while no listener that takes it works.
    pub(crate) LISTENER_NOT_READY = "RP3031", "listener-not-ready" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (_, attachment, parent) in attached(cx) {
        if attachment.verdict == Verdict::Accepted {
            out.extend(not_ready(attachment, parent));
        }
    }
}

/// The finding, where not one of the listeners that take the route works.
fn not_ready(attachment: &Attachment<'_, '_>, parent: &Parent<'_, '_>) -> Option<Diagnostic> {
    let mut first: Option<(&ListenerFact<'_, '_>, Fault)> = None;
    let mut count = 0_usize;
    for (at, _) in attachment.accepted() {
        let fact = parent.listeners.get(at)?;
        let fault = fact.fault()?;
        first.get_or_insert((fact, fault));
        count += 1;
    }
    let (fact, fault) = first?;
    let others = match count.saturating_sub(1) {
        0 => String::new(),
        more => format!(", nor do the {more} others that take the route"),
    };
    let message = format!("{} does not work: {}{others}", listener_title(fact, parent), why(fault));
    Some(
        Diagnostic::new(&LISTENER_NOT_READY, choice(attachment.parent_ref), message)
            .with_help(
                "the route is accepted all the same, but no request arrives until the listener is mended",
            )
            .with_related(fact.listener.name().at, "the listener is here"),
    )
}

fn why(fault: Fault) -> &'static str {
    match fault {
        Fault::Refused(_) => "what it asks for is not supported",
        Fault::Conflicted(it) if it.clash == Clash::Protocol => {
            "another listener has its port for another protocol"
        }
        Fault::Conflicted(_) => "another listener has its port and hostname",
        Fault::NoAuthority => "no CA certificate for its clients can be used",
        Fault::NoTlsSettings => "it has no certificate to show",
        Fault::NoCertificate => "none of its certificates can be used",
    }
}

#[cfg(test)]
mod tests {
    use super::LISTENER_NOT_READY as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn listener_not_ready() {
        let to = route("parentRefs: [{name: edge}]");
        let https = "{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: x}]}}";
        let http = "{name: http, port: 80, protocol: HTTP}";
        let twice = gateway(&format!("{http}, {{name: raw, port: 80, protocol: TCP}}"));
        Tester::new(&RULE)
            .pass("the certificate is unknown", &[&gateway(https), &to])
            .fail("a conflict", &[&twice, &to], "listener `http` of Gateway `default/edge` does not work: another listener has its port for another protocol")
            .at("edge")
            .complete()
            .pass("one of two works", &[&gateway(&format!("{https}, {http}")), &to])
            .fail("a certificate that is missing", &[&gateway(https), &to], "none of its certificates can be used");
    }
}

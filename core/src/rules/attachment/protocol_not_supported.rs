use super::words::listener_title;
use crate::attach::{ListenerFact, Parent, Refusal};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::rules::{Context, declare_rule, edits};
use crate::suggest::nearest;

declare_rule! {
    /// The protocol of a listener is one that Gateway API defines.
    /// ## Why it matters
    /// The protocols are HTTP, HTTPS, TLS, TCP and UDP, in capitals. The API server takes any other word, but the
    /// listener is not accepted (`UnsupportedProtocol`). A name with a domain, like `example.com/bar`, is an
    /// implementation's own, so it is only a warning; HBONE, which Istio's waypoints have, is only told.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: http
    ///       port: 80
    ///       protocol: Http # RP3021
    /// ```
    /// ## Source
    /// [Gateway API, `ProtocolType`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#protocoltype):
    /// The protocols are HTTP, HTTPS, TLS, TCP and UDP; an implementation can add others that have a domain prefix.
    pub(crate) PROTOCOL_NOT_SUPPORTED = "RP3021", "protocol-not-supported" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// The protocols of the spec.
const PROTOCOLS: [&str; 5] = ["HTTP", "HTTPS", "TLS", "TCP", "UDP"];

/// The protocols without a domain that implementations document, and whose they are.
/// <https://istio.io/latest/docs/ambient/usage/waypoint/>
const DOCUMENTED: [(&str, &str); 1] = [("HBONE", "Istio")];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents() {
        let refused = parent.listeners.iter().filter(|it| it.refusal == Some(Refusal::UnsupportedProtocol));
        out.extend(refused.map(|it| not_supported(parent, it)));
    }
}

fn not_supported(parent: &Parent<'_, '_>, fact: &ListenerFact<'_, '_>) -> Diagnostic {
    let protocol = fact.listener.protocol();
    let own = protocol.value.contains('/');
    let same = PROTOCOLS.into_iter().find(|it| it.eq_ignore_ascii_case(protocol.value));
    let near = same
        .or_else(|| nearest(&protocol.value.to_ascii_uppercase(), PROTOCOLS))
        .filter(|it| *it != protocol.value);
    let title = listener_title(fact, parent);
    if let Some((name, whose)) = DOCUMENTED.into_iter().find(|it| it.0 == protocol.value) {
        let message = format!("{title} has protocol {name}, which only {whose} has");
        return Diagnostic::new(&PROTOCOL_NOT_SUPPORTED, protocol.at, message).with_severity(Severity::Info);
    }
    let (message, help) = match near {
        _ if own => (
            format!("{title} has protocol `{}`, which Gateway API does not define", protocol.value),
            "only the implementation that defines it takes such a listener".to_owned(),
        ),
        Some(near) => (
            format!("{title} has protocol `{}`, which does not exist", protocol.value),
            format!("did you mean `{near}`?"),
        ),
        None if PROTOCOLS.contains(&protocol.value) => (
            format!("{title} has protocol {}, which the implementation does not support", protocol.value),
            "choose another protocol or another implementation".to_owned(),
        ),
        None => (
            format!("{title} has protocol `{}`, which does not exist", protocol.value),
            "the protocols are HTTP, HTTPS, TLS, TCP and UDP; GRPCRoutes attach to HTTP and HTTPS".to_owned(),
        ),
    };
    let severity = if own { Severity::Warning } else { Severity::Error };
    let fix = near.filter(|_| !own);
    let fix = fix.and_then(|it| edits::set(fact.listener.view(), "protocol", it, Safety::Unsafe));
    Diagnostic::new(&PROTOCOL_NOT_SUPPORTED, protocol.at, message)
        .with_severity(severity)
        .with_help(help)
        .with_fix(fix)
}

#[cfg(test)]
mod tests {
    use super::PROTOCOL_NOT_SUPPORTED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn protocol_not_supported() {
        let edge = |protocol: &str| gateway(&format!("{{name: a, port: 80, protocol: {protocol}}}"));
        Tester::new(&RULE)
            .pass("one of the spec", &edge("UDP"))
            .fail(
                "small letters",
                &edge("http"),
                "listener `a` of Gateway `default/edge` has protocol `http`",
            )
            .at("http")
            .fix("protocol: http}", "protocol: HTTP}")
            .fail("a typo", &edge("HTPS"), "which does not exist")
            .help("did you mean `HTTPS`?")
            .fail("no protocol of a listener", &edge("GRPC"), "which does not exist")
            .help("GRPCRoutes attach to HTTP and HTTPS")
            .no_fix()
            .fail("an implementation's own", &edge("example.com/bar"), "which Gateway API does not define")
            .severity(Severity::Warning)
            .no_fix()
            .fail("Istio's", &edge("HBONE"), "which only Istio has")
            .severity(Severity::Info)
            .no_fix();
    }
}

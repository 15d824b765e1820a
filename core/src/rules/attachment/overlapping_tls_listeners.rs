use super::words::{listener_title, neighbours};
use crate::attach::{CertificateFact, ListenerFact, Parent, Role};
use crate::diagnostic::{Diagnostic, Severity};
use crate::order::Map;
use crate::rules::{Context, declare_rule};
use crate::source::Location;

declare_rule! {
    /// TLS listeners of one port have hostnames that stand for different names, or certificates of their own.
    /// ## Why it matters
    /// A client can use one connection for every name that the certificate covers. When two listeners overlap and show
    /// the same certificate, a request can arrive at the listener for which the connection was opened, and that
    /// listener does not have the routes of the other one. Such requests are answered with 404 or 421, but only now and
    /// then. Status says `OverlappingTLSConfig`. With different certificates it is only advice.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: all
    ///       port: 443
    ///       protocol: HTTPS
    ///       hostname: "*.example.com"
    ///       tls: { certificateRefs: [{ name: wildcard }] }
    ///     - name: shop
    ///       port: 443
    ///       protocol: HTTPS
    ///       hostname: shop.example.com # RP3025
    ///       tls: { certificateRefs: [{ name: wildcard }] }
    /// ```
    /// ## Source
    /// [GEP-3567](https://gateway-api.sigs.k8s.io/geps/gep-3567/): Overlapping hostnames of TLS listeners can send
    /// requests of a reused connection to the wrong listener.
    pub(crate) OVERLAPPING_TLS_LISTENERS = "RP3025", "overlapping-tls-listeners" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

type Listened<'c, 'w, 'a> = (&'c Parent<'w, 'a>, &'c ListenerFact<'w, 'a>);

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let gateways = cx.attachments.parents().iter().filter(|it| matches!(it.role, Role::Gateway { .. }));
    for gateway in gateways {
        let all = neighbours(cx, gateway).flat_map(|it| it.listeners.iter().map(move |fact| (it, fact)));
        let all: Vec<Listened<'_, '_, '_>> = all.filter(|(_, it)| it.overlaps).collect();
        let by_place: Map<Location, _> = all.iter().map(|it| (it.1.listener.name().at, *it)).collect();
        let pairs = all.iter().filter_map(|it| Some((*it, *by_place.get(&it.1.covered_by?)?)));
        let mut ports: Map<i64, Vec<_>> = Map::new();
        for pair in pairs {
            ports.entry(pair.0.1.listener.port_number()).or_default().push(pair);
        }
        // One finding a port: the first two that share a certificate, else the first two.
        for pairs in ports.values() {
            let worst = pairs.iter().find(|(it, wide)| share_certificate(it.1, wide.1));
            let severity = if worst.is_some() { Severity::Warning } else { Severity::Info };
            if let Some((narrow, wide)) = worst.or(pairs.first()) {
                out.push(overlap(*narrow, *wide, pairs.len()).with_severity(severity));
            }
        }
    }
}

fn share_certificate(one: &ListenerFact<'_, '_>, other: &ListenerFact<'_, '_>) -> bool {
    let name =
        |it: &CertificateFact<'_, '_>| (it.namespace.to_owned(), it.secret_ref.name().value.to_owned());
    one.certificates.iter().any(|it| other.certificates.iter().any(|other| name(it) == name(other)))
}

fn overlap(narrow: Listened<'_, '_, '_>, wide: Listened<'_, '_, '_>, pairs: usize) -> Diagnostic {
    let (fact, other) = (narrow.1.listener, wide.1.listener);
    let name = |it: crate::model::Listener<'_>| {
        it.hostname().map_or_else(|| "every hostname".to_owned(), |it| format!("`{}`", it.value))
    };
    let more = match pairs.saturating_sub(1) {
        0 => String::new(),
        more => format!(" ({more} more on port {})", fact.port_number()),
    };
    let shared = share_certificate(narrow.1, wide.1);
    let message = format!(
        "{} is also one of the names of {} ({}){}{more}",
        name(fact),
        listener_title(wide.1, wide.0),
        name(other),
        if shared { ", with the same certificate" } else { "" },
    );
    let help = if shared {
        "let one listener have both and attach the routes to it, or give this one a certificate of its own"
    } else {
        "a client may use one connection for both where a certificate is good for both names"
    };
    let at = fact.hostname().map_or(fact.name().at, |it| it.at);
    Diagnostic::new(&OVERLAPPING_TLS_LISTENERS, at, message)
        .with_help(help)
        .with_related(other.name().at, "the other listener is here")
}

#[cfg(test)]
mod tests {
    use super::OVERLAPPING_TLS_LISTENERS as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn overlapping_tls_listeners() {
        let listener = |name: &str, host: &str, port: u16, secret: &str| {
            format!(
                "{{name: {name}, port: {port}, protocol: HTTPS, hostname: '{host}', \
                 tls: {{certificateRefs: [{{name: {secret}}}]}}}}"
            )
        };
        let two = |one: String, other: String| gateway(&format!("{one}, {other}"));
        let all = || listener("all", "*.a.test", 443, "wild");
        Tester::new(&RULE)
            .pass("different names", &two(all(), listener("b", "b.test", 443, "wild")))
            .pass("different ports", &two(all(), listener("b", "b.a.test", 444, "wild")))
            .fail(
                "one certificate",
                &two(all(), listener("b", "b.a.test", 443, "wild")),
                "`b.a.test` is also one of the names of listener `all` of Gateway `default/edge` (`*.a.test`), with the same certificate",
            )
            .severity(Severity::Warning)
            .at("'b.a.test'")
            .fail("two certificates", &two(all(), listener("b", "b.a.test", 443, "own")), "is also one of the names")
            .severity(Severity::Info)
            .fail(
                "several, the worst of which counts",
                &gateway(&[all(), listener("b", "b.a.test", 443, "own"), listener("c", "c.a.test", 443, "wild")].join(", ")),
                "`c.a.test` is also one of the names",
            )
            .severity(Severity::Warning);
    }
}

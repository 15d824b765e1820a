use super::certificates;
use super::words::{day, leaf};
use crate::attach::CertificateFact;
use crate::attach::material::Leaf;
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::time::Timestamp;
use crate::world::Item;

declare_rule! {
    /// The certificate of a listener is valid today.
    /// ## Why it matters
    /// No condition reports an expired certificate: the listener stays programmed, and every client that verifies the
    /// certificate stops in the handshake.
    /// ## Example
    /// ```yaml
    /// # now: 2037-01-01
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ name: b-tls }] } # RP2023
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: { name: b-tls, namespace: infra }
    /// type: kubernetes.io/tls
    /// stringData:
    ///   tls.crt: |
    ///     -----BEGIN CERTIFICATE-----
    ///     MIIBPzCB8qADAgECAhRSTXaHKGOHjDBd11DWLhP7VdswnTAFBgMrZXAwDDEKMAgG
    ///     A1UEAwwBejAeFw0yNjExMjMwODA5MTJaFw0zNjExMjAwODA5MTJaMAwxCjAIBgNV
    ///     BAMMAXowKjAFBgMrZXADIQC4Pe1bc8f5wVjWgJjGTEsfKK4wgnH87Xb2NHZpiBjH
    ///     qqNmMGQwHQYDVR0OBBYEFI4XrD8xKWZjsZO1cxKbwAu929feMB8GA1UdIwQYMBaA
    ///     FI4XrD8xKWZjsZO1cxKbwAu929feMA8GA1UdEwEB/wQFMAMBAf8wEQYDVR0RBAow
    ///     CIIGYy50ZXN0MAUGAytlcANBAGfGHe9vYNpdCRDSG2zB0vwJ0hgg7u07pa6nZCW8
    ///     g7EsoZFI5H1EFzHsoA4dWv+fItBDX6JQPQ7UZEfBJUFL0gQ=
    ///     -----END CERTIFICATE-----
    ///   tls.key: |
    ///     -----BEGIN PRIVATE KEY-----
    ///     MC4CAQAwBQYDK2VwBCIEIDCY6HvrWXP9cCXDOkJfIeA8HdtXK+NLF9AIekm0KC5X
    ///     -----END PRIVATE KEY-----
    /// ```
    /// ## Source
    /// [RFC 5280, section 4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5): A certificate is valid
    /// from its date `notBefore` to its date `notAfter`.
    pub(crate) CERTIFICATE_EXPIRED = "RP2023", "certificate-expired" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let Some(now) = cx.now else { return };
    for (_, it) in certificates::certificates(cx) {
        if let Some((item, leaf)) = leaf(it) {
            out.extend(not_good(it, item, leaf, now));
        }
    }
}

fn not_good(
    it: &CertificateFact<'_, '_>,
    item: &Item<'_>,
    leaf: &Leaf,
    now: Timestamp,
) -> Option<Diagnostic> {
    let title = item.title();
    let (message, help) = if now.seconds() > leaf.not_after {
        (format!("the certificate in {title} expired on {}", day(leaf.not_after)), "renew it")
    } else if now.seconds() < leaf.not_before {
        let message = format!("the certificate in {title} is good only from {} on", day(leaf.not_before));
        (message, "use one that is good today, or check the clock of its issuer")
    } else {
        return None;
    };
    let found = Diagnostic::new(&CERTIFICATE_EXPIRED, it.secret_ref.name().at, message);
    Some(found.with_help(help).with_related(item.at(), "the Secret is here"))
}

#[cfg(test)]
mod tests {
    use super::CERTIFICATE_EXPIRED as RULE;
    use crate::rules::references::samples::https;
    use crate::rules::testing::Tester;

    #[test]
    fn certificate_expired() {
        let [edge, secret] = https("");
        Tester::new(&RULE)
            .pass("the date is not known", &[&edge, &secret])
            .now("2030-01-01")
            .pass("good", &[&edge, &secret])
            .pass("unknown", &[&edge])
            .now("2037-01-01")
            .fail(
                "expired",
                &[&edge, &secret],
                "the certificate in Secret `default/b-tls` expired on 2036-11-20",
            )
            .at("b-tls")
            .now("2026-01-01")
            .fail(
                "not yet good",
                &[&edge, &secret],
                "the certificate in Secret `default/b-tls` is good only from 2026-11-23 on",
            );
    }
}

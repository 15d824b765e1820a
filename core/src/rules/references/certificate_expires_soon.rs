use super::certificates;
use super::words::{day, leaf};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::time::Timestamp;

declare_rule! {
    /// The certificate of a listener is valid for at least two more weeks.
    /// ## Why it matters
    /// Tools that renew certificates do so earlier than that. A certificate that is about to expire will probably not
    /// be renewed.
    /// ## Example
    /// ```yaml
    /// # now: 2036-11-15
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       tls: { certificateRefs: [{ name: b-tls }] } # RP2024
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
    pub(crate) CERTIFICATE_EXPIRES_SOON = "RP2024", "certificate-expires-soon" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// Two weeks, in seconds.
const SOON: u64 = 14 * 24 * 60 * 60;

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let Some(now) = cx.now.map(Timestamp::seconds) else { return };
    for (_, it) in certificates::certificates(cx) {
        let Some((item, leaf)) = leaf(it) else { continue };
        if (now..=now.saturating_add(SOON)).contains(&leaf.not_after) {
            let message = format!("the certificate in {} expires on {}", item.title(), day(leaf.not_after));
            let found = Diagnostic::new(&CERTIFICATE_EXPIRES_SOON, it.secret_ref.name().at, message);
            let found = found.with_help("see that it is renewed before that day");
            out.push(found.with_related(item.at(), "the Secret is here"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CERTIFICATE_EXPIRES_SOON as RULE;
    use crate::rules::references::samples::https;
    use crate::rules::testing::Tester;

    #[test]
    fn certificate_expires_soon() {
        let [edge, secret] = https("");
        Tester::new(&RULE)
            .pass("the date is not known", &[&edge, &secret])
            .now("2036-11-01")
            .pass("good for some weeks", &[&edge, &secret])
            .now("2036-11-15")
            .pass("unknown", &[&edge])
            .fail(
                "five days",
                &[&edge, &secret],
                "the certificate in Secret `default/b-tls` expires on 2036-11-20",
            )
            .at("b-tls")
            .now("2037-01-01")
            .pass("RP2023", &[&edge, &secret]);
    }
}

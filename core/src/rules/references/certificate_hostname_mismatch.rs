use super::certificates;
use super::words::{leaf, listed};
use crate::attach::ListenerFact;
use crate::attach::hostname::wildcard_suffix;
use crate::attach::material::Leaf;
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;

declare_rule! {
    /// A certificate of a listener is valid for the listener's hostname.
    /// ## Why it matters
    /// The listener is programmed all the same, but every client that verifies the name stops in the handshake. A
    /// wildcard in a certificate stands for one label: `*.acme.test` does not cover `a.b.acme.test`.
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
    ///       hostname: shop.acme.test # RP2025
    ///       tls: { certificateRefs: [{ name: b-tls }] }
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
    /// [RFC 9525, section 6.3](https://www.rfc-editor.org/rfc/rfc9525#section-6.3): A client compares the name that
    /// it asked for with the DNS names in the certificate.
    pub(crate) CERTIFICATE_HOSTNAME_MISMATCH = "RP2025", "certificate-hostname-mismatch" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for listener in certificates::terminating(cx) {
        if let Some(hostname) = listener.listener.hostname() {
            out.extend(mismatch(listener, hostname));
        }
    }
}

fn mismatch(listener: &ListenerFact<'_, '_>, hostname: Spanned<&str>) -> Option<Diagnostic> {
    let leaves: Vec<_> = listener.certificates.iter().filter_map(leaf).collect();
    // A certificate that cannot be read may be the one for this hostname.
    let all_known = leaves.len() == listener.certificates.len();
    if !all_known || leaves.iter().any(|(_, leaf)| is_good_for(leaf, hostname.value)) {
        return None;
    }
    let (name, names) = (listener.listener.name().value, leaves.iter().flat_map(|(_, leaf)| &leaf.dns_names));
    let names = listed(names.map(|it| format!("`{it}`")));
    let help = if names.is_empty() {
        "the certificate names no DNS name".to_owned()
    } else {
        format!("the certificate is good for {names}")
    };
    let message = format!("no certificate of listener `{name}` is good for `{}`", hostname.value);
    let found = Diagnostic::new(&CERTIFICATE_HOSTNAME_MISMATCH, hostname.at, message).with_help(help);
    Some(
        leaves.iter().fold(found, |found, (item, _)| {
            found.with_related(item.at(), format!("{} is here", item.title()))
        }),
    )
}

/// Whether the certificate is good for at least one name that the hostname of a listener stands for.
fn is_good_for(leaf: &Leaf, hostname: &str) -> bool {
    let Some(suffix) = wildcard_suffix(hostname) else { return leaf.covers(hostname) };
    let below = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.strip_suffix(suffix).is_some_and(|it| it.len() > 1 && it.ends_with('.'))
    };
    leaf.dns_names.iter().any(|it| below(it))
}

#[cfg(test)]
mod tests {
    use super::CERTIFICATE_HOSTNAME_MISMATCH as RULE;
    use crate::attach::material::testing::{RSA_CRT, RSA_KEY};
    use crate::rules::references::samples::{https, https_with};
    use crate::rules::testing::Tester;

    #[test]
    fn certificate_hostname_mismatch() {
        let with = |hostname: &str| https_with(&format!("hostname: '{hostname}', "), RSA_CRT, RSA_KEY);
        let mut tester = Tester::new(&RULE)
            .pass("no hostname", &https(""))
            .pass("unknown", &[&https("hostname: other.test, ")[0]]);
        for good in ["a.test", "x.w.test", "*.w.test", "*.test"] {
            tester = tester.pass(good, &with(good));
        }
        tester
            .fail("another name", &with("b.test"), "no certificate of listener `web` is good for `b.test`")
            .at("'b.test'")
            .help("the certificate is good for `a.test` and `*.w.test`")
            .fail("a wildcard stands for one label", &with("y.x.w.test"), "is good for `y.x.w.test`")
            .fail("another wildcard", &with("*.b.test"), "is good for `*.b.test`");
    }
}

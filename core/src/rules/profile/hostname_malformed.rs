use super::Subject;
use super::words::{replace, shown};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::tenancy::HostnameVerdict;

declare_rule! {
    /// A hostname is written in its one spelling: lower-case ASCII, no dot at the end, `*` only as the whole first label.
    /// ## Why it matters
    /// The owner of a name can only be found where the name has one spelling. Capitals, a dot at the end, and letters
    /// of other scripts that look like Latin ones can deceive a reader, but are different names.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: [Web.acme.kupe.cloud] # RP5005
    /// ```
    /// ## Source
    /// [Gateway API, `Hostname`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#hostname): A
    /// hostname is in lower case, without a final dot, and `*` is its whole first label.
    pub(crate) HOSTNAME_MALFORMED = "RP5005", "hostname-malformed" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let spec = subject.route().and_then(|it| it.spec);
    for hostname in subject.hostnames() {
        let HostnameVerdict::Malformed { fault, meant } = &hostname.verdict else { continue };
        let message = format!("hostname `{}` {fault}", shown(hostname.text));
        let help = match meant {
            Some(meant) => format!("write `{meant}`"),
            None => "write it in lower-case letters, digits, `-` and `.`; a name in another script has an `xn--` form"
                .to_owned(),
        };
        let better = meant.as_deref().and_then(|it| replace(subject, spec, hostname.value, it, Safety::Safe));
        out.push(
            Diagnostic::new(&HOSTNAME_MALFORMED, subject.at(hostname.value.span()), message)
                .with_help(help)
                .with_path(format!("spec.hostnames[{}]", hostname.place))
                .with_fix(better),
        );
    }
}

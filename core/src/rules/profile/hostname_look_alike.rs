use super::Subject;
use super::words::{own_names, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::HostnameVerdict;

declare_rule! {
    /// A hostname that reads like the platform's is in the platform's domain.
    /// ## Why it matters
    /// `evilkupe.cloud` and `web.acme.kupe.cloud.evil.io` belong to those who registered them. In a route they are a typing
    /// mistake or an attempt to pass for the platform.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: [web.acme.kupe.cloud.evil.io] # RP5009
    /// ```
    /// ## Source
    /// [Unicode Technical Standard 39](https://unicode.org/reports/tr39/): Names that look alike can be different
    /// names.
    pub(crate) HOSTNAME_LOOK_ALIKE = "RP5009", "hostname-look-alike" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for hostname in subject.hostnames() {
        let HostnameVerdict::LookAlike { zone } = &hostname.verdict else { continue };
        let message = format!("hostname `{}` looks like one of `{zone}` and is not", shown(hostname.text));
        out.push(
            Diagnostic::new(&HOSTNAME_LOOK_ALIKE, subject.at(hostname.value.span()), message)
                .with_help(format!(
                    "this tenant's hostnames are {}; a domain of its own is listed in `customDomains`",
                    own_names(subject)
                ))
                .with_path(format!("spec.hostnames[{}]", hostname.place)),
        );
    }
}

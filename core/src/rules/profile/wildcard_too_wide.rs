use super::Subject;
use super::words::{own_names, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::HostnameVerdict;

declare_rule! {
    /// A wildcard hostname stands for names of this tenant only.
    /// ## Why it matters
    /// `*.kupe.cloud` stands for the hostnames of every tenant, and `*.example.com` for more than the
    /// `app.example.com` that is listed. Requests that no better route matches would all come here.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: ["*.kupe.cloud"] # RP5007
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `hostnames.wildcards` says
    /// whether `*` is allowed in place of a free label.
    pub(crate) WILDCARD_TOO_WIDE = "RP5007", "wildcard-too-wide" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for hostname in subject.hostnames() {
        let why = match &hostname.verdict {
            HostnameVerdict::TooWide => "also stands for names that are not this tenant's".to_owned(),
            HostnameVerdict::WildcardRefused => {
                format!("is a wildcard, and {} gives its tenants none", subject.platform_name())
            }
            _ => continue,
        };
        out.push(
            Diagnostic::new(
                &WILDCARD_TOO_WIDE,
                subject.at(hostname.value.span()),
                format!("hostname `{}` {why}", shown(hostname.text)),
            )
            .with_help(format!("name the hosts one by one; this tenant's are {}", own_names(subject)))
            .with_path(format!("spec.hostnames[{}]", hostname.place)),
        );
    }
}

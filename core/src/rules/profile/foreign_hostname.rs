use super::Subject;
use super::words::{own_names, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::HostnameVerdict;

declare_rule! {
    /// A hostname in the platform's own domain is one that the platform gives this tenant.
    /// ## Why it matters
    /// The labels of a platform hostname say whose it is. A route with another tenant's name would take that tenant's
    /// requests; one with more or fewer labels belongs to no tenant.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: [web.globex.kupe.cloud] # RP5006
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `hostnames.templates` give each
    /// tenant its part of the platform's domain.
    pub(crate) FOREIGN_HOSTNAME = "RP5006", "foreign-hostname" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let tenant = subject.route().and_then(|it| it.tenant.name()).unwrap_or_default();
    for hostname in subject.hostnames() {
        let why = match &hostname.verdict {
            HostnameVerdict::OtherTenant(other) => {
                format!("is tenant `{}`'s, not `{tenant}`'s", shown(other))
            }
            HostnameVerdict::OtherNamespace(other) => format!("is namespace `{}`'s", shown(other)),
            HostnameVerdict::TooManyLabels => {
                format!("has more labels than a hostname of {}", subject.platform_name())
            }
            HostnameVerdict::OtherShape => {
                format!("is not of the form that {} gives its tenants", subject.platform_name())
            }
            HostnameVerdict::Punycode(label) => {
                format!("has the Punycode label `{label}`, which may be shown as another name")
            }
            _ => continue,
        };
        out.push(
            Diagnostic::new(
                &FOREIGN_HOSTNAME,
                subject.at(hostname.value.span()),
                format!("hostname `{}` {why}", shown(hostname.text)),
            )
            .with_help(format!("this tenant's hostnames are {}", own_names(subject)))
            .with_path(format!("spec.hostnames[{}]", hostname.place)),
        );
    }
}

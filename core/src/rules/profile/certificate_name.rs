use super::Subject;
use super::words::{own_names, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::{CertificateFault, HostnameVerdict};

declare_rule! {
    /// A Certificate of cert-manager is for hostnames of the tenant.
    /// ## Why it matters
    /// Whoever has a certificate for a name can answer for that name. A platform's issuer can prove every hostname below the
    /// platform's domain, so cert-manager would also order a certificate for another tenant's. Names of Services of the
    /// same namespace and names without a dot are fine. Addresses, URIs and other identities belong to no tenant.
    /// ## Example
    /// ```yaml
    /// apiVersion: cert-manager.io/v1
    /// kind: Certificate
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   secretName: web-tls
    ///   issuerRef: { name: letsencrypt, kind: ClusterIssuer }
    ///   dnsNames: [web.globex.kupe.cloud] # RP5025
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): A hostname in a Certificate is judged
    /// like a hostname of a route.
    pub(crate) CERTIFICATE_NAME = "RP5025", "certificate-name" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for fact in &subject.facts.certificate {
        let message = match &fact.fault {
            CertificateFault::Denied => {
                format!("on {} a tenant's Certificate has no `{}`", subject.platform_name(), fact.field)
            }
            CertificateFault::NotOwn(name, HostnameVerdict::OwnerUnknown) => {
                format!("`{}` cannot be told to be the tenant's: the tenant is not known", shown(name))
            }
            CertificateFault::NotOwn(name, HostnameVerdict::Malformed { fault, .. }) => {
                format!("`{}` {fault}", shown(name))
            }
            CertificateFault::NotOwn(name, HostnameVerdict::OtherTenant(other)) => {
                format!("`{}` is tenant `{}`'s", shown(name), shown(other))
            }
            CertificateFault::NotOwn(name, _) => format!("`{}` is not this tenant's", shown(name)),
        };
        out.push(
            Diagnostic::new(&CERTIFICATE_NAME, subject.at(fact.value.span()), message)
                .with_help(format!("this tenant's hostnames are {}", own_names(subject)))
                .with_path(format!("spec.{}", fact.field)),
        );
    }
}

use super::Subject;
use super::words::shown;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::HostnameVerdict;

declare_rule! {
    /// A hostname outside of the platform's domains is listed for the tenant.
    /// ## Why it matters
    /// A custom domain needs no other kind of route: the same HTTPRoute takes it as one more hostname. What it needs
    /// is to be listed for the tenant, so that no other tenant can take its requests, and a CNAME record that points
    /// to the platform.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames:
    ///     - web.acme.kupe.cloud
    ///     - shop.example.org # RP5008
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `customDomains` of a tenant are
    /// the only hostnames outside of the platform's domain.
    pub(crate) CUSTOM_DOMAIN_NOT_LISTED = "RP5008", "custom-domain-not-listed" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for hostname in subject.hostnames().iter().filter(|it| it.verdict == HostnameVerdict::NotListed) {
        let name = shown(hostname.text);
        let platform = subject.platform_name();
        let (message, help) = match &subject.platform.profile().hostnames.custom_domains {
            Some(custom) => (
                format!("`{name}` is a custom domain that is not listed for this tenant"),
                format!(
                    "list it in `customDomains` and point its DNS with a CNAME to `{}`; the route itself stays the same",
                    custom.cname
                ),
            ),
            None => (
                format!("`{name}` is not a hostname of {platform}, which takes no custom domains"),
                format!("use {}", super::words::own_names(subject)),
            ),
        };
        out.push(
            Diagnostic::new(&CUSTOM_DOMAIN_NOT_LISTED, subject.at(hostname.value.span()), message)
                .with_help(help)
                .with_path(format!("spec.hostnames[{}]", hostname.place)),
        );
    }
}

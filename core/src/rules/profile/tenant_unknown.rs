use super::Subject;
use super::words::shown;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::{HostnameVerdict, Tenant};

declare_rule! {
    /// The tenant of an object is known, and the object's namespace is the tenant's.
    /// ## Why it matters
    /// Without the tenant nothing tells whether a hostname is the tenant's own, and what is not certain is refused. The
    /// tenant comes from the setting `tenant`, or from the object's namespace where the profile says how; the two have
    /// to agree. An object of any kind in a namespace that is not the tenant's would change what belongs to another
    /// tenant.
    /// ## Example
    /// ```yaml
    /// # settings: {profile: kupe}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web } # RP5015
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: [web.acme.kupe.cloud]
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `tenants` tells whose a
    /// namespace is; what has no owner is refused.
    pub(crate) TENANT_UNKNOWN = "RP5015", "tenant-unknown" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let object = subject.facts.object;
    if subject.platform.keeps(object) {
        return;
    }
    let namespace = shown(object.namespace().unwrap_or_default());
    let undecided = subject.hostnames().iter().any(|it| it.verdict == HostnameVerdict::OwnerUnknown);
    let (message, help) = match subject.platform.tenant(object.namespace()) {
        Tenant::Unknown if undecided => (
            format!("it is not known which tenant's {} is, so its hostnames are refused", object.id()),
            "name the tenant: setting `tenant`, or `--tenant`".to_owned(),
        ),
        Tenant::Disputed(two) => (
            format!(
                "namespace `{namespace}` is claimed for tenant `{}` and for tenant `{}`",
                two.one, two.other
            ),
            "correct the setting `tenant`, or the profile's `tenants`".to_owned(),
        ),
        Tenant::NotTheirs { tenant, namespace } => (
            format!("namespace `{}` is not one of tenant `{tenant}`", shown(namespace)),
            "move it to a namespace of the tenant, or correct the profile's `tenants`".to_owned(),
        ),
        Tenant::Unknown | Tenant::Known(_) => return,
    };
    let at = object.namespace_node().map_or_else(|| subject.title(), |it| subject.at(it.span()));
    out.push(Diagnostic::new(&TENANT_UNKNOWN, at, message).with_help(help).with_path("metadata.namespace"));
}

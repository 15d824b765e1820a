use super::Subject;
use super::words::shown;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::{Role, ServiceFacts};

declare_rule! {
    /// A Service of type ExternalName leads to its own namespace.
    /// ## Why it matters
    /// An ExternalName is a Service that stands for any host: behind a route it sends the requests of the shared Gateway to
    /// another tenant's Service, or to a host outside of the cluster (CVE-2021-25740). A profile that lists `ExternalName` in
    /// `allowed.serviceTypes` lets names outside of the cluster pass; those of other namespaces never do.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   type: ExternalName
    ///   externalName: api.pay.svc.cluster.local # RP5018
    /// ```
    /// ## Source
    /// [Kubernetes ExternalName Services](https://kubernetes.io/docs/concepts/services-networking/service/#externalname):
    /// A Service of this type is an alias for a DNS name.
    pub(crate) EXTERNAL_NAME_ELSEWHERE = "RP5018", "external-name-elsewhere" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Role::Service(ServiceFacts { external_name: Some(name), .. }) = &subject.facts.role else { return };
    let text = shown(name.as_str().unwrap_or_default());
    let message = format!("on {} an ExternalName does not lead to `{text}`", subject.platform_name());
    out.push(
        Diagnostic::new(&EXTERNAL_NAME_ELSEWHERE, subject.at(name.span()), message)
            .with_help("use a Service with a selector, of this namespace")
            .with_path("spec.externalName"),
    );
}

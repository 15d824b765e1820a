use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::settings::OpenField;

declare_rule! {
    /// A Service does not ask for an address of its own.
    /// ## Why it matters
    /// `externalIPs` has every node take connections to these addresses for the Service, no matter who owns them (CVE-2020-8554).
    /// `loadBalancerIP` asks a load balancer for an address. Both lead past the shared Gateway. A profile allows them by their
    /// names in `allowed.fields`.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   externalIPs: [203.0.113.7] # RP5017
    ///   ports: [{ port: 80 }]
    /// ```
    /// ## Source
    /// [Kubernetes external IPs](https://kubernetes.io/docs/concepts/services-networking/service/#external-ips):
    /// Traffic for an external IP of a Service goes to that Service; Kubernetes does not check whose the address
    /// is.
    pub(crate) SERVICE_ADDRESS = "RP5017", "service-address" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for open in subject.open(&[OpenField::ExternalIPs, OpenField::LoadBalancerIP]) {
        let field = open.field.as_str();
        let message = format!("on {} a Service of a tenant has no `{field}`", subject.platform_name());
        out.push(
            Diagnostic::new(&SERVICE_ADDRESS, subject.at(open.value.span()), message)
                .with_help(format!("remove `{field}` and expose the Service with a route"))
                .with_path(format!("spec.{field}")),
        );
    }
}

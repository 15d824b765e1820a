use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::settings::OpenField;

declare_rule! {
    /// Pods do not use the network of their node.
    /// ## Why it matters
    /// `hostNetwork` and `hostPort` open a port on the node's own address, past the shared Gateway and past network policies. That
    /// is true of Pods and of every template that makes Pods. A profile allows them by their names in `allowed.fields`.
    /// ## Example
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: proxy, namespace: web }
    /// spec:
    ///   selector: { matchLabels: { app: proxy } }
    ///   template:
    ///     metadata: { labels: { app: proxy } }
    ///     spec:
    ///       containers:
    ///         - name: proxy
    ///           image: registry.example/proxy:1
    ///           ports:
    ///             - containerPort: 80
    ///               hostPort: 80 # RP5023
    /// ```
    /// ## Source
    /// [Kubernetes Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline):
    /// The profile Baseline forbids host networking and host ports.
    pub(crate) HOST_NETWORK = "RP5023", "host-network" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for open in subject.open(&[OpenField::HostNetwork, OpenField::HostPort]) {
        let field = open.field.as_str();
        let message = format!("on {} a Pod of a tenant has no `{field}`", subject.platform_name());
        out.push(
            Diagnostic::new(&HOST_NETWORK, subject.at(open.value.span()), message)
                .with_help(format!("remove `{field}`; a Service and a route lead to the container's port")),
        );
    }
}

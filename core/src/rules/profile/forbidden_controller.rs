use super::Subject;
use super::words::{gateways, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// Tenants run no ingress controller of their own.
    /// ## Why it matters
    /// A second ingress controller takes requests past the shared Gateway, with certificates and rules that only its
    /// owner sees. It is a workload like any other, so only its image can show what it is. That is a hint: an image can
    /// be pushed again under any name. The objects that such a controller would read, an Ingress, a Gateway or a kind
    /// of its own, are refused by RP5012 whatever the image is called.
    /// ## Example
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: proxy, namespace: web }
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: proxy
    ///           image: registry.k8s.io/ingress-nginx/controller:v1.12.0 # RP5014
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `forbidden.images` are patterns
    /// of images that tenants do not run.
    pub(crate) FORBIDDEN_CONTROLLER = "RP5014", "forbidden-controller" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for image in &subject.facts.images {
        let name = shown(image.as_str().unwrap_or_default());
        let message = format!("on {} a tenant does not run `{name}`", subject.platform_name());
        out.push(
            Diagnostic::new(&FORBIDDEN_CONTROLLER, subject.at(image.span()), message)
                .with_help(format!("remove it; routes attach to {}", gateways(subject))),
        );
    }
}

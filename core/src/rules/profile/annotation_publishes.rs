use super::Subject;
use super::words::gateways;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::AnnotationFault;

declare_rule! {
    /// No annotation publishes an object past the shared Gateway.
    /// ## Why it matters
    /// Some controllers publish what has their annotation: `tailscale.com/expose` a Service to a private network,
    /// `getambassador.io/config` a Service under any hostname, `service.cilium.io/global` a Service to other clusters. A profile
    /// lists the keys that it allows in `allowed.annotations`.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: api
    ///   namespace: web
    ///   annotations:
    ///     tailscale.com/expose: "true" # RP5022
    /// spec: { ports: [{ port: 80 }] }
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): An annotation that publishes
    /// traffic is refused, unless `allowed.annotations` lists it.
    pub(crate) ANNOTATION_PUBLISHES = "RP5022", "annotation-publishes" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for fact in subject.facts.annotations.iter().filter(|it| it.fault == AnnotationFault::Publishes) {
        let message =
            format!("on {} a tenant does not use annotation `{}`", subject.platform_name(), fact.key);
        out.push(
            Diagnostic::new(&ANNOTATION_PUBLISHES, subject.at(fact.value.span()), message)
                .with_help(format!("remove it; routes attach to {}", gateways(subject)))
                .with_path("metadata.annotations"),
        );
    }
}

use super::Subject;
use super::words::{replace, shown};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::tenancy::{Role, ServiceFacts};

declare_rule! {
    /// Services are of the types that the platform leaves to tenants.
    /// ## Why it matters
    /// NodePort and LoadBalancer expose a Service past the shared Gateway. A backend of a route needs neither: ClusterIP,
    /// the default, is enough, and the only type that a profile allows unless it lists others in `allowed.serviceTypes`.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   type: LoadBalancer # RP5013
    ///   ports: [{ port: 80 }]
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): A type of Service is refused,
    /// unless `allowed.serviceTypes` lists it.
    pub(crate) FORBIDDEN_SERVICE_TYPE = "RP5013", "forbidden-service-type" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Role::Service(ServiceFacts { refused_type: Some(value), .. }) = &subject.facts.role else { return };
    let name = shown(value.as_str().unwrap_or_default());
    let message = format!("on {} a tenant creates no Service of type {name}", subject.platform_name());
    out.push(
        Diagnostic::new(&FORBIDDEN_SERVICE_TYPE, subject.at(value.span()), message)
            .with_help("use `type: ClusterIP` and expose the Service with a route")
            .with_path("spec.type")
            // Clients of the node port or of the load balancer's address lose it.
            .with_fix(replace(
                subject,
                Some(subject.facts.object.value()),
                *value,
                "ClusterIP",
                Safety::Unsafe,
            )),
    );
}

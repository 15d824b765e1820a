use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::KindFault;

declare_rule! {
    /// Endpoints and EndpointSlices are written by the cluster, not by tenants.
    /// ## Why it matters
    /// Endpoints say to which addresses a Service leads, and nothing limits them to the Pods of the namespace: with a
    /// Service without a selector and an EndpointSlice a tenant can send requests of the shared Gateway to another
    /// tenant's Pods. Every author can write owner references and the label `endpointslice.kubernetes.io/managed-by`,
    /// so they prove nothing. An admission policy looks at the user of the request, who has to be in the profile's
    /// `controllers`. A manifest has no user, so it counts as written by hand.
    /// ## Example
    /// ```yaml
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice # RP5019
    /// metadata: { name: api-1, namespace: web, labels: { kubernetes.io/service-name: api } }
    /// addressType: IPv4
    /// endpoints: [{ addresses: [10.0.7.12] }]
    /// ports: [{ name: http, port: 80 }]
    /// ```
    /// ## Source
    /// [CVE-2021-25740](https://github.com/kubernetes/kubernetes/issues/103675): A user who writes Endpoints can send
    /// the requests of a shared load balancer to another namespace.
    pub(crate) ENDPOINTS_BY_HAND = "RP5019", "endpoints-by-hand" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let object = subject.facts.object;
    if subject.facts.kind != Some(KindFault::EndpointsByHand) {
        return;
    }
    let message = format!("on {} a tenant writes no {}", subject.platform_name(), object.kind());
    out.push(
        Diagnostic::new(&ENDPOINTS_BY_HAND, subject.at(object.kind_node().span()), message)
            .with_help("give the Service a selector: the cluster writes its EndpointSlices")
            .with_path("kind"),
    );
}

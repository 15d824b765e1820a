use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::KindFault;

declare_rule! {
    /// Endpoints and EndpointSlices are written by the cluster, not by tenants.
    /// ## Why it matters
    /// They say which addresses a Service leads to, and nothing holds these to the Pods of the namespace: a Service without a
    /// selector and an EndpointSlice send the requests of the shared Gateway to another tenant's Pods. Owner references and
    /// the label `endpointslice.kubernetes.io/managed-by` are anybody's to write, so they prove nothing. An admission policy
    /// goes by the user of the request, who is in the profile's `controllers`; a manifest is always written by hand.
    /// ## Example
    /// ```yaml
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice # RP5019
    /// metadata: { name: api-1, namespace: web, labels: { kubernetes.io/service-name: api } }
    /// addressType: IPv4
    /// endpoints: [{ addresses: [10.0.7.12] }]
    /// ports: [{ name: http, port: 80 }]
    /// ```
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

use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::settings::OpenField;

declare_rule! {
    /// A tenant's Gateway does not change what its controller makes for it.
    /// ## Why it matters
    /// Where a profile allows Gateways, `infrastructure` still puts labels and annotations on the load balancer's Service, and
    /// `parametersRef` names configuration of the controller, such as other images or a host's port. A profile allows them by
    /// their names in `allowed.fields`.
    /// ## Example
    /// ```yaml
    /// # settings: {profile: {name: own, gateways: [{namespace: infra, name: edge}], routes: {kinds: [HTTPRoute]}, hostnames: {templates: [<app>.own.example]}, allowed: {kinds: [Gateway]}}}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: mine, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   infrastructure: { annotations: { team: web } } # RP5024
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ```
    /// ## Source
    /// [Gateway API, `GatewayInfrastructure`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gatewayinfrastructure):
    /// Labels, annotations and parameters change what the controller makes for a Gateway.
    pub(crate) GATEWAY_INFRASTRUCTURE = "RP5024", "gateway-infrastructure" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for open in subject.open(&[OpenField::Infrastructure, OpenField::ParametersRef]) {
        let (field, kind) = (open.field.as_str(), subject.facts.object.kind());
        let message = format!("on {} a {kind} of a tenant has no `{field}`", subject.platform_name());
        out.push(
            Diagnostic::new(&GATEWAY_INFRASTRUCTURE, subject.at(open.value.span()), message)
                .with_help(format!("remove `{field}`")),
        );
    }
}

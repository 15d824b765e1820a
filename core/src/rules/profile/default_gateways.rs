use super::Subject;
use super::words::gateways;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// A route does not attach itself to the default Gateways of the cluster.
    /// ## Why it matters
    /// `useDefaultGateways` attaches the route to Gateways that it does not name, so its reader cannot tell where
    /// it is exposed.
    /// ## Example
    /// ```yaml
    /// # settings: {profile: kupe, tenant: acme, gatewayApi: {channel: experimental}}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   useDefaultGateways: All # RP5003
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: [web.acme.kupe.cloud]
    /// ```
    /// ## Source
    /// [GEP-3793](https://gateway-api.sigs.k8s.io/geps/gep-3793/): `useDefaultGateways` attaches a route to
    /// Gateways that it does not name.
    pub(crate) DEFAULT_GATEWAYS = "RP5003", "default-gateways" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(value) = subject.route().and_then(|it| it.default_gateways) else { return };
    let message = "`useDefaultGateways` attaches this route to Gateways that it does not name";
    out.push(
        Diagnostic::new(&DEFAULT_GATEWAYS, subject.at(value.span()), message)
            .with_help(format!("remove it and name {} in `parentRefs`", gateways(subject)))
            .with_path("spec.useDefaultGateways"),
    );
}

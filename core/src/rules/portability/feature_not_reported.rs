use super::{feature, report};
use crate::diagnostic::Diagnostic;
use crate::features::{Claims, Need};
use crate::rules::declare_rule;
use crate::rules::words::quoted_list;

declare_rule! {
    /// The chosen implementation reports every feature that a manifest needs.
    /// ## Why it matters
    /// Beyond the core of Gateway API implementations choose what they support, and the API server accepts the rest all
    /// the same. What the newest conformance report does not list was not tested: it may work, be ignored, or have the
    /// route refused. A report of an older release of Gateway API says nothing of features that came later.
    /// ## Example
    /// ```yaml
    /// # settings: {implementation: higress@2.2.4}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - matches:
    ///         - path: { value: /cart }
    ///           method: POST # RP7001
    ///       backendRefs: [{ name: cart, port: 80 }]
    /// ```
    /// ## Source
    /// [Gateway API conformance reports](https://gateway-api.sigs.k8s.io/docs/concepts/conformance/#conformance-reports):
    /// A report lists the features that an implementation supports and was tested with.
    pub(crate) FEATURE_NOT_REPORTED = "RP7001", "feature-not-reported" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// The finding on a need that the reports do not list.
pub(super) fn not_reported(claims: &Claims, need: &Need, newer: bool, modes: &[&str]) -> Diagnostic {
    let (report, feature) = (report(claims), feature(need));
    let (message, help) = if let [_, ..] = modes {
        let modes = quoted_list(modes.iter().copied());
        (
            format!("{report} lists {feature} only in mode {modes}"),
            "run it in that mode, or do without".to_owned(),
        )
    } else if newer {
        let since = need.feature.since;
        (
            format!("{report} is older than {feature}, which came with Gateway API {since}"),
            "nothing is known of it: try it before you rely on it, or wait for a newer report".to_owned(),
        )
    } else {
        (
            format!("{report} does not list {feature}"),
            "do without, or try it before you rely on it; `routeproof implementations` shows which ones list it"
                .to_owned(),
        )
    };
    Diagnostic::new(&FEATURE_NOT_REPORTED, need.at, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::FEATURE_NOT_REPORTED as RULE;
    use crate::rules::testing::{Tester, route, route_to, service};

    #[test]
    fn feature_not_reported() {
        let method = route("rules: [{matches: [{method: GET}]}]");
        let rewrite = route("rules: [{backendRefs: [{name: a, port: 80, filters: [{type: URLRewrite}]}]}]");
        let mesh = route("parentRefs: [{group: '', kind: Service, name: a}]");
        let labels = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec: {infrastructure: {labels: {a: b}}}\n";
        Tester::new(&RULE)
            .pass("no implementation is chosen", &method)
            .settings("implementation: envoy-gateway@1.9")
            .pass("it is listed", &method)
            .fail("in another mode", labels, "only in mode `gateway-namespace-mode`")
            .fail(
                "a feature newer than the report",
                &rewrite,
                "(2026-08-18, Gateway API 1.6.1) is older than `HTTPRouteBackendURLRewrite`, which came with Gateway API 1.7",
            )
            .settings("implementation: higress@2.2.4")
            .pass("core alone", &route("rules: [{backendRefs: [{name: a, port: 80}]}]"))
            .fail(
                "it is not listed",
                &method,
                "the conformance report of `higress` v2.2.4 (2026-08-14, Gateway API 1.6.0) does not list `HTTPRouteMethodMatching`",
            )
            .settings("implementation: linkerd@2.20")
            .pass("a mesh lists what meshes have", &mesh)
            .fail("a mesh has no Gateways", &route(""), "does not list `HTTPRoute`");
    }

    #[test]
    fn a_backend_may_need_a_feature() {
        let route = route_to("web", 80);
        let h2c = service("web", "{ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}");
        Tester::new(&RULE)
            .settings("implementation: higress@2.2.4")
            .pass("the Service is unknown", &route)
            .pass("plain HTTP", &[&route, &service("web", "{ports: [{port: 80}]}")])
            .fail("HTTP/2 without TLS", &[&route, &h2c], "does not list `HTTPRouteBackendProtocolH2C`")
            .settings("implementation: envoy-gateway@1.9")
            .pass("it is listed", &[&route, &h2c]);
    }
}

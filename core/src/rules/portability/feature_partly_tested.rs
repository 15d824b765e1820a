use super::{feature, report};
use crate::diagnostic::Diagnostic;
use crate::features::{Claims, Need};
use crate::rules::declare_rule;
use crate::rules::words::quoted_list;

declare_rule! {
    /// The chosen implementation has passed every test of the features that a manifest needs.
    /// ## Why it matters
    /// A conformance report can list a feature although some of its tests were skipped. In what those tests cover, the
    /// implementation is likely to differ from others.
    /// ## Example
    /// ```yaml
    /// # settings: {implementation: traefik@3.7.10}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute # RP7002
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
    /// ```
    /// ## Source
    /// [Gateway API conformance reports](https://gateway-api.sigs.k8s.io/docs/concepts/conformance/#conformance-reports):
    /// A report lists the tests that were skipped.
    pub(crate) FEATURE_PARTLY_TESTED = "RP7002", "feature-partly-tested" {
        severity: Info, fixes: Never, since: "0.1.0",
    }
}

/// The most tests that a message names.
const MAX_TESTS: usize = 3;

/// The finding on a need whose feature is listed without these tests.
pub(super) fn partly_tested(claims: &Claims, need: &Need, tests: &[&str]) -> Diagnostic {
    let named = quoted_list(tests.iter().take(MAX_TESTS).copied());
    let more = match tests.len().saturating_sub(MAX_TESTS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message =
        format!("{} lists {} with tests skipped or failed: {named}{more}", report(claims), feature(need));
    Diagnostic::new(&FEATURE_PARTLY_TESTED, need.at, message)
        .with_help("what these tests are about may work in another way: try it before you rely on it")
}

#[cfg(test)]
mod tests {
    use super::FEATURE_PARTLY_TESTED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn feature_partly_tested() {
        Tester::new(&RULE)
            .pass("no implementation is chosen", &route(""))
            .settings("implementation: envoy-gateway@1.9")
            .pass("every test passed", &route(""))
            .settings("implementation: traefik@3.7.10")
            .fail(
                "a test was skipped",
                &route(""),
                "(2026-07-30, Gateway API 1.6.1) lists `HTTPRoute` with tests skipped or failed: `HTTPRouteMultipleGateways`",
            )
            .severity(Severity::Info)
            .settings("implementation: aws-load-balancer-controller@3.5.0")
            .fail("many tests were skipped", &route(""), "`HTTPRouteHostnameIntersection` and 2 more")
            .settings("implementation: higress@2.2.4")
            .pass("what is not listed at all is another matter", &route("rules: [{name: a}]"));
    }
}

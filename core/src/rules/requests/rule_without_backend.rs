use crate::diagnostic::Diagnostic;
use crate::model::RouteRule;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A rule of a route has a backend that gets requests, or a filter that answers them.
    /// ## Why it matters
    /// A rule without backends, or with weight 0 everywhere, is accepted. It answers each request with status 500.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - backendRefs: [{ name: shop, port: 80 }]
    ///     - matches: [{ path: { value: /api } }] # RP4004
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteRule`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httprouterule):
    /// Requests of a rule whose backends are all invalid, and that no filter answers, get status 500, or UNAVAILABLE, which is
    /// 503, where they are gRPC.
    pub(crate) RULE_WITHOUT_BACKEND = "RP4004", "rule-without-backend" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for fact in cx.routes {
        for (number, rule) in fact.route.rules().enumerate() {
            let Some(why) = why(rule) else { continue };
            let message = format!(
                "rule {number} of {} answers each request with status {}, because {why}",
                fact.item.title(),
                fact.route.kind().status_of_invalid()
            );
            let finding = Diagnostic::new(&RULE_WITHOUT_BACKEND, rule.at(), message);
            out.push(finding.with_help("name a backend with a weight above 0, or a filter that redirects"));
        }
    }
}

/// Why no backend gets the requests of a rule and no filter answers them.
fn why(rule: RouteRule<'_>) -> Option<&'static str> {
    if rule.filters().any(|it| matches!(it.kind().value, "RequestRedirect" | "ExtensionRef")) {
        return None;
    }
    let mut backends = rule.backend_refs().peekable();
    match backends.peek() {
        None => Some("it has no backend"),
        Some(_) => backends.all(|it| it.weight().value <= 0).then_some("all its backends have weight 0"),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE_WITHOUT_BACKEND as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn rule_without_backend() {
        let with = |rule: &str| route(&format!("parentRefs: [{{name: edge}}], rules: [{rule}]"));
        Tester::new(&RULE)
            .pass("a backend", &with("{backendRefs: [{name: a, port: 80}]}"))
            .pass("one of two has weight 0", &with("{backendRefs: [{name: a, port: 80}, {name: b, port: 80, weight: 0}]}"))
            .pass("a redirect", &with("{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}"))
            .pass(
                "a filter of the implementation, which may answer",
                &with("{filters: [{type: ExtensionRef, extensionRef: {group: g.test, kind: Answer, name: a}}]}"),
            )
            .fail(
                "no backend",
                &with("{matches: [{path: {value: /a}}]}"),
                "rule 0 of HTTPRoute `default/shop` answers each request with status 500, because it has no backend",
            )
            .fail(
                "weight 0",
                &with("{backendRefs: [{name: a, port: 80, weight: 0}]}"),
                "rule 0 of HTTPRoute `default/shop` answers each request with status 500, because all its backends have weight 0",
            )
            .help("name a backend with a weight above 0, or a filter that redirects");
    }
}

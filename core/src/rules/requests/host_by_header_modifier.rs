use super::words::filters;
use crate::diagnostic::Diagnostic;
use crate::model::{HeaderEdits, RouteKind};
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;

declare_rule! {
    /// The header `Host` is changed by `URLRewrite`, not by `RequestHeaderModifier`.
    /// ## Why it matters
    /// Many gateways do not let a header filter change `Host`: they ignore it, or refuse the whole route. The filter
    /// `URLRewrite` with `hostname` does it everywhere.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - filters:
    ///         - type: RequestHeaderModifier
    ///           requestHeaderModifier:
    ///             set: [{ name: Host, value: internal.example.org }] # RP4055
    ///       backendRefs: [{ name: web, port: 80 }]
    /// ```
    /// This does it:
    /// ```text
    ///     - filters:
    ///         - type: URLRewrite
    ///           urlRewrite: { hostname: internal.example.org }
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPURLRewriteFilter`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httpurlrewritefilter):
    /// `hostname` is what replaces the header `Host` while the request is forwarded.
    pub(crate) HOST_BY_HEADER_MODIFIER = "RP4055", "host-by-header-modifier" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        let all = route.route.rules().flat_map(filters).filter_map(|it| it.request_headers());
        out.extend(all.flat_map(host).map(|(name, value)| by_modifier(route.route.kind(), name, value)));
    }
}

/// The edits of `Host`, with the value that it gets.
fn host(edits: HeaderEdits<'_>) -> impl Iterator<Item = (Spanned<&str>, Option<&str>)> {
    let given = edits.set().chain(edits.add()).map(|it| (it.name(), Some(it.value().value)));
    let all = given.chain(edits.remove().map(|it| (it, None)));
    all.filter(|(name, _)| name.value.eq_ignore_ascii_case("host"))
}

fn by_modifier(kind: RouteKind, name: Spanned<&str>, value: Option<&str>) -> Diagnostic {
    let message = format!("many gateways do not let a header filter change `{}`", name.value);
    let plain = |it: &&str| it.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '-'));
    let help = match (kind, value.filter(plain)) {
        (RouteKind::Grpc, _) => {
            "a GRPCRoute has no filter for it: ask what your implementation offers".to_owned()
        }
        (_, Some(value)) => format!("use `type: URLRewrite` with `urlRewrite: {{ hostname: {value} }}`"),
        (_, None) => "use `type: URLRewrite` with `hostname`".to_owned(),
    };
    Diagnostic::new(&HOST_BY_HEADER_MODIFIER, name.at, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::HOST_BY_HEADER_MODIFIER as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn host_by_header_modifier() {
        let edits = |text: &str| {
            route(&format!(
                "rules: [{{filters: [{{type: RequestHeaderModifier, requestHeaderModifier: {{{text}}}}}]}}]"
            ))
        };
        let of_backend = route(
            "rules: [{backendRefs: [{name: web, port: 80, filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [Host]}}]}]}]",
        );
        let host = edits("set: [{name: host, value: a.test}]");
        Tester::new(&RULE)
            .pass("another header", edits("set: [{name: X-Forwarded-Host, value: a.test}]").as_str())
            .fail("set", host.as_str(), "many gateways do not let a header filter change `host`")
            .at("host")
            .help("`urlRewrite: { hostname: a.test }`")
            .fail("a variable", edits("set: [{name: Host, value: $host}]").as_str(), "`Host`")
            .help("use `type: URLRewrite` with `hostname`")
            .fail("a GRPCRoute", host.replace("HTTPRoute", "GRPCRoute").as_str(), "`host`")
            .help("a GRPCRoute has no filter for it")
            .fail("of a backend", of_backend.as_str(), "`Host`");
    }
}

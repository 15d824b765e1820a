use crate::diagnostic::Diagnostic;
use crate::model::{Match, RouteRule};
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A rewrite of the full path is used with a match of a single path.
    /// ## Why it matters
    /// `ReplaceFullPath` gives every request the same path. Behind a match by prefix, `/api/orders` and `/api/users` become
    /// one. `ReplacePrefixMatch` keeps what follows the prefix.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - matches: [{ path: { value: /api } }]
    ///       filters:
    ///         - type: URLRewrite
    ///           urlRewrite:
    ///             path: { type: ReplaceFullPath, replaceFullPath: / } # RP4006
    ///       backendRefs: [{ name: api, port: 80 }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPPathModifier`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httppathmodifier):
    /// `ReplaceFullPath` replaces the whole path, `ReplacePrefixMatch` only the prefix that matched.
    pub(crate) REWRITE_DROPS_PATH = "RP4006", "rewrite-drops-path" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for fact in cx.routes {
        for (number, rule) in fact.route.rules().enumerate() {
            let Some(prefix) = prefix_of(rule) else { continue };
            let paths = rule.filters().filter_map(|it| it.rewrite()?.field("path"));
            for path in paths.filter(|it| it.text("type").is_some_and(|it| it.value == "ReplaceFullPath")) {
                let target = path.text("replaceFullPath").map_or("", |it| it.value);
                let message = format!(
                    "rule {number} of {} sends every path below `{prefix}` to `{target}`",
                    fact.item.title()
                );
                let example = format!("{}/any", prefix.trim_end_matches('/'));
                let help = format!(
                    "`{example}` becomes `{target}`; `ReplacePrefixMatch` keeps what follows the prefix"
                );
                out.push(Diagnostic::new(&REWRITE_DROPS_PATH, path.at(), message).with_help(help));
            }
        }
    }
}

/// The prefix that a rule matches, where it matches by prefix.
fn prefix_of<'a>(rule: RouteRule<'a>) -> Option<&'a str> {
    let prefix = |it: Match<'a>| match it.path() {
        None => Some("/"),
        Some(path) => Some(path.value().value).filter(|_| path.kind().value == "PathPrefix"),
    };
    match rule.matches().next() {
        None => Some("/"),
        Some(_) => rule.matches().find_map(prefix),
    }
}

#[cfg(test)]
mod tests {
    use super::REWRITE_DROPS_PATH as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn rewrite_drops_path() {
        let with = |matches: &str, path: &str| {
            route(&format!(
                "parentRefs: [{{name: edge}}], rules: [{{matches: [{matches}], backendRefs: [{{name: a, port: 80}}], \
                 filters: [{{type: URLRewrite, urlRewrite: {{path: {path}}}}}]}}]"
            ))
        };
        let full = "{type: ReplaceFullPath, replaceFullPath: /b}";
        Tester::new(&RULE)
            .pass("one path", &with("{path: {type: Exact, value: /a}}", full))
            .pass("a regular expression", &with("{path: {type: RegularExpression, value: /a.*}}", full))
            .pass(
                "the prefix",
                &with("{path: {value: /a}}", "{type: ReplacePrefixMatch, replacePrefixMatch: /b}"),
            )
            .fail(
                "a prefix",
                &with("{path: {value: /a}}", full),
                "rule 0 of HTTPRoute `default/shop` sends every path below `/a` to `/b`",
            )
            .at(full)
            .help("`/a/any` becomes `/b`; `ReplacePrefixMatch` keeps what follows the prefix")
            .fail(
                "no path is a prefix too",
                &with("{method: GET}", full),
                "rule 0 of HTTPRoute `default/shop` sends every path below `/` to `/b`",
            );
    }
}

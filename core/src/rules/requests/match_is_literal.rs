use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{PathMatch, ValueMatch};
use crate::rules::words::shown;
use crate::rules::{Context, declare_rule, edits};

declare_rule! {
    /// A match that is no regular expression is meant literally.
    /// ## Why it matters
    /// `Exact` and `PathPrefix` have no `*`, no `(.*)` and no `:name`: a match on `/api/*` takes only requests whose
    /// path contains a star. `PathPrefix` with `/api` takes `/api` and everything below it.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - matches:
    ///         - path:
    ///             type: PathPrefix
    ///             value: /api/* # RP4053
    ///       backendRefs: [{ name: web, port: 80 }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPPathMatch`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httppathmatch):
    /// `Exact` and `PathPrefix` compare text, element by element for a prefix.
    pub(crate) MATCH_IS_LITERAL = "RP4053", "match-is-literal" {
        severity: Warning, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for rule in cx.routes.iter().flat_map(|it| it.route.rules()) {
        for it in rule.matches() {
            out.extend(it.path().and_then(path));
            out.extend(it.headers().chain(it.query_params()).filter_map(value));
        }
    }
}

fn path(it: PathMatch<'_>) -> Option<Diagnostic> {
    let (kind, value) = (it.kind(), it.value());
    if !matches!(kind.value, "Exact" | "PathPrefix") || !is_pattern(value.value) {
        return None;
    }
    let message = format!("`{}` is taken literally by `type: {}`", shown(value.value, 80), kind.value);
    let found = Diagnostic::new(&MATCH_IS_LITERAL, value.at, message);
    Some(match stem(value.value) {
        Some(stem) => {
            let fields = [("type", "PathPrefix"), ("value", stem)];
            let needed = if kind.value == "Exact" { fields.as_slice() } else { fields.get(1..)? };
            found
                .with_help(format!("`type: PathPrefix` with `{stem}` takes it and everything below it"))
                .with_fix(edits::set_all(it.view(), needed, Safety::Unsafe))
        }
        None => found.with_help(
            "use a PathPrefix, or `type: RegularExpression`, which each implementation reads in its own way",
        ),
    })
}

fn is_pattern(path: &str) -> bool {
    let parameter = |it: &str| {
        let name = it.strip_prefix(':');
        name.is_some_and(|it| it.starts_with(|it: char| it.is_ascii_alphabetic()))
    };
    path.contains('*') || path.contains(".+") || path.ends_with('$') || path.split('/').any(parameter)
}

/// The path in front of what stands for everything below it.
fn stem(path: &str) -> Option<&str> {
    let path = path.strip_suffix('$').unwrap_or(path);
    let stem = ["/**", "/*", "/(.*)", "/.*", "(/.*)"].iter().find_map(|it| path.strip_suffix(it))?;
    match stem {
        "" => Some("/"),
        _ => (!is_pattern(stem)).then_some(stem),
    }
}

fn value(it: ValueMatch<'_>) -> Option<Diagnostic> {
    let value = it.value();
    let text = value.value;
    let pattern = text == "*"
        || [".*", ".+"].iter().any(|it| text.contains(it))
        || (text.len() > 1 && text.starts_with('^') && text.ends_with('$'));
    if it.kind().value != "Exact" || !pattern {
        return None;
    }
    let fix = edits::set(it.view(), "type", "RegularExpression", Safety::Unsafe).filter(|_| text != "*");
    let message = format!("`{}` is taken literally without `type: RegularExpression`", shown(text, 80));
    Some(
        Diagnostic::new(&MATCH_IS_LITERAL, value.at, message)
            .with_help("add `type: RegularExpression`, if your implementation supports it")
            .with_fix(fix),
    )
}

#[cfg(test)]
mod tests {
    use super::MATCH_IS_LITERAL as RULE;
    use crate::rules::testing::{Tester, route};

    fn with(matched: &str) -> String {
        route(&format!("rules: [{{matches: [{{{matched}}}]}}]"))
    }

    #[test]
    fn paths() {
        let path = |kind: &str, value: &str| with(&format!("path: {{type: {kind}, value: '{value}'}}"));
        Tester::new(&RULE)
            .pass("a prefix", path("PathPrefix", "/api").as_str())
            .pass("a regular expression", path("RegularExpression", "/api/.*").as_str())
            .pass("parentheses and colons", path("Exact", "/Items(1)/a:undelete").as_str())
            .fail(
                "a star",
                path("PathPrefix", "/api/*").as_str(),
                "`/api/*` is taken literally by `type: PathPrefix`",
            )
            .at("'/api/*'")
            .help("`type: PathPrefix` with `/api` takes it and everything below it")
            .fix("/api/*", "/api")
            .fail("everything", path("PathPrefix", "/**").as_str(), "`/**`")
            .fix("/**", "/")
            .fail("exact", path("Exact", "/api/(.*)").as_str(), "`type: Exact`")
            .fail("a star inside", path("Exact", "/a/*/b").as_str(), "`/a/*/b`")
            .help("use a PathPrefix, or `type: RegularExpression`")
            .no_fix()
            .fail("a parameter", path("Exact", "/users/:id").as_str(), "`/users/:id`")
            .no_fix();
    }

    #[test]
    fn an_exact_path_becomes_a_prefix() {
        Tester::new(&RULE)
            .fail("by default", with("path: {value: /api/.*}").as_str(), "`/api/.*`")
            .fix("/api/.*", "/api");
    }

    #[test]
    fn values() {
        let header = |rest: &str| with(&format!("headers: [{{name: a, {rest}}}]"));
        Tester::new(&RULE)
            .pass("a value", header("value: text/*").as_str())
            .pass("a regular expression", header("type: RegularExpression, value: '.*'").as_str())
            .fail("a header", header("value: '.*canary.*'").as_str(), "`.*canary.*` is taken literally")
            .fix("name: a", "type: RegularExpression, name: a")
            .fail("a query parameter", with("queryParams: [{name: a, value: '*'}]").as_str(), "`*` is taken")
            .no_fix();
    }
}

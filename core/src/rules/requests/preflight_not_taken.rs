use super::words::{filters, is_below};
use crate::attach::RouteFact;
use crate::attach::hostname::intersect;
use crate::diagnostic::Diagnostic;
use crate::model::{Match, PathMatch, RouteKind, RouteRule};
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;

declare_rule! {
    /// A rule with a CORS filter takes the OPTIONS requests that browsers send first.
    /// ## Why it matters
    /// Before a browser sends many requests to another origin, it asks with OPTIONS (the preflight). A match with another
    /// `method` does not take that. Where no other match does either, most implementations answer with 404 and the browser
    /// gives up, although the filter would allow the request.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: api, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - matches:
    ///         - path: { type: PathPrefix, value: /v1 }
    ///           method: GET # RP4051
    ///       filters:
    ///         - type: CORS
    ///           cors: { allowOrigins: ["https://www.example.com"], allowMethods: [GET] }
    ///       backendRefs: [{ name: api, port: 80 }]
    /// ```
    pub(crate) PREFLIGHT_NOT_TAKEN = "RP4051", "preflight-not-taken" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes.iter().filter(|it| it.route.kind() == RouteKind::Http) {
        for rule in route.route.rules().filter(|it| filters(*it).any(|it| it.cors().is_some())) {
            let lost = rule.matches().find_map(|it| {
                let method = it.method().filter(|it| it.value != "OPTIONS")?;
                (!is_taken(cx, route, it)).then_some(method)
            });
            out.extend(lost.map(not_taken));
        }
    }
}

/// Whether a match of any known route of the hostnames may take OPTIONS for a path that `lost` is for.
fn is_taken(cx: &Context<'_, '_, '_>, own: &RouteFact<'_, '_>, lost: Match<'_>) -> bool {
    let routes = cx.attachments.routes().iter().filter(|it| it.route.kind() == RouteKind::Http);
    let mut near = routes.filter(|it| share_hostname(own, it));
    near.any(|it| it.route.rules().any(|it| takes_options(it, lost)))
}

fn share_hostname(one: &RouteFact<'_, '_>, other: &RouteFact<'_, '_>) -> bool {
    let (mut names, mut others) = (one.route.hostnames(), other.route.hostnames().peekable());
    if one.route.hostnames().next().is_none() || others.peek().is_none() {
        return true;
    }
    names.any(|name| other.route.hostnames().any(|it| intersect(Some(name.value), Some(it.value)).is_some()))
}

fn takes_options(rule: RouteRule<'_>, lost: Match<'_>) -> bool {
    let mut matches = rule.matches().peekable();
    if matches.peek().is_none() {
        return true;
    }
    let mut fitting = matches.filter(|it| it.method().is_none_or(|it| it.value == "OPTIONS"));
    fitting.any(|it| overlap(it.path(), lost.path()))
}

/// Whether some path may fit both.
fn overlap(one: Option<PathMatch<'_>>, other: Option<PathMatch<'_>>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    let (path, other_path) = (one.value().value, other.value().value);
    match (one.kind().value, other.kind().value) {
        ("Exact", "Exact") => path == other_path,
        ("Exact", "PathPrefix") => is_below(path, other_path),
        ("PathPrefix", "Exact") => is_below(other_path, path),
        ("PathPrefix", "PathPrefix") => is_below(path, other_path) || is_below(other_path, path),
        // What a regular expression takes, only an implementation knows.
        _ => true,
    }
}

fn not_taken(method: Spanned<&str>) -> Diagnostic {
    let message = format!(
        "only {} is matched here: browsers ask with OPTIONS before, which no match takes for this path",
        method.value
    );
    Diagnostic::new(&PREFLIGHT_NOT_TAKEN, method.at, message)
        .with_help("add a match with `method: OPTIONS` to the rule, or leave out `method`")
}

#[cfg(test)]
mod tests {
    use super::PREFLIGHT_NOT_TAKEN as RULE;
    use crate::rules::testing::{Tester, route};

    const CORS: &str = "filters: [{type: CORS, cors: {allowOrigins: ['*']}}]";

    #[test]
    fn preflight_not_taken() {
        let with = |matches: &str, more: &str| {
            route(&format!("hostnames: [a.test], rules: [{{matches: [{matches}], {CORS}}}{more}]"))
        };
        let get = "{path: {type: PathPrefix, value: /v1}, method: GET}";
        let other = |hostname: &str| {
            route(&format!("hostnames: [{hostname}], rules: [{{matches: [{{path: {{value: /}}}}]}}]"))
                .replace("name: shop", "name: other")
        };
        Tester::new(&RULE)
            .pass("no method", &[&with("{path: {value: /v1}}", "")])
            .pass("OPTIONS too", &[&with(&format!("{get}, {{path: {{value: /v1}}, method: OPTIONS}}"), "")])
            .pass("another rule", &[&with(get, ", {matches: [{path: {value: /}}]}")])
            .pass("a rule for everything", &[&with(get, ", {}")])
            .pass("a part of the paths", &[&with(get, ", {matches: [{path: {value: /v1/a}}]}")])
            .pass(
                "a regular expression",
                &[&with(get, ", {matches: [{path: {type: RegularExpression, value: '/.*'}}]}")],
            )
            .pass("another route", &[&with(get, ""), &other("'*.test'")])
            .pass("no CORS", &[&with(get, "").replace(CORS, "filters: []")])
            .fail("GET only", &[&with(get, "")], "only GET is matched here")
            .at("GET")
            .help("add a match with `method: OPTIONS`")
            .fail("another path", &[&with(get, ", {matches: [{path: {value: /v2}}]}")], "only GET")
            .fail("another hostname", &[&with(get, ""), &other("b.test")], "only GET")
            .fail("two methods", &[&with(&format!("{get}, {}", get.replace("GET", "PUT")), "")], "only GET");
    }
}

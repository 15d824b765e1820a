use super::words::filters;
use crate::attach::RouteFact;
use crate::diagnostic::Diagnostic;
use crate::model::{PathMatch, RouteKind, RouteRule};
use crate::order::{Map, Set};
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;
use std::cell::OnceCell;

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
    /// ## Source
    /// [Gateway API, `HTTPCORSFilter`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httpcorsfilter):
    /// The filter answers preflight requests, which have the method OPTIONS.
    pub(crate) PREFLIGHT_NOT_TAKEN = "RP4051", "preflight-not-taken" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// Of more parts of a path or hostname than this, the others are not looked up.
const MAX_COMPARED: usize = 128;

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let taken = OnceCell::new();
    for route in http_routes(cx) {
        for rule in route.route.rules().filter(|it| filters(*it).any(|it| it.cors().is_some())) {
            let lost = rule.matches().find_map(|it| {
                let method = it.method().filter(|it| it.value != "OPTIONS")?;
                let taken = taken.get_or_init(|| Taken::new(cx));
                (!taken.has(route, it.path())).then_some(method)
            });
            out.extend(lost.map(not_taken));
        }
    }
}

fn http_routes<'c, 'w, 'a>(cx: &Context<'c, 'w, 'a>) -> impl Iterator<Item = &'c RouteFact<'w, 'a>> {
    cx.attachments.routes().iter().filter(|it| it.route.kind() == RouteKind::Http)
}

/// The paths for which matches of all known routes take OPTIONS, by hostname; empty for every hostname.
struct Taken<'a>(Map<&'a str, Paths<'a>>);

#[derive(Default)]
struct Paths<'a> {
    exact: Set<&'a str>,
    /// Without the slash at the end.
    prefixes: Set<&'a str>,
    /// What a regular expression takes, only an implementation knows.
    unknown: bool,
}

impl<'a> Taken<'a> {
    fn new(cx: &Context<'_, '_, 'a>) -> Self {
        let mut taken: Map<&str, Paths<'_>> = Map::new();
        for route in http_routes(cx) {
            for host in hostnames(route) {
                let paths = taken.entry(host).or_default();
                route.route.rules().for_each(|it| paths.add(it));
            }
        }
        Self(taken)
    }

    /// Whether OPTIONS is taken for that path under one of the route's hostnames.
    fn has(&self, route: &RouteFact<'_, 'a>, path: Option<PathMatch<'a>>) -> bool {
        let (kind, path) = path.map_or(("PathPrefix", "/"), |it| (it.kind().value, it.value().value));
        let at = |host: &str| self.0.get(host).is_some_and(|it| it.have(kind, path));
        hostnames(route).any(|host| {
            let above = host
                .match_indices('.')
                .take(MAX_COMPARED)
                .filter_map(|(dot, _)| Some(format!("*{}", host.get(dot..)?)));
            at(host) || at("") || above.into_iter().any(|it| at(&it))
        })
    }
}

fn hostnames<'a>(route: &RouteFact<'_, 'a>) -> impl Iterator<Item = &'a str> {
    let any = route.route.hostnames().next().is_none().then_some("");
    route.route.hostnames().map(|it| it.value).chain(any)
}

impl<'a> Paths<'a> {
    fn add(&mut self, rule: RouteRule<'a>) {
        if rule.matches().next().is_none() {
            self.prefixes.insert("");
        }
        for it in rule.matches().filter(|it| it.method().is_none_or(|it| it.value == "OPTIONS")) {
            let (kind, path) =
                it.path().map_or(("PathPrefix", "/"), |it| (it.kind().value, it.value().value));
            match kind {
                "Exact" => _ = self.exact.insert(path),
                "PathPrefix" => _ = self.prefixes.insert(path.trim_end_matches('/')),
                _ => self.unknown = true,
            }
        }
    }

    fn have(&self, kind: &str, path: &str) -> bool {
        let whole = path.trim_end_matches('/');
        let elements = path.match_indices('/').take(MAX_COMPARED).filter_map(|(slash, _)| path.get(..slash));
        self.unknown
            || !matches!(kind, "Exact" | "PathPrefix")
            || (kind == "Exact" && self.exact.contains(path))
            || self.prefixes.contains(whole)
            || elements.into_iter().any(|it| self.prefixes.contains(it))
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
            .pass(
                "a regular expression",
                &[&with(get, ", {matches: [{path: {type: RegularExpression, value: '/.*'}}]}")],
            )
            .pass("another route", &[&with(get, ""), &other("'*.test'")])
            .pass("no CORS", &[&with(get, "").replace(CORS, "filters: []")])
            .fail("GET only", &[&with(get, "")], "only GET is matched here")
            .at("GET")
            .help("add a match with `method: OPTIONS`")
            .fail("a part of the paths", &[&with(get, ", {matches: [{path: {value: /v1/a}}]}")], "only GET")
            .fail("another path", &[&with(get, ", {matches: [{path: {value: /v2}}]}")], "only GET")
            .fail("another hostname", &[&with(get, ""), &other("b.test")], "only GET")
            .fail("two methods", &[&with(&format!("{get}, {}", get.replace("GET", "PUT")), "")], "only GET");
    }
}

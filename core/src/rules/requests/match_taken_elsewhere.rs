use super::{place_of, words};
use crate::diagnostic::Diagnostic;
use crate::routing::Shadowed;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// No two routes ask for the same requests of one listener, or of one Service in a mesh.
    /// ## Why it matters
    /// Both routes are accepted, and the status of neither names the other. The older route takes the requests, or the
    /// one that comes first by namespace and name. The other route gets none, also where it belongs to another team.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: cart, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   hostnames: [shop.example.com]
    ///   rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   hostnames: [shop.example.com]
    ///   rules:
    ///     - backendRefs: [{ name: shop, port: 80 }] # RP4002
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteRule`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httprouterule):
    /// Of equal matches of two routes that of the older route counts, then the first one by namespace and name.
    pub(crate) MATCH_TAKEN_ELSEWHERE = "RP4002", "match-taken-elsewhere" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, found: &Shadowed, out: &mut Vec<Diagnostic>) {
    let routes = cx.attachments.routes();
    let (Some(fact), Some(winner)) = (routes.get(found.place.route), routes.get(found.by.route)) else {
        return;
    };
    let judged = |it: &crate::attach::RouteFact<'_, '_>| it.item.origin() == cx.judged;
    if found.place.route == found.by.route || !(judged(fact) || judged(winner)) {
        return;
    }
    // It is reported where it can be mended: at the loser, or at the winner if only that is judged.
    let (reported, other) = if judged(fact) { (found.place, found.by) } else { (found.by, found.place) };
    let (Some(at), Some(other_at)) = (place_of(cx, reported), place_of(cx, other)) else { return };
    let (lost, first) = (words(found.place), words(found.by));
    let (title, winner) = (fact.item.title(), winner.item.title());
    let some = if found.everywhere { "no request" } else { "not all of its requests" };
    let message = if found.by_age {
        format!(
            "{lost} of {title} asks for the same requests as {first} of {winner}: the route that is created first takes them"
        )
    } else {
        format!(
            "{lost} of {title} takes {some}, because {first} of {winner} asks for the same and goes first"
        )
    };
    let mut help = "the status of both routes says Accepted".to_owned();
    if !found.example.is_empty() {
        help = format!("for instance `{}`; {help}", found.example);
    }
    out.push(
        Diagnostic::new(&MATCH_TAKEN_ELSEWHERE, at, message)
            .with_help(help)
            .with_related(other_at, "the other match"),
    );
}

#[cfg(test)]
mod tests {
    use super::MATCH_TAKEN_ELSEWHERE as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn match_taken_elsewhere() {
        let edge = gateway("{name: a, port: 80, protocol: HTTP}, {name: b, port: 81, protocol: HTTP}");
        let route = |name: &str, spec: &str| {
            format!(
                "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{{name}, namespace: default}}, spec: {{{spec}}}}}"
            )
        };
        let to = |section: &str| format!("parentRefs: [{{name: edge{section}}}]");
        let a = route("name: a", &format!("{}, hostnames: [x.test], rules: [{{name: one}}]", to("")));
        let b = |rest: &str, section: &str| route("name: b", &format!("{}, {rest}", to(section)));
        let both = |first: &str, second: &str| {
            let dated = |name: &str, day: &str| {
                format!("name: {name}, creationTimestamp: '2026-01-0{day}T00:00:00Z'")
            };
            let spec = format!("{}, hostnames: [x.test], rules: [{{name: one}}]", to(""));
            [route(&dated("a", first), &spec), route(&dated("b", second), &spec)]
        };
        let [older_a, b_later] = both("1", "2");
        let [a_later, older_b] = both("2", "1");
        let web = "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default}, spec: {ports: [{port: 80}]}}".to_owned();
        let meshed = |name: &str, namespace: &str, day: &str| {
            format!(
                "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: {name}, namespace: {namespace}, \
                 creationTimestamp: '2026-01-0{day}T00:00:00Z'}}, spec: {{parentRefs: [{{name: web, namespace: default, \
                 kind: Service, group: ''}}], rules: [{{name: one}}]}}}}"
            )
        };
        Tester::new(&RULE)
            .pass("other hostnames", &[&edge, &a, &b("hostnames: [y.test], rules: [{name: one}]", "")])
            .pass("a hostname that is more specific", &[&edge, &a, &b("hostnames: ['*.test'], rules: [{name: one}]", "")])
            .pass("a header", &[&edge, &a, &b("hostnames: [x.test], rules: [{matches: [{headers: [{name: c, value: d}]}]}]", "")])
            .pass(
                "another listener",
                &[
                    &edge,
                    &route("name: a", &format!("{}, rules: [{{name: one}}]", to(", sectionName: a"))),
                    &b("rules: [{name: one}]", ", sectionName: b"),
                ],
            )
            .fail(
                "no creation time",
                &[&edge, &a, &b("hostnames: [x.test], rules: [{name: one}]", "")],
                "rule 0 of HTTPRoute `default/b` asks for the same requests as rule 0 of HTTPRoute `default/a`: \
                 the route that is created first takes them",
            )
            .at("{name: one}")
            .help("for instance `GET http://x.test/`; the status of both routes says Accepted")
            .fail(
                "the older one wins",
                &[&edge, &older_a, &b_later],
                "rule 0 of HTTPRoute `default/b` takes no request, because rule 0 of HTTPRoute `default/a` asks for the same \
                 and goes first",
            )
            .pass(
                "a Service in a mesh: clients in another namespace have routes of their own",
                &[&web, &meshed("a", "default", "1"), &meshed("b", "client", "2")],
            )
            .fail(
                "a Service in a mesh",
                &[&web, &meshed("a", "default", "1"), &meshed("b", "default", "2")],
                "rule 0 of HTTPRoute `default/b` takes no request, because rule 0 of HTTPRoute `default/a` asks for the same \
                 and goes first",
            )
            .help("for instance `GET http://web.default/`; the status of both routes says Accepted")
            .fail(
                "whatever its name",
                &[&edge, &a_later, &older_b],
                "rule 0 of HTTPRoute `default/a` takes no request, because rule 0 of HTTPRoute `default/b` asks for the same \
                 and goes first",
            )
            .fail(
                "one hostname of two",
                &[&edge, &older_a, &route(
                    "name: b, creationTimestamp: '2026-01-02T00:00:00Z'",
                    &format!("{}, hostnames: [x.test, y.test], rules: [{{name: one}}]", to("")),
                )],
                "rule 0 of HTTPRoute `default/b` takes not all of its requests, because rule 0 of HTTPRoute `default/a` asks \
                 for the same and goes first",
            );
    }
}

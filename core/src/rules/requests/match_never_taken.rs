use super::{place_of, words};
use crate::diagnostic::Diagnostic;
use crate::routing::Shadowed;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// Every match of a route takes some request.
    /// ## Why it matters
    /// Two matches for the same requests are not an error, and no status reports them. The match that is written first
    /// takes all requests. The backends and filters of the other one are never used.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - matches: [{ path: { value: /api } }]
    ///       backendRefs: [{ name: api, port: 80 }]
    ///     - matches: [{ path: { value: /api } }] # RP4001
    ///       backendRefs: [{ name: api-v2, port: 80 }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteRule`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httprouterule):
    /// Of two equal matches the first one in the list of rules counts.
    pub(crate) MATCH_NEVER_TAKEN = "RP4001", "match-never-taken" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, found: &Shadowed, out: &mut Vec<Diagnostic>) {
    let Some(fact) = cx.attachments.routes().get(found.place.route) else { return };
    if found.place.route != found.by.route || !found.everywhere || fact.item.origin() != cx.judged {
        return;
    }
    let Some(at) = place_of(cx, found.place) else { return };
    let (lost, first) = (words(found.place), words(found.by));
    let message =
        format!("{lost} of {} takes no request, because {first} asks for the same", fact.item.title());
    let mut finding = Diagnostic::new(&MATCH_NEVER_TAKEN, at, message);
    if !found.example.is_empty() {
        finding = finding.with_help(format!("for instance, {first} takes `{}`", found.example));
    }
    out.push(match place_of(cx, found.by) {
        Some(it) => finding.with_related(it, "the match that goes first"),
        None => finding,
    });
}

#[cfg(test)]
mod tests {
    use super::MATCH_NEVER_TAKEN as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn match_never_taken() {
        let edge = gateway("{name: a, port: 80, protocol: HTTP}, {name: b, port: 81, protocol: HTTP}");
        let with = |rules: &str| route(&format!("parentRefs: [{{name: edge}}], rules: [{rules}]"));
        Tester::new(&RULE)
            .pass(
                "a header makes the difference",
                &[&edge, &with("{matches: [{path: {value: /a}}]}, {matches: [{path: {value: /a}, headers: [{name: x, value: y}]}]}")],
            )
            .pass("a longer path", &[&edge, &with("{matches: [{path: {value: /a}}]}, {matches: [{path: {value: /a/b}}]}")])
            .pass(
                "another type of path",
                &[&edge, &with("{matches: [{path: {value: /a}}]}, {matches: [{path: {type: Exact, value: /a}}]}")],
            )
            .fail(
                "the same path",
                &[&edge, &with("{matches: [{path: {value: /a}}]}, {matches: [{path: {value: /b}}, {path: {value: /a}}]}")],
                "match 1 of rule 1 of HTTPRoute `default/shop` takes no request, because match 0 of rule 0 asks for the same",
            )
            .help("for instance, match 0 of rule 0 takes `GET http://any.example/a`")
            // The slash is one character more.
            .fail(
                "the same path with a slash at the end",
                &[&edge, &with("{matches: [{path: {value: /a}}]}, {matches: [{path: {value: /b}}, {path: {value: /a/}}]}")],
                "match 0 of rule 0 of HTTPRoute `default/shop` takes no request, because match 1 of rule 1 asks for the same",
            )
            .at("{path: {value: /a}}")
            .fail(
                "the same headers in another order",
                &[&edge, &with("{matches: [{headers: [{name: x, value: y}, {name: b, value: c}]}]}, \
                  {matches: [{headers: [{name: B, value: c}, {name: X, value: y}]}]}")],
                "match 0 of rule 1 of HTTPRoute `default/shop` takes no request, because match 0 of rule 0 asks for the same",
            )
            .fail(
                "the table of a Service in a mesh",
                &[
                    "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default}, spec: {ports: [{port: 8080}]}}",
                    &route("parentRefs: [{name: web, kind: Service, group: '', port: 8080}], \
                            rules: [{matches: [{path: {value: /a}}]}, {matches: [{path: {value: /a}}]}]"),
                ],
                "match 0 of rule 1 of HTTPRoute `default/shop` takes no request, because match 0 of rule 0 asks for the same",
            )
            .help("for instance, match 0 of rule 0 takes `GET http://web.default:8080/a`")
            .fail(
                "two rules for everything",
                &[&edge, &with("{name: a}, {name: b}")],
                "rule 1 of HTTPRoute `default/shop` takes no request, because rule 0 asks for the same",
            );
    }
}

use crate::attach::{BackendRefFact, RouteFact, Use};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::source::Location;

declare_rule! {
    /// No part of the requests of a rule is answered with an error.
    /// ## Why it matters
    /// A backend that cannot be used keeps its weight: its part of the requests gets status 500, while the rest works. A
    /// test with one request does not show it.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: shop, namespace: web }
    /// spec: { ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - backendRefs: # RP4003
    ///         - { name: shop, port: 80, weight: 3 }
    ///         - { name: shop, port: 8080 }
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteRule`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httprouterule):
    /// The part of the requests that an invalid backend would get is answered with status 500, or with UNAVAILABLE, which is
    /// 503, where they are gRPC.
    pub(crate) PART_ANSWERED_WITH_ERROR = "RP4003", "part-answered-with-error" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for fact in cx.routes {
        // The backends of one rule stand together.
        let rules = fact.backends.chunk_by(|one, other| one.rule == other.rule);
        rules.for_each(|it| check_rule(fact, it, out));
    }
}

fn check_rule(fact: &RouteFact<'_, '_>, backends: &[BackendRefFact<'_, '_>], out: &mut Vec<Diagnostic>) {
    let shared = || backends.iter().filter(|it| it.purpose == Use::Backend);
    let weight = |it: &BackendRefFact<'_, '_>| it.backend_ref.weight().value.max(0);
    let total = shared().map(weight).fold(0, i64::saturating_add);
    let failing: Vec<_> = shared().filter(|it| weight(it) > 0 && it.problem().is_some()).collect();
    let lost = failing.iter().map(|it| weight(it)).fold(0, i64::saturating_add);
    // Where all are refused, the rule as a whole is what is wrong.
    let Some(first) = failing.first().filter(|_| lost < total) else { return };
    let (rule, title) = (first.rule, fact.item.title());
    let percent = percent(lost, total);
    let status = fact.route.kind().status_of_invalid();
    let message = format!("{percent} of the requests of rule {rule} of {title} get status {status}");
    let at = list_of(fact, rule).unwrap_or_else(|| first.backend_ref.at());
    let mut finding = Diagnostic::new(&PART_ANSWERED_WITH_ERROR, at, message)
        .with_help("a backend that cannot be used keeps its share; weight 0 takes it out");
    for it in failing {
        finding = finding.with_related(it.backend_ref.at(), "this backend cannot be used");
    }
    out.push(finding);
}

/// Where the list of backends of a rule is written.
fn list_of(fact: &RouteFact<'_, '_>, rule: usize) -> Option<Location> {
    fact.route.rules().nth(rule)?.view().key_place("backendRefs")
}

/// `25 %`, or `less than 1 %`.
fn percent(part: i64, all: i64) -> String {
    let percent = i128::from(part).saturating_mul(100).checked_div(i128::from(all)).unwrap_or_default();
    if percent == 0 { "less than 1 %".to_owned() } else { format!("{percent} %") }
}

#[cfg(test)]
mod tests {
    use super::{PART_ANSWERED_WITH_ERROR as RULE, percent};
    use crate::rules::testing::{Tester, route, service};

    #[test]
    fn part_answered_with_error() {
        let shop = service("shop", "{ports: [{port: 80}]}");
        let with = |backends: &str| {
            route(&format!("parentRefs: [{{name: edge}}], rules: [{{backendRefs: [{backends}]}}]"))
                .replace("{name: shop}", "{name: shop, namespace: web}")
        };
        Tester::new(&RULE)
            .pass(
                "all are there",
                &[&shop, &with("{name: shop, port: 80}, {name: shop, port: 80, weight: 2}")],
            )
            .pass("weight 0", &[&shop, &with("{name: shop, port: 80}, {name: shop, port: 81, weight: 0}")])
            .pass(
                "all are refused, which is another rule",
                &[&shop, &with("{name: shop, port: 81}, {name: shop, port: 82}")],
            )
            .pass(
                "whether it is there is not known",
                &[&shop, &with("{name: shop, port: 80}, {name: other, port: 80}")],
            )
            .fail(
                "a wrong port",
                &[&shop, &with("{name: shop, port: 80, weight: 3}, {name: shop, port: 81}")],
                "25 % of the requests of rule 0 of HTTPRoute `web/shop` get status 500",
            )
            .at("backendRefs");
        assert_eq!(percent(1, 1000), "less than 1 %");
    }
}

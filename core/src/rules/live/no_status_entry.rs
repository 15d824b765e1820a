use super::{Reported, parent_title};
use crate::attach::{Target, Verdict};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::world::Lookup;

declare_rule! {
    /// A controller reports on every parent ref of a route.
    /// ## Why it matters
    /// A parent ref without an entry in the status is one that no controller has taken up: none of its requests arrives.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web, generation: 1 }
    /// spec: { parentRefs: [{ name: edge }] } # RP6003
    /// status: { parents: [] }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web, generation: 1 }
    /// spec: { gatewayClassName: shared, listeners: [{ name: http, port: 80, protocol: HTTP }] }
    /// ```
    /// ## Source
    /// [Gateway API, `RouteStatus`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#routestatus):
    /// `parents` has an entry for each parent that a controller looks after.
    pub(crate) NO_STATUS_ENTRY = "RP6003", "no-status-entry" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(reported: &Reported<'_, '_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for report in reported.parents.iter().filter(|it| it.entries.is_empty()) {
        // No controller reports about a parent that does not exist or has no owner, so that is expected.
        let there = matches!(report.attachment.target, Target::Listeners(Lookup::Found(_)));
        if !there || report.attachment.verdict == Verdict::NoStatus {
            continue;
        }
        let (title, parent) = (reported.route.title(), parent_title(report));
        let message = format!("no controller reports on {title} for {parent}");
        let help =
            format!("look at the status and the GatewayClass of {parent}, and whether its controller runs");
        let at = report.attachment.parent_ref.name().at;
        out.push(Diagnostic::new(&NO_STATUS_ENTRY, at, message).with_help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::NO_STATUS_ENTRY as RULE;
    use crate::rules::testing::{Tester, gateway, reported_route, route};

    #[test]
    fn no_status_entry() {
        let edge = gateway("{name: http, port: 80, protocol: HTTP}");
        let shop = route("parentRefs: [{name: edge}]");
        Tester::new(&RULE)
            .reported()
            .pass("an entry", &[&edge, &reported_route(&shop, &["{type: Accepted, status: 'False'}"])])
            .pass("the Gateway is unknown", &[&shop])
            .fail("no status at all", &[&edge, &shop], "no controller reports on HTTPRoute `default/shop`")
            .at("edge");
    }
}

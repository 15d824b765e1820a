use super::{MUST_HOLD, Reported, parent_title};
use crate::diagnostic::Diagnostic;
use crate::live::ConditionReport;
use crate::rules::declare_rule;
use crate::status::{Condition, Truth};

declare_rule! {
    /// A controller reports the conditions that follow from a route's spec and the objects around it.
    /// ## Why it matters
    /// Where both have seen the same objects, one of them is wrong: the controller is late or has a limit of its own,
    /// or the dump lacks an object that matters. Requests follow the controller.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web, generation: 1 }
    /// spec: { parentRefs: [{ name: edge }] }
    /// status:
    ///   parents:
    ///     - parentRef: { name: edge }
    ///       controllerName: example.com/gateways
    ///       conditions:
    ///         - { type: Accepted, status: "False", reason: NoMatchingParent, observedGeneration: 1 } # RP6001
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web, generation: 1 }
    /// spec: { gatewayClassName: shared, listeners: [{ name: http, port: 80, protocol: HTTP }] }
    /// ```
    /// ## Source
    /// [Gateway API, `RouteParentStatus`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#routeparentstatus):
    /// A controller writes the conditions of a route for each parent.
    pub(crate) STATUS_DRIFT = "RP6001", "status-drift" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(reported: &Reported<'_, '_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for report in reported.parents {
        for kind in MUST_HOLD {
            for it in report.condition(kind, reported.route.generation()) {
                // A status of an older generation belongs to RP6002.
                if let Some(predicted) = it.drift().filter(|_| !it.is_stale()) {
                    out.push(drift(&parent_title(report), it, predicted));
                }
            }
        }
    }
}

fn drift(parent: &str, it: ConditionReport<'_, '_>, predicted: &Condition) -> Diagnostic {
    let (kind, status, reason) = (it.reported.kind().value, it.reported.status(), it.reported.reason().value);
    let truth = if predicted.status == Truth::True { "True" } else { "False" };
    let message = format!(
        "{kind}={} ({reason}) is reported for {parent}, predicted is {kind}={truth} ({})",
        status.value, predicted.reason
    );
    let text = it.reported.message().value;
    let help = match (truth, text) {
        ("False", _) => format!("predicted because {}", predicted.message),
        (_, "") => "the controller's log may tell why".to_owned(),
        (_, text) => format!("the controller says: {text}"),
    };
    Diagnostic::new(&STATUS_DRIFT, status.at, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::STATUS_DRIFT as RULE;
    use crate::rules::testing::{Tester, gateway, reported_route, route};

    #[test]
    fn status_drift() {
        let edge = gateway("{name: http, port: 80, protocol: HTTP}");
        let other = gateway("{name: https, port: 443, protocol: HTTPS}");
        let with = |spec: &str, condition: &str| reported_route(&route(spec), &[condition]);
        let accepted = "{type: Accepted, status: 'True', reason: Accepted, observedGeneration: 3}";
        let refused = "{type: Accepted, status: 'False', reason: NoMatchingParent, observedGeneration: 3, message: no such listener}";
        let parent = "parentRefs: [{name: edge}]";
        let section = "parentRefs: [{name: edge, sectionName: http}]";
        Tester::new(&RULE)
            .reported()
            .pass("both say so", &[&edge, &with(parent, accepted)])
            .pass("the Gateway is unknown", &[&with(parent, refused)])
            .pass(
                "an older generation",
                &[&edge, &with(parent, &refused.replace("Generation: 3", "Generation: 2"))],
            )
            .pass("both refuse", &[&other, &with(section, refused)])
            .fail(
                "refused without a cause",
                &[&edge, &with(parent, refused)],
                "predicted is Accepted=True (Accepted)",
            )
            .help("the controller says: no such listener")
            .at("'False'")
            .fail(
                "accepted against the spec",
                &[&other, &with(section, accepted)],
                "Accepted=True (Accepted) is reported",
            )
            .help("has no listener `http`");
    }
}

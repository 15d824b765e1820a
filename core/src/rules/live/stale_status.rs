use super::{Reported, parent_title};
use crate::diagnostic::Diagnostic;
use crate::model::ConditionView;
use crate::rules::declare_rule;

declare_rule! {
    /// The status of a route is about its newest generation.
    /// ## Why it matters
    /// Until the controller has seen the newest generation, requests are routed by an older one, and its conditions say
    /// nothing of the change.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web, generation: 4 }
    /// spec: { parentRefs: [{ name: edge }] }
    /// status:
    ///   parents:
    ///     - parentRef: { name: edge }
    ///       controllerName: example.com/gateways
    ///       conditions:
    ///         - { type: Accepted, status: "True", reason: Accepted, observedGeneration: 3 } # RP6002
    /// ```
    /// ## Source
    /// [Condition](https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#Condition): A condition whose
    /// `observedGeneration` is older than `metadata.generation` is out of date.
    pub(crate) STALE_STATUS = "RP6002", "stale-status" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(reported: &Reported<'_, '_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let Some(generation) = reported.route.generation() else { return };
    for report in reported.parents {
        let conditions = report.entries.iter().flat_map(|it| it.conditions());
        let observed = conditions.filter_map(ConditionView::observed_generation);
        // One condition of an entry is enough: they are written together.
        if let Some(oldest) = observed.filter(|it| it.value < generation).min_by_key(|it| it.value) {
            let title = reported.route.title();
            let message = format!(
                "the status of {title} for {} is about generation {}, the object is at {generation}",
                parent_title(report),
                oldest.value
            );
            let help = "wait for the controller, or look at its log; then take another dump";
            out.push(Diagnostic::new(&STALE_STATUS, oldest.at, message).with_help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::STALE_STATUS as RULE;
    use crate::rules::testing::{Tester, reported_route, route};

    #[test]
    fn stale_status() {
        let with = |condition: &str| reported_route(&route("parentRefs: [{name: edge}]"), &[condition]);
        let old = with("{type: Accepted, status: 'True', reason: Accepted, observedGeneration: 2}");
        Tester::new(&RULE)
            .reported()
            .pass("the newest", &[&with("{type: Accepted, status: 'True', observedGeneration: 3}")])
            .pass("no generations are reported", &[&with("{type: Accepted, status: 'True'}")])
            .fail("an older one", &[&old], "is about generation 2, the object is at 3")
            .at("2");
    }
}

use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// A route says to what it attaches.
    /// ## Why it matters
    /// The API server takes a route without `parentRefs`, but no Gateway does: none of its requests arrives, and no
    /// status says so.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web } # RP3009
    /// spec:
    ///   hostnames: [shop.example.com]
    /// ```
    /// ## Source
    /// [Gateway API, `CommonRouteSpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#commonroutespec):
    /// `parentRefs` are the objects that a route wants to attach to.
    pub(crate) ATTACHED_TO_NOTHING = "RP3009", "attached-to-nothing" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    // A platform says the same with RP5002, and to which of its Gateways routes attach.
    if cx.platform.is_some() {
        return;
    }
    for route in cx.routes {
        if route.attachments.is_empty() && !route.route.uses_default_gateways() {
            let message = format!("{} has no parent ref, so it attaches to nothing", route.item.title());
            let finding = Diagnostic::new(&ATTACHED_TO_NOTHING, route.item.at(), message)
                .with_help("name the Gateway that takes its requests in `spec.parentRefs`")
                .with_path("spec.parentRefs");
            out.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ATTACHED_TO_NOTHING as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn attached_to_nothing() {
        Tester::new(&RULE)
            .pass("a parent, whatever it is", &route("parentRefs: [{name: edge}]"))
            .fail("none", &route("hostnames: [a.test]"), "HTTPRoute `default/shop` has no parent ref")
            .at("shop")
            .fail("an empty list", &route("parentRefs: []"), "has no parent ref")
            .experimental()
            .pass("default Gateways", &route("useDefaultGateways: All"))
            .settings("{profile: kupe, tenant: acme}")
            .pass("which the platform's rule says", &route("hostnames: [a.test]"));
    }
}

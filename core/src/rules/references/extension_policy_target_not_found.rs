use super::absent::Absent;
use super::target_refs::{self, TargetRef};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// What a policy of another API attaches to exists.
    /// ## Why it matters
    /// A policy of a controller, such as a `SecurityPolicy` of Envoy Gateway or an `AuthPolicy` of Kuadrant, is for what its
    /// `spec.targetRefs` names. Where nothing has that name, no controller refuses the policy: the route is served without it,
    /// and so without the login, the limit or the timeout that it should add. A target is in the policy's own namespace,
    /// unless the reference has a `namespace`. Targets of Gateway API and Services are looked up, for policies of every
    /// kind; `targetSelectors` are not judged.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.envoyproxy.io/v1alpha1
    /// kind: SecurityPolicy
    /// metadata: { name: login, namespace: web }
    /// spec:
    ///   targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: shpo }] # RP2060
    ///   basicAuth: { users: { name: users } }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
    /// ```
    /// ## Source
    /// [GEP-713](https://gateway-api.sigs.k8s.io/geps/gep-713/): A policy attaches to the objects in its
    /// `targetRefs`.
    pub(crate) EXTENSION_POLICY_TARGET_NOT_FOUND = "RP2060", "extension-policy-target-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for it in target_refs::all(cx) {
        let Some(absent) = it.absent(cx) else { continue };
        let help = || help(cx, &it, &absent);
        let found = absent.diagnose(&EXTENSION_POLICY_TARGET_NOT_FOUND, it.view, it.name.at, help);
        let message = format!("{}: this {} applies to nothing there", found.message, it.policy.kind().kind);
        out.push(Diagnostic { message, ..found });
    }
}

fn help(cx: &Context<'_, '_, '_>, it: &TargetRef<'_, '_>, absent: &Absent<'_, '_>) -> String {
    if absent.in_other_namespaces.is_empty() || it.view.field("namespace").is_some() {
        return absent.known_or_elsewhere(cx.world);
    }
    let (there, own) = (absent.namespaces(), it.policy.namespace());
    format!("it is in namespace {there}: a policy is for targets in its own namespace, `{own}`")
}

#[cfg(test)]
mod tests {
    use super::EXTENSION_POLICY_TARGET_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route};

    fn policy(target: &str) -> String {
        format!(
            "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: SecurityPolicy\nmetadata: {{name: login}}\nspec: {{targetRefs: [{{{target}}}]}}\n"
        )
    }

    #[test]
    fn extension_policy_target_not_found() {
        let of_route =
            |name: &str| policy(&format!("group: gateway.networking.k8s.io, kind: HTTPRoute, name: {name}"));
        let single = of_route("shpo").replace("targetRefs: [", "targetRef: ").replace("]}", "}");
        let shop = route("parentRefs: [{name: edge}]");
        let away = shop.replace("{name: shop", "{namespace: pay, name: shop");
        let beyond = of_route("shop, namespace: pay");
        Tester::new(&RULE)
            .pass("there", &[&of_route("shop"), &shop])
            .pass("unknown", &[&of_route("login"), &shop])
            .pass("in the namespace that is written", &[&beyond, &away])
            .fail("a typo", &[&of_route("shpo"), &shop], "HTTPRoute `default/shpo` is not among the inputs: this SecurityPolicy applies to nothing there")
            .severity(Severity::Error)
            .at("shpo")
            .fix("shpo", "shop")
            .fail("one target", &[&single, &shop], "HTTPRoute `default/shpo`")
            .fix("shpo", "shop")
            .fail("another namespace", &[&of_route("shop"), &away], "is not among the inputs")
            .severity(Severity::Warning)
            .help("a policy is for targets in its own namespace, `default`")
            .complete()
            .fail("missing", &[&of_route("login"), &shop], "HTTPRoute `default/login` does not exist")
            .help("the only HTTPRoute in namespace `default` is `shop`")
            .no_fix();
    }

    #[test]
    fn targets_of_every_kind_that_is_known() {
        let edge = gateway("{name: web, port: 80, protocol: HTTP}");
        let vpa = "apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: a}\nspec: {targetRef: {apiVersion: apps/v1, kind: Service, name: a}}\n";
        Tester::new(&RULE)
            .complete()
            .pass("a selector", "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: SecurityPolicy\nmetadata: {name: a}\nspec: {targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute}]}\n")
            .pass("a kind of its own", &policy("group: gateway.envoyproxy.io, kind: Backend, name: a"))
            .pass("another reference", vpa)
            .pass("a Gateway", &[&edge, &policy("group: gateway.networking.k8s.io, kind: Gateway, name: edge")])
            .fail("a Gateway that is misspelt", &[&edge, &policy("group: gateway.networking.k8s.io, kind: Gateway, name: egde")], "Gateway `default/egde` does not exist")
            .fix("egde", "edge")
            .fail("a Service", &policy("kind: Service, name: a"), "Service `default/a` does not exist")
            .fail("the core group", &policy("group: core, kind: Service, name: a"), "Service `default/a` does not exist");
    }
}

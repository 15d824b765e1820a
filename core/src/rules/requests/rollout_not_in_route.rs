use crate::diagnostic::Diagnostic;
use crate::model::{GATEWAY, GroupKind, RouteRule, View};
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;
use crate::world::{Item, Lookup};

declare_rule! {
    /// A Rollout shifts weights in a route that names its two Services.
    /// ## Why it matters
    /// Argo Rollouts changes the weights of `stableService` and `canaryService` in the rules of a route. Where no rule names
    /// both, a rollout stops with an error, or the canary never gets a request. Flagger makes the route of a Canary itself, and
    /// attaches it to the Gateways in `gatewayRefs`.
    /// ## Example
    /// ```yaml
    /// apiVersion: argoproj.io/v1alpha1
    /// kind: Rollout
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   strategy:
    ///     canary:
    ///       stableService: shop
    ///       canaryService: shop-canary # RP4058
    ///       trafficRouting:
    ///         plugins:
    ///           argoproj-labs/gatewayAPI: { httpRoute: shop, namespace: web }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
    /// ```
    /// ## Source
    /// [Argo Rollouts, traffic management](https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/):
    /// A canary needs a stable Service and a canary Service, between which traffic is split.
    pub(crate) ROLLOUT_NOT_IN_ROUTE = "RP4058", "rollout-not-in-route" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

const CANARY: GroupKind<'static> = GroupKind::new("flagger.app", "Canary");
const ROLLOUT: GroupKind<'static> = GroupKind::new("argoproj.io", "Rollout");

/// The fields of the plugin that name one route, and a list of routes.
const ROUTES: [(&str, &str, &str); 4] = [
    ("httpRoute", "httpRoutes", "HTTPRoute"),
    ("grpcRoute", "grpcRoutes", "GRPCRoute"),
    ("tcpRoute", "tcpRoutes", "TCPRoute"),
    ("tlsRoute", "tlsRoutes", "TLSRoute"),
];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for it in cx.world.of_kind(CANARY).iter().filter(|it| it.origin() == cx.judged) {
        canary(cx, it, out);
    }
    for rollout in cx.world.of_kind(ROLLOUT).iter().filter(|it| it.origin() == cx.judged) {
        let Some(canary) = rollout.view().field("spec.strategy.canary") else { continue };
        let Some(plugin) = canary.field("trafficRouting.plugins.argoproj-labs/gatewayAPI") else { continue };
        let namespace = plugin.text("namespace").map_or(rollout.namespace(), |it| it.value);
        let services = ["stableService", "canaryService"].map(|it| canary.text(it));
        let [Some(stable), Some(new)] = services else { continue };
        for (one, list, kind) in ROUTES {
            let listed = plugin.many::<View<'_>>(list).filter_map(|it| it.text("name"));
            for name in plugin.text(one).into_iter().chain(listed) {
                judge(cx, rollout, (kind, namespace, name), (stable, new), out);
            }
        }
    }
}

/// A Canary of Flagger names the Gateways of the route that Flagger makes.
fn canary(cx: &Context<'_, '_, '_>, canary: &Item<'_>, out: &mut Vec<Diagnostic>) {
    for parent in canary.view().many::<View<'_>>("spec.service.gatewayRefs") {
        let Some(name) = parent.text("name") else { continue };
        let kind = parent.text("kind").map_or("Gateway", |it| it.value);
        let namespace = parent.text("namespace").map_or(canary.namespace(), |it| it.value);
        if kind == "Gateway" && cx.world.find(GroupKind::GATEWAY, namespace, name.value).is_missing() {
            let message = format!(
                "there is no Gateway `{namespace}/{}`, to which {} attaches its route",
                name.value,
                canary.title()
            );
            out.push(Diagnostic::new(&ROLLOUT_NOT_IN_ROUTE, name.at, message));
        }
    }
}

fn judge(
    cx: &Context<'_, '_, '_>,
    rollout: &Item<'_>,
    (kind, namespace, name): (&str, &str, Spanned<&str>),
    (stable, canary): (Spanned<&str>, Spanned<&str>),
    out: &mut Vec<Diagnostic>,
) {
    let title = rollout.title();
    let route = match cx.world.find(GroupKind::new(GATEWAY, kind), namespace, name.value) {
        Lookup::Found(it) => it,
        Lookup::Missing => {
            let message =
                format!("there is no {kind} `{namespace}/{}`, in which {title} shifts weights", name.value);
            out.push(Diagnostic::new(&ROLLOUT_NOT_IN_ROUTE, name.at, message));
            return;
        }
        Lookup::Unknown => return,
    };
    let Some(written) = route.route() else { return };
    let names = |rule: RouteRule<'_>, service: &str| rule.backend_refs().any(|it| it.name().value == service);
    if written.rules().any(|it| names(it, stable.value) && names(it, canary.value)) {
        return;
    }
    let missing = if written.rules().any(|it| names(it, canary.value)) { stable } else { canary };
    let message =
        format!("{title} shifts weights in {}, where no rule names both of its Services", route.title());
    let help = format!("add `{}` to the `backendRefs` of the rule, with weight 0", missing.value);
    out.push(
        Diagnostic::new(&ROLLOUT_NOT_IN_ROUTE, missing.at, message)
            .with_help(help)
            .with_related(route.at(), "the route is here"),
    );
}

#[cfg(test)]
mod tests {
    use super::ROLLOUT_NOT_IN_ROUTE as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    const CANARY: &str = "{apiVersion: flagger.app/v1beta1, kind: Canary, metadata: {name: c, namespace: default}, spec: {service: {port: 80, gatewayRefs: [{name: edge}]}}}";

    #[test]
    fn rollout_not_in_route() {
        let rollout = |plugin: &str| {
            format!(
                "{{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {{name: r, namespace: default}}, spec: \
                 {{strategy: {{canary: {{stableService: a, canaryService: b, trafficRouting: {{plugins: \
                 {{argoproj-labs/gatewayAPI: {plugin}}}}}}}}}}}}}"
            )
        };
        let with = |backends: &str| {
            route(&format!("parentRefs: [{{name: edge}}], rules: [{{backendRefs: [{backends}]}}]"))
        };
        let (a, b) = ("{name: a, port: 80}", "{name: b, port: 80, weight: 0}");
        Tester::new(&RULE)
            .pass("both are there", &[&rollout("{httpRoute: shop}"), &with(&format!("{a}, {b}"))])
            .pass("a list", &[&rollout("{httpRoutes: [{name: shop}]}"), &with(&format!("{a}, {b}"))])
            .pass("the route is not known", &[&rollout("{httpRoute: other}")])
            .fail(
                "no canary",
                &[&rollout("{httpRoutes: [{name: shop}], namespace: default}"), &with(a)],
                "Rollout `default/r` shifts weights in HTTPRoute `default/shop`, where no rule names both of its Services",
            )
            .at("b")
            .help("add `b` to the `backendRefs` of the rule, with weight 0")
            .fail(
                "no stable Service",
                &[&rollout("{httpRoute: shop}"), &with(b)],
                "Rollout `default/r` shifts weights in HTTPRoute `default/shop`, where no rule names both of its Services",
            )
            .at("a")
            .settings("complete: true")
            .fail(
                "no route",
                &[&rollout("{httpRoute: other}")],
                "there is no HTTPRoute `default/other`, in which Rollout `default/r` shifts weights",
            )
            .pass("the Gateway of a Canary", &[CANARY, &gateway("{name: a, port: 80, protocol: HTTP}")])
            .fail(
                "no Gateway of a Canary",
                &[CANARY],
                "there is no Gateway `default/edge`, to which Canary `default/c` attaches its route",
            );
    }
}

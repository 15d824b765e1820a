use super::words::{listener_title, may_take, some_of};
use crate::attach::{ListenerFact, Parent};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{GATEWAY, RouteGroupKind, RouteKind};
use crate::rules::{Context, declare_rule, edits};
use crate::suggest::nearest;

declare_rule! {
    /// A listener names kinds of routes that its protocol can take.
    /// ## Why it matters
    /// An entry of `allowedRoutes.kinds` that the protocol cannot take is dropped (`InvalidRouteKinds`). Where no other
    /// entry is left, the listener takes no route at all.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners:
    ///     - name: http
    ///       port: 80
    ///       protocol: HTTP
    ///       allowedRoutes:
    ///         kinds: [{ kind: HttpRoute }] # RP3024
    /// ```
    /// ## Source
    /// [Gateway API, `AllowedRoutes`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#allowedroutes):
    /// A kind of route that does not fit the protocol gives `ResolvedRefs: False` with reason `InvalidRouteKinds`.
    pub(crate) ROUTE_KIND_NOT_SUPPORTED = "RP3024", "route-kind-not-supported" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents() {
        // A listener without a known protocol takes nothing anyway, which RP3021 reports.
        for fact in parent.listeners.iter().filter(|it| it.refusal.is_none()) {
            out.extend(fact.invalid_kinds.iter().map(|it| {
                let kind = RouteKind::of(it.target());
                let may_be = kind.is_some_and(|it| may_take(cx.environment, it, fact));
                let found = not_supported(parent, fact, *it);
                if may_be { found.with_severity(Severity::Warning) } else { found }
            }));
        }
    }
}

fn not_supported(
    parent: &Parent<'_, '_>,
    fact: &ListenerFact<'_, '_>,
    entry: RouteGroupKind<'_>,
) -> Diagnostic {
    let kind = entry.kind();
    let protocol = fact.listener.protocol().value;
    let possible = RouteKind::for_protocol(protocol).unwrap_or_default();
    let names: Vec<_> = possible.iter().map(|it| it.name()).collect();
    let in_group = entry.group().value == GATEWAY;
    let near = names.iter().copied().find(|it| it.eq_ignore_ascii_case(kind.value));
    let near = near.or_else(|| nearest(kind.value, names.iter().copied()));
    // A kind that exists is no typo of another one.
    let exists = RouteKind::of(entry.target()).is_some();
    let near = near.filter(|_| in_group && !exists);
    let (at, what) = if in_group {
        (kind.at, format!("`{}`", kind.value))
    } else {
        (entry.group().at, format!("`{}` of group `{}`", kind.value, entry.group().value))
    };
    let message = format!("{} has protocol {protocol}, which takes no {what}", listener_title(fact, parent));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("protocol {protocol} takes {}", some_of(names.iter().copied())),
    };
    let fix = near.and_then(|it| edits::set(entry.view(), "kind", it, Safety::Unsafe));
    Diagnostic::new(&ROUTE_KIND_NOT_SUPPORTED, at, message).with_help(help).with_fix(fix)
}

#[cfg(test)]
mod tests {
    use super::ROUTE_KIND_NOT_SUPPORTED as RULE;
    use crate::rules::testing::{Tester, gateway};

    #[test]
    fn route_kind_not_supported() {
        let edge = |kinds: &str| {
            gateway(&format!("{{name: a, port: 80, protocol: HTTP, allowedRoutes: {{kinds: [{kinds}]}}}}"))
        };
        Tester::new(&RULE)
            .pass("those of the protocol", &edge("{kind: HTTPRoute}, {kind: GRPCRoute}"))
            .pass("none", &edge(""))
            .pass("an unknown protocol", &edge("{kind: BarRoute}").replace("HTTP", "example.com/bar"))
            .fail(
                "letters",
                &edge("{kind: HttpRoute}"),
                "listener `a` of Gateway `default/edge` has protocol HTTP, which takes no `HttpRoute`",
            )
            .at("HttpRoute")
            .fix("HttpRoute", "HTTPRoute")
            .fail("another protocol's", &edge("{kind: HTTPRoute}, {kind: TCPRoute}"), "takes no `TCPRoute`")
            .help("protocol HTTP takes `HTTPRoute`, `GRPCRoute`")
            .no_fix()
            .fail(
                "another group's",
                &edge("{group: example.com, kind: HTTPRoute}"),
                "takes no `HTTPRoute` of group `example.com`",
            )
            .at("example.com");
    }
}

use super::words::{attached, choice, listener_title, may_take, outcomes, some_of};
use crate::attach::{Attachment, ListenerFact, Outcome, Parent, Verdict};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::RouteKind;
use crate::rules::{Context, declare_rule, edits};

declare_rule! {
    /// A listener of a route's parents takes routes of its kind.
    /// ## Why it matters
    /// The protocol of a listener says which kinds it can take (HTTP and HTTPS: HTTPRoute and GRPCRoute; TLS: TLSRoute;
    /// TCP: TCPRoute; UDP: UDPRoute), and `allowedRoutes.kinds` may narrow that. A route of another kind is not
    /// accepted (`NotAllowedByListeners`).
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: TLSRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }] # RP3006
    ///   hostnames: [shop.example.com]
    ///   rules: [{ backendRefs: [{ name: shop, port: 443 }] }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ```
    /// ## Source
    /// [Gateway API, `AllowedRoutes`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#allowedroutes):
    /// `kinds` says which kinds of route a listener takes; without it those that its protocol allows.
    pub(crate) KIND_NOT_ALLOWED = "RP3006", "kind-not-allowed" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (route, attachment, parent) in attached(cx) {
        // A listener that the namespace alone keeps it from is for RP3005 to report.
        let by_namespace = attachment.meets(&Outcome::NamespaceNotAllowed);
        if attachment.verdict == Verdict::NotAllowedByListeners && !by_namespace {
            let kind = route.route.kind();
            let found = not_allowed(kind, attachment, parent);
            let may_be = asked(attachment, parent).any(|it| may_take(cx.environment, kind, it));
            out.push(if may_be { found.with_severity(Severity::Warning) } else { found });
        }
    }
}

/// The listeners that do not take the route's kind.
fn asked<'p, 'w, 'a>(
    attachment: &'p Attachment<'w, 'a>,
    parent: &'p Parent<'w, 'a>,
) -> impl Iterator<Item = &'p ListenerFact<'w, 'a>> {
    outcomes(attachment, parent).filter(|(_, it)| **it == Outcome::KindNotAllowed).map(|(it, _)| it)
}

fn not_allowed(kind: RouteKind, attachment: &Attachment<'_, '_>, parent: &Parent<'_, '_>) -> Diagnostic {
    let asked: Vec<_> = asked(attachment, parent).collect();
    let message = match asked.as_slice() {
        [only] => format!("{} takes no {}", listener_title(only, parent), kind.name()),
        _ => format!("no listener of {} that it selects takes {}", parent.item.title(), with_article(kind)),
    };
    let other = parent.listeners.iter().find(|it| it.is_distinct() && it.kinds.contains(&kind));
    let help = match (other, asked.as_slice()) {
        (Some(other), _) => {
            let name = other.listener.name().value;
            format!("listener `{name}` takes one: use `sectionName: {name}`")
        }
        (None, [only]) => takes(kind, only),
        (None, _) => format!("{} needs a listener of protocol {}", with_article(kind), protocols(kind)),
    };
    // With a port of its own the parent ref may mean another listener still.
    let other = other.filter(|_| attachment.parent_ref.port().is_none());
    let fix = other.and_then(|it| {
        edits::set(attachment.parent_ref.view(), "sectionName", it.listener.name().value, Safety::Unsafe)
    });
    let finding = Diagnostic::new(&KIND_NOT_ALLOWED, choice(attachment.parent_ref), message)
        .with_help(help)
        .with_fix(fix);
    match asked.first() {
        Some(it) => finding.with_related(it.listener.protocol().at, "the listener's protocol is here"),
        None => finding,
    }
}

/// What a listener takes instead.
fn takes(kind: RouteKind, fact: &ListenerFact<'_, '_>) -> String {
    let protocol = fact.listener.protocol().value;
    let kinds: Vec<_> = fact.kinds.iter().map(|it| it.name()).collect();
    let possible = RouteKind::for_protocol(protocol).unwrap_or_default().contains(&kind);
    if possible {
        format!("its `allowedRoutes.kinds` are {}, without {}", some_of(kinds), kind.name())
    } else if kinds.is_empty() {
        format!("{} needs a listener of protocol {}", with_article(kind), protocols(kind))
    } else {
        let needed = protocols(kind);
        format!("protocol {protocol} takes {}; {} needs {needed}", some_of(kinds), with_article(kind))
    }
}

/// an HTTPRoute, a TLSRoute.
fn with_article(kind: RouteKind) -> String {
    let article = if kind == RouteKind::Http { "an" } else { "a" };
    format!("{article} {}", kind.name())
}

/// The protocols whose listeners take routes of `kind`.
fn protocols(kind: RouteKind) -> String {
    let all = ["HTTP", "HTTPS", "TLS", "TCP", "UDP"].into_iter();
    let fit = all.filter(|it| RouteKind::for_protocol(it).is_some_and(|it| it.contains(&kind)));
    fit.collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::KIND_NOT_ALLOWED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn kind_not_allowed() {
        let both = gateway("{name: tcp, port: 9, protocol: TCP}, {name: web, port: 80, protocol: HTTP}");
        let tcp = gateway("{name: tcp, port: 9, protocol: TCP}");
        let grpc =
            gateway("{name: g, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}");
        let to = route("parentRefs: [{name: edge}]");
        let to_tcp = route("parentRefs: [{name: edge, sectionName: tcp}]");
        let tls = gateway("{name: t, port: 9, protocol: TLS, tls: {certificateRefs: [{name: a}]}}");
        let tcp_route = "apiVersion: gateway.networking.k8s.io/v1\nkind: TCPRoute\nmetadata: {name: a}\nspec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: a, port: 9}]}]}\n";
        Tester::new(&RULE)
            .fail("a TCPRoute behind ended TLS", &[&tls, tcp_route], "takes no TCPRoute")
            .severity(Severity::Warning)
            .pass("one listener takes it", &[&both, &to])
            .pass("the Gateway is unknown", &[&to])
            .fail("a protocol", &[&tcp, &to], "listener `tcp` of Gateway `default/edge` takes no HTTPRoute")
            .at("edge")
            .help("protocol TCP takes `TCPRoute`; an HTTPRoute needs HTTP or HTTPS")
            .no_fix()
            .fail("its kinds", &[&grpc, &to], "listener `g` of Gateway `default/edge` takes no HTTPRoute")
            .help("its `allowedRoutes.kinds` are `GRPCRoute`, without HTTPRoute")
            .fail("the wrong listener", &[&both, &to_tcp], "takes no HTTPRoute")
            .at("tcp")
            .help("listener `web` takes one: use `sectionName: web`")
            .fix("sectionName: tcp}", "sectionName: web}");
    }
}

use super::words::{of_platform, outcomes, some_of};
use crate::attach::hostname::intersect;
use crate::attach::{Attachment, Outcome, RouteFact, Target, Verdict};
use crate::diagnostic::Diagnostic;
use crate::model::RouteKind;
use crate::rules::{Context, declare_rule};
use crate::source::Spanned;
use crate::world::Lookup;

declare_rule! {
    /// Every hostname of a route is one that a listener of its parents takes.
    /// ## Why it matters
    /// A route is accepted as soon as one of its hostnames fits. The others are ignored without a message: requests for
    /// them do not reach the route. In a mesh hostnames have no effect: a route whose parents are all Services takes
    /// requests for every name. Only a `TLSRoute` cannot be written without hostnames.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   hostnames:
    ///     - shop.example.com
    ///     - shop.example.org # RP3004
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: web }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteSpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutespec):
    /// Hostnames of a route that the listener does not cover are ignored.
    pub(crate) HOSTNAME_UNUSED = "RP3004", "hostname-unused" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        out.extend(in_mesh(cx, route));
        let mut hostnames = route.route.hostnames();
        if hostnames.next().is_some() && hostnames.next().is_some() && is_decided(route) {
            let unused = route.route.hostnames().filter(|it| !is_used(cx, route, it.value));
            out.extend(unused.map(|it| unused_hostname(cx, route, it)));
        }
    }
}

/// The finding of a route in a mesh that has hostnames.
fn in_mesh(cx: &Context<'_, '_, '_>, route: &RouteFact<'_, '_>) -> Option<Diagnostic> {
    let hostname = route.route.hostnames().next()?;
    let of_service = |it: &Attachment<'_, '_>| matches!(it.target, Target::Service(_)) && of_platform(cx, it);
    // A TLSRoute cannot be written without.
    let is_free = matches!(route.route.kind(), RouteKind::Http | RouteKind::Grpc);
    if !is_free || route.attachments.is_empty() || !route.attachments.iter().all(of_service) {
        return None;
    }
    let message = format!("a mesh takes no notice of the hostnames of {}", route.item.title());
    let help = "a match of the header `Host` tells names apart; without one, leave the hostnames out";
    Some(Diagnostic::new(&HOSTNAME_UNUSED, hostname.at, message).with_help(help))
}

/// Whether some parent takes the route, and no parent may take more of it than is known.
fn is_decided(route: &RouteFact<'_, '_>) -> bool {
    let open = |it: &Target<'_, '_>| match it {
        Target::Listeners(it) => it.is_unknown(),
        Target::Service(_) | Target::Other => true,
    };
    let mut attachments = route.attachments.iter();
    attachments.clone().any(|it| it.verdict == Verdict::Accepted)
        && attachments.all(|it| {
            !open(&it.target) && it.verdict != Verdict::Unknown && !it.meets(&Outcome::NamespaceUnknown)
        })
}

fn is_used(cx: &Context<'_, '_, '_>, route: &RouteFact<'_, '_>, hostname: &str) -> bool {
    route.attachments.iter().any(|attachment| {
        let parent = attachment.parent().and_then(|it| cx.attachments.parent(it));
        let mut listeners = parent.into_iter().flat_map(|it| outcomes(attachment, it));
        listeners.any(|(it, outcome)| {
            let own = it.listener.hostname().map(|it| it.value);
            matches!(outcome, Outcome::Accepted(_)) && intersect(own, Some(hostname)).is_some()
        })
    })
}

fn unused_hostname(
    cx: &Context<'_, '_, '_>,
    route: &RouteFact<'_, '_>,
    hostname: Spanned<&str>,
) -> Diagnostic {
    let mut listened = Vec::new();
    for attachment in &route.attachments {
        if let Target::Listeners(Lookup::Found(id)) = attachment.target
            && let Some(parent) = cx.attachments.parent(id)
        {
            let taking = outcomes(attachment, parent).filter(|(_, it)| matches!(it, Outcome::Accepted(_)));
            listened.extend(taking.filter_map(|(it, _)| it.listener.hostname()));
        }
    }
    let message =
        format!("no listener that takes {} takes hostname `{}`", route.item.title(), hostname.value);
    let finding = Diagnostic::new(&HOSTNAME_UNUSED, hostname.at, message)
        .with_help(format!("those listeners have {}", some_of(listened.iter().map(|it| it.value))));
    match listened.first() {
        Some(it) => finding.with_related(it.at, "a listener's hostname is here"),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::HOSTNAME_UNUSED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn hostname_unused() {
        let edge = gateway(
            "{name: a, port: 80, protocol: HTTP, hostname: '*.example.com'}, \
             {name: b, port: 80, protocol: HTTP, hostname: a.test}",
        );
        let with =
            |parents: &str, names: &str| route(&format!("parentRefs: [{parents}], hostnames: [{names}]"));
        let (a, b) = ("{name: edge, sectionName: a}", "{name: edge, sectionName: b}");
        Tester::new(&RULE)
            .pass("each has a listener", &[&edge, &with("{name: edge}", "x.example.com, a.test")])
            .pass(
                "each through another parent ref",
                &[&edge, &with(&format!("{a}, {b}"), "x.example.com, a.test")],
            )
            .pass("a wildcard wider than the listener's", &[&edge, &with(a, "x.example.com, '*.com'")])
            .pass(
                "another parent is unknown",
                &[&edge, &with(&format!("{a}, {{name: other}}"), "x.example.com, a.test")],
            )
            .pass("none fits, which is another rule", &[&edge, &with(a, "x.test, a.test")])
            .pass(
                "a Gateway too",
                &[&edge, &with("{name: edge}, {name: a, kind: Service, group: ''}", "a.test")],
            )
            .fail(
                "in a mesh",
                &[&with("{name: a, kind: Service, group: ''}", "a.test")],
                "a mesh takes no notice of the hostnames of HTTPRoute `default/shop`",
            )
            .at("a.test")
            .fail(
                "one fits nowhere",
                &[&edge, &with(a, "x.example.com, a.test")],
                "no listener that takes HTTPRoute `default/shop` takes hostname `a.test`",
            )
            .severity(Severity::Warning)
            .at("a.test")
            .help("those listeners have `*.example.com`");
    }
}

use super::words::{attached, listener_title, outcomes, some_of};
use crate::attach::hostname::wildcard_suffix;
use crate::attach::{Attachment, ListenerFact, Outcome, Parent, RouteFact, Verdict};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::suggest::likeness;

declare_rule! {
    /// A route has a hostname in common with a listener that takes it.
    /// ## Why it matters
    /// A route is not accepted (`NoMatchingListenerHostname`) when none of its hostnames matches a listener. A wildcard
    /// stands for one or more labels: `*.example.com` covers `a.example.com` and `b.a.example.com`, but not
    /// `example.com` itself. A route without hostnames takes those of the listener.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   hostnames: [shop.exampel.com] # RP3003
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
    /// A route and a listener that both have hostnames share at least one, or the listener does not accept the
    /// route.
    pub(crate) HOSTNAME_NOT_SHARED = "RP3003", "hostname-not-shared" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for (route, attachment, parent) in attached(cx) {
        if attachment.verdict == Verdict::NoMatchingListenerHostname {
            out.push(not_shared(route, attachment, parent));
        }
    }
}

fn not_shared(
    route: &RouteFact<'_, '_>,
    attachment: &Attachment<'_, '_>,
    parent: &Parent<'_, '_>,
) -> Diagnostic {
    let facts = outcomes(attachment, parent).filter(|(_, it)| **it == Outcome::NoHostname);
    let facts: Vec<_> = facts.map(|(it, _)| it).collect();
    let listened: Vec<_> = facts.iter().filter_map(|it| it.listener.hostname()).map(|it| it.value).collect();
    let whom = match facts.as_slice() {
        [only] => format!("{} ({})", listener_title(only, parent), some_of(listened.iter().copied())),
        _ => format!("a listener of {} that takes it", parent.item.title()),
    };
    let mut hostnames = route.route.hostnames();
    let (first, more) = (hostnames.next(), hostnames.next().is_some());
    let lone = first.filter(|_| !more);
    let (message, at) = if let Some(it) = lone {
        (format!("hostname `{}` does not intersect {whom}", it.value), it.at)
    } else {
        let message = format!("no hostname of {} intersects {whom}", route.item.title());
        (message, route.route.view().place("spec.hostnames"))
    };
    let near = lone.and_then(|it| Some((it, near(it.value, &listened)?)));
    let fix = near.as_ref().and_then(|(it, near)| replace(route, *it, near));
    let finding = Diagnostic::new(&HOSTNAME_NOT_SHARED, at, message)
        .with_help(help(near.map(|(_, it)| it), lone, &listened))
        .with_related(attachment.parent_ref.at(), "it attaches here");
    with_listeners(finding, &facts).with_fix(fix)
}

fn help(near: Option<String>, lone: Option<Spanned<&str>>, listened: &[&str]) -> String {
    if let Some(near) = near {
        return format!("did you mean `{near}`?");
    }
    let apex = |it: &&&str| lone.is_some_and(|lone| wildcard_suffix(it) == Some(lone.value));
    match listened.iter().find(apex) {
        Some(wide) => {
            let apex = wildcard_suffix(wide).unwrap_or_default();
            format!("`{wide}` does not stand for `{apex}` itself, which needs a listener of its own")
        }
        None => format!("the listeners that take the route have {}", some_of(listened.iter().copied())),
    }
}

fn with_listeners(finding: Diagnostic, facts: &[&ListenerFact<'_, '_>]) -> Diagnostic {
    let names = facts.iter().take(3).filter_map(|it| it.listener.hostname());
    names.fold(finding, |finding, it| finding.with_related(it.at, "the listener's hostname is here"))
}

/// The hostname that was probably meant: a listener's own, or one below a listener's wildcard.
fn near(wrong: &str, listened: &[&str]) -> Option<String> {
    let candidates = listened.iter().filter_map(|listened| {
        let Some(suffix) = wildcard_suffix(listened) else {
            return Some((likeness(wrong, listened)?, (*listened).to_owned()));
        };
        let labels = suffix.matches('.').count() + 1;
        let cut = wrong.rmatch_indices('.').nth(labels.saturating_sub(1)).map(|(at, _)| at)?;
        let (own, rest) = (wrong.get(..cut)?, wrong.get(cut + 1..)?);
        Some((likeness(rest, suffix)?, format!("{own}.{suffix}")))
    });
    candidates.min().map(|(_, it)| it)
}

fn replace(route: &RouteFact<'_, '_>, wrong: Spanned<&str>, right: &str) -> Option<crate::diagnostic::Fix> {
    let list = route.route.view().field("spec.hostnames")?;
    let value = list.value().items().find(|it| it.span() == wrong.at.span)?;
    edits::replace(list, value, right, Safety::Unsafe)
}

#[cfg(test)]
mod tests {
    use super::HOSTNAME_NOT_SHARED as RULE;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn hostname_not_shared() {
        let edge = gateway(
            "{name: a, port: 80, protocol: HTTP, hostname: '*.example.com'}, \
             {name: b, port: 80, protocol: HTTP, hostname: a.test}",
        );
        let with = |names: &str| route(&format!("parentRefs: [{{name: edge}}], hostnames: [{names}]"));
        let at_a = |names: &str| {
            route(&format!("parentRefs: [{{name: edge, sectionName: a}}], hostnames: [{names}]"))
        };
        Tester::new(&RULE)
            .pass("a name below the wildcard", &[&edge, &with("x.example.com")])
            .pass("one of several", &[&edge, &with("x.other, a.test")])
            .pass("none at all", &[&edge, &with("")])
            .pass("the Gateway is unknown", &[&with("x.other")])
            .fail(
                "a typo",
                &[&edge, &with("shop.exampel.com")],
                "hostname `shop.exampel.com` does not intersect a listener of Gateway `default/edge` that takes it",
            )
            .at("shop.exampel.com")
            .help("did you mean `shop.example.com`?")
            .fix("shop.exampel.com", "shop.example.com")
            .fail("a domain without its labels", &[&edge, &at_a("example.com")], "(`*.example.com`)")
            .help("`*.example.com` does not stand for `example.com` itself")
            .no_fix()
            .fail("several", &[&edge, &with("b.test.example, c.test.example")], "no hostname of HTTPRoute `default/shop`")
            .at("[b.test.example, c.test.example]")
            .help("the listeners that take the route have `*.example.com`, `a.test`");
    }
}

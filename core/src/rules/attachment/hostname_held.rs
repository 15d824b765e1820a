use super::words::{listener_title, of_platform};
use crate::attach::{ParentId, RouteFact, Target};
use crate::diagnostic::{Diagnostic, Severity};
use crate::order::sort_by_key;
use crate::rules::{Context, declare_rule};
use crate::source::Location;
use crate::world::Lookup;

declare_rule! {
    /// On a shared platform the routes of only one namespace have a given hostname on a listener.
    /// ## Why it matters
    /// Routes of two namespaces with one hostname are both accepted and share its requests by their matches: of two
    /// equal matches, the one of the older route gets all requests. On a platform with tenants, one tenant can take the
    /// requests of another in this way. Where the profile says `hostnames.exclusive: true`, it is an error. Without a
    /// profile it is not a finding, because teams can share a hostname by paths; RP4002 reports matches that another
    /// route takes.
    /// ## Example
    /// ```yaml
    /// # settings: {profile: {name: own, gateways: [{namespace: infra, name: edge}], routes: {kinds: [HTTPRoute]}, hostnames: {templates: [<app>.own.example]}}}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: shop, creationTimestamp: "2026-01-31T00:00:00Z" }
    /// spec:
    ///   parentRefs: [{ namespace: infra, name: edge }]
    ///   hostnames: [web.own.example]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: pay }
    /// spec:
    ///   parentRefs: [{ namespace: infra, name: edge }]
    ///   hostnames: [web.own.example] # RP3032
    /// ```
    /// ## Source
    /// [Gateway API security](https://gateway-api.sigs.k8s.io/docs/concepts/security/#avoiding-hostnamedomain-hijacking):
    /// On a shared Gateway one team can take requests for the hostname of another team.
    pub(crate) HOSTNAME_HELD = "RP3032", "hostname-held" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// Where routes meet: a listener, or a Gateway of the platform of which no more than the name is known.
type Door<'a> = (Option<(ParentId, usize)>, &'a str, &'a str);

/// A hostname of a route at a door.
struct Claim<'c, 'w, 'a> {
    door: Door<'a>,
    hostname: &'a str,
    route: &'c RouteFact<'w, 'a>,
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let Some(platform) = cx.platform else { return };
    let exclusive = platform.profile().hostnames.exclusive;
    let mut claims: Vec<_> = cx.routes.iter().flat_map(|it| claims_of(cx, it)).collect();
    sort_by_key(&mut claims, |it| (it.door, it.hostname, it.route.item.age()));
    let mut found: Vec<(Location, Diagnostic)> = Vec::new();
    for same in claims.chunk_by(|one, other| (one.door, one.hostname) == (other.door, other.hostname)) {
        let Some((holder, others)) = same.split_first() else { continue };
        let namespace = holder.route.item.namespace();
        let others = others.iter().filter(|it| it.route.item.namespace() != namespace);
        for claim in others.filter(|it| it.route.item.origin() == cx.judged) {
            let at = place(claim);
            let finding = Diagnostic::new(&HOSTNAME_HELD, at, words(cx, holder, claim.hostname))
                .with_help(
                    "both would be accepted; take another hostname, or have the other route removed first",
                )
                .with_related(place(holder), "the other route has it here");
            let severity = if exclusive { Severity::Error } else { Severity::Warning };
            found.push((at, finding.with_severity(severity)));
        }
    }
    // One hostname is reported once, at however many listeners it is held.
    sort_by_key(&mut found, |it| it.0);
    found.dedup_by_key(|it| it.0);
    out.extend(found.into_iter().map(|it| it.1));
}

fn claims_of<'c, 'w, 'a>(cx: &Context<'_, '_, '_>, route: &'c RouteFact<'w, 'a>) -> Vec<Claim<'c, 'w, 'a>> {
    let mut claims = Vec::new();
    for attachment in route.attachments.iter().filter(|it| of_platform(cx, it)) {
        match attachment.target {
            Target::Listeners(Lookup::Found(id)) => {
                for (at, hostnames) in attachment.accepted() {
                    let door = (Some((id, at)), "", "");
                    claims.extend(hostnames.iter().map(|hostname| Claim { door, hostname, route }));
                }
            }
            Target::Listeners(_) => {
                let door = (None, attachment.namespace, attachment.parent_ref.name().value);
                let hostnames = route.route.hostnames();
                claims.extend(hostnames.map(|it| Claim { door, hostname: it.value, route }));
            }
            Target::Service(_) | Target::Other => {}
        }
    }
    claims
}

/// Where the route says the hostname, or one that takes it in.
fn place(claim: &Claim<'_, '_, '_>) -> Location {
    let mut hostnames = claim.route.route.hostnames();
    let named = hostnames.clone().find(|it| it.value == claim.hostname).or_else(|| hostnames.next());
    named.map_or_else(|| claim.route.item.at(), |it| it.at)
}

fn words(cx: &Context<'_, '_, '_>, holder: &Claim<'_, '_, '_>, hostname: &str) -> String {
    let (id, namespace, name) = holder.door;
    let parent = id.and_then(|(id, at)| Some((cx.attachments.parent(id)?, at)));
    let listener = parent.and_then(|(it, at)| Some(listener_title(it.listeners.get(at)?, it)));
    let door = listener.unwrap_or_else(|| format!("Gateway `{namespace}/{name}`"));
    format!("{} of another namespace already has hostname `{hostname}` on {door}", holder.route.item.title())
}

#[cfg(test)]
mod tests {
    use super::HOSTNAME_HELD as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::Tester;

    const OPEN: &str = "profile: {name: own, gateways: [{namespace: infra, name: edge}], routes: {kinds: [HTTPRoute]}, hostnames: {templates: [<app>.own.example], wildcards: true}}";
    const EDGE: &str = "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: infra}, spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}, {name: b, port: 81, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]}}";

    fn route(namespace: &str, hostname: &str, more: &str) -> String {
        format!(
            "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {{name: web, namespace: {namespace}}}, spec: {{parentRefs: [{{namespace: infra, name: edge{more}}}], hostnames: ['{hostname}']}}}}"
        )
    }

    fn live(hostname: &str) -> String {
        let created = "metadata: {creationTimestamp: '2026-01-31T00:00:00Z', ";
        route("zoo", hostname, "").replace("metadata: {", created)
    }

    #[test]
    fn hostname_held() {
        let (pay, shop) = (route("pay", "a.own.example", ""), route("shop", "a.own.example", ""));
        let held = "HTTPRoute `pay/web` of another namespace already has hostname `a.own.example` on";
        let edge = EDGE.to_owned();
        let at_b = |it: &str| route(it, "a.own.example", ", sectionName: b");
        let at_a = |it: &str| route(it, "a.own.example", ", sectionName: a");
        Tester::new(&RULE)
            .pass("no platform", &[&pay, &shop])
            .settings(OPEN)
            .pass("one of them", &[&pay])
            .pass("another name", &[&pay, &route("shop", "b.own.example", "")])
            .pass("a wider name", &[&pay, &route("shop", "*.own.example", "")])
            .pass("one namespace", &[&pay, &pay.replace("name: web", "name: api")])
            .pass("another Gateway", &[&pay, &shop.replace("name: edge", "name: own")])
            .pass("another listener", &[&edge, &at_a("pay"), &at_b("shop")])
            .fail(
                "a Gateway that only the profile names",
                &[&pay, &shop],
                &format!("{held} Gateway `infra/edge`"),
            )
            .severity(Severity::Warning)
            .fail(
                "two listeners, reported once",
                &[&edge, &pay, &shop],
                &format!("{held} listener `a` of Gateway"),
            )
            .fail(
                "one listener of two",
                &[&edge, &pay, &at_b("shop")],
                &format!("{held} listener `b` of Gateway"),
            )
            .settings(&OPEN.replace("wildcards", "exclusive: true, wildcards"))
            .fail("the profile says so", &[&pay, &shop], held)
            .severity(Severity::Error)
            .live(&live("a.own.example"))
            .fail("the cluster's is older", &[&pay], "HTTPRoute `zoo/web` of another namespace already has")
            .live(&live("b.own.example"))
            .pass("the cluster has another name", &[&pay]);
    }
}

use super::target_refs::{self, KINDS, Meant, TargetRef};
use super::words::a_kind;
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{GATEWAY, GroupKind, View};
use crate::rules::{Context, declare_rule, edits};
use crate::suggest::nearest;

declare_rule! {
    /// A policy of another API attaches to a kind that exists.
    /// ## Why it matters
    /// A policy names its targets in `spec.targetRefs` by group, kind and name. Where the group has no such kind, no
    /// controller refuses the policy: the route is served without it. The kinds of Gateway API are in group
    /// `gateway.networking.k8s.io`, without a version; a Service is in the core group, which is written as `group: ""`.
    /// ## Example
    /// ```yaml
    /// apiVersion: kuadrant.io/v1
    /// kind: RateLimitPolicy
    /// metadata: { name: limit, namespace: web }
    /// spec:
    ///   targetRef: { group: gateway.networking.k8s.io, kind: HttpRoute, name: shop } # RP2062
    /// ```
    /// ## Source
    /// [GEP-713](https://gateway-api.sigs.k8s.io/geps/gep-713/): A target reference has a group, a kind and a name.
    pub(crate) EXTENSION_POLICY_KIND_UNKNOWN = "RP2062", "extension-policy-kind-unknown" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for it in target_refs::all(cx) {
        out.extend(match it.meant {
            Meant::Kind(_) => None,
            Meant::OtherGroup(right) => Some(other_group(&it, right)),
            Meant::NoKind => Some(no_kind(&it)),
        });
    }
}

fn other_group(it: &TargetRef<'_, '_>, right: GroupKind<'_>) -> Diagnostic {
    let wrong = match text(it.view, "group") {
        "" => "the core group".to_owned(),
        group => format!("group `{group}`"),
    };
    let (is_in, written) = match right.group {
        "" => ("the core group".to_owned(), "\"\""),
        group => (format!("`{group}`"), group),
    };
    let message = format!(
        "{wrong} has no kind `{}`: this {} applies to nothing there",
        right.kind,
        it.policy.kind().kind
    );
    Diagnostic::new(&EXTENSION_POLICY_KIND_UNKNOWN, it.view.place("group"), message)
        .with_help(format!("{} is a kind of {is_in}: write `group: {written}`", a_kind(right.kind)))
        .with_fix(edits::set_all(it.view, &[("group", right.group)], Safety::Unsafe))
}

fn no_kind(it: &TargetRef<'_, '_>) -> Diagnostic {
    let kind = text(it.view, "kind");
    let other_case = KINDS.iter().copied().find(|it| it.eq_ignore_ascii_case(kind));
    let meant = other_case.or_else(|| nearest(kind, KINDS));
    let message = format!(
        "group `{GATEWAY}` has no kind `{kind}`: this {} applies to nothing there",
        it.policy.kind().kind
    );
    let found = Diagnostic::new(&EXTENSION_POLICY_KIND_UNKNOWN, it.view.place("kind"), message);
    match meant {
        Some(meant) => found.with_help(format!("did you mean `{meant}`?")).with_fix(edits::set(
            it.view,
            "kind",
            meant,
            Safety::Unsafe,
        )),
        None => {
            found.with_help("write a kind of Gateway API, such as HTTPRoute, or the group that has the kind")
        }
    }
}

fn text<'a>(view: View<'a>, key: &str) -> &'a str {
    view.text(key).map_or("", |it| it.value)
}

#[cfg(test)]
mod tests {
    use super::EXTENSION_POLICY_KIND_UNKNOWN as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::Tester;

    #[test]
    fn extension_policy_kind_unknown() {
        let policy = |group: &str, kind: &str| {
            format!(
                "apiVersion: gateway.nginx.org/v1alpha1\nkind: ClientSettingsPolicy\nmetadata: {{name: limit}}\nspec: {{targetRef: {{group: {group}, kind: {kind}, name: a}}}}\n"
            )
        };
        let gateway = "gateway.networking.k8s.io";
        Tester::new(&RULE)
            .pass("a route", &policy(gateway, "HTTPRoute"))
            .pass("a Service", &policy("core", "Service"))
            .pass("another HTTPRoute", &policy("policy.linkerd.io", "HTTPRoute"))
            .pass("a kind of its own", &policy("gateway.nginx.org", "Upstream"))
            .fail("another case", &policy(gateway, "HttpRoute"), "group `gateway.networking.k8s.io` has no kind `HttpRoute`: this ClientSettingsPolicy applies to nothing there")
            .severity(Severity::Error)
            .at("HttpRoute")
            .help("did you mean `HTTPRoute`?")
            .fix("HttpRoute", "HTTPRoute")
            .fail("no kind at all", &policy(gateway, "Deployment"), "has no kind `Deployment`")
            .no_fix()
            .fail("a Service of Gateway API", &policy(gateway, "Service"), "has no kind `Service`")
            .fix("group: gateway.networking.k8s.io", "group: \"\"")
            .fail("a version in the group", &policy("gateway.networking.k8s.io/v1", "HTTPRoute"), "group `gateway.networking.k8s.io/v1` has no kind `HTTPRoute`")
            .at("gateway.networking.k8s.io/v1")
            .fix("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io")
            .fail("the core group", &policy("''", "Gateway"), "the core group has no kind `Gateway`")
            .fail("a misspelt group", &policy("gateway.networking.k8s.com", "Gateway"), "has no kind `Gateway`");
    }
}

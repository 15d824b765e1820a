use super::words::of_platform;
use crate::attach::{Attachment, KindSupport, Target, foreign_kind};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{CORE, GATEWAY, GATEWAY_X, GroupKind, RouteKind};
use crate::rules::{Context, declare_rule, edits};
use crate::suggest::likeness;

declare_rule! {
    /// A parent ref names a Gateway, a ListenerSet or a Service.
    /// ## Why it matters
    /// Nothing can attach to a kind that no controller knows, and no status says so. Kinds of groups other than those
    /// of Gateway API and Kubernetes can belong to an implementation and are not judged.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ kind: Gatway, name: edge }] # RP3007
    /// ```
    /// ## Source
    /// [Gateway API, `ParentReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#parentreference):
    /// A parent is a Gateway or a ListenerSet, and for meshes a Service.
    pub(crate) PARENT_KIND_UNKNOWN = "RP3007", "parent-kind-unknown" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// What routes attach to.
const PARENTS: [GroupKind<'static>; 3] = [GroupKind::GATEWAY, GroupKind::LISTENER_SET, GroupKind::SERVICE];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for attachment in cx.routes.iter().flat_map(|it| &it.attachments) {
        if matches!(attachment.target, Target::Other) && of_platform(cx, attachment) {
            out.extend(unknown(cx, attachment));
        }
    }
}

fn unknown(cx: &Context<'_, '_, '_>, attachment: &Attachment<'_, '_>) -> Option<Diagnostic> {
    let target = attachment.parent_ref.target();
    let meant = meant(target);
    let is_parent = PARENTS.iter().any(|it| it.kind == target.kind);
    if is_parent && foreign_kind(cx.world, target) == KindSupport::Unsupported {
        // RP2006 reports the group, which alone is wrong.
        return None;
    }
    // A kind of a foreign group may be the implementation's own.
    if meant.is_none() && ![CORE, GATEWAY].contains(&target.group) {
        return None;
    }
    let view = attachment.parent_ref.view();
    let (key, right) = match meant {
        Some(it) if it.kind == target.kind => ("group", Some(it.group)),
        it => ("kind", it.map(|it| it.kind)),
    };
    let group = match target.group {
        "" => "the core group".to_owned(),
        group => format!("group `{group}`"),
    };
    let message = format!("nothing attaches to a {} of {group}", target.kind);
    let help = match right {
        Some(right) => format!("did you mean `{key}: {right}`?"),
        None => "routes attach to a Gateway, a ListenerSet or, in a mesh, a Service".to_owned(),
    };
    // kgateway's routes may name the route that delegates to them.
    let may_be = target == RouteKind::Http.group_kind() && !cx.environment.is_known();
    let severity = if may_be { Severity::Warning } else { Severity::Error };
    Some(
        Diagnostic::new(&PARENT_KIND_UNKNOWN, view.place(key), message)
            .with_severity(severity)
            .with_help(help)
            .with_fix(right.and_then(|it| edits::set(view, key, it, Safety::Unsafe))),
    )
}

/// The parent that was probably meant: one of that kind where only the group looks alike, or one whose kind does.
fn meant(target: GroupKind<'_>) -> Option<GroupKind<'static>> {
    let same_kind = |it: &&GroupKind<'_>| {
        let near = target.group == GATEWAY_X || likeness(target.group, it.group).is_some();
        it.kind == target.kind && near
    };
    let near_kind = |it: &&GroupKind<'_>| {
        it.group == target.group
            && (it.kind.eq_ignore_ascii_case(target.kind) || likeness(target.kind, it.kind).is_some())
    };
    PARENTS.iter().find(same_kind).or_else(|| PARENTS.iter().find(near_kind)).copied()
}

#[cfg(test)]
mod tests {
    use super::PARENT_KIND_UNKNOWN as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn parent_kind_unknown() {
        let to = |parent: &str| route(&format!("parentRefs: [{{{parent}}}]"));
        Tester::new(&RULE)
            .pass("a Gateway", &to("name: edge"))
            .pass("a Service", &to("name: api, kind: Service, group: ''"))
            .pass(
                "a kind of an implementation",
                &to("name: api, kind: ServiceEntry, group: networking.example.io"),
            )
            .pass("a wrong group is another rule", &to("kind: Service, name: api"))
            .fail(
                "a typo in the group",
                &to("group: gateway.networking.k8s.oi, kind: Gateway, name: edge"),
                "nothing attaches",
            )
            .at("gateway.networking.k8s.oi")
            .fix("k8s.oi", "k8s.io")
            .fail(
                "the group of the experiments",
                &to("group: gateway.networking.x-k8s.io, kind: Gateway, name: edge"),
                "nothing attaches to a Gateway of group `gateway.networking.x-k8s.io`",
            )
            .fail("a typo in the kind", &to("kind: Gatway, name: edge"), "nothing attaches to a Gatway")
            .help("did you mean `kind: Gateway`?")
            .fix("Gatway", "Gateway")
            .fail("another kind", &to("kind: GatewayClass, name: edge"), "nothing attaches to a GatewayClass")
            .help("routes attach to a Gateway, a ListenerSet")
            .no_fix();
    }
}

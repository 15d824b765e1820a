use super::words::of_platform;
use crate::attach::{Attachment, Target};
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::model::{CORE, GATEWAY, GATEWAY_X, GroupKind};
use crate::rules::{Context, declare_rule, edits};
use crate::suggest::likeness;

declare_rule! {
    /// A parent ref names a Gateway, a ListenerSet or a Service.
    /// ## Why it matters
    /// The defaults of a parent ref are the group of Gateway API and kind `Gateway`, so a Service needs `group: ""`
    /// beside its kind. To a kind that no controller knows nothing attaches, and no status says so. Kinds of other
    /// groups may be an implementation's own and are not judged.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ kind: Service, name: shop }] # RP3007
    /// ```
    pub(crate) PARENT_KIND_UNKNOWN = "RP3007", "parent-kind-unknown" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// What routes attach to.
const PARENTS: [GroupKind<'static>; 3] = [GroupKind::GATEWAY, GroupKind::LISTENER_SET, GroupKind::SERVICE];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for attachment in cx.attachments.routes().iter().flat_map(|it| &it.attachments) {
        if matches!(attachment.target, Target::Other) && of_platform(cx, attachment) {
            out.extend(unknown(attachment));
        }
    }
}

fn unknown(attachment: &Attachment<'_, '_>) -> Option<Diagnostic> {
    let target = attachment.parent_ref.target();
    let meant = meant(target);
    // A kind of a foreign group may be the implementation's own.
    if meant.is_none() && ![CORE, GATEWAY].contains(&target.group) {
        return None;
    }
    let view = attachment.parent_ref.view();
    let wrong_kind = meant.is_none_or(|it| it.kind != target.kind);
    let at = [("kind", wrong_kind), ("group", !wrong_kind), ("kind", true)];
    let at = at
        .into_iter()
        .find(|(key, wanted)| *wanted && view.field(key).is_some())
        .map(|(key, _)| view.place(key));
    let group = match target.group {
        "" => "the core group".to_owned(),
        group => format!("group `{group}`"),
    };
    let message = format!("nothing attaches to a {} of {group}", target.kind);
    let help = match meant {
        Some(it) if wrong_kind => format!("did you mean `kind: {}`?", it.kind),
        Some(it) => format!("a {} is of group `{}`: set `group: {:?}`", it.kind, it.group, it.group),
        None => "routes attach to a Gateway, a ListenerSet or, in a mesh, a Service".to_owned(),
    };
    let at = at.unwrap_or_else(|| attachment.parent_ref.name().at);
    Some(
        Diagnostic::new(&PARENT_KIND_UNKNOWN, at, message)
            .with_help(help)
            .with_fix(meant.and_then(|it| correct(attachment, target, it))),
    )
}

/// The parent that was probably meant: one of its kind in another known group, or one whose kind or group looks alike.
fn meant(target: GroupKind<'_>) -> Option<GroupKind<'static>> {
    let known = [CORE, GATEWAY, GATEWAY_X].contains(&target.group);
    let same_kind =
        |it: &&GroupKind<'_>| it.kind == target.kind && (known || likeness(target.group, it.group).is_some());
    let near_kind = |it: &&GroupKind<'_>| {
        it.group == target.group
            && (it.kind.eq_ignore_ascii_case(target.kind) || likeness(target.kind, it.kind).is_some())
    };
    PARENTS.iter().find(same_kind).or_else(|| PARENTS.iter().find(near_kind)).copied()
}

fn correct(attachment: &Attachment<'_, '_>, wrong: GroupKind<'_>, right: GroupKind<'_>) -> Option<Fix> {
    let view = attachment.parent_ref.view();
    if wrong.kind != right.kind {
        edits::set(view, "kind", right.kind, Safety::Unsafe)
    } else if view.field("group").is_some() && !right.group.is_empty() {
        edits::set(view, "group", right.group, Safety::Unsafe)
    } else if view.field("group").is_none() {
        edits::insert_entry(view, &format!("group: {:?}", right.group), Safety::Unsafe)
    } else {
        None
    }
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
            .fail(
                "the group of a Service",
                &to("kind: Service, name: api"),
                "nothing attaches to a Service of group `gateway.networking.k8s.io`",
            )
            .at("Service")
            .help("set `group: \"\"`")
            .fix("{kind: Service", "{group: \"\", kind: Service")
            .fail(
                "the group of a Gateway",
                &to("group: '', kind: Gateway, name: edge"),
                "nothing attaches to a Gateway of the core group",
            )
            .at("''")
            .fail(
                "a typo in the group",
                &to("group: gateway.networking.k8s.oi, kind: Gateway, name: edge"),
                "nothing attaches",
            )
            .fix("k8s.oi", "k8s.io")
            .fail("a typo in the kind", &to("kind: Gatway, name: edge"), "nothing attaches to a Gatway")
            .help("did you mean `kind: Gateway`?")
            .fix("Gatway", "Gateway")
            .fail("another kind", &to("kind: GatewayClass, name: edge"), "nothing attaches to a GatewayClass")
            .help("routes attach to a Gateway, a ListenerSet")
            .no_fix();
    }
}

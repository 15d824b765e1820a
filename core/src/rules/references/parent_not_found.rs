use super::absent::{Absent, Wanted};
use super::words::{listed_as, refused_by_platform};
use super::{reference_name_not_valid, wrong_reference_kind};
use crate::attach::{Role, Target};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{GroupKind, ListenerSet, ParentRef};
use crate::rules::{Context, declare_rule, edits};
use crate::world::{Item, Lookup};

declare_rule! {
    /// The parent that a route or ListenerSet names exists.
    /// ## Why it matters
    /// No controller writes status for a parent that does not exist: the route stays without any condition, nothing
    /// says that it is not used, and none of its requests arrives. A parent ref without `namespace` means the
    /// namespace of the route, which is seldom where a shared Gateway is.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: edge, namespace: infra }
    /// spec:
    ///   gatewayClassName: shared
    ///   listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs:
    ///     - name: edge # RP2001
    /// ```
    /// ## Source
    /// [Gateway API, `ParentReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#parentreference):
    /// A route attaches to the object that the reference names. Where it does not exist, no controller writes a
    /// status.
    pub(crate) PARENT_NOT_FOUND = "RP2001", "parent-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        for it in &route.attachments {
            let target = match it.target {
                Target::Listeners(target) => target.map(|_| ()),
                Target::Service(target) => target.map(|_| ()),
                Target::Other => continue,
            };
            out.extend(absent(cx, route.item, it.parent_ref, target));
        }
    }
}

pub(super) fn check_sets(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for parent in cx.attachments.parents() {
        if let Role::ListenerSet { gateway: Some(gateway), .. } = parent.role
            && let Some(parent_ref) = parent.item.read::<ListenerSet<'_>>().parent_ref()
        {
            out.extend(absent(cx, parent.item, parent_ref, gateway.map(|_| ())));
        }
    }
}

/// Whether the rule has something to say of a parent ref.
pub(super) fn reports<'a>(
    cx: &Context<'_, '_, 'a>,
    from: &Item<'a>,
    parent_ref: ParentRef<'a>,
    target: Lookup<()>,
) -> bool {
    absent(cx, from, parent_ref, target).is_some()
}

fn absent<'a>(
    cx: &Context<'_, '_, 'a>,
    from: &Item<'a>,
    parent_ref: ParentRef<'a>,
    target: Lookup<()>,
) -> Option<Diagnostic> {
    if matches!(target, Lookup::Found(())) {
        return None;
    }
    if from.route().is_some() && reference_name_not_valid::is_no_parent(parent_ref) {
        return None;
    }
    let namespace = parent_ref.namespace().map_or(from.namespace(), |it| it.value);
    let name = Wanted { kind: parent_ref.target(), namespace, name: parent_ref.name().value };
    let absent = Absent::new(cx.world, from, target, name)?;
    let reported = wrong_reference_kind::of_parent(cx, from, parent_ref, target).is_some();
    if reported || refused_by_platform(cx, from, parent_ref.view()) {
        return None;
    }
    let moved = match (absent.near, absent.only_namespace()) {
        (None, Some(namespace)) => Some(namespace),
        _ => None,
    };
    let help = || help(cx, name, &absent, moved);
    let at = parent_ref.namespace().filter(|_| moved.is_some()).unwrap_or(parent_ref.name()).at;
    let mut found = absent.diagnose(&PARENT_NOT_FOUND, parent_ref.view(), at, help);
    if let Some(namespace) = moved {
        let fix = edits::set(parent_ref.view(), "namespace", namespace, Safety::Unsafe);
        found = found.with_fix(fix);
        // Who writes no namespace means the one Gateway of that name; who writes one may know another cluster.
        if parent_ref.namespace().is_none() {
            found = found.with_severity(Severity::Error);
        }
    }
    Some(found)
}

fn help(cx: &Context<'_, '_, '_>, name: Wanted<'_>, absent: &Absent<'_, '_>, moved: Option<&str>) -> String {
    if let Some(namespace) = moved {
        return format!("`{}` is in namespace `{namespace}`: set `namespace: {namespace}`", name.name);
    }
    if !absent.in_other_namespaces.is_empty() {
        return format!("set `namespace`: `{}` is in namespaces {}", name.name, absent.namespaces());
    }
    let all = cx.world.of_kind(GroupKind::GATEWAY);
    if all.is_empty() {
        return "no controller writes a status for a parent that does not exist".to_owned();
    }
    let all = listed_as(all, |it| format!("`{}/{}`", it.namespace(), it.name()));
    format!("the Gateways that there are: {all}")
}

#[cfg(test)]
mod tests {
    use super::PARENT_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route};

    #[test]
    fn parent_not_found() {
        let edge = gateway("{name: web, port: 80, protocol: HTTP}");
        let to = |parent: &str| route(&format!("parentRefs: [{{{parent}}}]"));
        let away = edge.replace("{name: edge}", "{name: edge, namespace: infra}");
        Tester::new(&RULE)
            .pass("it is there", &[&edge, &to("name: edge")])
            .pass("another Gateway is unknown", &[&edge, &to("name: internal")])
            .pass("numbered brothers", &[&edge.replace("edge", "edge-v1"), &to("name: edge-v2")])
            .fail("a typo", &[&edge, &to("name: edgee")], "Gateway `default/edgee` is not among the inputs")
            .severity(Severity::Error)
            .at("edgee")
            .help("did you mean `edge`?")
            .fix("edgee", "edge")
            .fail(
                "another namespace",
                &[&away, &to("name: edge")],
                "Gateway `default/edge` is not among the inputs",
            )
            .severity(Severity::Error)
            .help("`edge` is in namespace `infra`: set `namespace: infra`")
            .fix("name: edge}]", "namespace: infra, name: edge}]")
            .fail("a written namespace", &[&away, &to("name: edge, namespace: web")], "Gateway `web/edge`")
            .severity(Severity::Warning)
            .at("web")
            .fix("namespace: web", "namespace: infra")
            .complete()
            .fail(
                "nothing near",
                &[&edge, &to("name: internal")],
                "Gateway `default/internal` does not exist",
            )
            .help("the Gateways that there are: `default/edge`")
            .no_fix()
            .fail("no Gateway at all", &[&to("name: internal")], "does not exist")
            .fail(
                "a Service of a mesh",
                &[&to("kind: Service, group: '', name: web")],
                "Service `default/web` does not exist",
            );
    }

    #[test]
    fn the_gateway_of_a_listener_set() {
        let set = "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: more}\nspec:\n  parentRef: {name: edgy}\n  listeners: [{name: web, port: 80, protocol: HTTP}]\n";
        let edge = gateway("{name: web, port: 80, protocol: HTTP}");
        Tester::new(&RULE)
            .pass("unknown", &[set])
            .fail("a typo", &[&edge, set], "Gateway `default/edgy` is not among the inputs")
            .fix("edgy", "edge");
    }

    #[test]
    fn a_platform_speaks_of_its_gateways_itself() {
        Tester::new(&RULE)
            .settings("{profile: kupe, tenant: acme, complete: true}")
            .pass(
                "RP5001",
                &[&route("parentRefs: [{name: external-gateway}], hostnames: [web.acme.kupe.cloud]")],
            )
            .settings("")
            .fail(
                "without one",
                &[&gateway("{name: web, port: 80, protocol: HTTP}"), &route("parentRefs: [{name: egde}]")],
                "is not among",
            )
            .fix("egde", "edge");
    }
}

use super::words::{a_kind, refused_by_platform};
use crate::attach::{BackendRefFact, KindSupport, Target};
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::model::{GATEWAY, GATEWAY_X, GroupKind, ParentRef, View};
use crate::rules::{Context, declare_rule, edits};
use crate::source::Location;
use crate::world::{Item, Lookup};

declare_rule! {
    /// A reference says the group and kind of the object that it means.
    /// ## Why it matters
    /// What a reference leaves out has a default that depends on the field: a parent is a Gateway of group
    /// `gateway.networking.k8s.io`, a backend a Service of the core group, which is written as `group: ""`. A group
    /// `core` or `v1` does not exist, and a ListenerSet is not found where a Gateway is meant.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ group: core, kind: Service, name: web, port: 80 }] }] # RP2006
    /// ```
    /// ## Source
    /// [Gateway API, `ObjectReference`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#objectreference):
    /// A reference has the group and kind of the object; the empty group is the core group.
    pub(crate) WRONG_REFERENCE_KIND = "RP2006", "wrong-reference-kind" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// Kinds that a parent or a backend can be.
const PARENTS: [GroupKind<'static>; 3] = [GroupKind::GATEWAY, GroupKind::LISTENER_SET, GroupKind::SERVICE];
const BACKENDS: [GroupKind<'static>; 3] =
    [GroupKind::SERVICE, GroupKind::SERVICE_IMPORT, GroupKind { group: GATEWAY_X, kind: "XBackend" }];

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        for it in &route.attachments {
            let holder = it.parent_ref.view();
            let found = match it.target {
                Target::Other => {
                    let right = of_other_group(it.parent_ref.target(), &PARENTS);
                    right
                        .filter(|_| is_no_kind(cx, it.parent_ref.target()))
                        .map(|right| wrong_group(holder, it.parent_ref.group().value, right))
                }
                Target::Listeners(target) => of_parent(cx, route.item, it.parent_ref, target.map(|_| ()))
                    .map(|item| {
                        other_kind(holder, it.parent_ref.name().at, "Gateway", target.is_missing(), item)
                    }),
                Target::Service(_) => None,
            };
            out.extend(found.filter(|_| !refused_by_platform(cx, route.item, holder)));
        }
        for it in route.backends.iter().filter(|it| it.target.found().is_none()) {
            let (holder, target) = (it.backend_ref.view(), it.backend_ref.target());
            if let Some(right) = of_backend_group(it) {
                out.push(wrong_group(holder, target.group, right));
            } else if let Some(item) = of_backend(cx, it) {
                out.push(other_kind(
                    holder,
                    it.backend_ref.name().at,
                    "Service",
                    it.target.is_missing(),
                    item,
                ));
            }
        }
    }
}

/// The object that a parent ref without `kind` means, where no Gateway has its name.
pub(super) fn of_parent<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    from: &Item<'a>,
    parent_ref: ParentRef<'a>,
    target: Lookup<()>,
) -> Option<&'w Item<'a>> {
    if matches!(target, Lookup::Found(())) || !says_no_kind(parent_ref.view()) {
        return None;
    }
    let namespace = parent_ref.namespace().map_or(from.namespace(), |it| it.value);
    let find = |kind| cx.world.find(kind, namespace, parent_ref.name().value).found();
    find(GroupKind::LISTENER_SET)
}

/// The object that a backend ref without `kind` means, where no Service has its name.
pub(super) fn of_backend<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    backend: &BackendRefFact<'w, 'a>,
) -> Option<&'w Item<'a>> {
    if backend.target.found().is_some() {
        return None;
    }
    let mut others = BACKENDS.iter().skip(1).filter(|it| !cx.world.of_kind(**it).is_empty()).peekable();
    if others.peek().is_none() || !says_no_kind(backend.backend_ref.view()) {
        return None;
    }
    let name = backend.backend_ref.name().value;
    others.find_map(|it| cx.world.find(*it, backend.namespace, name).found())
}

/// The kind that a backend ref means whose group is not that of its kind.
pub(super) fn of_backend_group(backend: &BackendRefFact<'_, '_>) -> Option<GroupKind<'static>> {
    if backend.kind != KindSupport::Unsupported {
        return None;
    }
    of_other_group(backend.backend_ref.target(), &BACKENDS)
}

/// The kind of that name, if the group is another.
fn of_other_group(kind: GroupKind<'_>, known: &[GroupKind<'static>]) -> Option<GroupKind<'static>> {
    known.iter().copied().find(|it| it.kind == kind.kind && it.group != kind.group)
}

fn is_no_kind(cx: &Context<'_, '_, '_>, kind: GroupKind<'_>) -> bool {
    crate::attach::foreign_kind(cx.world, kind) == KindSupport::Unsupported
}

fn says_no_kind(holder: View<'_>) -> bool {
    holder.field("kind").is_none() && holder.field("group").is_none()
}

fn wrong_group(holder: View<'_>, wrong: &str, right: GroupKind<'_>) -> Diagnostic {
    let at = holder.field("group").or_else(|| holder.field("kind")).unwrap_or(holder).at();
    let (message, fix) = if right.group.is_empty() {
        (format!("{} is a kind of the core group, not of `{wrong}`", right.kind), "\"\"")
    } else {
        let wrong = if wrong.is_empty() { "the core group".to_owned() } else { format!("`{wrong}`") };
        (format!("{} is a kind of group `{}`, not of {wrong}", right.kind, right.group), right.group)
    };
    let help = match right.group {
        "" if holder.field("group").is_none() => {
            format!("without `group` a parent is of group `{GATEWAY}`: add `group: \"\"`")
        }
        _ => format!("write `group: {fix}`"),
    };
    Diagnostic::new(&WRONG_REFERENCE_KIND, at, message).with_help(help).with_fix(edits::set_all(
        holder,
        &[("group", right.group)],
        Safety::Unsafe,
    ))
}

fn other_kind(holder: View<'_>, at: Location, meant: &str, missing: bool, item: &Item<'_>) -> Diagnostic {
    let kind = item.kind();
    let message = format!("`{}` is {}, not {}", item.name(), a_kind(kind.kind), a_kind(meant));
    let mut fields = vec![("kind", kind.kind)];
    if kind.group != GATEWAY {
        fields.insert(0, ("group", kind.group));
    }
    let written: Vec<_> = fields.iter().map(|(key, value)| format!("`{key}: {value}`")).collect();
    // Where more may exist, two objects of one name are not unheard of.
    let severity = if missing { Severity::Error } else { Severity::Warning };
    Diagnostic::new(&WRONG_REFERENCE_KIND, at, message)
        .with_severity(severity)
        .with_help(format!("add {}: without them {} is meant", written.join(" and "), a_kind(meant)))
        .with_related(item.at(), format!("{} is here", item.title()))
        .with_fix(edits::set_all(holder, &fields, Safety::Unsafe))
}

#[cfg(test)]
mod tests {
    use super::WRONG_REFERENCE_KIND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route};

    const SET: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: more}\nspec:\n  parentRef: {name: edge}\n  listeners: [{name: web, port: 80, protocol: HTTP}]\n";
    const IMPORT: &str = "apiVersion: multicluster.x-k8s.io/v1alpha1\nkind: ServiceImport\nmetadata: {name: api}\nspec: {ports: [{port: 80}]}\n";

    #[test]
    fn wrong_groups() {
        let backend = |text: &str| route(&format!("rules: [{{backendRefs: [{{{text}, port: 80}}]}}]"));
        let parent = |text: &str| route(&format!("parentRefs: [{{{text}}}]"));
        Tester::new(&RULE)
            .pass("the core group", &[&backend("group: '', kind: Service, name: web")])
            .pass(
                "a Service of another API",
                &[&backend("group: serving.knative.dev, kind: Service, name: web")],
            )
            .fail(
                "core",
                &[&backend("group: core, name: web")],
                "Service is a kind of the core group, not of `core`",
            )
            .at("core")
            .help("write `group: \"\"`")
            .fix("group: core", "group: \"\"")
            .fail("v1", &[&backend("group: v1, kind: Service, name: web")], "not of `v1`")
            .fix("group: v1", "group: \"\"")
            .fail(
                "a Service of a mesh",
                &[&parent("kind: Service, name: web")],
                "not of `gateway.networking.k8s.io`",
            )
            .at("Service")
            .help("add `group: \"\"`")
            .fix("kind: Service", "group: \"\", kind: Service")
            .fail(
                "a core Gateway",
                &[&parent("group: '', name: web")],
                "Gateway is a kind of group `gateway.networking.k8s.io`, not of the core group",
            )
            .fix("''", "'gateway.networking.k8s.io'");
    }

    #[test]
    fn kinds_left_to_the_default() {
        let backend = route("rules: [{backendRefs: [{name: api, port: 80}]}]");
        let parent = route("parentRefs: [{name: more}]");
        let gateway =
            SET.replace("ListenerSet", "Gateway").replace("parentRef: {name: edge}", "gatewayClassName: a");
        Tester::new(&RULE)
            .pass("there is a Gateway of that name too", &[SET, &gateway, &parent])
            .pass("nothing is known", &[&parent])
            .fail("a ListenerSet", &[SET, &parent], "`more` is a ListenerSet, not a Gateway")
            .severity(Severity::Warning)
            .fix("parentRefs: [{name", "parentRefs: [{kind: ListenerSet, name")
            .complete()
            .fail("a ServiceImport", &[IMPORT, &backend], "`api` is a ServiceImport, not a Service")
            .severity(Severity::Error)
            .help("add `group: multicluster.x-k8s.io` and `kind: ServiceImport`")
            .fix("{name: api, port", "{group: multicluster.x-k8s.io, kind: ServiceImport, name: api, port");
    }
}

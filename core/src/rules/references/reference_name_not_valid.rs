use super::words::{a_kind, refused_by_platform};
use crate::attach::{BackendRefFact, Target};
use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{GroupKind, ParentRef, View};
use crate::rules::words::shown;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;
use crate::world::{Item, World};

declare_rule! {
    /// The `name` of a backend ref or parent ref is a name that such an object can have.
    /// ## Why it matters
    /// The API server takes any text there, but no Service has a dot in its name, and no object a slash or a capital
    /// letter: nothing is ever found. Requests for such a backend are answered with 500, and such a parent never takes the
    /// route. Most often a DNS name is written, or the namespace with a slash. References have a `namespace` for that, and
    /// a ReferenceGrant in the namespace of a backend must let the route in.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: infra/edge }] # RP2017
    ///   rules: [{ backendRefs: [{ name: catalog.shop.svc.cluster.local, port: 80 }] }] # RP2017
    /// ```
    /// ## Source
    /// [Gateway API, `ObjectName`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#objectname): The
    /// name in a reference is the name of a Kubernetes object, without its namespace or a DNS suffix.
    pub(crate) REFERENCE_NAME_NOT_VALID = "RP2017", "reference-name-not-valid" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// What the writer meant.
#[derive(Debug, PartialEq, Eq)]
enum Meant<'n> {
    /// An object, and its namespace.
    Object(&'n str, &'n str),
    /// A name in lower case.
    LowerCase(String),
    /// Something outside of the cluster, maybe.
    Host,
    /// Nothing that we can tell.
    Other,
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        for it in route.attachments.iter().filter(|it| is_no_parent(it.parent_ref)) {
            let reference = it.parent_ref;
            let found = match it.target {
                Target::Listeners(it) => it.found().is_some(),
                Target::Service(it) => it.found().is_some(),
                Target::Other => true,
            };
            if !found && !refused_by_platform(cx, route.item, reference.view()) {
                let place = (reference.view(), it.namespace);
                out.push(not_valid(cx, route.item, reference.target(), reference.name(), place));
            }
        }
        for it in route.backends.iter().filter(|it| is_no_backend(it)) {
            let reference = it.backend_ref;
            let place = (reference.view(), it.namespace);
            out.push(not_valid(cx, route.item, reference.target(), reference.name(), place));
        }
    }
}

/// Whether no Service can have the name that the ref says.
pub(super) fn is_no_backend(backend: &BackendRefFact<'_, '_>) -> bool {
    let reference = backend.backend_ref;
    let is_service = reference.target() == GroupKind::SERVICE && backend.target.found().is_none();
    is_service && cannot_be(reference.target(), reference.name().value)
}

/// Whether no Gateway, ListenerSet or Service can have the name that the ref says.
pub(super) fn is_no_parent(reference: ParentRef<'_>) -> bool {
    let known = [GroupKind::GATEWAY, GroupKind::LISTENER_SET, GroupKind::SERVICE];
    known.contains(&reference.target()) && cannot_be(reference.target(), reference.name().value)
}

fn cannot_be(kind: GroupKind<'_>, name: &str) -> bool {
    // What another tool fills in is not judged.
    let placeholder = name.contains(['$', '{', '<', '%', '@']);
    let dots = kind != GroupKind::SERVICE;
    let fits = |it: &str| it.is_empty() || is_label(it);
    !placeholder && !(name.split('.').all(fits) && (dots || !name.contains('.')))
}

fn is_label(text: &str) -> bool {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    !text.is_empty() && text.chars().all(fits)
}

fn not_valid(
    cx: &Context<'_, '_, '_>,
    route: &Item<'_>,
    kind: GroupKind<'_>,
    name: Spanned<&str>,
    (holder, own): (View<'_>, &str),
) -> Diagnostic {
    let set = |fields: &[(&str, &str)]| edits::set_all(holder, fields, Safety::Unsafe);
    let (help, fix) = match meant(cx.world, kind, name.value) {
        Meant::Object(object, there) if there == own => {
            (format!("write `name: {object}`"), set(&[("name", object)]))
        }
        Meant::Object(object, there) => {
            let help = format!("write `name: {object}` and `namespace: {there}`");
            let grant =
                format!(", and let the {} in by a ReferenceGrant in namespace `{there}`", route.kind().kind);
            let foreign = kind == GroupKind::SERVICE && there != route.namespace();
            let help = if foreign { help + &grant } else { help };
            (help, set(&[("name", object), ("namespace", there)]))
        }
        Meant::LowerCase(lower) => (format!("write `name: {lower}`"), set(&[("name", &lower)])),
        Meant::Host => {
            ("for a host outside of the cluster, ask what your implementation offers".to_owned(), None)
        }
        Meant::Other => ("a name has lower case letters, digits and `-`".to_owned(), None),
    };
    let message = format!("`{}` cannot be the name of {}", shown(name.value, 80), a_kind(kind.kind));
    Diagnostic::new(&REFERENCE_NAME_NOT_VALID, name.at, message).with_help(help).with_fix(fix)
}

fn meant<'n>(world: &World<'_>, kind: GroupKind<'_>, name: &'n str) -> Meant<'n> {
    if let Some((namespace, object)) = name.split_once('/')
        && is_label(namespace)
        && is_label(object)
    {
        return Meant::Object(object, namespace);
    }
    let labels: Vec<&str> = name.trim_end_matches('.').split('.').collect();
    if !labels.iter().all(|it| is_label(it)) {
        let lower = name.to_ascii_lowercase();
        return if is_label(&lower) { Meant::LowerCase(lower) } else { Meant::Other };
    }
    match labels.as_slice() {
        [service, namespace, "svc", ..] => Meant::Object(service, namespace),
        [service, namespace] if world.find(kind, namespace, service).found().is_some() => {
            Meant::Object(service, namespace)
        }
        _ => Meant::Host,
    }
}

#[cfg(test)]
mod tests {
    use super::REFERENCE_NAME_NOT_VALID as RULE;
    use crate::rules::testing::{Tester, route, route_to, service};

    #[test]
    fn reference_name_not_valid() {
        let other = service("catalog", "{ports: [{port: 80}]}").replace("namespace: web", "namespace: shop");
        let of_another_kind =
            route_to("a.b", 80).replace("{name: a.b", "{group: example.com, kind: Host, name: a.b");
        Tester::new(&RULE)
            .pass("a name", &[&route_to("catalog-2", 80)])
            .pass("filled in by a tool", &[&route_to("'${SERVICE}'", 80)])
            .pass("another kind", &[&of_another_kind])
            .fail(
                "another namespace",
                &[&route_to("catalog.shop.svc.cluster.local", 80)],
                "`catalog.shop.svc.cluster.local` cannot be the name of a Service",
            )
            .at("catalog.shop.svc.cluster.local")
            .help(
                "write `name: catalog` and `namespace: shop`, and let the HTTPRoute in by a ReferenceGrant in namespace `shop`",
            )
            .fail("a Service that is known", &[&other, &route_to("catalog.shop", 80)], "`catalog.shop` cannot be")
            .help("`namespace: shop`")
            .fail("its own namespace", &[&route_to("catalog.web.svc", 80)], "`catalog.web.svc` cannot be")
            .help("write `name: catalog`")
            .fix("catalog.web.svc", "catalog")
            .fail("a capital", &[&route_to("Catalog", 80)], "`Catalog` cannot be")
            .fix("Catalog", "catalog")
            .fail("a host", &[&route_to("api.example.com", 80)], "`api.example.com` cannot be")
            .help("outside of the cluster")
            .no_fix()
            .fail("a URL", &[&route_to("'http://web:80'", 80)], "cannot be the name of a Service")
            .no_fix();
    }

    #[test]
    fn parents() {
        let to = |parent: &str| route(&format!("parentRefs: [{{{parent}}}]"));
        Tester::new(&RULE)
            .pass("a name with dots", &[&to("name: edge.v1")])
            .pass("filled in by a tool", &[&to("name: '${GATEWAY}'")])
            .fail("a slash", &[&to("name: infra/edge")], "`infra/edge` cannot be the name of a Gateway")
            .at("infra/edge")
            .help("write `name: edge` and `namespace: infra`")
            .fail("its own namespace", &[&to("namespace: infra, name: infra/edge")], "`infra/edge`")
            .help("write `name: edge`")
            .fix("infra/edge", "edge")
            .fail("a capital", &[&to("name: Edge")], "`Edge` cannot be")
            .fix("Edge", "edge");
    }
}

use crate::attach::{BackendRefFact, RouteFact};
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::model::GroupKind;
use crate::rules::words::shown;
use crate::rules::{Context, declare_rule, edits};
use crate::world::World;

declare_rule! {
    /// The `name` of a backend ref is the name of a Service.
    /// ## Why it matters
    /// The API server takes any text there, but no Service has a dot, a colon or a capital letter in its name: the
    /// backend is never found, and its share of the requests is answered with 500. Most often the DNS name of a Service
    /// in another namespace is written. A backend ref has a `namespace` for that, and a ReferenceGrant in that namespace
    /// must let the route in.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: catalog.shop.svc.cluster.local, port: 80 }] }] # RP2017
    /// ```
    pub(crate) BACKEND_NAME_NOT_VALID = "RP2017", "backend-name-not-valid" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

/// What the writer meant.
#[derive(Debug, PartialEq, Eq)]
enum Meant<'n> {
    /// A Service, and its namespace.
    Service(&'n str, &'n str),
    /// A name in lower case.
    LowerCase(String),
    /// Something outside of the cluster, maybe.
    Host,
    /// Nothing that we can tell.
    Other,
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        let wrong = route.backends.iter().filter(|it| is_no_name(it));
        out.extend(wrong.map(|it| not_valid(cx, route, it)));
    }
}

/// Whether no Service can have the name that the ref says.
pub(super) fn is_no_name(backend: &BackendRefFact<'_, '_>) -> bool {
    let name = backend.backend_ref.name().value;
    // What another tool fills in is not judged.
    let placeholder = ["${", "{{", "$("].iter().any(|it| name.contains(it));
    let label = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    let is_service = backend.backend_ref.target() == GroupKind::SERVICE;
    is_service && backend.target.found().is_none() && !name.chars().all(label) && !placeholder
}

fn not_valid(
    cx: &Context<'_, '_, '_>,
    route: &RouteFact<'_, '_>,
    backend: &BackendRefFact<'_, '_>,
) -> Diagnostic {
    let name = backend.backend_ref.name();
    let kind = route.item.kind().kind;
    let (help, fix) = match meant(cx.world, name.value) {
        Meant::Service(service, there) if there == backend.namespace => {
            (format!("write `name: {service}`"), set(backend, &[("name", service)]))
        }
        Meant::Service(service, there) => (
            format!(
                "write `name: {service}` and `namespace: {there}`, and let the {kind} in by a ReferenceGrant in namespace `{there}`"
            ),
            set(backend, &[("name", service), ("namespace", there)]),
        ),
        Meant::LowerCase(lower) => (format!("write `name: {lower}`"), set(backend, &[("name", &lower)])),
        Meant::Host => {
            ("for a host outside of the cluster, ask what your implementation offers".to_owned(), None)
        }
        Meant::Other => ("a name has lower case letters, digits and `-`".to_owned(), None),
    };
    let message = format!("`{}` cannot be the name of a Service", shown(name.value, 80));
    Diagnostic::new(&BACKEND_NAME_NOT_VALID, name.at, message).with_help(help).with_fix(fix)
}

fn set(backend: &BackendRefFact<'_, '_>, fields: &[(&str, &str)]) -> Option<Fix> {
    edits::set_all(backend.backend_ref.view(), fields, Safety::Unsafe)
}

fn meant<'n>(world: &World<'_>, name: &'n str) -> Meant<'n> {
    let is_label = |it: &str| {
        let mut chars = it.chars();
        !it.is_empty() && chars.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
    };
    let labels: Vec<&str> = name.trim_end_matches('.').split('.').collect();
    if !labels.iter().all(|it| is_label(it)) {
        let lower = name.to_ascii_lowercase();
        return if is_label(&lower) { Meant::LowerCase(lower) } else { Meant::Other };
    }
    match labels.as_slice() {
        [service, namespace, "svc", ..] => Meant::Service(service, namespace),
        [service, namespace] if world.find(GroupKind::SERVICE, namespace, service).found().is_some() => {
            Meant::Service(service, namespace)
        }
        _ => Meant::Host,
    }
}

#[cfg(test)]
mod tests {
    use super::BACKEND_NAME_NOT_VALID as RULE;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn backend_name_not_valid() {
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
}

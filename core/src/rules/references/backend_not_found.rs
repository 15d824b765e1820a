use super::absent::{Absent, Wanted};
use super::{reference_name_not_valid, wrong_reference_kind};
use crate::attach::{BackendRefFact, KindSupport, RouteFact};
use crate::diagnostic::Diagnostic;
use crate::facts::services;
use crate::rules::{Context, declare_rule};
use crate::world::Grant;

declare_rule! {
    /// The Service, or other backend, that a route sends requests to exists.
    /// ## Why it matters
    /// The route is accepted all the same, with `ResolvedRefs: False` (`BackendNotFound`), and its share of the requests
    /// is answered with 500. A backend ref without `namespace` means the namespace of the route.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ name: catalgo, port: 80 }] }] # RP2002
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: catalog, namespace: web }
    /// spec: { selector: { app: catalog }, ports: [{ port: 80 }] }
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPBackendRef`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httpbackendref):
    /// A backend that does not exist gives `ResolvedRefs: False` with reason `BackendNotFound`.
    pub(crate) BACKEND_NOT_FOUND = "RP2002", "backend-not-found" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for route in cx.routes {
        for backend in &route.backends {
            out.extend(absent(cx, route, backend).map(|it| not_found(cx, route, backend, &it)));
        }
    }
}

/// What the rule has to say of a backend ref.
pub(super) fn absent<'w, 'a>(
    cx: &Context<'_, 'w, 'a>,
    route: &RouteFact<'w, 'a>,
    backend: &BackendRefFact<'w, 'a>,
) -> Option<Absent<'w, 'a>> {
    if backend.target.found().is_some() {
        return None;
    }
    if reference_name_not_valid::is_no_backend(backend) {
        return None;
    }
    // Without a ReferenceGrant nothing is reported about the object, and a kind that cannot be used is reported first.
    if backend.kind == KindSupport::Unsupported || matches!(backend.grant, Grant::Refused) {
        return None;
    }
    let absent = Absent::new(cx.world, route.item, backend.target, name(backend))?;
    wrong_reference_kind::of_backend(cx, backend).is_none().then_some(absent)
}

pub(super) fn name<'a>(backend: &BackendRefFact<'_, 'a>) -> Wanted<'a> {
    let backend_ref = backend.backend_ref;
    Wanted { kind: backend_ref.target(), namespace: backend.namespace, name: backend_ref.name().value }
}

fn not_found(
    cx: &Context<'_, '_, '_>,
    route: &RouteFact<'_, '_>,
    backend: &BackendRefFact<'_, '_>,
    absent: &Absent<'_, '_>,
) -> Diagnostic {
    let wanted = name(backend);
    let help = || {
        if let Some(it) = services::workload(cx.world, wanted.namespace, wanted.name) {
            return services::route_to_service(cx.world, it);
        }
        match absent.only_namespace() {
            Some(there) => format!(
                "`{}` is in namespace `{there}`: the {} belongs there, or names that namespace and is let in by a ReferenceGrant",
                wanted.name,
                route.item.kind().kind
            ),
            None if !absent.in_other_namespaces.is_empty() => {
                format!("`{}` is in namespaces {}", wanted.name, absent.namespaces())
            }
            None => absent.known(cx.world),
        }
    };
    let holder = backend.backend_ref.view();
    absent.diagnose(&BACKEND_NOT_FOUND, holder, backend.backend_ref.name().at, help)
}

#[cfg(test)]
mod tests {
    use super::BACKEND_NOT_FOUND as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route, route_to, service};

    #[test]
    fn backend_not_found() {
        let web = service("catalog", "{selector: {app: catalog}, ports: [{port: 80}]}");
        let away = web.replace("namespace: web", "namespace: other");
        let knative =
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: cart, namespace: web}\n"
                .to_owned();
        Tester::new(&RULE)
            .pass("it is there", &[&web, &route_to("catalog", 80)])
            .pass("another Service is unknown", &[&web, &route_to("cart", 80)])
            .pass(
                "a brother is unknown",
                &[&web.replace("{name: catalog,", "{name: catalog-v1,"), &route_to("catalog-v2", 80)],
            )
            .fail(
                "a typo",
                &[&web, &route_to("catalgo", 80)],
                "Service `web/catalgo` is not among the inputs",
            )
            .severity(Severity::Error)
            .at("catalgo")
            .help("did you mean `catalog`?")
            .fix("catalgo", "catalog")
            .fail(
                "the lone Service beside it",
                &[&web, &route_to("catalogapp", 80)],
                "Service `web/catalogapp`",
            )
            .fix("catalogapp", "catalog")
            .fail(
                "another namespace",
                &[&away, &route_to("catalog", 80)],
                "Service `web/catalog` is not among the inputs",
            )
            .severity(Severity::Warning)
            .help("`catalog` is in namespace `other`: the HTTPRoute belongs there")
            .complete()
            .fail("nothing near", &[&web, &route_to("cart", 80)], "Service `web/cart` does not exist")
            .help("the only Service in namespace `web` is `catalog`")
            .no_fix()
            .pass("Knative makes it", &[&knative, &route_to("cart", 80)]);
    }

    #[test]
    fn a_workload_is_no_service() {
        let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: backend, namespace: web}\nspec: {selector: {matchLabels: {app: shop}}, template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: a, image: b}]}}}\n";
        let service = service("catalog", "{selector: {app: shop}, ports: [{port: 80}]}");
        Tester::new(&RULE)
            .complete()
            .fail(
                "a Deployment of that name",
                &[deployment, &service, &route_to("backend", 80)],
                "Service `web/backend` does not exist",
            )
            .help("Service `web/catalog` sends to the Pods of Deployment `web/backend`")
            .fail("a typo", &[deployment, &service, &route_to("catalo", 80)], "does not exist")
            .fix("catalo,", "catalog,");
    }

    #[test]
    fn mirrors_and_other_kinds_of_routes_are_followed() {
        let web = service("catalog", "{ports: [{port: 80}]}").replace("namespace: web", "namespace: default");
        let mirror = route(
            "rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: catalgo, port: 80}}}]}]",
        );
        let tcp = "apiVersion: gateway.networking.k8s.io/v1\nkind: TCPRoute\nmetadata: {name: shop}\nspec: {rules: [{backendRefs: [{name: catalgo, port: 80}]}]}\n";
        Tester::new(&RULE)
            .fail("a mirror", &[&web, &mirror], "Service `default/catalgo`")
            .fix("catalgo", "catalog")
            .fail("a TCPRoute", &[web.as_str(), tcp], "Service `default/catalgo`")
            .fix("catalgo", "catalog");
    }
}

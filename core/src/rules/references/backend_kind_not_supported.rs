use super::words::a_kind;
use super::wrong_reference_kind;
use crate::attach::{BackendRefFact, KindSupport};
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::facts::services;
use crate::model::RouteKind;
use crate::rules::{Context, declare_rule, edits};
use crate::world::Item;

declare_rule! {
    /// A backend is of a kind that requests can be sent to: Service, `ServiceImport`, or one that the implementation brings.
    /// ## Why it matters
    /// A route sends to Services, not to the workloads behind them. Any other kind of Kubernetes itself, or one that no
    /// CRD defines, gives `ResolvedRefs: False` (`InvalidKind`) and a 500 for its share of the requests.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules: [{ backendRefs: [{ group: apps, kind: Deployment, name: web, port: 80 }] }] # RP2005
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPBackendRef`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httpbackendref):
    /// A backend of an unknown or unsupported kind gives `ResolvedRefs: False` with reason `InvalidKind`.
    pub(crate) BACKEND_KIND_NOT_SUPPORTED = "RP2005", "backend-kind-not-supported" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let unsupported = cx.backends().filter(|it| it.kind == KindSupport::Unsupported);
    for backend in unsupported.filter(|it| wrong_reference_kind::of_backend_group(it).is_none()) {
        let found = not_supported(cx, backend);
        // kgateway takes one, so that it is for the chosen implementation to say.
        let may_be =
            backend.backend_ref.target() == RouteKind::Http.group_kind() && !cx.environment.is_known();
        out.push(if may_be { found.with_severity(Severity::Warning) } else { found });
    }
}

fn not_supported(cx: &Context<'_, '_, '_>, backend: &BackendRefFact<'_, '_>) -> Diagnostic {
    let (backend_ref, kind) = (backend.backend_ref, backend.backend_ref.target());
    let holder = backend_ref.view();
    let at = holder.field("kind").or_else(|| holder.field("group")).unwrap_or(holder).at();
    let message = format!("{} cannot be a backend", a_kind(kind.kind));
    let workload = cx.world.find(kind, backend.namespace, backend_ref.name().value).found();
    let service = workload.and_then(|it| services::in_front_of(cx.world, it).first().copied());
    let help = match (workload, service) {
        (Some(it), Some(_)) => services::route_to_service(cx.world, it),
        _ => "send to the Service in front of it".to_owned(),
    };
    let found = Diagnostic::new(&BACKEND_KIND_NOT_SUPPORTED, at, message).with_help(help);
    match service {
        Some(it) => {
            found.with_related(it.at(), format!("{} is here", it.title())).with_fix(use_service(backend, it))
        }
        None => found,
    }
}

fn use_service(backend: &BackendRefFact<'_, '_>, service: &Item<'_>) -> Option<Fix> {
    let name = service.name();
    let mut fields = vec![("kind", "Service")];
    if backend.backend_ref.view().field("group").is_some() {
        fields.push(("group", ""));
    }
    if backend.backend_ref.name().value != name {
        fields.push(("name", name));
    }
    edits::set_all(backend.backend_ref.view(), &fields, Safety::Unsafe)
}

#[cfg(test)]
mod tests {
    use super::BACKEND_KIND_NOT_SUPPORTED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn backend_kind_not_supported() {
        let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {selector: {matchLabels: {app: shop}}, template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: a, image: b}]}}}\n";
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: shop}, ports: [{port: 80}]}\n";
        let to = |backend: &str| route(&format!("rules: [{{backendRefs: [{{{backend}, port: 80}}]}}]"));
        let to_deployment = to("group: apps, kind: Deployment, name: api");
        Tester::new(&RULE)
            .pass("a Service", &[&to("kind: Service, name: web")])
            .pass("a kind of an implementation", &[&to("group: example.com, kind: Lambda, name: web")])
            .fail("a Deployment", &[deployment, service, &to_deployment], "a Deployment cannot be a backend")
            .at("Deployment")
            .help("Service `default/web` sends to the Pods of Deployment `default/api`")
            .fix("group: apps, kind: Deployment, name: api", "group: \"\", kind: Service, name: web")
            .fail("an unknown Deployment", &[&to_deployment], "cannot be a backend")
            .help("send to the Service in front of it")
            .no_fix()
            .fail("a ConfigMap", &[&to("kind: ConfigMap, name: web")], "a ConfigMap cannot be a backend")
            .fail(
                "delegation",
                &[&to("group: gateway.networking.k8s.io, kind: HTTPRoute, name: web")],
                "an HTTPRoute cannot",
            )
            .severity(Severity::Warning)
            .settings("implementation: istio")
            .fail(
                "without it",
                &[&to("group: gateway.networking.k8s.io, kind: HTTPRoute, name: web")],
                "an HTTPRoute cannot",
            )
            .severity(Severity::Error);
    }
}

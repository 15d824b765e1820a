use super::words::shown_at;
use crate::diagnostic::Diagnostic;
use crate::facts::services::Used;
use crate::model::GroupKind;
use crate::rules::{Context, declare_rule};
use crate::world::Lookup;

declare_rule! {
    /// A Service without selector that a route sends to has an `EndpointSlice`.
    /// ## Why it matters
    /// Nothing makes endpoints for such a Service: its author has to write them too. Without endpoints every request is
    /// answered with 503, although all conditions are healthy.
    /// ## Example
    /// ```yaml
    /// # settings: {complete: true}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web # RP2013
    ///   namespace: web
    /// spec: { ports: [{ port: 80 }] }
    /// ```
    /// ## Source
    /// [Kubernetes Services without selectors](https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors):
    /// Kubernetes makes no EndpointSlices for a Service without a selector.
    pub(crate) SERVICE_WITHOUT_ENDPOINTS = "RP2013", "service-without-endpoints" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// What the control plane copies into an `EndpointSlice`.
const ENDPOINTS: GroupKind<'static> = GroupKind { group: "", kind: "Endpoints" };

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let selectorless = cx.services.iter().filter(|it| !it.has_selector && !it.is_external_name);
    out.extend(selectorless.filter(|it| has_none(cx, it)).map(without_endpoints));
}

fn has_none(cx: &Context<'_, '_, '_>, used: &Used<'_, '_, '_>) -> bool {
    let (namespace, name) = (used.item.namespace(), used.item.name());
    let copied = matches!(cx.world.find(ENDPOINTS, namespace, name), Lookup::Found(_));
    let sliced = !cx.world.slices(namespace, name).is_empty();
    !copied && !sliced && cx.world.is_complete(GroupKind::ENDPOINT_SLICE, namespace)
}

fn without_endpoints(used: &Used<'_, '_, '_>) -> Diagnostic {
    let reference = used.first.backend_ref.name().at;
    let at = shown_at(used.item, used.item.at(), reference);
    let message = format!("{} has neither a selector nor an EndpointSlice", used.item.title());
    Diagnostic::new(&SERVICE_WITHOUT_ENDPOINTS, at, message)
        .with_help("add a selector, or an EndpointSlice with the label `kubernetes.io/service-name`")
        .with_related(reference, "a route sends to it here")
}

#[cfg(test)]
mod tests {
    use super::SERVICE_WITHOUT_ENDPOINTS as RULE;
    use crate::rules::testing::{Tester, route_to, service};

    #[test]
    fn service_without_endpoints() {
        let (route, web) = (route_to("web", 80), service("web", "{ports: [{port: 80}]}"));
        let slice = "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a, namespace: web, labels: {kubernetes.io/service-name: web}}\naddressType: IPv4\nendpoints: [{addresses: [192.0.2.1]}]\nports: [{port: 80}]\n";
        let endpoints =
            "apiVersion: v1\nkind: Endpoints\nmetadata: {name: web, namespace: web}\nsubsets: []\n";
        Tester::new(&RULE)
            .pass("EndpointSlices are unknown", &[&route, &web])
            .complete()
            .pass("there is one", &[route.as_str(), &web, slice])
            .pass("there are Endpoints", &[route.as_str(), &web, endpoints])
            .pass("a selector", &[&route, &web.replace("{ports", "{selector: {a: b}, ports")])
            .pass("no route uses it", &[&web])
            .fail("neither", &[&route, &web], "Service `web/web` has neither a selector nor an EndpointSlice")
            .at("web");
    }
}

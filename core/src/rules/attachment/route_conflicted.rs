use super::words::of_platform;
use crate::attach::{Target, Verdict};
use crate::diagnostic::Diagnostic;
use crate::rules::{Context, declare_rule};
use crate::world::Item;

declare_rule! {
    /// All routes of one namespace that attach to one port of a Service in a mesh are of one kind.
    /// ## Why it matters
    /// The most specific kind gets the port: GRPCRoute, HTTPRoute, TLSRoute, TCPRoute, in that order. Routes of the
    /// other kinds are not accepted (`Conflicted`). A `UDPRoute` does not conflict, because UDP has ports of its own.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ group: "", kind: Service, name: shop }] # RP3010
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: GRPCRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ group: "", kind: Service, name: shop }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: shop, namespace: web }
    /// spec: { ports: [{ port: 80 }] }
    /// ```
    /// ## Source
    /// [GEP-1294](https://gateway-api.sigs.k8s.io/geps/gep-1294/): Of routes of several kinds for one Service port
    /// the most specific kind counts.
    pub(crate) ROUTE_CONFLICTED = "RP3010", "route-conflicted" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for attachment in cx.routes.iter().flat_map(|it| &it.attachments) {
        if let (Verdict::Conflicted, Some(rival), Target::Service(service)) =
            (attachment.verdict, attachment.rival, attachment.target)
            && of_platform(cx, attachment)
        {
            let name = attachment.parent_ref.name();
            let shown = service.found().map_or_else(|| format!("Service `{}`", name.value), Item::title);
            let port = match attachment.parent_ref.port() {
                Some(port) => format!("port {} of {shown}", port.value),
                None => shown,
            };
            let message = format!("{} has {port}, and is of a more specific kind", rival.title());
            let finding = Diagnostic::new(&ROUTE_CONFLICTED, name.at, message)
                .with_help("write the rules of both as one kind, or let them have different ports")
                .with_related(rival.at(), "the other route is here");
            out.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ROUTE_CONFLICTED as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn route_conflicted() {
        let api =
            "apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {ports: [{port: 80}, {port: 81}]}\n";
        let http = route("parentRefs: [{name: api, kind: Service, group: '', port: 80}]");
        let grpc = http.replace("HTTPRoute", "GRPCRoute");
        let in_namespace = |it: &str| {
            it.replace("name: shop", "name: shop, namespace: clients")
                .replace("name: api,", "name: api, namespace: default,")
        };
        Tester::new(&RULE)
            .pass("one kind", &[api, &http, &http.replace("name: shop", "name: other")])
            .pass("another port", &[api, &http, &grpc.replace("port: 80", "port: 81")])
            .pass("routes for other clients", &[api, &in_namespace(&http), &grpc])
            .pass("UDP", &[api, &http.replace("HTTPRoute", "TCPRoute"), &http.replace("HTTPRoute", "UDPRoute")])
            .pass("the Service is unknown", &[&http, &grpc])
            .fail(
                "two kinds",
                &[api, &http, &grpc],
                "GRPCRoute `default/shop` has port 80 of Service `default/api`, and is of a more specific kind",
            )
            .at("api");
    }
}

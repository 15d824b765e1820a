use crate::diagnostic::Diagnostic;
use crate::live::differences;
use crate::rules::declare_rule;
use crate::world::Item;

declare_rule! {
    /// The live object is what its manifest says.
    /// ## Why it matters
    /// The manifest was not applied, was changed since, or the object was edited: what was checked is not
    /// what runs. Fields that the manifest does not set are not compared.
    /// ## Example
    /// ```yaml
    /// # manifests
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   hostnames:
    ///     - shop.example.com # RP6008
    /// ---
    /// # live
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web, generation: 2 }
    /// spec:
    ///   hostnames:
    ///     - old.example.com
    /// ```
    /// ## Source
    /// [Kubernetes objects, spec and status](https://kubernetes.io/docs/concepts/overview/working-with-objects/#object-spec-and-status):
    /// `spec` is the state that is wanted.
    pub(crate) LIVE_DIFFERS_FROM_MANIFEST = "RP6008", "live-differs-from-manifest" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

/// In which fields `live` differs from its manifest.
pub(crate) fn differs(manifest: &Item<'_>, live: &Item<'_>, out: &mut Vec<Diagnostic>) {
    for it in differences(manifest, live) {
        let message = format!("the live {} differs: {}", manifest.title(), it.words());
        let at = it.live.as_ref().map_or_else(|| live.at(), |(_, at)| *at);
        out.push(
            Diagnostic::new(&LIVE_DIFFERS_FROM_MANIFEST, it.manifest.1, message)
                .with_help("apply the manifest again, or find out who changes the object")
                .with_related(at, "the live object says this"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::LIVE_DIFFERS_FROM_MANIFEST as RULE;
    use crate::rules::testing::{Tester, route, route_to};

    #[test]
    fn live_differs_from_manifest() {
        let defaulted = "parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}], rules: [{backendRefs: [{group: '', kind: Service, name: web, port: 80, weight: 1}]}]";
        let live = route(defaulted).replace("{name: shop}", "{name: shop, namespace: web, generation: 1}");
        let none = route("hostnames: [a.example]");
        Tester::new(&RULE)
            .applied(&live)
            .pass("but for defaults the same", &route_to("web", 80))
            .pass("not in the dump", &none)
            .fail(
                "another port",
                &route_to("web", 81),
                "`spec.rules[0].backendRefs[0].port` is `80`, the manifest says `81`",
            )
            .at("81")
            .fail(
                "another number of backends",
                &route_to("web", 80).replace("port: 80}", "port: 80}, {name: b, port: 80}"),
                "`spec.rules[0].backendRefs` is 1 item, the manifest says 2 items",
            )
            .fail(
                "a field that is not there",
                &route_to("web", 80).replace("spec: {", "spec: {hostnames: [a.example], "),
                "`spec.hostnames` is not there, the manifest says 1 item",
            );
    }
}

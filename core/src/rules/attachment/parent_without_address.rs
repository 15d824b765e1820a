use super::words::of_platform;
use crate::attach::Target;
use crate::diagnostic::Diagnostic;
use crate::model::Service;
use crate::rules::{Context, declare_rule};
use crate::world::Lookup;

declare_rule! {
    /// A Service that routes have as parent, in a mesh, has an address of its own.
    /// ## Why it matters
    /// A mesh knows by the Service's IP that a request is meant for its routes. Clients of a headless Service call the Pods
    /// themselves, and `ExternalName` is a name for something else, so Gateway API tells meshes not to support either as a
    /// parent: the routes may do nothing, although a status may say that they are accepted.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ group: "", kind: Service, name: shop }] # RP3011
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: shop, namespace: web }
    /// spec: { clusterIP: None, ports: [{ port: 80 }] }
    /// ```
    /// ## Source
    /// [GEP-1294](https://gateway-api.sigs.k8s.io/geps/gep-1294/): A mesh should not accept a headless Service or
    /// an ExternalName Service as a parent.
    pub(crate) PARENT_WITHOUT_ADDRESS = "RP3011", "parent-without-address" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for attachment in cx.routes.iter().flat_map(|it| &it.attachments) {
        let Target::Service(Lookup::Found(item)) = attachment.target else { continue };
        let service: Service<'_> = item.read();
        let what = if service.is_external_name() {
            "is a name for something outside the cluster"
        } else if service.is_headless() {
            "is headless"
        } else {
            continue;
        };
        if of_platform(cx, attachment) {
            let message = format!("{} {what}, and a mesh need not take routes for it", item.title());
            let finding = Diagnostic::new(&PARENT_WITHOUT_ADDRESS, attachment.parent_ref.name().at, message)
                .with_help("let the routes have a Service with a clusterIP as parent")
                .with_related(item.at(), "the Service is here");
            out.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PARENT_WITHOUT_ADDRESS as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn parent_without_address() {
        let api = |spec: &str| {
            format!("apiVersion: v1\nkind: Service\nmetadata: {{name: api}}\nspec: {{{spec}}}\n")
        };
        let shop = route("parentRefs: [{name: api, kind: Service, group: ''}]");
        Tester::new(&RULE)
            .pass("an address that Kubernetes gives", &[&api("ports: [{port: 80}]"), &shop])
            .pass("a node's port", &[&api("type: NodePort, ports: [{port: 80}]"), &shop])
            .pass("the Service is unknown", &[&shop])
            .fail(
                "headless",
                &[&api("clusterIP: None, ports: [{port: 80}]"), &shop],
                "Service `default/api` is headless, and a mesh need not take routes for it",
            )
            .at("api")
            .fail(
                "a name",
                &[&api("type: ExternalName, externalName: a.test"), &shop],
                "Service `default/api` is a name for something outside the cluster",
            );
    }
}

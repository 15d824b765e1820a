use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// The values of an object of Kubernetes' own kinds pass the validation of the API server.
    /// ## Why it matters
    /// Beyond the type of each field, the API server has rules in code: the name of a Service's port is a DNS label, a
    /// workload's selector matches the labels of its Pods, a volume that a container mounts is there. An object that
    /// breaks one is refused.
    /// ## Example
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: shop }
    /// spec:
    ///   selector: { matchLabels: { app: shop } }
    ///   template:
    ///     metadata: { labels: { app: store } } # RP1028
    ///     spec: { containers: [{ name: shop, image: example/shop }] }
    /// ```
    /// ## Source
    /// [Kubernetes API reference](https://kubernetes.io/docs/reference/kubernetes-api/): The fields of each kind
    /// say which values are valid.
    pub(crate) REFUSED_VALUE = "RP1028", "refused-value" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let path = &violation.path;
    match &violation.kind {
        ViolationKind::Misnamed { what, fault } => {
            let message = format!("`{path}` is not {what}: {}", words::fault(*fault));
            Diagnostic::new(&REFUSED_VALUE, at, message)
        }
        ViolationKind::Refused { message, help } => {
            let diagnostic = Diagnostic::new(&REFUSED_VALUE, at, format!("`{path}` {message}"));
            if help.is_empty() { diagnostic } else { diagnostic.with_help(&**help) }
        }
        _ => Diagnostic::new(&REFUSED_VALUE, at, format!("the API server refuses `{path}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::REFUSED_VALUE as RULE;
    use crate::rules::testing::{Tester, service};

    #[test]
    fn refused_value() {
        Tester::new(&RULE)
            .pass("names", &service("web", "{ports: [{name: http, port: 80}, {name: https, port: 443}]}"))
            .fail(
                "a capital",
                &service("web", "{ports: [{name: HTTP, port: 80}]}"),
                "`spec.ports[0].name` is not a DNS label: the capital `H` is not allowed in it",
            )
            .at("HTTP")
            .fail(
                "a selector that matches nothing",
                &deployment("{app: web}", "{app: store}", ""),
                "`spec.template.metadata.labels` does not have the labels of `selector`",
            )
            .pass("a selector that matches", &deployment("{app: web}", "{app: web, tier: front}", ""))
            .pass("variables", &deployment("{app: web}", "{app: '${APP}'}", ""))
            .fail(
                "a volume that is not there",
                &deployment("{app: web}", "{app: web}", "volumeMounts: [{name: files, mountPath: /files}]"),
                "`spec.template.spec.containers[0].volumeMounts[0].name` is no volume of the Pod",
            )
            .at("files")
            .fail(
                "a headless NodePort",
                &service("web", "{type: NodePort, clusterIP: None, ports: [{port: 80}]}"),
                "`spec.clusterIPs[0]` may not be `None` where `type` is `NodePort`",
            )
            .fail(
                "an endpoint that no request reaches",
                "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a}, addressType: IPv4, endpoints: [{addresses: [127.0.0.1]}]}",
                "`endpoints[0].addresses[0]` is a loopback address",
            )
            .fail(
                "a part of a range that is none",
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]}}",
                "`spec.ingress[0].from[0].ipBlock.except[0]` is no smaller part of `cidr`",
            )
            .fail(
                "an Ingress without a port",
                "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {defaultBackend: {service: {name: a}}}}",
                "`spec.defaultBackend` has no port",
            )
            .fail(
                "a Secret without its key",
                "{apiVersion: v1, kind: Secret, metadata: {name: a}, type: kubernetes.io/tls, data: {tls.crt: aGk=}}",
                "`data[tls.key]` is missing",
            );
    }

    #[test]
    fn releases_differ() {
        let policy = |cidr: &str| {
            format!(
                "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: a}}, spec: {{ingress: [{{from: [{{ipBlock: {{cidr: {cidr}}}}}]}}]}}}}"
            )
        };
        Tester::new(&RULE)
            .fail(
                "bits behind the prefix, since 1.36",
                &policy("10.0.0.1/8"),
                "`spec.ingress[0].from[0].ipBlock.cidr` is no range",
            )
            .settings("kubernetes: '1.35'")
            .pass("and not before", &policy("10.0.0.1/8"));
    }

    fn deployment(selector: &str, labels: &str, container: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  selector: {{matchLabels: {selector}}}\n  template:\n    metadata: {{labels: {labels}}}\n    spec:\n      containers: [{{name: web, image: example/web, {container}}}]\n"
        )
    }
}

use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{NameFault, Violation};

declare_rule! {
    /// The namespace of an object is a DNS label: lower-case letters, digits and `-`, at most 63 of them.
    /// ## Why it matters
    /// No namespace can have another name, so the object cannot be created.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web.shop } # RP1053
    /// spec: {}
    /// ```
    /// ## Source
    /// [Kubernetes object names](https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names):
    /// The name of a Namespace is a DNS label.
    pub(crate) INVALID_NAMESPACE = "RP1053", "invalid-namespace" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation, fault: NameFault) -> Diagnostic {
    let message = format!("`metadata.namespace` is not a valid namespace: {}", words::fault(fault));
    Diagnostic::new(&INVALID_NAMESPACE, subject.at(violation.at), message)
        .with_help("use lower-case letters, digits and `-`, beginning and ending with a letter or digit")
}

#[cfg(test)]
mod tests {
    use super::INVALID_NAMESPACE as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn invalid_namespace() {
        let inside =
            |name: &str| route("{}").replace("name: shop", &format!("name: shop, namespace: {name}"));
        Tester::new(&RULE).pass("a label", &inside("web-1")).pass("none", &inside("''")).fail(
            "a dot",
            &inside("a.b"),
            "`.` is not allowed in it",
        );
    }
}

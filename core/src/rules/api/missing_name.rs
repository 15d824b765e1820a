use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::Violation;

declare_rule! {
    /// An object has a name, or a generateName from which the API server makes one.
    /// ## Why it matters
    /// An object without a name cannot be created, and `kubectl apply` needs a name in any case.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute # RP1051
    /// metadata: { namespace: shop }
    /// spec: {}
    /// ```
    /// ## Source
    /// [Kubernetes API concepts](https://kubernetes.io/docs/reference/using-api/api-concepts/#generated-values): An
    /// object has a `name`, or a `generateName` to which the API server adds a suffix.
    pub(crate) MISSING_NAME = "RP1051", "missing-name" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    Diagnostic::new(&MISSING_NAME, subject.at(violation.at), format!("{} has no name", subject.view.kind()))
        .with_help("add `metadata.name`")
}

#[cfg(test)]
mod tests {
    use super::MISSING_NAME as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn missing_name() {
        Tester::new(&RULE)
            .pass("a name", &route("{}"))
            .pass("a generateName", &route("{}").replace("name: shop", "generateName: shop-"))
            .fail("none", &route("{}").replace("name: shop", ""), "HTTPRoute has no name")
            .fail("an empty one", &route("{}").replace("name: shop", "name: ''"), "HTTPRoute has no name");
    }
}

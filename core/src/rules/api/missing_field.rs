use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// Every required field is there, and is not null.
    /// ## Why it matters
    /// The API server refuses an object without a required field. A field that is written without a value is null,
    /// which counts as absent.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   parentRefs: [{ namespace: infra }] # RP1021
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// A field that the schema lists under `required` is there.
    pub(crate) MISSING_FIELD = "RP1021", "missing-field" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let name = if let ViolationKind::Missing { name, .. } = &violation.kind { name } else { "" };
    let owner = violation.path.strip_suffix(name).map(|it| it.trim_end_matches('.')).unwrap_or_default();
    let message = if owner.is_empty() {
        format!("{} has no `{name}`", subject.view.kind())
    } else {
        format!("`{owner}` has no `{name}`")
    };
    let null = matches!(violation.kind, ViolationKind::Missing { null: true, .. });
    let help = if null {
        format!("`{name}` is written without a value: give it one")
    } else {
        format!("add `{name}`")
    };
    Diagnostic::new(&MISSING_FIELD, subject.at(violation.at), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::MISSING_FIELD as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn missing_field() {
        Tester::new(&RULE)
            .pass("all there", &route("parentRefs: [{name: a}]"))
            .fail("absent", &route("parentRefs: [{namespace: a}]"), "`spec.parentRefs[0]` has no `name`")
            .fail("null", &route("parentRefs: [{name: }]"), "`spec.parentRefs[0]` has no `name`")
            .fail(
                "in the object",
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\n",
                "Gateway has no `spec`",
            );
    }
}

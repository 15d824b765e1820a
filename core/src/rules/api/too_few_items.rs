use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// Every list has at least as many items, and every map as many entries, as its field needs.
    /// ## Why it matters
    /// An empty list is not the same as an absent one: the API server sets its default only where nothing is written,
    /// and refuses the empty list.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   rules: [] # RP1031
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// A list has at least `minItems` items, and a map at least `minProperties` entries.
    pub(crate) TOO_FEW_ITEMS = "RP1031", "too-few-items" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::TooFew { found, limit, of } = violation.kind else {
        return Diagnostic::new(&TOO_FEW_ITEMS, at, format!("`{}` has too few items", violation.path));
    };
    let what = words::counted(of);
    let (message, help) = if found == 0 {
        (format!("`{}` is empty", violation.path), "give it a value, or remove the field".to_owned())
    } else {
        (format!("`{}` has only {found} {what}", violation.path), format!("at least {limit} are needed"))
    };
    Diagnostic::new(&TOO_FEW_ITEMS, at, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::TOO_FEW_ITEMS as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn too_few_items() {
        Tester::new(&RULE).pass("absent", &route("{}")).pass("one", &route("rules: [{}]")).fail(
            "empty",
            &route("rules: []"),
            "`spec.rules` is empty",
        );
    }
}

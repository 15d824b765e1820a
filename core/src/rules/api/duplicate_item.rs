use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// The items of a list that is keyed by name, or is a set, all differ.
    /// ## Why it matters
    /// Header matches, listeners and similar items are identified by their key fields. Upper and lower case differ, and
    /// default values count. The API server refuses a second item with the same key.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   rules:
    ///   - matches:
    ///     - headers:
    ///       - { name: x-env, value: test }
    ///       - { name: x-env, value: dev } # RP1032
    /// ```
    /// ## Source
    /// [Kubernetes list types](https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy):
    /// The items of a `set` differ, and those of a `map` differ in their keys.
    pub(crate) DUPLICATE_ITEM = "RP1032", "duplicate-item" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::Duplicate { keys, first } = &violation.kind else {
        return Diagnostic::new(&DUPLICATE_ITEM, at, format!("`{}` is in the list twice", violation.path));
    };
    let (message, help) = if keys.is_empty() {
        (format!("`{}` is already in the list", violation.path), "remove it")
    } else {
        let keys = words::listed(keys.iter().map(|it| &**it), "and");
        (
            format!("`{}` has the same {keys} as another item of the list", violation.path),
            "change it, or merge the two",
        )
    };
    Diagnostic::new(&DUPLICATE_ITEM, at, message)
        .with_help(help)
        .with_related(subject.at(*first), "the first one is here")
}

#[cfg(test)]
mod tests {
    use super::DUPLICATE_ITEM as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn duplicate_item() {
        let headers = |list: &str| route(&format!("rules: [{{matches: [{{headers: [{list}]}}]}}]"));
        Tester::new(&RULE)
            .pass("other case", &headers("{name: A, value: a}, {name: a, value: a}"))
            .fail(
                "same name",
                &headers("{name: a, value: a}, {name: a, value: b}"),
                "headers[1]` has the same `name`",
            )
            .fail(
                "once per value",
                &headers("{name: a, value: a}, {name: a, value: b}, {name: a, value: c}"),
                "headers[1]`",
            );
    }
}

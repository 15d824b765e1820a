use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{NameFault, Violation};

declare_rule! {
    /// Label keys are `name` or `domain/name`, and label values at most 63 letters, digits, `-`, `_` and `.`.
    /// ## Why it matters
    /// The API server refuses the object. What is longer or has other characters belongs into an annotation.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   labels: { owner: team shop } # RP1054
    /// spec: {}
    /// ```
    /// ## Source
    /// [Kubernetes labels](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set):
    /// A key has an optional prefix and a name of at most 63 characters; a value has at most 63 characters.
    pub(crate) INVALID_LABEL = "RP1054", "invalid-label" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn key(subject: &Subject<'_>, violation: &Violation, fault: NameFault) -> Diagnostic {
    let message = format!("this label key is not valid: {}", words::fault(fault));
    Diagnostic::new(&INVALID_LABEL, subject.at(violation.at), message).with_help(
        "use `name` or `domain/name`: a lower-case domain, and at most 63 letters, digits, `-`, `_` and `.`",
    )
}

pub(super) fn value(subject: &Subject<'_>, violation: &Violation, fault: NameFault) -> Diagnostic {
    let message = format!("this label value is not valid: {}", words::fault(fault));
    Diagnostic::new(&INVALID_LABEL, subject.at(violation.at), message)
        .with_help("use at most 63 letters, digits, `-`, `_` and `.`, or make it an annotation")
}

#[cfg(test)]
mod tests {
    use super::INVALID_LABEL as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn invalid_label() {
        let labelled =
            |labels: &str| route("{}").replace("name: shop", &format!("name: shop, labels: {{{labels}}}"));
        Tester::new(&RULE)
            .pass("a domain", &labelled("example.com/Name: A_b.c"))
            .fail("a capital domain", &labelled("A/b: c"), "this label key is not valid")
            .fail(
                "a space",
                &labelled("a: b c"),
                "this label value is not valid: a space is not allowed in it",
            );
    }
}

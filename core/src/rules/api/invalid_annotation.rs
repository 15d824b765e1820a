use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{NameFault, Violation};

declare_rule! {
    /// Annotation keys are `name` or `domain/name`, and all annotations together are no larger than 256 KiB.
    /// ## Why it matters
    /// The API server refuses the object.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   annotations: { "team owner": shop } # RP1055
    /// spec: {}
    /// ```
    /// ## Source
    /// [Kubernetes annotations](https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set):
    /// A key has an optional prefix and a name of at most 63 characters.
    pub(crate) INVALID_ANNOTATION = "RP1055", "invalid-annotation" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn key(subject: &Subject<'_>, violation: &Violation, fault: NameFault) -> Diagnostic {
    let message = format!("this annotation key is not valid: {}", words::fault(fault));
    Diagnostic::new(&INVALID_ANNOTATION, subject.at(violation.at), message)
        .with_help("use `name` or `domain/name`: a domain, and at most 63 letters, digits, `-`, `_` and `.`")
}

pub(super) fn size(subject: &Subject<'_>, violation: &Violation, found: usize) -> Diagnostic {
    let message = format!("the annotations have {found} bytes together");
    Diagnostic::new(&INVALID_ANNOTATION, subject.at(violation.at), message)
        .with_help("at most 262144 are allowed: move the data into a ConfigMap")
}

#[cfg(test)]
mod tests {
    use super::INVALID_ANNOTATION as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn invalid_annotation() {
        let noted =
            |notes: &str| route("{}").replace("name: shop", &format!("name: shop, annotations: {{{notes}}}"));
        Tester::new(&RULE)
            .pass("a capital domain", &noted("A/b: any text at all"))
            .fail("a space", &noted("a b: c"), "this annotation key is not valid: a space")
            .fail("too large", &noted(&format!("a: {}", "x".repeat(262_144))), "262145 bytes together");
    }
}

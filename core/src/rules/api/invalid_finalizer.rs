use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{NameFault, Violation};

declare_rule! {
    /// Finalizers are `name` or `domain/name`, and ask for one kind of deletion only.
    /// ## Why it matters
    /// The API server refuses the object. A finalizer that no controller removes keeps the object from being deleted.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   finalizers: ["keep me"] # RP1057
    /// spec: {}
    /// ```
    /// ## Source
    /// [Kubernetes finalizers](https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/): A
    /// finalizer is a key with a prefix, and keeps the object until a controller removes it.
    pub(crate) INVALID_FINALIZER = "RP1057", "invalid-finalizer" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn name(subject: &Subject<'_>, violation: &Violation, fault: NameFault) -> Diagnostic {
    let message = format!("this finalizer is not valid: {}", words::fault(fault));
    Diagnostic::new(&INVALID_FINALIZER, subject.at(violation.at), message).with_help("use `domain/name`")
}

pub(super) fn conflict(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    Diagnostic::new(
        &INVALID_FINALIZER,
        subject.at(violation.at),
        "finalizers `orphan` and `foregroundDeletion` exclude each other",
    )
    .with_help("keep one of them")
}

#[cfg(test)]
mod tests {
    use super::INVALID_FINALIZER as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn invalid_finalizer() {
        let with =
            |list: &str| route("{}").replace("name: shop", &format!("name: shop, finalizers: [{list}]"));
        Tester::new(&RULE)
            .pass("a domain", &with("example.com/a"))
            .fail("a space", &with("a b"), "this finalizer is not valid")
            .fail("both", &with("orphan, foregroundDeletion"), "exclude each other");
    }
}

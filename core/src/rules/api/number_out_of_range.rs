use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// A number lies between the bounds of its field.
    /// ## Why it matters
    /// Ports go from 1 to 65535 and weights from 0 to 1000000. The API server refuses any other number.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   rules:
    ///   - backendRefs: [{ name: web, port: 80800 }] # RP1025
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// A number is within the `minimum` and `maximum` of its field.
    pub(crate) NUMBER_OUT_OF_RANGE = "RP1025", "number-out-of-range" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let path = &violation.path;
    let (message, help) = match violation.kind {
        ViolationKind::AboveMaximum { limit, exclusive: false } => {
            (format!("`{path}` is larger than {limit}"), format!("use {limit} or less"))
        }
        ViolationKind::BelowMinimum { limit, exclusive: false } => {
            (format!("`{path}` is smaller than {limit}"), format!("use {limit} or more"))
        }
        ViolationKind::AboveMaximum { limit, .. } => {
            (format!("`{path}` is not below {limit}"), format!("use less than {limit}"))
        }
        ViolationKind::BelowMinimum { limit, .. } => {
            (format!("`{path}` is not above {limit}"), format!("use more than {limit}"))
        }
        ViolationKind::NotMultiple { factor } => {
            (format!("`{path}` is no multiple of {factor}"), format!("use a multiple of {factor}"))
        }
        ViolationKind::OutOfFormat { format: "float" } => {
            (format!("`{path}` does not fit a number of single precision"), "use a smaller number".to_owned())
        }
        _ => (format!("`{path}` does not fit a 32-bit integer"), "use a smaller whole number".to_owned()),
    };
    Diagnostic::new(&NUMBER_OUT_OF_RANGE, subject.at(violation.at), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::NUMBER_OUT_OF_RANGE as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn number_out_of_range() {
        let port = |port: &str| route(&format!("rules: [{{backendRefs: [{{name: a, port: {port}}}]}}]"));
        Tester::new(&RULE)
            .pass("the largest port", &port("65535"))
            .fail("zero", &port("0"), "`spec.rules[0].backendRefs[0].port` is smaller than 1")
            .fail("one more", &port("65536"), "is larger than 65535")
            .fail("more than 32 bits", &port("2147483648"), "is larger than 65535");
    }
}

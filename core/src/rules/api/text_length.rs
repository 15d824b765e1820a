use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// Text is neither shorter nor longer than its field allows.
    /// ## Why it matters
    /// The API server counts characters and refuses text that is too long, or empty where a text is required.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   parentRefs: [{ name: "" }] # RP1024
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// Text is as long as `minLength` and `maxLength` allow.
    pub(crate) TEXT_LENGTH = "RP1024", "text-length" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let path = &violation.path;
    let (message, help) = match violation.kind {
        ViolationKind::TooShort { found: 0, limit } => (
            format!("`{path}` is empty"),
            format!("write at least {}, or remove the field", characters(limit)),
        ),
        ViolationKind::TooShort { found, limit } => {
            (format!("`{path}` has only {}", characters(found)), format!("at least {limit} are needed"))
        }
        ViolationKind::TooLong { found, limit } => {
            (format!("`{path}` has {}", characters(found)), format!("at most {limit} are allowed"))
        }
        _ => (format!("`{path}` has a length that is not allowed"), String::new()),
    };
    Diagnostic::new(&TEXT_LENGTH, subject.at(violation.at), message).with_help(help)
}

fn characters(count: u64) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

#[cfg(test)]
mod tests {
    use super::TEXT_LENGTH as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn text_length() {
        let parent = |name: &str| route(&format!("parentRefs: [{{name: '{name}'}}]"));
        Tester::new(&RULE)
            .pass("as long as allowed, in characters", &parent(&"é".repeat(253)))
            .fail("too long", &parent(&"é".repeat(254)), "`spec.parentRefs[0].name` has 254 characters")
            .fail("empty", &parent(""), "`spec.parentRefs[0].name` is empty");
    }
}

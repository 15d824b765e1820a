use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// Text that stands for a quantity, a time or bytes can be read as such.
    /// ## Why it matters
    /// The API server reads such fields of Kubernetes' own kinds before it looks at anything else, and stops at the first
    /// that it cannot read. Units are case-sensitive: `Gi` and `G`, and `m` is a thousandth.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: { name: shop }
    /// spec:
    ///   accessModes: [ReadWriteOnce]
    ///   resources: { requests: { storage: 1GB } } # RP1027
    /// ```
    /// ## Source
    /// [Kubernetes quantities](https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/): A
    /// quantity is a number with an optional suffix such as `m`, `Ki` or `M`.
    pub(crate) UNREADABLE_VALUE = "RP1027", "unreadable-value" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::Unreadable { found, format } = &violation.kind else {
        return Diagnostic::new(&UNREADABLE_VALUE, at, "this text cannot be read");
    };
    let (what, help) = match *format {
        "quantity" => (
            "a quantity",
            "write a number with a unit or without: `n`, `u`, `m`, `k`, `M`, `G`, `T`, `P`, `E`, or `Ki` to `Ei`",
        ),
        "byte" => ("base64", "encode it, with its padding; a Secret takes plain text in `stringData`"),
        _ => ("a timestamp", "write it like `2006-01-02T15:04:05.000000Z`"),
    };
    // What a Secret holds is not repeated.
    let shown = if *format == "byte" { "its text".to_owned() } else { words::quoted(found) };
    let message = format!("`{}` cannot be read: {shown} is not {what}", violation.path);
    Diagnostic::new(&UNREADABLE_VALUE, at, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::UNREADABLE_VALUE as RULE;
    use crate::rules::testing::Tester;

    #[test]
    fn unreadable_value() {
        let claim = |storage: &str| {
            format!(
                "{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: a}}, spec: {{resources: {{requests: {{storage: {storage}}}}}}}}}"
            )
        };
        let secret = |data: &str| {
            format!("{{apiVersion: v1, kind: Secret, metadata: {{name: a}}, data: {{a: {data}}}}}")
        };
        Tester::new(&RULE)
            .pass("a unit", &claim("1Gi"))
            .pass("a number", &claim("1.5"))
            .fail(
                "no unit",
                &claim("1GB"),
                "`spec.resources.requests.storage` cannot be read: `1GB` is not a quantity",
            )
            .at("1GB")
            .pass("base64", &secret("aGk="))
            .fail("plain text", &secret("hi!"), "`data.a` cannot be read: its text is not base64");
    }
}

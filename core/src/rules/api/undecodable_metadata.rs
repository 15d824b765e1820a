use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// Every field of metadata has its type, and label and annotation values are text.
    /// ## Why it matters
    /// The API server reads metadata before anything else and stops at the first value of another type. In YAML `1`,
    /// `true`, `yes` and `on` are no text unless they are quoted.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   labels: { canary: yes } # RP1050
    /// ```
    /// ## Source
    /// [ObjectMeta](https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#ObjectMeta): Each field of `metadata`
    /// has one type; the values of labels and annotations are strings.
    pub(crate) UNDECODABLE_METADATA = "RP1050", "undecodable-metadata" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let path = &violation.path;
    match &violation.kind {
        ViolationKind::Undecodable { expected, found, mend } => {
            let message = format!("`{path}` is {}, not {expected}", words::type_in_words(found));
            words::mended(Diagnostic::new(&UNDECODABLE_METADATA, at, message), at, mend.as_ref())
        }
        _ => Diagnostic::new(&UNDECODABLE_METADATA, at, format!("`{path}` is not a timestamp"))
            .with_help("remove it: the API server sets it, and ignores what a manifest says"),
    }
}

#[cfg(test)]
mod tests {
    use super::UNDECODABLE_METADATA as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn undecodable_metadata() {
        let meta = |more: &str| route("{}").replace("name: shop", &format!("name: shop, {more}"));
        Tester::new(&RULE)
            .pass("text", &meta("labels: {a: 'yes', b: }, generation: 1"))
            .fail("a boolean", &meta("labels: {a: yes}"), "`metadata.labels.a` is true or false, not text")
            .fix("a: yes", "a: \"yes\"")
            .fail("a list", &meta("annotations: []"), "`metadata.annotations` is a list, not an object")
            .fail(
                "a date",
                &meta("creationTimestamp: now"),
                "`metadata.creationTimestamp` is not a timestamp",
            );
    }
}

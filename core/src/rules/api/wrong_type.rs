use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// Every value has the type that its field asks for.
    /// ## Why it matters
    /// YAML turns some plain words into other types: `80` is a number and `"80"` is text, `on` and `no` are booleans.
    /// The API server converts nothing and refuses the object.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   rules:
    ///   - backendRefs:
    ///     - name: web
    ///       port: "80" # RP1020
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// A value has the `type` that the schema names.
    pub(crate) WRONG_TYPE = "RP1020", "wrong-type" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let path = &violation.path;
    let ViolationKind::WrongType { expected, found, mend } = &violation.kind else {
        return Diagnostic::new(&WRONG_TYPE, at, format!("`{path}` is not an object"));
    };
    let (wanted, is) = (words::type_in_words(expected), words::type_in_words(found));
    let message = format!("`{path}` is {is}, not {wanted}");
    let diagnostic = Diagnostic::new(&WRONG_TYPE, at, message);
    match mend {
        Some(_) => words::mended(diagnostic, at, mend.as_ref()),
        None if *expected == "array" => diagnostic.with_help("write it as a list, each item after `- `"),
        None if *found == "null" => diagnostic.with_help("remove the empty item, or write its value"),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::WRONG_TYPE as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn wrong_type() {
        Tester::new(&RULE)
            .pass("a number", &route("rules: [{backendRefs: [{name: a, port: 80}]}]"))
            .pass("a float without fraction", &route("rules: [{backendRefs: [{name: a, port: 8e1}]}]"))
            .fail(
                "quoted",
                &route("rules: [{backendRefs: [{name: a, port: '80'}]}]"),
                "is text, not a whole number",
            )
            .fix("'80'", "80")
            .fail(
                "a word that is a boolean",
                &route("parentRefs: [{name: a, namespace: n}]"),
                "is true or false, not text",
            )
            .fix("namespace: n", "namespace: \"n\"")
            .fail("no list", &route("rules: {backendRefs: []}"), "`spec.rules` is an object, not a list");
    }
}

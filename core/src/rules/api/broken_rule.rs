use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Misfit, Violation, ViolationKind};

declare_rule! {
    /// The fields of an object fit together as the rules of its CRD require.
    /// ## Why it matters
    /// Besides the type of each field, Gateway API has rules about several fields together: a redirect and a rewrite
    /// exclude each other, an HTTPS listener needs a certificate, a Service needs a port. They are written in CEL, and
    /// the API server refuses an object that breaks one.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   rules:
    ///   - backendRefs:
    ///     - name: web # RP1040
    ///     filters:
    ///     - type: RequestRedirect # RP1040
    /// ```
    /// ## Source
    /// [Validation rules of CRDs](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules):
    /// A rule in CEL that gives `false` refuses the object.
    pub(crate) BROKEN_RULE = "RP1040", "broken-rule" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::Rule { message, help, failure, .. } = &violation.kind else {
        return Diagnostic::new(&BROKEN_RULE, at, "a rule of the CRD is broken");
    };
    let diagnostic = Diagnostic::new(&BROKEN_RULE, at, &**message);
    let help = &**help;
    match failure {
        None if help.is_empty() => diagnostic,
        None => diagnostic.with_help(help),
        // The rule reads a field that may be absent: adding it is the way out.
        Some(failure) if help.is_empty() => {
            diagnostic.with_help(format!("the rule cannot be evaluated: {failure}"))
        }
        Some(failure) => diagnostic.with_help(format!("{help} (the rule cannot be evaluated: {failure})")),
    }
}

/// A value that does not fit the alternatives of its schema.
pub(super) fn alternatives(
    subject: &Subject<'_>,
    violation: &Violation,
    why: Misfit,
    fields: &[Box<str>],
) -> Diagnostic {
    let what = match &*violation.path {
        "" => "the object".to_owned(),
        path => format!("`{path}`"),
    };
    let (why, help) = match why {
        Misfit::NoneOfAny => ("fits none of its alternatives", "write at least one of"),
        Misfit::NoneOfOne => ("fits none of its alternatives", "write exactly one of"),
        Misfit::Several => ("fits more than one of its alternatives", "write only one of"),
        Misfit::NotAll => ("does not fit all that its CRD asks for", "write all of"),
        Misfit::Excluded => ("has what its CRD excludes", "leave out one of"),
    };
    let diagnostic = Diagnostic::new(&BROKEN_RULE, subject.at(violation.at), format!("{what} {why}"));
    match fields {
        [] => diagnostic,
        fields => {
            let fields = words::listed(fields.iter().map(|it| &**it), "and");
            diagnostic.with_help(format!("{help} {fields}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BROKEN_RULE as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn broken_rule() {
        Tester::new(&RULE)
            .pass("a Service with a port", &route("rules: [{backendRefs: [{name: a, port: 80}]}]"))
            .pass(
                "no rule is looked at beside a type error",
                &route("rules: [{name: 1, backendRefs: [{name: a}]}]"),
            )
            .fail("a Service without port", &route("rules: [{backendRefs: [{name: a}]}]"), "port");
    }
}

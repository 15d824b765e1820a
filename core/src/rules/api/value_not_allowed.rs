use super::{Subject, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// A field with a fixed set of values has one of them.
    /// ## Why it matters
    /// The values are case-sensitive, and the API server refuses any other.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   rules:
    ///   - matches:
    ///     - path: { type: Prefix, value: / } # RP1022
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// A field with an `enum` has one of its values.
    pub(crate) VALUE_NOT_ALLOWED = "RP1022", "value-not-allowed" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::NotInEnum { found, allowed } = &violation.kind else {
        return Diagnostic::new(&VALUE_NOT_ALLOWED, at, "this value is not allowed");
    };
    let message = format!("{} is not a value of `{}`", words::quoted(found), violation.path);
    let diagnostic = Diagnostic::new(&VALUE_NOT_ALLOWED, at, message);
    let all = format!("its values are {}", words::listed(allowed.iter().map(|it| &**it), "and"));
    let all = match subject.view.kind() {
        "Service" | "EndpointSlice" if violation.path.ends_with(".protocol") => {
            format!("{all}; what is spoken on top, such as HTTP, stands in `appProtocol`")
        }
        _ => all,
    };
    let near = words::near(found, allowed.iter().map(|it| &**it));
    let part = || match allowed.iter().filter(|it| it.contains(&**found)).collect::<Vec<_>>().as_slice() {
        [only] if found.len() > 2 => Some((1, &***only)),
        _ => None,
    };
    let Some((distance, best)) = near.first().copied().or_else(part) else {
        return diagnostic.with_help(all);
    };
    let safety = if distance == 0 { Safety::Safe } else { Safety::Unsafe };
    diagnostic.with_help(format!("did you mean `{best}`? {all}")).with_fix(subject.replace(
        violation.at,
        best,
        safety,
        format!("use {best}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::VALUE_NOT_ALLOWED as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn value_not_allowed() {
        let path =
            |kind: &str| route(&format!("rules: [{{matches: [{{path: {{type: {kind}, value: /}}}}]}}]"));
        Tester::new(&RULE)
            .pass("an allowed one", &path("Exact"))
            .fail(
                "another case",
                &path("exact"),
                "`exact` is not a value of `spec.rules[0].matches[0].path.type`",
            )
            .fix("exact", "Exact")
            .fail("a part", &path("Prefix"), "`Prefix` is not a value")
            .fix("Prefix", "PathPrefix")
            .fail("far from all", &path("Glob"), "`Glob` is not a value");
    }
}

use super::{Subject, experimental_only_field, newer_field, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::{Elsewhere, Owner, Violation, ViolationKind, belongs_in, elsewhere};

declare_rule! {
    /// Every field of an object is one that its kind has.
    /// ## Why it matters
    /// kubectl asks the API server to refuse unknown fields. A server that is not asked drops them without a word,
    /// so that what they were meant to do never happens.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   parentRef: [{ name: edge }] # RP1010
    /// ```
    /// ## Source
    /// [Kubernetes field validation](https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation):
    /// With strict validation, which kubectl asks for, a field that the schema does not have is an error.
    pub(crate) UNKNOWN_FIELD = "RP1010", "unknown-field" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let ViolationKind::UnknownField { owner, name, siblings } = &violation.kind else {
        return Diagnostic::new(&UNKNOWN_FIELD, subject.at(violation.at), "unknown field");
    };
    if matches!(owner, Owner::Schema(_)) {
        match elsewhere(subject.view, subject.serving, &violation.path) {
            Some(Elsewhere::Experimental) => {
                return experimental_only_field::diagnose(subject, violation, name);
            }
            Some(Elsewhere::Since(release)) => {
                return newer_field::diagnose(subject, violation, name, release);
            }
            None => {}
        }
    }
    let place = violation.path.rfind(['.', ']']).and_then(|end| violation.path.get(..=end));
    let place = place.map(|it| it.trim_end_matches('.')).filter(|it| !it.is_empty());
    let message = match place {
        Some(place) => format!("`{place}` has no field {}", words::quoted(name)),
        None => format!("{} has no field {}", subject.view.kind(), words::quoted(name)),
    };
    let diagnostic = Diagnostic::new(&UNKNOWN_FIELD, subject.at(violation.at), message);
    let known = owner.fields();
    let free = || known.iter().copied().filter(|it| !siblings.known.iter().any(|other| &**other == *it));
    let near = words::near(name, free());
    let Some((distance, best)) = near.first().copied() else {
        if matches!(owner, Owner::Schema(_))
            && let Some(place) = belongs_in(subject.view, subject.serving, name)
        {
            return diagnostic.with_help(format!("{} belongs in `{place}`", words::quoted(name)));
        }
        return if known.is_empty() || known.len() > 20 {
            diagnostic
        } else {
            diagnostic.with_help(format!("its fields are {}", words::listed(known.iter().copied(), "and")))
        };
    };
    let alone = near.get(1).is_none_or(|(other, _)| *other > distance + 1);
    let safety = if alone && (distance == 0 || name.len() > 3) { Safety::Safe } else { Safety::Unsafe };
    let diagnostic = diagnostic.with_help(format!("did you mean `{best}`?"));
    // Where two fields are slips of one, which of them has its value is for people to say.
    let mut slips = siblings.unknown.iter().filter(|it| it != &name);
    if siblings.and_more || slips.any(|it| words::near(it, free()).first().is_some_and(|(_, it)| *it == best))
    {
        return diagnostic;
    }
    diagnostic.with_fix(subject.replace(violation.at, best, safety, format!("rename it to {best}")))
}

#[cfg(test)]
mod tests {
    use super::UNKNOWN_FIELD as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn unknown_field() {
        Tester::new(&RULE)
            .pass("known fields", &route("hostnames: [a.b]"))
            .fail("a slip", &route("hostname: [a.b]"), "`spec` has no field `hostname`")
            .fix("hostname: [a.b]", "hostnames: [a.b]")
            .fail("nothing near", &route("zed: 1"), "`spec` has no field `zed`")
            .fail(
                "the wrong level",
                &route("{}").replace("spec:", "parentRefs: [{name: edge}]\nspec:"),
                "HTTPRoute has no field `parentRefs`",
            )
            .help("`parentRefs` belongs in `spec`")
            .fail("too high", &route("rules: [{path: {value: /a}}]"), "`spec.rules[0]` has no field `path`")
            .help("`path` belongs in `spec.rules[].matches[]`")
            .fail("in a list", &route("rules: [{zed: 1}]"), "`spec.rules[0]` has no field `zed`")
            .fail(
                "in metadata",
                &route("{}").replace("name: shop", "name: shop, label: {}"),
                "`metadata` has no field `label`",
            )
            .fix("label: {}", "labels: {}");
    }

    #[test]
    fn two_slips_of_one_field_are_for_people_to_mend() {
        let mut workspace = crate::Workspace::default();
        workspace
            .set_source("case.yaml", route("{}").replace("name: shop", "name: shop, lables: {}, label: {}"));
        let found = workspace.findings().to_vec();
        let found: Vec<_> = found.iter().filter(|it| it.rule.code == RULE.code).collect();
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|it| it.help.as_deref() == Some("did you mean `labels`?") && it.fixes.is_empty())
        );
    }
}

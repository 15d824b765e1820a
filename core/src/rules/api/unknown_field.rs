use super::{Subject, experimental_only_field, newer_field, renamed_field, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::rules::moving::{move_home, rename};
use crate::schema::{
    Fit, Home, KnownIn, Owner, Violation, ViolationKind, belongs_in, called_now, fits_as, known_in, renamed,
};

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
        if let Some(it) = renamed(subject.view, subject.serving, &violation.path) {
            return renamed_field::diagnose(subject, violation, name, it);
        }
        match known_in(subject.view, subject.serving, &violation.path) {
            Some(KnownIn::Experimental) => {
                return experimental_only_field::diagnose(subject, violation, name);
            }
            Some(KnownIn::Since(release)) => {
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
    if let Some(now) = called_now(subject.view.kind(), &violation.path) {
        let version = subject.view.api_version();
        return diagnostic.with_help(format!("in `{version}` it is `{now}`"));
    }
    let known = owner.fields();
    let is_free = |it: &&str| !siblings.known.iter().any(|other| **other == **it);
    let free: Vec<_> = known.iter().copied().filter(is_free).collect();
    let near = words::near(name, free.iter().copied());
    let best = near.first().copied();
    let fits = |(distance, best): (usize, &str)| {
        distance == 0 || fits_as(subject.view, subject.serving, violation.at, best) != Some(Fit::No)
    };
    match best {
        Some(best) if fits(best) => meant(subject, violation, diagnostic, &near, &free),
        _ => match (belongs_in(subject.view, subject.serving, violation.at), best) {
            (Some(home), _) => diagnostic
                .with_help(format!("{} belongs in {}", words::quoted(name), place_of(&home)))
                .with_fix(move_home(subject.source, &home)),
            (None, Some((_, best))) => diagnostic.with_help(format!("did you mean `{best}`?")),
            (None, None) if known.is_empty() || known.len() > 20 => diagnostic,
            (None, None) => diagnostic
                .with_help(format!("its fields are {}", words::listed(known.iter().copied(), "and"))),
        },
    }
}

fn place_of(home: &Home<'_>) -> String {
    if home.path.is_empty() { "the object itself".to_owned() } else { format!("`{}`", home.path) }
}

/// The finding with the field that is the nearest of `near`.
fn meant(
    subject: &Subject<'_>,
    violation: &Violation,
    diagnostic: Diagnostic,
    near: &[(usize, &str)],
    free: &[&str],
) -> Diagnostic {
    let ViolationKind::UnknownField { name, siblings, .. } = &violation.kind else { return diagnostic };
    let Some((distance, best)) = near.first().copied() else { return diagnostic };
    let alone = near.get(1).is_none_or(|(other, _)| *other > distance + 1);
    let safety = if alone && (distance == 0 || name.len() > 3) { Safety::Safe } else { Safety::Unsafe };
    let diagnostic = diagnostic.with_help(format!("did you mean `{best}`?"));
    // Where two fields are slips of one, which of them has its value is for people to say.
    let mut slips = siblings.unknown.iter().filter(|it| *it != name);
    let is_same = |it: &str| words::near(it, free.iter().copied()).first().is_some_and(|(_, it)| *it == best);
    if siblings.and_more || slips.any(|it| is_same(it)) {
        return diagnostic;
    }
    let fits = fits_as(subject.view, subject.serving, violation.at, best);
    diagnostic.with_fix(rename(subject.source, subject.view.value(), violation.at, best, fits, safety))
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
            .help("`path` belongs in `spec.rules[0].matches[]`")
            .fix("[{path: {value: /a}}]", "[{matches: [{path: {value: /a}}]}]")
            .fail(
                "what a version before called it",
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {rules: [{http: {paths: [{pathType: Exact, path: /, backend: {serviceName: a}}]}}]}\n",
                "has no field `serviceName`",
            )
            .help("in `networking.k8s.io/v1` it is `service.name`")
            .fail("in a list", &route("rules: [{zed: 1}]"), "`spec.rules[0]` has no field `zed`")
            .fail(
                "in metadata",
                &route("{}").replace("name: shop", "name: shop, label: {}"),
                "`metadata` has no field `label`",
            )
            .fix("label: {}", "labels: {}");
    }

    const ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
";

    /// The fix makes `after` of `before`, both behind the head of a route.
    fn moved(tester: Tester, before: &str, name: &str, after: &str) -> Tester {
        let (before, after) = (format!("{ROUTE}{before}"), format!("{ROUTE}{after}"));
        tester.fail(name, &before, &format!("has no field `{name}`")).fix(&before, &after)
    }

    #[test]
    fn a_field_at_the_wrong_level_goes_where_it_belongs() {
        let tester = Tester::new(&RULE);
        let tester = moved(
            tester,
            "parentRefs: # the edge\n- name: edge\n  sectionName: https\nspec:\n    hostnames: [a.b]\n",
            "parentRefs",
            "spec:\n    hostnames: [a.b]\n    parentRefs: # the edge\n    - name: edge\n      sectionName: https\n",
        );
        let tester = moved(tester, "spec:\nhostnames: [a.b]\n", "hostnames", "spec:\n  hostnames: [a.b]\n");
        let tester = moved(tester, "hostnames:\n- a.b\n", "hostnames", "spec:\n  hostnames:\n  - a.b\n");
        let tester = moved(
            tester,
            "spec:\n  rules:\n  - matches: [{method: GET}]\n    hostnames:\n    - a.b\n",
            "hostnames",
            "spec:\n  rules:\n  - matches: [{method: GET}]\n  hostnames:\n  - a.b\n",
        );
        let tester = moved(
            tester,
            "spec:\n  rules:\n  - path: {value: /a}\n    name: x\n",
            "path",
            "spec:\n  rules:\n  - name: x\n    matches:\n      - path: {value: /a}\n",
        );
        let tester = moved(
            tester,
            "spec:\n  rules:\n  - name: x\n    matches:\n    - method: GET\n    path:\n      value: /a\n",
            "path",
            "spec:\n  rules:\n  - name: x\n    matches:\n    - method: GET\n      path:\n        value: /a\n",
        );
        drop(tester);
    }

    #[test]
    fn fields_of_other_kinds_move_too() {
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  selector: {a: b}\n  ports:\n  - port: 80\n";
        let json = "{\"apiVersion\": \"gateway.networking.k8s.io/v1\", \"kind\": \"HTTPRoute\", \"name\": \"shop\", \"metadata\": {\"namespace\": \"a\"}}\n";
        let wide = service
            .replace("  selector: {a: b}\n", "")
            .replace("- port: 80\n", "- port: 80\n    selector: {a: b}\n");
        let label =
            service.replace("{name: a}", "{name: a} # mine").replace("spec:", "labels:\n  x: z\nspec:");
        let container = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n  containers:\n  - name: a\n    image: a\n  template:\n    metadata: {labels: {a: b}}\n";
        Tester::new(&RULE)
            .fail("JSON", json, "has no field `name`")
            .fix(json, &json.replace(", \"name\": \"shop\"", "").replace("\"a\"}}", "\"a\", \"name\": \"shop\"}}"))
            .fail("too deep", &wide, "has no field `selector`")
            .fix(&wide, &wide.replace("    selector: {a: b}\n", "  selector: {a: b}\n"))
            .fail("labels", &label, "has no field `labels`")
            .help("`labels` belongs in `metadata`")
            .no_fix()
            .fail("labels in braces", &label.replace(":\n  x: z", ": {x: z}"), "has no field `labels`")
            .fix(&label.replace(":\n  x: z", ": {x: z}"), &service.replace("{name: a}", "{name: a, labels: {x: z}} # mine"))
            .fail("containers", container, "has no field `containers`")
            .help("belongs in `spec.template.spec`")
            .fix("  containers:\n  - name: a\n    image: a\n  template:\n    metadata: {labels: {a: b}}\n", "  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - name: a\n        image: a\n");
    }

    #[test]
    fn what_may_be_meant_elsewhere_or_does_not_fit_stays() {
        Tester::new(&RULE)
            .fail(
                "two matches",
                &route("rules: [{path: {value: /a}, matches: [{method: GET}, {method: PUT}]}]"),
                "`path`",
            )
            .help("belongs in `spec.rules[0].matches[]`")
            .no_fix()
            .fail("not its type", &route("{}").replace("spec:", "parentRefs: edge\nspec:"), "`parentRefs`")
            .no_fix()
            .fail(
                "there already",
                &route("parentRefs: [{name: a}]").replace("spec:", "parentRefs: [{name: b}]\nspec:"),
                "`parentRefs`",
            )
            .no_fix()
            .fail("a slip of another type", &route("hostname: a.b"), "`hostname`")
            .help("did you mean `hostnames`?")
            .fix("hostname: a.b", "hostnames: [a.b]")
            .fail("a slip with no value for it", &route("hostname: {a: b}"), "`hostname`")
            .help("did you mean `hostnames`?")
            .no_fix()
            .fail(
                "behind an alias",
                &route("rules: [{path: &a {value: /a}}, {matches: [{path: *a}]}]"),
                "`path`",
            )
            .fail(
                "in the list",
                &route("rules: [{path: *a}]").replace("metadata: {", "metadata: {annotations: {x: &a z}, "),
                "`path`",
            )
            .no_fix()
            .fail("a slip", &route("hostname: [a.b]"), "`hostname`")
            .fix("hostname:", "hostnames:");
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

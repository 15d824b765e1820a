//! For Gatekeeper: a `ConstraintTemplate` whose code is CEL (the engine `K8sNativeValidation`), with its constraint.

use super::policy::{Gap, Named, Policy};
use super::yaml::{Lines, flow, quoted};

pub(super) fn write<'p>(policies: impl Iterator<Item = &'p Policy>, gaps: &mut Vec<Gap>) -> String {
    let mut out = Lines::default();
    for policy in policies {
        // The name of a template is its kind in lower case.
        let template: String = policy.name.chars().filter(|it| *it != '-').collect();
        let kind = kind(&policy.name);
        out.document(policy, "templates.gatekeeper.sh/v1", "ConstraintTemplate", &template);
        out.line(0, "spec:");
        out.line(2, &format!("crd: {{spec: {{names: {{kind: {kind}}}}}}}"));
        out.line(2, "targets:");
        out.line(4, "- target: admission.k8s.gatekeeper.sh");
        out.line(6, "code:");
        out.line(8, "- engine: K8sNativeValidation");
        out.line(10, "source:");
        out.line(12, "failurePolicy: Fail");
        // The key has no plural. A webhook may be asked about deletions as well, which have no object.
        let of_an_object = Named {
            name: "has-an-object",
            expression: "!(request.operation in ['DELETE', 'CONNECT'])".to_owned(),
        };
        let conditions: Vec<_> =
            std::iter::once(of_an_object).chain(policy.conditions.iter().cloned()).collect();
        out.named(12, "matchCondition", &conditions);
        out.named(12, "variables", &policy.variables);
        out.validations(12, &policy.validations, None);
        constraint(&mut out, policy, &kind);
    }
    gaps.push(Gap {
        codes: &["RP5012", "RP5014"],
        what: "Gatekeeper judges what its webhook is asked about: its configuration needs `failurePolicy: Fail`, every group and resource, `pods/ephemeralcontainers`, `pods/status` and `services/status`, and for the label of a tenant `namespaces/status` and `namespaces/finalize`".to_owned(),
    });
    out.0
}

fn constraint(out: &mut Lines, policy: &Policy, kind: &str) {
    let scope = &policy.scope;
    out.line(0, "---");
    out.comment(0, "To see what would be denied before anything is: `enforcementAction: dryrun`.");
    out.line(0, "apiVersion: constraints.gatekeeper.sh/v1beta1");
    out.line(0, &format!("kind: {kind}"));
    out.line(0, &format!("metadata: {{name: {}}}", policy.name));
    out.line(0, "spec:");
    out.line(2, "enforcementAction: deny");
    out.line(2, "match:");
    let kinds =
        if scope.resources.iter().any(|(group, _)| *group == "*") { ["*", "*"] } else { ["", "Namespace"] };
    out.line(4, &format!("kinds: [{{apiGroups: [{}], kinds: [{}]}}]", quoted(kinds[0]), quoted(kinds[1])));
    out.line(4, &format!("scope: {}", quoted(if scope.cluster { "*" } else { "Namespaced" })));
    for (key, names) in [("namespaces", &scope.namespaces), ("excludedNamespaces", &scope.exempt)] {
        if !names.is_empty() {
            out.line(4, &format!("{key}: {}", flow(names.iter().map(String::as_str))));
        }
    }
}

/// `routeproof-kupe` as the name of a kind.
fn kind(name: &str) -> String {
    let words = name.split('-').filter(|it| !it.is_empty());
    let words = words.map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_ascii_uppercase() + rest
    });
    words.collect()
}

use super::{Subject, words};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// No list has more items, and no map more entries, than its field allows.
    /// ## Why it matters
    /// The API server refuses the object. Routes can be split: several routes with the same hostnames and parents act
    /// as one.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   hostnames: [a.b, b.b, c.b, d.b, e.b, f.b, g.b, h.b, i.b, j.b, k.b, l.b, m.b, n.b, o.b, p.b, q.b] # RP1030
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// A list has at most `maxItems` items, and a map at most `maxProperties` entries.
    pub(crate) TOO_MANY_ITEMS = "RP1030", "too-many-items" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::TooMany { found, limit, of } = violation.kind else {
        return Diagnostic::new(&TOO_MANY_ITEMS, at, format!("`{}` has too many items", violation.path));
    };
    let message = format!("`{}` has {found} {}", violation.path, words::counted(of));
    Diagnostic::new(&TOO_MANY_ITEMS, at, message).with_help(format!("at most {limit} are allowed"))
}

#[cfg(test)]
mod tests {
    use super::TOO_MANY_ITEMS as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn too_many_items() {
        let hosts = |count: usize| route(&format!("hostnames: [{}]", vec!["a.b"; count].join(", ")));
        Tester::new(&RULE).pass("as many as allowed", &hosts(16)).fail(
            "one more",
            &hosts(17),
            "`spec.hostnames` has 17 items",
        );
    }
}

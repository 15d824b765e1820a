use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::{MetadataFault, Violation};

declare_rule! {
    /// Every owner reference is complete, and at most one of them is the controller.
    /// ## Why it matters
    /// The API server refuses the object. Owner references are for controllers: a manifest seldom needs one, and a uid
    /// changes whenever the owner is created again.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop
    ///   ownerReferences:
    ///   - { apiVersion: v1, kind: ConfigMap, name: shop } # RP1056
    /// spec: {}
    /// ```
    /// ## Source
    /// [OwnerReference](https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#OwnerReference): `apiVersion`,
    /// `kind`, `name` and `uid` are required.
    pub(crate) INVALID_OWNER = "RP1056", "invalid-owner" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation, fault: &MetadataFault) -> Diagnostic {
    let (message, help) = match fault {
        MetadataFault::OwnerLacks { field } => {
            (format!("this owner reference has no `{field}`"), "complete it, or remove the reference")
        }
        MetadataFault::OwnerApiVersion => (
            format!("`{}` is neither `group/version` nor `version`", violation.path),
            "copy the apiVersion of the owner",
        ),
        MetadataFault::OwnerKind => ("an Event owns nothing".to_owned(), "remove the reference"),
        _ => (
            "two owner references are the controller".to_owned(),
            "set `controller: true` on one of them only",
        ),
    };
    Diagnostic::new(&INVALID_OWNER, subject.at(violation.at), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::INVALID_OWNER as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn invalid_owner() {
        let owned = |owners: &str| {
            route("{}").replace("name: shop", &format!("name: shop, ownerReferences: [{owners}]"))
        };
        let one = "{apiVersion: v1, kind: A, name: a, uid: u, controller: true}";
        Tester::new(&RULE)
            .pass("complete", &owned(one))
            .pass("the same twice", &owned(&format!("{one}, {one}")))
            .fail("no uid", &owned("{apiVersion: v1, kind: A, name: a}"), "has no `uid`")
            .fail(
                "two controllers",
                &owned(&format!("{one}, {}", one.replace("name: a", "name: b"))),
                "two owner references",
            );
    }
}

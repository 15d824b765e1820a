use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::schema::Violation;

declare_rule! {
    /// The kind of a Gateway API object exists in the chosen channel.
    /// ## Why it matters
    /// Experimental kinds are not part of the standard CRDs. A cluster that has only those refuses the object, and
    /// what is experimental can change or disappear in any release.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.x-k8s.io/v1alpha1
    /// kind: XMesh # RP1003
    /// metadata: { name: mesh }
    /// spec: { controllerName: example.com/mesh }
    /// ```
    /// ## Source
    /// [Gateway API release channels](https://gateway-api.sigs.k8s.io/docs/concepts/versioning/#release-channels):
    /// The standard channel holds kinds and fields that are stable; the experimental channel adds others.
    pub(crate) EXPERIMENTAL_ONLY_KIND = "RP1003", "experimental-only-kind" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let message = format!(
        "{} exists only in the experimental channel of Gateway API {}",
        subject.view.kind(),
        subject.serving.release().name()
    );
    Diagnostic::new(&EXPERIMENTAL_ONLY_KIND, subject.at(violation.at), message)
        .with_help("check with `--channel experimental` if the cluster has the experimental CRDs")
}

#[cfg(test)]
mod tests {
    use super::EXPERIMENTAL_ONLY_KIND as RULE;
    use crate::rules::testing::Tester;

    const MESH: &str = "apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XMesh\nmetadata: {name: a}\nspec: {controllerName: a.b/c}\n";

    #[test]
    fn experimental_only_kind() {
        Tester::new(&RULE).fail("standard channel", MESH, "XMesh exists only in the experimental channel");
        Tester::new(&RULE).experimental().pass("experimental channel", MESH);
    }
}

use super::{Subject, words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::declare_rule;

declare_rule! {
    /// Everything that a CRD says of an object is judged.
    /// ## Why it matters
    /// Objects of other APIs are judged by the CRDs among the inputs. A rule in CEL can call a function that is not
    /// known here, and a pattern can be too large. Such a part is left out, so that no verdict is wrong, and it is
    /// named. With `strict` it is an error.
    /// ## Example
    /// ```yaml
    /// apiVersion: apiextensions.k8s.io/v1
    /// kind: CustomResourceDefinition
    /// metadata: { name: things.example.com }
    /// spec:
    ///   group: example.com
    ///   scope: Namespaced
    ///   names: { kind: Thing, plural: things }
    ///   versions:
    ///   - name: v1
    ///     served: true
    ///     storage: true
    ///     schema:
    ///       openAPIV3Schema:
    ///         type: object
    ///         properties:
    ///           spec:
    ///             type: string
    ///             x-kubernetes-validations: [{ rule: "self.reverse() != self" }]
    /// ---
    /// apiVersion: example.com/v1
    /// kind: Thing # RP1008
    /// metadata: { name: shop }
    /// spec: text
    /// ```
    /// ## Source
    /// [How CRDs are judged](https://routeproof.github.io/routeproof/crds.html#what-is-not-judged): What cannot be
    /// judged is left out and named, so that no verdict is wrong.
    pub(crate) PARTLY_JUDGED = "RP1008", "partly-judged" {
        severity: Info, fixes: Never, since: "0.1.0",
    }
}

/// The parts of its CRD by which an object was not judged.
pub(crate) fn diagnose(subject: &Subject<'_>, strict: bool) -> Vec<Diagnostic> {
    let (gvk, at) = (subject.view.gvk(), subject.at(subject.view.kind_node().span()));
    let gaps = subject.serving.gaps(gvk.group, gvk.version, gvk.kind);
    let one = |it: &crate::schema::Gap| {
        let place = if it.path.is_empty() { "the object".to_owned() } else { words::quoted(&it.path) };
        let message =
            format!("{} at {place} is not judged: {}", crate::rules::words::shown(&it.what, 120), it.why);
        let finding =
            Diagnostic::new(&PARTLY_JUDGED, at, message).with_help("check that part by other means");
        if strict { finding.with_severity(Severity::Error) } else { finding }
    };
    gaps.map(one).collect()
}

use crate::diagnostic::{Diagnostic, located};
use crate::rules::declare_rule;
use crate::schema::CrdFault;
use crate::source::SourceId;

declare_rule! {
    /// A CustomResourceDefinition is one that the API server accepts.
    /// ## Why it matters
    /// The schema of a CRD has to be structural, its name is made of what it defines, and exactly one version is
    /// stored. The API server refuses any other CRD, and then every object of its kind. Objects are not judged by such
    /// a CRD.
    /// ## Example
    /// ```yaml
    /// apiVersion: apiextensions.k8s.io/v1
    /// kind: CustomResourceDefinition
    /// metadata: { name: thing.example.com } # RP1009
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
    ///             type: object
    ///             x-kubernetes-preserve-unknown-fields: true
    /// ```
    /// ## Source
    /// [Kubernetes CustomResourceDefinitions](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema):
    /// The schema of a CRD is structural; the API server refuses any other.
    pub(crate) INVALID_CRD = "RP1009", "invalid-crd" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

/// The finding for what is wrong with a CRD.
pub(crate) fn diagnose(source: SourceId, fault: &CrdFault) -> Diagnostic {
    Diagnostic::new(&INVALID_CRD, located(source, fault.at), fault.message.clone())
}

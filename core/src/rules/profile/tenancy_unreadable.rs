use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// The fields that tell whose an object is can be read.
    /// ## Why it matters
    /// A field of the wrong type is refused by the API server as well. It is refused here by itself, so that nothing is
    /// let in because it could not be understood.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: web.acme.kupe.cloud # RP5016
    /// ```
    pub(crate) TENANCY_UNREADABLE = "RP5016", "tenancy-unreadable" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for odd in &subject.facts.unreadable {
        let message =
            format!("`{}` is not {}, so {} is refused", odd.path, odd.wanted, subject.facts.object.id());
        out.push(
            Diagnostic::new(&TENANCY_UNREADABLE, subject.at(odd.value.span()), message)
                .with_help(format!("write {} there", odd.wanted))
                .with_path(odd.path.clone()),
        );
    }
}

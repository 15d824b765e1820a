use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// The fields that decide to whom an object belongs can be read.
    /// ## Why it matters
    /// The API server refuses a field of the wrong type as well. It is refused here separately, so that no object is
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
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): What cannot be read is refused,
    /// because nothing tells whose it is.
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

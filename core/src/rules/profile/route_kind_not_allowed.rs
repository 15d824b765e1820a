use super::Subject;
use super::words::shown;
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::Role;

declare_rule! {
    /// Routes are of the kinds that the platform names.
    /// ## Why it matters
    /// Every kind of route reaches the shared Gateway in a way of its own: a TCPRoute has no hostname at all, so
    /// nothing could tell whose its traffic is. A custom domain needs no other kind of route either.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: TLSRoute # RP5010
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    ///   hostnames: [web.acme.kupe.cloud]
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `routes.kinds` are the kinds of
    /// route that the platform allows.
    pub(crate) ROUTE_KIND_NOT_ALLOWED = "RP5010", "route-kind-not-allowed" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Role::OtherRoute = subject.facts.role else { return };
    let object = subject.facts.object;
    let kinds = subject.platform.profile().routes.kinds.join(", ");
    let message =
        format!("{} is not a kind of route that {} takes", shown(object.kind()), subject.platform_name());
    out.push(
        Diagnostic::new(&ROUTE_KIND_NOT_ALLOWED, subject.at(object.kind_node().span()), message)
            .with_help(format!("use {kinds}; a custom domain is one more hostname of the same route"))
            .with_path("kind"),
    );
}

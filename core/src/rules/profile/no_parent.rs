use super::Subject;
use super::words::{gateways, insert_entry};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;

declare_rule! {
    /// A route says to which Gateway it attaches.
    /// ## Why it matters
    /// Without `parentRefs` no Gateway takes the route and no status says so.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web } # RP5002
    /// spec:
    ///   hostnames: [web.acme.kupe.cloud]
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): `gateways` are the Gateways
    /// that routes attach to.
    pub(crate) NO_PARENT = "RP5002", "no-parent" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(route) = subject.route().filter(|it| it.no_parents) else { return };
    let written = route.spec.and_then(|it| it.get("parentRefs"));
    let fix = match (subject.platform.profile().gateways.as_slice(), route.spec) {
        // Whether to expose the route at all is for its author to say.
        ([only], Some(spec)) if written.is_none() => {
            let entry = format!("parentRefs: [{{namespace: {}, name: {}}}]", only.namespace, only.name);
            insert_entry(subject, spec, &entry, Safety::Unsafe)
        }
        _ => None,
    };
    let at = written.map_or_else(|| subject.title(), |it| subject.at(it.span()));
    out.push(
        Diagnostic::new(&NO_PARENT, at, format!("{} has no parent ref", subject.facts.object.id()))
            .with_help(format!("routes attach to {}", gateways(subject)))
            .with_path("spec.parentRefs")
            .with_fix(fix),
    );
}

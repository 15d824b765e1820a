use super::Subject;
use super::words::{insert_entry, own_names};
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::rules::declare_rule;
use crate::settings::Owner;
use crate::tenancy::Hostnames;

declare_rule! {
    /// A route on a shared Gateway says its hostnames.
    /// ## Why it matters
    /// A route without `hostnames`, or with an empty list, takes the hostnames of the listener. On a shared Gateway
    /// these are the requests of all tenants that no more specific route matches.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: web, namespace: web } # RP5004
    /// spec:
    ///   parentRefs: [{ namespace: kube-system, name: external-gateway }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteSpec`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutespec):
    /// A route without hostnames takes every hostname of its listeners.
    pub(crate) HOSTNAMES_MISSING = "RP5004", "hostnames-missing" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(route) = subject.route() else { return };
    if !matches!(route.hostnames, Hostnames::Inherited) {
        return;
    }
    let written = route.spec.and_then(|it| it.get("hostnames"));
    let at = written.map_or_else(|| subject.title(), |it| subject.at(it.span()));
    let message = format!(
        "{} says no hostname, so it takes every hostname of its listeners",
        subject.facts.object.id()
    );
    let names = own_names(subject);
    let help =
        if names.is_empty() { "add `hostnames`".to_owned() } else { format!("add `hostnames` with {names}") };
    out.push(
        Diagnostic::new(&HOSTNAMES_MISSING, at, message)
            .with_help(help)
            .with_path("spec.hostnames")
            .with_fix(if written.is_none() { name_it(subject) } else { None }),
    );
}

/// The route's own name is a guess at the app's.
fn name_it(subject: &Subject<'_>) -> Option<Fix> {
    let route = subject.route()?;
    let owner = Owner { tenant: Some(route.tenant.name()?), namespace: subject.facts.object.namespace() };
    let [template] = subject.platform.profile().hostnames.templates.as_slice() else { return None };
    let hostname = template.named(subject.facts.object.name(), owner)?;
    insert_entry(subject, route.spec?, &format!("hostnames: [{hostname}]"), Safety::Unsafe)
}

use super::Subject;
use super::words::{gateways, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;

declare_rule! {
    /// Tenants create no objects of the kinds that the platform keeps for itself.
    /// ## Why it matters
    /// A Gateway, a ListenerSet or an Ingress of one's own opens a way into the cluster beside the one that the platform
    /// runs, watches and protects.
    /// ## Example
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress # RP5012
    /// metadata: { name: web, namespace: web }
    /// ```
    pub(crate) FORBIDDEN_KIND = "RP5012", "forbidden-kind" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let object = subject.facts.object;
    if subject.facts.forbidden_kind.is_none() {
        return;
    }
    let message = format!("on {} a tenant creates no {}", subject.platform_name(), shown(object.kind()));
    let kinds = subject.platform.profile().routes.kinds.join(" or ");
    out.push(
        Diagnostic::new(&FORBIDDEN_KIND, subject.at(object.kind_node().span()), message)
            .with_help(format!("remove it and attach an {kinds} to {}", gateways(subject)))
            .with_path("kind"),
    );
}

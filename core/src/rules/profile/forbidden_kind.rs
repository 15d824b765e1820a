use super::Subject;
use super::words::{gateways, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::KindFault;

declare_rule! {
    /// Tenants create no objects of the kinds that the platform keeps for itself.
    /// ## Why it matters
    /// A Gateway, a ListenerSet or an Ingress of one's own opens a way into the cluster beside the one that the platform
    /// runs, watches and protects. So do the kinds of other controllers, such as `VirtualService`, `IngressRoute` and
    /// `HTTPProxy`: what publishes traffic is refused unless the profile lists it in `allowed.kinds`.
    /// ## Example
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress # RP5012
    /// metadata: { name: web, namespace: web }
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): A kind that publishes traffic
    /// is refused, unless `allowed.kinds` lists it.
    pub(crate) FORBIDDEN_KIND = "RP5012", "forbidden-kind" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let object = subject.facts.object;
    let (kind, platform) = (shown(object.kind()), subject.platform_name());
    let message = match subject.facts.kind {
        Some(KindFault::Forbidden) => format!("on {platform} a tenant creates no {kind}"),
        Some(KindFault::Unlisted) => {
            format!("{kind} publishes traffic, and {platform} does not list it for its tenants")
        }
        Some(KindFault::EndpointsByHand) | None => return,
    };
    let kinds = subject.platform.profile().routes.kinds.join(" or ");
    out.push(
        Diagnostic::new(&FORBIDDEN_KIND, subject.at(object.kind_node().span()), message)
            .with_help(format!("remove it and attach an {kinds} to {}", gateways(subject)))
            .with_path("kind"),
    );
}

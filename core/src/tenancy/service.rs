//! What a Service opens: its type, addresses of its own, and a name outside of the cluster.

use super::read::{Reader, Unreadable, present};
use super::{OpenFact, Platform};
use crate::manifest::View;
use crate::settings::{OpenField, ServiceType};
use crate::yaml::{Kind, Value};

/// What the profile has against a Service.
#[derive(Debug, Clone, Default)]
pub struct ServiceFacts<'a> {
    /// Its type, where that is refused.
    pub refused_type: Option<Value<'a>>,
    /// The name that it stands for, where that leads out of its namespace.
    pub external_name: Option<Value<'a>>,
}

pub(super) fn facts<'a>(
    platform: &Platform,
    object: View<'a>,
    open: &mut Vec<OpenFact<'a>>,
    odd: &mut Vec<Unreadable<'a>>,
) -> ServiceFacts<'a> {
    let mut reader = Reader { odd };
    let mut facts = ServiceFacts::default();
    let Some(spec) = reader.object(object.value(), "spec", "") else { return facts };
    if let Some(value) = reader.text(spec, "type", "spec").filter(|it| it.as_str() != Some("")) {
        let name = value.as_str().unwrap_or_default();
        let profile = platform.profile();
        let listed = |types: &[ServiceType]| types.iter().any(|it| it.as_str() == name);
        let allowed = !platform.denies_unlisted() || listed(&profile.allowed.service_types);
        let external = name == ServiceType::ExternalName.as_str();
        if listed(&profile.forbidden.service_types) || !allowed && !external {
            facts.refused_type = Some(value);
        } else if external && platform.denies_unlisted() {
            let at = present(spec.get("externalName"));
            let stays = |it: Value<'_>| stays_in(it, object.namespace(), allowed);
            facts.external_name = at.or(Some(value)).filter(|it| !stays(*it));
        }
    }
    if !platform.allows_field(OpenField::ExternalIPs) {
        let list = present(spec.get("externalIPs"));
        let list = list.filter(|it| it.kind() != Kind::Sequence || !it.is_empty());
        open.extend(list.map(|value| OpenFact { value, field: OpenField::ExternalIPs }));
    }
    if !platform.allows_field(OpenField::LoadBalancerIP) {
        let address = present(spec.get("loadBalancerIP")).filter(|it| it.as_str() != Some(""));
        open.extend(address.map(|value| OpenFact { value, field: OpenField::LoadBalancerIP }));
    }
    facts
}

/// The ends that the name of a Service has in every cluster; a trailing dot does not count.
const ENDS: [&str; 2] = ["svc", "svc.cluster.local"];

/// Whether a name leads to a Service of `namespace`: `web.shop.svc.cluster.local`. The name of the cluster's domain is not
/// known, so where names outside may be used any domain behind `svc` is taken for it, and keeps to the namespace.
fn stays_in(name: Value<'_>, namespace: Option<&str>, outside: bool) -> bool {
    let Some(name) = name.as_str() else { return outside };
    match name.trim_end_matches('.').split('.').nth(2) {
        Some(label) if label.eq_ignore_ascii_case("svc") && outside => name.split('.').nth(1) == namespace,
        _ => outside || is_of_namespace(name, namespace),
    }
}

/// Whether `name` is that of a Service in `namespace`, with nothing but the cluster's domain behind it.
pub(super) fn is_of_namespace(name: &str, namespace: Option<&str>) -> bool {
    let mut parts = name.trim_end_matches('.').splitn(3, '.');
    let (service, of, end) = (parts.next(), parts.next(), parts.next());
    service.is_some_and(|it| !it.is_empty())
        && namespace.is_some()
        && of == namespace
        && end.is_some_and(|it| ENDS.contains(&it))
}

#[cfg(test)]
mod tests {
    use super::is_of_namespace;

    #[test]
    fn a_name_in_the_cluster_tells_its_namespace() {
        let of_shop = |name| is_of_namespace(name, Some("shop"));
        assert!(of_shop("web.shop.svc.cluster.local") && of_shop("web.shop.svc."));
        for name in [
            "web.shop",
            "svc.example.com",
            "web.shop.svc.evil.example",
            "web.blog.svc",
            ".shop.svc",
            "a.web.shop.svc",
        ] {
            assert!(!of_shop(name), "{name}");
        }
        assert!(!is_of_namespace("web.shop.svc", None));
    }
}

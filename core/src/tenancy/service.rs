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
            let stays = |it: Value<'_>| leads_to(it).map_or(allowed, |it| object.namespace() == Some(it));
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

/// The namespace that a name leads to, where it is a Service's in the cluster: `web.shop.svc.cluster.local`.
fn leads_to(name: Value<'_>) -> Option<&str> {
    namespace_of(name.as_str()?)
}

/// The namespace in the name of a Service.
fn namespace_of(name: &str) -> Option<&str> {
    let mut labels = name.trim_end_matches('.').split('.').skip(1);
    let namespace = labels.next()?;
    (labels.next()? == "svc").then_some(namespace)
}

#[cfg(test)]
mod tests {
    use super::namespace_of;

    #[test]
    fn a_name_in_the_cluster_tells_its_namespace() {
        assert_eq!(namespace_of("web.shop.svc.cluster.local"), Some("shop"));
        assert_eq!(namespace_of("web.shop.svc."), Some("shop"));
        assert_eq!(namespace_of("web.shop"), None);
        assert_eq!(namespace_of("svc.example.com"), None);
    }
}

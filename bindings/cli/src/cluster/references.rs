//! Each Secret and ConfigMap that something refers to. They are read one by one: who may read routes may seldom list
//! Secrets, and reading all of them is not wanted.

use super::kinds::Resource;
use routeproof_core::GroupKind;
use routeproof_core::Workspace;
use routeproof_core::internal::attach::{Attachments, CaFact, CertificateFact};
use routeproof_core::internal::world::{Grant, Lookup};
use std::collections::BTreeSet;

/// A Secret or a ConfigMap by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    kind: GroupKind<'static>,
    pub(super) namespace: String,
    pub(super) name: String,
}

impl Wanted {
    pub(super) fn resource(&self) -> Resource {
        let plural = if self.kind == GroupKind::SECRET { "secrets" } else { "configmaps" };
        Resource::built_in(self.kind, plural)
    }

    pub(super) fn title(&self) -> String {
        format!("{} `{}/{}`", self.kind.kind, self.namespace, self.name)
    }
}

/// What listeners, Gateways and policies refer to and the workspace does not know, each once.
pub(super) fn wanted(workspace: &Workspace) -> BTreeSet<Wanted> {
    let world = workspace.world();
    let attachments = Attachments::new(&world, workspace.environment());
    let parents = attachments.parents().iter();
    let listeners = parents.clone().flat_map(|it| &it.listeners);
    let certificates = listeners.clone().flat_map(|it| &it.certificates);
    let certificates = certificates.chain(parents.filter_map(|it| it.client_certificate.as_ref()));
    let authorities = listeners.flat_map(|it| &it.authorities);
    let authorities = authorities.chain(attachments.policies().iter().flat_map(|it| &it.authorities));
    certificates.filter_map(secret).chain(authorities.filter_map(config_map)).collect()
}

fn secret(fact: &CertificateFact<'_, '_>) -> Option<Wanted> {
    let asked = (fact.secret_ref.target(), fact.namespace, fact.secret_ref.name().value);
    unread(GroupKind::SECRET, asked, &fact.grant, matches!(fact.target, Lookup::Unknown))
}

fn config_map(fact: &CaFact<'_, '_>) -> Option<Wanted> {
    let asked = (fact.ca_ref.target(), fact.namespace, fact.ca_ref.name().value);
    unread(GroupKind::CONFIG_MAP, asked, &fact.grant, matches!(fact.target, Lookup::Unknown))
}

/// What is of `kind`, not known, and may be referred to. What a manifest calls it comes into a path: nothing that is no
/// name gets there.
fn unread(
    kind: GroupKind<'static>,
    (asked, namespace, name): (GroupKind<'_>, &str, &str),
    grant: &Grant<'_, '_>,
    unknown: bool,
) -> Option<Wanted> {
    let allowed = !matches!(grant, Grant::Refused);
    (asked == kind && unknown && allowed && is_name(namespace) && is_name(name)).then(|| Wanted {
        kind,
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    })
}

/// Whether an object can be called so.
fn is_name(text: &str) -> bool {
    let inner = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-' || it == '.';
    let outer = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    text.len() <= 253 && text.starts_with(outer) && text.ends_with(outer) && text.chars().all(inner)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn only_names_get_into_a_path() {
        for name in ["tls", "a", "wild.card-1.example"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "..", "a/../b", "A", "a?b", "-a", "a-", "ä", &"a".repeat(254)] {
            assert!(!is_name(name), "{name}");
        }
    }
}

//! `CustomResourceDefinition`: which kinds the cluster serves.

use super::GroupKind;
use super::view::view;

view! {
    /// A `CustomResourceDefinition`.
    CustomResourceDefinition {
        group "spec.group": text_or(""),
        kind "spec.names.kind": text_or(""),
        scope "spec.scope": text_or("Namespaced"),
        annotations "metadata.annotations": map,
    }
}

impl<'a> CustomResourceDefinition<'a> {
    /// The kind that it defines.
    pub fn defines(self) -> GroupKind<'a> {
        GroupKind { group: self.group().value, kind: self.kind().value }
    }

    /// The release of Gateway API that it comes from, where it says so.
    pub fn bundle_version(self) -> Option<&'a str> {
        super::selector::label(self.annotations(), "gateway.networking.k8s.io/bundle-version")
    }
}

//! `ReferenceGrant`.

use super::GroupKind;
use super::view::view;

view! {
    /// A `ReferenceGrant`.
    ReferenceGrant {
        from "spec.from": many(GrantFrom),
        to "spec.to": many(GrantTo),
    }
}

view! {
    /// `spec.from[]`.
    GrantFrom {
        group "group": text_or(""),
        kind "kind": text_or(""),
        namespace "namespace": text_or(""),
    }
}

view! {
    /// `spec.to[]`.
    GrantTo {
        group "group": text_or(""),
        kind "kind": text_or(""),
        name "name": text,
    }
}

impl ReferenceGrant<'_> {
    /// Whether it lets `from` in `namespace` refer to `to` named `name`.
    pub fn permits(self, from: GroupKind<'_>, namespace: &str, to: GroupKind<'_>, name: &str) -> bool {
        let comes = self.from().any(|it| {
            it.group().value == from.group
                && it.kind().value == from.kind
                && it.namespace().value == namespace
        });
        comes
            && self.to().any(|it| {
                let named = it.name().is_none_or(|it| it.value.is_empty() || it.value == name);
                it.group().value == to.group && it.kind().value == to.kind && named
            })
    }
}

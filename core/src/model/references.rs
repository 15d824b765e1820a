//! References from one object to another, with the defaults that each kind of reference has.

use super::GroupKind;
use super::view::{known_view, view};

known_view! {
    /// `spec.parentRefs[]` of a route, and `spec.parentRef` of a ListenerSet.
    ParentRef {
        group "group": text_or("gateway.networking.k8s.io"),
        kind "kind": text_or("Gateway"),
        namespace "namespace": text,
        name "name": text_or(""),
        section_name "sectionName": text,
        port "port": int,
    }
}

known_view! {
    /// A reference to a backend, in a rule or in a filter.
    BackendRef {
        group "group": text_or(""),
        kind "kind": text_or("Service"),
        namespace "namespace": text,
        name "name": text_or(""),
        port "port": int,
        weight "weight": int_or(1),
    }
}

view! {
    /// A reference to a Secret: certificates of a listener, the client certificate of a Gateway.
    SecretRef {
        group "group": text_or(""),
        kind "kind": text_or("Secret"),
        namespace "namespace": text,
        name "name": text_or(""),
    }
}

view! {
    /// A reference to CA certificates; of a BackendTLSPolicy it has no namespace.
    CaRef {
        group "group": text_or(""),
        kind "kind": text_or(""),
        namespace "namespace": text,
        name "name": text_or(""),
    }
}

view! {
    /// `spec.targetRefs[]` of a policy: always in the policy's namespace.
    PolicyTargetRef {
        group "group": text_or(""),
        kind "kind": text_or(""),
        name "name": text_or(""),
        section_name "sectionName": text,
    }
}

macro_rules! target {
    ($($name:ident),+) => {$(
        impl<'a> $name<'a> {
            /// The group and kind that it names.
            pub fn target(self) -> GroupKind<'a> {
                GroupKind { group: self.group().value, kind: self.kind().value }
            }
        }
    )+};
}
target!(ParentRef, BackendRef, SecretRef, CaRef, PolicyTargetRef);

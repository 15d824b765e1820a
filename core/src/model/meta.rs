//! `metadata`: what every kind has.

use super::view::view;

view! {
    /// An object's `metadata`.
    Meta {
        name "name": text,
        namespace "namespace": text,
        uid "uid": text,
        labels "labels": map,
        annotations "annotations": map,
        generation "generation": int,
        creation_timestamp "creationTimestamp": text,
        deletion_timestamp "deletionTimestamp": text,
        owner_refs "ownerReferences": all(OwnerRef),
    }
}

view! {
    /// `metadata.ownerReferences[]`.
    OwnerRef {
        kind "kind": text,
        name "name": text,
        controller "controller": boolean,
    }
}

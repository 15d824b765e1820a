//! `ListenerSet`.

use super::view::view;
use super::{Listener, ParentRef};

view! {
    /// A `ListenerSet`.
    ListenerSet {
        parent_ref "spec.parentRef": one(ParentRef),
        listeners "spec.listeners": many(Listener),
    }
}

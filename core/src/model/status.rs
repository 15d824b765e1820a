//! `status` as it was reported: what a dump or an old object says, not what is predicted.

use super::view::view;
use super::{ParentRef, RouteGroupKind};

view! {
    /// The `status` of any Gateway API kind.
    StatusView {
        conditions "conditions": all(ConditionView),
        listeners "listeners": all(ListenerStatusView),
        parents "parents": all(ParentStatus),
        ancestors "ancestors": all(Ancestor),
        addresses "addresses": field,
        attached_listener_sets "attachedListenerSets": int,
    }
}

view! {
    /// One condition.
    ConditionView {
        kind "type": text_or(""),
        status "status": text_or("Unknown"),
        reason "reason": text_or(""),
        message "message": text_or(""),
        observed_generation "observedGeneration": int,
        last_transition_time "lastTransitionTime": text,
    }
}

view! {
    /// `status.listeners[]`.
    ListenerStatusView {
        name "name": text_or(""),
        attached_routes "attachedRoutes": int,
        supported_kinds "supportedKinds": all(RouteGroupKind),
        conditions "conditions": all(ConditionView),
    }
}

view! {
    /// `status.parents[]` of a route.
    ParentStatus {
        controller_name "controllerName": text_or(""),
        parent_ref "parentRef": one(ParentRef),
        conditions "conditions": all(ConditionView),
    }
}

view! {
    /// `status.ancestors[]` of a policy.
    Ancestor {
        controller_name "controllerName": text_or(""),
        ancestor_ref "ancestorRef": one(ParentRef),
        conditions "conditions": all(ConditionView),
    }
}

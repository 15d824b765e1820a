//! `spec.rules[]` of a route: matches, filters, backends.

use super::view::view;
use super::{BackendRef, View};

view! {
    /// `spec.rules[]`.
    RouteRule {
        name "name": text,
        matches "matches": many(Match),
        filters "filters": many(Filter),
        backend_refs "backendRefs": many(BackendRef),
        request_timeout "timeouts.request": text,
        backend_request_timeout "timeouts.backendRequest": text,
        retry "retry": one(Retry),
        session_persistence "sessionPersistence": field,
    }
}

view! {
    /// `spec.rules[].retry`.
    Retry {
        attempts "attempts": int_or(1),
        backoff "backoff": text,
        codes "codes": field,
    }
}

view! {
    /// `spec.rules[].matches[]`, of an HTTPRoute or a GRPCRoute.
    Match {
        path "path": one(PathMatch),
        method "method": text,
        headers "headers": many(ValueMatch),
        query_params "queryParams": many(ValueMatch),
        grpc_type "method.type": text_or("Exact"),
        grpc_service "method.service": text,
        grpc_method "method.method": text,
    }
}

view! {
    /// `spec.rules[].matches[].path`.
    PathMatch {
        kind "type": text_or("PathPrefix"),
        value "value": text_or("/"),
    }
}

view! {
    /// A match on a header or a query parameter.
    ValueMatch {
        kind "type": text_or("Exact"),
        name "name": text_or(""),
        value "value": text_or(""),
    }
}

view! {
    /// `filters[]`, of a rule or of a backend.
    Filter {
        kind "type": text_or(""),
        request_headers "requestHeaderModifier": one(HeaderEdits),
        response_headers "responseHeaderModifier": one(HeaderEdits),
        mirror_backend "requestMirror.backendRef": one(BackendRef),
        auth_backend "externalAuth.backendRef": one(BackendRef),
        redirect "requestRedirect": field,
        rewrite "urlRewrite": field,
        cors "cors": field,
        extension_group "extensionRef.group": text,
        extension_kind "extensionRef.kind": text,
        extension_name "extensionRef.name": text,
    }
}

view! {
    /// `requestHeaderModifier` and `responseHeaderModifier`.
    HeaderEdits {
        set "set": many(HeaderEdit),
        add "add": many(HeaderEdit),
        remove "remove": texts,
    }
}

view! {
    /// A header to set or add.
    HeaderEdit {
        name "name": text_or(""),
        value "value": text_or(""),
    }
}

impl<'a> BackendRef<'a> {
    /// `filters[]`, which only an HTTPRoute's or GRPCRoute's backends have.
    pub fn filters(self) -> super::Many<'a, Filter<'a>> {
        self.view().many("filters")
    }
}

impl<'a> RouteRule<'a> {
    /// Every backend that the rule names, in the order rule filters, backends, filters of backends.
    pub fn all_backend_refs(self) -> impl Iterator<Item = BackendRef<'a>> {
        let in_filters = self.filters().flat_map(Filter::backend_refs);
        let in_backends = self.backend_refs().flat_map(|it| it.filters().flat_map(Filter::backend_refs));
        in_filters.chain(self.backend_refs()).chain(in_backends)
    }
}

impl<'a> Filter<'a> {
    /// The backends that the filter itself talks to.
    pub fn backend_refs(self) -> impl Iterator<Item = BackendRef<'a>> {
        self.mirror_backend().into_iter().chain(self.auth_backend())
    }

    /// The object that an `ExtensionRef` names, where it is written.
    pub fn extension(self) -> Option<View<'a>> {
        self.view().field("extensionRef")
    }
}

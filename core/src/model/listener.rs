//! A listener, of a `Gateway` or a `ListenerSet`.

use super::view::view;
use super::{GroupKind, LabelSelector, SecretRef};

view! {
    /// `spec.listeners[]`.
    Listener {
        name "name": text_or(""),
        port "port": int,
        protocol "protocol": text_or(""),
        hostname_field "hostname": text,
        tls "tls": one(ListenerTls),
        allowed_routes "allowedRoutes": one(AllowedRoutes),
        namespaces_from "allowedRoutes.namespaces.from": text_or("Same"),
        namespaces_selector "allowedRoutes.namespaces.selector": one(LabelSelector),
    }
}

view! {
    /// `spec.listeners[].tls`.
    ListenerTls {
        mode "mode": text_or("Terminate"),
        certificate_refs "certificateRefs": many(SecretRef),
        options "options": map,
    }
}

view! {
    /// `spec.listeners[].allowedRoutes`.
    AllowedRoutes {
        kinds "kinds": many(RouteGroupKind),
    }
}

view! {
    /// `spec.listeners[].allowedRoutes.kinds[]`.
    RouteGroupKind {
        group "group": text_or("gateway.networking.k8s.io"),
        kind "kind": text_or(""),
    }
}

impl<'a> Listener<'a> {
    /// The hostname, where there is one: an empty string means none.
    pub fn hostname(self) -> Option<crate::source::Spanned<&'a str>> {
        self.hostname_field().filter(|it| !it.value.is_empty())
    }

    /// The port number; 0 where there is none, which the schema refuses.
    pub fn port_number(self) -> i64 {
        self.port().map_or(0, |it| it.value)
    }

    /// Whether TLS ends here; `None` without TLS settings.
    pub fn terminates(self) -> Option<bool> {
        self.tls().map(|it| it.mode().value == "Terminate")
    }

    /// The route kinds that it names.
    pub fn kinds(self) -> impl Iterator<Item = RouteGroupKind<'a>> {
        self.view().many("allowedRoutes.kinds")
    }
}

impl<'a> RouteGroupKind<'a> {
    /// The group and kind that it names.
    pub fn target(self) -> GroupKind<'a> {
        GroupKind { group: self.group().value, kind: self.kind().value }
    }
}

//! `Gateway`, without its listeners, which it shares with `ListenerSet`.

use super::view::view;
use super::{CaRef, LabelSelector, Listener, ParametersRef, SecretRef};

view! {
    /// A `Gateway`.
    Gateway {
        class_name "spec.gatewayClassName": text,
        listeners "spec.listeners": many(Listener),
        addresses "spec.addresses": many(AddressRequest),
        allowed_listeners "spec.allowedListeners": one(AllowedListeners),
        infrastructure "spec.infrastructure": one(Infrastructure),
        tls "spec.tls": one(GatewayTls),
    }
}

view! {
    /// `spec.addresses[]`.
    AddressRequest {
        kind "type": text_or("IPAddress"),
        value "value": text,
        routability "routability": text,
    }
}

view! {
    /// `spec.allowedListeners`.
    AllowedListeners {
        from "namespaces.from": text_or("None"),
        selector "namespaces.selector": one(LabelSelector),
    }
}

view! {
    /// `spec.infrastructure`.
    Infrastructure {
        parameters_ref "parametersRef": one(ParametersRef),
    }
}

view! {
    /// `spec.tls`.
    GatewayTls {
        client_certificate_ref "backend.clientCertificateRef": one(SecretRef),
        frontend "frontend": one(FrontendTls),
    }
}

view! {
    /// `spec.tls.frontend`.
    FrontendTls {
        default_validation "default.validation": one(FrontendValidation),
        per_port "perPort": many(FrontendTlsPort),
    }
}

view! {
    /// `spec.tls.frontend.perPort[]`.
    FrontendTlsPort {
        port "port": int,
        validation "tls.validation": one(FrontendValidation),
    }
}

view! {
    /// How clients of HTTPS listeners prove themselves.
    FrontendValidation {
        ca_refs "caCertificateRefs": many(CaRef),
        mode "mode": text_or("AllowValidOnly"),
    }
}

impl<'a> FrontendTls<'a> {
    /// What holds for a listener on `port`: its own entry replaces the default.
    pub fn validation_for(self, port: i64) -> Option<FrontendValidation<'a>> {
        match self.per_port().find(|it| it.port().is_some_and(|it| it.value == port)) {
            Some(own) => own.validation(),
            None => self.default_validation(),
        }
    }

    /// Every validation, the default first.
    pub fn validations(self) -> impl Iterator<Item = FrontendValidation<'a>> {
        self.default_validation().into_iter().chain(self.per_port().filter_map(FrontendTlsPort::validation))
    }
}

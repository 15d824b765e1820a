//! `Service`, `ServiceImport` and `EndpointSlice`.

use super::view::{known_view, view};
use crate::source::Spanned;

view! {
    /// A `Service`.
    Service {
        kind "spec.type": text_or("ClusterIP"),
        cluster_ip "spec.clusterIP": text,
        external_name "spec.externalName": text,
        session_affinity "spec.sessionAffinity": text_or("None"),
        ports "spec.ports": all(ServicePort),
        selector "spec.selector": map,
    }
}

known_view! {
    /// `spec.ports[]` of a Service or a ServiceImport.
    ServicePort {
        name "name": text,
        port "port": int,
        protocol "protocol": text_or("TCP"),
        app_protocol "appProtocol": text,
        target_port_field "targetPort": field,
    }
}

view! {
    /// A `ServiceImport`.
    ServiceImport {
        ports "spec.ports": all(ServicePort),
    }
}

view! {
    /// An `EndpointSlice`.
    EndpointSlice {
        ports "ports": all(SlicePort),
        endpoints "endpoints": all(Endpoint),
        labels "metadata.labels": map,
    }
}

view! {
    /// `ports[]` of an EndpointSlice.
    SlicePort {
        name "name": text_or(""),
        protocol "protocol": text_or("TCP"),
    }
}

view! {
    /// `endpoints[]` of an EndpointSlice.
    Endpoint {
        addresses "addresses": texts,
        ready_condition "conditions.ready": boolean,
        serving_condition "conditions.serving": boolean,
        terminating_condition "conditions.terminating": boolean,
        target_name "targetRef.name": text,
    }
}

/// A `targetPort`: a number or the name of a container's port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetPort<'a> {
    /// A number; the port itself where nothing is written.
    Number(i64),
    /// The name of a container port.
    Name(&'a str),
}

impl<'a> Service<'a> {
    /// The first port with that number, whatever its protocol.
    pub fn port(self, port: i64) -> Option<ServicePort<'a>> {
        self.ports().find(|it| it.port().is_some_and(|it| it.value == port))
    }

    /// Whether it is a name for something outside the cluster.
    pub fn is_external_name(self) -> bool {
        self.kind().value == "ExternalName"
    }

    /// Whether it has no virtual IP.
    pub fn is_headless(self) -> bool {
        self.cluster_ip().is_some_and(|it| it.value == "None")
    }
}

impl<'a> ServicePort<'a> {
    /// Where its traffic goes in the Pods.
    pub fn target_port(self) -> Option<Spanned<TargetPort<'a>>> {
        if let Some(view) = self.target_port_field() {
            let number = view.value().as_i64().map(TargetPort::Number);
            let value = number.or_else(|| view.value().as_str().map(TargetPort::Name));
            // 0 and the empty string are Go's zero values: the API server defaults them like an absent field.
            let value = value.filter(|it| !matches!(it, TargetPort::Number(0) | TargetPort::Name("")));
            if let Some(value) = value {
                return Some(Spanned { value, at: view.at() });
            }
        }
        self.port().map(|it| Spanned { value: TargetPort::Number(it.value), at: it.at })
    }
}

impl<'a> EndpointSlice<'a> {
    /// The Service that it belongs to.
    pub fn service_name(self) -> Option<&'a str> {
        super::selector::label(self.labels(), "kubernetes.io/service-name")
    }
}

impl Endpoint<'_> {
    /// Whether it takes traffic; an endpoint that does not say so counts as ready.
    pub fn is_ready(self) -> bool {
        self.ready_condition().is_none_or(|it| it.value)
    }
}

//! Typed views over the tree: what a kind's fields say, each value with the place where it is written, the CRD's
//! defaults applied, nothing copied. A file per kind.
//!
//! In comes a [`View`] (a node and its source), out come views and [`Spanned`](crate::source::Spanned) scalars. A
//! field that is null or of the wrong type reads as absent: `schema` reports it, and no other stage does. All served versions of a
//! kind read through one view, since none differs in a field that both have.

#![expect(
    unreachable_pub,
    reason = "macros declare the views; some of them are for other crates, see `internal`"
)]

mod backend_tls_policy;
mod config;
mod custom_resource;
mod gateway;
mod gateway_class;
mod kinds;
mod listener;
mod listener_set;
mod meta;
mod namespace;
mod pod;
mod reference_grant;
mod references;
mod route;
mod route_rule;
mod selector;
mod service;
mod status;
mod view;
mod workload;

pub use backend_tls_policy::{BackendTlsPolicy, BackendTlsValidation};
pub use config::{ConfigMap, Entry as ConfigEntry, Secret};
pub use custom_resource::CustomResourceDefinition;
pub use gateway::{AddressRequest, AllowedListeners, FrontendTls, FrontendValidation, Gateway, GatewayTls};
pub use gateway_class::{GatewayClass, ParametersRef};
pub use kinds::{
    APIEXTENSIONS, APPS, CORE, DISCOVERY, GATEWAY, GATEWAY_X, GroupKind, MULTICLUSTER, RouteKind,
    is_cluster_scoped,
};
pub use listener::{Listener, ListenerTls, RouteGroupKind};
pub use listener_set::ListenerSet;
pub use meta::Meta;
pub use namespace::Namespace;
pub use pod::{Container, ContainerPort, ContainerStatus, Pod, PodCondition};
pub use reference_grant::{GrantFrom, GrantTo, ReferenceGrant};
pub use references::{BackendRef, CaRef, ParentRef, PolicyTargetRef, SecretRef};
pub use route::Route;
pub use route_rule::{Filter, HeaderEdits, Match, PathMatch, Retry, RouteRule, ValueMatch};
pub(crate) use selector::label;
pub use selector::{LabelSelector, Requirement};
pub use service::{Endpoint, EndpointSlice, Service, ServiceImport, ServicePort, SlicePort, TargetPort};
pub use status::{Ancestor, ConditionView, ListenerStatusView, ParentStatus, StatusView};
pub use view::{Many, Map, Texts, View};
pub use workload::{Workload, WorkloadKind};

//! Where requests go: the route table of every Gateway and of every Service of a mesh, and what becomes of a request in it.
//!
//! In come the facts of `attach`; out comes a [`Table`], which answers a [`Request`] with a [`RequestAnswerV1`]: the listener,
//! the route with the rule and the match that take it, what the filters do, the backends with their shares, and for
//! every match that lost, the step of precedence that decided. The order is that of the spec (`HTTPRouteRule.matches`,
//! `GRPCRouteRule.matches`). Where the spec leaves a choice that matters, the answer has every [`Reading`]. Left out on
//! purpose: what only an implementation knows, such as the filter behind an `extensionRef`, is unknown.

mod answer;
mod choice;
mod condition;
mod cors;
mod filters;
mod follow;
mod hosts;
mod index;
mod listeners;
mod listing;
mod mesh;
mod places;
mod request;
mod survey;
mod table;
mod v1;

pub use choice::Reading;
pub use request::{Request, Scheme, UrlFault};
pub(crate) use survey::{MatchPlace, Shadowed};
pub use table::{Table, Winner};
pub use v1::{
    BackendTlsV1, ForwardedV1, GatewayTableV1, HeaderAction, HeaderEditV1, ListenerTableV1, LostV1, Outcome,
    ReadingV1, RequestAnswerV1, RequestAnswersV1, RequestBackendV1, RequestListenerV1, RequestRouteV1,
    RetryV1, RouteTablesV1, ServiceTableV1, ShadowV1, TableMatchV1, TablePathType, TablePathV1, TableValueV1,
    TimeoutsV1,
};

#[cfg(test)]
mod tests;

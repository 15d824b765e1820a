//! The graph that every host hands out. Fields are only ever added; losing one makes it version 2.

use crate::report::{ObjectV1, SpanV1};
use crate::routing::RequestAnswerV1;
use serde::Serialize;

/// How requests flow through what the sources hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraphV1 {
    /// Always 1.
    pub version: u32,
    /// What requests pass, by kind, and then in the order of the routes.
    pub nodes: Vec<NodeV1>,
    /// From where to where, in the order of the nodes.
    pub edges: Vec<EdgeV1>,
    /// What becomes of the request whose path is marked, where one was asked about. Without a node on its path, `reasons`
    /// says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Box<RequestAnswerV1>>,
}

/// What requests pass, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "GraphNodeKind"))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NodeKind {
    /// What clients ask for.
    Hostname,
    /// A listener of a Gateway or ListenerSet; the Gateway itself where its listeners are not known; the Service of a mesh.
    Listener,
    /// A route.
    Route,
    /// An entry of `spec.rules`.
    Rule,
    /// A Service, or another object that a rule sends to.
    Service,
    /// What answers on one port of a Service.
    Endpoints,
}

/// Whether requests pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "GraphState"))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum State {
    /// They do.
    Ok,
    /// It cannot be decided, or is in doubt.
    Unknown,
    /// They do not.
    Broken,
}

/// Something that requests pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "GraphNodeV1"))]
#[non_exhaustive]
pub struct NodeV1 {
    /// Stays the same while names do: `route/HTTPRoute/shop/web`.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// What it is called.
    pub label: String,
    /// More about it, in a few words; empty where there is nothing to say.
    pub detail: String,
    /// Whether it works.
    pub state: State,
    /// Why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The object that it is or belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectV1>,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<GraphPlaceV1>,
    /// Whether the request passes it that was asked about; where the answer depends, in one of its readings.
    #[serde(rename = "onPath", skip_serializing_if = "std::ops::Not::not")]
    pub on_path: bool,
}

/// A way from one node to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "GraphEdgeV1"))]
#[non_exhaustive]
pub struct EdgeV1 {
    /// The node that it leaves, by its place in the list.
    pub from: usize,
    /// The node that it leads to.
    pub to: usize,
    /// Whether requests pass it; never better than the node that it leads to.
    pub state: State,
    /// Why they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A port or a weight; empty where there is nothing to say.
    pub label: String,
    /// From a hostname to a listener: the routes that want it there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<usize>,
    /// The reference that it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<GraphPlaceV1>,
    /// Whether the request passes it that was asked about; where the answer depends, in one of its readings.
    #[serde(rename = "onPath", skip_serializing_if = "std::ops::Not::not")]
    pub on_path: bool,
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraphPlaceV1 {
    /// The name of the source.
    pub source: String,
    /// From where to where.
    pub span: SpanV1,
}

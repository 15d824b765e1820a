//! Statuses in the shapes of the API: what is written out, and what an old status is read into.

use crate::model::{Ancestor, ConditionView, GATEWAY, GroupKind, ParentRef, ParentStatus, RouteKind, View};
use crate::source::Spanned;
use serde::Serialize;
use std::borrow::Cow;

/// A text that is mostly one of those that we know.
pub type Text = Cow<'static, str>;

/// `True`, `False` or `Unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// It cannot be known, or it was not reported yet.
    Unknown,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Text,
    /// Whether it holds.
    pub status: Truth,
    /// The generation that was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// When it last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_transition_time: Option<String>,
    /// Why, in a word.
    pub reason: Text,
    /// Why, in a sentence.
    pub message: Text,
}

/// A reference to a parent or ancestor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ParentReference {
    /// The API group.
    pub group: Text,
    /// The kind.
    pub kind: Text,
    /// The namespace, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
    /// The section, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_name: Option<String>,
    /// The port, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
}

/// What one parent makes of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RouteParentStatus {
    /// The parentRef, as the route says it.
    pub parent_ref: ParentReference,
    /// Who says so.
    pub controller_name: String,
    /// What it says.
    pub conditions: Vec<Condition>,
}

/// What one ancestor makes of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PolicyAncestorStatus {
    /// The ancestor.
    pub ancestor_ref: ParentReference,
    /// Who says so.
    pub controller_name: String,
    /// What it says.
    pub conditions: Vec<Condition>,
}

/// A kind of route that a listener takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupportedKind {
    /// The API group.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
}

impl From<RouteKind> for SupportedKind {
    fn from(kind: RouteKind) -> Self {
        let kind = kind.group_kind();
        Self { group: kind.group, kind: kind.kind }
    }
}

/// What becomes of a listener, of a Gateway or of a ListenerSet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListenerStatus {
    /// Its name.
    pub name: String,
    /// The kinds of routes that it takes.
    pub supported_kinds: Vec<SupportedKind>,
    /// How many routes attach to it.
    pub attached_routes: u32,
    /// Its conditions.
    pub conditions: Vec<Condition>,
}

/// An address of a Gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The address.
    pub value: String,
}

/// The status of a GatewayClass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GatewayClassStatus {
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// The features that its controller supports, where they are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_features: Vec<FeatureName>,
}

/// The name of a feature.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeatureName {
    /// The name.
    pub name: String,
}

/// The status of a Gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GatewayStatus {
    /// The addresses that it asked for and gets, else those that it had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// Per listener, as written.
    pub listeners: Vec<ListenerStatus>,
    /// How many ListenerSets attach to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached_listener_sets: Option<usize>,
}

/// The status of a ListenerSet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListenerSetStatus {
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// Per listener, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub listeners: Vec<ListenerStatus>,
}

/// The status of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RouteStatus {
    /// Per parent.
    pub parents: Vec<RouteParentStatus>,
}

/// The status of a BackendTLSPolicy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PolicyStatus {
    /// Per ancestor.
    pub ancestors: Vec<PolicyAncestorStatus>,
}

/// The status of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Status {
    /// Of a GatewayClass.
    GatewayClass(GatewayClassStatus),
    /// Of a Gateway.
    Gateway(GatewayStatus),
    /// Of a ListenerSet.
    ListenerSet(ListenerSetStatus),
    /// Of a route.
    Route(RouteStatus),
    /// Of a BackendTLSPolicy.
    Policy(PolicyStatus),
}

impl From<ParentRef<'_>> for ParentReference {
    fn from(it: ParentRef<'_>) -> Self {
        let owned = |it: Spanned<&str>| it.value.to_owned();
        let known = |it: Spanned<&str>, known: &'static str| match it.value {
            it if it == known => Text::Borrowed(known),
            it => Text::Owned(it.to_owned()),
        };
        Self {
            group: known(it.group(), GATEWAY),
            kind: known(it.kind(), GroupKind::GATEWAY.kind),
            namespace: it.namespace().map(owned),
            name: owned(it.name()),
            section_name: it.section_name().map(owned),
            port: it.port().map(|it| it.value),
        }
    }
}

impl From<ConditionView<'_>> for Condition {
    fn from(it: ConditionView<'_>) -> Self {
        Self {
            kind: it.kind().value.to_owned().into(),
            status: match it.status().value {
                "True" => Truth::True,
                "False" => Truth::False,
                _ => Truth::Unknown,
            },
            observed_generation: it.observed_generation().map(|it| it.value),
            last_transition_time: it.last_transition_time().map(|it| it.value.to_owned()),
            reason: it.reason().value.to_owned().into(),
            message: it.message().value.to_owned().into(),
        }
    }
}

impl RouteParentStatus {
    /// An entry as it was reported.
    pub(super) fn reported(it: ParentStatus<'_>) -> Option<Self> {
        let controller_name = it.controller_name().value.to_owned();
        let conditions = it.conditions().map(Condition::from).collect();
        Some(Self { parent_ref: it.parent_ref()?.into(), controller_name, conditions })
    }
}

impl PolicyAncestorStatus {
    /// An entry as it was reported.
    pub(super) fn reported(it: Ancestor<'_>) -> Option<Self> {
        let controller_name = it.controller_name().value.to_owned();
        let conditions = it.conditions().map(Condition::from).collect();
        Some(Self { ancestor_ref: it.ancestor_ref()?.into(), controller_name, conditions })
    }
}

impl Address {
    /// An address as it was reported.
    pub(super) fn reported(view: View<'_>) -> Option<Self> {
        let kind = view.text_or("type", "IPAddress").value.to_owned();
        Some(Self { kind, value: view.text("value")?.value.to_owned() })
    }
}

//! The words of conditions, from texts to the enums of the crate `gateway-api`.

use super::Condition;
use super::constants::{
    GatewayClassConditionReason, GatewayClassConditionType, GatewayConditionReason, GatewayConditionType,
    ListenerConditionReason, ListenerConditionType,
};
use std::fmt::Display;
use thiserror::Error;

/// A word that the crate `gateway-api` has no variant for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the crate `gateway-api` has no {kind} `{word}`")]
pub struct UnknownWord {
    /// The enum.
    pub kind: &'static str,
    /// The word.
    pub word: String,
}

/// An enum of the words that conditions have as type or reason.
pub trait Word: Display + Sized {
    /// What the enum is called.
    const NAME: &'static str;
    /// Every variant.
    fn all() -> Vec<Self>;
}

macro_rules! words {
    ($($name:ident { $($variant:ident),* $(,)? })*) => {
        $(
            impl Word for $name {
                const NAME: &'static str = stringify!($name);

                fn all() -> Vec<Self> {
                    // A variant that is new in the crate does not compile here until it is listed.
                    let _ = |it: Self| match it { $(Self::$variant => {})* };
                    vec![$(Self::$variant),*]
                }
            }
        )*
    };
}

words! {
    GatewayClassConditionType { Accepted }
    GatewayClassConditionReason { Accepted, InvalidParameters, Pending, Unsupported, Waiting }
    GatewayConditionType { Programmed, Accepted, Ready }
    GatewayConditionReason {
        Programmed, Invalid, NoResources, AddressNotAssigned, AddressNotUsable, Accepted, ListenersNotValid, Pending,
        UnsupportedAddress, InvalidParameters, Ready, ListenersNotReady,
    }
    ListenerConditionType { Conflicted, Accepted, ResolvedRefs, Programmed, Ready }
    ListenerConditionReason {
        HostnameConflict, ProtocolConflict, NoConflicts, Accepted, PortUnavailable, UnsupportedProtocol, ResolvedRefs,
        InvalidCertificateRef, InvalidRouteKinds, RefNotPermitted, Programmed, Invalid, Pending, Ready,
    }
}

fn word<T: Word>(text: &str) -> Result<T, UnknownWord> {
    let found = T::all().into_iter().find(|it| it.to_string() == text);
    found.ok_or_else(|| UnknownWord { kind: T::NAME, word: text.to_owned() })
}

/// The type of a condition as a variant of one of the crate's enums.
///
/// # Errors
/// Where the enum has no such variant.
pub fn condition_type<T: Word>(condition: &Condition) -> Result<T, UnknownWord> {
    word(&condition.type_)
}

/// The reason of a condition as a variant of one of the crate's enums. They are of Gateways, their classes and listeners;
/// for routes and policies the crate has none.
///
/// ```
/// use routeproof::gateway_api::constants::{GatewayConditionReason, ListenerConditionReason};
/// use routeproof::gateway_api::{Condition, reason};
/// # use routeproof::gateway_api::read;
/// # let condition = |reason: &str| -> Condition { serde_json::from_value(serde_json::json!({
/// #     "type": "Accepted", "status": "False", "reason": reason, "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z"
/// # })).unwrap() };
/// let refused: Condition = condition("ListenersNotValid");
/// assert_eq!(reason(&refused), Ok(GatewayConditionReason::ListenersNotValid));
/// let error = reason::<ListenerConditionReason>(&refused).unwrap_err();
/// assert_eq!(error.to_string(), "the crate `gateway-api` has no ListenerConditionReason `ListenersNotValid`");
/// ```
///
/// # Errors
/// Where the enum has no such variant.
pub fn reason<T: Word>(condition: &Condition) -> Result<T, UnknownWord> {
    word(&condition.reason)
}

/// The condition of a type: a variant of one of the crate's enums, or a text.
pub fn condition(conditions: &[Condition], kind: impl Display) -> Option<&Condition> {
    let kind = kind.to_string();
    conditions.iter().find(|it| it.type_ == kind)
}

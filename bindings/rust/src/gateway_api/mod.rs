//! Typed objects in, typed statuses out: for authors of controllers on [`kube`].
//!
//! Any object that serialises to a manifest can be added to a [`Workspace`]: the kinds of the crate [`gateway_api`],
//! which has those of Gateway API 1.5.1, and those of [`k8s_openapi`]. [`Workspace::statuses`] predicts what every
//! conformant controller writes, and [`Statuses::compare`] holds a controller's own answer against it:
//!
//! ```
//! use routeproof::Workspace;
//! use routeproof::gateway_api::{Condition, gatewayclasses::{GatewayClass, GatewayClassStatus}};
//! # use routeproof::gateway_api::gatewayclasses::GatewayClassSpec;
//!
//! fn reconcile(class: &GatewayClass) -> GatewayClassStatus {
//!     let accepted = Condition {
//!         type_: "Accepted".to_owned(),
//!         // …
//! #         status: "True".to_owned(),
//! #         reason: "Accepted".to_owned(),
//! #         message: "".to_owned(),
//! #         observed_generation: class.metadata.generation,
//! #         last_transition_time: serde_json::from_str(r#""2026-01-01T00:00:00Z""#).unwrap(),
//!     };
//!     GatewayClassStatus { conditions: Some(vec![accepted]), supported_features: None }
//! }
//! # fn main() -> anyhow::Result<()> {
//! # let spec = GatewayClassSpec { controller_name: "example.com/own".to_owned(), ..Default::default() };
//! # let class = GatewayClass::new("own", spec);
//! let mut workspace = Workspace::with_settings("complete: true")?;
//! workspace.set_object(&class)?;
//! workspace.statuses().compare(&class, &reconcile(&class))?;
//! # Ok(()) }
//! ```
//!
//! The crate's types have less than the newest Gateway API. Nothing is dropped because of that: [`read`] refuses a manifest
//! with fields that its type lacks, and [`Statuses::of`] a status of that sort; [`reason`] and [`condition_type`] refuse
//! words for which the crate has no variant. The errors name what is lacking.

mod compare;
mod read;
mod statuses;
#[cfg(test)]
mod tests;
mod words;

pub use ::gateway_api::*;
pub use compare::Difference;
pub use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
pub use kube::Resource;
pub use read::read;
pub use statuses::Statuses;
pub use words::{UnknownWord, Word, condition, condition_type, reason};

use crate::Workspace;
use serde::Serialize;
use thiserror::Error;

/// Why a typed object or status cannot be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TypedError {
    /// An object without a name cannot be told from others.
    #[error("a {0} has no `metadata.name`")]
    NoName(String),
    /// The object cannot be written as JSON.
    #[error("{object} cannot be written as JSON")]
    Write {
        /// The object.
        object: String,
        /// Why.
        source: serde_json::Error,
    },
    /// The manifest is not YAML, or not one object of the type.
    #[error("the manifest is not one {kind}: {problem}")]
    Manifest {
        /// The kind of the type.
        kind: String,
        /// What the manifest is instead.
        problem: String,
    },
    /// The value does not fit the type.
    #[error("{object} does not fit the Rust type")]
    Type {
        /// The object.
        object: String,
        /// Which value does not fit, and why.
        source: serde_json::Error,
    },
    /// The type has no place for some fields, so that they would be lost.
    #[error("the Rust type of {object} lacks {}", .fields.join(", "))]
    Lacking {
        /// The object.
        object: String,
        /// The fields, for instance `spec.rules[0].retry`.
        fields: Vec<String>,
    },
    /// No status is predicted for the object.
    #[error("no status is predicted for {0}: it is not in the workspace, or no controller writes one")]
    NoStatus(String),
    /// A status is not what is predicted.
    #[error("the status of {object} is not what a conformant controller writes:\n{}", compare::lines(.differences))]
    Differs {
        /// The object.
        object: String,
        /// In what.
        differences: Vec<Difference>,
    },
}

/// What an object is and what it is called, as messages say it and as sources are named: `HTTPRoute web/shop`. The group
/// is added where it is neither Kubernetes' own nor Gateway API's.
fn title<T: Resource<DynamicType = ()>>(object: &T) -> Result<String, TypedError> {
    let (group, kind) = (T::group(&()), T::kind(&()));
    let kind = match group.as_ref() {
        "" | GROUP => kind.into_owned(),
        _ => format!("{kind}.{group}"),
    };
    match (&object.meta().namespace, &object.meta().name) {
        (_, None) => Err(TypedError::NoName(kind)),
        (None, Some(name)) => Ok(format!("{kind} {name}")),
        (Some(namespace), Some(name)) => Ok(format!("{kind} {namespace}/{name}")),
    }
}

/// The API group of Gateway API.
const GROUP: &str = "gateway.networking.k8s.io";

fn json<T: Resource<DynamicType = ()> + Serialize>(object: &T) -> Result<(String, String), TypedError> {
    let title = title(object)?;
    match serde_json::to_string_pretty(object) {
        Ok(text) => Ok((title, text)),
        Err(source) => Err(TypedError::Write { object: title, source }),
    }
}

impl Workspace {
    /// Adds an object that is to be applied, or replaces the one of the same kind, namespace and name. Findings name it
    /// as their source: `HTTPRoute web/shop`.
    ///
    /// # Errors
    /// Where it has no name or cannot be written as JSON.
    pub fn set_object<T: Resource<DynamicType = ()> + Serialize>(
        &mut self,
        object: &T,
    ) -> Result<(), TypedError> {
        let (name, text) = json(object)?;
        self.set_source(&name, text);
        Ok(())
    }

    /// Adds an object that a cluster reported, or replaces the one of the same kind, namespace and name.
    ///
    /// # Errors
    /// Where it has no name or cannot be written as JSON.
    pub fn set_live_object<T: Resource<DynamicType = ()> + Serialize>(
        &mut self,
        object: &T,
    ) -> Result<(), TypedError> {
        let (name, text) = json(object)?;
        self.set_live(&format!("live {name}"), text);
        Ok(())
    }

    /// The status that every conformant controller writes, to be had by object.
    pub fn statuses(&self) -> Statuses {
        Statuses::new(self.status())
    }
}

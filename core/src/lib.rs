//! routeproof's engine: Gateway API manifests in, what will happen to them out.
//!
//! Data flows one way, and a module uses only modules above it in this list:
//! the crate [`yaml`] (text to [`yaml::Tree`], with [`order`]: sorting and maps) → `source` and `diagnostic` (positions,
//! findings) → `manifest` (tree to objects), `folder` (what belongs together), `rendered` (what tools print, and from what), `typed` (tree to settings and questions) → `schema` and `cel` (the API
//! server's verdict) → `model`, `settings`, `tenancy`, `world`, `attach`, `status`, `live`, `routing`, `features`, `facts` (facts) → `rules`
//! (facts to diagnostics) → `fix`, `report` → `workspace` → `implementations`, `verify`, `graph`, `mend`, `assist` (what
//! a workspace is asked), `export` (a profile as policy of a cluster) → `ffi`; `internal` has what only crates of this repository use.
//!
//! Nothing here reads a file, a clock, the environment or a random number: equal input gives equal bytes on
//! every host.
#![forbid(unsafe_code)]

mod address;
pub mod assist;
mod attach;
mod cel;
pub mod diagnostic;
pub mod examples;
#[cfg(feature = "export")]
pub mod export;
mod facts;
mod features;
pub mod ffi;
pub mod fix;
pub mod folder;
mod generated;
pub mod graph;
pub mod implementations;
#[doc(hidden)]
pub mod internal;
mod live;
mod manifest;
pub mod mend;
mod model;
mod placeholder;
pub mod rendered;
pub mod report;
pub mod routing;
pub mod rules;
mod schema;
pub mod settings;
pub mod source;
pub mod status;
mod suggest;
mod tenancy;
pub mod time;
mod typed;
pub mod verify;
pub mod workspace;
mod world;

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use model::GroupKind;
pub use routeproof_yaml as yaml;
pub(crate) use routeproof_yaml::order;
pub use settings::Settings;
pub use workspace::Workspace;

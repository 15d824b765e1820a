//! routeproof as a Kubewarden policy. A request and what is looked up in the cluster go in, a verdict comes out;
//! `routeproof-admission` decides it.

mod lookup;
mod policy;

pub use lookup::{Cluster, LOOK_UPS};
pub use policy::{validate, validate_settings};

#[cfg(target_arch = "wasm32")]
mod guest;

//! routeproof as an OPA policy without Rego: the rules `routeproof/deny`, a set of messages, `routeproof/report` and
//! `routeproof/armed`.
//! The input is what is judged; `data.routeproof` carries the settings and what is known of the cluster.
//! `routeproof-admission` decides.

mod answer;
mod data;
mod input;
mod rego;

#[cfg(target_arch = "wasm32")]
mod abi;
#[cfg(target_arch = "wasm32")]
mod heap;

pub use answer::{Entrypoint, Form, Kept, answer, own_data, warm_up};
pub use data::{PathFault, at_path};

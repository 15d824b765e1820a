//! What `helm template` and `kustomize build` print, and where it comes from: the output of a tool in, its text and the
//! file of each object out; and for a place in that text the place in the file that says it.

mod elsewhere;
mod output;
mod template;
mod trace;

pub(crate) use elsewhere::{line_that_says, value_of_chart};
pub use output::{Origins, Output, Tool};
pub use template::without_actions;
pub(crate) use trace::{File, has_action, trace};

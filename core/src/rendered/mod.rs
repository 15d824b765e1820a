//! What `helm template` and `kustomize build` print, and where it comes from: the output of a tool in, its text and the
//! file of each object out; and for a place in that text the place in the file that says it.

mod output;
mod template;
mod trace;
mod value;

pub use output::{Origins, Output, Tool};
pub use template::without_actions;
pub(crate) use trace::{File, has_action, identity, object_like, trace};
pub(crate) use value::{lines_for, lines_that_say, value_of_chart};

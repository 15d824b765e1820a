//! Runs the CEL rules that `schema-gen` compiled, with the meaning that Kubernetes gives them on create.
//!
//! In goes a [`Program`](crate::schema::table::Program) and the [`View`](crate::schema::view::View) of the node that
//! carries it; out comes an [`Outcome`]. An evaluation error is an outcome of its own, because the API server counts
//! it as a violation. The functions are those that the rules of the supported releases use: `schema-gen` refuses a
//! rule that needs another.

mod collections;
mod duration;
mod eval;
mod functions;
mod run;
mod scalars;
mod value;

pub(crate) use eval::{Evaluator, Outcome};

#[cfg(test)]
mod tests;

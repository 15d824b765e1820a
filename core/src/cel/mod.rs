//! Runs the CEL rules that `routeproof-crd` compiled, with the meaning that Kubernetes gives them on create.
//!
//! In goes a [`Program`](crate::schema::table::Program) and the [`View`](crate::schema::view::View) of the node that
//! carries it; out comes an [`Outcome`]. An evaluation error is an outcome of its own, because the API server counts
//! it as a violation. Functions that are not here are refused where rules are
//! compiled, so that such a rule is reported as not judged. Without the feature `crds` only what rules of Gateway API
//! need is here.

mod collections;
mod duration;
mod eval;
mod functions;
mod run;
mod scalars;
#[cfg_attr(not(feature = "crds"), expect(dead_code, reason = "rules of Gateway API make no texts"))]
mod texts;
#[cfg(feature = "crds")]
mod url;
mod value;

pub(crate) use eval::{Evaluator, Outcome};
pub(crate) use texts::Texts;

/// The nanoseconds of a duration as Go writes it; `None` where Go refuses it.
#[cfg(any(feature = "crds", feature = "kubernetes"))]
pub(crate) fn duration(text: &str) -> Option<i64> {
    duration::parse(text)
}

#[cfg(test)]
mod tests;

//! CRDs to the tables that `routeproof-core` judges objects by: their schemas, patterns as automata, rules as compiled CEL.
//!
//! Hosts hand [`compile`] to a workspace, which calls it with the CRDs among its sources. The developer tool `schema-gen`
//! makes the tables of Gateway API with [`table`].
#![forbid(unsafe_code)]

mod blob;
mod cel;
mod crd;
mod encode;
mod pattern;

use routeproof_core::internal::schema::CrdTable;
use routeproof_core::yaml::Value;

pub use blob::Blob;
pub use crd::{Crd, Rule, Schema, Version, read};
pub use encode::{Message, Messages, table};

/// Compiles `CustomResourceDefinition`s. What the API server would refuse is a fault and gets no table; what is not known
/// here is left out and reported.
pub fn compile(crds: &[Value<'_>]) -> CrdTable {
    let (mut faults, mut gaps) = (Vec::new(), Vec::new());
    let crds: Vec<Crd> = crds.iter().filter_map(|it| read(*it, &mut faults)).collect();
    let crds: Vec<(u32, &Crd)> = crds.iter().map(|it| (0, it)).collect();
    // More than a table can address: no table, and so no object of these kinds is judged.
    let bytes = table("", &crds, &|rule| Ok(own_message(rule)), Some(&mut gaps)).unwrap_or_default();
    CrdTable { bytes: bytes.into(), gaps, faults }
}

/// What the CRD says of a rule that is broken, and otherwise what the API server says.
fn own_message(rule: &Rule) -> Message {
    let message = match rule.message.trim() {
        "" => format!(
            "the rule `{}` does not hold",
            rule.expression.split_whitespace().collect::<Vec<_>>().join(" ")
        ),
        message => message.to_owned(),
    };
    Message { id: 0, message, help: String::new() }
}

//! Text to a [`Tree`]: every document of a YAML stream or JSON text, every key and value with its byte span,
//! scalars resolved as kubectl resolves them, aliases and merge keys expanded, duplicate keys marked.
//!
//! Reading never fails: [`read`] returns what could be read and a [`Problem`] for what could not. What the nodes
//! mean is left to the engine.
//!
//! The truth is `sigs.k8s.io/yaml` (go-yaml v2, then JSON) behind kubectl's way to cut a stream: `tests/oracle/yaml`
//! compares. The stages: `stream` cuts documents, `scan` makes tokens over a `cursor`, `parse` applies the grammar,
//! `compose` writes nodes, `resolve` says what a scalar is, `json` reads what is JSON. [`order`] is for every crate.
#![forbid(unsafe_code)]

pub mod base64;
mod compose;
mod cursor;
mod float;
mod json;
mod keys;
#[doc(hidden)]
pub mod order;
mod parse;
mod problem;
mod resolve;
mod scan;
mod span;
mod stream;
#[cfg(test)]
mod tests;
mod timestamp;
mod tree;

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use float::Shown as ShownFloat;
pub use problem::{Limit, Problem, ProblemKind, Syntax};
pub use span::{MAX_SOURCE_BYTES, Span, index, saturate};
pub use tree::{
    Builder, Document, Entries, Entry, Items, Kind, Mark, Node, NodeId, Number, Style, Tree, Value,
};

/// Collections within collections, aliases expanded. kubectl allows 10000; nothing that an API server accepts comes
/// near, and what reads a tree may recurse.
pub const MAX_DEPTH: usize = 1000;

/// The nodes that aliases and merge keys may add to one source: 80 MB.
pub const MAX_COPIES: usize = 4_000_000;

/// The problems that are listed for one source.
pub const MAX_PROBLEMS: usize = 1000;

/// What reading yields.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The documents that could be read.
    pub tree: Tree,
    /// What is wrong, in writing order.
    pub problems: Vec<Problem>,
}

/// Reads the documents of `text`. A broken one yields no tree; those behind it are read all the same.
pub fn read(text: &str) -> Reading {
    stream::read(text)
}

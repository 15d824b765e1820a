//! Text to a [`Tree`]: every document of a YAML stream or JSON text, every key and value with its byte span,
//! scalars resolved as kubectl resolves them, aliases and merge keys expanded, duplicate keys marked.
//!
//! Reading never fails: [`read`] returns what could be read and a [`Problem`] for what could not. What the nodes
//! mean is left to `manifest` and `schema`.

mod tree;

pub use tree::{Builder, Document, Entries, Entry, Items, Kind, Node, NodeId, Number, Style, Tree, Value};

//! Where the inputs are known to be all there is.

use crate::model::GroupKind;
use std::collections::BTreeSet;

/// Where an object that is not among the inputs certainly does not exist: everywhere, for a kind in all
/// namespaces, or for a kind in one namespace.
#[derive(Debug, Clone, Default)]
pub struct Completeness {
    everything: bool,
    kinds: BTreeSet<(String, String)>,
    namespaces: BTreeSet<(String, String, String)>,
}

impl Completeness {
    /// Nothing is complete: what is not among the inputs may exist.
    pub fn open() -> Self {
        Self::default()
    }

    /// The inputs are the whole cluster.
    pub fn closed() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Every object of `kind` is among the inputs.
    pub fn add_kind(&mut self, kind: GroupKind<'_>) {
        self.kinds.insert((kind.group.to_owned(), kind.kind.to_owned()));
    }

    /// Every object of `kind` in `namespace` is among the inputs.
    pub fn add_namespace(&mut self, kind: GroupKind<'_>, namespace: &str) {
        self.namespaces.insert((kind.group.to_owned(), kind.kind.to_owned(), namespace.to_owned()));
    }

    /// Whether the inputs are complete for `kind` in `namespace`.
    pub fn covers(&self, kind: GroupKind<'_>, namespace: &str) -> bool {
        self.everything
            || self.covers_kind(kind)
            || (!self.namespaces.is_empty()
                && self.namespaces.contains(&(
                    kind.group.to_owned(),
                    kind.kind.to_owned(),
                    namespace.to_owned(),
                )))
    }

    /// Whether the inputs are complete for `kind` in every namespace.
    pub fn covers_kind(&self, kind: GroupKind<'_>) -> bool {
        self.everything
            || (!self.kinds.is_empty() && self.kinds.contains(&(kind.group.to_owned(), kind.kind.to_owned())))
    }
}

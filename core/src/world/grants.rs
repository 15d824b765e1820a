//! ReferenceGrants by the namespace that they open and by whom they open it for.

use super::{Index, Item, ItemId, World};
use crate::model::{GroupKind, ReferenceGrant};

/// Who may refer into a namespace: that namespace, then group, kind and namespace of the one who refers.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The grants of a world.
#[derive(Debug, Default)]
pub(super) struct Grants<'a>(Index<Key<'a>, Vec<ItemId>>);

impl<'a> Grants<'a> {
    pub(super) fn add(&mut self, item: &Item<'a>) {
        for from in item.read::<ReferenceGrant<'_>>().from() {
            let key = (item.namespace(), from.group().value, from.kind().value, from.namespace().value);
            let listed = self.0.entry_or_default(key);
            if listed.last() != Some(&item.number) {
                listed.push(item.number);
            }
        }
    }
}

/// Whether a reference may cross namespaces.
#[derive(Debug, Clone, Copy)]
pub enum Grant<'w, 'a> {
    /// It crosses none.
    SameNamespace,
    /// Every parent of the route is a Service: a mesh asks for none (GEP-1294).
    NotNeeded,
    /// This ReferenceGrant permits it.
    Granted(&'w Item<'a>),
    /// No ReferenceGrant permits it, and all of them are known.
    Refused,
    /// No known ReferenceGrant permits it; others may exist.
    Unknown,
}

impl Grant<'_, '_> {
    /// Whether it is certainly permitted.
    pub fn permits(&self) -> bool {
        matches!(self, Self::SameNamespace | Self::NotNeeded | Self::Granted(_))
    }
}

/// One end of a reference that needs a grant.
#[derive(Debug, Clone, Copy)]
pub struct End<'n> {
    /// The group and kind.
    pub kind: GroupKind<'n>,
    /// The namespace.
    pub namespace: &'n str,
}

impl<'a> World<'a> {
    /// Whether `from` may refer to `name` of `to`.
    pub fn grant<'n>(&self, from: End<'n>, to: End<'n>, name: &str) -> Grant<'_, 'a>
    where
        'a: 'n,
    {
        if from.namespace == to.namespace {
            return Grant::SameNamespace;
        }
        let key = (to.namespace, from.kind.group, from.kind.kind, from.namespace);
        let permits = |item: &&Item<'a>| {
            item.read::<ReferenceGrant<'_>>().permits(from.kind, from.namespace, to.kind, name)
        };
        let listed = self.grants.0.list(&key).iter();
        match listed.filter_map(|it| self.item(*it)).find(permits) {
            Some(item) => Grant::Granted(item),
            None if self.is_complete(GroupKind::REFERENCE_GRANT, to.namespace) => Grant::Refused,
            None => Grant::Unknown,
        }
    }
}

//! What was probably meant: names that look alike, and the namespaces where a name really is.

use super::{Item, World};
use crate::model::GroupKind;
use crate::order::sort_by_key;
use crate::suggest::likeness;

/// More names than this are not compared; the answer would help nobody.
const MOST: usize = 4096;

impl<'a> World<'a> {
    /// The objects of `kind` in `namespace` whose names look like `name`, the most alike first.
    pub fn look_alikes(&self, kind: GroupKind<'_>, namespace: &str, name: &str) -> Vec<&Item<'a>> {
        let candidates = self.in_namespace(kind, namespace).iter().take(MOST);
        let mut near: Vec<_> =
            candidates.filter_map(|it| likeness(name, it.name()).map(|distance| (distance, it))).collect();
        sort_by_key(&mut near, |(distance, it)| (*distance, it.name()));
        near.into_iter().map(|(_, it)| it).collect()
    }

    /// The objects of `kind` named `name` in other namespaces than `namespace`, by namespace.
    pub fn elsewhere(&self, kind: GroupKind<'_>, namespace: &str, name: &str) -> Vec<&Item<'a>> {
        let named = self.named(kind, name).into_iter();
        named.filter(|it| it.namespace() != namespace).collect()
    }
}

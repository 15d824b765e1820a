//! What was probably meant: names that look alike, and the namespaces where a name really is.

use super::{Item, World};
use crate::model::GroupKind;
use crate::order::sort_by_key;
use crate::suggest::likeness;

/// Of more names than this, only those that stand around the wanted one are compared: slips are rarely in the first
/// letters.
pub(super) const MAX_COMPARED: usize = 256;

impl<'a> World<'a> {
    /// The objects of `kind` in `namespace` whose names look like `name`, the most alike first.
    pub fn look_alikes(&self, kind: GroupKind<'_>, namespace: &str, name: &str) -> Vec<&Item<'a>> {
        let all = self.in_namespace(kind, namespace);
        let around = match all.len() {
            ..=MAX_COMPARED => 0,
            _ => all.partition_point(|it| it.name() < name).saturating_sub(MAX_COMPARED / 2),
        };
        let candidates = all.iter().skip(around).take(MAX_COMPARED);
        let mut near: Vec<_> =
            candidates.filter_map(|it| likeness(name, it.name()).map(|distance| (distance, it))).collect();
        sort_by_key(&mut near, |(distance, it)| (*distance, it.name()));
        near.into_iter().map(|(_, it)| it).collect()
    }

    /// The objects of `kind` named `name` in other namespaces than `namespace`, by namespace.
    pub fn in_other_namespaces(&self, kind: GroupKind<'_>, namespace: &str, name: &str) -> Vec<&Item<'a>> {
        let named = self.named(kind, name).into_iter();
        named.filter(|it| it.namespace() != namespace).take(MAX_COMPARED).collect()
    }
}

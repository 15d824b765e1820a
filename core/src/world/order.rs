//! The order of objects: by group, kind, namespace and name.

use super::{Index, Item};
use crate::manifest::Id;
use crate::model::{CustomResourceDefinition, GroupKind, is_cluster_scoped};
use crate::order::{Set, sort, sort_by};
use crate::source::{index, saturate};
use std::cmp::Reverse;
use std::hash::Hash;

/// Takes the namespace of every object whose kind has none, and puts all in order. Of two with one identity
/// the one that counts comes first: that of the lower origin, else the later one.
pub(super) fn arranged<'i, 'a>(items: &'i mut [Item<'a>]) -> impl Iterator<Item = Item<'a>> + use<'i, 'a> {
    let kinds = Ranks::of(items.iter().map(Item::kind));
    settle_namespaces(items, &kinds);
    let namespaces = Ranks::of(items.iter().map(Item::namespace));
    share(items, &kinds, &namespaces);
    let items = &*items;
    // Kinds and namespaces are few: they are compared once, and objects by numbers and the beginnings of names.
    let ranks = kinds.ranks().zip(namespaces.ranks());
    let mut order: Vec<_> = ranks
        .zip(items)
        .zip(0_u32..)
        .map(|(((kind, namespace), item), at)| {
            let rank = (u64::from(kind) << 32) | u64::from(namespace);
            (rank, beginning(item.name()), at)
        })
        .collect();
    let rest = |at: u32| items.get(index(at)).map(|it| (it.name(), it.origin));
    sort_by(&mut order, |one, other| {
        let roughly = (one.0, one.1).cmp(&(other.0, other.1));
        roughly.then_with(|| rest(one.2).cmp(&rest(other.2))).then(Reverse(one.2).cmp(&Reverse(other.2)))
    });
    order.into_iter().filter_map(|(.., at)| items.get(index(at)).copied())
}

/// Lets all items of a kind or a namespace name it by one text, which is at hand when they are compared.
fn share<'a>(items: &mut [Item<'a>], kinds: &Ranks<GroupKind<'a>>, namespaces: &Ranks<&'a str>) {
    for (item, (kind, namespace)) in items.iter_mut().zip(kinds.values().zip(namespaces.values())) {
        item.id = Id { group: kind.group, kind: kind.kind, namespace, ..item.id };
    }
}

/// The first bytes of a name, as a number in the order of names.
pub(super) type Beginning = u128;

/// The beginning of `name`.
pub(super) fn beginning(name: &str) -> Beginning {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    u128::from_be_bytes(bytes)
}

/// CRDs among the inputs say what is namespaced, where the kind alone does not.
fn settle_namespaces<'a>(items: &mut [Item<'a>], kinds: &Ranks<GroupKind<'a>>) {
    let cluster_scoped: Set<_> = items
        .iter()
        .filter(|it| it.kind() == GroupKind::CRD)
        .map(Item::read::<CustomResourceDefinition<'_>>)
        .filter(|it| it.scope().value == "Cluster")
        .map(CustomResourceDefinition::defines)
        .collect();
    let scopes: Vec<_> =
        kinds.distinct.iter().map(|it| is_cluster_scoped(*it) || cluster_scoped.contains(it)).collect();
    for (item, kind) in items.iter_mut().zip(&kinds.numbers) {
        if scopes.get(index(*kind)) == Some(&true) {
            item.id.namespace = "";
        }
    }
}

/// Many values of which few are distinct.
struct Ranks<K> {
    /// In the order in which they are met.
    distinct: Vec<K>,
    /// Which of them each value is.
    numbers: Vec<u32>,
}

impl<K: Copy + Ord + Hash> Ranks<K> {
    fn of(values: impl Iterator<Item = K>) -> Self {
        let (mut known, mut distinct) = (Index::default(), Vec::new());
        let numbers = values.map(|it| match known.get(&it) {
            Some(number) => *number,
            None => {
                let number = saturate(distinct.len());
                known.insert(it, number);
                distinct.push(it);
                number
            }
        });
        let numbers = numbers.collect();
        Self { distinct, numbers }
    }

    /// The values, equal ones being the same.
    fn values(&self) -> impl Iterator<Item = K> {
        self.numbers.iter().filter_map(|it| self.distinct.get(index(*it)).copied())
    }

    /// Numbers in the order of the values, one for each.
    fn ranks(&self) -> impl Iterator<Item = u32> {
        let mut order: Vec<_> = self.distinct.iter().zip(0_u32..).collect();
        sort(&mut order);
        let mut ranks = vec![0; order.len()];
        for ((_, number), rank) in order.into_iter().zip(0..) {
            if let Some(it) = ranks.get_mut(index(number)) {
                *it = rank;
            }
        }
        self.numbers.iter().map(move |it| ranks.get(index(*it)).copied().unwrap_or_default())
    }
}

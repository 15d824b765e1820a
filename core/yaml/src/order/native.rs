//! The maps, the sets and the sorting of the standard library.

pub use std::collections::{BTreeMap as Map, BTreeSet as Set};

use std::cmp::Ordering;

/// Sorts `items` as `compare` says.
pub fn sort_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    items.sort_by(compare);
}

/// The value of the last key that is not behind `key`.
pub fn last_until<'m, K: Ord, V>(map: &'m mut Map<K, V>, key: &K) -> Option<&'m mut V> {
    map.range_mut(..=key).next_back().map(|it| it.1)
}

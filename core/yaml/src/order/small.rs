//! Sorting, maps and sets with one machine for all types, which browsers have to download once.

mod map;
mod places;

pub use map::{Map, Set, last_until};

use places::Places;
use std::cmp::Ordering;

/// Sorts `items` as `compare` says.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    if items.is_sorted_by(|one, other| compare(one, other).is_le()) {
        return;
    }
    let places = Places::sorted(items.len(), &mut |one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    put(items, places.order());
}

/// Puts `items` in `order`.
fn put<T>(items: &mut [T], order: Vec<usize>) {
    for (one, other) in swaps(order) {
        items.swap(one, other);
    }
}

/// The swaps that come to `order`, one after the other.
fn swaps(mut order: Vec<usize>) -> Vec<(usize, usize)> {
    let mut swaps = Vec::new();
    for start in 0..order.len() {
        // Follow the cycle that begins here; what is in its place says its own number.
        let mut place = start;
        while let Some(from) = order.get_mut(place).map(|it| std::mem::replace(it, place)) {
            if from == start || from == place {
                break;
            }
            swaps.push((place, from));
            place = from;
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn sorting_is_stable_and_loses_nothing() {
        for len in [0, 1, 2, 3, 7, 40, 1000] {
            // A few keys over many items, in an order that wanders.
            let mut items: Vec<(usize, usize)> = (0..len).map(|it| (it * 7919 % 13, it)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|it| it.0);
            sort_by(&mut items, |one, other| one.0.cmp(&other.0));
            assert_eq!(items, expected);
        }
    }

    #[test]
    fn every_order_of_five_is_mended() {
        for seed in 0..3125_usize {
            let digits = [1, 5, 25, 125, 625].map(|it| seed / it % 5);
            let mut items = digits.to_vec();
            let mut expected = digits.to_vec();
            expected.sort_unstable();
            sort_by(&mut items, Ord::cmp);
            assert_eq!(items, expected, "{digits:?}");
        }
    }
}

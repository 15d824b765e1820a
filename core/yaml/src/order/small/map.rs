//! Maps and sets that are walked in the order of their keys, on the one machine of `order`.

use super::{places::Places, places::Slot, put};
use std::borrow::Borrow;
use std::vec;

/// Values by key, walked in the order of the keys.
#[derive(Debug, Clone)]
pub struct Map<K, V> {
    /// As they came.
    entries: Vec<(K, V)>,
    places: Places,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new(), places: Places::default() }
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Ord, V: Eq> Eq for Map<K, V> {}

impl<K: Ord, V> Map<K, V> {
    /// A map without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn slot<Q: Ord + ?Sized>(&self, key: &Q) -> Slot
    where
        K: Borrow<Q>,
    {
        self.places.slot(&mut |it| self.entries.get(it).map(|it| it.0.borrow().cmp(key)))
    }

    fn found<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        if let Slot::Taken(place) = self.slot(key) { Some(place) } else { None }
    }

    /// Whether `key` has a value.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.found(key).is_some()
    }

    /// The key that is kept for `key`, and its value.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        self.entries.get(self.found(key)?).map(|(key, value)| (key, value))
    }

    /// The value of `key`.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.get_key_value(key).map(|it| it.1)
    }

    /// The value of `key`, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.found(key)?;
        self.entries.get_mut(place).map(|it| &mut it.1)
    }

    /// The value that was there before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.slot(&key) {
            Slot::Taken(place) => self.entries.get_mut(place).map(|it| std::mem::replace(&mut it.1, value)),
            Slot::Free(at) => {
                self.places.take(at);
                self.entries.push((key, value));
                None
            }
        }
    }

    /// The place of `key`, filled or not.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        Entry { map: self, key }
    }

    /// The keys with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.places.all().filter_map(|it| self.entries.get(it)).map(|(key, value)| (key, value))
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|it| it.0)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|it| it.1)
    }

    /// The values, to be changed, in the order of their keys.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        put(&mut self.entries, std::mem::take(&mut self.places).order());
        self.places = Places::full(self.entries.len());
        self.entries.iter_mut().map(|it| &mut it.1)
    }

    /// The values themselves, in the order of their keys.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|it| it.1)
    }
}

/// The value of the last key that is not behind `key`.
pub fn last_until<'m, K: Ord, V>(map: &'m mut Map<K, V>, key: &K) -> Option<&'m mut V> {
    let place = map.places.last_until(&mut |it| map.entries.get(it).map(|it| it.0.cmp(key)))?;
    map.entries.get_mut(place).map(|it| &mut it.1)
}

/// Where a key belongs.
pub struct Entry<'m, K, V> {
    map: &'m mut Map<K, V>,
    key: K,
}

impl<'m, K: Ord, V> Entry<'m, K, V> {
    #[expect(clippy::indexing_slicing, reason = "the place is found or filled here")]
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'m mut V {
        let Self { map, key } = self;
        let place = match map.slot(&key) {
            Slot::Taken(place) => place,
            Slot::Free(at) => {
                map.entries.push((key, make()));
                map.places.take(at)
            }
        };
        &mut map.entries[place].1
    }

    pub fn or_insert(self, value: V) -> &'m mut V {
        self.or_insert_with(|| value)
    }

    pub fn or_default(self) -> &'m mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }
}

impl<K: Ord, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    fn into_iter(mut self) -> Self::IntoIter {
        put(&mut self.entries, self.places.order());
        self.entries.into_iter()
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

/// Distinct values, walked in order.
#[derive(Debug, Clone)]
pub struct Set<T>(Map<T, ()>);

impl<T: Ord> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Ord> Eq for Set<T> {}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Map::default())
    }
}

impl<T: Ord> Set<T> {
    /// A set without values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it was absent.
    pub fn insert(&mut self, value: T) -> bool {
        self.0.insert(value, ()).is_none()
    }

    /// Whether `value` is there.
    pub fn contains<Q: Ord + ?Sized>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(value)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.keys()
    }
}

impl<T: Ord> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::iter::Map<vec::IntoIter<(T, ())>, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|it| it.0)
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.insert(value);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Self::new();
        set.extend(values);
        set
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Set<T> {
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, Set, last_until};
    use std::collections::BTreeMap;

    #[test]
    fn it_does_what_the_map_of_std_does() {
        let (mut small, mut tree) = (Map::new(), BTreeMap::new());
        let mut key = 1_u32;
        for value in 0..5000_u32 {
            key = key.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let short = key >> 20;
            assert_eq!(small.insert(short, value), tree.insert(short, value));
            *small.entry(short / 2).or_default() += 1;
            *tree.entry(short / 2).or_default() += 1;
        }
        assert_eq!(small.len(), tree.len());
        assert!(small.iter().eq(tree.iter()));
        assert!((0..5000).all(|it| small.get(&it) == tree.get(&it)));
        for (small, tree) in small.values_mut().zip(tree.values_mut()) {
            assert_eq!(small, tree);
            *small += 1;
            *tree += 1;
        }
        assert!((0..5000).all(|it| small.get(&it) == tree.get(&it)), "keys are found after a walk too");
        for key in 0..5000 {
            let tree = tree.range_mut(..=key).next_back().map(|it| it.1);
            assert_eq!(last_until(&mut small, &key), tree);
        }
        assert!(small.into_iter().eq(tree));
    }

    #[test]
    fn a_set_is_in_order_and_has_no_doubles() {
        let set: Set<&str> = ["b", "a", "c", "a"].into_iter().collect();
        assert!(set.contains("a") && !set.contains("d"));
        assert_eq!(set.into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}

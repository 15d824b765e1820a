//! The one hash map of the engine: for look-ups only, so that its order can never reach a report.

use crate::source::{index, saturate};
use std::hash::{Hash, Hasher};

/// Values by key. There is no way to walk it. One table serves all types, as in `order`: std's would be compiled anew
/// for each.
#[derive(Debug, Clone)]
pub(crate) struct Index<K, V> {
    /// As they came.
    entries: Vec<(K, V)>,
    table: Table,
}

impl<K: Eq + Hash, V> Index<K, V> {
    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn place(&self, hash: u32, key: &K) -> Result<usize, usize> {
        self.table.find(hash, &mut |it| self.entries.get(it).is_some_and(|it| it.0 == *key))
    }

    /// The value of `key`.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let place = self.place(hash(key), key).ok()?;
        self.entries.get(place).map(|it| &it.1)
    }

    /// The value of `key`, put there if it was absent.
    #[expect(clippy::indexing_slicing, reason = "the place is found or filled here")]
    pub(crate) fn entry_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let hash = hash(&key);
        let place = self.place(hash, &key).unwrap_or_else(|free| {
            self.entries.push((key, V::default()));
            self.table.take(free, hash)
        });
        &mut self.entries[place].1
    }

    /// Sets the value of `key`; returns the one that it had.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = hash(&key);
        match self.place(hash, &key) {
            Ok(place) => self.entries.get_mut(place).map(|it| std::mem::replace(&mut it.1, value)),
            Err(free) => {
                self.entries.push((key, value));
                self.table.take(free, hash);
                None
            }
        }
    }
}

impl<K, V> Default for Index<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new(), table: Table::default() }
    }
}

impl<K: Eq + Hash, T> Index<K, Vec<T>> {
    /// Everything listed under `key`.
    pub(crate) fn list(&self, key: &K) -> &[T] {
        self.get(key).map_or(&[], Vec::as_slice)
    }
}

/// The numbers of entries by the hashes of their keys, open and probed in a line.
#[derive(Debug, Clone, Default)]
struct Table {
    /// A power of two of slots, a quarter of them free at least: the hash, and the number from 1 or 0 for none.
    slots: Vec<(u32, u32)>,
    taken: usize,
}

impl Table {
    /// The number that `is_it`, or the slot that it would have.
    fn find(&self, hash: u32, is_it: &mut dyn FnMut(usize) -> bool) -> Result<usize, usize> {
        let mut at = self.home(hash);
        while let Some((its_hash, number)) = self.slots.get(at).filter(|it| it.1 != 0) {
            let number = index(*number) - 1;
            if *its_hash == hash && is_it(number) {
                return Ok(number);
            }
            at = self.next(at);
        }
        Err(at)
    }

    /// Puts the next number into a free slot, and tells it.
    fn take(&mut self, free: usize, hash: u32) -> usize {
        let number = self.taken;
        self.taken += 1;
        let slot = (hash, saturate(self.taken));
        if self.taken * 4 <= self.slots.len() * 3 {
            self.put(free, slot);
            return number;
        }
        let more = vec![(0, 0); (self.slots.len() * 2).max(8)];
        let all = std::mem::replace(&mut self.slots, more);
        for slot in all.into_iter().chain([slot]).filter(|it| it.1 != 0) {
            let mut at = self.home(slot.0);
            while self.slots.get(at).is_some_and(|it| it.1 != 0) {
                at = self.next(at);
            }
            self.put(at, slot);
        }
        number
    }

    fn put(&mut self, at: usize, slot: (u32, u32)) {
        if let Some(it) = self.slots.get_mut(at) {
            *it = slot;
        }
    }

    fn home(&self, hash: u32) -> usize {
        index(hash) & self.slots.len().saturating_sub(1)
    }

    fn next(&self, at: usize) -> usize {
        (at + 1) & self.slots.len().saturating_sub(1)
    }
}

fn hash<K: Hash>(key: &K) -> u32 {
    let mut hasher = Quick::default();
    key.hash(&mut hasher);
    let [a, b, c, d, ..] = hasher.finish().to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// A multiply-and-rotate hash: names of objects are short and not chosen to collide by accident.
#[derive(Debug, Clone, Copy, Default)]
struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;
        self.0 = (self.0 ^ word).wrapping_mul(FACTOR).rotate_left(23);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        let rest = chunks.remainder().iter().fold(1, |word: u64, byte| (word << 8) | u64::from(*byte));
        self.mix(rest);
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(u64::from(word));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::Index;
    use std::collections::BTreeMap;

    #[test]
    fn it_finds_what_a_map_of_std_finds() {
        let (mut index, mut std_map) = (Index::default(), BTreeMap::new());
        let mut key = 1_u32;
        for value in 0..5000_u32 {
            key = key.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let name = format!("name-{}", key >> 20);
            assert_eq!(index.insert(name.clone(), value), std_map.insert(name.clone(), value));
            let half = format!("name-{}", key >> 21);
            *index.entry_or_default(half.clone()) += 1;
            *std_map.entry(half).or_default() += 1;
        }
        for key in 0..5000 {
            let name = format!("name-{key}");
            assert_eq!(index.get(&name), std_map.get(&name));
        }
        assert!(Index::<u32, u32>::default().get(&1).is_none());
    }
}

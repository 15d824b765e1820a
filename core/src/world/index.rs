//! The one hash map of the engine: for look-ups only, so that its order can never reach a report.

use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Values by key. There is no way to walk it.
#[derive(Debug, Clone)]
#[expect(clippy::disallowed_types, reason = "this is the look-up-only alias that replaces it")]
pub struct Index<K, V>(std::collections::HashMap<K, V, BuildHasherDefault<Quick>>);

impl<K: Eq + Hash, V> Index<K, V> {
    /// An empty index with room for `entries`.
    #[expect(clippy::disallowed_types, reason = "this is the look-up-only alias that replaces it")]
    pub fn with_capacity(entries: usize) -> Self {
        Self(std::collections::HashMap::with_capacity_and_hasher(entries, BuildHasherDefault::default()))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of `key`.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)
    }

    /// Sets the value of `key`; returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.insert(key, value)
    }

    /// The value of `key`, put there if it was absent.
    pub fn entry_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.0.entry(key).or_default()
    }
}

impl<K: Eq + Hash, V> Default for Index<K, V> {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl<K: Eq + Hash, T> Index<K, Vec<T>> {
    /// Everything listed under `key`.
    pub fn list(&self, key: &K) -> &[T] {
        self.get(key).map_or(&[], Vec::as_slice)
    }
}

/// A multiply-and-rotate hash: names of objects are short and not chosen to collide across 64 bits by accident.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Quick(u64);

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
        // hashbrown takes its control byte from the top bits and the bucket from the low ones.
        self.0 ^ (self.0 >> 29)
    }
}

//! Look-ups by text and by host that cost the same however many there are.

use crate::attach::hostname::wildcard_suffix;
use crate::order::{Map, sort};

/// Values by text, walked in the order of the texts.
#[derive(Debug)]
pub(super) struct Texts<K, V> {
    entries: Vec<(K, V)>,
    /// None where the entries are few.
    hashes: Option<Box<Hashes>>,
    /// The length of the longest text: a longer one is not hashed.
    longest: usize,
}

/// Where texts are by their hashes.
#[derive(Debug)]
struct Hashes {
    /// Hash and place of each entry, in order. Texts of one hash are in their own order, so that a look-up is logarithmic
    /// also where the texts were chosen to have one hash.
    index: Vec<(u64, usize)>,
    /// Where in the index the hashes start that begin with these bits.
    starts: Vec<usize>,
}

/// So many texts are compared one by one.
const FEW: usize = 4;

impl<K, V> Default for Texts<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new(), hashes: None, longest: 0 }
    }
}

impl<K: AsRef<str>, V> Texts<K, V> {
    /// The value of `text`.
    pub(super) fn get(&self, text: &str) -> Option<&V> {
        if self.entries.is_empty() || text.len() > self.longest {
            return None;
        }
        let Some(Hashes { index, starts }) = self.hashes.as_deref() else {
            return self.entries.iter().find(|it| it.0.as_ref() == text).map(|it| &it.1);
        };
        let wanted = hash(text);
        let first = first_bits(wanted, starts.len());
        let (start, end) = (starts.get(first)?, starts.get(first + 1).copied());
        let near = index.get(*start..end.unwrap_or(index.len()))?;
        let text_of = |place: usize| self.entries.get(place).map_or("", |it| it.0.as_ref());
        let at = near
            .binary_search_by(|(known, place)| known.cmp(&wanted).then_with(|| text_of(*place).cmp(text)));
        let (_, place) = near.get(at.ok()?)?;
        self.entries.get(*place).map(|it| &it.1)
    }

    /// The values, in the order of their texts.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|it| &it.1)
    }
}

impl<K: AsRef<str> + Ord, V> FromIterator<(K, V)> for Texts<K, V> {
    /// From entries in the order of their texts.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let entries: Vec<(K, V)> = entries.into_iter().collect();
        let longest = entries.iter().map(|it| it.0.as_ref().len()).max().unwrap_or_default();
        if entries.len() <= FEW {
            return Self { entries, longest, ..Self::default() };
        }
        let places = entries.iter().enumerate();
        let mut index: Vec<_> = places.map(|(place, it)| (hash(it.0.as_ref()), place)).collect();
        sort(&mut index);
        let parts = entries.len().next_power_of_two();
        let mut starts = Vec::with_capacity(parts);
        for (at, (hash, _)) in index.iter().enumerate() {
            // Up to where this hash belongs, everything starts here.
            while starts.len() <= first_bits(*hash, parts) {
                starts.push(at);
            }
        }
        starts.resize(parts, index.len());
        Self { entries, hashes: Some(Box::new(Hashes { index, starts })), longest }
    }
}

/// The first bits of a hash: a number below `parts`, a power of two.
fn first_bits(hash: u64, parts: usize) -> usize {
    let shift = 64_u32.saturating_sub(parts.trailing_zeros());
    usize::try_from(hash.checked_shr(shift).unwrap_or_default()).unwrap_or_default()
}

/// Eight bytes a step.
fn hash(text: &str) -> u64 {
    let step = |state: u64, word: u64| {
        let mixed = (state ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ (mixed >> 29)
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let state = words.iter().fold(0, |state, it| step(state, u64::from_le_bytes(*it)));
    // One byte more than there is, so that texts of another length differ.
    step(state, rest.iter().fold(1, |word, it| (word << 8) | u64::from(*it)))
}

/// Values by hostname.
#[derive(Debug)]
pub(super) struct Names<'a, V> {
    precise: Texts<&'a str, V>,
    /// By what stands behind `*.`.
    wild: Texts<&'a str, V>,
    /// For every hostname.
    every: Option<V>,
}

impl<V> Default for Names<'_, V> {
    fn default() -> Self {
        Self { precise: Texts::default(), wild: Texts::default(), every: None }
    }
}

impl<'a, V> Names<'a, V> {
    /// From values by hostname; an empty one stands for every name.
    pub(super) fn new(values: Map<&'a str, V>) -> Self {
        let (mut precise, mut wild, mut every) = (Vec::new(), Vec::new(), None);
        for (name, value) in values {
            match wildcard_suffix(name) {
                Some(suffix) => wild.push((suffix, value)),
                None if name.is_empty() => every = Some(value),
                None => precise.push((name, value)),
            }
        }
        Self { precise: precise.into_iter().collect(), wild: wild.into_iter().collect(), every }
    }

    /// The values of the hostnames that stand for `host`, best first: itself, its wildcards from the longest, every name.
    pub(super) fn of<'n>(&'n self, host: &'n str) -> impl Iterator<Item = &'n V> {
        let mut rest = host;
        let suffixes = std::iter::from_fn(move || {
            let (_, suffix) = rest.split_once('.')?;
            rest = suffix;
            Some(suffix)
        });
        let wild = suffixes.filter_map(|it| self.wild.get(it));
        self.precise.get(host).into_iter().chain(wild).chain(&self.every)
    }

    /// All values: of every name, of wildcards, of precise names.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.every.iter().chain(self.wild.values()).chain(self.precise.values())
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, Texts};
    use crate::order::Map;

    #[test]
    fn each_text_is_found_and_no_other() {
        let texts: Map<String, usize> = (0..3000).map(|it| (format!("/{it:x}"), it)).collect();
        let found: Texts<String, usize> = texts.clone().into_iter().collect();
        assert!(texts.iter().all(|(text, value)| found.get(text) == Some(value)));
        assert!(["", "/", "/bb9", "/g", "0"].iter().all(|it| found.get(it).is_none()));
        assert!(found.values().eq(texts.values()));
    }

    #[test]
    fn hostnames_from_the_most_specific() {
        let all = ["", "a.b.c", "*.b.c", "*.c", "*.a.b.c", "b.c"];
        let names = Names::new(all.iter().map(|it| (*it, *it)).collect());
        let of = |host: &'static str| names.of(host).copied().collect::<Vec<_>>();
        assert_eq!(of("a.b.c"), ["a.b.c", "*.b.c", "*.c", ""]);
        assert_eq!(of("b.c"), ["b.c", "*.c", ""]);
        assert_eq!(of("c"), [""]);
        assert_eq!(of(""), [""]);
        assert_eq!(names.values().count(), all.len());
    }
}

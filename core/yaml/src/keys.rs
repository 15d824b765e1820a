//! The keys of the mappings that are being read: which of them are the same.

use super::tree::{Builder, NodeId};
use crate::order::Map;
use std::borrow::Cow;

/// So many keys are compared one by one; above, a map finds them.
const MAX_UNINDEXED: usize = 16;

/// What a key was before it became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    String,
    Bool,
    Int,
    /// The number, in short: several numbers have one text, as `1e300` and `.inf` do.
    Float(u32),
    /// `.nan`, which is not even equal to itself.
    NotANumber,
    /// It came out of a merge key.
    Merged,
}

/// What is known of one key of an open mapping.
#[derive(Debug, Clone, Copy)]
struct Known {
    print: u64,
    /// The node that counts.
    node: NodeId,
    /// The literal key, and what it was, if one was read.
    literal: Option<(NodeId, Origin)>,
}

/// The keys of one open mapping.
#[derive(Debug)]
pub(super) struct Mapping<'t> {
    first: usize,
    many: Option<Map<Cow<'t, str>, usize>>,
}

/// An earlier key with the same text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Earlier {
    /// The node that counted until now.
    pub(super) node: NodeId,
    /// The literal key among those before.
    pub(super) literal: Option<(NodeId, Origin)>,
}

/// The keys of all open mappings.
#[derive(Debug, Default)]
pub(super) struct Keys {
    known: Vec<Known>,
}

impl Keys {
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    /// A mapping without keys.
    pub(super) fn open<'t>(&self) -> Mapping<'t> {
        Mapping { first: self.known.len(), many: None }
    }

    /// Forgets the mapping, the innermost one, and says how many different keys it had.
    pub(super) fn close(&mut self, mapping: &Mapping<'_>) -> usize {
        let count = self.known.len().saturating_sub(mapping.first);
        self.known.truncate(mapping.first);
        count
    }

    /// Adds key `node` to the innermost mapping, and returns the one that it takes the effect from.
    #[inline]
    pub(super) fn add<'t>(
        &mut self,
        mapping: &mut Mapping<'t>,
        builder: &Builder,
        text: &'t str,
        node: NodeId,
        origin: Origin,
    ) -> Option<Earlier> {
        let key = builder.value(text, node).as_str().unwrap_or_default();
        let print = fingerprint(key);
        let known = self.known.get(mapping.first..).unwrap_or_default();
        let found = if known.len() < MAX_UNINDEXED {
            let same = |it: &Known| it.print == print && builder.value(text, it.node).as_str() == Some(key);
            known.iter().position(same).map(|it| it + mapping.first)
        } else {
            self.find_among_many(mapping, builder, text, node)
        };
        let literal = (origin != Origin::Merged).then_some((node, origin));
        let Some(known) = found.and_then(|it| self.known.get_mut(it)) else {
            self.known.push(Known { print, node, literal });
            return None;
        };
        let earlier = Earlier { node: known.node, literal: known.literal };
        known.node = node;
        known.literal = literal.or(known.literal);
        Some(earlier)
    }

    /// The place of a key equal to `node`; where there is none, the map learns the place that it is about to get.
    fn find_among_many<'t>(
        &self,
        mapping: &mut Mapping<'t>,
        builder: &Builder,
        text: &'t str,
        node: NodeId,
    ) -> Option<usize> {
        let owned = |id| {
            let value = builder.value(text, id);
            match builder.literal_text(text, id) {
                Some(it) => Cow::Borrowed(it),
                None => Cow::Owned(value.as_str().unwrap_or_default().to_owned()),
            }
        };
        let first = mapping.first;
        let many = mapping.many.get_or_insert_with(|| {
            let known = self.known.get(first..).unwrap_or_default();
            known.iter().enumerate().map(|(at, it)| (owned(it.node), first + at)).collect()
        });
        let key = owned(node);
        let found = many.get(&key).copied();
        if found.is_none() {
            many.insert(key, self.known.len());
        }
        found
    }
}

/// A number that differs for most keys that differ.
#[inline]
fn fingerprint(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
            }
            _ => (bytes.iter().fold(0, |sum, it| sum << 8 | u64::from(*it)), 0),
        },
    };
    first.rotate_left(29) ^ last ^ len.rotate_left(56)
}

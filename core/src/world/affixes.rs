//! What all names of a source begin and end with.

use super::{ItemId, World};
use crate::model::is_cluster_scoped;
use crate::order::Map;
use crate::source::SourceId;

/// What all objects of a source that have a namespace have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Affixes<'a> {
    /// What their names begin with.
    pub(crate) prefix: &'a str,
    /// What their names end with.
    pub(crate) suffix: &'a str,
    /// How many there are.
    pub(crate) count: usize,
}

/// The same, without text: a name, and how much of it is common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths {
    name: ItemId,
    prefix: usize,
    suffix: usize,
    count: usize,
}

impl<'a> World<'a> {
    /// What the names in `source` have in common.
    pub(crate) fn affixes(&self, source: SourceId) -> Option<Affixes<'a>> {
        let known = self.affixes.get_or_init(|| self.find_affixes()).get(&source)?;
        let name = self.item(known.name)?.name();
        let prefix = name.get(..known.prefix)?;
        let suffix = name.get(name.len().checked_sub(known.suffix)?..)?;
        Some(Affixes { prefix, suffix, count: known.count })
    }

    fn find_affixes(&self) -> Map<SourceId, Lengths> {
        let mut all: Map<SourceId, (ItemId, Affixes<'a>)> = Map::new();
        for it in self.items().iter().filter(|it| !is_cluster_scoped(it.kind())) {
            let name = it.name();
            let own = || (it.number(), Affixes { prefix: name, suffix: name, count: 0 });
            let (_, known) = all.entry(it.source()).or_insert_with(own);
            known.prefix = common(known.prefix, name);
            known.suffix = common_end(known.suffix, name);
            known.count += 1;
        }
        let lengths = |(name, it): (ItemId, Affixes<'a>)| Lengths {
            name,
            prefix: it.prefix.len(),
            suffix: it.suffix.len(),
            count: it.count,
        };
        all.into_iter().map(|(source, it)| (source, lengths(it))).collect()
    }
}

fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let mut ends = one.char_indices().zip(other.chars());
    let end = ends.find(|((_, one), other)| one != other).map(|((at, _), _)| at);
    one.get(..end.unwrap_or(one.len().min(other.len()))).unwrap_or_default()
}

fn common_end<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
    let len: usize = same.map(|(it, _)| it.len_utf8()).sum();
    one.get(one.len().saturating_sub(len)..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{common, common_end};

    #[test]
    fn names_have_ends_in_common() {
        assert_eq!((common("prod-a", "prod-b"), common_end("a-dev", "bb-dev")), ("prod-", "-dev"));
        assert_eq!((common("a", "ab"), common_end("b", "ab")), ("a", "b"));
        assert_eq!((common("é", "è"), common_end("a", "")), ("", ""));
    }
}

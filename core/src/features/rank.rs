//! Which implementations have all that is needed, and what the others lack.

use super::{Claims, Feature, Need, Side, Support, implementations};
use crate::order::{Map, sort_by_key};
use crate::schema::Channel;
use crate::source::Location;

/// A feature that something needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used {
    /// The feature.
    pub feature: &'static Feature,
    /// Of what.
    pub side: Side,
    /// How many fields and values need it.
    pub count: usize,
    /// The first of them.
    pub first: Location,
}

/// How an implementation stands to what is used.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Its newest reports.
    pub claims: Claims,
    /// What they do not list, by the place in what is used.
    pub missing: Vec<usize>,
    /// What they list though tests of it were skipped or failed, with these tests.
    pub partly: Vec<(usize, Vec<&'static str>)>,
}

/// The features among `needs`, by name and side.
pub(crate) fn used<'n>(needs: impl IntoIterator<Item = &'n Need>) -> Vec<Used> {
    let mut found: Map<(&str, Side), Used> = Map::new();
    for need in needs {
        let &Need { feature, side, at } = need;
        let used = Used { feature, side, count: 0, first: at };
        found.entry((feature.name, side)).or_insert(used).count += 1;
    }
    found.into_values().collect()
}

/// Every implementation: those that lack least first, then those of whose features most is tested, then by name.
pub(crate) fn rank(used: &[Used], channel: Channel) -> Vec<Standing> {
    let all = implementations().iter().filter_map(|it| Claims::newest(it, channel));
    let mut standings: Vec<_> = all.map(|it| standing(it, used)).collect();
    sort_by_key(&mut standings, |it| (it.missing.len(), it.partly.len(), it.claims.implementation.name));
    standings
}

fn standing(claims: Claims, used: &[Used]) -> Standing {
    let (mut missing, mut partly) = (Vec::new(), Vec::new());
    for (place, it) in used.iter().enumerate() {
        match claims.support_of(it.side, it.feature) {
            Support::Full => {}
            Support::Partly(tests) => partly.push((place, tests)),
            Support::None { .. } => missing.push(place),
        }
    }
    Standing { claims, missing, partly }
}

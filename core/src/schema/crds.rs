//! Tables of CRDs that are not Gateway API's: what compiles them hands them over, and a [`Serving`](super::Serving) looks
//! kinds up in them.

use super::table::{Kind, Release};
use crate::order::sort_by;
use crate::source::Span;
use crate::yaml::Value;
use std::sync::Arc;

/// Compiles `CustomResourceDefinition`s; the crate `routeproof-crd` has one. A host that hands none over judges no objects
/// by CRDs.
pub(crate) type CompileCrds = fn(&[Value<'_>]) -> CrdTable;

/// What CRDs became.
#[derive(Debug, Clone)]
pub struct CrdTable {
    /// The kinds, in the format of [`layout`](super::layout).
    pub bytes: Arc<[u8]>,
    /// What of them is not judged.
    pub gaps: Vec<Gap>,
    /// Why CRDs that the API server would refuse are not in the table.
    pub faults: Vec<CrdFault>,
}

/// A part of a CRD that is not judged, because nothing here knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The group of the kind.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The version.
    pub version: String,
    /// The place in an object, as `spec.rules[].path`.
    pub path: String,
    /// The part, such as "the rule `isURL(self)`".
    pub what: String,
    /// What is not known of it.
    pub why: String,
}

/// What is wrong with a CRD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrdFault {
    /// The text that has to change.
    pub at: Span,
    /// What is wrong.
    pub message: String,
}

/// Tables of CRDs, and in which of them a kind is.
#[derive(Debug, Default)]
pub struct Crds {
    tables: Vec<CrdTable>,
    /// Sorted by group and name.
    kinds: Vec<Entry>,
    /// Whether tables differ about a kind.
    differ: bool,
}

/// Where a kind is.
#[derive(Debug)]
struct Entry {
    group: Box<str>,
    name: Box<str>,
    /// Its table.
    table: usize,
    /// Its place in that table.
    at: u32,
}

impl Crds {
    /// The kinds of `tables`; of a kind that is in several the last one counts.
    pub fn new(tables: impl IntoIterator<Item = CrdTable>) -> Self {
        let mut crds = Self { tables: tables.into_iter().collect(), ..Self::default() };
        for (table, it) in crds.tables.iter().enumerate() {
            let kinds = Release::read(&it.bytes).into_iter().flat_map(Release::kinds);
            crds.kinds.extend(kinds.map(|it| Entry {
                group: it.group().into(),
                name: it.name().into(),
                table,
                at: it.offset(),
            }));
        }
        // The sort is stable, and of equal neighbours the later one replaces the earlier.
        sort_by(&mut crds.kinds, |one, other| one.key().cmp(&other.key()));
        let (tables, mut differ) = (&crds.tables, false);
        let bytes = |it: &Entry| tables.get(it.table).map(|it| &it.bytes);
        crds.kinds.dedup_by(|later, kept| {
            let same = later.key() == kept.key();
            if same {
                differ |= bytes(later) != bytes(kept);
                std::mem::swap(later, kept);
            }
            same
        });
        crds.differ = differ;
        crds
    }

    /// Whether a kind is defined in more than one way.
    pub(crate) fn differ(&self) -> bool {
        self.differ
    }

    /// The kind `name` of `group`.
    pub(super) fn kind(&self, group: &str, name: &str) -> Option<Kind<'_>> {
        self.at(self.entry(group, name)?)
    }

    /// What of a kind is not judged.
    pub(super) fn gaps(&self, group: &str, name: &str) -> impl Iterator<Item = &Gap> {
        let table = self.entry(group, name).and_then(|it| self.tables.get(it.table));
        let gaps = table.into_iter().flat_map(|it| &it.gaps);
        let key = self.entry(group, name).map(Entry::key);
        gaps.filter(move |it| key == Some((&*it.group, &*it.kind)))
    }

    fn entry(&self, group: &str, name: &str) -> Option<&Entry> {
        let place = self.kinds.binary_search_by(|it| it.key().cmp(&(group, name))).ok()?;
        self.kinds.get(place)
    }

    /// Every kind, sorted by group and name.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind<'_>> {
        self.kinds.iter().filter_map(|it| self.at(it))
    }

    fn at(&self, entry: &Entry) -> Option<Kind<'_>> {
        Some(Release::read(&self.tables.get(entry.table)?.bytes)?.kind_at(entry.at))
    }
}

impl Entry {
    fn key(&self) -> (&str, &str) {
        (&self.group, &self.name)
    }
}

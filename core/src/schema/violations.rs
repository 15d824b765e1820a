//! The violations of one object: of each kind the first hundred, and how many more there are.

use super::path::Path;
use super::violation::{Owner, Siblings, Violation, ViolationKind};
use crate::source::Span;
use std::fmt::Display;
use std::mem::{Discriminant, discriminant};

/// So many violations of one kind are listed in one object; more would not help, and cost memory.
pub(super) const MOST: usize = 100;

/// What is found, in the order in which it is found.
#[derive(Debug)]
pub(super) struct Violations {
    /// How many of one kind are listed.
    most: usize,
    listed: Vec<Violation>,
    tallies: Vec<Tally>,
}

/// How often one kind was found.
#[derive(Debug)]
struct Tally {
    sort: Sort,
    count: usize,
    /// Where the first one is that is not listed.
    omitted_at: Span,
    /// The place in the list of one that is listed.
    like: usize,
}

type Sort = (Discriminant<ViolationKind>, Option<Discriminant<super::MetadataFault>>);

fn sort(kind: &ViolationKind) -> Sort {
    let fault = match kind {
        ViolationKind::Metadata(fault) => Some(discriminant(fault)),
        _ => None,
    };
    (discriminant(kind), fault)
}

/// Violations of one kind that are counted only.
#[derive(Debug, Clone, Copy)]
pub struct Omitted {
    /// The place in the list of one of that kind.
    pub like: usize,
    /// How many there are.
    pub count: usize,
    /// Where the first of them is.
    pub at: Span,
}

impl Violations {
    /// None yet, and at most so many of one kind in the list.
    pub(super) fn at_most(most: usize) -> Self {
        Self { most, listed: Vec::new(), tallies: Vec::new() }
    }

    /// Lists a violation or, where there are enough of its kind, counts it: then its path is not even written.
    pub(super) fn add(&mut self, kind: ViolationKind, path: &dyn Display, at: Span) {
        if self.tally(&kind, at) {
            self.listed.push(Violation::new(kind, path.to_string(), at));
        }
    }

    /// The same for one that the API server prints without its path.
    pub(super) fn add_pathless(&mut self, kind: ViolationKind, path: &dyn Display, at: Span) {
        if self.tally(&kind, at) {
            self.listed.push(Violation::new(kind, path.to_string(), at).without_path());
        }
    }

    /// The same for an unknown field, whose owner and siblings are looked at only where it is listed.
    pub(super) fn add_unknown_field(
        &mut self,
        name: &str,
        of: impl FnOnce() -> (Owner, Siblings),
        path: &Path<'_>,
    ) {
        let (owner, siblings) = (Owner::Nothing, Siblings::default());
        let mut kind = ViolationKind::UnknownField { owner, name: "".into(), siblings };
        if self.tally(&kind, path.at()) {
            let (owner, siblings) = of();
            kind = ViolationKind::UnknownField { owner, name: name.into(), siblings };
            self.listed.push(Violation::new(kind, path.to_string(), path.at()));
        }
    }

    /// Counts one; whether it is to be listed.
    fn tally(&mut self, kind: &ViolationKind, at: Span) -> bool {
        let sort = sort(kind);
        let like = self.listed.len();
        let place = self.tallies.iter().position(|it| it.sort == sort).unwrap_or_else(|| {
            self.tallies.push(Tally { sort, count: 0, omitted_at: at, like });
            self.tallies.len() - 1
        });
        let Some(tally) = self.tallies.get_mut(place) else { return false };
        tally.count += 1;
        if tally.count.checked_sub(1) == Some(self.most) {
            tally.omitted_at = at;
        }
        tally.count <= self.most
    }

    /// Whether one that is found fits.
    pub(super) fn any(&self, fits: impl Fn(&Violation) -> bool) -> bool {
        self.listed.iter().any(fits)
    }

    /// Takes away all that do not fit; a kind fits as a whole.
    pub(super) fn keep(&mut self, fits: impl Fn(&Violation) -> bool) {
        self.listed.retain(fits);
        let listed = &self.listed;
        self.tallies.retain_mut(|tally| {
            let like = listed.iter().position(|it| sort(&it.kind) == tally.sort);
            tally.like = like.unwrap_or_default();
            like.is_some()
        });
    }

    /// Those that are listed, and those that are not.
    pub(super) fn settle(self) -> (Vec<Violation>, Vec<Omitted>) {
        let more = self.tallies.iter().filter(|it| it.count > self.most);
        let omitted =
            more.map(|it| Omitted { like: it.like, count: it.count - self.most, at: it.omitted_at });
        let omitted = omitted.collect();
        (self.listed, omitted)
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
}

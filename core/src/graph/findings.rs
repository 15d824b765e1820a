//! Findings by place: what was found about an object marks the part of the picture that the place belongs to.

use super::draft::Mark;
use crate::diagnostic::{Diagnostic, Severity};
use crate::order::sort_by_key;
use crate::source::Location;

/// Findings that say whether requests pass, by source and place.
pub(super) struct Findings(Vec<Finding>);

/// One of them.
pub(super) struct Finding {
    pub(super) at: Location,
    pub(super) mark: Mark,
}

impl Findings {
    /// An error means that requests do not pass; a warning, that it is in doubt. Advice says nothing about it.
    pub(super) fn new(findings: &[Diagnostic]) -> Self {
        let marks = findings.iter().filter_map(|it| {
            let mark = match it.severity {
                Severity::Error => Mark::broken(it.message.clone()),
                Severity::Warning => Mark::unknown(it.message.clone()),
                Severity::Info => return None,
            };
            Some(Finding { at: it.found_at(), mark })
        });
        let mut marks: Vec<_> = marks.collect();
        sort_by_key(&mut marks, |it| (it.at.source, it.at.span.start(), it.at.span.end()));
        Self(marks)
    }

    /// Those in `place`.
    pub(super) fn within(&self, place: Location) -> impl Iterator<Item = &Finding> {
        let Location { source, span } = place;
        let first = self.0.partition_point(|it| (it.at.source, it.at.span.start()) < (source, span.start()));
        let found = self.0.iter().skip(first);
        let found = found.take_while(move |it| it.at.source == source && it.at.span.start() <= span.end());
        found.filter(move |it| span.contains(it.at.span))
    }
}

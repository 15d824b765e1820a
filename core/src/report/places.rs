//! Texts and positions for formats that are made of a report: the report has bytes, a format counts otherwise.

use super::SourceMap;
use super::v1::SpanV1;
use crate::order::Map;
use crate::source::{LineIndex, Position, SourceId, Span, Unit};

/// The texts that a report names, and positions in them in the unit of a format.
pub(super) struct Texts<'a> {
    sources: &'a dyn SourceMap,
    unit: Unit,
    lines: Map<SourceId, LineIndex>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(sources: &'a dyn SourceMap, unit: Unit) -> Self {
        Self { sources, unit, lines: Map::new() }
    }

    /// The text of the source called `name`; empty where there is none.
    pub(super) fn of(&self, name: &str) -> &'a str {
        self.sources.find(name).map_or("", |id| self.sources.text(id))
    }

    /// The position of a place that a report in [`Unit::Utf8`] has.
    pub(super) fn position(&mut self, name: &str, at: Position) -> Position {
        let Some(id) = self.sources.find(name) else { return at };
        let text = self.sources.text(id);
        let lines = self.lines.entry(id).or_insert_with(|| LineIndex::new(text, self.unit));
        lines.position(text, at.offset)
    }
}

/// The bytes that a report in [`Unit::Utf8`] means.
pub(super) fn bytes(span: SpanV1) -> Span {
    Span::new(span.start.offset, span.end.offset)
}

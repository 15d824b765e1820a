//! Texts by name, byte spans in them, and positions in the unit that a host asks for.
//!
//! Everything inside the engine speaks of bytes ([`Span`]); lines and columns exist only where a report is
//! written, through a [`LineIndex`].

use serde::{Deserialize, Serialize};

/// The most bytes one source may have; a larger one is refused before it is read.
pub const MAX_SOURCE_BYTES: usize = 512 * 1024 * 1024;

/// The place of a source in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

impl Span {
    /// A span from `start` up to, not including, `end`. Offsets beyond `u32` saturate.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: saturate(start), end: saturate(end) }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The first byte, as an index.
    pub fn start(self) -> usize {
        index(self.start)
    }

    /// The byte behind the last one, as an index.
    pub fn end(self) -> usize {
        index(self.end)
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        self.end().saturating_sub(self.start())
    }

    /// Whether the span has no bytes.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text of the span; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or_default()
    }
}

/// A byte offset as the 32 bits that a [`Span`] keeps; saturates.
pub fn saturate(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The 32 bits of a [`Span`] as an index.
pub fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// A span in one of the workspace's sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Location {
    /// The source.
    pub source: SourceId,
    /// The bytes in it.
    pub span: Span,
}

/// A value together with the place where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written, or its default.
    pub value: T,
    /// Where; for a default, the object or field that lacks it.
    pub at: Location,
}

/// The unit in which a host counts offsets and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Bytes of UTF-8: terminals, Rust, files.
    #[default]
    Utf8,
    /// UTF-16 code units: JavaScript and the language server protocol.
    Utf16,
    /// Code points: Python.
    CodePoints,
}

impl Unit {
    /// The length of `text` in this unit.
    pub fn len(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::CodePoints => text.chars().count(),
        }
    }
}

/// Where something stands; lines and columns count from 1, offsets from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Position {
    /// Units from the start of the text.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in units.
    pub column: usize,
}

/// The starts of a text's lines, in bytes and in another unit, so that a position is a binary search away.
#[derive(Debug, Clone)]
pub struct LineIndex {
    unit: Unit,
    /// Per line: its first byte and the units before it.
    lines: Vec<(usize, usize)>,
}

impl LineIndex {
    /// Indexes `text`; LF, CRLF and a lone CR end a line, as they do in YAML.
    pub fn new(text: &str, unit: Unit) -> Self {
        let mut lines = vec![(0, 0)];
        let mut units = 0;
        let mut start = 0;
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                units += unit.len(text.get(start..=at).unwrap_or_default());
                start = at + 1;
                lines.push((start, units));
            }
        }
        Self { unit, lines }
    }

    /// The position of byte `offset` of `text`, the text that was indexed.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|(start, _)| *start <= offset).max(1);
        let (start, units) = self.lines.get(line - 1).copied().unwrap_or_default();
        let column = self.unit.len(text.get(start..offset).unwrap_or_default());
        Position { offset: units + column, line, column: column + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Position, Unit};

    #[test]
    fn positions_count_in_the_unit_of_the_host() {
        let text = "é: €\r\n😀: x";
        let x = text.find('x').unwrap();
        let at = |unit| LineIndex::new(text, unit).position(text, x);
        assert_eq!(at(Unit::Utf8), Position { offset: 15, line: 2, column: 7 });
        assert_eq!(at(Unit::Utf16), Position { offset: 10, line: 2, column: 5 });
        assert_eq!(at(Unit::CodePoints), Position { offset: 9, line: 2, column: 4 });
    }

    #[test]
    fn an_offset_inside_a_character_is_its_start() {
        let index = LineIndex::new("é", Unit::Utf8);
        assert_eq!(index.position("é", 1), Position { offset: 0, line: 1, column: 1 });
        assert_eq!(index.position("é", 99).offset, 2);
    }
}

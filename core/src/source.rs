//! Texts by name, byte spans in them, and positions in the unit that a host asks for.
//!
//! Everything inside the engine speaks of bytes ([`Span`]); lines and columns exist only where a report is
//! written, through a [`LineIndex`].

use serde::{Deserialize, Serialize};

pub use crate::yaml::{MAX_SOURCE_BYTES, Span, index, saturate};

/// The place of a source in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// Whether showing `it` as it is would do something to a terminal, or disguise what stands beside it.
pub(crate) fn is_hostile(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Text of the user for a message: characters that are invisible, or that would disguise the rest, are escaped.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            it if is_hostile(it) => shown.extend(it.escape_unicode()),
            it => shown.push(it),
        }
    }
    shown
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// Units from the start of the text.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in units.
    pub column: usize,
}

/// The starts of a text's lines, and the units before every few thousand bytes, so that a position costs the same in
/// a file of many lines and in a file of one.
#[derive(Debug, Clone)]
pub struct LineIndex {
    unit: Unit,
    /// The first byte of every line.
    lines: Vec<usize>,
    /// Bytes, and the units before them; none where units are bytes.
    stops: Vec<(usize, usize)>,
}

/// The bytes between two stops.
const STRIDE: usize = 4096;

impl LineIndex {
    /// Indexes `text`; LF, CRLF and a lone CR end a line, as they do in YAML.
    pub fn new(text: &str, unit: Unit) -> Self {
        let bytes = text.as_bytes();
        let mut lines = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                lines.push(at + 1);
            }
        }
        Self { unit, lines, stops: stops(text, unit) }
    }

    /// The position of byte `offset` of `text`, the text that was indexed.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset);
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let before = self.units(text, offset);
        Position { offset: before, line, column: before - self.units(text, start) + 1 }
    }

    /// The byte of `text`, the text that was indexed, that `offset` units stand before; its end where it is shorter.
    pub fn byte(&self, text: &str, offset: usize) -> usize {
        let stop = self.stops.partition_point(|(_, units)| *units <= offset).checked_sub(1);
        let (mut at, mut units) = stop.and_then(|it| self.stops.get(it)).copied().unwrap_or_default();
        if self.stops.is_empty() {
            return text.floor_char_boundary(offset.min(text.len()));
        }
        for letter in text.get(at..).unwrap_or_default().chars() {
            units += self.unit.len(letter.encode_utf8(&mut [0; 4]));
            if units > offset {
                break;
            }
            at += letter.len_utf8();
        }
        at
    }

    /// The byte of `text`, the text that was indexed, at a line and column, both from 1; the end of the line where it is
    /// shorter, and the end of the text where it has fewer lines.
    pub fn byte_at(&self, text: &str, line: usize, column: usize) -> usize {
        let Some(start) = self.lines.get(line.saturating_sub(1)).copied() else { return text.len() };
        let next = self.lines.get(line).copied().unwrap_or(text.len());
        let own = text.get(start..next).unwrap_or_default();
        let end = start + own.trim_end_matches(['\n', '\r']).len();
        self.byte(text, self.units(text, start) + column.saturating_sub(1)).min(end)
    }

    /// The units before byte `offset`.
    fn units(&self, text: &str, offset: usize) -> usize {
        let stop = self.stops.partition_point(|(at, _)| *at <= offset).checked_sub(1);
        let Some((at, units)) = stop.and_then(|it| self.stops.get(it)) else { return offset };
        units + self.unit.len(text.get(*at..offset).unwrap_or_default())
    }
}

fn stops(text: &str, unit: Unit) -> Vec<(usize, usize)> {
    if unit == Unit::Utf8 || text.is_ascii() {
        return Vec::new();
    }
    let mut stops = Vec::with_capacity(text.len() / STRIDE + 1);
    let (mut at, mut units) = (0, 0);
    while at < text.len() {
        stops.push((at, units));
        let next = text.floor_char_boundary(at + STRIDE);
        units += unit.len(text.get(at..next).unwrap_or_default());
        at = next;
    }
    stops
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
    fn a_byte_is_found_by_units() {
        let text = format!("{}: x", "é😀".repeat(3000));
        for unit in [Unit::Utf8, Unit::Utf16, Unit::CodePoints] {
            let index = LineIndex::new(&text, unit);
            for byte in [0, 2, 6, 4098, text.len() - 1, text.len()] {
                assert_eq!(index.byte(&text, index.position(&text, byte).offset), byte, "{unit:?}");
            }
            assert_eq!(index.byte(&text, usize::MAX / 2), text.len());
        }
        assert_eq!(LineIndex::new("a😀b", Unit::Utf16).byte("a😀b", 2), 1, "half a character is its start");
    }

    #[test]
    fn an_offset_inside_a_character_is_its_start() {
        let index = LineIndex::new("é", Unit::Utf8);
        assert_eq!(index.position("é", 1), Position { offset: 0, line: 1, column: 1 });
        assert_eq!(index.position("é", 99).offset, 2);
    }

    #[test]
    fn a_line_and_a_column_are_a_byte() {
        let text = "é: €\r\n😀: x\n\nend";
        for unit in [Unit::Utf8, Unit::Utf16, Unit::CodePoints] {
            let index = LineIndex::new(text, unit);
            for at in (0..=text.len()).filter(|it| text.is_char_boundary(*it)) {
                let position = index.position(text, at);
                let byte = index.byte_at(text, position.line, position.column);
                // Behind a CR is no place of its own.
                assert_eq!(
                    byte,
                    if text[..at].ends_with('\r') { at - 1 } else { at },
                    "{unit:?} {position:?}"
                );
            }
            assert_eq!(index.byte_at(text, 1, 99), 7, "the end of the line");
            assert_eq!((index.byte_at(text, 9, 1), index.byte_at(text, 0, 0)), (text.len(), 0));
        }
    }

    #[test]
    fn a_line_of_any_length_is_counted_exactly() {
        let text = format!("a\n{}x\ny", "é😀".repeat(5000));
        let index = LineIndex::new(&text, Unit::Utf16);
        let x = index.position(&text, text.find('x').unwrap());
        assert_eq!(x, Position { offset: 15_002, line: 2, column: 15_001 });
        let y = index.position(&text, text.len() - 1);
        assert_eq!(y, Position { offset: 15_004, line: 3, column: 1 });
    }
}

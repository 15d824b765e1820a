//! Byte spans in a text.

/// The most bytes one source may have; a larger one is refused before it is read.
pub const MAX_SOURCE_BYTES: usize = 512 * 1024 * 1024;

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

//! The bytes of a table: words, lists and texts by offset. A damaged blob yields zeros and nothing, never a panic.

/// A blob of the format in `schema/layout.rs`.
#[derive(Clone, Copy)]
pub(crate) struct Blob<'t>(&'t [u8]);

impl<'t> Blob<'t> {
    pub(crate) fn new(bytes: &'t [u8]) -> Self {
        Self(bytes)
    }

    /// The word at byte `at`; 0 behind the end.
    #[inline(always)]
    pub(crate) fn word(self, at: u32) -> u32 {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        match self.0.get(at..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => u32::from_le_bytes(*bytes),
            None => 0,
        }
    }

    /// The word `place` words behind `at`.
    #[inline(always)]
    pub(crate) fn nth(self, at: u32, place: u32) -> u32 {
        self.word(at.saturating_add(place.saturating_mul(4)))
    }

    /// The three words from `at`: an operation and its first two operands.
    #[inline(always)]
    pub(crate) fn three(self, at: u32) -> [u32; 3] {
        [self.word(at), self.nth(at, 1), self.nth(at, 2)]
    }

    /// The bytes from `at`, `len` of them at most.
    pub(crate) fn bytes(self, at: u32, len: usize) -> &'t [u8] {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let rest = self.0.get(at..).unwrap_or_default();
        rest.get(..len).unwrap_or(rest)
    }

    /// The bytes of the text record at `at`.
    #[inline]
    pub(crate) fn text_bytes(self, at: u32) -> &'t [u8] {
        let len = usize::try_from(self.word(at)).unwrap_or_default();
        self.bytes(at.saturating_add(4), len)
    }

    /// The text record at `at`; empty where it is damaged.
    pub(crate) fn text(self, at: u32) -> &'t str {
        std::str::from_utf8(self.text_bytes(at)).unwrap_or_default()
    }

    /// The list record at `at`; an offset of 0 is the empty list.
    pub(crate) fn list(self, at: u32) -> Words<'t> {
        let count = if at == 0 { 0 } else { self.word(at) };
        self.words(at.saturating_add(4), count)
    }

    /// `count` words from `at`; as many as the blob can hold, where it is damaged.
    pub(crate) fn words(self, at: u32, count: u32) -> Words<'t> {
        let most = u32::try_from(self.0.len() / 4).unwrap_or(u32::MAX);
        Words { blob: self, at, left: count.min(most) }
    }
}

/// Words that follow one another.
#[derive(Clone)]
pub(crate) struct Words<'t> {
    blob: Blob<'t>,
    at: u32,
    left: u32,
}

impl Iterator for Words<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        let word = self.blob.word(self.at);
        self.at = self.at.saturating_add(4);
        Some(word)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Words<'_> {}

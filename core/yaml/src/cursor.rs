//! A place in the text of one document, and what YAML calls breaks and blanks there.
//!
//! kubectl hands go-yaml every document line by line, each line ended by one LF. The cursor shows the text as
//! go-yaml gets it: a last line without its break has one (`tail`), and a CR before CRLF belongs to the same break.

/// Bytes that may end the run of a plain scalar: blanks, breaks and their lead bytes, `:`, flow indicators.
const PLAIN_STOP: u8 = 1;
/// Bytes that may begin a break.
const BREAK: u8 = 2;
/// Letters, digits, `-` and `_`.
const WORD: u8 = 4;
/// Bytes of a tag's URI.
const URI: u8 = 8;
/// Bytes that end the literal run of a single-quoted scalar.
const SINGLE_STOP: u8 = 16;
/// Bytes that end the literal run of a double-quoted scalar.
const DOUBLE_STOP: u8 = 32;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut at = 0_u8;
    loop {
        let mut class = 0;
        if matches!(
            at,
            0 | b' ' | b'\t' | b'\r' | b'\n' | 0xC2 | 0xE2 | b':' | b',' | b'?' | b'[' | b']' | b'{' | b'}'
        ) {
            class |= PLAIN_STOP;
        }
        if matches!(at, 0 | b'\r' | b'\n' | 0xC2 | 0xE2) {
            class |= BREAK | SINGLE_STOP | DOUBLE_STOP;
        }
        if matches!(at, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-') {
            class |= WORD | URI;
        }
        if matches!(
            at,
            b';' | b'/'
                | b'?'
                | b':'
                | b'@'
                | b'&'
                | b'='
                | b'+'
                | b'$'
                | b','
                | b'.'
                | b'!'
                | b'~'
                | b'*'
                | b'\''
                | b'('
                | b')'
                | b'['
                | b']'
                | b'%'
        ) {
            class |= URI;
        }
        if at == b'\'' {
            class |= SINGLE_STOP;
        }
        if matches!(at, b'"' | b'\\') {
            class |= DOUBLE_STOP;
        }
        set(&mut table, at, class);
        if at == u8::MAX {
            return table;
        }
        at += 1;
    }
}

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "const code has no `get_mut`; a byte is in range"
)]
const fn set(table: &mut [u8; 256], at: u8, class: u8) {
    table[at as usize] = class;
}

#[inline(always)]
fn is(byte: u8, class: u8) -> bool {
    CLASS.get(usize::from(byte)).is_some_and(|it| it & class != 0)
}

/// Where the scanner is.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// The byte behind the last one: LF where the last line has no break of its own, else NUL.
    tail: u8,
    /// The byte it stands at.
    pub(super) pos: usize,
    /// The first byte of its line.
    pub(super) line: usize,
}

impl<'t> Cursor<'t> {
    /// At `start` of `text`, which ends where the document does.
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let tail = if bytes.last().is_none_or(|it| *it == b'\n') { 0 } else { b'\n' };
        Self { text, bytes, tail, pos: start, line: start }
    }

    /// At `start` of a `text` that stops before its line does.
    pub(super) fn cut(text: &'t str, start: usize) -> Self {
        Self { tail: 0, ..Self::new(text, start) }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    #[inline(always)]
    pub(super) fn byte(&self, at: usize) -> u8 {
        match self.bytes.get(at) {
            Some(byte) => *byte,
            None if at == self.bytes.len() => self.tail,
            None => 0,
        }
    }

    /// The byte `ahead` of it.
    #[inline(always)]
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.byte(self.pos + ahead)
    }

    /// The byte it stands at; NUL at the end.
    #[inline(always)]
    pub(super) fn here(&self) -> u8 {
        self.byte(self.pos)
    }

    /// The character it stands at.
    pub(super) fn char(&self) -> char {
        self.text.get(self.pos..).and_then(|it| it.chars().next()).unwrap_or('\0')
    }

    #[inline]
    pub(super) fn column(&self) -> usize {
        self.pos - self.line
    }

    /// How many bytes the break at `at` has; 0 where there is none.
    #[inline]
    pub(super) fn break_len(&self, at: usize) -> usize {
        match self.byte(at) {
            b'\n' => 1,
            b'\r' => match (self.byte(at + 1), self.byte(at + 2)) {
                (b'\n', _) => 2,
                (b'\r', b'\n') => 3,
                _ => 1,
            },
            0xC2 if self.byte(at + 1) == 0x85 => 2,
            0xE2 if self.byte(at + 1) == 0x80 && matches!(self.byte(at + 2), 0xA8 | 0xA9) => 3,
            _ => 0,
        }
    }

    #[inline]
    pub(super) fn at_break(&self) -> bool {
        self.break_len(self.pos) > 0
    }

    #[inline(always)]
    pub(super) fn at_blank(&self) -> bool {
        matches!(self.here(), b' ' | b'\t')
    }

    /// Whether a break or the end is `ahead`.
    #[inline]
    pub(super) fn breakz(&self, ahead: usize) -> bool {
        let byte = self.peek(ahead);
        byte == 0 || (is(byte, BREAK) && self.break_len(self.pos + ahead) > 0)
    }

    /// Whether a blank, a break or the end is `ahead`.
    #[inline]
    pub(super) fn blankz(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), b' ' | b'\t') || self.breakz(ahead)
    }

    /// Skips the break it stands at.
    #[inline]
    pub(super) fn skip_break(&mut self) {
        self.pos += self.break_len(self.pos);
        self.line = self.pos;
    }

    /// Skips the break it stands at, and returns what it reads as.
    pub(super) fn take_break(&mut self) -> &'static str {
        let read = match (self.here(), self.peek(2)) {
            (0xE2, 0xA8) => "\u{2028}",
            (0xE2, _) => "\u{2029}",
            _ => "\n",
        };
        self.skip_break();
        read
    }

    /// Skips to the break that ends the line.
    pub(super) fn skip_line(&mut self) {
        while !self.breakz(0) {
            self.pos += 1;
            while !is(self.here(), BREAK) {
                self.pos += 1;
            }
        }
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.at_blank() {
            self.pos += 1;
        }
    }

    pub(super) fn skip_comment(&mut self) {
        if self.here() == b'#' {
            self.skip_line();
        }
    }

    pub(super) fn skip_word(&mut self) {
        while is(self.here(), WORD) {
            self.pos += 1;
        }
    }

    pub(super) fn at_uri(&self) -> bool {
        is(self.here(), URI)
    }

    /// Skips what may be plain text whatever follows it.
    #[inline]
    pub(super) fn skip_plain(&mut self) {
        while !is(self.here(), PLAIN_STOP) {
            self.pos += 1;
        }
    }

    /// Skips what a quoted scalar says literally.
    #[inline]
    pub(super) fn skip_quoted(&mut self, single: bool) {
        let stop = if single { SINGLE_STOP } else { DOUBLE_STOP };
        while !is(self.here(), stop) {
            self.pos += 1;
        }
    }

    /// Whether a line begins here with `---` or `...` and a blank.
    #[inline]
    pub(super) fn at_document_indicator(&self) -> bool {
        self.pos == self.line
            && matches!((self.here(), self.peek(1), self.peek(2)), (b'-', b'-', b'-') | (b'.', b'.', b'.'))
            && self.blankz(3)
    }

    /// Text of the document.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to.min(self.text.len())).unwrap_or_default()
    }

    /// The four characters that begin at `at`, as the byte behind them.
    pub(super) fn after_chars(&self, at: usize, count: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest.chars().take(count).map(char::len_utf8).sum::<usize>()
    }
}

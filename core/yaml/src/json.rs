//! JSON documents, by the grammar of Go's decoder.

use super::compose::Composer;
use super::float;
use super::problem::{Problem, ProblemKind, Syntax};
use super::resolve::{Scalar, json_number};
use super::tree::{Kind, Number, Style};
use crate::span::Span;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    FirstItem,
    FirstKey,
    AfterValue,
}

/// Skips JSON's white space.
pub(super) fn skip_space(text: &str, mut at: usize) -> usize {
    while matches!(text.as_bytes().get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        at += 1;
    }
    at
}

/// Reads the value at `at` into `composer`, and returns the byte behind it.
pub(super) fn read(text: &str, at: usize, composer: &mut Composer<'_>) -> Result<usize, Box<Problem>> {
    let mut reader = Json { text, at, composer, open: Vec::new() };
    let mut state = State::Value;
    loop {
        reader.at = skip_space(text, reader.at);
        state = reader.step(state)?;
        if state == State::AfterValue && reader.open.is_empty() {
            return Ok(reader.at);
        }
    }
}

struct Json<'t, 'c, 'd> {
    text: &'t str,
    at: usize,
    composer: &'c mut Composer<'d>,
    /// The kinds of the open collections.
    open: Vec<Kind>,
}

impl Json<'_, '_, '_> {
    fn step(&mut self, state: State) -> Result<State, Box<Problem>> {
        match (state, self.here()) {
            (State::FirstKey, b'}') | (State::FirstItem, b']') => self.close(),
            (State::FirstKey, _) => self.member(),
            (State::Value | State::FirstItem, _) => self.value(),
            (State::AfterValue, byte) => match (self.open.last(), byte) {
                (Some(Kind::Mapping), b'}') | (Some(Kind::Sequence), b']') => self.close(),
                (Some(Kind::Mapping), b',') => {
                    self.advance();
                    self.member()
                }
                (Some(Kind::Sequence), b',') => {
                    self.advance();
                    self.value()
                }
                _ => Err(self.fail()),
            },
        }
    }

    /// Goes on behind one character and the space after it.
    fn advance(&mut self) {
        self.at = skip_space(self.text, self.at + 1);
    }

    /// A key and its value.
    fn member(&mut self) -> Result<State, Box<Problem>> {
        if self.here() != b'"' {
            return Err(self.fail());
        }
        self.string()?;
        self.at = skip_space(self.text, self.at);
        if self.here() != b':' {
            return Err(self.fail());
        }
        self.advance();
        self.value()
    }

    fn value(&mut self) -> Result<State, Box<Problem>> {
        match self.here() {
            b'{' => self.open(Kind::Mapping, State::FirstKey),
            b'[' => self.open(Kind::Sequence, State::FirstItem),
            b'"' => {
                self.string()?;
                Ok(State::AfterValue)
            }
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.word(),
        }
    }

    fn open(&mut self, kind: Kind, next: State) -> Result<State, Box<Problem>> {
        self.composer.open(kind, Style::Flow, self.at, None)?;
        self.open.push(kind);
        self.at += 1;
        Ok(next)
    }

    fn close(&mut self) -> Result<State, Box<Problem>> {
        self.at += 1;
        self.open.pop();
        self.composer.close(Some(self.at))?;
        Ok(State::AfterValue)
    }

    fn word(&mut self) -> Result<State, Box<Problem>> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let words = [("null", Scalar::Null), ("true", Scalar::Bool(true)), ("false", Scalar::Bool(false))];
        let found = words.into_iter().find(|(word, _)| rest.starts_with(word));
        let (word, scalar) = found.ok_or_else(|| self.fail())?;
        self.scalar(scalar, word.len())
    }

    fn scalar(&mut self, scalar: Scalar, len: usize) -> Result<State, Box<Problem>> {
        let span = Span::new(self.at, self.at + len);
        self.composer.resolved(scalar, Style::Plain, span, None, None)?;
        self.at += len;
        Ok(State::AfterValue)
    }

    fn number(&mut self) -> Result<State, Box<Problem>> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let digits = |from: usize| rest.bytes().skip(from).take_while(u8::is_ascii_digit).count();
        let byte = |at: usize| rest.as_bytes().get(at).copied().unwrap_or_default();
        let mut len = usize::from(byte(0) == b'-');
        len += match byte(len) {
            b'0' => 1,
            b'1'..=b'9' => digits(len),
            _ => return Err(self.fail_at(self.at + len)),
        };
        let whole = len;
        if byte(len) == b'.' {
            len += 1 + self.some_digits(digits(len + 1), len + 1)?;
        }
        if matches!(byte(len), b'e' | b'E') {
            len += 1 + usize::from(matches!(byte(len + 1), b'+' | b'-'));
            len += self.some_digits(digits(len), len)?;
        }
        let text = rest.get(..len).unwrap_or_default();
        let int = (len == whole).then(|| text.parse().ok()).flatten();
        if let (Some(_), true) = (int, len <= 18) {
            return self.scalar(Scalar::PlainInt, len);
        }
        let number = int.map(Number::Int).or_else(|| float::parse(text).and_then(json_number));
        match number {
            Some(Number::Int(it)) => self.scalar(Scalar::Int(it), len),
            Some(Number::Float(it)) => self.scalar(Scalar::Float(it), len),
            None => {
                let span = Span::new(self.at, self.at + len);
                Err(Box::new(Problem::new(ProblemKind::NotFinite, span)))
            }
        }
    }

    fn some_digits(&self, count: usize, after: usize) -> Result<usize, Box<Problem>> {
        if count == 0 { Err(self.fail_at(self.at + after)) } else { Ok(count) }
    }

    fn string(&mut self) -> Result<(), Box<Problem>> {
        let start = self.at;
        self.at += 1;
        let mut decoded: Option<String> = None;
        let mut run = self.at;
        loop {
            match self.here() {
                b'"' => break,
                b'\\' => {
                    decoded.get_or_insert_default().push_str(self.slice(run, self.at));
                    let read = self.escape()?;
                    decoded.get_or_insert_default().push(read);
                    run = self.at;
                }
                0..=0x1F => return Err(self.fail()),
                _ => self.at += plain(self.text.as_bytes().get(self.at..).unwrap_or_default()).max(1),
            }
        }
        if let Some(text) = &mut decoded {
            text.push_str(self.slice(run, self.at));
        }
        self.at += 1;
        let span = Span::new(start, self.at);
        let text = decoded.map(String::into_boxed_str);
        self.composer.resolved(Scalar::Str, Style::DoubleQuoted, span, text, None)
    }

    fn escape(&mut self) -> Result<char, Box<Problem>> {
        self.at += 1;
        let read = match self.here() {
            b'b' => '\x08',
            b'f' => '\x0C',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            it @ (b'"' | b'\\' | b'/') => char::from(it),
            b'u' => return self.code_unit(),
            _ => return Err(self.fail()),
        };
        self.at += 1;
        Ok(read)
    }

    /// Reads the `uXXXX` it stands at, and the low half of a pair behind a high one. A lone half is U+FFFD.
    fn code_unit(&mut self) -> Result<char, Box<Problem>> {
        let first = self.hex(self.at + 1).ok_or_else(|| self.fail())?;
        self.at += 5;
        if let Some(it) = char::from_u32(first) {
            return Ok(it);
        }
        let second = (self.slice(self.at, self.at + 2) == "\\u").then(|| self.hex(self.at + 2)).flatten();
        let pair = match (first, second) {
            (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00))
            }
            _ => None,
        };
        if pair.is_some() {
            self.at += 6;
        }
        Ok(pair.unwrap_or('\u{FFFD}'))
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.slice(at, at + 4);
        let valid = digits.len() == 4 && digits.bytes().all(|it| it.is_ascii_hexdigit());
        valid.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn here(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn fail(&self) -> Box<Problem> {
        self.fail_at(self.at)
    }

    fn fail_at(&self, at: usize) -> Box<Problem> {
        let at = at.min(self.text.len());
        let len = self.text.get(at..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
        Box::new(Problem::new(ProblemKind::Syntax(Syntax::Json), Span::new(at, at + len)))
    }
}

/// How many bytes come before a quote, a backslash or a control character, as far as eight at a time tell.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // The high bit of each byte that is zero, or below a space; exact for the first of them.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
    let controls = |word: u64| word.wrapping_sub(ONES * 0x20) & !word & (ONES << 7);
    let mut at = 0;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*eight);
        let [quotes, backslashes] = [b'"', b'\\'].map(|it| zeros(word ^ (ONES * u64::from(it))));
        let special = quotes | backslashes | controls(word);
        if special != 0 {
            let bits = usize::try_from(special.trailing_zeros()).unwrap_or_default();
            return at + bits / 8;
        }
        at += 8;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_run_ends_at_the_first_special_byte() {
        let bytes: Vec<u8> = (0..40).map(|it| b'a' + it % 26).collect();
        assert_eq!(plain(&bytes), 40);
        for special in (0..=0x1F).chain([b'"', b'\\']) {
            for first in 0..40 {
                for second in first..40 {
                    let mut bytes = bytes.clone();
                    (bytes[first], bytes[second]) = (special, b'"');
                    assert_eq!(plain(&bytes), first);
                }
            }
        }
        for ordinary in 0x20..=0xFF_u8 {
            let expected = if matches!(ordinary, b'"' | b'\\') { 0 } else { 16 };
            assert_eq!(plain(&[ordinary; 16]), expected, "{ordinary}");
        }
        assert_eq!(plain(b"short"), 0);
    }
}

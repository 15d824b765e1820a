//! A text to its documents, cut as kubectl cuts it: JSON values one after the other as long as they are JSON, then
//! lines up to a line that begins with `---`, wherever that line stands.
//!
//! kubectl stops at the first broken document. The stream goes on behind the next separator, and says what kubectl
//! does not reach.

use super::compose::Composer;
use super::cursor::Cursor;
use super::json;
use super::parse::{Ended, parse};
use super::problem::{Limit, Problem, ProblemKind};
use super::{MAX_PROBLEMS, Reading};
use crate::order::sort_by_key;
use crate::span::{MAX_SOURCE_BYTES, Span};

/// How much go-yaml decodes at a time, in bytes.
const BLOCK: usize = 512;

/// How far kubectl looks for the `{` of JSON.
const LOOK: usize = 4096;

pub(super) fn read(text: &str) -> Reading {
    if text.len() > MAX_SOURCE_BYTES {
        let problem = Problem::new(ProblemKind::TooMuch(Limit::Size), Span::at(0));
        return Reading { problems: vec![problem], ..Reading::default() };
    }
    let mut stream = Stream {
        text,
        composer: Composer::new(text),
        problems: Vec::new(),
        stopped: None,
        later: 0,
        first_later: Span::default(),
        control: None,
    };
    if let Some(start) = stream.json() {
        stream.yaml(start);
    }
    stream.finish()
}

struct Stream<'t> {
    text: &'t str,
    composer: Composer<'t>,
    problems: Vec<Problem>,
    /// What stopped kubectl.
    stopped: Option<Span>,
    /// The documents behind it.
    later: usize,
    first_later: Span,
    /// The next character that YAML does not allow, once it was looked for.
    control: Option<usize>,
}

impl Stream<'_> {
    fn finish(mut self) -> Reading {
        if let (Some(stopped), true) = (self.stopped, self.later > 0) {
            let kind = ProblemKind::DocumentsNotReached { documents: self.later };
            self.problems.push(Problem::new(kind, self.first_later).and(stopped));
        }
        sort_by_key(&mut self.problems, |it| (it.span, it.related));
        if self.problems.len() > MAX_PROBLEMS {
            let at = self.problems.get(MAX_PROBLEMS).map_or(Span::default(), |it| it.span);
            self.problems.truncate(MAX_PROBLEMS);
            self.problems.push(Problem::new(ProblemKind::TooMuch(Limit::Problems), at));
        }
        Reading { tree: self.composer.finish(), problems: self.problems }
    }

    /// Reads JSON values from the start; `Some` is where YAML goes on.
    fn json(&mut self) -> Option<usize> {
        let first = self.text.trim_start();
        let mut at = self.text.len() - first.len();
        if !first.starts_with('{') || at >= LOOK {
            return Some(0);
        }
        let mut consumed = 0;
        let mut count = 0;
        loop {
            at = json::skip_space(self.text, if count == 0 { 0 } else { consumed });
            if at >= self.text.len() {
                return None;
            }
            self.composer.begin();
            match json::read(self.text, at, &mut self.composer) {
                Ok(end) => {
                    self.commit();
                    consumed = end;
                    count += 1;
                }
                Err(problem) => {
                    self.composer.abandon();
                    let beyond_yaml = !matches!(problem.kind, ProblemKind::Syntax(_));
                    let yaml =
                        if count > 1 || beyond_yaml { None } else { behind_space(self.text, consumed) };
                    if yaml.is_some() {
                        return yaml;
                    }
                    let at = problem.span.start();
                    self.stop(*problem);
                    return self.next_separator(at);
                }
            }
        }
    }

    fn next_separator(&self, at: usize) -> Option<usize> {
        self.text.get(at..)?.find("\n---").map(|it| at + it + 1)
    }

    fn yaml(&mut self, mut start: usize) {
        while start < self.text.len() {
            if let Some(rest) = bad_separator(self.text, start) {
                start = self.skip_bad_separator(start, rest);
                continue;
            }
            let Some(separator) = self.next_separator(start) else {
                self.document(start, self.text.len());
                return;
            };
            // A separator that is none takes the document before it along.
            if let Some(rest) = bad_separator(self.text, separator) {
                start = self.skip_bad_separator(separator, rest);
                continue;
            }
            self.document(start, separator);
            start = self.line_after(separator);
        }
    }

    fn line_after(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        rest.iter().position(|it| *it == b'\n').map_or(self.text.len(), |it| at + it + 1)
    }

    /// Goes on behind a separator with something behind it, or behind the next one if it was not meant as one.
    fn skip_bad_separator(&mut self, at: usize, rest: Span) -> usize {
        self.stop(Problem::new(ProblemKind::BadSeparator, rest));
        if rest.start() > at + 3 {
            return self.line_after(at);
        }
        self.next_separator(at).unwrap_or(self.text.len())
    }

    /// Reads the document from `start` to `end`.
    fn document(&mut self, start: usize, end: usize) {
        let from = if self.text.get(start..end).is_some_and(|it| it.starts_with('\u{FEFF}')) {
            start + 3
        } else {
            start
        };
        let next = self.control.filter(|it| *it >= start).unwrap_or_else(|| first_control(self.text, start));
        self.control = Some(next);
        let control = Some(next).filter(|it| *it < end);
        self.composer.begin();
        let text = self.text.get(..control.unwrap_or(end)).unwrap_or_default();
        let cursor = if control.is_some() { Cursor::cut(text, from) } else { Cursor::new(text, from) };
        let parsed = parse(cursor, &mut self.composer);
        if let Some(at) = control {
            self.control = Some(first_control(self.text, end));
            let seen = |it: Ended| block_start(self.text, start, at) < it.reached;
            if parsed.as_ref().map_or(true, |it| it.is_none_or(seen)) {
                let character = self.text.get(at..).and_then(|it| it.chars().next()).unwrap_or_default();
                let span = Span::new(at, at + character.len_utf8());
                self.composer.abandon();
                return self.stop(Problem::new(ProblemKind::ControlCharacter(character), span));
            }
        }
        match parsed {
            Ok(ended) => {
                self.commit();
                if let Some(lost) = ended.and_then(|it| lost_text(self.text, it.at, end)) {
                    self.note(Problem::new(ProblemKind::TextIgnored, lost));
                }
            }
            Err(problem) => {
                self.composer.abandon();
                self.stop(*problem);
            }
        }
    }

    fn commit(&mut self) {
        let found = self.composer.commit(&mut self.problems);
        self.problems.truncate(MAX_PROBLEMS + 1);
        if let Some(span) = found
            && self.stopped.is_some()
        {
            if self.later == 0 {
                self.first_later = span;
            }
            self.later += 1;
        }
    }

    fn stop(&mut self, problem: Problem) {
        self.stopped.get_or_insert(problem.span);
        self.note(problem);
    }

    /// Keeps a problem, unless there are more than are ever listed.
    fn note(&mut self, problem: Problem) {
        if self.problems.len() <= MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// Where YAML begins behind JSON that broke off at `at`: kubectl eats white space up to the first line break, four
/// bytes in sight, and gives up where there are fewer.
fn behind_space(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let rest = text.get(at..).filter(|it| it.len() >= 4)?;
        let character = rest.chars().next().filter(|it| *it != '\u{FFFD}')?;
        if !character.is_whitespace() {
            return Some(at);
        }
        at += character.len_utf8();
        if character == '\n' {
            return Some(at);
        }
    }
}

/// What stands behind the `---` that the line at `at` begins with, if it is neither blank nor a comment.
fn bad_separator(text: &str, at: usize) -> Option<Span> {
    let line = text.get(at..)?.strip_prefix("---")?;
    let line = line.split_once('\n').map_or(line, |(line, _)| line);
    let rest = line.trim();
    if rest.is_empty() || rest.starts_with('#') {
        return None;
    }
    let start = at + 3 + (line.len() - line.trim_start().len());
    Some(Span::new(start, start + rest.len()))
}

/// The text between `at` and `end` that is more than blanks, comments and document ends.
fn lost_text(text: &str, at: usize, end: usize) -> Option<Span> {
    let mut cursor = Cursor::new(text.get(..end)?, at);
    loop {
        cursor.skip_blanks();
        cursor.skip_comment();
        if cursor.at_document_indicator() && cursor.here() == b'.' {
            cursor.pos += 3;
        } else if cursor.at_break() && cursor.pos < end {
            cursor.skip_break();
        } else {
            break;
        }
    }
    let lost = text.get(cursor.pos..end)?.trim_end();
    (!lost.is_empty()).then(|| Span::new(cursor.pos, cursor.pos + lost.len()))
}

/// The first character from `at` on that YAML does not allow; the end of the text if there is none.
fn first_control(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..).unwrap_or_default();
    // Blocks are looked at as a whole, which the compiler turns into a few instructions.
    let mut block = at;
    for chunk in rest.chunks(64) {
        let mut any = false;
        for byte in chunk {
            any |= is_suspicious(*byte);
        }
        if any {
            for (offset, byte) in chunk.iter().enumerate() {
                let here = block + offset;
                let character = || text.get(here..).and_then(|it| it.chars().next()).unwrap_or(' ');
                if is_suspicious(*byte) && is_control(character()) {
                    return here;
                }
            }
        }
        block += chunk.len();
    }
    text.len()
}

/// Whether a character that YAML does not allow may begin with `byte`.
#[inline(always)]
fn is_suspicious(byte: u8) -> bool {
    (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7F || matches!(byte, 0xC2 | 0xEF)
}

fn is_control(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\x7F'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

/// Where the block begins in which go-yaml decodes the byte `at` of the document that begins at `start`. It decodes
/// block by block, so that what it does not need yet can still stop it.
fn block_start(text: &str, start: usize, at: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut block, mut len, mut here) = (start, 0, start);
    while here < at {
        let character = text.get(here..).and_then(|it| it.chars().next()).unwrap_or(' ');
        let dropped = character == '\r' && bytes.get(here + 1) == Some(&b'\n');
        let width = if dropped { 0 } else { character.len_utf8() };
        if len + width > BLOCK {
            (block, len) = (here, 0);
        }
        len += width;
        here += character.len_utf8();
    }
    let width = text.get(at..).and_then(|it| it.chars().next()).map_or(1, char::len_utf8);
    if len + width > BLOCK { at } else { block }
}

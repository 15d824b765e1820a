//! Plain and block scalars.

use super::{Lexeme, Scanned, Scanner, Token};
use crate::problem::Syntax;
use crate::tree::Style;

/// The breaks between two lines of a scalar, and what they fold to.
#[derive(Default)]
pub(super) struct Breaks {
    first: &'static str,
    more: String,
}

impl Breaks {
    pub(super) fn any(&self) -> bool {
        !self.first.is_empty()
    }

    pub(super) fn add(&mut self, read: &'static str) {
        if self.first.is_empty() {
            self.first = read;
        } else {
            self.more.push_str(read);
        }
    }

    /// Adds a break behind an escaped one, which counts as the first and reads as nothing.
    pub(super) fn add_more(&mut self, read: &'static str) {
        self.more.push_str(read);
    }

    /// Writes what the breaks mean between two texts, and forgets them.
    pub(super) fn fold_into(&mut self, out: &mut String) {
        match (self.first, self.more.is_empty()) {
            ("\n", true) => out.push(' '),
            ("\n", false) => out.push_str(&self.more),
            (first, _) => {
                out.push_str(first);
                out.push_str(&self.more);
            }
        }
        self.first = "";
        self.more.clear();
    }
}

/// What to do with the breaks behind a block scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// A block scalar while it is read.
struct Block {
    start: usize,
    /// The column of its lines; 0 while unknown.
    indent: usize,
    text: String,
    /// The break of the last line.
    leading: &'static str,
    /// The breaks of the empty lines behind it.
    trailing: String,
}

impl Scanner<'_> {
    pub(super) fn scan_plain(&mut self) -> Scanned<()> {
        let start = self.cursor.pos;
        let mut end = start;
        let mut folded: Option<String> = None;
        let mut breaks = Breaks::default();
        loop {
            if self.cursor.here() == b'#' || self.cursor.at_document_indicator() {
                break;
            }
            let run = self.cursor.pos;
            self.skip_plain_run();
            if self.cursor.pos > run {
                if breaks.any() {
                    let text = folded.get_or_insert_with(|| self.cursor.slice(start, end).to_owned());
                    breaks.fold_into(text);
                    text.push_str(self.cursor.slice(run, self.cursor.pos));
                } else if let Some(text) = &mut folded {
                    text.push_str(self.cursor.slice(end, self.cursor.pos));
                }
                end = self.cursor.pos;
            }
            if !self.skip_plain_space(&mut breaks)? {
                break;
            }
            if self.flow_level == 0 && self.cursor.column() < self.indent {
                break;
            }
        }
        if breaks.any() {
            self.simple_key_allowed = true;
        }
        self.tokens.push_back(Token {
            lexeme: Lexeme::Scalar(Style::Plain),
            start,
            end,
            text: folded.map(String::into_boxed_str),
        });
        Ok(())
    }

    /// Skips what is plain text, up to a blank, a break or an indicator that ends it.
    #[inline]
    fn skip_plain_run(&mut self) {
        loop {
            self.cursor.skip_plain();
            match self.cursor.here() {
                b' ' | b'\t' | b'\n' | 0 => return,
                b':' if self.cursor.blankz(1) => return,
                b',' | b'?' | b'[' | b']' | b'{' | b'}' if self.flow_level > 0 => return,
                b'\r' | 0xC2 | 0xE2 if self.cursor.at_break() => return,
                _ => self.cursor.pos += 1,
            }
        }
    }

    /// Skips blanks and breaks behind plain text; false where there are none.
    #[inline]
    fn skip_plain_space(&mut self, breaks: &mut Breaks) -> Scanned<bool> {
        let from = self.cursor.pos;
        loop {
            if self.cursor.at_blank() {
                if breaks.any() && self.cursor.column() < self.indent && self.cursor.here() == b'\t' {
                    let mut after = self.cursor.clone();
                    after.skip_blanks();
                    return Err(self.fail_span(Syntax::Tab, self.cursor.pos, after.pos));
                }
                self.cursor.pos += 1;
            } else if self.cursor.at_break() {
                breaks.add(self.cursor.take_break());
            } else {
                return Ok(self.cursor.pos > from);
            }
        }
    }

    pub(super) fn scan_block_scalar(&mut self, literal: bool) -> Scanned<()> {
        let start = self.cursor.pos;
        self.cursor.pos += 1;
        let (chomping, increment) = self.scan_block_header(start)?;
        let mut end = self.cursor.pos;
        self.cursor.skip_blanks();
        self.cursor.skip_comment();
        if !self.cursor.breakz(0) {
            return Err(self.fail(Syntax::BadBlockHeader, self.cursor.pos));
        }
        if self.cursor.at_break() {
            self.cursor.skip_break();
        }
        let indent = if increment > 0 { self.indent.saturating_sub(1) + increment } else { 0 };
        let mut block = Block { start, indent, text: String::new(), leading: "", trailing: String::new() };
        self.scan_block_breaks(&mut block)?;
        let mut leading_blank = false;
        while self.cursor.column() == block.indent && self.cursor.here() != 0 {
            let blank = self.cursor.at_blank();
            if !literal && !leading_blank && !blank && block.leading == "\n" {
                if block.trailing.is_empty() {
                    block.text.push(' ');
                }
            } else {
                block.text.push_str(block.leading);
            }
            block.text.push_str(&block.trailing);
            block.trailing.clear();
            leading_blank = blank;
            let line = self.cursor.pos;
            self.cursor.skip_line();
            end = self.cursor.pos;
            block.text.push_str(self.cursor.slice(line, end));
            block.leading = if self.cursor.at_break() { self.cursor.take_break() } else { "" };
            self.scan_block_breaks(&mut block)?;
        }
        if chomping != Chomping::Strip {
            block.text.push_str(block.leading);
        }
        if chomping == Chomping::Keep {
            block.text.push_str(&block.trailing);
        }
        let style = if literal { Style::Literal } else { Style::Folded };
        let text = Some(block.text.into_boxed_str());
        self.tokens.push_back(Token { lexeme: Lexeme::Scalar(style), start, end, text });
        Ok(())
    }

    fn scan_block_header(&mut self, start: usize) -> Scanned<(Chomping, usize)> {
        let (mut chomping, mut increment) = (Chomping::Clip, 0);
        let sign = |byte| match byte {
            b'+' => Some(Chomping::Keep),
            b'-' => Some(Chomping::Strip),
            _ => None,
        };
        if let Some(it) = sign(self.cursor.here()) {
            chomping = it;
            self.cursor.pos += 1;
            increment = self.scan_block_increment(start)?;
        } else {
            increment = increment.max(self.scan_block_increment(start)?);
            if increment > 0
                && let Some(it) = sign(self.cursor.here())
            {
                chomping = it;
                self.cursor.pos += 1;
            }
        }
        Ok((chomping, increment))
    }

    fn scan_block_increment(&mut self, start: usize) -> Scanned<usize> {
        match self.cursor.here() {
            b'0' => Err(self.fail_span(Syntax::BadBlockHeader, start, self.cursor.pos + 1)),
            digit @ b'1'..=b'9' => {
                self.cursor.pos += 1;
                Ok(usize::from(digit - b'0'))
            }
            _ => Ok(0),
        }
    }

    /// Skips indentation and empty lines; the first line that is not empty decides the indentation.
    fn scan_block_breaks(&mut self, block: &mut Block) -> Scanned<()> {
        let mut widest = 0;
        loop {
            let inside = |column| block.indent == 0 || column < block.indent;
            while inside(self.cursor.column()) && self.cursor.here() == b' ' {
                self.cursor.pos += 1;
            }
            widest = widest.max(self.cursor.column());
            if inside(self.cursor.column()) && self.cursor.here() == b'\t' {
                let problem = self.fail(Syntax::Tab, self.cursor.pos);
                return Err(Box::new(problem.and(crate::span::Span::new(block.start, block.start + 1))));
            }
            if !self.cursor.at_break() {
                break;
            }
            block.trailing.push_str(self.cursor.take_break());
        }
        if block.indent == 0 {
            block.indent = widest.max(self.indent).max(1);
        }
        Ok(())
    }
}

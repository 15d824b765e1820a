//! Quoted scalars.

use super::scalar::Breaks;
use super::{Lexeme, Scanned, Scanner, Token};
use crate::problem::Syntax;
use crate::span::Span;
use crate::tree::Style;

impl Scanner<'_> {
    pub(super) fn scan_quoted(&mut self, style: Style) -> Scanned<()> {
        let start = self.cursor.pos;
        let single = style == Style::SingleQuoted;
        let quote = if single { b'\'' } else { b'"' };
        self.cursor.pos += 1;
        let mut decoded: Option<String> = None;
        // Where the text begins that `decoded` does not hold yet.
        let mut run = self.cursor.pos;
        loop {
            self.cursor.skip_quoted(single);
            let at = self.cursor.pos;
            let byte = self.cursor.here();
            if byte == quote && single && self.cursor.peek(1) == b'\'' {
                let text = decoded.get_or_insert_default();
                text.push_str(self.cursor.slice(run, at + 1));
                self.cursor.pos += 2;
                run = self.cursor.pos;
            } else if byte == quote {
                break;
            } else if byte == b'\\' {
                let text = decoded.get_or_insert_default();
                text.push_str(self.cursor.slice(run, at));
                if self.cursor.break_len(at + 1) > 0 {
                    self.cursor.pos += 1;
                    self.cursor.skip_break();
                    self.skip_quoted_lines(start, style, text, true)?;
                } else {
                    self.scan_escape(start, text)?;
                }
                run = self.cursor.pos;
            } else if self.cursor.at_break() {
                let text = decoded.get_or_insert_default();
                text.push_str(self.cursor.slice(run, at).trim_end_matches([' ', '\t']));
                self.skip_quoted_lines(start, style, text, false)?;
                run = self.cursor.pos;
            } else if byte == 0 {
                return Err(self.unclosed_quote(start, style));
            } else {
                self.cursor.pos += 1;
            }
        }
        let end = self.cursor.pos;
        if let Some(text) = &mut decoded {
            text.push_str(self.cursor.slice(run, end));
        }
        self.cursor.pos += 1;
        self.tokens.push_back(Token {
            lexeme: Lexeme::Scalar(style),
            start,
            end: self.cursor.pos,
            text: decoded.map(String::into_boxed_str),
        });
        Ok(())
    }

    /// Folds the breaks here, and the blanks around them, into `text`. Behind an `escaped` break none is the first.
    fn skip_quoted_lines(
        &mut self,
        start: usize,
        style: Style,
        text: &mut String,
        escaped: bool,
    ) -> Scanned<()> {
        let mut breaks = Breaks::default();
        loop {
            // go-yaml looks for `---` before it skips blanks, once for each piece of text.
            if self.cursor.at_blank() {
                self.cursor.pos += 1;
            } else if self.cursor.at_break() {
                let read = self.cursor.take_break();
                if escaped { breaks.add_more(read) } else { breaks.add(read) }
            } else {
                break;
            }
        }
        breaks.fold_into(text);
        if self.cursor.at_document_indicator() {
            return Err(self.unclosed_quote(start, style));
        }
        Ok(())
    }

    fn unclosed_quote(&self, start: usize, style: Style) -> Box<crate::Problem> {
        let end = self.cursor.pos.min(self.cursor.text().len());
        Box::new(self.fail_span(Syntax::UnclosedQuote(style), start, start + 1).and(Span::at(end)))
    }

    fn scan_escape(&mut self, start: usize, text: &mut String) -> Scanned<()> {
        let at = self.cursor.pos;
        let read = match self.cursor.peek(1) {
            b'0' => '\0',
            b'a' => '\x07',
            b'b' => '\x08',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\x0B',
            b'f' => '\x0C',
            b'r' => '\r',
            b'e' => '\x1B',
            b' ' => ' ',
            b'"' => '"',
            b'\'' => '\'',
            b'\\' => '\\',
            b'N' => '\u{85}',
            b'_' => '\u{A0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => return self.scan_code_point(2, text),
            b'u' => return self.scan_code_point(4, text),
            b'U' => return self.scan_code_point(8, text),
            0 => return Err(self.unclosed_quote(start, Style::DoubleQuoted)),
            _ => return Err(self.fail_span(Syntax::UnknownEscape, at, self.cursor.after_chars(at, 2))),
        };
        text.push(read);
        self.cursor.pos += 2;
        Ok(())
    }

    fn scan_code_point(&mut self, digits: usize, text: &mut String) -> Scanned<()> {
        let at = self.cursor.pos;
        let code = self.cursor.slice(at + 2, at + 2 + digits);
        let valid = code.len() == digits && code.bytes().all(|it| it.is_ascii_hexdigit());
        let read = valid.then(|| u32::from_str_radix(code, 16).ok().and_then(char::from_u32)).flatten();
        let Some(read) = read else {
            let end = code.bytes().take_while(u8::is_ascii_hexdigit).count();
            return Err(self.fail_span(Syntax::BadCodePoint, at, at + 2 + end));
        };
        text.push(read);
        self.cursor.pos += 2 + digits;
        Ok(())
    }
}

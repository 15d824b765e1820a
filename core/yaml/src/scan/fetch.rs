//! Which token comes next.

use super::{Lexeme, MAX_LEVELS, Scanned, Scanner, SimpleKey, Token};
use crate::problem::Syntax;
use crate::tree::Style;

impl Scanner<'_> {
    /// Queues the next token, and those that it implies.
    pub(super) fn fetch(&mut self) -> Scanned<()> {
        self.skip_to_token();
        self.unroll_indent(self.cursor.column() + 1);
        let byte = self.cursor.here();
        // The bulk of every manifest: a word.
        if byte.is_ascii_alphabetic() {
            return self.fetch_plain();
        }
        if byte == 0 {
            return self.fetch_end();
        }
        if self.cursor.column() == 0 {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if self.cursor.at_document_indicator() {
                return self.fetch_document_indicator();
            }
        }
        match byte {
            b'[' => self.fetch_flow_start(Lexeme::FlowSequenceStart),
            b'{' => self.fetch_flow_start(Lexeme::FlowMappingStart),
            b']' => self.fetch_flow_end(Lexeme::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(Lexeme::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if self.cursor.blankz(1) => self.fetch_block_entry(),
            b'?' if self.flow_level > 0 || self.cursor.blankz(1) => self.fetch_key(),
            b':' if self.flow_level > 0 || self.cursor.blankz(1) => self.fetch_value(),
            b'*' => self.fetch_anchor(Lexeme::Alias),
            b'&' => self.fetch_anchor(Lexeme::Anchor),
            b'!' => self.fetch_tag(),
            b'|' if self.flow_level == 0 => self.fetch_block_scalar(true),
            b'>' if self.flow_level == 0 => self.fetch_block_scalar(false),
            b'\'' => self.fetch_quoted(Style::SingleQuoted),
            b'"' => self.fetch_quoted(Style::DoubleQuoted),
            b'\t' => Err(self.tab()),
            b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                Err(self.fail(Syntax::UnexpectedCharacter(self.cursor.char()), self.cursor.pos))
            }
            _ => self.fetch_plain(),
        }
    }

    fn tab(&self) -> Box<crate::Problem> {
        let mut after = self.cursor.clone();
        after.skip_blanks();
        self.fail_span(Syntax::Tab, self.cursor.pos, after.pos)
    }

    /// Skips blanks, comments and breaks. A tab is no blank where a key may begin.
    #[inline]
    fn skip_to_token(&mut self) {
        loop {
            let tabs = self.flow_level > 0 || !self.simple_key_allowed;
            while self.cursor.here() == b' ' || (tabs && self.cursor.here() == b'\t') {
                self.cursor.pos += 1;
            }
            self.cursor.skip_comment();
            if !self.cursor.at_break() {
                return;
            }
            self.cursor.skip_break();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    fn fetch_end(&mut self) -> Scanned<()> {
        self.unroll_indent(0);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.ended = true;
        // A last line without a break is read as if it had one.
        self.push(Lexeme::StreamEnd, self.cursor.pos.min(self.cursor.text().len()));
        Ok(())
    }

    fn fetch_directive(&mut self) -> Scanned<()> {
        self.unroll_indent(0);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.scan_directive()
    }

    fn fetch_document_indicator(&mut self) -> Scanned<()> {
        let lexeme = if self.cursor.here() == b'-' { Lexeme::DocumentStart } else { Lexeme::DocumentEnd };
        self.unroll_indent(0);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.take(lexeme, 3);
        Ok(())
    }

    fn fetch_flow_start(&mut self, lexeme: Lexeme) -> Scanned<()> {
        self.save_simple_key()?;
        let token = self.taken + self.tokens.len();
        let pos = self.cursor.pos;
        self.simple_keys.push(SimpleKey::none(token, &self.cursor));
        self.brackets.push(pos);
        self.flow_level += 1;
        if self.flow_level > MAX_LEVELS {
            return Err(self.too_deep(pos));
        }
        self.simple_key_allowed = true;
        self.take(lexeme, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, lexeme: Lexeme) -> Scanned<()> {
        self.remove_simple_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            self.brackets.pop();
            let inner = self.simple_keys.pop().map(|it| it.token);
            if let Some(outer) = self.simple_keys.last_mut() {
                outer.awaited &= Some(outer.token) != inner;
            }
        }
        self.simple_key_allowed = false;
        self.take(lexeme, 1);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Scanned<()> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.take(Lexeme::FlowEntry, 1);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Scanned<()> {
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(self.fail(Syntax::SequenceNotAllowed, self.cursor.pos));
            }
            let column = self.cursor.column();
            self.roll_indent(column, None, Lexeme::BlockSequenceStart, self.cursor.pos)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.take(Lexeme::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Scanned<()> {
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(self.fail(Syntax::KeyNotAllowed, self.cursor.pos));
            }
            let column = self.cursor.column();
            self.roll_indent(column, None, Lexeme::BlockMappingStart, self.cursor.pos)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.take(Lexeme::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Scanned<()> {
        let level = self.simple_keys.len().saturating_sub(1);
        if self.key_is_valid(level)? {
            if let Some(key) = self.simple_keys.get_mut(level) {
                key.possible = false;
                let key = *key;
                let at = key.token.checked_sub(self.taken);
                self.insert(at, Token::new(Lexeme::Key, key.pos, key.pos));
                self.roll_indent(key.pos - key.line, at, Lexeme::BlockMappingStart, key.pos)?;
            }
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.simple_key_allowed {
                    return Err(self.fail(Syntax::ValueNotAllowed, self.cursor.pos));
                }
                let column = self.cursor.column();
                self.roll_indent(column, None, Lexeme::BlockMappingStart, self.cursor.pos)?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.take(Lexeme::Value, 1);
        Ok(())
    }

    fn fetch_anchor(&mut self, lexeme: Lexeme) -> Scanned<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        self.scan_anchor(lexeme)
    }

    fn fetch_tag(&mut self) -> Scanned<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        self.scan_tag()
    }

    fn fetch_block_scalar(&mut self, literal: bool) -> Scanned<()> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.scan_block_scalar(literal)
    }

    fn fetch_quoted(&mut self, style: Style) -> Scanned<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        self.scan_quoted(style)
    }

    fn fetch_plain(&mut self) -> Scanned<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        self.scan_plain()
    }

    /// Queues the next `len` bytes as one token.
    fn take(&mut self, lexeme: Lexeme, len: usize) {
        let start = self.cursor.pos;
        self.cursor.pos += len;
        self.push(lexeme, start);
    }
}

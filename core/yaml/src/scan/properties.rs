//! Directives, anchors, aliases and tags.

use super::{Lexeme, Scanned, Scanner, Token};
use crate::problem::Syntax;

impl Scanner<'_> {
    pub(super) fn scan_anchor(&mut self, lexeme: Lexeme) -> Scanned<()> {
        let start = self.cursor.pos;
        self.cursor.pos += 1;
        self.cursor.skip_word();
        let ends = self.cursor.blankz(0)
            || matches!(self.cursor.here(), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if self.cursor.pos == start + 1 || !ends {
            return Err(self.fail_span(Syntax::BadAnchor, start, self.cursor.pos));
        }
        self.push(lexeme, start);
        Ok(())
    }

    pub(super) fn scan_tag(&mut self) -> Scanned<()> {
        let start = self.cursor.pos;
        let text = if self.cursor.peek(1) == b'<' {
            self.cursor.pos += 2;
            let uri = self.scan_uri(start, false)?;
            if self.cursor.here() != b'>' {
                return Err(self.bad_tag(start));
            }
            self.cursor.pos += 1;
            format!("\0{uri}")
        } else {
            let handle = self.scan_handle();
            if handle.len() > 1 && handle.ends_with('!') {
                format!("{handle}\0{}", self.scan_uri(start, false)?)
            } else {
                let suffix =
                    format!("{}{}", handle.get(1..).unwrap_or_default(), self.scan_uri(start, true)?);
                if suffix.is_empty() { "\0!".to_owned() } else { format!("!\0{suffix}") }
            }
        };
        if !self.cursor.blankz(0) {
            return Err(self.bad_tag(start));
        }
        let end = self.cursor.pos;
        self.tokens.push_back(Token { lexeme: Lexeme::Tag, start, end, text: Some(text.into()) });
        Ok(())
    }

    /// Takes `!`, and a word with its own `!` where that follows.
    fn scan_handle(&mut self) -> String {
        let start = self.cursor.pos;
        self.cursor.pos += 1;
        self.cursor.skip_word();
        if self.cursor.here() == b'!' {
            self.cursor.pos += 1;
        }
        self.cursor.slice(start, self.cursor.pos).to_owned()
    }

    fn scan_uri(&mut self, start: usize, may_be_empty: bool) -> Scanned<String> {
        let from = self.cursor.pos;
        let mut uri = Vec::new();
        while self.cursor.at_uri() {
            if self.cursor.here() == b'%' {
                self.scan_uri_escape(start, &mut uri)?;
            } else {
                uri.push(self.cursor.here());
                self.cursor.pos += 1;
            }
        }
        if self.cursor.pos == from && !may_be_empty {
            return Err(self.bad_tag(start));
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// Takes the `%xx` of one character.
    fn scan_uri_escape(&mut self, start: usize, uri: &mut Vec<u8>) -> Scanned<()> {
        let mut left = None;
        while left != Some(0) {
            let code = self.cursor.slice(self.cursor.pos + 1, self.cursor.pos + 3);
            let hex = self.cursor.here() == b'%'
                && code.len() == 2
                && code.bytes().all(|it| it.is_ascii_hexdigit());
            let octet = u8::from_str_radix(code, 16).ok().filter(|_| hex);
            left = match (octet, left) {
                (Some(0x00..=0x7F), None) => Some(0),
                (Some(0xC0..=0xDF), None) => Some(1),
                (Some(0xE0..=0xEF), None) => Some(2),
                (Some(0xF0..=0xF7), None) => Some(3),
                (Some(0x80..=0xBF), Some(left)) => Some(left - 1),
                _ => return Err(self.bad_tag(start)),
            };
            uri.extend(octet);
            self.cursor.pos += 3;
        }
        Ok(())
    }

    fn bad_tag(&self, start: usize) -> Box<crate::Problem> {
        self.fail_span(Syntax::BadTag, start, self.cursor.after_chars(self.cursor.pos, 1).max(start + 1))
    }

    pub(super) fn scan_directive(&mut self) -> Scanned<()> {
        let start = self.cursor.pos;
        self.cursor.pos += 1;
        let name = self.cursor.pos;
        self.cursor.skip_word();
        let name = self.cursor.slice(name, self.cursor.pos);
        if !self.cursor.blankz(0) {
            return Err(self.bad_directive(start));
        }
        let (lexeme, text) = match name {
            "YAML" => (Lexeme::VersionDirective, self.scan_version(start)?),
            "TAG" => (Lexeme::TagDirective, self.scan_tag_directive(start)?),
            _ => return Err(self.bad_directive(start)),
        };
        let end = self.cursor.pos;
        self.cursor.skip_blanks();
        self.cursor.skip_comment();
        if !self.cursor.breakz(0) {
            return Err(self.bad_directive(start));
        }
        if self.cursor.at_break() {
            self.cursor.skip_break();
        }
        self.tokens.push_back(Token { lexeme, start, end, text: Some(text.into()) });
        Ok(())
    }

    /// Takes `1.1`, without leading zeros.
    fn scan_version(&mut self, start: usize) -> Scanned<String> {
        self.cursor.skip_blanks();
        let major = self.scan_version_number(start)?;
        if self.cursor.here() != b'.' {
            return Err(self.bad_directive(start));
        }
        self.cursor.pos += 1;
        let minor = self.scan_version_number(start)?;
        Ok(format!("{major}.{minor}"))
    }

    fn scan_version_number(&mut self, start: usize) -> Scanned<u8> {
        let from = self.cursor.pos;
        while self.cursor.here().is_ascii_digit() {
            self.cursor.pos += 1;
        }
        let digits = self.cursor.slice(from, self.cursor.pos);
        let number = digits.parse().ok().filter(|_| digits.len() <= 2);
        number.ok_or_else(|| self.bad_directive(start))
    }

    fn scan_tag_directive(&mut self, start: usize) -> Scanned<String> {
        self.cursor.skip_blanks();
        if self.cursor.here() != b'!' {
            return Err(self.bad_directive(start));
        }
        let handle = self.scan_handle();
        if (handle.len() > 1 && !handle.ends_with('!')) || !self.cursor.at_blank() {
            return Err(self.bad_directive(start));
        }
        self.cursor.skip_blanks();
        let prefix = self.scan_uri(start, false)?;
        if !self.cursor.blankz(0) {
            return Err(self.bad_directive(start));
        }
        Ok(format!("{handle}\0{prefix}"))
    }

    fn bad_directive(&self, start: usize) -> Box<crate::Problem> {
        let mut line = self.cursor.clone();
        line.skip_line();
        self.fail_span(Syntax::BadDirective, start, line.pos)
    }
}

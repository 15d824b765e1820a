//! Text to tokens, by the rules of libyaml as go-yaml v2 keeps them.
//!
//! A mapping key is only known by the `:` behind it. Until that is decided the tokens wait in a queue, and the
//! scanner remembers per flow level where the key may have begun (its *simple key*).

mod fetch;
mod properties;
mod quoted;
mod scalar;

use super::cursor::Cursor;
use super::problem::{Limit, Problem, ProblemKind, Syntax};
use super::tree::Style;
use crate::span::Span;
use std::collections::VecDeque;

/// Deeper flow or block nesting than the tree may have needs no tokens.
const MAX_LEVELS: usize = super::MAX_DEPTH + 1;

/// How far from its key a `:` may be, in characters.
const MAX_KEY: usize = 1024;

pub(super) type Scanned<T> = Result<T, Box<Problem>>;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexeme {
    StreamEnd,
    VersionDirective,
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowMappingStart,
    FlowSequenceEnd,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar(Style),
}

/// One token: its bytes, and its text where that differs from them.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) lexeme: Lexeme,
    pub(super) start: usize,
    pub(super) end: usize,
    /// A scalar's text, or a tag and a `%TAG` directive as `handle`, NUL, `suffix`; `None` where the bytes say it.
    pub(super) text: Option<Box<str>>,
}

impl Token {
    fn new(lexeme: Lexeme, start: usize, end: usize) -> Self {
        Self { lexeme, start, end, text: None }
    }

    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Where a key may have begun.
#[derive(Debug, Clone, Copy)]
struct SimpleKey {
    possible: bool,
    required: bool,
    /// Whether the queue waits for it. go-yaml forgets that for `[]` and `{}`.
    awaited: bool,
    token: usize,
    pos: usize,
    line: usize,
}

impl SimpleKey {
    /// None yet on a level that begins with `token`.
    fn none(token: usize, at: &Cursor<'_>) -> Self {
        Self { possible: false, required: false, awaited: false, token, pos: at.pos, line: at.line }
    }
}

/// The scanner of one document.
#[derive(Debug)]
pub(super) struct Scanner<'t> {
    cursor: Cursor<'t>,
    tokens: VecDeque<Token>,
    /// How many tokens have left the queue.
    taken: usize,
    ended: bool,
    /// The column of the innermost block collection, plus one; 0 outside.
    indent: usize,
    indents: Vec<usize>,
    flow_level: usize,
    /// The brackets that are open.
    brackets: Vec<usize>,
    simple_key_allowed: bool,
    simple_keys: Vec<SimpleKey>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(cursor: Cursor<'t>) -> Self {
        let first = SimpleKey::none(0, &cursor);
        Self {
            cursor,
            tokens: VecDeque::with_capacity(8),
            taken: 0,
            ended: false,
            indent: 0,
            indents: Vec::new(),
            flow_level: 0,
            brackets: Vec::new(),
            simple_key_allowed: true,
            simple_keys: vec![first],
        }
    }

    pub(super) fn text(&self) -> &'t str {
        self.cursor.text()
    }

    /// How far the scanner has looked.
    pub(super) fn reached(&self) -> usize {
        self.cursor.after_chars(self.cursor.pos.min(self.cursor.text().len()), 4)
    }

    /// What the next token is.
    #[inline]
    pub(super) fn peek(&mut self) -> Scanned<Lexeme> {
        Ok(self.front()?.lexeme)
    }

    /// The next token, which stays.
    #[inline(always)]
    pub(super) fn front(&mut self) -> Scanned<&Token> {
        self.fill()?;
        // The queue holds a token after `fill`; the end of the stream repeats for ever.
        if self.tokens.is_empty() {
            let end = self.cursor.text().len();
            self.tokens.push_back(Token::new(Lexeme::StreamEnd, end, end));
        }
        match self.tokens.front() {
            Some(token) => Ok(token),
            None => Err(self.fail(Syntax::ExpectedValue, self.cursor.pos)),
        }
    }

    /// The next token, which leaves.
    #[inline]
    pub(super) fn next(&mut self) -> Scanned<Token> {
        self.fill()?;
        self.taken += 1;
        let end = self.cursor.text().len();
        Ok(self.tokens.pop_front().unwrap_or(Token::new(Lexeme::StreamEnd, end, end)))
    }

    /// Scans until it is known what the first token of the queue is.
    #[inline]
    fn fill(&mut self) -> Scanned<()> {
        while !self.ended && (self.tokens.is_empty() || self.front_may_be_key()?) {
            self.fetch()?;
        }
        Ok(())
    }

    #[inline(always)]
    fn front_may_be_key(&mut self) -> Scanned<bool> {
        let level = match self.simple_keys.as_slice() {
            [_] => 0,
            keys => keys.partition_point(|it| it.token < self.taken),
        };
        match self.simple_keys.get(level) {
            Some(key) if key.awaited && key.possible && key.token == self.taken => self.key_is_valid(level),
            _ => Ok(false),
        }
    }

    /// Whether a `:` here would still make a key of what was remembered at `level`.
    fn key_is_valid(&mut self, level: usize) -> Scanned<bool> {
        let Some(key) = self.simple_keys.get(level).copied() else { return Ok(false) };
        if !key.possible {
            return Ok(false);
        }
        let far = self.cursor.pos - key.pos > MAX_KEY
            && self.cursor.slice(key.pos, self.cursor.pos).chars().count() > MAX_KEY;
        if key.line == self.cursor.line && !far {
            return Ok(true);
        }
        if key.required {
            return Err(self.missing_colon(key));
        }
        if let Some(key) = self.simple_keys.get_mut(level) {
            key.possible = false;
        }
        Ok(false)
    }

    fn save_simple_key(&mut self) -> Scanned<()> {
        if !self.simple_key_allowed {
            return Ok(());
        }
        let required = self.flow_level == 0 && self.indent == self.cursor.column() + 1;
        let key = SimpleKey {
            possible: true,
            required,
            awaited: true,
            token: self.taken + self.tokens.len(),
            pos: self.cursor.pos,
            line: self.cursor.line,
        };
        self.remove_simple_key()?;
        if let Some(last) = self.simple_keys.last_mut() {
            *last = key;
        }
        Ok(())
    }

    fn remove_simple_key(&mut self) -> Scanned<()> {
        if let Some(key) = self.simple_keys.last().copied()
            && key.possible
        {
            if key.required {
                return Err(self.missing_colon(key));
            }
            if let Some(last) = self.simple_keys.last_mut() {
                last.possible = false;
            }
        }
        Ok(())
    }

    /// Opens a block collection if `column` is further in than the innermost one; its token goes to place `at` of
    /// the queue, or behind all.
    fn roll_indent(&mut self, column: usize, at: Option<usize>, lexeme: Lexeme, start: usize) -> Scanned<()> {
        if self.flow_level > 0 || self.indent > column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column + 1;
        if self.indents.len() > MAX_LEVELS {
            return Err(self.too_deep(start));
        }
        self.insert(at, Token::new(lexeme, start, start));
        Ok(())
    }

    /// Puts a token at place `at` of the queue, or behind all.
    fn insert(&mut self, at: Option<usize>, token: Token) {
        let len = self.tokens.len();
        self.tokens.insert(at.unwrap_or(len).min(len), token);
    }

    /// Closes every block collection that is further in than `indent`: its column plus one.
    #[inline]
    fn unroll_indent(&mut self, indent: usize) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > indent {
            self.push(Lexeme::BlockEnd, self.cursor.pos);
            self.indent = self.indents.pop().unwrap_or_default();
        }
    }

    /// Queues a token that began at `start` and ends here.
    #[inline]
    fn push(&mut self, lexeme: Lexeme, start: usize) {
        self.tokens.push_back(Token::new(lexeme, start, self.cursor.pos));
    }

    fn missing_colon(&self, key: SimpleKey) -> Box<Problem> {
        let mut line = self.cursor.clone();
        line.pos = key.pos;
        line.skip_line();
        let text = self.cursor.slice(key.pos, line.pos);
        let end = key.pos + text.trim_end().len();
        Box::new(Problem::new(ProblemKind::Syntax(Syntax::MissingColon), Span::new(key.pos, end)))
    }

    fn too_deep(&self, start: usize) -> Box<Problem> {
        let end = self.cursor.after_chars(start, 1);
        Box::new(Problem::new(ProblemKind::TooMuch(Limit::Depth), Span::new(start, end)))
    }

    /// A problem with the character at `at`.
    fn fail(&self, syntax: Syntax, at: usize) -> Box<Problem> {
        let at = at.min(self.cursor.text().len());
        self.fail_span(syntax, at, self.cursor.after_chars(at, 1))
    }

    fn fail_span(&self, syntax: Syntax, start: usize, end: usize) -> Box<Problem> {
        let len = self.cursor.text().len();
        Box::new(Problem::new(ProblemKind::Syntax(syntax), Span::new(start.min(len), end.min(len))))
    }
}

//! Tokens to a document: libyaml's grammar, without recursion.

use super::compose::{Composer, Written};
use super::cursor::Cursor;
use super::problem::{Problem, ProblemKind, Syntax};
use super::resolve::{Scalar, Tag};
use super::scan::{Lexeme, Scanned, Scanner, Token};
use super::tree::{Kind, Style};
use crate::span::Span;

/// What comes next in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    BlockSequence,
    IndentlessSequence,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequence { first: bool },
    FlowPairKey,
    FlowPairValue,
    FlowPairEnd,
    FlowMapping { first: bool },
    FlowMappingValue,
    FlowMappingNoValue,
}

/// Where a document ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    /// The byte behind which nothing was read.
    pub(super) at: usize,
    /// How far the scanner had looked by then.
    pub(super) reached: usize,
}

/// Reads the document at `cursor` into `composer`. `None`: it went on to the end of its text.
pub(super) fn parse(cursor: Cursor<'_>, composer: &mut Composer<'_>) -> Scanned<Option<Ended>> {
    Parser {
        scanner: Scanner::new(cursor),
        composer,
        states: Vec::new(),
        opened: Vec::new(),
        tags: Vec::new(),
    }
    .document()
}

struct Parser<'t, 'c, 'd> {
    scanner: Scanner<'t>,
    composer: &'c mut Composer<'d>,
    states: Vec<State>,
    /// The first byte of each open collection that has its own opening token.
    opened: Vec<usize>,
    /// What `%TAG` declares.
    tags: Vec<(Box<str>, Box<str>)>,
}

/// What precedes a node.
#[derive(Default)]
struct Properties {
    anchor: Option<Span>,
    tag: Tag,
    start: Option<usize>,
    end: usize,
}

impl Parser<'_, '_, '_> {
    fn document(mut self) -> Scanned<Option<Ended>> {
        match self.scanner.peek()? {
            Lexeme::StreamEnd => return Ok(None),
            Lexeme::VersionDirective | Lexeme::TagDirective | Lexeme::DocumentStart => {
                self.directives()?;
                self.document_content()?;
            }
            _ => self.node(true, false)?,
        }
        while let Some(state) = self.states.pop() {
            self.step(state)?;
        }
        let lexeme = self.scanner.peek()?;
        let reached = self.scanner.reached();
        let token = self.scanner.front()?;
        Ok(match lexeme {
            Lexeme::StreamEnd => None,
            Lexeme::DocumentEnd => Some(Ended { at: token.end, reached }),
            _ => Some(Ended { at: token.start, reached }),
        })
    }

    fn directives(&mut self) -> Scanned<()> {
        let mut version = false;
        loop {
            let token = self.scanner.next()?;
            let text = token.text.as_deref().unwrap_or_default();
            match token.lexeme {
                Lexeme::VersionDirective if version => {
                    return Err(fail(Syntax::RepeatedDirective, token.span()));
                }
                Lexeme::VersionDirective if text != "1.1" => {
                    return Err(fail(Syntax::YamlVersion, token.span()));
                }
                Lexeme::VersionDirective => version = true,
                Lexeme::TagDirective => {
                    let (handle, prefix) = text.split_once('\0').unwrap_or_default();
                    if self.tags.iter().any(|(it, _)| **it == *handle) {
                        return Err(fail(Syntax::RepeatedDirective, token.span()));
                    }
                    self.tags.push((handle.into(), prefix.into()));
                }
                Lexeme::DocumentStart => return Ok(()),
                _ => return Err(fail(Syntax::ExpectedDocument, Span::at(token.start))),
            }
        }
    }

    fn document_content(&mut self) -> Scanned<()> {
        match self.scanner.peek()? {
            Lexeme::VersionDirective
            | Lexeme::TagDirective
            | Lexeme::DocumentStart
            | Lexeme::DocumentEnd
            | Lexeme::StreamEnd => {
                let at = self.scanner.front()?.start;
                self.empty(at)
            }
            _ => self.node(true, false),
        }
    }

    #[inline]
    fn step(&mut self, state: State) -> Scanned<()> {
        match state {
            State::BlockMappingKey => self.block_mapping_key(),
            State::BlockMappingValue => self.block_mapping_value(),
            State::BlockSequence => self.block_sequence(),
            State::IndentlessSequence => self.indentless_sequence(),
            State::FlowSequence { first } => self.flow_sequence(first),
            State::FlowPairKey => self.flow_pair_key(),
            State::FlowPairValue => self.flow_pair_value(),
            State::FlowPairEnd => {
                self.states.push(State::FlowSequence { first: false });
                self.composer.close(None)
            }
            State::FlowMapping { first } => self.flow_mapping(first),
            State::FlowMappingValue => self.flow_mapping_value(),
            State::FlowMappingNoValue => {
                self.states.push(State::FlowMapping { first: false });
                let at = self.composer.last_end().unwrap_or_default();
                self.empty(at)
            }
        }
    }

    /// Reads one node, or the beginning of a collection.
    #[inline]
    fn node(&mut self, block: bool, indentless: bool) -> Scanned<()> {
        let mut properties = Properties::default();
        let mut lexeme = self.scanner.peek()?;
        if matches!(lexeme, Lexeme::Anchor | Lexeme::Tag) {
            properties = self.properties()?;
            lexeme = self.scanner.peek()?;
        }
        match lexeme {
            Lexeme::Scalar(style) => {
                let token = self.scanner.next()?;
                self.composer.scalar(Written {
                    style: Some(style),
                    span: token.span(),
                    text: token.text,
                    tag: properties.tag,
                    anchor: properties.anchor,
                })
            }
            Lexeme::Alias if properties.start.is_none() => {
                let token = self.scanner.next()?;
                self.composer.alias(token.span())
            }
            Lexeme::BlockEntry if indentless => {
                let start = self.scanner.front()?.start;
                self.states.push(State::IndentlessSequence);
                self.composer.open(Kind::Sequence, Style::Block, start, properties.anchor)
            }
            Lexeme::FlowSequenceStart => self.open(&properties, Kind::Sequence, Style::Flow),
            Lexeme::FlowMappingStart => self.open(&properties, Kind::Mapping, Style::Flow),
            Lexeme::BlockSequenceStart if block => self.open(&properties, Kind::Sequence, Style::Block),
            Lexeme::BlockMappingStart if block => self.open(&properties, Kind::Mapping, Style::Block),
            _ if properties.start.is_some() => self.composer.scalar(Written {
                style: Some(Style::Plain),
                span: Span::at(properties.end),
                text: None,
                // Without a text `!` is no request for a string, but makes one all the same.
                tag: properties.tag,
                anchor: properties.anchor,
            }),
            _ => Err(self.expected_value()),
        }
    }

    fn open(&mut self, properties: &Properties, kind: Kind, style: Style) -> Scanned<()> {
        let token = self.scanner.next()?;
        self.opened.push(token.start);
        self.states.push(match (kind, style) {
            (Kind::Mapping, Style::Flow) => State::FlowMapping { first: true },
            (_, Style::Flow) => State::FlowSequence { first: true },
            (Kind::Mapping, _) => State::BlockMappingKey,
            _ => State::BlockSequence,
        });
        self.composer.open(kind, style, token.start, properties.anchor)
    }

    fn properties(&mut self) -> Scanned<Properties> {
        let mut properties = Properties::default();
        for _ in 0..2 {
            match self.scanner.peek()? {
                Lexeme::Anchor if properties.anchor.is_none() => {
                    let token = self.scanner.next()?;
                    properties.anchor = Some(token.span());
                    properties.start.get_or_insert(token.start);
                    properties.end = token.end;
                }
                Lexeme::Tag if properties.tag == Tag::None => {
                    let token = self.scanner.next()?;
                    properties.tag = self.tag(&token)?;
                    properties.start.get_or_insert(token.start);
                    properties.end = token.end;
                }
                _ => break,
            }
        }
        Ok(properties)
    }

    fn tag(&self, token: &Token) -> Scanned<Tag> {
        let text = token.text.as_deref().unwrap_or_default();
        let (handle, suffix) = text.split_once('\0').unwrap_or_default();
        if handle.is_empty() {
            return Ok(Tag::of(suffix));
        }
        let declared = self.tags.iter().find(|(it, _)| **it == *handle).map(|(_, prefix)| &**prefix);
        let prefix = declared.or(match handle {
            "!" => Some("!"),
            "!!" => Some("tag:yaml.org,2002:"),
            _ => None,
        });
        let prefix = prefix.ok_or_else(|| fail(Syntax::UnknownTagHandle, token.span()))?;
        Ok(Tag::of(&format!("{prefix}{suffix}")))
    }

    fn block_sequence(&mut self) -> Scanned<()> {
        let token = self.scanner.next()?;
        match token.lexeme {
            Lexeme::BlockEntry => {
                self.states.push(State::BlockSequence);
                match self.scanner.peek()? {
                    Lexeme::BlockEntry | Lexeme::BlockEnd => self.empty(token.end),
                    _ => self.node(true, false),
                }
            }
            Lexeme::BlockEnd => {
                self.opened.pop();
                self.composer.close(None)
            }
            _ => Err(self.unexpected(Syntax::ExpectedItem, &token)),
        }
    }

    fn indentless_sequence(&mut self) -> Scanned<()> {
        if self.scanner.peek()? != Lexeme::BlockEntry {
            return self.composer.close(None);
        }
        let token = self.scanner.next()?;
        self.states.push(State::IndentlessSequence);
        match self.scanner.peek()? {
            Lexeme::BlockEntry | Lexeme::Key | Lexeme::Value | Lexeme::BlockEnd => self.empty(token.end),
            _ => self.node(true, false),
        }
    }

    #[inline]
    fn block_mapping_key(&mut self) -> Scanned<()> {
        match self.scanner.peek()? {
            Lexeme::Key => {
                let token = self.scanner.next()?;
                self.states.push(State::BlockMappingValue);
                match self.scanner.peek()? {
                    Lexeme::Key | Lexeme::Value | Lexeme::BlockEnd => self.empty(token.end),
                    _ => self.node(true, true),
                }
            }
            Lexeme::BlockEnd => {
                self.scanner.next()?;
                self.opened.pop();
                self.composer.close(None)
            }
            _ => {
                let token = self.scanner.next()?;
                Err(self.unexpected(Syntax::ExpectedKey, &token))
            }
        }
    }

    #[inline]
    fn block_mapping_value(&mut self) -> Scanned<()> {
        self.states.push(State::BlockMappingKey);
        if self.scanner.peek()? != Lexeme::Value {
            let at = self.composer.last_end().unwrap_or_default();
            return self.empty(at);
        }
        let token = self.scanner.next()?;
        match self.scanner.peek()? {
            Lexeme::Key | Lexeme::Value | Lexeme::BlockEnd => self.empty(token.end),
            _ => self.node(true, true),
        }
    }

    fn flow_sequence(&mut self, first: bool) -> Scanned<()> {
        let mut lexeme = self.scanner.peek()?;
        if lexeme != Lexeme::FlowSequenceEnd {
            if !first {
                if lexeme != Lexeme::FlowEntry {
                    return Err(self.expected_closing(']'));
                }
                self.scanner.next()?;
                lexeme = self.scanner.peek()?;
            }
            if lexeme == Lexeme::Key {
                let token = self.scanner.next()?;
                self.states.push(State::FlowPairKey);
                return self.composer.open(Kind::Mapping, Style::Flow, token.start, None);
            }
            if lexeme != Lexeme::FlowSequenceEnd {
                self.states.push(State::FlowSequence { first: false });
                return self.node(false, false);
            }
        }
        self.close_flow()
    }

    fn flow_pair_key(&mut self) -> Scanned<()> {
        self.states.push(State::FlowPairValue);
        match self.scanner.peek()? {
            // go-yaml loses the token here, which always ends in an error or in a null key.
            Lexeme::Value | Lexeme::FlowEntry | Lexeme::FlowSequenceEnd => {
                let token = self.scanner.next()?;
                self.empty(token.start)
            }
            _ => self.node(false, false),
        }
    }

    fn flow_pair_value(&mut self) -> Scanned<()> {
        self.states.push(State::FlowPairEnd);
        let mut at = self.composer.last_end().unwrap_or_default();
        if self.scanner.peek()? == Lexeme::Value {
            at = self.scanner.next()?.end;
            if !matches!(self.scanner.peek()?, Lexeme::FlowEntry | Lexeme::FlowSequenceEnd) {
                return self.node(false, false);
            }
        }
        self.empty(at)
    }

    fn flow_mapping(&mut self, first: bool) -> Scanned<()> {
        let mut lexeme = self.scanner.peek()?;
        if lexeme != Lexeme::FlowMappingEnd {
            if !first {
                if lexeme != Lexeme::FlowEntry {
                    return Err(self.expected_closing('}'));
                }
                self.scanner.next()?;
                lexeme = self.scanner.peek()?;
            }
            if lexeme == Lexeme::Key {
                let token = self.scanner.next()?;
                self.states.push(State::FlowMappingValue);
                return match self.scanner.peek()? {
                    Lexeme::Value | Lexeme::FlowEntry | Lexeme::FlowMappingEnd => self.empty(token.end),
                    _ => self.node(false, false),
                };
            }
            if lexeme != Lexeme::FlowMappingEnd {
                self.states.push(State::FlowMappingNoValue);
                return self.node(false, false);
            }
        }
        self.close_flow()
    }

    fn flow_mapping_value(&mut self) -> Scanned<()> {
        self.states.push(State::FlowMapping { first: false });
        let mut at = self.composer.last_end().unwrap_or_default();
        if self.scanner.peek()? == Lexeme::Value {
            at = self.scanner.next()?.end;
            if !matches!(self.scanner.peek()?, Lexeme::FlowEntry | Lexeme::FlowMappingEnd) {
                return self.node(false, false);
            }
        }
        self.empty(at)
    }

    fn close_flow(&mut self) -> Scanned<()> {
        let token = self.scanner.next()?;
        self.opened.pop();
        self.composer.close(Some(token.end))
    }

    /// A value that is not there.
    fn empty(&mut self, at: usize) -> Scanned<()> {
        self.composer.resolved(Scalar::Null, Style::Plain, Span::at(at), None, None)
    }

    fn expected_closing(&mut self, bracket: char) -> Box<Problem> {
        let token = match self.scanner.next() {
            Ok(token) => token,
            Err(problem) => return problem,
        };
        if let (Lexeme::StreamEnd, Some(start)) = (token.lexeme, self.opened.last()) {
            let end = Span::at(token.start.min(self.scanner.text().len()));
            return Box::new(fail(Syntax::Unclosed(bracket), self.first_character(*start)).and(end));
        }
        self.unexpected(Syntax::ExpectedClosing(bracket), &token)
    }

    fn expected_value(&mut self) -> Box<Problem> {
        match self.scanner.next() {
            Ok(token) if token.lexeme == Lexeme::StreamEnd && !self.opened.is_empty() => {
                let start = self.opened.last().copied().unwrap_or_default();
                let bracket =
                    if self.scanner.text().as_bytes().get(start) == Some(&b'{') { '}' } else { ']' };
                let end = Span::at(token.start.min(self.scanner.text().len()));
                Box::new(fail(Syntax::Unclosed(bracket), self.first_character(start)).and(end))
            }
            Ok(token) => fail(Syntax::ExpectedValue, self.visible(&token)),
            Err(problem) => problem,
        }
    }

    /// `token` where the collection that was opened last allows something else.
    fn unexpected(&self, syntax: Syntax, token: &Token) -> Box<Problem> {
        let problem = fail(syntax, self.visible(token));
        match self.opened.last() {
            Some(start) => Box::new(problem.and(self.first_character(*start))),
            None => problem,
        }
    }

    /// The bytes of `token`, or the character that it begins with where it has none.
    fn visible(&self, token: &Token) -> Span {
        let text = self.scanner.text();
        let start = token.start.min(text.len());
        if token.end > token.start {
            return Span::new(start, token.end.min(text.len()));
        }
        self.first_character(start)
    }

    /// The character at `start`: a bracket, a dash, or what a key begins with.
    fn first_character(&self, start: usize) -> Span {
        Span::new(start, self.scanner.text().ceil_char_boundary(start + 1))
    }
}

fn fail(syntax: Syntax, span: Span) -> Box<Problem> {
    Box::new(Problem::new(ProblemKind::Syntax(syntax), span))
}

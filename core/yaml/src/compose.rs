//! Scalars, collections and aliases in reading order to nodes: keys become text, aliases and merge keys are
//! expanded, keys that lose their effect are marked.

use super::float;
use super::keys::{Earlier, Keys, Mapping, Origin};
use super::problem::{Limit, Problem, ProblemKind};
use super::resolve::{Scalar, Tag, binary, float_key, json_number, resolve};
use super::tree::{Builder, Kind, Mark, NodeId, Number, Style};
use super::{MAX_COPIES, MAX_DEPTH};
use crate::order::Map;
use crate::span::Span;

type Composed<T> = Result<T, Box<Problem>>;

/// A scalar as it was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) style: Option<Style>,
    pub(super) span: Span,
    /// Its text, where that is not what the span holds.
    pub(super) text: Option<Box<str>>,
    pub(super) tag: Tag,
    /// The bytes of its anchor, `&` included.
    pub(super) anchor: Option<Span>,
}

/// What an anchor names.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// A collection that is still being read.
    Open,
    /// `ops` decoding steps and `height` levels.
    Collection {
        id: NodeId,
        ops: u32,
        height: usize,
    },
    Scalar {
        id: NodeId,
        scalar: Scalar,
        style: Style,
        span: Span,
        key: bool,
    },
}

/// A collection that is being read.
#[derive(Debug)]
struct Frame<'t> {
    id: NodeId,
    /// The keys of a mapping; `None` in a sequence.
    keys: Option<Mapping<'t>>,
    /// The span of the key `<<`, while its value is awaited.
    merge: Option<Span>,
    awaits_value: bool,
    items: usize,
    end: usize,
    height: usize,
    ops: u32,
    anchor: Option<&'t str>,
}

/// Writes the nodes of one source.
#[derive(Debug)]
pub(super) struct Composer<'t> {
    text: &'t str,
    builder: Builder,
    frames: Vec<Frame<'t>>,
    keys: Keys,
    anchors: Map<&'t str, Target>,
    problems: Vec<Problem>,
    root: Option<(NodeId, usize)>,
    start: Mark,
    /// go-yaml's counts of decoding steps, and of those inside aliases.
    ops: u32,
    alias_ops: u32,
    copies_left: usize,
}

impl<'t> Composer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // A manifest has a node for every ten bytes or so, and nothing moves where there is room for all of them.
        let builder = Builder::with_capacity(text.len() / 8);
        Self {
            text,
            start: builder.mark(),
            builder,
            frames: Vec::new(),
            keys: Keys::default(),
            anchors: Map::new(),
            problems: Vec::new(),
            root: None,
            ops: 0,
            alias_ops: 0,
            copies_left: MAX_COPIES,
        }
    }

    /// Begins a document.
    pub(super) fn begin(&mut self) {
        self.start = self.builder.mark();
        self.frames.clear();
        self.keys.clear();
        self.anchors = Map::new();
        self.problems.clear();
        self.root = None;
        self.ops = 1;
        self.alias_ops = 0;
    }

    /// Ends a document: its root and its span. A null root is no document.
    pub(super) fn commit(&mut self, problems: &mut Vec<Problem>) -> Option<Span> {
        let (id, end) = self.root.take()?;
        problems.append(&mut self.problems);
        let root = self.builder.value(self.text, id);
        if root.is_null() {
            self.builder.rewind(self.start);
            return None;
        }
        let span = Span::new(root.span().start(), end);
        self.builder.document(id, span);
        Some(span)
    }

    /// Forgets the document that was begun.
    pub(super) fn abandon(&mut self) {
        self.root = None;
        self.builder.rewind(self.start);
    }

    pub(super) fn finish(self) -> super::Tree {
        self.builder.finish()
    }

    /// Where the last complete node ends.
    pub(super) fn last_end(&self) -> Option<usize> {
        self.frames.last().map(|it| it.end)
    }

    /// Adds a scalar.
    #[inline]
    pub(super) fn scalar(&mut self, mut written: Written) -> Composed<()> {
        let style = written.style.unwrap_or(Style::Plain);
        if self.awaits_key() && self.is_merge(&written, style) {
            self.merge_key(&written, style);
            return Ok(());
        }
        let resolved = match written.tag {
            Tag::None if style != Style::Plain => Scalar::Str,
            Tag::Binary => {
                let decoded = binary(self.written_text(&written, style));
                written.text = Some(decoded.ok_or_else(|| bad_tagged(&written))?.into_boxed_str());
                Scalar::Str
            }
            tag => resolve(tag, self.written_text(&written, style)).ok_or_else(|| bad_tagged(&written))?,
        };
        self.resolved(resolved, style, written.span, written.text, written.anchor)
    }

    /// Adds a scalar whose value is known.
    #[inline]
    pub(super) fn resolved(
        &mut self,
        scalar: Scalar,
        style: Style,
        span: Span,
        text: Option<Box<str>>,
        anchor: Option<Span>,
    ) -> Composed<()> {
        self.ops = self.ops.saturating_add(1);
        let key = self.awaits_key();
        let id = if key {
            let id = self.emit_key(scalar, style, span, text)?;
            self.add_key(id, origin(scalar), span.end());
            id
        } else {
            self.emit(scalar, style, span, text)?
        };
        if let Some(anchor) = anchor {
            self.name(anchor, Target::Scalar { id, scalar, style, span, key });
        }
        if key { Ok(()) } else { self.value_done(id, span.end(), 0, true) }
    }

    /// Opens a collection that begins at `start`.
    pub(super) fn open(
        &mut self,
        kind: Kind,
        style: Style,
        start: usize,
        anchor: Option<Span>,
    ) -> Composed<()> {
        // The first character, which is that of a key where no bracket opens the collection.
        let here = Span::new(start, self.text.ceil_char_boundary(start + 1));
        if self.awaits_key() {
            return Err(Box::new(Problem::new(ProblemKind::KeyNotText, here)));
        }
        if self.frames.len() >= MAX_DEPTH {
            return Err(too_much(Limit::Depth, here));
        }
        let anchor = anchor.map(|it| self.anchor_name(it));
        if let Some(name) = anchor {
            self.anchors.insert(name, Target::Open);
        }
        let ops = self.ops;
        self.ops = self.ops.saturating_add(1);
        let id = self.builder.open(kind, style, start);
        let keys = (kind == Kind::Mapping).then(|| self.keys.open());
        self.frames.push(Frame {
            id,
            keys,
            merge: None,
            awaits_value: false,
            items: 0,
            end: start,
            height: 0,
            ops,
            anchor,
        });
        Ok(())
    }

    /// Closes the innermost collection, at `end` where a bracket does so.
    pub(super) fn close(&mut self, end: Option<usize>) -> Composed<()> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let end = end.unwrap_or(frame.end);
        let count = frame.keys.as_ref().map_or(frame.items, |it| self.keys.close(it));
        self.builder.close(frame.id, end, count);
        let height = frame.height + 1;
        if let Some(name) = frame.anchor {
            let ops = self.ops.saturating_sub(frame.ops);
            // Inside, the same name may have been given again; the later one counts.
            if matches!(self.anchors.get(name), Some(Target::Open)) {
                self.anchors.insert(name, Target::Collection { id: frame.id, ops, height });
            }
        }
        self.value_done(frame.id, end, height, true)
    }

    /// Adds what the alias at `span` stands for.
    pub(super) fn alias(&mut self, span: Span) -> Composed<()> {
        let name = self.anchor_name(span);
        let fail = |kind| Box::new(Problem::new(kind, span));
        match self.anchors.get(name).copied() {
            None => Err(fail(ProblemKind::UnknownAnchor)),
            Some(Target::Open) => Err(fail(ProblemKind::AnchorInItself)),
            Some(Target::Collection { .. }) if self.awaits_key() => Err(fail(ProblemKind::KeyNotText)),
            Some(Target::Collection { id, ops, height }) => {
                self.count_alias(ops, span)?;
                if self.frames.len() + height > MAX_DEPTH {
                    return Err(too_much(Limit::Depth, span));
                }
                let copy = self.copy(id, span)?;
                self.value_done(copy, span.end(), height, false)
            }
            Some(Target::Scalar { id, scalar, style, span: defined, key }) => {
                self.count_alias(1, span)?;
                let as_key = self.awaits_key();
                let copy = if scalar == Scalar::Str || (!key && !as_key) {
                    self.copy(id, span)?
                } else if as_key {
                    self.emit_key(scalar, style, defined, None).map_err(|it| it.at(span))?
                } else {
                    self.emit(scalar, style, defined, None).map_err(|it| it.at(span))?
                };
                if as_key {
                    self.add_key(copy, origin(scalar), span.end());
                    return Ok(());
                }
                self.value_done(copy, span.end(), 0, false)
            }
        }
    }

    fn awaits_key(&self) -> bool {
        self.frames.last().is_some_and(|it| it.keys.is_some() && !it.awaits_value)
    }

    /// The name that the anchor or alias at `span` gives or uses.
    fn anchor_name(&self, span: Span) -> &'t str {
        self.text.get(span.start() + 1..span.end()).unwrap_or_default()
    }

    fn name(&mut self, anchor: Span, target: Target) {
        let name = self.anchor_name(anchor);
        self.anchors.insert(name, target);
    }

    fn written_text<'a>(&self, written: &'a Written, style: Style) -> &'a str
    where
        't: 'a,
    {
        if let Some(text) = &written.text {
            text
        } else {
            let quotes = usize::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
            self.text.get(written.span.start() + quotes..written.span.end() - quotes).unwrap_or_default()
        }
    }

    #[inline]
    fn is_merge(&self, written: &Written, style: Style) -> bool {
        let allowed = match written.tag {
            Tag::None => style == Style::Plain,
            Tag::NonSpecific | Tag::Merge => true,
            _ => false,
        };
        allowed && written.span.len() <= 64 && self.written_text(written, style) == "<<"
    }

    fn merge_key(&mut self, written: &Written, style: Style) {
        let id = self.builder.literal(style, written.span);
        self.builder.shadow(id);
        if let Some(anchor) = written.anchor {
            let target = Target::Scalar { id, scalar: Scalar::Str, style, span: written.span, key: true };
            self.name(anchor, target);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.awaits_value = true;
            frame.merge = Some(written.span);
            frame.end = written.span.end();
        }
    }

    /// Writes a value.
    #[inline]
    fn emit(&mut self, scalar: Scalar, style: Style, span: Span, text: Option<Box<str>>) -> Composed<NodeId> {
        Ok(match scalar {
            Scalar::Str => match text {
                None => self.builder.literal(style, span),
                Some(text) => self.builder.decoded(style, span, text),
            },
            Scalar::PlainInt if style == Style::Plain => self.builder.plain_int(span),
            Scalar::Null => self.builder.null(style, span),
            Scalar::Bool(it) => self.builder.boolean(style, span, it),
            Scalar::PlainInt => {
                let int = self.inner_text(style, span).parse().unwrap_or_default();
                self.builder.number(style, span, Number::Int(int))
            }
            Scalar::Int(it) => self.builder.number(style, span, Number::Int(it)),
            Scalar::Unsigned(it) => {
                let float = float::parse(&it.to_string()).unwrap_or_default();
                self.builder.number(style, span, Number::Float(float))
            }
            Scalar::Float(it) => {
                let number = json_number(it);
                let number = number.ok_or_else(|| Box::new(Problem::new(ProblemKind::NotFinite, span)))?;
                self.builder.number(style, span, number)
            }
        })
    }

    /// Writes a key: the text that the scalar becomes.
    #[inline]
    fn emit_key(
        &mut self,
        scalar: Scalar,
        style: Style,
        span: Span,
        text: Option<Box<str>>,
    ) -> Composed<NodeId> {
        let name = match scalar {
            Scalar::Str => {
                return Ok(match text {
                    None => self.builder.literal(style, span),
                    Some(text) => self.builder.decoded(style, span, text),
                });
            }
            Scalar::Null | Scalar::Unsigned(_) => {
                return Err(Box::new(Problem::new(ProblemKind::KeyNotText, span)));
            }
            Scalar::Bool(it) => it.to_string(),
            Scalar::PlainInt => self.inner_text(style, span).parse::<i64>().unwrap_or_default().to_string(),
            Scalar::Int(it) => it.to_string(),
            Scalar::Float(it) => float_key(it),
        };
        Ok(if self.inner_text(style, span) == name {
            self.builder.literal(style, span)
        } else {
            self.builder.decoded(style, span, name)
        })
    }

    fn inner_text(&self, style: Style, span: Span) -> &'t str {
        let quotes = usize::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
        self.text.get(span.start() + quotes..span.end().saturating_sub(quotes)).unwrap_or_default()
    }

    /// Enters the key that was just written into the innermost mapping.
    #[inline]
    fn add_key(&mut self, id: NodeId, origin: Origin, end: usize) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.awaits_value = true;
        frame.end = end;
        self.builder.key(self.text, id);
        let Some(mapping) = &mut frame.keys else { return };
        if let Some(earlier) = self.keys.add(mapping, &self.builder, self.text, id, origin) {
            self.override_key(id, origin, earlier);
        }
    }

    #[cold]
    fn override_key(&mut self, id: NodeId, origin: Origin, earlier: Earlier) {
        self.builder.shadow(earlier.node);
        let Some((literal, was)) = earlier.literal else { return };
        let kind = match origin {
            Origin::Merged if literal != earlier.node => return,
            Origin::Merged => ProblemKind::MergeOverridesKey,
            _ if origin == was && origin != Origin::NotANumber => ProblemKind::DuplicateKey,
            _ => ProblemKind::CollidingKeys,
        };
        let span = |id| self.builder.value(self.text, id).span();
        let at = match (origin, self.frames.last().and_then(|it| it.merge)) {
            (Origin::Merged, Some(merge)) => merge,
            _ => span(id),
        };
        let problem = Problem::new(kind, at).and(span(literal));
        if self.problems.len() <= super::MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Notes that value `id` is complete; `literal` tells it from an alias.
    #[inline]
    fn value_done(&mut self, id: NodeId, end: usize, height: usize, literal: bool) -> Composed<()> {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some((id, end));
            return Ok(());
        };
        frame.end = end.max(frame.end);
        frame.height = height.max(frame.height);
        frame.items += 1;
        frame.awaits_value = false;
        if let Some(merge) = frame.merge {
            self.merge(id, merge, literal)?;
            if let Some(frame) = self.frames.last_mut() {
                frame.merge = None;
            }
        }
        Ok(())
    }

    /// Adds the entries of what `<<` has for a value to the innermost mapping.
    fn merge(&mut self, id: NodeId, merge: Span, literal: bool) -> Composed<()> {
        let value = self.builder.value(self.text, id);
        let objects = match value.kind() {
            Kind::Mapping => vec![id],
            // go-yaml takes the last object first, so that an earlier one wins.
            Kind::Sequence if literal => {
                self.ops = self.ops.saturating_sub(1);
                let mut items: Vec<_> = value.items().collect();
                items.reverse();
                if items.iter().any(|it| it.kind() != Kind::Mapping) {
                    return Err(Box::new(Problem::new(ProblemKind::BadMerge, merge)));
                }
                items.into_iter().map(|it| it.id()).collect()
            }
            _ => return Err(Box::new(Problem::new(ProblemKind::BadMerge, merge))),
        };
        for object in objects {
            let entries: Vec<_> = self
                .builder
                .value(self.text, object)
                .entries()
                .map(|it| (it.key.id(), it.value.id()))
                .collect();
            for (key, value) in entries {
                let key = self.copy(key, merge)?;
                let end = self.last_end().unwrap_or_default();
                self.add_key(key, Origin::Merged, end);
                self.copy(value, merge)?;
            }
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.awaits_value = false;
        }
        Ok(())
    }

    fn copy(&mut self, id: NodeId, at: Span) -> Composed<NodeId> {
        let left = self.copies_left.checked_sub(self.builder.size(id));
        self.copies_left = left.ok_or_else(|| too_much(Limit::Copies, at))?;
        Ok(self.builder.copy(id))
    }

    /// Counts the decoding steps of an alias, and refuses where go-yaml does.
    fn count_alias(&mut self, ops: u32, at: Span) -> Composed<()> {
        self.ops = self.ops.saturating_add(ops).saturating_add(1);
        self.alias_ops = self.alias_ops.saturating_add(ops);
        let (all, aliased) = (f64::from(self.ops), f64::from(self.alias_ops));
        let allowed = if all <= 400_000.0 {
            0.99
        } else if all >= 4_000_000.0 {
            0.10
        } else {
            0.99 - 0.89 * ((all - 400_000.0) / 3_600_000.0)
        };
        if self.alias_ops > 100 && self.ops > 1000 && aliased / all > allowed {
            return Err(too_much(Limit::AliasShare, at));
        }
        Ok(())
    }
}

fn origin(scalar: Scalar) -> Origin {
    match scalar {
        Scalar::Str | Scalar::Null => Origin::String,
        Scalar::Bool(_) => Origin::Bool,
        Scalar::PlainInt | Scalar::Int(_) | Scalar::Unsigned(_) => Origin::Int,
        Scalar::Float(it) if it.is_nan() => Origin::NotANumber,
        Scalar::Float(it) => {
            let (high, low) = (it.to_bits() >> 32, it.to_bits() & u64::from(u32::MAX));
            Origin::Float(u32::try_from(high ^ low).unwrap_or_default())
        }
    }
}

fn bad_tagged(written: &Written) -> Box<Problem> {
    Box::new(Problem::new(ProblemKind::BadTaggedValue, written.span))
}

fn too_much(limit: Limit, span: Span) -> Box<Problem> {
    Box::new(Problem::new(ProblemKind::TooMuch(limit), span))
}

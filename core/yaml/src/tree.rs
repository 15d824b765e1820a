//! The tree that reading yields: one flat list of nodes in writing order, sixteen bytes each, that borrows its
//! scalars from the text wherever the text says them literally.
//!
//! A node is followed by its descendants, and knows the first node behind them; a child knows no parent. Aliases and
//! merge keys are expanded by the reader, so that no stage after it meets one. A mapping's children are key, value,
//! key, value; every key is a string, as it is in JSON.

mod builder;

pub use builder::{Builder, Mark};

use super::ShownFloat;
use crate::span::{Span, index};
use std::num::NonZeroU32;

/// The place of a node in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(
    /// From 1, so that an absent id takes no more room.
    NonZeroU32,
);

impl NodeId {
    /// The node at `place` in writing order, from 0.
    fn new(place: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(place))
    }

    /// Its place in writing order, from 0.
    fn place(self) -> u32 {
        self.0.get() - 1
    }

    /// Its place in writing order, as an index.
    pub fn index(self) -> usize {
        index(self.place())
    }
}

/// What a node is, after kubectl's resolution of scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `null`, `~`, nothing.
    Null,
    /// `true`, `yes`, `on`, …
    Bool,
    /// A number without a fraction that fits 64 bits.
    Int,
    /// Any other number.
    Float,
    /// Text.
    String,
    /// A list.
    Sequence,
    /// An object.
    Mapping,
}

/// How a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In `'…'`.
    SingleQuoted,
    /// In `"…"`.
    DoubleQuoted,
    /// After `|`.
    Literal,
    /// After `>`.
    Folded,
    /// A collection by indentation.
    Block,
    /// A collection in `[…]` or `{…}`.
    Flow,
}

/// A number as JSON has it after kubectl: an integer that fits `i64`, or a float.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Number {
    /// Fits `i64`; floats without a fraction end here too.
    Int(i64),
    /// Everything else; finite.
    Float(f64),
}

/// One node.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    span: Span,
    /// Bool: 0 or 1. Number: 0, or 1 + its place in `numbers`. String: 0 where the text says it literally, or
    /// 1 + its place in `decoded`. Collection: the first node behind its descendants.
    data: u32,
    kind: Kind,
    style: Style,
    /// Key: [`stamp`] of what it reads, and [`SHADOWED`]. Collection: how many items or entries, or [`MANY`].
    more: u16,
}

/// Of a key that a later equal key, or position of a merge key, takes the effect from.
const SHADOWED: u16 = 0x100;

/// Of a collection whose size stands in `sizes`.
const MANY: u16 = u16::MAX;

impl Node {
    /// The first node behind this one, which is at `place`, and its descendants.
    #[inline(always)]
    fn next(&self, place: u32) -> u32 {
        match self.kind {
            Kind::Sequence | Kind::Mapping => self.data,
            _ => place.saturating_add(1),
        }
    }
}

/// A byte in which most keys differ, so that few of them have to be read.
fn stamp(key: &[u8]) -> u16 {
    let at = |place: usize| key.get(place).copied().unwrap_or_default();
    let [length, ..] = key.len().to_le_bytes();
    let ends = at(0).wrapping_mul(7) ^ at(key.len().wrapping_sub(1)).wrapping_mul(29);
    u16::from(ends ^ at(key.len() / 2).wrapping_mul(101) ^ length.wrapping_mul(19))
}

/// One document of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document {
    /// Its root node.
    pub root: NodeId,
    /// From its first to its last byte, without separators.
    pub span: Span,
}

/// The documents of one source.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    decoded: Vec<Box<str>>,
    numbers: Vec<Number>,
    documents: Vec<Document>,
    /// The sizes of large collections, by the places of these.
    sizes: Vec<(u32, u32)>,
}

impl Tree {
    /// The documents that hold something, in writing order.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The node at `id`, with the text that the tree was read from.
    pub fn value<'a>(&'a self, text: &'a str, id: NodeId) -> Value<'a> {
        Value { tree: self, text, id }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Bytes that the tree occupies on the heap.
    pub fn heap_bytes(&self) -> usize {
        let decoded: usize = self.decoded.iter().map(|it| it.len()).sum();
        decoded
            + self.nodes.capacity() * size_of::<Node>()
            + self.decoded.capacity() * size_of::<Box<str>>()
            + self.numbers.capacity() * size_of::<Number>()
            + self.documents.capacity() * size_of::<Document>()
            + self.sizes.capacity() * size_of::<(u32, u32)>()
    }

    #[inline(always)]
    fn node(&self, id: NodeId) -> Node {
        const NOTHING: Node =
            Node { span: Span { start: 0, end: 0 }, data: 0, kind: Kind::Null, style: Style::Plain, more: 0 };
        self.nodes.get(id.index()).copied().unwrap_or(NOTHING)
    }

    /// The first node behind the one at `place` and its descendants.
    #[inline(always)]
    fn next(&self, place: u32) -> u32 {
        self.nodes.get(index(place)).map_or(u32::MAX, |it| it.next(place))
    }

    /// How many items or entries a collection has.
    fn size(&self, id: NodeId) -> u32 {
        let node = self.node(id);
        if node.more != MANY {
            return u32::from(node.more);
        }
        let known = self.sizes.binary_search_by_key(&id.place(), |it| it.0);
        known.ok().and_then(|it| self.sizes.get(it)).map_or(0, |it| it.1)
    }
}

/// A node seen with its text: cheap to copy, borrows everything.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    tree: &'a Tree,
    text: &'a str,
    id: NodeId,
}

/// A key and its value.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// The key: always a string.
    pub key: Value<'a>,
    /// The value.
    pub value: Value<'a>,
}

impl<'a> Value<'a> {
    /// Where the node is in its tree.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// What the node is.
    #[inline(always)]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.node().style
    }

    /// Its bytes, quotes included; of a block collection, from the first key or dash to the last byte.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The text that it stands in.
    pub fn source_text(self) -> &'a str {
        self.text
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The text of a string; `None` for every other kind.
    pub fn as_str(self) -> Option<&'a str> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        if let Some(place) = node.data.checked_sub(1) {
            return self.tree.decoded.get(index(place)).map(|it| &**it);
        }
        let quotes = usize::from(matches!(node.style, Style::SingleQuoted | Style::DoubleQuoted));
        self.text.get(node.span.start() + quotes..node.span.end().saturating_sub(quotes))
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        let node = self.node();
        (node.kind == Kind::Bool).then_some(node.data != 0)
    }

    /// The value of a number.
    pub fn as_number(self) -> Option<Number> {
        let node = self.node();
        match (node.kind, node.data.checked_sub(1)) {
            (Kind::Int | Kind::Float, Some(place)) => self.tree.numbers.get(index(place)).copied(),
            (Kind::Int, None) => node.span.of(self.text).parse().ok().map(Number::Int),
            _ => None,
        }
    }

    /// The value of a number without a fraction that fits 64 bits.
    pub fn as_i64(self) -> Option<i64> {
        match self.as_number()? {
            Number::Int(it) => Some(it),
            Number::Float(_) => None,
        }
    }

    /// How many items or entries a collection has; shadowed entries do not count.
    pub fn len(self) -> usize {
        let node = self.node();
        match node.kind {
            Kind::Sequence | Kind::Mapping => index(self.tree.size(self.id)),
            _ => 0,
        }
    }

    /// Whether it has no items or entries.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of a sequence; nothing for every other kind.
    pub fn items(self) -> Items<'a> {
        let left = if self.kind() == Kind::Sequence { self.len() } else { 0 };
        Items { rest: self.children(Kind::Sequence), left }
    }

    /// The entries of a mapping that count, in writing order; nothing for every other kind.
    pub fn entries(self) -> Entries<'a> {
        Entries { rest: self.children(Kind::Mapping) }
    }

    /// The value of `key` in a mapping.
    pub fn get(self, key: &str) -> Option<Self> {
        self.entry(key).map(|it| it.value)
    }

    /// The entry of `key` in a mapping.
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        self.entry_of(key.as_bytes())
    }

    /// [`Value::entry`] of a key that is text for sure.
    pub fn entry_of(self, key: &[u8]) -> Option<Entry<'a>> {
        let (stamp, node) = (stamp(key), self.node());
        let mut at = self.id.place().saturating_add(1);
        let end = if node.kind == Kind::Mapping { node.data } else { at };
        while at < end {
            let (this, value) = (self.tree.nodes.get(index(at))?, at.saturating_add(1));
            if this.more == stamp && self.at(NodeId::new(at)).says(key) {
                return Some(Entry { key: self.at(NodeId::new(at)), value: self.at(NodeId::new(value)) });
            }
            at = self.tree.nodes.get(index(value))?.next(value);
        }
        None
    }

    /// The value of every `key` below, those included that a later equal key takes the effect from.
    pub fn all_below(self, key: &str) -> impl Iterator<Item = Self> {
        let (stamp, first) = (stamp(key.as_bytes()), self.id.index().saturating_add(1));
        let end = index(self.tree.next(self.id.place()));
        let nodes = self.tree.nodes.get(first..end).unwrap_or_default();
        let places = nodes.iter().zip(self.id.place().saturating_add(1)..);
        let found = places.filter(move |(it, at)| {
            it.more & !SHADOWED == stamp && self.at(NodeId::new(*at)).says(key.as_bytes())
        });
        found.map(move |(_, at)| self.at(NodeId::new(at.saturating_add(1))))
    }

    /// The node at `id` of the same tree.
    #[must_use]
    pub fn at(self, id: NodeId) -> Self {
        Self { id, ..self }
    }

    /// Whether it is a string that reads `text`.
    fn says(self, text: &[u8]) -> bool {
        let node = self.node();
        if node.kind != Kind::String {
            return false;
        }
        if node.data != 0 {
            return self.as_str().is_some_and(|it| it.as_bytes() == text);
        }
        let quotes = usize::from(matches!(node.style, Style::SingleQuoted | Style::DoubleQuoted));
        let (start, end) = (node.span.start() + quotes, node.span.end().saturating_sub(quotes));
        // Most texts differ in length already.
        start + text.len() == end && self.text.as_bytes().get(start..end) == Some(text)
    }

    #[inline(always)]
    fn node(self) -> Node {
        self.tree.node(self.id)
    }

    fn children(self, kind: Kind) -> Children<'a> {
        let node = self.node();
        let first = self.id.place().saturating_add(1);
        let end = if node.kind == kind { node.data } else { first };
        Children { tree: self.tree, text: self.text, at: first, end }
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind() {
            Kind::Null => out.write_str("null"),
            Kind::Bool => write!(out, "{:?}", self.as_bool().unwrap_or_default()),
            Kind::Int | Kind::Float => match self.as_number() {
                Some(Number::Int(it)) => write!(out, "{it}"),
                Some(Number::Float(it)) => write!(out, "{:?}", ShownFloat(it)),
                None => out.write_str("NaN"),
            },
            Kind::String => write!(out, "{:?}", self.as_str().unwrap_or_default()),
            Kind::Sequence => out.debug_list().entries(self.items()).finish(),
            Kind::Mapping => out
                .debug_map()
                .entries(self.entries().map(|it| (it.key.as_str().unwrap_or_default(), it.value)))
                .finish(),
        }
    }
}

/// The direct children of a node.
#[derive(Clone)]
struct Children<'a> {
    tree: &'a Tree,
    text: &'a str,
    at: u32,
    end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.at >= self.end {
            return None;
        }
        let id = NodeId::new(self.at);
        self.at = self.tree.next(self.at);
        Some(Value { tree: self.tree, text: self.text, id })
    }
}

/// The items of a sequence.
#[derive(Clone)]
pub struct Items<'a> {
    rest: Children<'a>,
    left: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.left = self.left.saturating_sub(1);
        self.rest.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// The entries of a mapping.
#[derive(Clone)]
pub struct Entries<'a> {
    rest: Children<'a>,
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        loop {
            let (key, value) = (self.rest.next()?, self.rest.next()?);
            if key.node().more & SHADOWED == 0 {
                return Some(Entry { key, value });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Builder, Kind, Node, Style};
    use crate::span::Span;

    #[test]
    fn a_node_is_sixteen_bytes() {
        assert_eq!(size_of::<Node>(), 16);
    }

    #[test]
    fn large_collections_know_their_size() {
        for count in [0, 1, 256, 65_534, 65_535, 70_000] {
            let items = "1,".repeat(count);
            let entries: String = (0..count).map(|it| format!("k{it}: {it}\n  ")).collect();
            let text = format!("a: &a [{items}]\nb: {{c: *a}}\nd:\n  {entries}x: 1\n  x: 2\n");
            let reading = crate::read(&text);
            let root = reading.tree.value(&text, reading.tree.documents()[0].root);
            let (list, copy) = (root.get("a").unwrap(), root.get("b").unwrap().get("c").unwrap());
            assert_eq!((list.len(), list.items().count()), (count, count));
            assert_eq!((copy.len(), copy.items().len()), (count, count));
            assert_eq!(root.get("d").unwrap().len(), count + 1);
            assert_eq!(root.get("d").unwrap().get("x").unwrap().as_i64(), Some(2));
            assert_eq!(root.len(), 3);
        }
    }

    #[test]
    fn all_below_are_found_wherever_they_are() {
        let text = "a: [{k: 1, b: {k: k}}]\nk: 2\nk: 3\nc: {\"\\x6b\": 4, kk: 5}\n";
        let tree = crate::read(text).tree;
        let root = tree.value(text, tree.documents()[0].root);
        let found: Vec<_> = root.all_below("k").map(|it| format!("{it:?}")).collect();
        assert_eq!(found, ["1", "\"k\"", "2", "3", "4"]);
        let list: Vec<_> = root.get("a").unwrap().all_below("k").map(|it| format!("{it:?}")).collect();
        assert_eq!(list, ["1", "\"k\""]);
        assert_eq!(root.get("k").unwrap().all_below("k").count(), 0);
    }

    #[test]
    fn entries_skip_what_is_shadowed_and_nested() {
        let text = "a: [x]\na: 12\nb: ~\n";
        let mut builder = Builder::default();
        let root = builder.open(Kind::Mapping, Style::Block, 0);
        let first = builder.literal(Style::Plain, Span::new(0, 1));
        builder.key(text, first);
        let list = builder.open(Kind::Sequence, Style::Flow, 3);
        builder.literal(Style::Plain, Span::new(4, 5));
        builder.close(list, 6, 1);
        let second = builder.literal(Style::Plain, Span::new(7, 8));
        builder.key(text, second);
        builder.plain_int(Span::new(10, 12));
        let third = builder.literal(Style::Plain, Span::new(13, 14));
        builder.key(text, third);
        builder.null(Style::Plain, Span::new(16, 17));
        builder.shadow(first);
        builder.close(root, 17, 2);
        builder.document(root, Span::new(0, 17));
        let tree = builder.finish();
        let value = tree.value(text, tree.documents()[0].root);
        assert_eq!(format!("{value:?}"), r#"{"a": 12, "b": null}"#);
        assert_eq!(value.get("a").unwrap().as_i64(), Some(12));
        assert!(value.get("c").is_none());
    }
}

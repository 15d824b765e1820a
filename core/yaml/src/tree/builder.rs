//! How a tree comes about: node after node, in writing order.

use super::{Document, Kind, MANY, Node, NodeId, Number, SHADOWED, Style, Tree, Value, stamp};
use crate::span::{Span, index, saturate};

/// How much a [`Builder`] had written.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    nodes: usize,
    decoded: usize,
    numbers: usize,
}

/// Writes a [`Tree`] in one pass. The reader is its only user besides tests.
#[derive(Debug, Default)]
pub struct Builder {
    tree: Tree,
}

impl Builder {
    /// An empty tree, with room for `nodes`.
    pub fn with_capacity(nodes: usize) -> Self {
        Self { tree: Tree { nodes: Vec::with_capacity(nodes), ..Tree::default() } }
    }

    /// The id that the next node gets.
    pub fn next_id(&self) -> NodeId {
        NodeId::new(saturate(self.tree.nodes.len()))
    }

    /// Opens a collection at byte `start`; [`Builder::close`] ends it.
    pub fn open(&mut self, kind: Kind, style: Style, start: usize) -> NodeId {
        let next = self.next_id().place().saturating_add(1);
        self.push(Span::at(start), kind, style, next)
    }

    /// Ends the collection `id` at byte `end`, with `count` items or entries that are not shadowed.
    pub fn close(&mut self, id: NodeId, end: usize, count: usize) {
        let next = saturate(self.tree.nodes.len());
        let few = u16::try_from(count).ok().filter(|it| *it != MANY);
        if let Some(node) = self.tree.nodes.get_mut(id.index()) {
            node.span.end = saturate(end);
            node.data = next;
            node.more = few.unwrap_or(MANY);
        }
        if few.is_none() {
            self.add_size(id.place(), saturate(count));
        }
    }

    /// Notes the size of a large collection.
    fn add_size(&mut self, place: u32, size: u32) {
        let sizes = &mut self.tree.sizes;
        sizes.insert(sizes.partition_point(|it| it.0 < place), (place, size));
    }

    /// A `null`.
    pub fn null(&mut self, style: Style, span: Span) -> NodeId {
        self.push(span, Kind::Null, style, 0)
    }

    /// A boolean.
    pub fn boolean(&mut self, style: Style, span: Span, value: bool) -> NodeId {
        self.push(span, Kind::Bool, style, u32::from(value))
    }

    /// An integer that the bytes of `span` say in plain decimal digits that `i64` can hold.
    pub fn plain_int(&mut self, span: Span) -> NodeId {
        self.push(span, Kind::Int, Style::Plain, 0)
    }

    /// A number in any other form.
    pub fn number(&mut self, style: Style, span: Span, value: Number) -> NodeId {
        self.tree.numbers.push(value);
        let kind = match value {
            Number::Int(_) => Kind::Int,
            Number::Float(_) => Kind::Float,
        };
        let data = saturate(self.tree.numbers.len());
        self.push(span, kind, style, data)
    }

    /// A string that the bytes of `span`, less the quotes of `style`, say literally.
    pub fn literal(&mut self, style: Style, span: Span) -> NodeId {
        self.push(span, Kind::String, style, 0)
    }

    /// A string that differs from its bytes: escapes, folded lines, block scalars, keys that were no strings.
    pub fn decoded(&mut self, style: Style, span: Span, value: impl Into<Box<str>>) -> NodeId {
        self.tree.decoded.push(value.into());
        let data = saturate(self.tree.decoded.len());
        self.push(span, Kind::String, style, data)
    }

    /// Marks the complete string `id` as a key.
    #[inline]
    pub fn key(&mut self, text: &str, id: NodeId) {
        let stamp = self.tree.value(text, id).as_str().map(|it| stamp(it.as_bytes()));
        if let (Some(node), Some(stamp)) = (self.tree.nodes.get_mut(id.index()), stamp) {
            node.more = stamp;
        }
    }

    /// Marks key `id` as one whose entry does not count.
    pub fn shadow(&mut self, id: NodeId) {
        if let Some(node) = self.tree.nodes.get_mut(id.index()) {
            node.more |= SHADOWED;
        }
    }

    /// Adds a document.
    pub fn document(&mut self, root: NodeId, span: Span) {
        self.tree.documents.push(Document { root, span });
    }

    /// Repeats the complete node `id` and all below it at the end; the spans stay those of the original.
    pub fn copy(&mut self, id: NodeId) -> NodeId {
        let copy = self.next_id();
        let first = id.index();
        let end = index(self.tree.next(id.place())).min(self.tree.nodes.len());
        let moved = copy.place().saturating_sub(id.place());
        for at in first..end {
            let Some(mut node) = self.tree.nodes.get(at).copied() else { break };
            if matches!(node.kind, Kind::Sequence | Kind::Mapping) {
                node.data = node.data.saturating_add(moved);
                if node.more == MANY {
                    let from = NodeId::new(saturate(at));
                    self.add_size(from.place().saturating_add(moved), self.tree.size(from));
                }
            } else if at == first {
                node.more &= !SHADOWED;
            }
            self.tree.nodes.push(node);
        }
        copy
    }

    /// How many nodes `id` and all below it are.
    pub fn size(&self, id: NodeId) -> usize {
        index(self.tree.next(id.place()).saturating_sub(id.place()))
    }

    /// The text of the complete string `id` where `text` says it literally.
    pub fn literal_text<'t>(&self, text: &'t str, id: NodeId) -> Option<&'t str> {
        let node = self.tree.node(id);
        let quotes = usize::from(matches!(node.style, Style::SingleQuoted | Style::DoubleQuoted));
        let literal = node.kind == Kind::String && node.data == 0;
        literal.then(|| text.get(node.span.start() + quotes..node.span.end().saturating_sub(quotes)))?
    }

    /// What there is now, for [`Builder::rewind`].
    pub fn mark(&self) -> Mark {
        Mark {
            nodes: self.tree.nodes.len(),
            decoded: self.tree.decoded.len(),
            numbers: self.tree.numbers.len(),
        }
    }

    /// Forgets every node since `mark`.
    pub fn rewind(&mut self, mark: Mark) {
        self.tree.nodes.truncate(mark.nodes);
        self.tree.decoded.truncate(mark.decoded);
        self.tree.numbers.truncate(mark.numbers);
        let kept = self.tree.sizes.partition_point(|it| index(it.0) < mark.nodes);
        self.tree.sizes.truncate(kept);
    }

    /// A view of a node that is already complete.
    pub fn value<'a>(&'a self, text: &'a str, id: NodeId) -> Value<'a> {
        self.tree.value(text, id)
    }

    /// The finished tree.
    pub fn finish(mut self) -> Tree {
        self.tree.nodes.shrink_to_fit();
        self.tree
    }

    fn push(&mut self, span: Span, kind: Kind, style: Style, data: u32) -> NodeId {
        let id = self.next_id();
        self.tree.nodes.push(Node { span, data, kind, style, more: 0 });
        id
    }
}

//! An object by the nodes that say what it is, and the same with its texts.

use super::{Gvk, Id, LIST};
use crate::source::{Span, index};
use crate::yaml::{NodeId, Tree, Value};

/// One object that kubectl would send to the API server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    pub(super) root: NodeId,
    pub(super) api_version: NodeId,
    /// Where the group ends in the apiVersion, if it says one.
    pub(super) slash: Option<u32>,
    pub(super) kind: NodeId,
    pub(super) metadata: Option<NodeId>,
    pub(super) name: Option<NodeId>,
    pub(super) namespace: Option<NodeId>,
    pub(super) spec: Option<NodeId>,
    pub(super) status: Option<NodeId>,
    /// Which document of the source it is in, from 0.
    pub document: u32,
    /// Where it is in a list, from 0.
    pub item: Option<u32>,
    /// From its first to its last byte.
    pub span: Span,
    /// Whether apiVersion and kind are those of the list around it.
    pub(super) inferred: bool,
}

impl Object {
    /// The object's root node.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// The object with its texts.
    pub fn view<'a>(&'a self, text: &'a str, tree: &'a Tree) -> View<'a> {
        View { object: self, tree, text }
    }

    /// Its group, version and kind.
    pub fn gvk<'a>(&'a self, text: &'a str, tree: &'a Tree) -> Gvk<'a> {
        self.view(text, tree).gvk()
    }

    /// What it is called, without its version.
    pub fn id<'a>(&'a self, text: &'a str, tree: &'a Tree) -> Id<'a> {
        self.view(text, tree).id()
    }
}

/// An object seen with its tree and text: cheap to copy, borrows everything.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    object: &'a Object,
    tree: &'a Tree,
    text: &'a str,
}

impl<'a> View<'a> {
    /// The object's root.
    pub fn value(self) -> Value<'a> {
        self.node(self.object.root)
    }

    /// The value of `metadata`, of whatever type.
    pub fn metadata(self) -> Option<Value<'a>> {
        self.object.metadata.map(|it| self.node(it))
    }

    /// The value of `spec`, of whatever type.
    pub fn spec(self) -> Option<Value<'a>> {
        self.object.spec.map(|it| self.node(it))
    }

    /// The value of `status`, of whatever type.
    pub fn status(self) -> Option<Value<'a>> {
        self.object.status.map(|it| self.node(it))
    }

    /// The node that says the apiVersion; of an item without one, that of its list.
    pub fn api_version_node(self) -> Value<'a> {
        self.node(self.object.api_version)
    }

    /// The node that says the kind; of an item without one, that of its list.
    pub fn kind_node(self) -> Value<'a> {
        self.node(self.object.kind)
    }

    /// The node that says the name, where it is a string.
    pub fn name_node(self) -> Option<Value<'a>> {
        self.object.name.map(|it| self.node(it))
    }

    /// The node that says the namespace, where it is a string that is not empty.
    pub fn namespace_node(self) -> Option<Value<'a>> {
        self.object.namespace.map(|it| self.node(it))
    }

    /// `group/version`, or `version` in the core group.
    pub fn api_version(self) -> &'a str {
        self.api_version_node().as_str().unwrap_or_default()
    }

    /// The kind.
    pub fn kind(self) -> &'a str {
        let kind = self.kind_node().as_str().unwrap_or_default();
        if self.object.inferred { kind.strip_suffix(LIST).unwrap_or(kind) } else { kind }
    }

    /// The API group; empty for the core group.
    pub fn group(self) -> &'a str {
        self.gvk().group
    }

    /// The API version.
    pub fn version(self) -> &'a str {
        self.gvk().version
    }

    /// The name; empty where it has none.
    pub fn name(self) -> &'a str {
        self.name_node().and_then(Value::as_str).unwrap_or_default()
    }

    /// The namespace that it says, if any; a cluster-scoped kind may say one without effect.
    pub fn namespace(self) -> Option<&'a str> {
        self.namespace_node().and_then(Value::as_str)
    }

    /// Its group, version and kind.
    pub fn gvk(self) -> Gvk<'a> {
        let text = self.api_version();
        let parts =
            self.object.slash.and_then(|it| Some((text.get(..index(it))?, text.get(index(it) + 1..)?)));
        let (group, version) = parts.unwrap_or(("", text));
        Gvk { group, version, kind: self.kind() }
    }

    /// What it is called, without its version.
    pub fn id(self) -> Id<'a> {
        let Gvk { group, kind, .. } = self.gvk();
        Id { group, kind, namespace: self.namespace().unwrap_or_default(), name: self.name() }
    }

    /// The smallest text that stands for the object as a whole: its name, else its kind.
    pub fn title(self) -> Span {
        self.name_node().unwrap_or_else(|| self.kind_node()).span()
    }

    /// The object itself.
    pub fn object(self) -> &'a Object {
        self.object
    }

    fn node(self, id: NodeId) -> Value<'a> {
        self.tree.value(self.text, id)
    }
}

//! A [`Tree`] to [`Object`]s: group, version, kind, name and namespace of everything that kubectl would send, lists
//! flattened. What is no manifest says so as a [`Problem`].
//!
//! An object keeps node ids and borrows its texts through a [`View`], so that a hundred thousand of them are cheap.
//! Whether a name, a kind or a field is allowed is left to `schema`; identities across sources are left to `world`.

mod id;
mod json;
mod object;
mod problem;

pub(crate) use id::{Gvk, Id};
pub use json::json;
pub use object::{Object, View};
pub(crate) use problem::{Looks, Problem, ProblemKind};

use crate::source::{Span, saturate};
use crate::yaml::{Kind, Tree, Value};

/// What a source holds.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    /// The objects in writing order; those of lists in place of the list.
    pub objects: Vec<Object>,
    /// The lists that were taken apart. kubectl sends nothing of one that it has no match for.
    pub lists: Vec<Object>,
    /// What is no object, in writing order.
    pub problems: Vec<Problem>,
    items: Items,
}

/// The kind of a list of anything, and the end of the kind of a list of one kind.
const LIST: &str = "List";

/// What an object is whose kind does not end in List, and that has `items`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Items {
    /// A list, as kubectl takes it: it sends the items, and nothing of what is around them.
    #[default]
    List,
    /// An object, as the API server has it.
    Object,
    /// Either: it is not known which program takes it.
    Both,
}

/// Every object of `tree`, which was read from `text`, that kubectl would send.
pub fn objects(text: &str, tree: &Tree) -> Objects {
    objects_with(text, tree, Items::List)
}

/// Every object of `tree`, which was read from `text`.
pub fn objects_with(text: &str, tree: &Tree, items: Items) -> Objects {
    let mut found = Objects { items, ..Objects::default() };
    found.objects.reserve(tree.documents().len());
    for (number, document) in tree.documents().iter().enumerate() {
        let root = tree.value(text, document.root);
        if root.is_null() {
            continue;
        }
        let span = Span::new(root.span().start(), root.span().end().max(document.span.end()));
        let mut todo = vec![Candidate { value: root, span, item: None, list: None }];
        while let Some(candidate) = todo.pop() {
            found.take(&candidate, saturate(number), &mut todo);
        }
    }
    found
}

/// A node that is an object, a list of objects, or neither.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    value: Value<'a>,
    span: Span,
    item: Option<u32>,
    list: Option<Header<'a>>,
}

/// The fields that say what an object is.
#[derive(Clone, Copy)]
struct Header<'a> {
    api_version: Value<'a>,
    kind: Value<'a>,
    inferred: bool,
}

/// The top-level fields that matter here, found in one pass.
#[derive(Default)]
struct Fields<'a> {
    api_version: Option<Value<'a>>,
    kind: Option<Value<'a>>,
    metadata: Option<Value<'a>>,
    spec: Option<Value<'a>>,
    status: Option<Value<'a>>,
    items: Option<Value<'a>>,
}

impl<'a> Fields<'a> {
    fn of(root: Value<'a>) -> Self {
        let mut fields = Self::default();
        for entry in root.entries() {
            match entry.key.as_str() {
                Some("apiVersion") => fields.api_version = Some(entry.value),
                Some("kind") => fields.kind = Some(entry.value),
                Some("metadata") => fields.metadata = Some(entry.value),
                Some("spec") => fields.spec = Some(entry.value),
                Some("status") => fields.status = Some(entry.value),
                Some("items") => fields.items = Some(entry.value),
                _ => {}
            }
        }
        fields
    }

    /// Whether what has a kind and no apiVersion has nothing else of a manifest either.
    fn is_other_file(&self, root: Value<'_>) -> bool {
        let none = [self.api_version, self.metadata, self.spec, self.status, self.items];
        none.iter().all(Option::is_none) && root.len() > 1 && problem::looks(root) != Looks::Manifest
    }

    /// What the object says it is; an item that says nothing is what its list is a list of.
    fn header(&self, candidate: &Candidate<'a>) -> Result<Header<'a>, ProblemKind> {
        let text = |node: Option<Value<'a>>| node.filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
        let wrong = |node: Option<Value<'a>>| node.is_some_and(|it| !it.is_null() && it.as_str().is_none());
        // Grafana's files have `apiVersion: 1`, and those of Omni a kind alone.
        let looks = || problem::looks(candidate.value);
        if wrong(self.api_version) && self.kind.is_none() && looks() != Looks::Manifest {
            return Err(ProblemKind::NoKind { looks: Looks::Configuration });
        }
        if wrong(self.api_version) {
            return Err(ProblemKind::NotText { field: "apiVersion" });
        }
        if wrong(self.kind) {
            return Err(ProblemKind::NotText { field: "kind" });
        }
        match (text(self.api_version), text(self.kind)) {
            (Some(api_version), Some(kind)) => {
                let text = api_version.as_str().unwrap_or_default();
                if text.matches('/').count() > 1 || text.ends_with('/') {
                    return Err(ProblemKind::BadApiVersion);
                }
                Ok(Header { api_version, kind, inferred: false })
            }
            (Some(_), None) => Err(ProblemKind::NoKind { looks: looks() }),
            (None, Some(_)) if self.is_other_file(candidate.value) => {
                Err(ProblemKind::NoManifest { looks: Looks::Configuration })
            }
            (None, Some(_)) => Err(ProblemKind::NoApiVersion),
            (None, None) => match candidate.list {
                Some(list) if list.is_typed() => Ok(Header { inferred: true, ..list }),
                _ => Err(ProblemKind::NoManifest { looks: looks() }),
            },
        }
    }
}

impl Candidate<'_> {
    fn object(&self, fields: &Fields<'_>, header: Header<'_>, document: u32) -> Object {
        let Self { value, span, item, .. } = *self;
        let metadata = fields.metadata;
        let text = |key| metadata.and_then(|it| it.get(key)).filter(|it| it.as_str().is_some());
        Object {
            root: value.id(),
            api_version: header.api_version.id(),
            slash: header.api_version.as_str().and_then(|it| it.find('/')).map(saturate),
            kind: header.kind.id(),
            metadata: metadata.map(Value::id),
            name: text("name").map(Value::id),
            namespace: text("namespace").filter(|it| it.as_str() != Some("")).map(Value::id),
            spec: fields.spec.map(Value::id),
            status: fields.status.map(Value::id),
            document,
            item,
            span,
            inferred: header.inferred,
        }
    }
}

impl Header<'_> {
    fn is_list(self) -> bool {
        !self.inferred && self.kind.as_str().is_some_and(|it| it.ends_with(LIST))
    }

    fn is_typed(self) -> bool {
        !self.inferred && self.kind.as_str() != Some(LIST)
    }
}

impl Objects {
    fn take<'a>(&mut self, candidate: &Candidate<'a>, document: u32, todo: &mut Vec<Candidate<'a>>) {
        let value = candidate.value;
        if value.kind() != Kind::Mapping {
            return self.refuse(value.span(), ProblemKind::NotAnObject { kind: value.kind() });
        }
        let fields = Fields::of(value);
        let header = match fields.header(candidate) {
            Ok(it) => it,
            Err(kind) => {
                self.refuse(fields.place(value, kind), kind);
                // kubectl sends the items of a list of the core group that does not say its version.
                let items = self.items_of(candidate, &fields).filter(|_| kind == ProblemKind::NoApiVersion);
                return items.map_or((), |it| self.unpack(it, None, todo));
            }
        };
        let object = candidate.object(&fields, header, document);
        if header.is_list() {
            match fields.items {
                Some(items) => {
                    self.lists.push(object);
                    return self.unpack(items, Some(header), todo);
                }
                None if !header.is_typed() => return self.refuse(header.kind.span(), ProblemKind::NoItems),
                // An object of a kind that ends in List for another reason.
                None => {}
            }
        } else if let Some(items) = self.items_of(candidate, &fields) {
            match self.items {
                Items::List => self.lists.push(object),
                _ => self.objects.push(object),
            }
            return self.unpack(items, Some(header), todo);
        }
        self.objects.push(object);
    }

    /// The `items` that make a list of an object of any kind. In a list they do so only where they are a list, because
    /// kubectl reads a document and its items in two ways.
    fn items_of<'a>(&self, candidate: &Candidate<'a>, fields: &Fields<'a>) -> Option<Value<'a>> {
        let is_list = |it: &Value<'a>| it.kind() == Kind::Sequence;
        let any = self.items == Items::List && candidate.item.is_none();
        fields.items.filter(|it| self.items != Items::Object && (any || is_list(it)))
    }

    fn unpack<'a>(&mut self, items: Value<'a>, list: Option<Header<'a>>, todo: &mut Vec<Candidate<'a>>) {
        match items.kind() {
            Kind::Null => {}
            Kind::Sequence => {
                let from = todo.len();
                todo.extend(items.items().enumerate().map(|(at, value)| Candidate {
                    value,
                    span: value.span(),
                    item: Some(saturate(at)),
                    list,
                }));
                if let Some(added) = todo.get_mut(from..) {
                    added.reverse();
                }
            }
            _ => self.refuse(items.span(), ProblemKind::ItemsNotAList),
        }
    }

    fn refuse(&mut self, at: Span, kind: ProblemKind) {
        self.problems.push(Problem { kind, at });
    }
}

impl Fields<'_> {
    /// The smallest text that `kind` is about.
    fn place(&self, root: Value<'_>, kind: ProblemKind) -> Span {
        let field = match kind {
            ProblemKind::NotText { field: "apiVersion" }
            | ProblemKind::BadApiVersion
            | ProblemKind::NoKind { .. } => self.api_version,
            ProblemKind::NoApiVersion => self.api_version.filter(|it| !it.is_null()).or(self.kind),
            ProblemKind::NotText { .. } => self.kind,
            _ => None,
        };
        let first = || root.entries().next().map(|it| it.key);
        field.or_else(first).unwrap_or(root).span()
    }
}

#[cfg(test)]
mod tests;

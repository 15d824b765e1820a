//! A [`Tree`] to [`Object`]s: group, version, kind, name and namespace of everything that kubectl would send, lists
//! flattened. What is no manifest says so as a [`Problem`].
//!
//! An object keeps node ids and borrows its texts through a [`View`], so that a hundred thousand of them are cheap.
//! Whether a name, a kind or a field is allowed is left to `schema`; identities across sources are left to `world`.

mod id;
mod json;
mod problem;

pub use id::{Gvk, Id};
pub use json::json;
pub use problem::{Looks, Problem, ProblemKind};

use crate::source::{Span, index, saturate};
use crate::yaml::{Kind, NodeId, Tree, Value};

/// One object that kubectl would send to the API server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    root: NodeId,
    api_version: NodeId,
    /// Where the group ends in the apiVersion, if it says one.
    slash: Option<u32>,
    kind: NodeId,
    metadata: Option<NodeId>,
    name: Option<NodeId>,
    namespace: Option<NodeId>,
    spec: Option<NodeId>,
    status: Option<NodeId>,
    /// Which document of the source it is in, from 0.
    pub document: u32,
    /// Where it is in a list, from 0.
    pub item: Option<u32>,
    /// From its first to its last byte.
    pub span: Span,
    /// Whether apiVersion and kind are those of the list around it.
    inferred: bool,
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

    /// What the object says it is; an item that says nothing is what its list is a list of.
    fn header(&self, candidate: &Candidate<'a>) -> Result<Header<'a>, ProblemKind> {
        let text = |node: Option<Value<'a>>| node.filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
        let wrong = |node: Option<Value<'a>>| node.is_some_and(|it| !it.is_null() && it.as_str().is_none());
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
            (Some(_), None) => Err(ProblemKind::NoKind { looks: problem::looks(candidate.value) }),
            (None, Some(_)) => Err(ProblemKind::NoApiVersion),
            (None, None) => match candidate.list {
                Some(list) if list.is_typed() => Ok(Header { inferred: true, ..list }),
                _ => Err(ProblemKind::NoManifest { looks: problem::looks(candidate.value) }),
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
mod tests {
    use super::{Looks, Objects, ProblemKind, objects};
    use crate::yaml::{self, Tree};

    fn read(text: &str) -> (Tree, Objects) {
        let tree = yaml::read(text).tree;
        let found = objects(text, &tree);
        (tree, found)
    }

    fn ids(text: &str) -> Vec<String> {
        let (tree, found) = read(text);
        assert_eq!(found.problems, []);
        found
            .objects
            .iter()
            .map(|it| format!("{} {}", it.gvk(text, &tree).version, it.id(text, &tree)))
            .collect()
    }

    #[test]
    fn an_object_knows_what_it_is() {
        let text = "# a route\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: shop\n  namespace: web\n";
        let (tree, found) = read(text);
        let [object] = found.objects[..] else { panic!("{found:?}") };
        let view = object.view(text, &tree);
        assert_eq!(
            (view.group(), view.version(), view.kind()),
            ("gateway.networking.k8s.io", "v1", "HTTPRoute")
        );
        assert_eq!((view.namespace(), view.name()), (Some("web"), "shop"));
        assert_eq!(view.title().of(text), "shop");
        assert_eq!(view.id().to_string(), "HTTPRoute `web/shop`");
        assert!(
            object.span.of(text).starts_with("apiVersion")
                && object.span.of(text).trim_end().ends_with("web")
        );
    }

    #[test]
    fn lists_are_flattened_in_place() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n- apiVersion: v1\n  kind: List\n  items: [{apiVersion: v2, kind: Pod, metadata: {name: c}}]\n- {apiVersion: v1, kind: Pod, metadata: {name: d}}\n---\n{apiVersion: v1, kind: List, items: []}\n";
        assert_eq!(ids(text), ["v1 Pod `a`", "v1 Pod `b`", "v2 Pod `c`", "v1 Pod `d`"]);
        let (_, found) = read(text);
        assert_eq!(found.lists.iter().map(|it| it.document).collect::<Vec<_>>(), [1, 1, 2]);
        let item = &found.objects[1];
        assert_eq!((item.document, item.item), (1, Some(0)));
        assert_eq!(item.span.of(text), "{apiVersion: v1, kind: Pod, metadata: {name: b}}");
    }

    #[test]
    fn items_of_a_typed_list_need_not_say_what_they_are() {
        let text =
            "{apiVersion: a/v1, kind: PodList, items: [{metadata: {name: b}}, {apiVersion: v2, kind: Pod}]}";
        assert_eq!(ids(text), ["v1 Pod `b`", "v2 Pod"]);
        assert_eq!(ids("{apiVersion: a/v1, kind: PodList}"), ["v1 PodList"]);
    }

    #[test]
    fn items_make_a_list_of_any_kind() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: outer}\nitems:\n- {apiVersion: a/v2, kind: Pod, metadata: {name: a}}\n- metadata: {name: b}\n- apiVersion: v1\n  kind: Secret\n  items: [{apiVersion: v2, kind: Pod, metadata: {name: c}}]\n- {apiVersion: v1, kind: Secret, metadata: {name: d}, items: null}\n- {apiVersion: v1, kind: Secret, metadata: {name: e}, items: {}}\n";
        let inner = ["v2 Pod `a`", "v1 ConfigMap `b`", "v2 Pod `c`", "v1 Secret `d`", "v1 Secret `e`"];
        assert_eq!(ids(text), inner);
        let (tree, found) = read(text);
        assert_eq!(
            found.lists.iter().map(|it| it.view(text, &tree).kind()).collect::<Vec<_>>(),
            ["ConfigMap", "Secret"]
        );
        assert_eq!(found.objects[0].span.of(text), "{apiVersion: a/v2, kind: Pod, metadata: {name: a}}");
        let with = |items| {
            let found = super::objects_with(text, &tree, items);
            assert_eq!(found.problems, []);
            found.objects.iter().map(|it| it.id(text, &tree).to_string()).collect::<Vec<_>>()
        };
        assert_eq!(with(super::Items::Object), ["ConfigMap `outer`"]);
        assert_eq!(with(super::Items::Both)[..3], ["ConfigMap `outer`", "Pod `a`", "ConfigMap `b`"]);
        for empty in ["[]", "null", "~", ""] {
            let text = format!("apiVersion: v1\nkind: Secret\nitems: {empty}\n");
            assert!(ids(&text).is_empty(), "{empty}: kubectl sends nothing");
        }
        for odd in ["5", "{}", "text"] {
            let (_, found) = read(&format!("apiVersion: v1\nkind: Secret\nitems: {odd}\n"));
            assert_eq!(found.problems[0].kind, ProblemKind::ItemsNotAList);
        }
        assert_eq!(ids("{apiVersion: v1, kind: Secret, Items: [], data: {items: []}}"), ["v1 Secret"]);
        let (_, found) = read("{kind: Secret, items: [{apiVersion: v1, kind: Pod}]}");
        assert_eq!((found.objects.len(), found.problems[0].kind), (1, ProblemKind::NoApiVersion));
        let deep = format!(
            "{}{{apiVersion: v1, kind: Pod}}{}",
            "{apiVersion: v1, kind: A, items: [".repeat(300),
            "]}".repeat(300)
        );
        assert_eq!(ids(&deep), ["v1 Pod"]);
    }

    #[test]
    fn what_is_no_manifest_is_told() {
        let kind = |text: &str| {
            let (_, found) = read(text);
            assert!(found.objects.is_empty());
            found.problems[0].kind
        };
        assert_eq!(kind("{kind: Pod}"), ProblemKind::NoApiVersion);
        assert_eq!(kind("{kind: '', apiVersion: v1}"), ProblemKind::NoKind { looks: Looks::Other });
        assert_eq!(kind("{kind: Pod, apiVersion: 1}"), ProblemKind::NotText { field: "apiVersion" });
        assert_eq!(kind("{kind: Pod, apiVersion: a/b/c}"), ProblemKind::BadApiVersion);
        assert_eq!(kind("{kind: Pod, apiVersion: apps/}"), ProblemKind::BadApiVersion);
        assert_eq!(kind("{jobs: {}}"), ProblemKind::NoManifest { looks: Looks::CiConfig });
        assert_eq!(kind("{kind: List, apiVersion: v1, items: 5}"), ProblemKind::ItemsNotAList);
    }
}

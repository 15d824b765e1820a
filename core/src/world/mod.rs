//! Every object of the inputs by what it is called, and what is known about one that is not among them.
//!
//! In come the objects of all sources and where the inputs are complete; out comes a [`World`]: look-ups that are
//! [`Lookup::Found`], [`Lookup::Missing`] or [`Lookup::Unknown`], namespaces with labels, ReferenceGrants, Pods and
//! EndpointSlices of Services, near misses, and identities that occur twice. It is built once per check, borrows
//! from the sources, and judges nothing.

mod affixes;
mod completeness;
mod grants;
mod index;
mod item;
mod labels;
mod lookup;
mod near;
mod order;
mod promises;

use affixes::Lengths;
pub use completeness::Completeness;
pub(crate) use completeness::Lists;
pub(crate) use grants::End;
pub use grants::Grant;
pub(crate) use index::Index;
pub(crate) use item::ItemId;
pub use item::{Item, Origin};
pub(crate) use labels::Selection;
pub use lookup::Lookup;

use crate::manifest::{Gvk, Id, Object};
use crate::model::{CustomResourceDefinition, EndpointSlice, GroupKind, Pod, Workload};
use crate::order::{Map, Set, sort_by};
use crate::placeholder::has_placeholder;
use crate::source::{SourceId, index, saturate};
use crate::yaml::Tree;
use grants::Grants;
use labels::Labelled;
use order::{Beginning, beginning};
use promises::Promises;
use std::ops::Range;
use std::sync::OnceLock;

/// The namespace of an object that says none, as kubectl has it without a context.
pub const DEFAULT_NAMESPACE: &str = "default";

/// One object as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The source that it stands in.
    pub source: SourceId,
    /// Where that comes from.
    pub origin: Origin,
    /// The source's text.
    pub text: &'a str,
    /// The source's tree.
    pub tree: &'a Tree,
    /// The object.
    pub object: &'a Object,
    /// Where it is, if it says no namespace and its kind has one.
    pub default_namespace: &'a str,
    /// What it is called, if it is a Namespace and a kustomization gives it another name.
    pub renamed: Option<&'a str>,
}

/// Two objects with one identity.
#[derive(Debug, Clone, Copy)]
pub struct Duplicate<'a> {
    /// The one that counts: of a lower origin, else the later one, which kubectl applies last.
    pub kept: ItemId,
    /// The one that does not.
    pub other: Item<'a>,
}

/// The objects of one kind.
#[derive(Debug)]
struct OfKind<'a> {
    kind: GroupKind<'a>,
    indexed: Indexed,
    /// Whether they may make others.
    may_make: bool,
    /// Their places among all.
    places: Range<usize>,
    /// Whether one of them has a variable in its name or namespace, so that it may be any.
    open: bool,
    /// They by name: only near misses ask for it.
    by_name: OnceLock<Vec<(Beginning, ItemId)>>,
}

/// What the objects of a kind are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Indexed {
    /// Their names alone.
    ByName,
    /// The kind that they define.
    Definition,
    /// Who may refer where.
    Grant,
    /// Their labels.
    Pod,
    /// The Service that they belong to.
    Slice,
    /// The labels of their Pods.
    Workload,
    /// The labels of their Pods, if they turn out to make some.
    Template,
}

impl Indexed {
    fn of(kind: GroupKind<'_>) -> Self {
        match kind {
            GroupKind::CRD => Self::Definition,
            GroupKind::REFERENCE_GRANT => Self::Grant,
            GroupKind::POD => Self::Pod,
            GroupKind::ENDPOINT_SLICE => Self::Slice,
            _ if labels::is_workload(kind) => Self::Workload,
            _ if labels::may_have_template(kind) => Self::Template,
            _ => Self::ByName,
        }
    }
}

/// The index of all objects.
#[derive(Debug)]
pub struct World<'a> {
    /// One per identity, by group, kind, namespace and name.
    items: Vec<Item<'a>>,
    duplicates: Vec<Duplicate<'a>>,
    /// Where the objects of each kind are, by group and kind.
    kinds: Vec<OfKind<'a>>,
    grants: Grants<'a>,
    /// What they make.
    promises: Promises<'a>,
    pods: Labelled<'a>,
    workloads: Labelled<'a>,
    /// Objects of kinds that only their owner knows, with a template of Pods.
    templates: Labelled<'a>,
    slices: Index<(&'a str, &'a str), Vec<ItemId>>,
    completeness: Completeness,
    /// The kinds that CRDs define.
    defined: Set<GroupKind<'a>>,
    /// What the names of a source have in common: only missing names ask for it.
    affixes: OnceLock<Map<SourceId, Lengths>>,
}

impl<'a> World<'a> {
    /// Indexes `inputs`, in the order in which they are applied. An object without a name is no part of the world: nothing can refer to it.
    pub fn new(inputs: impl IntoIterator<Item = Input<'a>>, completeness: Completeness) -> Self {
        let mut all: Vec<_> = inputs.into_iter().map(item).filter(|it| !it.id.name.is_empty()).collect();
        let mut world = Self {
            items: Vec::with_capacity(all.len()),
            duplicates: Vec::new(),
            kinds: Vec::new(),
            grants: Grants::default(),
            promises: Promises::default(),
            pods: Labelled::default(),
            workloads: Labelled::default(),
            templates: Labelled::default(),
            slices: Index::default(),
            affixes: OnceLock::new(),
            completeness,
            defined: Set::new(),
        };
        for item in order::arranged(&mut all) {
            world.add(item);
        }
        for it in [&mut world.pods, &mut world.workloads, &mut world.templates] {
            it.settle();
        }
        world
    }

    /// Every object, one per identity, by group, kind, namespace and name.
    pub fn items(&self) -> &[Item<'a>] {
        &self.items
    }

    /// The objects that do not count, because another has their identity.
    pub fn duplicates(&self) -> &[Duplicate<'a>] {
        &self.duplicates
    }

    /// The object at `number`.
    pub fn item(&self, number: ItemId) -> Option<&Item<'a>> {
        self.items.get(index(number.0))
    }

    /// What the cluster reported of the object at `number`: itself, or its live double.
    pub fn live(&self, number: ItemId) -> Option<&Item<'a>> {
        let own = self.item(number).filter(|it| it.origin == Origin::Live);
        own.or_else(|| {
            let first = self.duplicates.partition_point(|it| it.kept < number);
            let doubles = self.duplicates.get(first..).unwrap_or_default().iter();
            let mut doubles = doubles.take_while(|it| it.kept == number).map(|it| &it.other);
            doubles.find(|it| it.origin == Origin::Live)
        })
    }

    /// The object of `kind` named `name` in `namespace`; the namespace of a cluster-scoped kind is empty.
    pub fn find<'n>(&self, kind: GroupKind<'n>, namespace: &'n str, name: &'n str) -> Lookup<&Item<'a>>
    where
        'a: 'n,
    {
        // In the order of names, neighbours are of one namespace, as what refers to them mostly is.
        let items = self.of_kind(kind);
        let found = items.binary_search_by(|it| (it.id.namespace, it.id.name).cmp(&(namespace, name)));
        if let Some(item) = found.ok().and_then(|it| items.get(it)) {
            return Lookup::Found(item);
        }
        let id = Id { group: kind.group, kind: kind.kind, namespace, name };
        let open = || {
            self.kind(kind).is_some_and(|it| it.open) || [namespace, name].into_iter().any(has_placeholder)
        };
        if !self.completeness.excludes(&id) || open() {
            return Lookup::Unknown;
        }
        // What another object makes comes to be, unless the cluster has the maker and was asked for what it made.
        let awaited = |it: &Item<'_>| it.origin != Origin::Live || !self.completeness.lacks(&id);
        match self.maker(kind, namespace, name) {
            Some(it) if awaited(it) => Lookup::Unknown,
            _ => Lookup::Missing,
        }
    }

    /// Every object of `kind`, by namespace and name.
    pub fn of_kind(&self, kind: GroupKind<'_>) -> &[Item<'a>] {
        self.kind(kind).map(|it| self.at(it)).unwrap_or_default()
    }

    /// Every object of `kind` in `namespace`, by name.
    pub fn in_namespace(&self, kind: GroupKind<'_>, namespace: &str) -> &[Item<'a>] {
        let all = self.of_kind(kind);
        let start = all.partition_point(|it| it.id.namespace < namespace);
        let rest = all.get(start..).unwrap_or_default();
        let len = rest.partition_point(|it| it.id.namespace == namespace);
        rest.get(..len).unwrap_or_default()
    }

    /// The objects of `kind` named `name`, by namespace: the first ones of very many.
    pub(crate) fn named(&self, kind: GroupKind<'_>, name: &str) -> Vec<&Item<'a>> {
        let Some(of_kind) = self.kind(kind) else { return Vec::new() };
        let name_of = |it: ItemId| self.item(it).map_or("", Item::name);
        let by_name = of_kind.by_name.get_or_init(|| {
            let all = self.at(of_kind).iter();
            let mut all: Vec<_> = all.map(|it| (beginning(it.name()), it.number())).collect();
            let names = |one, other| name_of(one).cmp(name_of(other));
            sort_by(&mut all, |one, other| one.0.cmp(&other.0).then_with(|| names(one.1, other.1)));
            all
        });
        let wanted = beginning(name);
        let before = |it: &(Beginning, ItemId)| it.0 < wanted || (it.0 == wanted && name_of(it.1) < name);
        let start = by_name.partition_point(before);
        let rest = by_name.get(start..).unwrap_or_default().iter().filter_map(|it| self.item(it.1));
        rest.take_while(|it| it.name() == name).take(near::MAX_COMPARED).collect()
    }

    /// Whether a CRD among the inputs defines `kind`.
    pub(crate) fn defines(&self, kind: GroupKind<'_>) -> bool {
        self.defined.contains(&kind)
    }

    /// Whether every object of `kind` in `namespace` is among the inputs.
    pub fn is_complete(&self, kind: GroupKind<'_>, namespace: &str) -> bool {
        self.completeness.covers(kind, namespace)
    }

    /// Whether every object of `kind` is among the inputs.
    pub fn is_kind_complete(&self, kind: GroupKind<'_>) -> bool {
        self.completeness.covers_kind(kind)
    }

    fn kind(&self, kind: GroupKind<'_>) -> Option<&OfKind<'a>> {
        // Kinds are few, and most differ in the length of their names already.
        self.kinds.iter().find(|it| it.kind == kind)
    }

    fn at(&self, kind: &OfKind<'a>) -> &[Item<'a>] {
        self.items.get(kind.places.clone()).unwrap_or_default()
    }

    fn add(&mut self, mut item: Item<'a>) {
        if let Some(kept) = self.items.last().filter(|it| it.id.name == item.id.name && it.id == item.id) {
            self.duplicates.push(Duplicate { kept: kept.number, other: item });
            return;
        }
        let place = self.items.len();
        let (indexed, may_make) = match self.kinds.last_mut().filter(|it| it.kind == item.kind()) {
            Some(of_kind) => {
                of_kind.places.end = place + 1;
                (of_kind.indexed, of_kind.may_make)
            }
            None => {
                let (kind, indexed) = (item.kind(), Indexed::of(item.kind()));
                let (places, may_make) = (place..place + 1, promises::may_make(kind));
                let by_name = OnceLock::new();
                self.kinds.push(OfKind { kind, indexed, may_make, places, open: false, by_name });
                (indexed, may_make)
            }
        };
        if let Some(of_kind) = self.kinds.last_mut() {
            of_kind.open |= [item.id.namespace, item.id.name].into_iter().any(has_placeholder);
        }
        item.number = ItemId(saturate(place));
        if may_make {
            self.promises.add(&item);
        }
        match indexed {
            Indexed::Definition => {
                self.defined.insert(item.read::<CustomResourceDefinition<'_>>().defines());
            }
            Indexed::Grant => self.grants.add(&item),
            Indexed::Pod => self.pods.add(&item, item.read::<Pod<'_>>().labels()),
            Indexed::Slice => {
                if let Some(service) = item.read::<EndpointSlice<'_>>().service_name() {
                    self.slices.entry_or_default((item.namespace(), service)).push(item.number);
                }
            }
            Indexed::Workload | Indexed::Template => {
                if let Some(template) = item.read::<Workload<'_>>().template() {
                    let labelled =
                        if indexed == Indexed::Workload { &mut self.workloads } else { &mut self.templates };
                    labelled.add(&item, template.labels());
                }
            }
            Indexed::ByName => {}
        }
        self.items.push(item);
    }
}

fn item(input: Input<'_>) -> Item<'_> {
    let object = input.object.view(input.text, input.tree);
    let Gvk { group, version, kind } = object.gvk();
    let namespace = object.namespace().unwrap_or(input.default_namespace);
    let renamed = input.renamed.filter(|_| GroupKind::new(group, kind) == GroupKind::NAMESPACE);
    let id = Id { name: renamed.unwrap_or_else(|| object.name()), namespace, kind, group };
    Item { number: ItemId(u32::MAX), source: input.source, origin: input.origin, version, id, object }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

//! Every object of the inputs by what it is called, and what can be said of one that is not among them.
//!
//! In come the objects of all sources and where the inputs are complete; out comes a [`World`]: look-ups that are
//! [`Lookup::Found`], [`Lookup::Missing`] or [`Lookup::Unknown`], namespaces with labels, ReferenceGrants, Pods and
//! EndpointSlices of Services, near misses, and identities that occur twice. It is built once per check, borrows
//! from the sources, and judges nothing.

mod completeness;
mod grants;
mod index;
mod item;
mod labels;
mod lookup;
mod near;

pub use crate::suggest::nearest;
pub use completeness::Completeness;
pub use grants::{End, Grant};
pub use index::Index;
pub use item::{Item, ItemId, Origin};
pub use lookup::Lookup;

use crate::manifest::{Id, Object};
use crate::model::{CustomResourceDefinition, EndpointSlice, GroupKind, Pod, Workload, is_cluster_scoped};
use crate::order::{Set, sort_by, sort_by_key};
use crate::source::{SourceId, index, saturate};
use crate::yaml::Tree;
use grants::Grants;
use labels::Labelled;
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
}

/// Two objects with one identity.
#[derive(Debug, Clone, Copy)]
pub struct Duplicate<'a> {
    /// The one that counts: of a lower origin, else the later one, which kubectl applies last.
    pub kept: ItemId,
    /// The one that does not.
    pub other: Item<'a>,
}

/// The index of all objects.
#[derive(Debug)]
pub struct World<'a> {
    /// One per identity, by group, kind, namespace and name.
    items: Vec<Item<'a>>,
    duplicates: Vec<Duplicate<'a>>,
    by_id: Index<Id<'a>, ItemId>,
    /// By group, kind and name: only near misses ask for it.
    by_name: OnceLock<Vec<ItemId>>,
    grants: Grants<'a>,
    pods: Labelled<'a>,
    workloads: Labelled<'a>,
    /// Objects of kinds that only their owner knows, with a template of Pods.
    templates: Labelled<'a>,
    slices: Index<(&'a str, &'a str), Vec<ItemId>>,
    completeness: Completeness,
}

impl<'a> World<'a> {
    /// Indexes `inputs`, in the order in which they are applied. An object without a name is no part of the world: nothing can refer to it.
    pub fn new(inputs: impl IntoIterator<Item = Input<'a>>, completeness: Completeness) -> Self {
        let mut all: Vec<_> = inputs.into_iter().map(item).filter(|it| !it.id.name.is_empty()).collect();
        settle_namespaces(&mut all);
        // The sort is stable: of two that are alike the later one comes first, and counts.
        all.reverse();
        sort_by(&mut all, |one, other| one.id.cmp(&other.id).then(one.origin.cmp(&other.origin)));
        let mut world = Self {
            items: Vec::with_capacity(all.len()),
            duplicates: Vec::new(),
            by_id: Index::with_capacity(all.len()),
            by_name: OnceLock::new(),
            grants: Grants::default(),
            pods: Labelled::default(),
            workloads: Labelled::default(),
            templates: Labelled::default(),
            slices: Index::default(),
            completeness,
        };
        for item in all {
            world.add(item);
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
        let id = Id { group: kind.group, kind: kind.kind, namespace, name };
        match self.by_id.get(&id).and_then(|it| self.item(*it)) {
            Some(item) => Lookup::Found(item),
            None if self.completeness.excludes(&id) => Lookup::Missing,
            None => Lookup::Unknown,
        }
    }

    /// Every object of `kind`, by namespace and name.
    pub fn of_kind(&self, kind: GroupKind<'_>) -> &[Item<'a>] {
        self.range(&(kind.group, kind.kind), |it| (it.id.group, it.id.kind))
    }

    /// Every object of `kind` in `namespace`, by name.
    pub fn in_namespace(&self, kind: GroupKind<'_>, namespace: &str) -> &[Item<'a>] {
        self.range(&(kind.group, kind.kind, namespace), |it| (it.id.group, it.id.kind, it.id.namespace))
    }

    /// Every object of `kind` named `name`, by namespace.
    pub(crate) fn named(&self, kind: GroupKind<'_>, name: &str) -> Vec<&Item<'a>> {
        let of = |it: &Item<'a>| (it.id.group, it.id.kind, it.id.name);
        let by_name = self.by_name.get_or_init(|| {
            let mut numbers: Vec<_> = self.items.iter().map(Item::number).collect();
            sort_by_key(&mut numbers, |it| self.item(*it).map(of));
            numbers
        });
        let key = Some((kind.group, kind.kind, name));
        let start = by_name.partition_point(|it| self.item(*it).map(of) < key);
        let rest = by_name.get(start..).unwrap_or_default().iter().filter_map(|it| self.item(*it));
        rest.take_while(|it| Some(of(it)) == key).collect()
    }

    /// Whether every object of `kind` in `namespace` is among the inputs.
    pub fn is_complete(&self, kind: GroupKind<'_>, namespace: &str) -> bool {
        self.completeness.covers(kind, namespace)
    }

    /// Whether every object of `kind` is among the inputs.
    pub fn is_kind_complete(&self, kind: GroupKind<'_>) -> bool {
        self.completeness.covers_kind(kind)
    }

    fn range<'k, K: Ord>(&self, key: &K, of: impl Fn(&Item<'a>) -> K + 'k) -> &[Item<'a>] {
        let start = self.items.partition_point(|it| of(it) < *key);
        let rest = self.items.get(start..).unwrap_or_default();
        let len = rest.partition_point(|it| of(it) == *key);
        rest.get(..len).unwrap_or_default()
    }

    fn add(&mut self, mut item: Item<'a>) {
        if let Some(kept) = self.items.last().filter(|it| it.id == item.id) {
            self.duplicates.push(Duplicate { kept: kept.number, other: item });
            return;
        }
        item.number = ItemId(saturate(self.items.len()));
        self.by_id.insert(item.id, item.number);
        match item.kind() {
            GroupKind::REFERENCE_GRANT => self.grants.add(&item),
            GroupKind::POD => self.pods.add(&item, item.read::<Pod<'_>>().labels()),
            GroupKind::ENDPOINT_SLICE => {
                if let Some(service) = item.read::<EndpointSlice<'_>>().service_name() {
                    self.slices.entry_or_default((item.namespace(), service)).push(item.number);
                }
            }
            kind if labels::is_workload(kind) => {
                if let Some(template) = item.read::<Workload<'_>>().template() {
                    self.workloads.add(&item, template.labels());
                }
            }
            kind if labels::may_have_template(kind) => {
                if let Some(template) = item.read::<Workload<'_>>().template() {
                    self.templates.add(&item, template.labels());
                }
            }
            _ => {}
        }
        self.items.push(item);
    }
}

fn item(input: Input<'_>) -> Item<'_> {
    let object = input.object.view(input.text, input.tree);
    Item {
        number: ItemId(u32::MAX),
        source: input.source,
        origin: input.origin,
        version: object.version(),
        id: object.id(),
        object,
    }
}

/// Gives every namespaced object a namespace and every other none: CRDs among the inputs say which is which, where
/// the kind alone does not.
fn settle_namespaces(items: &mut [Item<'_>]) {
    let cluster_scoped: Set<_> = items
        .iter()
        .filter(|it| it.kind() == GroupKind::CRD)
        .map(Item::read::<CustomResourceDefinition<'_>>)
        .filter(|it| it.scope().value == "Cluster")
        .map(CustomResourceDefinition::defines)
        .collect();
    for item in items {
        let kind = item.kind();
        if is_cluster_scoped(kind) || cluster_scoped.contains(&kind) {
            item.id.namespace = "";
        } else if item.id.namespace.is_empty() {
            item.id.namespace = DEFAULT_NAMESPACE;
        }
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

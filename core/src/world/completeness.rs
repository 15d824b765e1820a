//! Where the inputs are known to be all there is.

use crate::manifest::Id;
use crate::model::{GroupKind, is_cluster_scoped};
use crate::order::{Map, Set};
use std::sync::Arc;

/// Where an object that is not among the inputs certainly does not exist: everywhere, for a kind in all
/// namespaces, or for a kind in one namespace.
#[derive(Debug, Clone, Default)]
pub struct Completeness {
    everything: bool,
    /// Kinds of which nothing is known although everything else is.
    except: Set<(String, String)>,
    kinds: Set<(String, String)>,
    namespaces: Set<(String, String, String)>,
    /// Objects that were asked for by name and are not there.
    absent: Set<(String, String, String, String)>,
    /// Objects that exist, whatever else is declared: group, kind, namespace, name.
    present: Set<(String, String, String, String)>,
    /// Services that exist, although they need not be among the inputs: namespace and name, in order.
    services: Option<Arc<[(String, String)]>>,
}

/// What the lists in a dump hold every object of. They are read once, however often they are asked about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    kinds: Set<(String, String)>,
    namespaces: Set<(String, String, String)>,
}

impl Lists {
    /// `kubectl get` lists every object of the kinds that it is asked for, in all namespaces where a list has objects of
    /// several. A kind that no list has an object of may or may not have been asked for. `items` are the items of lists, with
    /// the documents that these are.
    pub(crate) fn of<'a>(items: impl Iterator<Item = (u32, Id<'a>)>) -> Self {
        let mut lists: Map<u32, Set<(GroupKind<'a>, &'a str)>> = Map::new();
        for (document, id) in items {
            lists.entry(document).or_default().insert((GroupKind::new(id.group, id.kind), id.namespace));
        }
        let mut found = Self::default();
        for listed in lists.into_values() {
            let namespaced = listed.iter().filter(|(kind, _)| !is_cluster_scoped(*kind));
            let is_in_many = namespaced.map(|it| it.1).collect::<Set<_>>().len() > 1;
            for (kind, namespace) in listed {
                let (group, name) = owned(kind);
                if is_in_many || is_cluster_scoped(kind) {
                    found.kinds.insert((group, name));
                } else {
                    found.namespaces.insert((group, name, namespace.to_owned()));
                }
            }
        }
        found
    }
}

impl Completeness {
    /// Nothing is complete: what is not among the inputs may exist.
    pub fn open() -> Self {
        Self::default()
    }

    /// The inputs are the whole cluster.
    pub fn closed() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// The same, but nothing is known of `kind`.
    #[must_use]
    pub fn except(mut self, kind: GroupKind<'_>) -> Self {
        self.except.insert(owned(kind));
        self
    }

    /// Every object of `kind` is among the inputs.
    pub fn add_kind(&mut self, kind: GroupKind<'_>) {
        self.kinds.insert(owned(kind));
    }

    /// The object of `kind` named `name` in `namespace` exists, although it need not be among the inputs.
    pub fn add_present(&mut self, kind: GroupKind<'_>, namespace: &str, name: &str) {
        let (group, kind) = owned(kind);
        self.present.insert((group, kind, namespace.to_owned(), name.to_owned()));
    }

    /// These Services exist, although they need not be among the inputs.
    pub(crate) fn set_services(&mut self, services: Arc<[(String, String)]>) {
        self.services = Some(services);
    }

    /// There is no object of `kind` named `name` in `namespace`, whatever else there is.
    pub fn add_absent(&mut self, kind: GroupKind<'_>, namespace: &str, name: &str) {
        let (group, kind) = owned(kind);
        self.absent.insert((group, kind, namespace.to_owned(), name.to_owned()));
    }

    /// Every object of `kind` in `namespace` is among the inputs.
    pub fn add_namespace(&mut self, kind: GroupKind<'_>, namespace: &str) {
        let (group, kind) = owned(kind);
        self.namespaces.insert((group, kind, namespace.to_owned()));
    }

    /// Takes the lists in a dump for complete.
    pub(crate) fn add_lists(&mut self, lists: &Lists) {
        self.kinds.extend(lists.kinds.iter().cloned());
        self.namespaces.extend(lists.namespaces.iter().cloned());
    }

    /// Whether the inputs are complete for `kind` in `namespace`.
    pub fn covers(&self, kind: GroupKind<'_>, namespace: &str) -> bool {
        let listed = || {
            let (group, kind) = owned(kind);
            self.namespaces.contains(&(group, kind, namespace.to_owned()))
        };
        self.covers_kind(kind) || (!self.namespaces.is_empty() && listed())
    }

    /// Whether the object called `id` certainly does not exist, if it is not among the inputs.
    pub fn excludes(&self, id: &Id<'_>) -> bool {
        let kind = GroupKind::new(id.group, id.kind);
        (self.covers(kind, id.namespace) && !names(&self.present, id) && !self.has_service(id))
            || self.lacks(id)
    }

    /// Whether the object called `id` was asked for by name and is not there.
    pub(super) fn lacks(&self, id: &Id<'_>) -> bool {
        names(&self.absent, id)
    }

    fn has_service(&self, id: &Id<'_>) -> bool {
        let known =
            self.services.as_ref().filter(|_| GroupKind::new(id.group, id.kind) == GroupKind::SERVICE);
        let order = |it: &(String, String)| (it.0.as_str(), it.1.as_str()).cmp(&(id.namespace, id.name));
        known.is_some_and(|it| it.binary_search_by(order).is_ok())
    }

    /// Whether the inputs are complete for `kind` in every namespace.
    pub fn covers_kind(&self, kind: GroupKind<'_>) -> bool {
        let listed = |kinds: &Set<_>| !kinds.is_empty() && kinds.contains(&owned(kind));
        if self.everything { !listed(&self.except) } else { listed(&self.kinds) }
    }
}

fn names(objects: &Set<(String, String, String, String)>, id: &Id<'_>) -> bool {
    let [group, kind, namespace, name] = [id.group, id.kind, id.namespace, id.name];
    let own = || (group.to_owned(), kind.to_owned(), namespace.to_owned(), name.to_owned());
    !objects.is_empty() && objects.contains(&own())
}

fn owned(kind: GroupKind<'_>) -> (String, String) {
    (kind.group.to_owned(), kind.kind.to_owned())
}

//! Labels: those of namespaces, and the Pods and workloads that a Service selects.

use super::{Item, ItemId, Lookup, World};
use crate::model::{
    APIEXTENSIONS, CORE, DISCOVERY, GATEWAY, GroupKind, LabelSelector, Map, Namespace, Pod, Service,
    Workload, WorkloadKind,
};
use crate::order::sort;

/// The label that the API server puts on every Namespace.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// A namespace and the labels of a selector, in order: Services that have the same select the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Selection<'a>(&'a str, Vec<(&'a str, &'a str)>);

impl<'a> Selection<'a> {
    /// What `service` in `namespace` selects by.
    pub(crate) fn of(namespace: &'a str, service: Service<'a>) -> Self {
        let mut labels: Vec<_> = service.selector().map(|(key, value)| (key.value, value.value)).collect();
        sort(&mut labels);
        Self(namespace, labels)
    }
}

/// Objects with labels, by namespace and label.
#[derive(Debug, Default)]
pub(super) struct Labelled<'a>(Vec<((&'a str, &'a str, &'a str), ItemId)>);

impl<'a> Labelled<'a> {
    pub(super) fn add(&mut self, item: &Item<'a>, labels: Map<'a>) {
        self.0.extend(labels.map(|(key, value)| ((item.namespace(), key.value, value.value), item.number)));
    }

    /// Puts what was added in order, which look-ups need.
    pub(super) fn settle(&mut self) {
        sort(&mut self.0);
    }

    /// The objects with a label, by number.
    fn list(&self, label: (&str, &str, &str)) -> &[((&'a str, &'a str, &'a str), ItemId)] {
        let start = self.0.partition_point(|it| it.0 < label);
        let rest = self.0.get(start..).unwrap_or_default();
        let len = rest.iter().take_while(|it| it.0 == label).count();
        rest.get(..len).unwrap_or_default()
    }
}

impl<'a> World<'a> {
    /// The Namespace named `name`.
    pub fn namespace(&self, name: &str) -> Lookup<&Item<'a>> {
        self.find(GroupKind::NAMESPACE, "", name)
    }

    /// Whether `selector` selects namespace `name`; `None` where its labels are not known well enough.
    pub fn selects_namespace(&self, selector: LabelSelector<'a>, name: &str) -> Option<bool> {
        match self.namespace(name) {
            Lookup::Found(item) => {
                let labels = item.read::<Namespace<'_>>().labels();
                Some(selects(selector, name, &labels))
            }
            // A namespace without an object has no labels to select by.
            Lookup::Missing => Some(false),
            Lookup::Unknown => selects_by_name(selector, name),
        }
    }

    /// The Pods that `service` in `namespace` selects; none for a Service without selector.
    pub fn selected_pods(&self, service: Service<'a>, namespace: &'a str) -> Vec<&Item<'a>> {
        let all = self.selected(&self.pods, service, namespace);
        all.filter(|it| fits(service, || Some(it.read::<Pod<'_>>().labels()))).collect()
    }

    /// The workloads whose Pods `service` in `namespace` selects.
    pub fn selected_workloads(&self, service: Service<'a>, namespace: &'a str) -> Vec<&Item<'a>> {
        let all = self.selected(&self.workloads, service, namespace);
        all.filter(|it| fits(service, || template_labels(it))).collect()
    }

    /// Whether `service` in `namespace` selects Pods that objects make of which the engine knows nothing else.
    pub fn selects_other(&self, service: Service<'a>, namespace: &'a str) -> bool {
        self.selected(&self.templates, service, namespace).any(|it| fits(service, || template_labels(it)))
    }

    /// The EndpointSlices of the Service `name` in `namespace`.
    pub fn slices(&self, namespace: &str, name: &str) -> Vec<&Item<'a>> {
        self.slices.list(&(namespace, name)).iter().filter_map(|it| self.item(*it)).collect()
    }

    /// The shortest list of candidates: those with one of the selector's labels.
    fn selected<'w>(
        &'w self,
        labelled: &'w Labelled<'a>,
        service: Service<'a>,
        namespace: &'a str,
    ) -> impl Iterator<Item = &'w Item<'a>> {
        let selector = (!labelled.0.is_empty()).then(|| service.selector()).into_iter().flatten();
        let lists = selector.map(|(key, value)| labelled.list((namespace, key.value, value.value)));
        let shortest = lists.min_by_key(|it| it.len()).unwrap_or_default();
        shortest.iter().filter_map(|it| self.item(it.1))
    }
}

/// Whether what was found by one label of the selector has the others too.
fn fits<'a>(service: Service<'a>, labels: impl FnOnce() -> Option<Map<'a>>) -> bool {
    service.selector().nth(1).is_none()
        || labels().is_some_and(|labels| {
            service.selector().all(|(key, value)| find(labels.clone(), key.value) == Some(value.value))
        })
}

fn template_labels<'a>(workload: &Item<'a>) -> Option<Map<'a>> {
    workload.read::<Workload<'_>>().template().map(Pod::labels)
}

fn selects<'a>(selector: LabelSelector<'a>, name: &'a str, labels: &Map<'a>) -> bool {
    let value = |key: &str| find(labels.clone(), key).or((key == NAME_LABEL).then_some(name));
    // A malformed selector selects nothing: a controller cannot evaluate it.
    selector.selects(&value).unwrap_or(false)
}

/// What a selector says of a namespace of which only the name is known.
fn selects_by_name(selector: LabelSelector<'_>, name: &str) -> Option<bool> {
    let mut sure = true;
    let mut all = true;
    for (key, value) in selector.match_labels() {
        sure &= key.value == NAME_LABEL;
        all &= key.value != NAME_LABEL || value.value == name;
    }
    for requirement in selector.match_expressions() {
        if requirement.key().is_some_and(|it| it.value == NAME_LABEL) {
            all &= requirement.holds_for(Some(name)).unwrap_or(false);
        } else {
            sure = false;
        }
    }
    (sure || !all).then_some(all)
}

fn find<'a>(labels: Map<'a>, key: &str) -> Option<&'a str> {
    crate::model::label(labels, key)
}

/// The kinds whose Pods are indexed.
pub(super) fn is_workload(kind: GroupKind<'_>) -> bool {
    WorkloadKind::ALL.iter().any(|it| it.group_kind() == kind)
}

/// Kinds beside the known workloads that may make Pods: `ReplicaSet` and `Job`, and what custom controllers bring.
pub(super) fn may_have_template(kind: GroupKind<'_>) -> bool {
    !matches!(kind.group, CORE | GATEWAY | APIEXTENSIONS | DISCOVERY) || kind.kind == "ReplicationController"
}

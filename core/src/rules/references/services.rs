//! What several rules ask of Services: which ones routes use, and which Pods stand behind them.

use crate::attach::{BackendPort, BackendRefFact};
use crate::model::{Container, GroupKind, Pod, Service, ServicePort, Workload, WorkloadKind};
use crate::order::Map;
use crate::rules::Context;
use crate::world::{Item, ItemId, World};

/// A Service that routes send to.
pub(super) struct Used<'c, 'w, 'a> {
    pub(super) item: &'w Item<'a>,
    pub(super) service: Service<'a>,
    /// The first backend ref that leads to it.
    pub(super) first: &'c BackendRefFact<'w, 'a>,
    /// Its ports that backend refs name, by number, with the first ref that names each.
    pub(super) ports: Map<i64, (ServicePort<'a>, &'c BackendRefFact<'w, 'a>)>,
}

/// The Services that backend refs lead to, each once, by namespace and name.
pub(super) fn used<'c, 'w, 'a>(cx: &Context<'c, 'w, 'a>) -> impl Iterator<Item = Used<'c, 'w, 'a>> {
    let mut used: Map<ItemId, Used<'c, 'w, 'a>> = Map::new();
    for backend in cx.backends() {
        let Some((item, service)) = backend.service() else { continue };
        let entry = used.entry(item.number());
        let entry = entry.or_insert_with(|| Used { item, service, first: backend, ports: Map::new() });
        if let (BackendPort::Found(port), Some(number)) = (backend.port, backend.backend_ref.port()) {
            entry.ports.entry(number.value).or_insert((port, backend));
        }
    }
    used.into_values()
}

/// The Pods that `service` sends to, as far as they are known: those that run, and those that workloads make.
pub(super) fn pods<'w, 'a>(
    world: &'w World<'a>,
    item: &Item<'a>,
    service: Service<'a>,
) -> Vec<(&'w Item<'a>, Pod<'a>)> {
    let running = world.selected_pods(service, item.namespace()).into_iter().map(|it| (it, it.read()));
    let made = world.selected_workloads(service, item.namespace()).into_iter();
    let made = made.filter_map(|it| Some((it, it.read::<Workload<'_>>().template()?)));
    running.chain(made).collect()
}

/// Every container of a Pod, those that run beside the others included.
pub(super) fn containers(pod: Pod<'_>) -> impl Iterator<Item = Container<'_>> {
    pod.containers().chain(pod.init_containers())
}

/// The workload of that name.
pub(super) fn workload<'w, 'a>(world: &'w World<'a>, namespace: &str, name: &str) -> Option<&'w Item<'a>> {
    WorkloadKind::ALL
        .iter()
        .find_map(|kind| world.in_namespace(kind.group_kind(), namespace).iter().find(|it| it.name() == name))
}

/// The Services that select the Pods of `workload`.
pub(super) fn in_front_of<'w, 'a>(world: &'w World<'a>, workload: &Item<'a>) -> Vec<&'w Item<'a>> {
    let leads_there = |it: &&Item<'a>| {
        let selected = world.selected_workloads(it.read(), workload.namespace());
        selected.iter().any(|it| it.number() == workload.number())
    };
    world.in_namespace(GroupKind::SERVICE, workload.namespace()).iter().filter(leads_there).collect()
}

/// The next step for someone who sends to a workload.
pub(super) fn route_to_service(world: &World<'_>, workload: &Item<'_>) -> String {
    match in_front_of(world, workload).first() {
        Some(it) => format!("{} sends to the Pods of {}", it.title(), workload.title()),
        None => format!("{} is no backend: create a Service that selects its Pods", workload.title()),
    }
}

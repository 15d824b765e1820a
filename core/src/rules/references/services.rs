//! What several rules ask of Services: which ones routes use, and which Pods stand behind them.

use crate::attach::{Attachments, BackendPort, BackendRefFact};
use crate::model::{
    Container, GroupKind, Pod, RouteKind, Service, ServicePort, TargetPort, View, Workload, WorkloadKind,
};
use crate::order::sort_by_key;
use crate::source::Spanned;
use crate::world::{Index, Item, ItemId, World};

/// A Service that routes send to.
pub(crate) struct Used<'c, 'w, 'a> {
    pub(crate) item: &'w Item<'a>,
    pub(crate) service: Service<'a>,
    /// The first backend ref that leads to it.
    pub(crate) first: &'c BackendRefFact<'w, 'a>,
    /// Its ports that backend refs name, by number, with the first ref that names each.
    pub(crate) ports: Vec<(i64, ServicePort<'a>, &'c BackendRefFact<'w, 'a>)>,
    /// Those that routes of HTTP and gRPC may send to, each once for each of these kinds.
    pub(super) http: Vec<HttpPort<'a>>,
    /// The Pods that run and that it selects.
    pub(crate) pods: Vec<&'w Item<'a>>,
    /// The workloads whose Pods it selects.
    pub(crate) workloads: Vec<&'w Item<'a>>,
    /// Those of them that no Service before it selects.
    pub(crate) new_workloads: Vec<&'w Item<'a>>,
    pub(crate) has_selector: bool,
    pub(crate) is_external_name: bool,
}

/// A port of a Service that routes of HTTP or gRPC send to.
#[derive(Clone, Copy)]
pub(super) struct HttpPort<'a> {
    pub(super) kind: RouteKind,
    pub(super) port: ServicePort<'a>,
    /// Its number, as the first backend ref of such a route says it.
    pub(super) number: Spanned<i64>,
}

/// The Services that backend refs lead to, each once, by namespace and name.
pub(crate) fn used<'c, 'w, 'a>(
    world: &'w World<'a>,
    attachments: &'c Attachments<'w, 'a>,
) -> Vec<Used<'c, 'w, 'a>> {
    let mut used: Vec<Used<'c, 'w, 'a>> = Vec::new();
    let mut places: Index<ItemId, usize> = Index::default();
    let routes = attachments.routes().iter();
    for (kind, backend) in routes.flat_map(|it| it.backends.iter().map(|backend| (it.route.kind(), backend)))
    {
        let Some((item, service)) = backend.service() else { continue };
        let place = places.get(&item.number()).copied().unwrap_or_else(|| {
            used.push(Used {
                item,
                service,
                first: backend,
                ports: Vec::with_capacity(1),
                http: Vec::new(),
                pods: world.selected_pods(service, item.namespace()),
                workloads: world.selected_workloads(service, item.namespace()),
                new_workloads: Vec::new(),
                has_selector: service.selector().next().is_some(),
                is_external_name: service.is_external_name(),
            });
            places.insert(item.number(), used.len() - 1);
            used.len() - 1
        });
        if let (Some(it), BackendPort::Found(port), Some(number)) =
            (used.get_mut(place), backend.port, backend.backend_ref.port())
        {
            if it.ports.iter().all(|(known, ..)| *known != number.value) {
                it.ports.push((number.value, port, backend));
            }
            let known = |it: &HttpPort<'_>| it.kind == kind && it.number.value == number.value;
            let is_http = matches!(kind, RouteKind::Http | RouteKind::Grpc);
            if is_http && backend.problem().is_none() && !it.http.iter().any(known) {
                it.http.push(HttpPort { kind, port, number });
            }
        }
    }
    sort_by_key(&mut used, |it| it.item.number());
    let mut seen: Index<ItemId, ()> = Index::default();
    for it in &mut used {
        if it.ports.len() > 1 {
            sort_by_key(&mut it.ports, |(number, ..)| *number);
        }
        it.new_workloads.clone_from(&it.workloads);
        it.new_workloads.retain(|it| seen.insert(it.number(), ()).is_none());
    }
    used
}

/// The Pods that a Service sends to, as far as they are known: those that run, and those that workloads make.
pub(super) fn pods<'u, 'w, 'a>(
    used: &'u Used<'_, 'w, 'a>,
) -> impl Iterator<Item = (&'w Item<'a>, Pod<'a>)> + use<'u, 'w, 'a> {
    let running = used.pods.iter().map(|it| (*it, it.read()));
    let made = used.workloads.iter();
    running.chain(made.filter_map(|it| Some((*it, it.read::<Workload<'_>>().template()?))))
}

/// Every container of a Pod, those that run beside the others included.
pub(super) fn containers(pod: Pod<'_>) -> impl Iterator<Item = Container<'_>> {
    pod.containers().chain(pod.init_containers())
}

/// The probes of the Pods behind a Service that ask on the port where its `port` leads.
pub(super) fn probes<'u, 'a>(
    used: &'u Used<'_, '_, 'a>,
    port: ServicePort<'a>,
) -> impl Iterator<Item = View<'a>> + use<'u, 'a> {
    let target = port.target_port().map(|it| it.value);
    let named = |pod: Pod<'a>, name: &str| pod.named_port(name)?.number().map(|it| it.value);
    pods(used).flat_map(move |(_, pod)| {
        let target = target.and_then(|it| match it {
            TargetPort::Number(number) => Some(number),
            TargetPort::Name(name) => named(pod, name),
        });
        let keys = ["readinessProbe", "livenessProbe", "startupProbe"];
        let probes =
            containers(pod).flat_map(move |it| keys.into_iter().filter_map(move |key| it.view().field(key)));
        probes.filter(move |probe| {
            let port = probe.field("httpGet.port").or_else(|| probe.field("grpc.port"));
            let asked = port.and_then(|it| match it.value().as_str() {
                Some(name) => named(pod, name),
                None => it.value().as_i64(),
            });
            asked.is_some() && asked == target
        })
    })
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

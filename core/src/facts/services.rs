//! What several rules ask of Services: which ones routes use, and which Pods stand behind them.

use crate::attach::{Attachments, BackendPort, BackendRefFact};
use crate::model::{
    Container, ContainerPort, GroupKind, Pod, RouteKind, Service, ServicePort, TargetPort, View, Workload,
    WorkloadKind,
};
use crate::order::{sort, sort_by_key};
use crate::source::{Location, Spanned};
use crate::world::{Index, Item, ItemId, Selection, World};
use std::cell::OnceCell;
use std::rc::Rc;

/// What a selector selects in a namespace; Services with one selector share it.
#[derive(Debug)]
pub(crate) struct Behind<'w, 'a> {
    /// The Pods that run.
    pub(crate) pods: Vec<&'w Item<'a>>,
    /// The workloads whose Pods are selected.
    pub(crate) workloads: Vec<&'w Item<'a>>,
    exposed: OnceCell<Exposed<'a>>,
    probed: OnceCell<Probed<'a>>,
    scaled_to_zero: OnceCell<bool>,
}

/// The ports that containers list, in the order in which they do.
#[derive(Debug, Default)]
pub(crate) struct Exposed<'a> {
    pub(crate) ports: Vec<ContainerPort<'a>>,
    /// In order.
    names: Vec<(&'a str, &'a str)>,
    /// In order.
    numbers: Vec<(&'a str, i64)>,
}

impl<'a> Exposed<'a> {
    /// Puts what was added in order, which look-ups need.
    fn settle(&mut self) {
        sort(&mut self.names);
        self.names.dedup();
        self.names.shrink_to_fit();
        sort(&mut self.numbers);
        self.numbers.dedup();
        self.numbers.shrink_to_fit();
        self.ports.shrink_to_fit();
    }

    /// Whether there is a port for `protocol` with that name or number.
    pub(crate) fn has(&self, protocol: &'a str, target: TargetPort<'a>) -> bool {
        match target {
            TargetPort::Name(name) => self.names.binary_search(&(protocol, name)).is_ok(),
            TargetPort::Number(number) => self.numbers.binary_search(&(protocol, number)).is_ok(),
        }
    }
}

/// How probes ask the ports of containers, by number and by name.
#[derive(Debug, Default)]
struct Probed<'a> {
    /// In order, once all is added.
    numbers: Vec<(i64, Probes)>,
    /// In order, once all is added.
    names: Vec<(&'a str, Probes)>,
}

/// How probes ask a port: a place for each way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Probes {
    pub(crate) http: Option<Location>,
    pub(crate) https: Option<Location>,
    pub(crate) grpc: Option<Location>,
}

impl Probes {
    fn add(&mut self, other: Self) {
        self.http = self.http.or(other.http);
        self.https = self.https.or(other.https);
        self.grpc = self.grpc.or(other.grpc);
    }
}

impl<'a> Probed<'a> {
    fn add(&mut self, pod: Pod<'a>) {
        let ports = containers(pod).flat_map(Container::ports);
        let mut named: Vec<_> = ports.filter_map(|it| Some((it.name()?.value, it.number()?.value))).collect();
        // Of two ports with one name the last one has it.
        named.reverse();
        sort_by_key(&mut named, |it| it.0);
        named.dedup_by_key(|it| it.0);
        let mut own = Vec::new();
        for container in containers(pod) {
            for key in ["readinessProbe", "livenessProbe", "startupProbe"] {
                own.extend(container.view().field(key).and_then(|it| probe(it, &named)));
            }
        }
        let own = merged(own);
        let probed = named.into_iter().filter_map(|(name, number)| Some((name, value_of(&own, number)?)));
        self.names.extend(probed);
        self.numbers.extend(own);
    }
}

/// How each port is probed, in the order of the ports; what comes first is kept.
fn merged<K: Ord + Copy>(mut all: Vec<(K, Probes)>) -> Vec<(K, Probes)> {
    sort_by_key(&mut all, |it| it.0);
    all.dedup_by(|other, first| {
        let same = other.0 == first.0;
        if same {
            first.1.add(other.1);
        }
        same
    });
    all.shrink_to_fit();
    all
}

/// The value of `key` among entries in the order of their keys.
fn value_of<K: Ord + Copy, V: Copy>(all: &[(K, V)], key: K) -> Option<V> {
    let place = all.binary_search_by(|it| it.0.cmp(&key)).ok()?;
    all.get(place).map(|it| it.1)
}

/// The port that a probe asks, and how.
fn probe(probe: View<'_>, named: &[(&str, i64)]) -> Option<(i64, Probes)> {
    let (http, grpc) = (probe.field("httpGet"), probe.field("grpc"));
    let asked = http.or(grpc)?;
    let port = asked.field("port")?.value();
    let port = port.as_i64().or_else(|| value_of(named, port.as_str()?))?;
    let mut probes = Probes::default();
    match http {
        Some(it) if it.text_or("scheme", "HTTP").value == "HTTPS" => probes.https = Some(it.place("scheme")),
        Some(it) => probes.http = Some(it.at()),
        None => probes.grpc = Some(asked.at()),
    }
    Some((port, probes))
}

impl<'a> Behind<'_, 'a> {
    /// Whether nothing is selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.pods.is_empty() && self.workloads.is_empty()
    }

    /// The ports of all containers. Containers need not list their ports; only those that do can be compared.
    pub(crate) fn exposed(&self) -> &Exposed<'a> {
        self.exposed.get_or_init(|| {
            let made = self.workloads.iter().filter_map(|it| it.read::<Workload<'_>>().template());
            let pods = self.pods.iter().map(|it| it.read::<Pod<'_>>()).chain(made);
            let mut exposed = Exposed::default();
            for port in pods.flat_map(containers).flat_map(Container::ports) {
                let protocol = port.protocol().value;
                exposed.names.extend(port.name().map(|it| (protocol, it.value)));
                exposed.numbers.extend(port.number().map(|it| (protocol, it.value)));
                exposed.ports.push(port);
            }
            exposed.settle();
            exposed
        })
    }

    /// How probes ask the containers' port where `port` of a Service leads.
    pub(crate) fn probes(&self, port: ServicePort<'_>) -> Probes {
        let probed = self.probed.get_or_init(|| {
            let made = self.workloads.iter().filter_map(|it| it.read::<Workload<'_>>().template());
            let mut all = Probed::default();
            self.pods.iter().map(|it| it.read::<Pod<'_>>()).chain(made).for_each(|it| all.add(it));
            Probed { numbers: merged(all.numbers), names: merged(all.names) }
        });
        let found = port.target_port().and_then(|it| match it.value {
            TargetPort::Number(number) => value_of(&probed.numbers, number),
            TargetPort::Name(name) => value_of(&probed.names, name),
        });
        found.unwrap_or_default()
    }

    /// Whether none of the workloads wants a Pod.
    pub(crate) fn is_scaled_to_zero(&self) -> bool {
        let zero =
            |it: &&Item<'_>| it.read::<Workload<'_>>().replicas_field().is_some_and(|it| it.value == 0);
        *self.scaled_to_zero.get_or_init(|| self.workloads.iter().all(zero))
    }
}

/// A Service that routes send to.
#[derive(Debug)]
pub(crate) struct Used<'c, 'w, 'a> {
    pub(crate) item: &'w Item<'a>,
    pub(crate) service: Service<'a>,
    /// The first backend ref that leads to it.
    pub(crate) first: &'c BackendRefFact<'w, 'a>,
    /// Its ports that backend refs name, by number, with the first ref that names each.
    pub(crate) ports: Vec<(i64, ServicePort<'a>, &'c BackendRefFact<'w, 'a>)>,
    /// Those that routes of HTTP and gRPC may send to, by number.
    pub(crate) http: Vec<HttpPort<'a>>,
    /// What it selects.
    pub(crate) behind: Rc<Behind<'w, 'a>>,
    /// Those of them that no Service before it selects.
    pub(crate) new_workloads: Vec<&'w Item<'a>>,
    pub(crate) has_selector: bool,
    pub(crate) is_external_name: bool,
}

impl<'a> Used<'_, '_, 'a> {
    fn add_http(&mut self, kind: RouteKind, port: ServicePort<'a>, number: Spanned<i64>) {
        let by_http = (kind == RouteKind::Http).then_some(number.at);
        match self.http.iter_mut().find(|it| it.number.value == number.value) {
            Some(known) => known.by_http = known.by_http.or(by_http),
            None => self.http.push(HttpPort { port, number, by_http }),
        }
    }
}

/// A port of a Service that routes of HTTP or gRPC send to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HttpPort<'a> {
    pub(crate) port: ServicePort<'a>,
    /// Its number, as the first backend ref of such a route says it.
    pub(crate) number: Spanned<i64>,
    /// Where the first backend ref of an HTTPRoute says it.
    pub(crate) by_http: Option<Location>,
}

/// The Services that backend refs lead to, each once, by namespace and name.
pub(crate) fn used<'c, 'w, 'a>(
    world: &'w World<'a>,
    attachments: &'c Attachments<'w, 'a>,
) -> Vec<Used<'c, 'w, 'a>> {
    let mut used: Vec<Used<'c, 'w, 'a>> = Vec::new();
    let mut places: Index<ItemId, usize> = Index::default();
    let mut selected: Index<Selection<'a>, Option<Rc<Behind<'w, 'a>>>> = Index::default();
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
                behind: Rc::clone(
                    selected.entry_or_default(Selection::of(item.namespace(), service)).get_or_insert_with(
                        || {
                            Rc::new(Behind {
                                pods: world.selected_pods(service, item.namespace()),
                                workloads: world.selected_workloads(service, item.namespace()),
                                exposed: OnceCell::new(),
                                probed: OnceCell::new(),
                                scaled_to_zero: OnceCell::new(),
                            })
                        },
                    ),
                ),
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
            if matches!(kind, RouteKind::Http | RouteKind::Grpc) && backend.problem().is_none() {
                it.add_http(kind, port, number);
            }
        }
    }
    sort_by_key(&mut used, |it| it.item.number());
    let mut seen: Index<ItemId, ()> = Index::default();
    let mut met: Index<*const Behind<'w, 'a>, ()> = Index::default();
    for it in &mut used {
        if it.ports.len() > 1 {
            sort_by_key(&mut it.ports, |(number, ..)| *number);
        }
        if met.insert(Rc::as_ptr(&it.behind), ()).is_none() {
            it.new_workloads.clone_from(&it.behind.workloads);
            it.new_workloads.retain(|it| seen.insert(it.number(), ()).is_none());
        }
    }
    used
}

/// Every container of a Pod, those that run beside the others included.
pub(crate) fn containers(pod: Pod<'_>) -> impl Iterator<Item = Container<'_>> {
    pod.containers().chain(pod.init_containers())
}

/// The workload of that name.
pub(crate) fn workload<'w, 'a>(world: &'w World<'a>, namespace: &str, name: &str) -> Option<&'w Item<'a>> {
    WorkloadKind::ALL.iter().find_map(|kind| world.find(kind.group_kind(), namespace, name).found())
}

/// The Services that select the Pods of `workload`.
pub(crate) fn in_front_of<'w, 'a>(world: &'w World<'a>, workload: &Item<'a>) -> Vec<&'w Item<'a>> {
    let leads_there = |it: &&Item<'a>| {
        let selected = world.selected_workloads(it.read(), workload.namespace());
        selected.iter().any(|it| it.number() == workload.number())
    };
    world.in_namespace(GroupKind::SERVICE, workload.namespace()).iter().filter(leads_there).collect()
}

/// The next step for someone who sends to a workload.
pub(crate) fn route_to_service(world: &World<'_>, workload: &Item<'_>) -> String {
    match in_front_of(world, workload).first() {
        Some(it) => format!("{} sends to the Pods of {}", it.title(), workload.title()),
        None => format!("{} is no backend: create a Service that selects its Pods", workload.title()),
    }
}

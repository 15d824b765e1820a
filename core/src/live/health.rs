//! Whether a backend's port has endpoints that take traffic and, where not all of them do, what keeps them.

use super::endpoints::{Endpoints, endpoints};
use super::pods::{self, PodState, Trouble, pod_state};
use super::rollout::{Rollout, rollout};
use crate::attach::{Attachments, BackendPort, BackendRefFact};
use crate::model::{GroupKind, Pod, Service, ServicePort, TargetPort};
use crate::order::Set;
use crate::source::Location;
use crate::world::{Index, Item, ItemId, Lookup, Selection, World};

/// The port of a live Service that a backend ref names.
#[derive(Debug, Clone)]
pub(crate) struct Health<'w, 'a> {
    /// The Service, as the cluster reported it.
    pub service: &'w Item<'a>,
    /// The port.
    pub port: ServicePort<'a>,
    /// Its endpoints; missing where no EndpointSlice belongs to the Service, unknown where the dump may lack them.
    pub endpoints: Lookup<Endpoints>,
    /// What keeps endpoints from being ready, where that is known.
    pub obstacle: Option<Obstacle<'w, 'a>>,
}

/// What keeps endpoints from being ready.
#[derive(Debug, Clone)]
pub(crate) enum Obstacle<'w, 'a> {
    /// The Service has no selector, and no EndpointSlice lists endpoints for it.
    NoSelector,
    /// Its selector matches no Pod.
    NoPods {
        /// The selector, as `app=web`.
        selector: String,
    },
    /// The workload behind it wants no Pods.
    ScaledToZero(&'w Item<'a>),
    /// The rollout of the workload is in progress, or stuck.
    Rollout(&'w Item<'a>, Rollout<'a>),
    /// The Pod in the worst state.
    Pod {
        /// It.
        pod: &'w Item<'a>,
        /// Its state.
        trouble: Trouble<'a>,
        /// How many Pods do not take traffic, of how many.
        of: (usize, usize),
    },
    /// Every Pod is on its way out.
    AllLeaving(usize),
    /// `targetPort` is a name that no container port of its Pods has.
    NamedPort(&'a str),
    /// The Pods are ready, and no EndpointSlice says so.
    NotListed(usize),
}

impl Health<'_, '_> {
    /// Whether certainly nothing takes traffic.
    pub(crate) fn is_dead(&self) -> bool {
        match self.endpoints {
            Lookup::Found(it) => it.ready == 0,
            Lookup::Missing => true,
            Lookup::Unknown => false,
        }
    }

    /// `Service `shop/web` has 1 of 2 endpoints ready for port 80`.
    pub(crate) fn words(&self) -> String {
        let port = self.port.port().map_or(0, |it| it.value);
        let title = self.service.title();
        match self.endpoints {
            Lookup::Found(Endpoints { ready: 0, .. }) => {
                format!("{title} has no ready endpoint for port {port}")
            }
            Lookup::Found(it) => {
                let noun = if it.total == 1 { "endpoint" } else { "endpoints" };
                format!("{title} has {} of {} {noun} ready for port {port}", it.ready, it.total)
            }
            Lookup::Missing => format!("{title} has no EndpointSlice, so nothing answers on port {port}"),
            Lookup::Unknown => format!("the endpoints of {title} for port {port} are not in the dump"),
        }
    }
}

/// The health of every backend that leads to a port of a Service which the cluster reported.
#[derive(Debug)]
pub(crate) struct Healths<'w, 'a>(Index<Key<'a>, Health<'w, 'a>>);

/// A Service, and the number and protocol of its port.
type Key<'a> = (ItemId, Option<i64>, &'a str);

fn key<'a>(backend: &BackendRefFact<'_, 'a>) -> Option<Key<'a>> {
    let BackendPort::Found(port) = backend.port else { return None };
    let (item, _) = backend.service()?;
    Some((item.number(), port.port().map(|it| it.value), port.protocol().value))
}

impl<'w, 'a> Healths<'w, 'a> {
    /// Looks at every port of a Service that routes send to, once.
    pub(crate) fn new(world: &'w World<'a>, attachments: &Attachments<'w, 'a>) -> Self {
        let (mut healths, mut selected) = (Index::default(), Index::default());
        for backend in attachments.routes().iter().flat_map(|it| &it.backends) {
            let Some(key) = key(backend).filter(|it| healths.get(it).is_none()) else { continue };
            if let Some(health) = health(world, key, &mut selected) {
                healths.insert(key, health);
            }
        }
        Self(healths)
    }

    /// The health of a backend; `None` where it is no Service that the cluster reported, or has no such port.
    pub(crate) fn of(&self, backend: &BackendRefFact<'_, 'a>) -> Option<&Health<'w, 'a>> {
        self.0.get(&key(backend)?)
    }
}

/// What Services select, by their selectors.
type Behind<'w, 'a> = Index<Selection<'a>, Option<Selected<'w, 'a>>>;

fn health<'w, 'a>(
    world: &'w World<'a>,
    (number, port, protocol): Key<'a>,
    selected: &mut Behind<'w, 'a>,
) -> Option<Health<'w, 'a>> {
    let live = world.live(number)?;
    let service: Service<'a> = live.read();
    let same = |it: &ServicePort<'_>| it.port().map(|it| it.value) == port && it.protocol().value == protocol;
    let port = service.ports().find(same)?;
    let endpoints = endpoints(world, live, port);
    let obstacle = obstacle(world, live, port, endpoints, selected);
    Some(Health { service: live, port, endpoints, obstacle })
}

/// What a selector selects, as the cluster reported it.
#[derive(Debug)]
struct Selected<'w, 'a> {
    worst: Option<Obstacle<'w, 'a>>,
    moving: Option<(&'w Item<'a>, Rollout<'a>)>,
    scaled_to_zero: Option<&'w Item<'a>>,
    has_workloads: bool,
    pods: usize,
    ready: usize,
    leaving: usize,
    /// The names of the ports of those that are ready.
    port_names: Set<&'a str>,
}

impl<'w, 'a> Selected<'w, 'a> {
    fn new(world: &'w World<'a>, service: Service<'a>, namespace: &'a str) -> Self {
        let reported = |it: &'w Item<'a>| world.live(it.number());
        let pods = world.selected_pods(service, namespace).into_iter().filter_map(reported);
        let states: Vec<_> = pods.map(|it| (it, pod_state(it))).collect();
        let workloads = world.selected_workloads(service, namespace).into_iter().filter_map(reported);
        let workloads: Vec<_> = workloads.map(|it| (it, rollout(it))).collect();
        let moving = |it: &&(_, Rollout<'_>)| it.1.is_in_progress() || matches!(it.1, Rollout::Stuck { .. });
        let count = |wanted| states.iter().filter(|(_, it)| *it == wanted).count();
        let ready = states.iter().filter(|(_, it)| *it == PodState::Ready);
        Self {
            worst: worst(&states),
            moving: workloads.iter().find(moving).copied(),
            scaled_to_zero: workloads.iter().find(|(_, it)| *it == Rollout::ScaledToZero).map(|it| it.0),
            has_workloads: !workloads.is_empty(),
            pods: states.len(),
            ready: count(PodState::Ready),
            leaving: count(PodState::Leaving),
            port_names: ready.flat_map(|(it, _)| it.read::<Pod<'_>>().port_names()).collect(),
        }
    }
}

fn obstacle<'w, 'a>(
    world: &'w World<'a>,
    live: &'w Item<'a>,
    port: ServicePort<'a>,
    endpoints: Lookup<Endpoints>,
    selected: &mut Behind<'w, 'a>,
) -> Option<Obstacle<'w, 'a>> {
    let service: Service<'a> = live.read();
    let dead = match endpoints {
        Lookup::Found(it) => it.ready == 0,
        Lookup::Missing => true,
        Lookup::Unknown => false,
    };
    if service.selector().next().is_none() {
        return dead.then_some(Obstacle::NoSelector);
    }
    let selection = Selection::of(live.namespace(), service);
    let behind = selected.entry_or_default(selection);
    let behind = behind.get_or_insert_with(|| Selected::new(world, service, live.namespace()));
    if let Some(Obstacle::Pod { trouble, .. }) = &behind.worst
        && trouble.is_hard()
    {
        return behind.worst.clone();
    }
    if let Some((item, rollout)) = behind.moving {
        return Some(Obstacle::Rollout(item, rollout));
    }
    if behind.worst.is_some() || !dead {
        return behind.worst.clone();
    }
    idle(behind, world.is_complete(GroupKind::POD, live.namespace()), service, port)
}

/// The Pod in the worst state.
fn worst<'w, 'a>(states: &[(&'w Item<'a>, PodState<'a>)]) -> Option<Obstacle<'w, 'a>> {
    let there: Vec<_> = states.iter().filter(|(_, it)| *it != PodState::Leaving).collect();
    // A Pod that failed stays in the list beside the one that took its place.
    let replaced = there.iter().any(|(_, it)| *it == PodState::Ready);
    let troubled = there.iter().filter_map(|(item, state)| match state {
        PodState::Trouble(Trouble::Failed { .. }) if replaced => None,
        PodState::Trouble(trouble) => Some((*item, trouble)),
        _ => None,
    });
    let troubled: Vec<_> = troubled.collect();
    let (pod, trouble) = troubled.iter().min_by(|one, other| one.1.cmp(other.1))?;
    Some(Obstacle::Pod { pod, trouble: (*trouble).clone(), of: (troubled.len(), there.len()) })
}

/// Why nothing is ready although no Pod is in trouble.
fn idle<'w, 'a>(
    behind: &Selected<'w, 'a>,
    pods_known: bool,
    service: Service<'a>,
    port: ServicePort<'a>,
) -> Option<Obstacle<'w, 'a>> {
    if behind.ready > 0 {
        return Some(match port.target_port().map(|it| it.value) {
            Some(TargetPort::Name(name)) if !behind.port_names.contains(name) => Obstacle::NamedPort(name),
            _ => Obstacle::NotListed(behind.ready),
        });
    }
    if let Some(item) = behind.scaled_to_zero {
        return Some(Obstacle::ScaledToZero(item));
    }
    match behind.pods {
        0 if pods_known && !behind.has_workloads => {
            let pairs = service.selector().map(|(key, value)| format!("{}={}", key.value, value.value));
            Some(Obstacle::NoPods { selector: pairs.collect::<Vec<_>>().join(",") })
        }
        0 => None,
        pods => (pods == behind.leaving).then_some(Obstacle::AllLeaving(pods)),
    }
}

impl Obstacle<'_, '_> {
    /// A sentence.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::NoSelector => "it has no selector, and no EndpointSlice lists endpoints for it".to_owned(),
            Self::NoPods { selector } => format!("its selector `{selector}` matches no Pod"),
            Self::ScaledToZero(item) => format!("{} is scaled to zero", item.title()),
            Self::Rollout(item, rollout) => {
                let state = if rollout.is_in_progress() { "in progress" } else { "stuck" };
                format!("the rollout of {} is {state}: {}", item.title(), rollout.words())
            }
            Self::Pod { pod, trouble, of: (1, 1) } => format!("{} {}", pod.title(), trouble.words()),
            Self::Pod { pod, trouble, of: (bad, all) } => {
                format!("{bad} of {all} Pods are not ready: {} {}", pod.title(), trouble.words())
            }
            Self::AllLeaving(1) => "its only Pod is terminating".to_owned(),
            Self::AllLeaving(pods) => format!("its {pods} Pods are all terminating"),
            Self::NamedPort(name) => format!("no container port of its Pods is called `{name}`"),
            Self::NotListed(1) => "its Pod is ready, and no EndpointSlice says so yet".to_owned(),
            Self::NotListed(pods) => format!("its {pods} Pods are ready, and no EndpointSlice says so yet"),
        }
    }

    /// A word for programs.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::NoSelector => "NoSelector",
            Self::NoPods { .. } => "SelectorMatchesNoPod",
            Self::ScaledToZero(_) => "ScaledToZero",
            Self::Rollout(_, rollout) if rollout.is_in_progress() => "RolloutInProgress",
            Self::Rollout(..) => "RolloutStuck",
            Self::Pod { trouble, .. } => match trouble {
                Trouble::CrashLooping { .. } => "CrashLooping",
                Trouble::Image { .. } => "ImageUnavailable",
                Trouble::Container { .. } => "ContainerCannotBeMade",
                Trouble::Unschedulable { .. } => "Unschedulable",
                Trouble::NotReady { .. } => "PodsNotReady",
                Trouble::Starting => "PodsStarting",
                Trouble::Failed { .. } => "PodsFailed",
            },
            Self::AllLeaving(_) => "PodsTerminating",
            Self::NamedPort(_) => "TargetPortNotFound",
            Self::NotListed(_) => "EndpointsNotListed",
        }
    }

    /// The object that tells, and where it does.
    pub(crate) fn evidence(&self) -> Option<Location> {
        match self {
            Self::ScaledToZero(item) => Some(item.view().place("spec.replicas")),
            Self::Rollout(item, _) => Some(item.view().place("status")),
            Self::Pod { pod, .. } => Some(pods::evidence(pod)),
            _ => None,
        }
    }

    /// What to do next.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::NoSelector => "give the Service a selector, or list its endpoints".to_owned(),
            Self::NoPods { .. } => {
                "compare the Service's selector with the labels of the Pods that are to answer".to_owned()
            }
            Self::ScaledToZero(item) => format!("scale {} up", item.title()),
            Self::Rollout(item, rollout) => {
                let name = format!("{}/{}", item.id().kind.to_ascii_lowercase(), item.name());
                let command = format!("kubectl rollout status {name} -n {}", item.namespace());
                if rollout.is_in_progress() {
                    format!("wait for it: `{command}`")
                } else {
                    format!("`{command}`")
                }
            }
            Self::Pod { pod, trouble, .. } => {
                let (name, namespace) = (pod.name(), pod.namespace());
                match trouble {
                    Trouble::CrashLooping { container, .. } => {
                        format!("`kubectl logs {name} -n {namespace} -c {container} --previous` tells why")
                    }
                    _ => format!("`kubectl describe pod {name} -n {namespace}` tells why"),
                }
            }
            Self::AllLeaving(_) => "wait for their successors, or find out who deletes them".to_owned(),
            Self::NamedPort(name) => {
                format!("name a container port `{name}`, or use the port's number as `targetPort`")
            }
            Self::NotListed(_) => {
                "take another dump: the two may have been read at different times".to_owned()
            }
        }
    }
}

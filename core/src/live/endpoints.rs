//! The endpoints behind one port of a Service.

use crate::model::{Endpoint, EndpointSlice, GroupKind, ServicePort, SlicePort};
use crate::order::Map;
use crate::world::{Item, Lookup, World};

/// How many endpoints a port has. A Pod with an IPv4 and an IPv6 address counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Endpoints {
    /// All of them.
    pub total: usize,
    /// Those that take traffic.
    pub ready: usize,
    /// Those that could answer, also while they terminate.
    pub serving: usize,
    /// Those that are going away.
    pub terminating: usize,
}

/// What one endpoint is, over all slices that list it.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    ready: bool,
    serving: bool,
    terminating: bool,
}

impl State {
    fn of(endpoint: Endpoint<'_>) -> Self {
        let ready = endpoint.is_ready();
        Self {
            ready,
            // The API's defaults: serving is what ready is, terminating is false.
            serving: endpoint.serving_condition().map_or(ready, |it| it.value),
            terminating: endpoint.terminating_condition().is_some_and(|it| it.value),
        }
    }

    fn and(&mut self, other: Self) {
        self.ready |= other.ready;
        self.serving |= other.serving;
        self.terminating |= other.terminating;
    }
}

/// The endpoints of `port` of `service`; missing where the dump certainly holds no EndpointSlice of it.
pub(crate) fn endpoints(world: &World<'_>, service: &Item<'_>, port: ServicePort<'_>) -> Lookup<Endpoints> {
    let slices = world.slices(service.namespace(), service.name());
    if slices.is_empty() {
        let complete = world.is_complete(GroupKind::ENDPOINT_SLICE, service.namespace());
        return if complete { Lookup::Missing } else { Lookup::Unknown };
    }
    let mut states: Map<&str, State> = Map::new();
    for slice in slices.into_iter().map(Item::read::<EndpointSlice<'_>>) {
        if !slice.ports().any(|it| leads_to(it, port)) {
            continue;
        }
        for endpoint in slice.endpoints() {
            let pod = endpoint.target_name().map(|it| it.value);
            let address = || endpoint.addresses().next().map(|it| it.value);
            states.entry(pod.or_else(address).unwrap_or_default()).or_default().and(State::of(endpoint));
        }
    }
    let count = |is: fn(&State) -> bool| states.values().filter(|it| is(it)).count();
    Lookup::Found(Endpoints {
        total: states.len(),
        ready: count(|it| it.ready),
        serving: count(|it| it.serving),
        terminating: count(|it| it.terminating),
    })
}

/// Whether a slice's port is the one that a Service's port stands for: both carry the Service port's name.
fn leads_to(slice: SlicePort<'_>, port: ServicePort<'_>) -> bool {
    let name = port.name().map_or("", |it| it.value);
    slice.name().value == name && slice.protocol().value == port.protocol().value
}

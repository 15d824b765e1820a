//! A graph that is being drawn: nodes by their ids, edges by their ends, states that only get worse.

use super::v1::{NodeKind, State};
use crate::order::sort_by_key;
use crate::source::Location;
use crate::world::{Index, ItemId};

/// A node before its place is looked up.
pub(super) struct Node {
    pub(super) id: String,
    pub(super) kind: NodeKind,
    pub(super) label: String,
    pub(super) detail: String,
    pub(super) mark: Mark,
    pub(super) item: Option<ItemId>,
    pub(super) at: Option<Location>,
    pub(super) on_path: bool,
}

/// An edge before its place is looked up.
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) mark: Mark,
    pub(super) label: String,
    pub(super) routes: Vec<usize>,
    pub(super) at: Option<Location>,
    /// From a rule to a backend: the port, 0 where there is none.
    pub(super) port: Option<i64>,
    pub(super) on_path: bool,
}

/// A state and why it is no better.
#[derive(Clone)]
pub(super) struct Mark {
    pub(super) state: State,
    pub(super) reason: Option<String>,
}

impl Mark {
    pub(super) fn ok() -> Self {
        Self { state: State::Ok, reason: None }
    }

    pub(super) fn unknown(reason: impl Into<String>) -> Self {
        Self { state: State::Unknown, reason: Some(reason.into()) }
    }

    pub(super) fn broken(reason: impl Into<String>) -> Self {
        Self { state: State::Broken, reason: Some(reason.into()) }
    }

    /// Takes `other` over where that is worse: of equals, the first reason stays.
    pub(super) fn worsen(&mut self, other: &Self) {
        if other.state > self.state {
            self.clone_from(other);
        }
    }
}

/// The graph so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    by_id: Index<String, usize>,
    by_ends: Index<(usize, usize, String), usize>,
}

impl Draft {
    /// The node with that id, where it is drawn already.
    pub(super) fn known(&self, id: &String) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The node with that id; `make` makes it where it is new.
    pub(super) fn node(&mut self, id: String, make: impl FnOnce(String) -> Node) -> usize {
        if let Some(at) = self.by_id.get(&id) {
            return *at;
        }
        let at = self.nodes.len();
        self.by_id.insert(id.clone(), at);
        self.nodes.push(make(id));
        at
    }

    /// The edge between two nodes with that label, made where it is new; its state gets no better than `mark`.
    pub(super) fn edge(
        &mut self,
        (from, to): (usize, usize),
        label: String,
        at: Option<Location>,
        mark: &Mark,
    ) -> usize {
        let key = (from, to, label);
        if let Some(place) = self.by_ends.get(&key).copied() {
            self.mark_edge(place, mark);
            return place;
        }
        let place = self.edges.len();
        let label = key.2.clone();
        self.by_ends.insert(key, place);
        self.edges.push(Edge {
            from,
            to,
            mark: mark.clone(),
            label,
            routes: Vec::new(),
            at,
            port: None,
            on_path: false,
        });
        place
    }

    pub(super) fn mark_node(&mut self, node: usize, mark: &Mark) {
        if let Some(it) = self.nodes.get_mut(node) {
            it.mark.worsen(mark);
        }
    }

    pub(super) fn mark_edge(&mut self, edge: usize, mark: &Mark) {
        if let Some(it) = self.edges.get_mut(edge) {
            it.mark.worsen(mark);
        }
    }

    /// Notes that `route` wants the hostname at the start of `edge` at its end.
    pub(super) fn add_route(&mut self, edge: usize, route: usize) {
        if let Some(it) = self.edges.get_mut(edge)
            && it.routes.last() != Some(&route)
        {
            it.routes.push(route);
        }
    }

    /// Notes that `edge` carries requests to a backend's port.
    pub(super) fn set_port(&mut self, edge: usize, port: i64) {
        if let Some(it) = self.edges.get_mut(edge) {
            it.port = Some(port);
        }
    }

    /// An edge is never better than what it leads to. Nodes and edges come in the order in which requests pass, and else
    /// in that of the routes.
    pub(super) fn settle(mut self) -> (Vec<Node>, Vec<Edge>) {
        for edge in &mut self.edges {
            if let Some(to) = self.nodes.get(edge.to) {
                edge.mark.worsen(&to.mark);
            }
        }
        let mut nodes: Vec<_> = self.nodes.into_iter().enumerate().collect();
        sort_by_key(&mut nodes, |(_, it)| it.kind);
        let mut places = vec![0; nodes.len()];
        for (new, (old, _)) in nodes.iter().enumerate() {
            if let Some(it) = places.get_mut(*old) {
                *it = new;
            }
        }
        let place = |old: usize| places.get(old).copied().unwrap_or_default();
        for edge in &mut self.edges {
            (edge.from, edge.to) = (place(edge.from), place(edge.to));
            edge.routes.iter_mut().for_each(|it| *it = place(*it));
        }
        sort_by_key(&mut self.edges, |it| (it.from, it.to));
        (nodes.into_iter().map(|(_, it)| it).collect(), self.edges)
    }
}

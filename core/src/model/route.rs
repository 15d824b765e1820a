//! What every route kind has: parents, hostnames, rules.

use super::{BackendRef, Many, ParentRef, RouteKind, RouteRule, Texts, View};
use crate::source::Location;
use crate::yaml::{NodeId, Value};

/// The most parentRefs that a route may have; see [`super::view::MOST_ITEMS`].
const MOST_PARENTS: usize = 32;
/// The most hostnames of a TLSRoute, and of other routes.
const MOST_HOSTNAMES: [usize; 2] = [1024, 16];
/// The most rules.
const MOST_RULES: usize = 16;

/// A route of any kind.
#[derive(Clone, Copy, Debug)]
pub struct Route<'a> {
    kind: RouteKind,
    view: View<'a>,
    parent_refs: Option<NodeId>,
    hostnames: Option<NodeId>,
    rules: Option<NodeId>,
}

impl<'a> Route<'a> {
    /// The object at `view`, which is of `kind` and has that spec.
    pub fn new(kind: RouteKind, view: View<'a>, spec: Option<Value<'a>>) -> Self {
        let mut made = Self { kind, view, parent_refs: None, hostnames: None, rules: None };
        for entry in spec.into_iter().flat_map(Value::entries) {
            match entry.key.as_str() {
                Some("parentRefs") => made.parent_refs = Some(entry.value.id()),
                Some("hostnames") => made.hostnames = Some(entry.value.id()),
                Some("rules") => made.rules = Some(entry.value.id()),
                _ => {}
            }
        }
        made
    }

    /// Its kind.
    pub fn kind(self) -> RouteKind {
        self.kind
    }

    /// The node that is viewed.
    pub fn view(self) -> View<'a> {
        self.view
    }

    /// Where it is written.
    pub fn at(self) -> Location {
        self.view.at()
    }

    /// `spec.parentRefs[]`.
    pub fn parent_refs(self) -> Many<'a, ParentRef<'a>> {
        self.view.met(self.parent_refs).first(MOST_PARENTS)
    }

    /// `spec.hostnames[]`; a TCPRoute or UDPRoute has none.
    pub fn hostnames(self) -> Texts<'a> {
        let [of_tls, of_others] = MOST_HOSTNAMES;
        let most = if self.kind == RouteKind::Tls { of_tls } else { of_others };
        if self.kind.has_hostnames() {
            self.view.met(self.hostnames).first_texts(most)
        } else {
            Texts::none(self.view.source())
        }
    }

    /// `spec.rules[]`. An omitted list means one rule that matches everything and has no backend; it is not
    /// invented here.
    pub fn rules(self) -> Many<'a, RouteRule<'a>> {
        self.view.met(self.rules).first(MOST_RULES)
    }

    /// Whether it attaches to Gateways that call themselves default ones (experimental).
    pub fn uses_default_gateways(self) -> bool {
        self.view.text("spec.useDefaultGateways").is_some_and(|it| it.value == "All")
    }

    /// Every backend that traffic of the route may go to: rules, mirrors, external authorisation, and the filters
    /// of backends, in writing order of the rules.
    pub fn backend_refs(self) -> impl Iterator<Item = BackendRef<'a>> {
        self.rules().flat_map(RouteRule::all_backend_refs)
    }
}

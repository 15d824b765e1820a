//! Which features of Gateway API an object needs, and which implementations say that they have them.
//!
//! In comes an object; out come [`Need`]s: the feature, and the field or value that needs it. [`Claims`] says what the
//! conformance reports of one implementation make of a feature, [`rank`] compares all implementations. Features are
//! those of upstream's list, by their names; what no report can list is in `tests::UNSEEN`, with the reason. Fields that
//! every implementation understands in its own way (`parametersRef`, `tls.options`, `extensionRef`, regular
//! expressions) have no feature and are left out.

mod backends;
mod beyond;
mod claims;
mod fields;
mod listeners;
mod rank;
mod references;
mod reports;
mod routes;
#[cfg(test)]
mod tests;

pub(crate) use backends::backend_needs;
pub(crate) use beyond::{EntryPoint, beyond, beyond_of_class, entry_points};
pub(crate) use claims::{Claims, Support};
pub(crate) use rank::{Standing, Used, rank, used};
pub(crate) use reports::{Feature, features, implementations};

use crate::manifest;
use crate::model::{BackendTlsPolicy, GATEWAY, Gateway, ListenerSet, Route, RouteKind, View};
use crate::order::sort_by_key;
use crate::source::{Location, SourceId};
use serde::Serialize;

/// What stands between clients and a route: reports list the features of either by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// A Gateway or a ListenerSet.
    Gateway,
    /// A mesh: the route's parent is a Service.
    Mesh,
}

/// A feature, and the field or value that needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// The feature.
    pub feature: &'static Feature,
    /// Of what.
    pub side: Side,
    /// The field or value.
    pub at: Location,
}

/// The sides on which an object is.
#[derive(Debug, Clone, Copy)]
struct Sides {
    gateway: bool,
    mesh: bool,
}

/// The needs of one object, as they are found.
struct Needs {
    found: Vec<Need>,
}

impl Needs {
    /// Adds a need of a feature of upstream's list; a test of every detector holds that the name is one.
    fn add(&mut self, side: Side, feature: &str, at: Location) {
        let feature = features().iter().find(|it| it.name == feature);
        self.found.extend(feature.map(|feature| Need { feature, side, at }));
    }
}

/// What `object` needs, by place; what depends on other objects is [`backend_needs`].
pub(crate) fn needs(source: SourceId, object: manifest::View<'_>) -> Vec<Need> {
    let mut needs = Needs { found: Vec::new() };
    let kind = object.gvk();
    if kind.group != GATEWAY {
        return needs.found;
    }
    let view = View::new(source, object.value());
    let kind_at = Location { source, span: object.kind_node().span() };
    let route_kind = RouteKind::ALL.into_iter().find(|it| it.name() == kind.kind);
    let route = route_kind.map(|it| Route::new(it, view, object.spec()));
    let sides = route.map_or(Sides { gateway: true, mesh: false }, routes::sides);
    match kind.kind {
        "HTTPRoute" | "GRPCRoute" if sides.mesh => needs.add(Side::Mesh, kind.kind, kind_at),
        _ => {}
    }
    if sides.gateway {
        // Kinds and their features have the same names; the others (GatewayClass) are no feature.
        needs.add(Side::Gateway, kind.kind, kind_at);
    }
    fields::find(kind.kind, view, sides, &mut needs);
    match kind.kind {
        "Gateway" => listeners::of_gateway(Gateway::from(view), &mut needs),
        "ListenerSet" => listeners::find(ListenerSet::from(view).listeners(), &mut needs),
        "BackendTLSPolicy" => fields::bundles(BackendTlsPolicy::from(view), &mut needs),
        _ => {}
    }
    if let Some(route) = route {
        routes::find(route, sides, &mut needs);
    }
    references::find(view, route.filter(|_| sides.gateway), kind.kind, &mut needs);
    sort_by_key(&mut needs.found, |it| (it.at, it.feature.name, it.side));
    needs.found
}

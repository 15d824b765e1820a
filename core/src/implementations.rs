//! Which implementations report all that the sources need: `features` asked of a whole workspace, for people and hosts.

use crate::features::{Side, Standing, Used, backend_needs, needs, rank, used};
use crate::model::GATEWAY;
use crate::order::{Map, sort_by_key};
use crate::report::{self, ObjectV1, SourceMap as _, SpanV1};
use crate::source::{LineIndex, Location, Unit};
use crate::workspace::{Snapshot, Workspace};
use serde::Serialize;

/// What is needed, and how each implementation stands to it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImplementationsV1 {
    /// Always 1.
    pub version: u32,
    /// How many objects of Gateway API there are; without any, every implementation has all that is needed.
    pub objects: usize,
    /// The features that are needed, by name.
    pub features: Vec<NeededFeatureV1>,
    /// Every implementation with a conformance report: those that lack least first, then those of whose features most
    /// is tested, then by name.
    pub implementations: Vec<ImplementationV1>,
}

/// A feature that something needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FeatureV1 {
    /// Its name: `HTTPRouteCORS`.
    pub name: &'static str,
    /// Whether Gateways or meshes have to have it.
    pub side: Side,
}

/// A feature that is needed, and where.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NeededFeatureV1 {
    /// The feature.
    #[serde(flatten)]
    pub feature: FeatureV1,
    /// How many fields and values need it.
    pub count: usize,
    /// The first of them, by source and place.
    pub first: PlaceV1,
}

/// A field or value.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PlaceV1 {
    /// The name of the source.
    pub source: String,
    /// The object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectV1>,
    /// The field, as the API server writes it.
    pub path: String,
    /// Where it stands.
    pub span: SpanV1,
}

/// An implementation by its newest conformance report.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImplementationV1 {
    /// Its name, as the setting `implementation` takes it.
    pub name: &'static str,
    /// Whose it is.
    pub organization: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The release of Gateway API whose tests ran.
    pub gateway_api: &'static str,
    /// The day of the report; empty where it does not say.
    pub date: &'static str,
    /// The channel of Gateway API.
    pub channel: &'static str,
    /// What the report does not list.
    pub missing: Vec<MissingFeatureV1>,
    /// What it lists though tests were skipped or failed.
    pub partly: Vec<PartlyTestedFeatureV1>,
}

/// A feature that a report does not list.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MissingFeatureV1 {
    /// The feature.
    #[serde(flatten)]
    pub feature: FeatureV1,
    /// Whether the report is older than the feature, so that it says nothing.
    pub newer: bool,
}

/// A feature that a report lists without some of its tests.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PartlyTestedFeatureV1 {
    /// The feature.
    #[serde(flatten)]
    pub feature: FeatureV1,
    /// The tests that were skipped or failed.
    pub tests: Vec<&'static str>,
}

impl std::fmt::Display for FeatureV1 {
    /// Its name, and that it is a mesh's where the name does not say so.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = if self.side == Side::Mesh && !self.name.starts_with("Mesh") { " (mesh)" } else { "" };
        write!(out, "{}{of}", self.name)
    }
}

/// Compares all implementations by what the sources of a workspace need.
pub fn compare<'s>(snapshot: &'s Snapshot<'s>, unit: Unit) -> ImplementationsV1 {
    let workspace = snapshot.workspace();
    let (mut needed, mut objects) = (Vec::new(), 0);
    // Sources come by name, which the order of their ids is not.
    let mut order = Map::new();
    for (place, (source, _, analysis)) in workspace.sources().enumerate() {
        order.insert(source, place);
        for object in analysis.objects() {
            let view = object.view(analysis.text(), analysis.tree());
            objects += usize::from(view.group() == GATEWAY);
            needed.extend(needs(source, view));
        }
    }
    needed.extend(snapshot.facts().attachments().routes().iter().flat_map(backend_needs));
    needed.retain(|it| order.contains_key(&it.at.source));
    sort_by_key(&mut needed, |it| (order.get(&it.at.source), it.at));
    let used = used(&needed);
    let standings = rank(&used, workspace.settings().gateway_api.channel);
    ImplementationsV1 {
        version: 1,
        objects,
        features: used.iter().map(|it| used_v1(workspace, it, unit)).collect(),
        implementations: standings.iter().map(|it| implementation_v1(it, &used)).collect(),
    }
}

fn feature_v1(used: &Used) -> FeatureV1 {
    FeatureV1 { name: used.feature.name, side: used.side }
}

fn used_v1(workspace: &Workspace, used: &Used, unit: Unit) -> NeededFeatureV1 {
    let Location { source, span } = used.first;
    let text = workspace.text(source);
    let lines = LineIndex::new(text, unit);
    let object = report::object_at(workspace, used.first);
    let path = object.map(|it| report::path_at(report::root(workspace, source, it), span));
    let first = PlaceV1 {
        source: workspace.name(source).to_owned(),
        object: object.map(|it| report::named(workspace, source, it)),
        path: path.unwrap_or_default(),
        span: SpanV1 { start: lines.position(text, span.start()), end: lines.position(text, span.end()) },
    };
    NeededFeatureV1 { feature: feature_v1(used), count: used.count, first }
}

fn implementation_v1(standing: &Standing, used: &[Used]) -> ImplementationV1 {
    let Standing { claims, missing, partly } = standing;
    let (implementation, report) = (claims.implementation, claims.report);
    let at = |place: &usize| used.get(*place);
    let missing = missing.iter().filter_map(at);
    let partly = partly.iter().filter_map(|(place, tests)| Some((at(place)?, tests.clone())));
    ImplementationV1 {
        name: implementation.name,
        organization: implementation.organization,
        version: report.version,
        gateway_api: report.gateway_api,
        date: report.date,
        channel: report.channel,
        missing: missing
            .map(|it| MissingFeatureV1 { feature: feature_v1(it), newer: report.is_older_than(it.feature) })
            .collect(),
        partly: partly.map(|(it, tests)| PartlyTestedFeatureV1 { feature: feature_v1(it), tests }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ImplementationV1, ImplementationsV1, Side, compare};
    use crate::Workspace;
    use crate::settings::Settings;
    use crate::source::Unit;

    const ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: shop}\nspec:\n  parentRefs: [{name: edge}]\n  rules:\n    - matches: [{method: GET}]\n      backendRefs: [{name: api, port: 80}]\n";
    const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}\n";

    fn answer(sources: &[(&str, &str)]) -> ImplementationsV1 {
        let mut workspace = Workspace::new(Settings::default()).unwrap();
        for (name, text) in sources {
            workspace.set_source(name, *text);
        }
        compare(&workspace.snapshot(), Unit::Utf8)
    }

    fn of<'a>(answer: &'a ImplementationsV1, name: &str) -> &'a ImplementationV1 {
        answer.implementations.iter().find(|it| it.name == name).unwrap()
    }

    fn missing(it: &ImplementationV1) -> Vec<&str> {
        it.missing.iter().map(|it| it.feature.name).collect()
    }

    #[test]
    fn those_that_lack_least_come_first() {
        let answer = answer(&[("route.yaml", ROUTE), ("api.yaml", SERVICE)]);
        assert_eq!(answer.objects, 1, "a Service is no object of Gateway API");
        let features: Vec<_> = answer.features.iter().map(|it| it.feature.name).collect();
        assert_eq!(features, ["HTTPRoute", "HTTPRouteBackendProtocolH2C", "HTTPRouteMethodMatching"]);
        assert_eq!(missing(of(&answer, "envoy-gateway")), [""; 0]);
        assert_eq!(
            missing(of(&answer, "higress")),
            ["HTTPRouteBackendProtocolH2C", "HTTPRouteMethodMatching"]
        );
        assert_eq!(missing(of(&answer, "linkerd")).len(), 3, "a mesh has no Gateways");
        let lacks: Vec<_> =
            answer.implementations.iter().map(|it| (it.missing.len(), it.partly.len(), it.name)).collect();
        assert!(lacks.is_sorted(), "{lacks:?}");
        let traefik = of(&answer, "traefik");
        assert_eq!(traefik.partly[0].tests, ["HTTPRouteMultipleGateways"]);
    }

    #[test]
    fn a_feature_says_where_it_is_needed_first() {
        // The later name is added first, so ids and names are in different orders.
        let answer = answer(&[("b.yaml", ROUTE), ("a.yaml", ROUTE)]);
        let method = answer.features.iter().find(|it| it.feature.name == "HTTPRouteMethodMatching").unwrap();
        assert_eq!((method.count, method.first.source.as_str()), (2, "a.yaml"));
        assert_eq!(method.first.path, "spec.rules[0].matches[0].method");
        assert_eq!(method.first.span.start.line, 7);
        assert_eq!(method.first.object.as_ref().unwrap().to_string(), "HTTPRoute shop/web");
    }

    #[test]
    fn nothing_needs_nothing() {
        let answer = answer(&[("api.yaml", SERVICE)]);
        assert_eq!((answer.objects, answer.features.len()), (0, 0));
        assert!(answer.implementations.iter().all(|it| it.missing.is_empty()));
    }

    #[test]
    fn the_side_is_part_of_the_name() {
        let mesh = ROUTE.replace("{name: edge}", "{group: '', kind: Service, name: api}");
        let answer = answer(&[("route.yaml", &mesh)]);
        let names: Vec<_> = answer.features.iter().map(|it| it.feature.to_string()).collect();
        assert_eq!(names, ["HTTPRoute (mesh)", "Mesh"]);
        assert!(answer.features.iter().all(|it| it.feature.side == Side::Mesh));
        assert_eq!(missing(of(&answer, "linkerd")), [""; 0]);
    }
}

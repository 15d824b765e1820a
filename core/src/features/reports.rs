//! What `generated/implementations.txt` says, read once. Columns are separated by tabs:
//!
//! - `feature`: name, the first release of Gateway API that has it (1.3 may mean an earlier one);
//! - `implementation`: name, organization, other names;
//! - `report`, of the implementation above, newest first: version, release of Gateway API, date, channel, mode,
//!   profiles whose core tests passed (`~`: some were skipped), and two sets of features, a bit for each in the order
//!   of the `feature` lines: of Gateways, of meshes. Core features are those of the profiles that passed;
//! - `part`, of the report above: `g` or `m`, a feature, and its tests that were skipped or failed.

use super::Side;
use crate::generated::IMPLEMENTATIONS;
use std::sync::LazyLock;

/// A feature of upstream's list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Feature {
    /// Its name: `HTTPRouteCORS`.
    pub name: &'static str,
    /// The first release of Gateway API whose reports can list it: `1.4`.
    pub since: &'static str,
    /// Its place in the list.
    place: usize,
}

/// An implementation that has handed in a conformance report.
#[derive(Debug)]
pub(crate) struct Implementation {
    /// Its name: `envoy-gateway`.
    pub name: &'static str,
    /// Whose it is.
    pub organization: &'static str,
    /// What else it is called.
    pub aliases: Vec<&'static str>,
    /// Its reports, newest first.
    pub reports: Vec<Report>,
}

/// What counts of one conformance report.
#[derive(Debug)]
pub(crate) struct Report {
    /// The version of the implementation.
    pub version: &'static str,
    /// The release of Gateway API whose tests ran: `1.6.1`.
    pub gateway_api: &'static str,
    /// The day, as `2026-08-18`; empty where the report does not say.
    pub date: &'static str,
    /// The channel of Gateway API.
    pub channel: &'static str,
    /// The mode in which the implementation ran.
    pub mode: &'static str,
    gateway: u128,
    mesh: u128,
    parts: Vec<Part>,
}

/// A feature whose tests did not all run and pass.
#[derive(Debug)]
struct Part {
    side: Side,
    feature: &'static str,
    tests: Vec<&'static str>,
}

impl Report {
    /// Whether it lists `feature`.
    pub(crate) fn lists(&self, side: Side, feature: &Feature) -> bool {
        let listed = match side {
            Side::Gateway => self.gateway,
            Side::Mesh => self.mesh,
        };
        listed >> feature.place & 1 == 1
    }

    /// The tests of `feature` that were skipped or failed.
    pub(crate) fn missed(&self, side: Side, feature: &Feature) -> &[&'static str] {
        let part = self.parts.iter().find(|it| it.side == side && it.feature == feature.name);
        part.map_or(&[], |it| it.tests.as_slice())
    }

    /// Whether its tests are those of a release that did not have `feature` yet.
    pub(crate) fn is_older_than(&self, feature: &Feature) -> bool {
        minor(self.gateway_api) < minor(feature.since)
    }
}

/// The first two numbers of a release.
fn minor(release: &str) -> (u32, u32) {
    let mut numbers = release.split('.').map(|it| it.parse().unwrap_or_default());
    (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
}

#[derive(Default)]
struct Table {
    features: Vec<Feature>,
    implementations: Vec<Implementation>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(IMPLEMENTATIONS));

/// Every feature of upstream's list, by name.
pub(crate) fn features() -> &'static [Feature] {
    &TABLE.features
}

/// Every implementation with a report, by name.
pub(crate) fn implementations() -> &'static [Implementation] {
    &TABLE.implementations
}

impl Table {
    fn read(text: &'static str) -> Self {
        let mut table = Self::default();
        for line in text.lines() {
            table.take(&line.split('\t').collect::<Vec<_>>());
        }
        table
    }

    fn take(&mut self, columns: &[&'static str]) {
        match *columns {
            ["feature", name, since] => {
                let place = self.features.len();
                self.features.push(Feature { name, since, place });
            }
            ["implementation", name, organization, aliases] => {
                let (aliases, reports) = (list(aliases), Vec::new());
                self.implementations.push(Implementation { name, organization, aliases, reports });
            }
            ["report", version, gateway_api, date, channel, mode, _profiles, gateway, mesh] => {
                let bits = |it| u128::from_str_radix(it, 16).unwrap_or_default();
                let (gateway, mesh) = (bits(gateway), bits(mesh));
                let parts = Vec::new();
                let report = Report { version, gateway_api, date, channel, mode, gateway, mesh, parts };
                if let Some(implementation) = self.implementations.last_mut() {
                    implementation.reports.push(report);
                }
            }
            ["part", side, feature, tests] => {
                let side = if side == "m" { Side::Mesh } else { Side::Gateway };
                if let Some(report) = self.implementations.last_mut().and_then(|it| it.reports.last_mut()) {
                    report.parts.push(Part { side, feature, tests: list(tests) });
                }
            }
            _ => {}
        }
    }
}

fn list(text: &'static str) -> Vec<&'static str> {
    text.split(',').filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Feature, IMPLEMENTATIONS, Implementation, Side, features, implementations};

    fn feature(name: &str) -> &'static Feature {
        features().iter().find(|it| it.name == name).unwrap()
    }

    fn implementation(name: &str) -> &'static Implementation {
        implementations().iter().find(|it| it.name == name).unwrap()
    }

    #[test]
    fn every_line_is_understood() {
        let lines = |start: &str| IMPLEMENTATIONS.lines().filter(|it| it.starts_with(start)).count();
        assert_eq!(lines("feature\t"), features().len());
        assert_eq!(lines("implementation\t"), implementations().len());
        let reports: Vec<_> = implementations().iter().flat_map(|it| &it.reports).collect();
        assert_eq!(lines("report\t"), reports.len());
        assert_eq!(lines("part\t"), reports.iter().map(|it| it.parts.len()).sum::<usize>());
        assert!(implementations().iter().all(|it| !it.reports.is_empty()));
        assert!(reports.iter().all(|it| it.gateway | it.mesh != 0 && it.gateway_api.contains('.')));
        assert!(features().len() <= 128, "a set of features has 128 bits");
    }

    #[test]
    fn core_features_are_those_of_the_profiles_that_passed() {
        let envoy = implementation("envoy-gateway").reports.first().unwrap();
        assert!(envoy.lists(Side::Gateway, feature("GRPCRoute")));
        assert!(!envoy.lists(Side::Mesh, feature("GRPCRoute")), "it is no mesh");
        assert!(!envoy.lists(Side::Gateway, feature("UDPRoute")), "the profile is not in the report");
        let linkerd = implementation("linkerd").reports.first().unwrap();
        assert!(
            linkerd.lists(Side::Mesh, feature("Mesh")) && linkerd.lists(Side::Mesh, feature("HTTPRoute"))
        );
        assert!(!linkerd.lists(Side::Gateway, feature("HTTPRoute")), "it has no Gateways");
        assert_eq!(linkerd.missed(Side::Mesh, feature("GRPCRoute")), ["MeshGRPCRouteRequestHeaderModifier"]);
        assert!(linkerd.missed(Side::Mesh, feature("HTTPRoute")).is_empty());
    }

    #[test]
    fn a_renamed_feature_is_the_same() {
        let istio = implementation("istio").reports.first().unwrap();
        assert!(istio.lists(Side::Gateway, feature("GatewayInfrastructure")), "was …Propagation");
        assert!(features().iter().all(|it| it.name != "GatewayInfrastructurePropagation"));
        assert!(implementation("n42-gateway").aliases.contains(&"haproxy-ingress"));
    }

    #[test]
    fn a_report_can_be_older_than_a_feature() {
        let envoy = implementation("envoy-gateway").reports.first().unwrap();
        assert!(envoy.is_older_than(feature("HTTPRouteBackendURLRewrite")));
        assert!(!envoy.is_older_than(feature("HTTPRouteRetryCodes")));
        assert!(!envoy.is_older_than(feature("HTTPRoute")));
    }
}

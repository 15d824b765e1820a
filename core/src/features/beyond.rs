//! What implementations document of themselves beyond the features that conformance reports list.

use crate::model::{Container, GATEWAY, GatewayClass, Workload, WorkloadKind};
use crate::source::Location;
use crate::world::{Item, World};

/// What one implementation does in its own way.
#[derive(Debug)]
pub(crate) struct Beyond {
    /// Its name in conformance reports.
    pub name: &'static str,
    /// The name of its controller, as GatewayClasses have it.
    pub controller: &'static str,
    /// Whether a BackendTLSPolicy may take CA certificates from a Secret.
    pub ca_secrets: bool,
    /// The kinds of Gateway API that it takes as backends, besides Services.
    pub backends: &'static [&'static str],
    /// Whether a listener's port has to be one of the entry points that its own arguments define.
    pub entry_points: bool,
}

const PLAIN: Beyond =
    Beyond { name: "", controller: "", ca_secrets: false, backends: &[], entry_points: false };

static ALL: &[Beyond] = &[
    // https://gateway.envoyproxy.io/docs/tasks/security/backend-tls/
    Beyond {
        name: "envoy-gateway",
        controller: "gateway.envoyproxy.io/gatewayclass-controller",
        ca_secrets: true,
        ..PLAIN
    },
    // https://docs.nginx.com/nginx-gateway-fabric/traffic-security/secure-backend/
    Beyond {
        name: "nginx-gateway-fabric",
        controller: "gateway.nginx.org/nginx-gateway-controller",
        ca_secrets: true,
        ..PLAIN
    },
    // https://kgateway.dev/docs/main/traffic-management/route-delegation/
    Beyond { name: "kgateway", controller: "kgateway.dev/kgateway", backends: &["HTTPRoute"], ..PLAIN },
    // https://doc.traefik.io/traefik/reference/install-configuration/providers/kubernetes/kubernetes-gateway/
    Beyond { name: "traefik", controller: "traefik.io/gateway-controller", entry_points: true, ..PLAIN },
];

/// What is documented of the implementation with this name in conformance reports.
pub(crate) fn beyond(name: &str) -> Option<&'static Beyond> {
    ALL.iter().find(|it| it.name == name)
}

/// What is documented of the implementation that serves a class.
pub(crate) fn beyond_of_class(class: &Item<'_>) -> Option<&'static Beyond> {
    let controller = class.read::<GatewayClass<'_>>().controller_name()?.value;
    ALL.iter().find(|it| it.controller == controller)
}

impl Beyond {
    /// The kinds that it takes as backends: group, kind.
    pub(crate) fn backend_kinds(&self) -> impl Iterator<Item = (String, String)> {
        self.backends.iter().map(|it| (GATEWAY.to_owned(), (*it).to_owned()))
    }
}

/// A port that Traefik listens on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryPoint<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its port.
    pub port: i64,
    /// Whether it takes UDP.
    pub is_udp: bool,
    /// The argument that defines it.
    pub at: Location,
}

/// More entry points are not expected; each listener is compared with all of them.
const MOST: usize = 64;

/// The entry points that the arguments of Traefik's containers define. None where its settings are elsewhere, or where there
/// are too many to be those of one Traefik.
pub(crate) fn entry_points<'a>(world: &World<'a>) -> Vec<EntryPoint<'a>> {
    let workloads = WorkloadKind::ALL.iter().flat_map(|it| world.of_kind(it.group_kind()));
    let pods = workloads.filter_map(|it| it.read::<Workload<'_>>().template());
    let all = pods.flat_map(|it| it.containers().flat_map(of_container).collect::<Vec<_>>());
    let found: Vec<_> = all.take(MOST + 1).collect();
    if found.len() > MOST { Vec::new() } else { found }
}

fn of_container(container: Container<'_>) -> Vec<EntryPoint<'_>> {
    let arguments: Vec<_> = container.view().texts("args").collect();
    let mut found = Vec::new();
    for (place, argument) in arguments.iter().enumerate() {
        // The value may be an argument of its own.
        let (flag, value) = match argument.value.split_once('=') {
            Some((flag, value)) => (flag, Some(value)),
            None => (argument.value, arguments.get(place + 1).map(|it| it.value)),
        };
        let (Some(name), Some(value)) = (name_of(flag), value) else { continue };
        let (address, is_udp) = match value.strip_suffix("/udp") {
            Some(it) => (it, true),
            None => (value.strip_suffix("/tcp").unwrap_or(value), false),
        };
        let port = address.rsplit_once(':').and_then(|it| it.1.parse().ok());
        found.extend(port.map(|port| EntryPoint { name, port, is_udp, at: argument.at }));
    }
    found
}

/// The name in `--entryPoints.NAME.address`, in any case.
fn name_of(flag: &str) -> Option<&str> {
    let mut parts = flag.trim_start_matches('-').split('.');
    let (Some(head), Some(name), Some(field), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    (head.eq_ignore_ascii_case("entrypoints") && field.eq_ignore_ascii_case("address")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{ALL, beyond, name_of};
    use crate::features::implementations;

    #[test]
    fn every_name_is_one_of_a_report() {
        for it in ALL {
            assert!(implementations().iter().any(|known| known.name == it.name), "{}", it.name);
            assert!(it.ca_secrets || it.entry_points || !it.backends.is_empty());
        }
        assert!(beyond("istio").is_none());
    }

    #[test]
    fn the_flag_of_an_entry_point() {
        assert_eq!(name_of("--entryPoints.web.address"), Some("web"));
        assert_eq!(name_of("--entrypoints.websecure.Address"), Some("websecure"));
        assert_eq!(name_of("--entryPoints.web.http.tls"), None);
        assert_eq!(name_of("--log.level"), None);
    }
}

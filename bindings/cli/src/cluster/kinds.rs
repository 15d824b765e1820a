//! The kinds that the engine judges by, and where a cluster serves them.

use super::api::{Api, Refusal};
use super::notes::Notes;
use routeproof_core::GroupKind;
use routeproof_core::internal::model::{GATEWAY, GATEWAY_X, MULTICLUSTER, RouteKind, is_cluster_scoped};
use serde::Deserialize;

/// Kinds that every cluster serves as version v1, with their name in a path. Neither Secret nor ConfigMap is among them:
/// those are read one by one, where something refers to them.
const BUILT_IN: [(GroupKind<'static>, &str); 8] = [
    (GroupKind::CRD, "customresourcedefinitions"),
    (GroupKind::NAMESPACE, "namespaces"),
    (GroupKind::SERVICE, "services"),
    (GroupKind::ENDPOINT_SLICE, "endpointslices"),
    (GroupKind::POD, "pods"),
    (GroupKind::DEPLOYMENT, "deployments"),
    (GroupKind::STATEFUL_SET, "statefulsets"),
    (GroupKind::DAEMON_SET, "daemonsets"),
];

/// Kinds that CRDs define, so that discovery must tell whether they are there and in which version; and whether a
/// cluster with Gateway API is expected to have them.
const DEFINED: [(GroupKind<'static>, bool); 12] = [
    (GroupKind::GATEWAY_CLASS, true),
    (GroupKind::GATEWAY, true),
    (GroupKind::REFERENCE_GRANT, true),
    (RouteKind::Http.group_kind(), true),
    (RouteKind::Grpc.group_kind(), true),
    (RouteKind::Tls.group_kind(), false),
    (RouteKind::Tcp.group_kind(), false),
    (RouteKind::Udp.group_kind(), false),
    (GroupKind::LISTENER_SET, false),
    (GroupKind::BACKEND_TLS_POLICY, false),
    (GroupKind::new(GATEWAY_X, "XBackend"), false),
    (GroupKind::SERVICE_IMPORT, false),
];

/// A kind as the cluster serves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) kind: GroupKind<'static>,
    /// Its group and version, as `apiVersion` has them.
    pub(super) api_version: String,
    /// Its name in a path.
    pub(super) plural: String,
}

impl Resource {
    /// A kind that every cluster serves.
    pub(super) fn built_in(kind: GroupKind<'static>, plural: &str) -> Self {
        let api_version = if kind.group.is_empty() { "v1".to_owned() } else { format!("{}/v1", kind.group) };
        Self { kind, api_version, plural: plural.to_owned() }
    }

    /// Whether its objects have no namespace.
    pub(super) fn is_cluster_scoped(&self) -> bool {
        is_cluster_scoped(self.kind)
    }

    /// The path of its objects in `namespace`, or of all.
    pub(super) fn path(&self, namespace: Option<&str>) -> String {
        let root = if self.kind.group.is_empty() { "/api" } else { "/apis" };
        match namespace {
            Some(it) => format!("{root}/{}/namespaces/{it}/{}", self.api_version, self.plural),
            None => format!("{root}/{}/{}", self.api_version, self.plural),
        }
    }
}

/// The answer to `/apis`.
#[derive(Debug, Deserialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    name: String,
    versions: Vec<Version>,
    preferred_version: Option<Version>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    group_version: String,
}

/// The answer to `/apis/GROUP/VERSION`.
#[derive(Debug, Deserialize)]
struct Resources {
    resources: Vec<Served>,
}

#[derive(Debug, Deserialize)]
struct Served {
    name: String,
    kind: String,
}

/// What of our kinds the cluster serves. The first question that it is asked: where it is not answered, nothing is.
///
/// # Errors
/// Where discovery fails for another reason than that it is forbidden.
pub(super) async fn discover(api: &Api, notes: &mut Notes) -> Result<Vec<Resource>, Refusal> {
    let mut found: Vec<_> = BUILT_IN.iter().map(|(kind, plural)| Resource::built_in(*kind, plural)).collect();
    let groups = match api.get::<Groups>("/apis").await {
        Ok(it) => it.groups,
        Err(Refusal::Forbidden) => {
            for (kind, _) in &DEFINED {
                notes.refused(&Refusal::Forbidden, kind.kind);
            }
            return Ok(found);
        }
        Err(other) => return Err(other),
    };
    for name in [GATEWAY, GATEWAY_X, MULTICLUSTER] {
        let kinds = DEFINED.iter().filter(|(kind, _)| kind.group == name);
        let group = groups.iter().find(|it| it.name == name);
        let (served, failed) = match group {
            Some(group) => resources(api, group).await,
            None => (Vec::new(), None),
        };
        for (kind, expected) in kinds {
            let resource = served.iter().find(|(_, it)| it.kind == kind.kind);
            match (resource, &failed) {
                (Some((api_version, it)), _) => found.push(Resource {
                    kind: *kind,
                    api_version: api_version.clone(),
                    plural: it.name.clone(),
                }),
                (None, Some(refusal)) => notes.refused(refusal, kind.kind),
                (None, None) if *expected => notes.refused(&Refusal::Absent, kind.kind),
                (None, None) => {}
            }
        }
    }
    Ok(found)
}

/// What `group` serves, with the version: the preferred one first; and why a version could not be asked for.
async fn resources(api: &Api, group: &Group) -> (Vec<(String, Served)>, Option<Refusal>) {
    let mut served = Vec::new();
    let mut failed = None;
    let mut versions: Vec<_> = group.versions.iter().collect();
    versions.sort_by_key(|it| group.preferred_version.as_ref() != Some(it));
    for version in versions {
        match api.get::<Resources>(&format!("/apis/{}", version.group_version)).await {
            // A name with a slash is a part of a resource: `httproutes/status`.
            Ok(it) => {
                let whole = it.resources.into_iter().filter(|it| !it.name.contains('/'));
                served.extend(whole.map(|it| (version.group_version.clone(), it)));
            }
            Err(refusal) => failed = Some(refusal),
        }
    }
    (served, failed)
}

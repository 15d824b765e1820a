//! Fields and kinds that a release of Gateway API renamed, moved or removed.
//!
//! The table is made by comparing the CRDs of the modules `sigs.k8s.io/gateway-api` v0.5.1 to v1.7.0, of both channels, in
//! `config/crd`; what each became is in the `CHANGELOG` of the release that is named.

use super::serving::Serving;
use crate::manifest::View;

/// What became of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Renamed {
    /// The minor release since which it is so: 4 is 1.4.
    pub since: u32,
    /// Where it is now, as a path with `[]` for items; `None` where it is gone.
    pub now: Option<&'static str>,
}

/// Kinds, the old path, the release and the new path.
type Row = (&'static [&'static str], &'static str, u32, Option<&'static str>);

const ROUTES: &[&str] = &["GRPCRoute", "HTTPRoute"];
const TLS_POLICY: &[&str] = &["BackendTLSPolicy"];

static FIELDS: &[Row] = &[
    (TLS_POLICY, "spec.targetRef", 1, Some("spec.targetRefs[]")),
    (TLS_POLICY, "spec.targetRefs[].namespace", 1, None),
    (TLS_POLICY, "spec.tls", 1, Some("spec.validation")),
    (TLS_POLICY, "spec.validation.caCertRefs", 1, Some("spec.validation.caCertificateRefs")),
    (TLS_POLICY, "spec.validation.wellKnownCACerts", 1, Some("spec.validation.wellKnownCACertificates")),
    (&["Gateway"], "spec.backendTLS", 4, Some("spec.tls.backend")),
    (
        &["Gateway"],
        "spec.listeners[].tls.frontendValidation",
        4,
        Some("spec.tls.frontend.default.validation"),
    ),
    (ROUTES, "spec.rules[].sessionPersistence.idleTimeout", 6, None),
    (
        ROUTES,
        "spec.rules[].sessionPersistence.cookieConfig",
        7,
        Some("spec.rules[].sessionPersistence.cookie"),
    ),
    (
        ROUTES,
        "spec.rules[].sessionPersistence.sessionName",
        7,
        Some("spec.rules[].sessionPersistence.cookie.name"),
    ),
    (&["XBackendTrafficPolicy"], "spec.sessionPersistence.idleTimeout", 6, None),
    (
        &["XBackendTrafficPolicy"],
        "spec.sessionPersistence.cookieConfig",
        7,
        Some("spec.sessionPersistence.cookie"),
    ),
    (
        &["XBackendTrafficPolicy"],
        "spec.sessionPersistence.sessionName",
        7,
        Some("spec.sessionPersistence.cookie.name"),
    ),
    (&["XBackend"], "spec.port.port", 7, Some("spec.port.number")),
    (&["XBackend"], "spec.port.name", 7, None),
];

/// Kinds by their old name, the release, and what they are now: apiVersion and kind.
static KINDS: &[(&str, u32, &str, &str)] = &[
    ("BackendLBPolicy", 3, "gateway.networking.x-k8s.io/v1alpha1", "XBackendTrafficPolicy"),
    ("ReferencePolicy", 0, "gateway.networking.k8s.io/v1", "ReferenceGrant"),
    ("XListenerSet", 5, "gateway.networking.k8s.io/v1", "ListenerSet"),
];

/// Fields of Kubernetes' own kinds that the version which is served calls otherwise: kind, the end of the path, and what it
/// is called now. <https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122>
static OF_KUBERNETES: &[(&str, &str, &str)] = &[
    ("Ingress", ".serviceName", "service.name"),
    ("Ingress", ".servicePort", "service.port.number` or `service.port.name"),
    ("Ingress", "spec.backend", "defaultBackend"),
];

/// What the unknown field at `path` of one of Kubernetes' own kinds is called in the newest version.
pub(crate) fn called_now(kind: &str, path: &str) -> Option<&'static str> {
    OF_KUBERNETES.iter().find(|it| it.0 == kind && path.ends_with(it.1)).map(|it| it.2)
}

/// What became of the unknown field at `path` in the release that is served.
pub(crate) fn renamed(view: View<'_>, serving: Serving<'_>, path: &str) -> Option<Renamed> {
    let (kind, plain, minor) = (view.kind(), without_places(path), minor(serving)?);
    let row = FIELDS.iter().find(|(kinds, old, ..)| kinds.contains(&kind) && *old == plain)?;
    (row.2 <= minor).then_some(Renamed { since: row.2, now: row.3 })
}

/// What a field that a later release has is called in the one that is served.
pub(crate) fn called_before(view: View<'_>, serving: Serving<'_>, path: &str) -> Option<&'static str> {
    let (kind, plain, minor) = (view.kind(), without_places(path), minor(serving)?);
    let is = |now: &str| plain == now.trim_end_matches("[]") || now.starts_with(&format!("{plain}."));
    let mut rows = FIELDS.iter().filter(|it| it.2 > minor && it.0.contains(&kind));
    rows.find(|it| it.3.is_some_and(is)).map(|it| it.1)
}

/// What a kind that the release does not have is now: the minor release since which it is so, apiVersion and kind.
pub(crate) fn renamed_kind(kind: &str, serving: Serving<'_>) -> Option<(u32, &'static str, &'static str)> {
    let minor = minor(serving)?;
    let row = KINDS.iter().find(|it| it.0 == kind && it.1 <= minor)?;
    Some((row.1, row.2, row.3))
}

/// The second number of the release.
fn minor(serving: Serving<'_>) -> Option<u32> {
    serving.release().minor().split_once('.')?.1.parse().ok()
}

/// A path with `[]` for each item.
fn without_places(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for part in path.split_inclusive('[') {
        match part.split_once(']') {
            Some((_, rest)) => {
                out.push(']');
                out.push_str(rest);
            }
            None => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, KINDS, without_places};
    use crate::schema::table::Schema;
    use crate::schema::{Channel, Release, Serving};

    /// The schema at a path with `[]` for items.
    fn follow<'t>(root: Schema<'t>, path: &str) -> Option<Schema<'t>> {
        path.split('.').try_fold(root, |schema, step| {
            let field = schema.property(step.trim_end_matches("[]"))?.schema();
            if step.ends_with("[]") { field.items() } else { Some(field) }
        })
    }

    fn has(release: &str, kind: &str, path: &str) -> Option<bool> {
        let release = Release::find(release)?;
        let mut kinds = release.kinds().filter(|it| it.name() == kind);
        let kind = kinds.next()?;
        Some(kind.served(Channel::Experimental).any(|it| follow(it.schema(), path).is_some()))
    }

    #[test]
    fn every_row_is_what_the_tables_say() {
        for (kinds, old, since, now) in FIELDS {
            for kind in *kinds {
                let (before, after) =
                    (format!("1.{}", since.saturating_sub(1)), format!("1.{}", (*since).max(3)));
                // The tables begin with 1.3.
                if let Some(had) = has(&before, kind, old) {
                    assert!(had, "{before} {kind} {old}");
                }
                assert_ne!(has(&after, kind, old), Some(true), "{after} {kind} {old}");
                if let (Some(now), Some(found)) = (now, now.and_then(|it| has(&after, kind, it))) {
                    assert!(found, "{after} {kind} {now}");
                }
            }
        }
        let newest = Serving::default().release();
        for (old, _, _, now) in KINDS {
            assert!(newest.kinds().all(|it| it.name() != *old) && newest.kinds().any(|it| it.name() == *now));
        }
    }

    #[test]
    fn a_path_without_places() {
        assert_eq!(without_places("spec.rules[12].filters[0].cors"), "spec.rules[].filters[].cors");
        assert_eq!(without_places("spec"), "spec");
    }
}

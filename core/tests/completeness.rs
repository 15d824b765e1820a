//! What `status` refuses, `check` explains: each negative condition that is predicted of an object has a finding in that
//! object, or one that points into it or names it. The worlds in `worlds/` show every reason that the inputs alone can decide.

use routeproof_core::Workspace;
use routeproof_core::diagnostic::{Diagnostic, Severity};
use routeproof_core::internal::world::Item;
use routeproof_core::rules::registry;
use routeproof_core::settings::Settings;
use routeproof_core::source::Location;
use routeproof_core::status::{Condition, Status, Truth};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every reason that one of the worlds has to show, by kind and condition.
const REASONS: &[&str] = &[
    "BackendTLSPolicy Accepted Conflicted",
    "BackendTLSPolicy Accepted Invalid",
    "BackendTLSPolicy Accepted NoValidCACertificate",
    "BackendTLSPolicy Accepted TargetNotFound",
    "BackendTLSPolicy ResolvedRefs InvalidCACertificateRef",
    "BackendTLSPolicy ResolvedRefs InvalidKind",
    "GRPCRoute ResolvedRefs UnsupportedProtocol",
    "Gateway Accepted HostnameConflict",
    "Gateway Accepted InvalidParameters",
    "Gateway Accepted ListenersNotValid",
    "Gateway Accepted NoValidCACertificate",
    "Gateway Accepted ProtocolConflict",
    "Gateway Accepted UnsupportedAddress",
    "Gateway Accepted UnsupportedProtocol",
    "Gateway Conflicted HostnameConflict",
    "Gateway Conflicted ProtocolConflict",
    "Gateway Programmed HostnameConflict",
    "Gateway Programmed Invalid",
    "Gateway Programmed InvalidTLSConfig",
    "Gateway Programmed Pending",
    "Gateway Programmed ProtocolConflict",
    "Gateway ResolvedRefs InvalidCACertificateKind",
    "Gateway ResolvedRefs InvalidCACertificateRef",
    "Gateway ResolvedRefs InvalidCertificateRef",
    "Gateway ResolvedRefs InvalidClientCertificateRef",
    "Gateway ResolvedRefs InvalidRouteKinds",
    "Gateway ResolvedRefs ListenersNotResolved",
    "Gateway ResolvedRefs RefNotPermitted",
    "GatewayClass Accepted InvalidParameters",
    "HTTPRoute Accepted Conflicted",
    "HTTPRoute Accepted NoMatchingListenerHostname",
    "HTTPRoute Accepted NoMatchingParent",
    "HTTPRoute Accepted NotAllowedByListeners",
    "HTTPRoute ResolvedRefs BackendNotFound",
    "HTTPRoute ResolvedRefs InvalidKind",
    "HTTPRoute ResolvedRefs RefNotPermitted",
    "ListenerSet Accepted HostnameConflict",
    "ListenerSet Accepted ListenersNotValid",
    "ListenerSet Accepted NotAllowed",
    "ListenerSet Accepted ParentNotAccepted",
    "ListenerSet Accepted ProtocolConflict",
    "ListenerSet Conflicted HostnameConflict",
    "ListenerSet Conflicted ProtocolConflict",
    "ListenerSet Programmed HostnameConflict",
    "ListenerSet Programmed ListenersNotValid",
    "ListenerSet Programmed NotAllowed",
    "ListenerSet Programmed ParentNotAccepted",
    "ListenerSet Programmed Pending",
    "ListenerSet Programmed ProtocolConflict",
    "UDPRoute Accepted NotAllowedByListeners",
];

fn worlds() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

/// The world of a file; its first line may say what it is judged by.
fn workspace(file: &Path) -> Workspace {
    let text = fs::read_to_string(file).unwrap();
    let settings = text.lines().next().and_then(|it| it.strip_prefix("# settings: ")).unwrap_or_default();
    let mut workspace = Workspace::new(Settings::from_yaml(settings, registry()).unwrap()).unwrap();
    workspace.set_source("world.yaml", text);
    workspace
}

/// Every condition of an object, those of its listeners, parents and ancestors included.
fn conditions(status: &Status) -> Vec<&Condition> {
    match status {
        Status::GatewayClass(it) => it.conditions.iter().collect(),
        Status::Gateway(it) => {
            it.conditions.iter().chain(it.listeners.iter().flat_map(|it| &it.conditions)).collect()
        }
        Status::ListenerSet(it) => {
            it.conditions.iter().chain(it.listeners.iter().flat_map(|it| &it.conditions)).collect()
        }
        Status::Route(it) => it.parents.iter().flat_map(|it| &it.conditions).collect(),
        Status::Policy(it) => it.ancestors.iter().flat_map(|it| &it.conditions).collect(),
    }
}

fn is_negative(it: &Condition) -> bool {
    match &*it.kind {
        "Accepted" | "Programmed" | "ResolvedRefs" => it.status == Truth::False,
        "Conflicted" | "PartiallyInvalid" => it.status == Truth::True,
        _ => false,
    }
}

/// Whether a finding is in the object, points into it, or names it.
fn explains(finding: &Diagnostic, item: &Item<'_>) -> bool {
    let place = item.view().at();
    let inside = |at: Location| at.source == place.source && place.span.contains(at.span);
    let points = inside(finding.at) || finding.related.iter().any(|it| inside(it.at));
    finding.severity >= Severity::Warning && (points || finding.message.contains(&item.title()))
}

#[test]
fn whatever_is_refused_has_a_finding() {
    let mut seen = BTreeSet::new();
    let (mut count, mut lacking) = (0, Vec::new());
    for file in worlds() {
        let workspace = workspace(&file);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let (found, world) = (workspace.findings(), workspace.world());
        for object in workspace.snapshot().status() {
            let item = world.item(object.item).unwrap();
            for it in conditions(&object.status).into_iter().filter(|it| is_negative(it)) {
                let reason = format!("{} {} {}", object.kind, it.kind, it.reason);
                count += 1;
                if !found.iter().any(|it| explains(it, item)) {
                    lacking.push(format!("{name}: {}: {reason}: {}", item.title(), it.message));
                }
                seen.insert(reason);
            }
        }
    }
    println!("{count} negative conditions of {} reasons, {} without a finding", seen.len(), lacking.len());
    assert!(lacking.is_empty(), "no finding for\n{}", lacking.join("\n"));
    let wanted: BTreeSet<_> = REASONS.iter().map(|it| (*it).to_owned()).collect();
    let (gone, new): (Vec<_>, Vec<_>) =
        (wanted.difference(&seen).collect(), seen.difference(&wanted).collect());
    assert!(gone.is_empty() && new.is_empty(), "no world shows {gone:?}; not listed: {new:?}");
}

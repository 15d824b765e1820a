//! `routeproof status`: the status that every conformant controller writes, as the partial objects that it would
//! patch.

use crate::Exit;
use crate::args::{StatusArgs, StatusFormat};
use crate::console::Console;
use crate::load::{Load, load};
use anyhow::{Result, bail};
use routeproof_core::diagnostic::{Diagnostic, Family, Severity};
use routeproof_core::report;
use routeproof_core::report::text::{self, Paint, TextOptions};
use routeproof_core::source::Unit;
use routeproof_core::status::{ObjectStatus, Status};
use serde::Serialize;

/// An object of which only the status is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Partial<'s> {
    api_version: &'s str,
    kind: &'s str,
    metadata: Metadata<'s>,
    status: &'s Status,
}

#[derive(Serialize)]
struct Metadata<'s> {
    name: &'s str,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'s str,
}

/// What `kubectl get -o json` prints of several objects.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List<'s> {
    api_version: &'static str,
    kind: &'static str,
    items: Vec<Partial<'s>>,
}

pub(crate) fn status(args: &StatusArgs, console: &mut Console) -> Result<Exit> {
    let load = load(&args.paths, &args.world, console)?;
    let readable = tell_what_is_left_out(&load, console);
    let mut statuses = load.workspace.snapshot().status();
    statuses.retain(|it| is_wanted(it, args));
    if statuses.is_empty() && readable && !(args.only.is_empty() && args.namespace.is_none()) {
        bail!("no object with a status is what --only and --namespace ask for");
    }
    let partials: Vec<_> = statuses.iter().map(partial).collect();
    console.print(&match args.output {
        StatusFormat::Yaml => yaml(&partials)?,
        StatusFormat::Json => {
            let list = List { api_version: "v1", kind: "List", items: partials };
            serde_json::to_string_pretty(&list)? + "\n"
        }
    })?;
    Ok(if readable { Exit::Clean } else { Exit::Failed })
}

fn partial(of: &ObjectStatus) -> Partial<'_> {
    let ObjectStatus { api_version, kind, namespace, name, status, .. } = of;
    Partial { api_version, kind, metadata: Metadata { name, namespace }, status }
}

fn yaml(partials: &[Partial<'_>]) -> Result<String> {
    let documents: Result<Vec<_>, _> = partials.iter().map(serde_yaml::to_string).collect();
    Ok(documents?.join("---\n"))
}

/// Says what has no status although it stands in the inputs; whether everything could be read.
pub(crate) fn tell_what_is_left_out(load: &Load, console: &mut Console) -> bool {
    let options = TextOptions { styled: console.err_styled, width: console.width };
    let mut unread: Vec<Diagnostic> = Vec::new();
    for (_, name, analysis) in load.workspace.sources() {
        let errors = analysis.findings().iter().filter(|it| it.severity == Severity::Error);
        let (reading, others): (Vec<_>, Vec<_>) = errors.partition(|it| it.rule.is_of(Family::Reading));
        if others.iter().any(|it| it.rule.is_of(Family::Api)) || analysis.nowhere().next().is_some() {
            let label = Paint::Warning.on(options.styled, "warning");
            console.tell(&format!(
                "{label}: the API server rejects what is in `{name}`, so it gets no status and no requests; \
                 `routeproof check` says why\n"
            ));
        }
        unread.extend(reading.into_iter().cloned());
    }
    let report = report::build(&unread, &load.workspace, Unit::Utf8);
    console.tell(&text::render(&report, &load.workspace, options));
    unread.is_empty() && load.unread.is_empty()
}

fn is_wanted(it: &ObjectStatus, args: &StatusArgs) -> bool {
    args.namespace.as_ref().is_none_or(|wanted| *wanted == it.namespace)
        && (args.only.is_empty() || args.only.iter().any(|wanted| is_named(it, wanted)))
}

/// Whether an object is the one that `httproute/web`, or a name alone, means.
fn is_named(it: &ObjectStatus, wanted: &str) -> bool {
    match wanted.split_once('/') {
        Some((kind, name)) => name == it.name && is_kind(&it.kind, kind),
        None => wanted == it.name,
    }
}

/// Whether `wanted` is `kind` as people type it: in any case, one or many.
fn is_kind(kind: &str, wanted: &str) -> bool {
    let (kind, wanted) = (kind.to_lowercase(), wanted.to_lowercase());
    let many = match kind.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if kind.ends_with('s') => format!("{kind}es"),
        None => format!("{kind}s"),
    };
    wanted == kind || wanted == many
}

#[cfg(test)]
mod tests {
    use super::is_kind;

    #[test]
    fn kinds_as_people_type_them() {
        for (kind, wanted) in [
            ("HTTPRoute", "httproute"),
            ("HTTPRoute", "HTTPRoutes"),
            ("GatewayClass", "gatewayclasses"),
            ("BackendTLSPolicy", "backendtlspolicies"),
        ] {
            assert!(is_kind(kind, wanted), "{kind} {wanted}");
        }
        assert!(!is_kind("HTTPRoute", "grpcroute"));
        assert!(!is_kind("Gateway", "gatewayclass"));
    }
}

//! What one object costs beside what is known of a cluster, as an admission policy has it: the rest is read before.

use crate::Outcome;
use crate::cost::{self, median};
use routeproof_core::GroupKind;
use routeproof_core::workspace::Focus;
use routeproof_core::{Settings, Workspace};

/// So many objects are judged for one figure.
const ROUNDS: usize = 200;

const ROUTE: &str = r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"web","namespace":"shop"},"spec":{"parentRefs":[{"name":"edge","namespace":"infra"}],"hostnames":["web.example.com"],"rules":[{"matches":[{"path":{"type":"PathPrefix","value":"/"}}],"backendRefs":[{"name":"web-7","port":80}]}]}}"#;

const GATEWAY: &str = r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"edge","namespace":"infra"},"spec":{"gatewayClassName":"shared","listeners":[{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"namespaces":{"from":"All"}}}]}}"#;

/// Prints the figures.
pub(crate) fn figures() -> Outcome<()> {
    println!("an HTTPRoute beside Services that are known");
    for services in [1, 100, 1_000, 10_000] {
        let mut workspace = filled(services)?;
        let all = costs(&mut workspace)?;
        workspace.set_focus(Some(focus(services)));
        let wanted = costs(&mut workspace)?;
        println!(
            "  {services:>6} Services {all:>8.1} µs, {wanted:.1} where those that it does not name are left out"
        );
    }
    Ok(())
}

/// What one object costs, in microseconds.
fn costs(workspace: &mut Workspace) -> Outcome<f64> {
    let costs: Outcome<Vec<f64>> = (0..ROUNDS).map(|_| Ok(cost::of(|| judge(workspace))?.0)).collect();
    Ok(median(costs?) * 1e6)
}

fn focus(services: usize) -> Focus {
    let mut known: Vec<_> = (0..services.max(8)).map(|it| ("shop".to_owned(), format!("web-{it}"))).collect();
    known.sort();
    let wanted = vec![("shop".to_owned(), "web-7".to_owned())];
    Focus { known: known.into(), used: Vec::new().into(), wanted }
}

/// Judges it again and again, for a profiler.
pub(crate) fn repeat(rounds: usize) -> Outcome<()> {
    let mut workspace = filled(1_000)?;
    (0..rounds).try_for_each(|_| judge(&mut workspace))
}

fn filled(services: usize) -> Outcome<Workspace> {
    let mut workspace = Workspace::new(Settings::default())?;
    workspace.set_admitted();
    workspace.set_live("gateway", GATEWAY);
    let one = |it: usize| {
        format!(
            r#"{{"metadata":{{"name":"web-{it}","namespace":"shop","labels":{{"app":"web-{it}"}}}},"spec":{{"ports":[{{"port":80,"targetPort":8080}}],"selector":{{"app":"web-{it}"}}}}}}"#
        )
    };
    let items: Vec<String> = (0..services).map(|it| one((it + 7) % services.max(8))).collect();
    workspace.set_live(
        "services",
        format!(r#"{{"apiVersion":"v1","kind":"ServiceList","items":[{}]}}"#, items.join(",")),
    );
    workspace.set_complete(GroupKind::SERVICE, Some("shop"));
    workspace.set_complete(GroupKind::GATEWAY, Some("infra"));
    Ok(workspace)
}

/// The route comes in, is judged, and goes.
fn judge(workspace: &mut Workspace) -> Outcome<()> {
    workspace.set_source("object", ROUTE);
    let found: Vec<&str> = workspace.findings().iter().map(|it| it.rule.code).collect();
    if !found.is_empty() {
        return Err(format!("the route has findings: {}", found.join(", ")).into());
    }
    workspace.remove_source("object");
    Ok(())
}

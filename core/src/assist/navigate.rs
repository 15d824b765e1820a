//! From a reference to what it names, and back.

use crate::attach::{
    Attachments, BackendPort, CaFact, CertificateFact, Ownership, Parent, Role, RouteFact, Target,
};
use crate::source::{Location, SourceId};
use crate::workspace::Workspace;
use crate::world::{Grant, Item, Lookup};

/// A reference and what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    /// The text of the reference, or of the part of it that names something on its own.
    from: Location,
    /// The name of the object, listener or port.
    to: Location,
}

/// What the reference at byte `offset` of a source names: objects, listeners and ports, and the ReferenceGrants that
/// permit it. A name that is declared there leads to itself.
pub fn definitions(workspace: &Workspace, source: SourceId, offset: usize) -> Vec<Location> {
    let links = links(workspace);
    let mut found = targets(&links, source, offset);
    if found.is_empty() {
        found = links.iter().map(|it| it.to).filter(|it| holds(*it, source, offset)).collect();
    }
    sorted(found)
}

/// The references to what is named at byte `offset` of a source: by a declaration there, or by another reference.
pub fn references(workspace: &Workspace, source: SourceId, offset: usize) -> Vec<Location> {
    let links = links(workspace);
    let targets = targets(&links, source, offset);
    let is_meant = |to: Location| match targets.is_empty() {
        true => holds(to, source, offset),
        false => targets.contains(&to),
    };
    sorted(links.iter().filter(|it| is_meant(it.to)).map(|it| it.from).collect())
}

/// What the smallest reference around a place names.
fn targets(links: &[Link], source: SourceId, offset: usize) -> Vec<Location> {
    let around = || links.iter().filter(|it| holds(it.from, source, offset));
    let size = |it: &Link| it.from.span.end() - it.from.span.start();
    let Some(smallest) = around().map(size).min() else { return Vec::new() };
    around().filter(|it| size(it) == smallest).map(|it| it.to).collect()
}

fn holds(at: Location, source: SourceId, offset: usize) -> bool {
    at.source == source && at.span.start() <= offset && offset <= at.span.end()
}

fn sorted(mut found: Vec<Location>) -> Vec<Location> {
    found.sort_by_key(|it| (it.source.0, it.span.start(), it.span.end()));
    found.dedup();
    found
}

/// Every reference that attaching looks at and whose target is among the sources.
fn links(workspace: &Workspace) -> Vec<Link> {
    let snapshot = workspace.snapshot();
    let attachments = snapshot.facts().attachments();
    let mut links = Vec::new();
    for parent in attachments.parents() {
        of_parent(parent, attachments, &mut links);
    }
    for route in attachments.routes() {
        of_route(route, attachments, &mut links);
    }
    for policy in attachments.policies() {
        policy.authorities.iter().for_each(|it| of_authority(it, &mut links));
        for target in &policy.targets {
            to_item(target.target_ref.at(), target.target, &mut links);
        }
    }
    links
}

fn to_item(from: Location, target: Lookup<&Item<'_>>, links: &mut Vec<Link>) {
    links.extend(target.found().map(|it| Link { from, to: it.at() }));
}

fn to_grant(from: Location, grant: Grant<'_, '_>, links: &mut Vec<Link>) {
    if let Grant::Granted(item) = grant {
        links.push(Link { from, to: item.at() });
    }
}

fn of_certificate(it: &CertificateFact<'_, '_>, links: &mut Vec<Link>) {
    to_item(it.secret_ref.at(), it.target, links);
    to_grant(it.secret_ref.at(), it.grant, links);
}

fn of_authority(it: &CaFact<'_, '_>, links: &mut Vec<Link>) {
    to_item(it.ca_ref.at(), it.target, links);
    to_grant(it.ca_ref.at(), it.grant, links);
}

fn of_parent(parent: &Parent<'_, '_>, attachments: &Attachments<'_, '_>, links: &mut Vec<Link>) {
    for listener in &parent.listeners {
        listener.certificates.iter().for_each(|it| of_certificate(it, links));
        listener.authorities.iter().for_each(|it| of_authority(it, links));
    }
    parent.client_certificate.iter().for_each(|it| of_certificate(it, links));
    match &parent.role {
        Role::Gateway { .. } => {
            let class = parent.item.view().text("spec.gatewayClassName");
            if let (Some(class), Ownership::Class(item) | Ownership::Foreign(item)) =
                (class, parent.ownership)
            {
                links.push(Link { from: class.at, to: item.at() });
            }
        }
        Role::ListenerSet { gateway, .. } => {
            let from = parent.item.view().field("spec.parentRef");
            let gateway = gateway.and_then(Lookup::found).and_then(|it| attachments.parent(it));
            if let (Some(from), Some(gateway)) = (from, gateway) {
                links.push(Link { from: from.at(), to: gateway.item.at() });
            }
        }
    }
}

fn of_route(route: &RouteFact<'_, '_>, attachments: &Attachments<'_, '_>, links: &mut Vec<Link>) {
    for attachment in &route.attachments {
        let from = attachment.parent_ref.at();
        match attachment.target {
            Target::Listeners(Lookup::Found(parent)) => {
                let Some(parent) = attachments.parent(parent) else { continue };
                links.push(Link { from, to: parent.item.at() });
                let section = attachment.parent_ref.section_name();
                let listener = section.and_then(|it| Some((it.at, parent.listener(it.value)?)));
                links.extend(listener.map(|(from, it)| Link { from, to: it.listener.name().at }));
            }
            Target::Service(service) => to_item(from, service, links),
            Target::Listeners(_) | Target::Other => {}
        }
    }
    for backend in &route.backends {
        let from = backend.backend_ref.at();
        to_item(from, backend.target, links);
        to_grant(from, backend.grant, links);
        if let (Some(port), BackendPort::Found(to)) = (backend.backend_ref.port(), backend.port) {
            links.push(Link { from: port.at, to: to.at() });
        }
    }
    for extension in &route.extensions {
        to_item(extension.view.at(), extension.target, links);
    }
}

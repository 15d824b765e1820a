//! Names that exist among the inputs, for the fields that refer to them.

use super::complete::{Completion, CompletionKind};
use super::cursor::Place;
use crate::model::{Gateway, GroupKind, Listener, ListenerSet, RouteKind, Service, TargetPort};
use crate::order::{Set, sort_by_key};
use crate::settings::Owner;
use crate::workspace::Workspace;
use crate::world::{DEFAULT_NAMESPACE, Item, World};

/// What a name is, and more about it.
type Named = (String, String);

/// Something in a namespace.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    name: String,
    namespace: String,
    /// Whether the platform names it.
    of_platform: bool,
}

/// The values of `key` at `place` that exist; of an item of the list there, where `key` is `None`.
pub(super) fn values(workspace: &Workspace, place: &Place<'_>, key: Option<&str>) -> Vec<Completion> {
    let path = place.dotted();
    let is_parent = matches!(path.rsplit('.').next(), Some("parentRefs[]" | "parentRef"));
    if is_parent && let Some(key @ ("name" | "namespace")) = key {
        return parents(workspace, place, key);
    }
    let found = match (path.as_str(), key) {
        ("", Some("kind")) => kinds(workspace, place),
        ("", Some("apiVersion")) => api_versions(workspace, place),
        ("metadata", Some("namespace")) => namespaces(&workspace.world()),
        ("spec", Some("gatewayClassName")) => all(&workspace.world(), GroupKind::GATEWAY_CLASS),
        ("spec.hostnames", None) => hostnames(workspace, place),
        (path, Some(key)) => references(&workspace.world(), place, path, key),
        _ => Vec::new(),
    };
    found.into_iter().map(|(label, detail)| named(place, label.clone(), label, detail)).collect()
}

fn named(place: &Place<'_>, insert: String, label: String, detail: String) -> Completion {
    let (kind, docs) = (CompletionKind::Name, String::new());
    Completion { label, kind, detail, docs, insert, span: place.word }
}

/// The parents that are there: those of the platform, which tenants' files do not hold, then those of the files. A
/// parent in another namespace is written with it.
fn parents(workspace: &Workspace, place: &Place<'_>, key: &str) -> Vec<Completion> {
    let kind = match place.sibling("kind") {
        None | Some("Gateway") => GroupKind::GATEWAY,
        Some("ListenerSet") => GroupKind::LISTENER_SET,
        Some("Service") => GroupKind::SERVICE,
        Some(_) => return Vec::new(),
    };
    let (name, namespace) = (place.sibling("name"), place.sibling("namespace"));
    let own = place.namespace().unwrap_or(DEFAULT_NAMESPACE);
    let world = workspace.world();
    let profile = workspace.settings().profile.profile().ok().flatten();
    let platform = profile.iter().flat_map(|it| &it.gateways).filter(|_| kind == GroupKind::GATEWAY);
    let mut known: Vec<Known> = platform
        .map(|it| Known { name: it.name.to_string(), namespace: it.namespace.to_string(), of_platform: true })
        .collect();
    let mut held: Vec<&Item<'_>> = world.of_kind(kind).iter().collect();
    sort_by_key(&mut held, |it| it.namespace() != own);
    for it in held {
        if !known.iter().any(|known| known.name == it.name() && known.namespace == it.namespace()) {
            let (name, namespace) = (it.name().to_owned(), it.namespace().to_owned());
            known.push(Known { name, namespace, of_platform: false });
        }
    }
    let mut found: Vec<Completion> = Vec::new();
    for Known { name: its_name, namespace: its_namespace, of_platform } in known {
        let platform = if of_platform { "of the platform" } else { "" };
        let completion = if key == "namespace" {
            if name.is_some_and(|name| name != its_name) {
                continue;
            }
            named(place, its_namespace.clone(), its_namespace, platform.to_owned())
        } else if namespace.is_some() || its_namespace == own {
            if namespace.unwrap_or(own) != its_namespace {
                continue;
            }
            named(place, its_name.clone(), its_name, platform.to_owned())
        } else {
            let insert = if place.flow {
                format!("{its_name}, namespace: {its_namespace}")
            } else {
                format!("{its_name}\n{}namespace: {its_namespace}", " ".repeat(place.column))
            };
            let comma = if of_platform { ", " } else { "" };
            named(place, insert, its_name, format!("in namespace {its_namespace}{comma}{platform}"))
        };
        if !found.contains(&completion) {
            found.push(completion);
        }
    }
    found
}

/// What a reference of the last field in `path` may name.
fn references(world: &World<'_>, place: &Place<'_>, path: &str, key: &str) -> Vec<Named> {
    let last = path.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
    let (kind, namespace) = (place.sibling("kind"), place.sibling("namespace"));
    let own = namespace.or(place.namespace()).unwrap_or(DEFAULT_NAMESPACE);
    let target = match (last, kind) {
        ("parentRefs" | "parentRef", None | Some("Gateway")) => GroupKind::GATEWAY,
        ("parentRefs" | "parentRef", Some("ListenerSet")) => GroupKind::LISTENER_SET,
        ("parentRefs", Some("Service"))
        | ("backendRefs" | "backendRef" | "targetRefs", None | Some("Service")) => GroupKind::SERVICE,
        ("backendRefs" | "backendRef", Some("ServiceImport")) => GroupKind::SERVICE_IMPORT,
        ("certificateRefs" | "clientCertificateRef", None | Some("Secret")) => GroupKind::SECRET,
        ("caCertificateRefs", Some("ConfigMap")) => GroupKind::CONFIG_MAP,
        _ => return Vec::new(),
    };
    let referred = || world.find(target, own, place.sibling("name").unwrap_or_default()).found();
    match key {
        "name" if namespace.is_some() => names(world.in_namespace(target, own)),
        "name" => everywhere(world, target, own),
        "namespace" => {
            let items = world.of_kind(target).iter();
            let named = items.filter(|it| place.sibling("name").is_none_or(|name| name == it.name()));
            distinct(named.map(|it| (it.namespace().to_owned(), String::new())))
        }
        "sectionName" => referred().map(|it| sections(it)).unwrap_or_default(),
        "port" => referred().map(|it| ports(it)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn names(items: &[Item<'_>]) -> Vec<Named> {
    items.iter().map(|it| (it.name().to_owned(), String::new())).collect()
}

/// The objects of a kind: those of namespace `own` first, the others with their namespaces.
fn everywhere(world: &World<'_>, kind: GroupKind<'_>, own: &str) -> Vec<Named> {
    let mut found = names(world.in_namespace(kind, own));
    let others = world.of_kind(kind).iter().filter(|it| it.namespace() != own);
    found.extend(others.map(|it| (it.name().to_owned(), format!("in namespace {}", it.namespace()))));
    found
}

fn all(world: &World<'_>, kind: GroupKind<'_>) -> Vec<Named> {
    names(world.of_kind(kind))
}

fn distinct(found: impl Iterator<Item = Named>) -> Vec<Named> {
    found.collect::<Set<_>>().into_iter().collect()
}

fn listeners<'a>(item: &Item<'a>) -> Vec<Listener<'a>> {
    match item.kind() {
        GroupKind::GATEWAY => item.read::<Gateway<'_>>().listeners().collect(),
        GroupKind::LISTENER_SET => item.read::<ListenerSet<'_>>().listeners().collect(),
        _ => Vec::new(),
    }
}

fn sections(item: &Item<'_>) -> Vec<Named> {
    if item.kind() == GroupKind::SERVICE {
        let named = item.read::<Service<'_>>().ports().filter_map(|it| it.name());
        return named.map(|it| (it.value.to_owned(), String::new())).collect();
    }
    let one = |it: Listener<'_>| {
        let hostname = it.hostname().map_or("", |it| it.value);
        let detail = format!("{} on port {} {hostname}", it.protocol().value, it.port_number());
        (it.name().value.to_owned(), detail.trim_end().to_owned())
    };
    listeners(item).into_iter().map(one).collect()
}

fn ports(item: &Item<'_>) -> Vec<Named> {
    if item.kind() != GroupKind::SERVICE {
        let numbers = listeners(item).into_iter().map(|it| (it.port_number().to_string(), String::new()));
        return distinct(numbers);
    }
    let ports = item.read::<Service<'_>>().ports();
    let one = |it: crate::model::ServicePort<'_>| {
        let name = it.name().map_or("", |it| it.value);
        let target = match it.target_port()?.value {
            TargetPort::Number(number) => format!("to {number}"),
            TargetPort::Name(name) => format!("to {name}"),
        };
        Some((it.port()?.value.to_string(), format!("{name} {target}").trim_start().to_owned()))
    };
    ports.filter_map(one).collect()
}

/// Every namespace that is, or that an object is in.
fn namespaces(world: &World<'_>) -> Vec<Named> {
    let used = world.items().iter().map(Item::namespace);
    let known = world.of_kind(GroupKind::NAMESPACE).iter().map(Item::name);
    distinct(used.chain(known).filter(|it| !it.is_empty()).map(|it| (it.to_owned(), String::new())))
}

/// The hostnames that the platform gives, and those that the listeners of the Gateways have.
fn hostnames(workspace: &Workspace, place: &Place<'_>) -> Vec<Named> {
    let settings = workspace.settings();
    let profile = settings.profile.profile().ok().flatten();
    let tenant = settings.tenant.as_ref().map(|it| it.as_str());
    let owner = Owner { tenant, namespace: place.namespace() };
    let templates = profile.iter().flat_map(|it| &it.hostnames.templates);
    let own = templates.map(|it| (it.filled(owner), "of the platform".to_owned()));
    let custom =
        settings.custom_domains.iter().map(|it| (it.as_str().to_owned(), "a domain of your own".to_owned()));
    let world = workspace.world();
    let gateways = world.of_kind(GroupKind::GATEWAY).iter().flat_map(listeners);
    let listened =
        gateways.filter_map(|it| it.hostname()).map(|it| (it.value.to_owned(), "of a listener".to_owned()));
    own.chain(custom).chain(distinct(listened)).collect()
}

fn kinds(workspace: &Workspace, place: &Place<'_>) -> Vec<Named> {
    let serving = workspace.serving();
    let group = place.api_version().map(|it| it.split_once('/').map_or("", |(group, _)| group));
    let served = serving.kinds().filter(|it| serving.served(*it).next().is_some());
    let own = served.filter(|it| group.is_none_or(|group| group == it.group()));
    let mut found: Vec<Named> = own.map(|it| (it.name().to_owned(), it.group().to_owned())).collect();
    let others = [
        GroupKind::SERVICE,
        GroupKind::NAMESPACE,
        GroupKind::SECRET,
        GroupKind::CONFIG_MAP,
        GroupKind::DEPLOYMENT,
    ];
    let others = others.into_iter().filter(|it| group.is_none_or(|group| group == it.group));
    found.extend(others.map(|it| (it.kind.to_owned(), it.group.to_owned())));
    // Routes first: most people write those.
    sort_by_key(&mut found, |(name, _)| {
        RouteKind::ALL.iter().position(|it| it.name() == name).unwrap_or(usize::MAX)
    });
    found
}

fn api_versions(workspace: &Workspace, place: &Place<'_>) -> Vec<Named> {
    let serving = workspace.serving();
    let kinds = serving.kinds().filter(|it| place.kind().is_none_or(|kind| kind == it.name()));
    let served = kinds.flat_map(|kind| {
        serving.served(kind).map(move |it| (format!("{}/{}", kind.group(), it.name()), String::new()))
    });
    let mut found = distinct(served);
    sort_by_key(&mut found, |(name, _)| (name.contains("alpha"), name.contains("beta")));
    if found.is_empty() || place.kind().is_none() {
        found.push(("v1".to_owned(), "core".to_owned()));
        found.push(("apps/v1".to_owned(), String::new()));
    }
    found
}

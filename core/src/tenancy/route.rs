//! What a profile says of a route: its tenant, parents, hostnames and the namespaces of its backends.

use super::hostname::HostnameFact;
use super::parent::ParentFact;
use super::read::{Reader, Unreadable, present};
use super::tenant::Tenant;
use super::{Platform, means};
use crate::manifest::View;
use crate::model::GroupKind;
use crate::settings::Owner;
use crate::yaml::{Kind, Value};

/// The kinds whose API has no hostnames: their listener alone tells who is meant.
const WITHOUT_HOSTNAMES: [&str; 2] = ["TCPRoute", "UDPRoute"];

/// What a profile says of a route.
#[derive(Debug, Clone)]
pub struct RouteFacts<'a> {
    /// Whose it is.
    pub tenant: Tenant<'a>,
    /// Its spec; without one it has nothing.
    pub spec: Option<Value<'a>>,
    /// Where it attaches.
    pub parents: Vec<ParentFact<'a>>,
    /// Whether `parentRefs` has no entry at all, readable or not.
    pub no_parents: bool,
    /// The field that attaches it to every default Gateway.
    pub default_gateways: Option<Value<'a>>,
    /// Its hostnames.
    pub hostnames: Hostnames<'a>,
    /// The references into other namespaces.
    pub foreign: Vec<ForeignBackend<'a>>,
    /// The backends of kinds that the profile does not list.
    pub others: Vec<OtherBackend<'a>>,
}

/// The hostnames of a route.
#[derive(Debug, Clone)]
pub enum Hostnames<'a> {
    /// The kind has none.
    NotOfThisKind,
    /// The route has none, so those of the listener count.
    Inherited,
    /// They cannot be read; that is a fact of its own.
    Unreadable,
    /// Those of the route.
    Listed(Vec<HostnameFact<'a>>),
}

/// A reference into a namespace that is not the route's.
#[derive(Debug, Clone)]
pub struct ForeignBackend<'a> {
    /// The namespace that it says.
    pub namespace: Value<'a>,
    /// The object that says it.
    pub reference: Value<'a>,
    /// The field.
    pub path: String,
}

/// A backend of a kind that the profile does not list.
#[derive(Debug, Clone)]
pub struct OtherBackend<'a> {
    /// The reference.
    pub reference: Value<'a>,
    /// The kind with its group.
    pub of: GroupKind<'a>,
}

pub(super) fn facts<'a>(
    platform: &'a Platform,
    object: View<'a>,
    odd: &mut Vec<Unreadable<'a>>,
) -> RouteFacts<'a> {
    let mut reader = Reader { odd };
    if let Some(metadata) = reader.object(object.value(), "metadata", "") {
        reader.text(metadata, "namespace", "metadata");
    }
    let spec = reader.object(object.value(), "spec", "");
    let tenant = platform.tenant(object.namespace());
    let owner = Owner { tenant: tenant.name(), namespace: object.namespace() };
    let mut parents = Vec::new();
    if let Some(list) = spec.and_then(|it| reader.list(it, "parentRefs", "spec")) {
        parents = platform.parents(object, list, &mut reader);
    }
    let hostnames = hostnames(platform, object, spec, owner, &mut reader);
    let rules = spec.and_then(|it| it.get("rules"));
    let others = rules.map(|it| other_backends(platform, it, &mut reader)).unwrap_or_default();
    let foreign = match rules {
        Some(rules) if platform.profile().routes.same_namespace && names_other(rules, object.namespace()) => {
            foreign_backends(object, rules, &mut reader)
        }
        _ => Vec::new(),
    };
    let no_parents = spec
        .and_then(|it| present(it.get("parentRefs")))
        .is_none_or(|it| it.is_empty() && it.kind() == Kind::Sequence);
    let default_gateways = spec.and_then(|it| present(it.get("useDefaultGateways")));
    let default_gateways = default_gateways.filter(|it| it.as_str() != Some("None"));
    RouteFacts { tenant, spec, parents, no_parents, default_gateways, hostnames, foreign, others }
}

/// The fields that hold a reference to a backend, or a list of them.
const BACKENDS: [&str; 2] = ["backendRef", "backendRefs"];

/// The backends that are neither Services nor of a kind that the profile lists.
fn other_backends<'a>(
    platform: &Platform,
    rules: Value<'a>,
    reader: &mut Reader<'a, '_>,
) -> Vec<OtherBackend<'a>> {
    let mut found = Vec::new();
    if !platform.denies_unlisted() {
        return found;
    }
    for value in BACKENDS.iter().flat_map(|it| rules.all_below(it)) {
        let alone = (value.kind() == Kind::Mapping).then_some(value);
        for reference in alone.into_iter().chain(value.items()) {
            let before = reader.odd.len();
            let (group, kind) = (reader.text(reference, "group", ""), reader.text(reference, "kind", ""));
            if reader.odd.len() > before {
                continue;
            }
            let text = |it: Option<Value<'a>>, default| it.and_then(Value::as_str).unwrap_or(default);
            let of = GroupKind::new(text(group, ""), text(kind, "Service"));
            if of != GroupKind::SERVICE && !platform.profile().allowed.backends.iter().any(|it| means(it, of))
            {
                found.push(OtherBackend { reference, of });
            }
        }
    }
    found
}

fn hostnames<'a>(
    platform: &'a Platform,
    object: View<'a>,
    spec: Option<Value<'a>>,
    owner: Owner<'_>,
    reader: &mut Reader<'a, '_>,
) -> Hostnames<'a> {
    let written = spec.and_then(|it| present(it.get("hostnames")));
    let Some(value) = written else {
        let without = WITHOUT_HOSTNAMES.contains(&object.kind());
        return if without { Hostnames::NotOfThisKind } else { Hostnames::Inherited };
    };
    if value.kind() != Kind::Sequence {
        reader.refuse(value, "spec.hostnames", "a list");
        return Hostnames::Unreadable;
    }
    if value.is_empty() {
        return Hostnames::Inherited;
    }
    let mut facts = Vec::with_capacity(value.len());
    for (place, value) in value.items().enumerate() {
        match value.as_str() {
            Some(text) => {
                facts.push(HostnameFact {
                    value,
                    place,
                    text,
                    verdict: platform.judge_hostname(text, owner),
                });
            }
            None => reader.refuse(value, format!("spec.hostnames[{place}]"), "text"),
        }
    }
    Hostnames::Listed(facts)
}

/// Whether anything in `rules` says a namespace that is not `own`: cheap, because hardly any route does.
fn names_other(rules: Value<'_>, own: Option<&str>) -> bool {
    rules.all_below("namespace").any(|it| own.is_none() || it.as_str() != own)
}

/// Everything in `rules` that names a namespace other than the route's. In every kind of route only references to
/// backends can; walking them all needs no list of where they are, which a later release would outgrow.
fn foreign_backends<'a>(
    object: View<'a>,
    rules: Value<'a>,
    reader: &mut Reader<'a, '_>,
) -> Vec<ForeignBackend<'a>> {
    let mut found = Vec::new();
    let mut todo = vec![(rules, "spec.rules".to_owned())];
    while let Some((value, path)) = todo.pop() {
        let first = todo.len();
        for (place, item) in value.items().enumerate() {
            if matches!(item.kind(), Kind::Mapping | Kind::Sequence) {
                todo.push((item, format!("{path}[{place}]")));
            }
        }
        for entry in value.entries() {
            let key = entry.key.as_str().unwrap_or_default();
            let path = || format!("{path}.{key}");
            match entry.value.kind() {
                Kind::Mapping | Kind::Sequence => todo.push((entry.value, path())),
                Kind::Null => {}
                _ if key != "namespace" => {}
                Kind::String if entry.value.as_str() == object.namespace() => {}
                Kind::String => {
                    found.push(ForeignBackend { namespace: entry.value, reference: value, path: path() });
                }
                _ => reader.refuse(entry.value, path(), "text"),
            }
        }
        // The stack gives back what was put last: turned, the walk follows the text.
        if let Some(own) = todo.get_mut(first..) {
            own.reverse();
        }
    }
    found
}

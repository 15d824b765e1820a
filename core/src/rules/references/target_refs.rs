//! What policies of other APIs attach to: `spec.targetRef` and `spec.targetRefs` of any object, in the form that Gateway
//! API has for policies: `group`, `kind`, `name` and perhaps `sectionName`. Nothing else is known of these objects.

use super::absent::{Absent, Wanted};
use crate::model::{
    CORE, GATEWAY, GATEWAY_X, Gateway, GroupKind, Listener, ListenerSet, Service, View, is_cluster_scoped,
};
use crate::order::sort;
use crate::rules::Context;
use crate::source::Spanned;
use crate::suggest::{likeness, nearest};
use crate::world::{Index, Item, ItemId, Lookup, Origin};

/// The kinds of Gateway API, those first that policies are written for.
pub(super) const KINDS: [&str; 10] = [
    "HTTPRoute",
    "Gateway",
    "GRPCRoute",
    "ListenerSet",
    "GatewayClass",
    "TLSRoute",
    "TCPRoute",
    "UDPRoute",
    "BackendTLSPolicy",
    "ReferenceGrant",
];

/// One target of a policy.
#[derive(Clone, Copy)]
pub(super) struct TargetRef<'w, 'a> {
    /// The object that refers.
    pub(super) policy: &'w Item<'a>,
    /// As written.
    pub(super) view: View<'a>,
    /// The kind that it names.
    pub(super) meant: Meant<'a>,
    /// The name of the target.
    pub(super) name: Spanned<&'a str>,
}

/// The kind that a target ref names.
#[derive(Clone, Copy)]
pub(super) enum Meant<'a> {
    /// This one.
    Kind(GroupKind<'a>),
    /// The group has no such kind; the one that has it.
    OtherGroup(GroupKind<'static>),
    /// Gateway API has no such kind.
    NoKind,
}

impl<'w, 'a> TargetRef<'w, 'a> {
    fn new(policy: &'w Item<'a>, view: View<'a>) -> Option<Self> {
        let (kind, name) = (view.text("kind")?.value, view.text("name")?);
        let meant = meant(view.text("group").map(|it| it.value), kind, view)?;
        Some(Self { policy, view, meant, name })
    }

    /// What it names, where its kind is one that is looked up.
    pub(super) fn wanted(&self) -> Option<Wanted<'a>> {
        let Meant::Kind(kind) = self.meant else { return None };
        let written = self.view.text("namespace").filter(|it| !it.value.is_empty());
        let own = written.map_or(self.policy.namespace(), |it| it.value);
        let namespace = if is_cluster_scoped(kind) { "" } else { own };
        Some(Wanted { kind, namespace, name: self.name.value })
    }

    /// The object that it names.
    pub(super) fn target(&self, cx: &Context<'_, 'w, 'a>) -> Option<Lookup<&'w Item<'a>>> {
        let Wanted { kind, namespace, name } = self.wanted()?;
        Some(cx.world.find(kind, namespace, name))
    }

    /// What is to say of a target that is not found.
    pub(super) fn absent(&self, cx: &Context<'_, 'w, 'a>) -> Option<Absent<'w, 'a>> {
        Absent::new(cx.world, self.policy, self.target(cx)?, self.wanted()?)
    }
}

/// What a group and kind name; `None` for what only its owner knows.
fn meant<'a>(group: Option<&'a str>, kind: &'a str, view: View<'a>) -> Option<Meant<'a>> {
    let of_gateway = KINDS.iter().find(|it| **it == kind).map(|it| GroupKind::new(GATEWAY, it));
    match group {
        // Another form of reference, as autoscalers have it.
        None if view.field("apiVersion").is_some() => None,
        None if of_gateway.is_some() => Some(Meant::Kind(GroupKind::new(GATEWAY, kind))),
        Some(GATEWAY) => Some(match of_gateway {
            Some(kind) => Meant::Kind(kind),
            None if kind == GroupKind::SERVICE.kind => Meant::OtherGroup(GroupKind::SERVICE),
            None => Meant::NoKind,
        }),
        // Istio and NGINX Gateway Fabric take `core` for the core group.
        None | Some(CORE | "core") if kind == GroupKind::SERVICE.kind => {
            Some(Meant::Kind(GroupKind::SERVICE))
        }
        None => None,
        Some(group) => of_gateway.filter(|_| is_slip(group)).map(Meant::OtherGroup),
    }
}

/// Whether `group` is certainly wrong beside a kind of Gateway API; other APIs have an HTTPRoute too.
fn is_slip(group: &str) -> bool {
    let impossible = !group.contains('.') || group.contains('/') || group == "networking.k8s.io";
    impossible || (group != GATEWAY_X && likeness(group, GATEWAY).is_some())
}

/// The target refs of every object that is judged.
pub(super) fn all<'w, 'a>(cx: &Context<'_, 'w, 'a>) -> impl Iterator<Item = TargetRef<'w, 'a>> {
    let (world, judged) = (cx.world, cx.judged);
    let items = world.items().iter().filter(move |it| it.origin() == judged);
    items.flat_map(of_item)
}

/// The target refs of one object. Those of Gateway API's own policies are judged by rules of their own.
pub(super) fn of_item<'w, 'a>(item: &'w Item<'a>) -> impl Iterator<Item = TargetRef<'w, 'a>> {
    let group = item.kind().group;
    let foreign = group.contains('.') && group != GATEWAY;
    let spec = item.object().spec().filter(|_| foreign).map(|it| View::new(item.source(), it));
    let refs = move |spec: View<'a>| {
        spec.one::<View<'_>>("targetRef").into_iter().chain(spec.many::<View<'_>>("targetRefs"))
    };
    spec.into_iter().flat_map(refs).filter_map(move |it| TargetRef::new(item, it))
}

/// Of more names than this, only those that stand around the wanted one are compared.
const MOST_COMPARED: usize = 32;

/// The parts of an object that a `sectionName` can name, in order.
#[derive(Default)]
pub(super) struct Parts<'a> {
    names: Vec<&'a str>,
    /// Ports of a Service, which some implementations take as well.
    numbers: Vec<i64>,
}

impl<'a> Parts<'a> {
    /// Whether one of them is called `section`.
    pub(super) fn has(&self, section: &str) -> bool {
        let number = || section.parse().is_ok_and(|it: i64| self.numbers.binary_search(&it).is_ok());
        self.names.binary_search(&section).is_ok() || number()
    }

    /// The names in order.
    pub(super) fn names(&self) -> &[&'a str] {
        &self.names
    }

    /// What `section` was probably meant to be.
    pub(super) fn meant(&self, section: &str) -> Option<&'a str> {
        let around = match self.names.len() {
            ..=MOST_COMPARED => 0,
            _ => self.names.partition_point(|it| *it < section).saturating_sub(MOST_COMPARED / 2),
        };
        nearest(section, self.names.iter().skip(around).take(MOST_COMPARED).copied())
    }
}

/// Reads the parts of objects, of each once.
#[derive(Default)]
pub(super) struct PartsOf<'a>(Index<ItemId, Option<Parts<'a>>>);

impl<'a> PartsOf<'a> {
    /// The parts of `item`; `None` for a kind that has none.
    pub(super) fn get(&mut self, item: &Item<'a>) -> Option<&Parts<'a>> {
        let entry = self.0.entry_or_default(item.number());
        if entry.is_none() {
            *entry = parts(item);
        }
        entry.as_ref()
    }
}

fn parts<'a>(item: &Item<'a>) -> Option<Parts<'a>> {
    // Of what a platform offers not every part is known.
    if item.origin() == Origin::Profile {
        return None;
    }
    let listeners = |it: Listener<'a>| it.name().value;
    let mut numbers = Vec::new();
    let mut names: Vec<_> = match item.kind() {
        GroupKind::GATEWAY => item.read::<Gateway<'_>>().listeners().map(listeners).collect(),
        GroupKind::LISTENER_SET => item.read::<ListenerSet<'_>>().listeners().map(listeners).collect(),
        GroupKind::SERVICE => {
            let ports = || item.read::<Service<'_>>().ports();
            numbers.extend(ports().filter_map(|it| it.port()).map(|it| it.value));
            ports().filter_map(|it| it.name()).map(|it| it.value).collect()
        }
        _ => item.route()?.rules().filter_map(|it| it.name()).map(|it| it.value).collect(),
    };
    sort(&mut names);
    sort(&mut numbers);
    Some(Parts { names, numbers })
}

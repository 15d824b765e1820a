//! One object of the inputs.

use crate::manifest::{self, Gvk, Id};
use crate::model::{GroupKind, Meta, Route, RouteKind, StatusView, View};
use crate::source::{Location, SourceId};
use crate::yaml::{Kind, Value};

/// The place of an object in its [`World`](super::World).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub(super) u32);

/// Where an object comes from; of two with one identity, the lower one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Origin {
    /// A manifest that is to be applied.
    #[default]
    Desired,
    /// What a cluster reported.
    Live,
    /// What the platform profile says there is.
    Profile,
}

/// One object of the inputs: cheap to copy, borrows everything.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    pub(super) number: ItemId,
    pub(super) source: SourceId,
    pub(super) origin: Origin,
    pub(super) version: &'a str,
    pub(super) id: Id<'a>,
    pub(super) object: manifest::View<'a>,
}

impl<'a> Item<'a> {
    /// Its place in the world; meaningless for a duplicate.
    pub fn number(&self) -> ItemId {
        self.number
    }

    /// The source that it stands in.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What it is called; the namespace is the effective one: empty for a cluster-scoped kind, never else.
    pub fn id(&self) -> Id<'a> {
        self.id
    }

    /// Its group and kind.
    pub fn kind(&self) -> GroupKind<'a> {
        GroupKind { group: self.id.group, kind: self.id.kind }
    }

    /// Its group, version and kind.
    pub fn gvk(&self) -> Gvk<'a> {
        Gvk { group: self.id.group, version: self.version, kind: self.id.kind }
    }

    /// How messages call it: Gateway `infra/edge`.
    pub fn title(&self) -> String {
        self.kind().title(self.id.namespace, self.id.name)
    }

    /// Its effective namespace.
    pub fn namespace(&self) -> &'a str {
        self.id.namespace
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        self.id.name
    }

    /// The object as the manifest says it.
    pub fn object(&self) -> manifest::View<'a> {
        self.object
    }

    /// Its root, for a typed view: `item.read::<Gateway>()`.
    pub fn view(&self) -> View<'a> {
        View::new(self.source, self.object.value())
    }

    /// The typed view of it; the caller knows its kind.
    pub fn read<T: From<View<'a>>>(&self) -> T {
        T::from(self.view())
    }

    /// The route that it is, if it is one.
    pub fn route(&self) -> Option<Route<'a>> {
        RouteKind::of(self.kind()).map(|kind| Route::new(kind, self.view(), self.object.spec()))
    }

    /// A part of it that is an object.
    fn part<T: From<View<'a>>>(&self, value: Option<Value<'a>>) -> Option<T> {
        let value = value.filter(|it| it.kind() == Kind::Mapping)?;
        Some(T::from(View::new(self.source, value)))
    }

    /// Its metadata.
    pub fn meta(&self) -> Option<Meta<'a>> {
        self.part(self.object.metadata())
    }

    /// Its reported status.
    pub fn status(&self) -> Option<StatusView<'a>> {
        self.part(self.object.status())
    }

    /// `metadata.generation`.
    pub fn generation(&self) -> Option<i64> {
        self.object.metadata()?.get("generation")?.as_i64()
    }

    /// Where it is named: the smallest text that stands for it.
    pub fn at(&self) -> Location {
        Location { source: self.source, span: self.object.title() }
    }

    /// What decides between objects of one standing: the older first, one without a time last, then namespace
    /// and name.
    pub fn age(&self) -> (bool, &'a str, &'a str, &'a str) {
        let created = self.object.metadata().and_then(|it| it.get("creationTimestamp")?.as_str());
        (created.is_none(), created.unwrap_or_default(), self.id.namespace, self.id.name)
    }
}

//! The CRDs of every Gateway API release that this build carries, read in place from the blobs that `schema-gen` writes.
//!
//! [`Release::find`] names a release, [`Release::lookup`] a version of a kind in it, and [`Schema`] what its objects
//! may hold. Nothing is built at start-up, and a damaged blob yields empty answers, never a panic.

mod blob;
mod constant;
mod node;
mod pattern;
mod rule;

pub(crate) use blob::Blob;
pub(crate) use constant::Const;
pub(crate) use node::{ListType, Property, Schema, Type};
pub(crate) use pattern::Pattern;
pub(crate) use rule::Program;

use super::layout::{self, version};
use crate::generated::{BLOBS, NEWEST};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The two sets of CRDs that a release has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// What is stable.
    #[default]
    Standard,
    /// Everything.
    Experimental,
}

impl Channel {
    /// As the spec writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Experimental => "experimental",
        }
    }
}

/// The tables of one Gateway API release.
#[derive(Clone, Copy)]
pub struct Release<'t> {
    blob: Blob<'t>,
}

impl Release<'static> {
    /// Every release of this build, newest first.
    pub fn all() -> impl Iterator<Item = Self> {
        BLOBS.iter().filter_map(|bytes| Release::read(bytes))
    }

    /// The newest release.
    pub fn newest() -> Self {
        Self { blob: Blob::new(NEWEST) }
    }

    /// The release called `name`, with or without `v`, in full (`1.7.0`) or by its minor version (`1.7`).
    pub fn find(name: &str) -> Option<Self> {
        let name = name.strip_prefix('v').unwrap_or(name);
        Self::all().find(|it| it.name() == name || it.minor() == name)
    }
}

impl Default for Release<'static> {
    fn default() -> Self {
        Self::newest()
    }
}

impl PartialEq for Release<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Release<'_> {}

impl fmt::Debug for Release<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Release({})", self.name())
    }
}

impl<'t> Release<'t> {
    /// The release whose table `bytes` are; `None` where they are no table of this format.
    pub(crate) fn read(bytes: &'t [u8]) -> Option<Self> {
        let blob = Blob::new(bytes);
        (blob.word(0) == layout::MAGIC).then_some(Self { blob })
    }

    /// Its full name, such as `1.7.0`.
    pub fn name(self) -> &'t str {
        self.blob.text(self.blob.nth(0, 1))
    }

    /// Its minor version, such as `1.7`.
    pub fn minor(self) -> &'t str {
        let full = self.name();
        full.rsplit_once('.').map_or(full, |(minor, _)| minor)
    }

    /// Its kinds, sorted by group and name.
    pub fn kinds(self) -> impl ExactSizeIterator<Item = Kind<'t>> {
        self.blob.list(self.blob.nth(0, 2)).map(move |at| Kind { blob: self.blob, at })
    }

    /// The kind `name` of `group`, in whichever channel.
    pub fn kind(self, group: &str, name: &str) -> Option<Kind<'t>> {
        self.kinds().find(|it| it.id() == (group.as_bytes(), name.as_bytes()))
    }

    /// The kind at `at`, which [`Kind::offset`] returned.
    pub(crate) fn kind_at(self, at: u32) -> Kind<'t> {
        Kind { blob: self.blob, at }
    }

    /// What the API server knows of this kind and version, where the CRDs of `channel` are installed.
    pub fn lookup(self, channel: Channel, group: &str, version: &str, kind: &str) -> Lookup<'t> {
        self.kind(group, kind).map_or(Lookup::UnknownKind, |it| it.lookup(channel, version))
    }
}

/// The answer of [`Release::lookup`].
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'t> {
    /// The version is served.
    Served(Version<'t>),
    /// The channel's CRD lists the version and does not serve it.
    NotServed(Version<'t>),
    /// Only the experimental channel serves it.
    Experimental(Version<'t>),
    /// The kind exists, and has no such version in the channel.
    OtherVersions(Kind<'t>),
    /// The release has no such kind in that group.
    UnknownKind,
}

/// A kind of a release.
#[derive(Clone, Copy)]
pub struct Kind<'t> {
    blob: Blob<'t>,
    at: u32,
}

impl<'t> Kind<'t> {
    /// The kind `name` of `group` in a list of kinds, which is sorted by both.
    pub(crate) fn find(blob: Blob<'t>, list: u32, group: &str, name: &str) -> Option<Self> {
        let at = |place: u32| Self { blob, at: blob.nth(list, place.saturating_add(1)) };
        let (mut low, mut high) = (0, if list == 0 { 0 } else { blob.word(list) });
        while low < high {
            let middle = low + (high - low) / 2;
            let kind = at(middle);
            match kind.id().cmp(&(group.as_bytes(), name.as_bytes())) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(kind),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The bytes of its group and name, which are compared for every object.
    fn id(self) -> (&'t [u8], &'t [u8]) {
        let text = |at| self.blob.text_bytes(self.blob.nth(self.at, at));
        (text(0), text(1))
    }

    /// Where it is in its table.
    pub(crate) fn offset(self) -> u32 {
        self.at
    }

    /// Its API group.
    pub fn group(self) -> &'t str {
        self.blob.text(self.blob.word(self.at))
    }

    /// Its name, such as `HTTPRoute`.
    pub fn name(self) -> &'t str {
        self.blob.text(self.blob.nth(self.at, 1))
    }

    /// Its name in URLs, such as `httproutes`.
    pub fn plural(self) -> &'t str {
        self.blob.text(self.blob.nth(self.at, 2))
    }

    /// Whether its objects belong to a namespace.
    pub fn namespaced(self) -> bool {
        self.blob.nth(self.at, 3) != 0
    }

    /// Its versions in both channels: standard first, then in the order of the CRD.
    pub fn versions(self) -> impl Iterator<Item = Version<'t>> {
        let count = self.blob.nth(self.at, 4);
        let mut words = self.blob.words(self.at.saturating_add(20), count.saturating_mul(3));
        std::iter::from_fn(move || {
            Some(Version { kind: self, name: words.next()?, schema: words.next()?, flags: words.next()? })
        })
    }

    /// What the API server knows of the version called `name`, where the CRD of `channel` is installed.
    pub fn lookup(self, channel: Channel, name: &str) -> Lookup<'t> {
        let in_channel =
            |wanted: Channel| self.versions().find(move |it| it.channel() == wanted && it.name() == name);
        match in_channel(channel) {
            Some(found) if found.served() => return Lookup::Served(found),
            Some(found) => return Lookup::NotServed(found),
            None => {}
        }
        match in_channel(Channel::Experimental) {
            Some(found) if found.served() => Lookup::Experimental(found),
            _ => Lookup::OtherVersions(self),
        }
    }

    /// The versions that `channel` serves.
    pub fn served(self, channel: Channel) -> impl Iterator<Item = Version<'t>> {
        self.versions().filter(move |it| it.channel() == channel && it.served())
    }
}

impl std::fmt::Debug for Kind<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.group(), self.name())
    }
}

/// A version of a kind in one channel.
#[derive(Clone, Copy)]
pub struct Version<'t> {
    kind: Kind<'t>,
    name: u32,
    schema: u32,
    flags: u32,
}

impl<'t> Version<'t> {
    /// Whose version it is.
    pub fn kind(self) -> Kind<'t> {
        self.kind
    }

    /// Its name, such as `v1`.
    pub fn name(self) -> &'t str {
        self.kind.blob.text(self.name)
    }

    /// The channel whose CRD has it.
    pub fn channel(self) -> Channel {
        if self.flags & version::EXPERIMENTAL == 0 { Channel::Standard } else { Channel::Experimental }
    }

    /// Whether the API server answers for it.
    pub fn served(self) -> bool {
        self.flags & version::SERVED != 0
    }

    /// Whether objects are stored as this version.
    pub fn is_storage(self) -> bool {
        self.flags & version::STORAGE != 0
    }

    /// Whether its use is discouraged.
    pub fn deprecated(self) -> bool {
        self.flags & version::DEPRECATED != 0
    }

    /// Whether status is written on its own, so that create drops it.
    pub fn has_status_subresource(self) -> bool {
        self.flags & version::STATUS != 0
    }

    /// The schema of a whole object.
    pub fn schema(self) -> Schema<'t> {
        Schema::new(self.kind.blob, self.schema)
    }
}

impl std::fmt::Debug for Version<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:?} {} ({})", self.kind, self.name(), self.channel().name())
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use rule::CelRule;

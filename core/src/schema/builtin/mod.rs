//! Kubernetes' own kinds: what a release serves, and how its API server reads and validates their objects.

mod decode;
mod quantity;
mod validate;

use super::path::Path;
use super::table::{Blob, Kind, Version};
use super::violations::Violations;
use crate::generated::KUBERNETES;
use crate::manifest::View;
use std::fmt;

/// A release of Kubernetes.
#[derive(Clone, Copy)]
pub struct Kubernetes {
    blob: Blob<'static>,
    at: u32,
}

impl Kubernetes {
    /// Every release of this build, newest first; none where it carries no tables.
    pub fn all() -> impl Iterator<Item = Self> {
        let blob = Blob::new(KUBERNETES);
        blob.list(blob.nth(0, 1)).map(move |at| Self { blob, at })
    }

    /// The newest release.
    pub fn newest() -> Self {
        let nothing = Self { blob: Blob::new(&[]), at: 0 };
        Self::all().next().unwrap_or(nothing)
    }

    /// Its name, such as `1.37`; empty where the build carries no tables.
    pub fn name(self) -> &'static str {
        self.blob.text(self.blob.word(self.at))
    }

    /// Whether the build carries its tables.
    pub fn is_known(self) -> bool {
        self.at != 0
    }

    /// The kind `name` of `group`.
    pub(crate) fn kind(self, group: &str, name: &str) -> Option<Kind<'static>> {
        let list = self.blob.nth(self.at, 1);
        Kind::find(self.blob, list, group, name)
    }

    /// What the release serves as this version of a kind.
    pub(crate) fn version(self, group: &str, version: &str, kind: &str) -> Option<Version<'static>> {
        self.kind(group, kind)?.versions().find(|it| it.name() == version)
    }
}

impl Default for Kubernetes {
    fn default() -> Self {
        Self::newest()
    }
}

impl PartialEq for Kubernetes {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Kubernetes {}

impl fmt::Debug for Kubernetes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Kubernetes({})", self.name())
    }
}

/// Judges what is beside metadata.
pub(super) fn judge(
    view: View<'_>,
    release: Kubernetes,
    version: Version<'static>,
    root: &Path<'_>,
    out: &mut Violations,
) {
    decode::root(view.value(), version.schema(), root, out);
    validate::check(view, release, root, out);
}

//! Kubernetes' own kinds: what a release serves, and how its API server reads and validates their objects.

#[cfg(feature = "kubernetes")]
mod decode;
#[cfg(feature = "kubernetes")]
mod quantity;
#[cfg(feature = "kubernetes")]
mod validate;

#[cfg(feature = "kubernetes")]
use super::path::Path;
use super::table::{Blob, Kind, Version};
#[cfg(feature = "kubernetes")]
use super::violations::Violations;
use crate::generated::KUBERNETES;
#[cfg(feature = "kubernetes")]
use crate::manifest::View;
use std::fmt;

/// The releases, newest first, as the table has them.
const NAMES: [&str; 4] = ["1.37", "1.36", "1.35", "1.34"];

/// A release of Kubernetes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Kubernetes {
    /// Its place in [`NAMES`].
    place: usize,
}

impl Kubernetes {
    /// Every release, newest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..NAMES.len()).map(|place| Self { place })
    }

    /// The newest release.
    pub fn newest() -> Self {
        Self::default()
    }

    /// None: Kubernetes' own kinds are not judged.
    pub fn none() -> Self {
        Self { place: NAMES.len() }
    }

    /// Its name, such as `1.37`, or `none`.
    pub fn name(self) -> &'static str {
        NAMES.get(self.place).copied().unwrap_or("none")
    }

    /// Whether it is at least release `1.minor`.
    pub(super) fn is_since(self, minor: u8) -> bool {
        self.name().strip_prefix("1.").and_then(|it| it.parse::<u8>().ok()).is_some_and(|it| it >= minor)
    }

    /// Whether it is a release whose table this build carries.
    pub fn is_known(self) -> bool {
        cfg!(feature = "kubernetes") && self.place < NAMES.len()
    }

    /// The kind `name` of `group`.
    pub(crate) fn kind(self, group: &str, name: &str) -> Option<Kind<'static>> {
        if !self.is_known() {
            return None;
        }
        let blob = Blob::new(KUBERNETES);
        let release = blob.list(blob.nth(0, 1)).nth(self.place)?;
        Kind::find(blob, blob.nth(release, 1), group, name)
    }

    /// What the release serves as this version of a kind.
    pub(crate) fn version(self, group: &str, version: &str, kind: &str) -> Option<Version<'static>> {
        self.kind(group, kind)?.versions().find(|it| it.name() == version)
    }
}

impl fmt::Debug for Kubernetes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Kubernetes({})", self.name())
    }
}

#[cfg(feature = "kubernetes")]
pub(super) use decode::read;

/// Judges what is beside metadata.
#[cfg(feature = "kubernetes")]
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

#[cfg(all(test, feature = "kubernetes"))]
mod tests {
    use super::{Blob, KUBERNETES, Kubernetes};

    #[test]
    fn the_table_has_the_releases_in_their_order() {
        let blob = Blob::new(KUBERNETES);
        let releases: Vec<&str> = blob.list(blob.nth(0, 1)).map(|it| blob.text(blob.word(it))).collect();
        assert_eq!(releases, Kubernetes::all().map(Kubernetes::name).collect::<Vec<_>>());
    }

    #[test]
    fn a_release_serves_what_it_has() {
        let serves =
            |place: usize, group, version, kind| Kubernetes { place }.version(group, version, kind).is_some();
        assert!(serves(0, "apps", "v1", "Deployment") && serves(3, "", "v1", "Service"));
        assert!(!serves(0, "apps", "v1beta1", "Deployment") && !serves(0, "apps", "v1", "Deploymnt"));
        assert!(!serves(3, "admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicy"));
        assert!(serves(0, "admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicy"));
    }
}

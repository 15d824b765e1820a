//! What an API server serves: a release and channel of Gateway API, and the kinds of other tables beside it.
//!
//! [`Serving::lookup`] finds the schema of a kind, whichever table has it.

use super::builtin::Kubernetes;
use super::crds::{Crds, Gap};
use super::judge::is_gateway_group;
use super::kubernetes;
use super::table::{Channel, Kind, Lookup, Release, Version};
use crate::order::Set;

/// What an API server serves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Serving<'t> {
    release: Release<'static>,
    channel: Channel,
    kubernetes: Kubernetes,
    crds: Option<&'t Crds>,
}

impl Serving<'static> {
    /// The CRDs of a release and channel of Gateway API, and no others, on the newest Kubernetes.
    pub fn new(release: Release<'static>, channel: Channel) -> Self {
        Self { release, channel, kubernetes: Kubernetes::newest(), crds: None }
    }

    /// The same on another Kubernetes.
    #[must_use]
    pub fn on(self, kubernetes: Kubernetes) -> Self {
        Self { kubernetes, ..self }
    }
}

impl<'t> Serving<'t> {
    /// The same with `crds` beside them. Kinds of Gateway API are never taken from those, and without the
    /// feature `crds` none are.
    #[must_use]
    pub fn with_crds(self, crds: &Crds) -> Serving<'_> {
        Serving {
            release: self.release,
            channel: self.channel,
            kubernetes: self.kubernetes,
            crds: Some(crds),
        }
    }

    /// The tables of CRDs, in builds that judge by them.
    fn crds(self) -> Option<&'t Crds> {
        self.crds.filter(|_| cfg!(feature = "crds"))
    }

    /// What of a version of a CRD's kind is not judged.
    pub(crate) fn gaps(self, group: &str, version: &str, kind: &str) -> impl Iterator<Item = &'t Gap> {
        let gaps = self.crds().into_iter().flat_map(move |it| it.gaps(group, kind));
        gaps.filter(move |it| it.version == version)
    }

    /// The Gateway API release.
    pub fn release(self) -> Release<'static> {
        self.release
    }

    /// The channel of Gateway API.
    pub fn channel(self) -> Channel {
        self.channel
    }

    /// The release of Kubernetes.
    pub fn kubernetes(self) -> Kubernetes {
        self.kubernetes
    }

    /// Whether a group is one of Kubernetes itself, whose kinds are never taken from CRDs.
    pub fn is_builtin(self, group: &str) -> bool {
        !kubernetes::kinds(group).is_empty()
    }

    /// Whether the tables of CRDs have a kind.
    pub(crate) fn is_crd(self, group: &str, kind: &str) -> bool {
        !is_gateway_group(group) && !self.is_builtin(group) && self.kind(group, kind).is_some()
    }

    /// What is known of this kind and version; `None` where no table has the group or, outside Gateway API, the kind.
    pub fn lookup(self, group: &str, version: &str, kind: &str) -> Option<Lookup<'t>> {
        if is_gateway_group(group) {
            return Some(self.release.lookup(self.channel, group, version, kind));
        }
        self.kind(group, kind).map(|it| it.lookup(Channel::Standard, version))
    }

    /// The schema-bearing version that serves `kind` of `group` as `version`.
    pub fn version(self, group: &str, version: &str, kind: &str) -> Option<Version<'t>> {
        match self.lookup(group, version, kind)? {
            Lookup::Served(it) => Some(it),
            _ => None,
        }
    }

    /// The kind `name` of `group`, in whichever table and channel.
    pub fn kind(self, group: &str, name: &str) -> Option<Kind<'t>> {
        if is_gateway_group(group) {
            return self.release.kind(group, name);
        }
        if self.is_builtin(group) {
            return self.kubernetes.kind(group, name);
        }
        self.crds()?.kind(group, name)
    }

    /// The versions of a kind of these tables that are served, in the order of the CRD.
    pub fn served(self, kind: Kind<'t>) -> impl Iterator<Item = Version<'t>> {
        let channel = if is_gateway_group(kind.group()) { self.channel } else { Channel::Standard };
        kind.served(channel)
    }

    /// The versions of a kind that can be used, those first that are not deprecated.
    pub(crate) fn best(self, kind: Kind<'t>) -> Vec<Version<'t>> {
        let (mut versions, old): (Vec<_>, Vec<_>) = self.served(kind).partition(|it| !it.deprecated());
        versions.extend(old);
        versions
    }

    /// All that is served, as charts ask for it: `gateway.networking.k8s.io/v1`, `policy/v1/PodDisruptionBudget`.
    pub fn api_versions(self) -> Vec<String> {
        let mut found = Set::new();
        let mut add = |group: &str, version: &str, kind: &str| {
            let group = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
            found.insert(format!("{group}/{kind}"));
            found.insert(group);
        };
        for kind in self.kinds() {
            self.served(kind).for_each(|it| add(kind.group(), it.name(), kind.name()));
        }
        // Of the others it is not certain that this release serves them.
        let is_stable = |it: &&&str| !it.contains("alpha") && !it.contains("beta");
        for kind in kubernetes::served() {
            kind.served.iter().filter(is_stable).for_each(|it| add(kind.group, it, kind.name));
        }
        found.into_iter().collect()
    }

    /// The kinds of all tables.
    pub fn kinds(self) -> impl Iterator<Item = Kind<'t>> {
        let crds = self.crds().into_iter().flat_map(Crds::kinds);
        self.release.kinds().chain(crds)
    }
}

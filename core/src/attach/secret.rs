//! References to certificates: Secrets of listeners and Gateways, CA bundles of Gateways and policies.

use super::Environment;
use super::backend::{KindSupport, foreign_kind};
use super::material::{self, Leaf, MaterialProblem};
use crate::model::{CaRef, ConfigMap, GroupKind, Secret, SecretRef};
use crate::order::Map;
use crate::world::{End, Grant, Item, ItemId, Lookup, World};
use std::sync::Arc;

/// Why a certificate ref is not resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CertificateProblem {
    /// It names no Secret.
    InvalidKind,
    /// It crosses namespaces and no ReferenceGrant lets it.
    NotPermitted,
    /// There is no such Secret.
    NotFound,
    /// The Secret's type is not `kubernetes.io/tls`.
    WrongType,
    /// The Secret has no such key: `tls.crt` or `tls.key`.
    NoEntry(&'static str),
    /// What it holds is no certificate with its key.
    Material(MaterialProblem),
}

/// A reference to a certificate and its key.
#[derive(Debug, Clone)]
pub struct CertificateFact<'w, 'a> {
    /// As written.
    pub secret_ref: SecretRef<'a>,
    /// The namespace that it means.
    pub namespace: &'a str,
    /// Whether its kind can hold a certificate.
    pub kind: KindSupport,
    /// Whether it may cross namespaces.
    pub grant: Grant<'w, 'a>,
    /// The object that it names.
    pub target: Lookup<&'w Item<'a>>,
    /// What the Secret holds, where it is among the inputs.
    pub material: Option<Result<Arc<Leaf>, CertificateProblem>>,
}

impl CertificateFact<'_, '_> {
    /// Why it is certainly not resolved.
    pub fn problem(&self) -> Option<CertificateProblem> {
        if self.kind == KindSupport::Unsupported {
            Some(CertificateProblem::InvalidKind)
        } else if matches!(self.grant, Grant::Refused) {
            Some(CertificateProblem::NotPermitted)
        } else if self.target.is_missing() {
            Some(CertificateProblem::NotFound)
        } else {
            self.material.as_ref().and_then(|it| it.as_ref().err().copied())
        }
    }

    /// The key of the Secret whose content is to blame, where what it holds is no certificate with its key.
    pub fn faulty_key(&self) -> Option<&'static str> {
        let Some(Err(CertificateProblem::Material(problem))) = &self.material else { return None };
        match problem {
            MaterialProblem::NoCertificate | MaterialProblem::BadCertificate => Some("tls.crt"),
            MaterialProblem::NoKey | MaterialProblem::BadKey | MaterialProblem::OtherKey => Some("tls.key"),
            MaterialProblem::NotBase64 => {
                let entry = self.target.found()?.read::<Secret<'_>>().entry("tls.crt")?;
                Some(if material::bytes(entry).is_err() { "tls.crt" } else { "tls.key" })
            }
        }
    }

    /// Whether it certainly is resolved.
    pub fn is_resolved(&self) -> bool {
        self.grant.permits() && matches!(self.material, Some(Ok(_)))
    }
}

/// Why a CA ref is not resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaProblem {
    /// Its kind holds no CA certificates.
    InvalidKind,
    /// It crosses namespaces and no ReferenceGrant lets it.
    NotPermitted,
    /// There is no such ConfigMap.
    NotFound,
    /// The ConfigMap has no key `ca.crt`.
    NoEntry,
    /// What it holds is no bundle of certificates.
    Material(MaterialProblem),
}

/// A reference to CA certificates.
#[derive(Debug, Clone)]
pub struct CaFact<'w, 'a> {
    /// As written.
    pub ca_ref: CaRef<'a>,
    /// The namespace that it means.
    pub namespace: &'a str,
    /// Whether its kind can hold CA certificates.
    pub kind: KindSupport,
    /// Whether it may cross namespaces.
    pub grant: Grant<'w, 'a>,
    /// The object that it names.
    pub target: Lookup<&'w Item<'a>>,
    /// What is wrong with its content, where it is among the inputs.
    pub content: Option<CaProblem>,
}

impl CaFact<'_, '_> {
    /// Why it is certainly not resolved.
    pub fn problem(&self) -> Option<CaProblem> {
        if self.kind == KindSupport::Unsupported {
            Some(CaProblem::InvalidKind)
        } else if matches!(self.grant, Grant::Refused) {
            Some(CaProblem::NotPermitted)
        } else if self.target.is_missing() {
            Some(CaProblem::NotFound)
        } else {
            self.content
        }
    }

    /// Whether it certainly is resolved.
    pub fn is_resolved(&self) -> bool {
        self.problem().is_none() && self.grant.permits() && matches!(self.target, Lookup::Found(_))
    }
}

/// Follows references to certificates; what a Secret or ConfigMap holds is read once.
#[derive(Debug)]
pub(super) struct Certificates<'w, 'a> {
    world: &'w World<'a>,
    pairs: Map<ItemId, Result<Arc<Leaf>, CertificateProblem>>,
    bundles: Map<ItemId, Option<CaProblem>>,
}

impl<'w, 'a> Certificates<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>) -> Self {
        Self { world, pairs: Map::new(), bundles: Map::new() }
    }

    /// The certificate that `owner` refers to.
    pub(super) fn certificate(
        &mut self,
        owner: &Item<'a>,
        secret_ref: SecretRef<'a>,
    ) -> CertificateFact<'w, 'a> {
        let (kind, name) = (secret_ref.target(), secret_ref.name().value);
        let namespace = secret_ref.namespace().map_or(owner.namespace(), |it| it.value);
        let support = match kind {
            GroupKind::SECRET => KindSupport::Supported,
            _ => foreign_kind(self.world, kind),
        };
        let (grant, target) = self.follow(owner, End { kind, namespace }, name);
        let secret = target.found().filter(|it| it.kind() == GroupKind::SECRET);
        let material = secret.map(|it| self.pairs.entry(it.number()).or_insert_with(|| pair(it)).clone());
        CertificateFact { secret_ref, namespace, kind: support, grant, target, material }
    }

    /// The CA certificates that `owner` refers to.
    pub(super) fn authority(
        &mut self,
        owner: &Item<'a>,
        ca_ref: CaRef<'a>,
        environment: &Environment,
    ) -> CaFact<'w, 'a> {
        let bundles = environment.supports("ClusterTrustBundle");
        let (kind, name) = (ca_ref.target(), ca_ref.name().value);
        let trust_bundle = GroupKind::new("certificates.k8s.io", "ClusterTrustBundle");
        let namespace = match ca_ref.namespace() {
            _ if kind == trust_bundle => "",
            Some(it) => it.value,
            None => owner.namespace(),
        };
        let support = match kind {
            GroupKind::CONFIG_MAP => KindSupport::Supported,
            GroupKind::SECRET if environment.ca_secrets && owner.kind() != GroupKind::GATEWAY => {
                KindSupport::Supported
            }
            it if it == trust_bundle && bundles => KindSupport::Supported,
            _ => foreign_kind(self.world, kind),
        };
        let (grant, target) = match kind == trust_bundle {
            true => (Grant::SameNamespace, self.world.find(kind, namespace, name)),
            false => self.follow(owner, End { kind, namespace }, name),
        };
        let map = target.found().filter(|it| it.kind() == GroupKind::CONFIG_MAP);
        let content = map.and_then(|it| *self.bundles.entry(it.number()).or_insert_with(|| bundle(it)));
        CaFact { ca_ref, namespace, kind: support, grant, target, content }
    }

    fn follow(&self, owner: &Item<'a>, to: End<'a>, name: &'a str) -> (Grant<'w, 'a>, Lookup<&'w Item<'a>>) {
        let from = End { kind: owner.kind(), namespace: owner.namespace() };
        (self.world.grant(from, to, name), self.world.find(to.kind, to.namespace, name))
    }
}

fn pair(item: &Item<'_>) -> Result<Arc<Leaf>, CertificateProblem> {
    let secret: Secret<'_> = item.read();
    if secret.kind().value != "kubernetes.io/tls" {
        return Err(CertificateProblem::WrongType);
    }
    let read = |key| {
        let entry = secret.entry(key).ok_or(CertificateProblem::NoEntry(key))?;
        material::bytes(entry).map_err(CertificateProblem::Material)
    };
    let (chain, key) = (read("tls.crt")?, read("tls.key")?);
    material::read_pair(&chain, &key).map(Arc::new).map_err(CertificateProblem::Material)
}

fn bundle(item: &Item<'_>) -> Option<CaProblem> {
    let Some(entry) = item.read::<ConfigMap<'_>>().entry("ca.crt") else { return Some(CaProblem::NoEntry) };
    let read = material::bytes(entry).and_then(|it| material::read_bundle(&it));
    read.err().map(CaProblem::Material)
}

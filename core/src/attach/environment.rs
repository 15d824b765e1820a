//! What is known about the implementation that will judge the objects.

use crate::model::AddressRequest;
use crate::order::Set;

/// The controller name that is written where neither the GatewayClass nor the caller tells one.
pub(crate) const ASSUMED_CONTROLLER: &str = "routeproof.dev/assumed-controller";

/// The features that an implementation supports, by the names of Gateway API's feature list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Features {
    /// Every one there is.
    #[default]
    All,
    /// Every one but these.
    AllBut(Set<String>),
    /// These alone.
    Only(Set<String>),
}

impl Features {
    /// Whether `feature` is supported.
    pub fn supports(&self, feature: &str) -> bool {
        match self {
            Self::All => true,
            Self::AllBut(without) => !without.contains(feature),
            Self::Only(with) => with.contains(feature),
        }
    }

    /// Whether `feature` is supported, where that is known and not only assumed.
    pub fn known(&self, feature: &str) -> Option<bool> {
        match self {
            Self::All => None,
            Self::AllBut(without) => without.contains(feature).then_some(false),
            Self::Only(with) => Some(with.contains(feature)),
        }
    }
}

/// The implementation: by default one that supports everything and owns every GatewayClass.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Environment {
    /// Only classes of this controller are judged; `None`: every class, each under its own controller's name.
    pub controller_name: Option<String>,
    /// What it supports.
    pub features: Features,
    /// The addresses that a Gateway may ask for; `None`: any.
    pub usable_addresses: Option<Set<String>>,
    /// The releases of Gateway API that it knows, as the CRDs' annotation says them (`v1.7.0`); `None`: any.
    pub bundle_versions: Option<Set<String>>,
    /// Kinds of its own that it takes as backends, besides `Service`, `ServiceImport` and `XBackend`: group, kind.
    pub backend_kinds: Set<(String, String)>,
    /// Kinds of its own that it takes as parameters: group, kind.
    pub parameter_kinds: Set<(String, String)>,
    /// Whether a policy may take CA certificates from a Secret.
    pub ca_secrets: bool,
    /// Whether settings name it.
    pub(crate) is_chosen: bool,
    /// The time that new conditions get as `lastTransitionTime`, in RFC 3339; `None`: none is written.
    pub now: Option<String>,
}

impl Environment {
    /// Whether the implementation supports `feature`.
    pub fn supports(&self, feature: &str) -> bool {
        self.features.supports(feature)
    }

    /// Whether it is known which implementation it is, or what it supports.
    pub(crate) fn is_known(&self) -> bool {
        self.is_chosen || self.features != Features::All
    }

    /// Whether a Gateway may ask for an address like this one.
    pub fn takes_address(&self, address: AddressRequest<'_>) -> bool {
        let known = matches!(address.kind().value, "IPAddress" | "Hostname");
        let asks = address.value().is_some_and(|it| !it.value.is_empty());
        known && (!asks || self.supports("GatewayStaticAddresses"))
    }
}

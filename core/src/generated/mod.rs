//! What `schema-gen generate` writes: a blob per Gateway API release, newest first, and the conformance reports;
//! and what `tests/tools/kubernetes_kinds.py` writes: the kinds of Kubernetes.

pub(crate) mod kubernetes;

/// The blob of the newest release.
pub(crate) static NEWEST: &[u8] = include_bytes!("gateway-api-1.7.0.bin");

/// The blobs of this build.
pub(crate) static BLOBS: &[&[u8]] = &[
    NEWEST,
    #[cfg(feature = "gateway-api-1-6")]
    include_bytes!("gateway-api-1.6.3.bin"),
    #[cfg(feature = "gateway-api-1-5")]
    include_bytes!("gateway-api-1.5.1.bin"),
    #[cfg(feature = "gateway-api-1-4")]
    include_bytes!("gateway-api-1.4.1.bin"),
    #[cfg(feature = "gateway-api-1-3")]
    include_bytes!("gateway-api-1.3.0.bin"),
];

/// The types of Kubernetes' own kinds, of several releases in one blob.
#[cfg(feature = "kubernetes")]
pub(crate) static KUBERNETES: &[u8] = include_bytes!("kubernetes.bin");
/// A build without them judges only what is true for every kind.
#[cfg(not(feature = "kubernetes"))]
pub(crate) static KUBERNETES: &[u8] = &[];

/// What implementations report of their conformance; `features` reads it.
pub(crate) static IMPLEMENTATIONS: &str = include_str!("implementations.txt");

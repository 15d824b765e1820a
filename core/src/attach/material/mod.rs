//! TLS material: certificates and keys are really read, not only looked up.
//!
//! In comes what a Secret or ConfigMap holds, out comes what is known about it without a clock or a trust store:
//! whether it can be read, whether key and certificate belong together, for which names and how long it is good.

mod pem;
mod x509;

use crate::model::ConfigEntry;
use crate::yaml::base64;

/// What the leaf of a certificate chain says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The DNS names that it is good for, as written, wildcards included.
    pub dns_names: Vec<String>,
    /// When it begins to be good, in seconds since 1970.
    pub not_before: u64,
    /// When it ceases to be good, in seconds since 1970.
    pub not_after: u64,
}

impl Leaf {
    /// Whether a client that asks for `hostname` accepts it; a wildcard stands for one label (RFC 6125).
    pub fn covers(&self, hostname: &str) -> bool {
        self.dns_names.iter().any(|name| match name.strip_prefix("*.") {
            Some(suffix) => {
                hostname.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(suffix))
            }
            None => name.eq_ignore_ascii_case(hostname),
        })
    }
}

/// What is wrong with TLS material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MaterialProblem {
    /// The base64 text cannot be decoded.
    NotBase64,
    /// There is no PEM block of a certificate.
    NoCertificate,
    /// A certificate cannot be read.
    BadCertificate,
    /// There is no PEM block of a private key.
    NoKey,
    /// The private key cannot be read.
    BadKey,
    /// The private key belongs to another certificate.
    OtherKey,
}

/// Reads a certificate chain and its key as a TLS server does.
pub(crate) fn read_pair(chain: &[u8], key: &[u8]) -> Result<Leaf, MaterialProblem> {
    let mut leaf = None;
    for der in pem::blocks(chain).filter(|it| it.label == "CERTIFICATE") {
        let der = der.bytes.ok_or(MaterialProblem::BadCertificate)?;
        let read = x509::certificate(&der).ok_or(MaterialProblem::BadCertificate)?;
        leaf.get_or_insert(read);
    }
    let leaf = leaf.ok_or(MaterialProblem::NoCertificate)?;
    let block = pem::blocks(key).find(|it| it.label == "PRIVATE KEY" || it.label.ends_with(" PRIVATE KEY"));
    let block = block.ok_or(MaterialProblem::NoKey)?;
    let der = block.bytes.ok_or(MaterialProblem::BadKey)?;
    match x509::belongs(block.label, &der, &leaf.public_key) {
        Some(true) => {
            let x509::Certificate { dns_names, not_before, not_after, .. } = leaf;
            Ok(Leaf { dns_names, not_before, not_after })
        }
        Some(false) => Err(MaterialProblem::OtherKey),
        None => Err(MaterialProblem::BadKey),
    }
}

/// Reads a bundle of CA certificates: at least one, every one readable.
pub(crate) fn read_bundle(bundle: &[u8]) -> Result<(), MaterialProblem> {
    let mut found = false;
    for block in pem::blocks(bundle).filter(|it| it.label == "CERTIFICATE") {
        let der = block.bytes.ok_or(MaterialProblem::BadCertificate)?;
        x509::certificate(&der).ok_or(MaterialProblem::BadCertificate)?;
        found = true;
    }
    if found { Ok(()) } else { Err(MaterialProblem::NoCertificate) }
}

/// The bytes of an entry of a Secret or ConfigMap.
pub(crate) fn bytes(entry: ConfigEntry<'_>) -> Result<Vec<u8>, MaterialProblem> {
    match entry {
        ConfigEntry::Text(text) => Ok(text.value.as_bytes().to_vec()),
        ConfigEntry::Base64(text) => base64::decode(text.value).ok_or(MaterialProblem::NotBase64),
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

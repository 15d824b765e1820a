//! Private keys: whether one belongs to a certificate.

use der::Decode;
use der::asn1::{ObjectIdentifier, UintRef};
use pkcs1::{RsaPrivateKey, RsaPublicKey};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Whether the key in the PEM block `label` belongs to the public key of a certificate; `None`: it cannot be read.
///
/// A key that does not carry its public half (an EC key of some tools, Ed25519) is believed: deriving it would take
/// the arithmetic of every curve.
pub(super) fn belongs(label: &str, key: &[u8], public: &[u8]) -> Option<bool> {
    match label {
        "RSA PRIVATE KEY" => rsa(key, public),
        "EC PRIVATE KEY" => ec(key, public),
        "PRIVATE KEY" => {
            let info = PrivateKeyInfoRef::from_der(key).ok()?;
            let inner = info.private_key.as_bytes();
            match info.algorithm.oid {
                RSA => rsa(inner, public),
                EC => ec(inner, public),
                _ => Some(info.public_key.is_none_or(|it| it.raw_bytes() == public)),
            }
        }
        // Encrypted keys among them: nobody can ask for a password.
        _ => None,
    }
}

fn rsa(key: &[u8], public: &[u8]) -> Option<bool> {
    let key = RsaPrivateKey::<UintRef<'_>>::from_der(key).ok()?;
    let Ok(public) = RsaPublicKey::<UintRef<'_>>::from_der(public) else { return Some(false) };
    Some(key.modulus == public.modulus && key.public_exponent == public.public_exponent)
}

fn ec(key: &[u8], public: &[u8]) -> Option<bool> {
    let key = EcPrivateKey::from_der(key).ok()?;
    Some(key.public_key.is_none_or(|it| it == public))
}

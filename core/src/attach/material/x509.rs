//! Certificates (RFC 5280) and the keys that belong to them (RFC 5958, RFC 8017, RFC 5915), as far as a Gateway's
//! listener needs them: DER's elements are `der`'s, and this file knows what they mean.

use der::asn1::{AnyRef, GeneralizedTime, UtcTime};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

/// The value of an object identifier, as DER has it.
type Oid = &'static [u8];

/// `rsaEncryption`, 1.2.840.113549.1.1.1.
const RSA: Oid = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// `id-ecPublicKey`, 1.2.840.10045.2.1.
const EC: Oid = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// `id-ce-subjectAltName`, 2.5.29.17.
const SUBJECT_ALT_NAME: Oid = &[0x55, 0x1d, 0x11];

/// What is read of a certificate.
pub(super) struct Certificate {
    /// The DNS names of its subject, as written.
    pub(super) dns_names: Vec<String>,
    /// When it begins to be good, in seconds since 1970.
    pub(super) not_before: u64,
    /// When it ceases to be good, in seconds since 1970.
    pub(super) not_after: u64,
    /// The public key, in the form of its algorithm.
    pub(super) public_key: Vec<u8>,
}

/// Reads a certificate.
pub(super) fn certificate(der: &[u8]) -> Option<Certificate> {
    let certificate = parts(whole(der)?)?;
    let [signed, algorithm, signature] = certificate.as_slice() else { return None };
    is(*algorithm, Tag::Sequence)?;
    bits(*signature)?;
    let mut fields = parts(*signed)?.into_iter().peekable();
    // The version, which the first one does not say.
    fields.next_if(|it| is_context(*it, 0));
    is(fields.next()?, Tag::Integer)?;
    let (_algorithm, _issuer) = (parts(fields.next()?)?, parts(fields.next()?)?);
    let validity = parts(fields.next()?)?;
    let [from, to] = validity.as_slice() else { return None };
    let _subject = parts(fields.next()?)?;
    let key = parts(fields.next()?)?;
    let [_, public] = key.as_slice() else { return None };
    let mut dns_names = Vec::new();
    if let Some(extensions) = fields.find(|it| is_context(*it, 3)) {
        for it in parts(whole(extensions.value())?)? {
            dns_names.extend(alternative_names(it)?);
        }
    }
    Some(Certificate {
        dns_names,
        not_before: seconds(*from)?,
        not_after: seconds(*to)?,
        public_key: bits(*public)?.to_vec(),
    })
}

/// The DNS names of an extension, if it is the one that has them.
fn alternative_names(extension: AnyRef<'_>) -> Option<Vec<String>> {
    let extension = parts(extension)?;
    let (id, value) = (extension.first()?, extension.last()?);
    is(*value, Tag::OctetString)?;
    if is(*id, Tag::ObjectIdentifier)? != SUBJECT_ALT_NAME {
        return Some(Vec::new());
    }
    let names = parts(whole(value.value())?)?.into_iter().filter(|it| is_context(*it, 2));
    names.map(|it| std::str::from_utf8(it.value()).ok().map(str::to_owned)).collect()
}

/// Whether the key in the PEM block `label` belongs to the public key of a certificate; `None`: it cannot be read.
///
/// A key that does not carry its public half (an EC key of some tools, Ed25519) is believed: deriving it would take
/// the arithmetic of every curve.
pub(super) fn belongs(label: &str, key: &[u8], public: &[u8]) -> Option<bool> {
    match label {
        "RSA PRIVATE KEY" => rsa(key, public),
        "EC PRIVATE KEY" => ec(key, public),
        "PRIVATE KEY" => {
            let fields = parts(whole(key)?)?;
            let [version, algorithm, inner, rest @ ..] = fields.as_slice() else { return None };
            is(*version, Tag::Integer)?;
            let inner = is(*inner, Tag::OctetString)?;
            match is(*parts(*algorithm)?.first()?, Tag::ObjectIdentifier)? {
                RSA => rsa(inner, public),
                EC => ec(inner, public),
                _ => match rest.iter().find(|it| is_context(**it, 1)) {
                    // What DER calls the number of unused bits comes before the bits.
                    Some(own) => Some(own.value().split_first()?.1 == public),
                    None => Some(true),
                },
            }
        }
        // Encrypted keys among them: there is no way to ask for a password.
        _ => None,
    }
}

fn rsa(key: &[u8], public: &[u8]) -> Option<bool> {
    let key = parts(whole(key)?)?;
    let [_, modulus, exponent, secret, ..] = key.as_slice() else { return None };
    let own = (number(*modulus)?, number(*exponent)?);
    number(*secret)?;
    let public = whole(public).and_then(parts);
    Some(match public.as_deref() {
        Some([modulus, exponent]) => number(*modulus).zip(number(*exponent)) == Some(own),
        _ => false,
    })
}

fn ec(key: &[u8], public: &[u8]) -> Option<bool> {
    let key = parts(whole(key)?)?;
    let [version, secret, rest @ ..] = key.as_slice() else { return None };
    is(*version, Tag::Integer)?;
    is(*secret, Tag::OctetString)?;
    match rest.iter().find(|it| is_context(**it, 1)) {
        Some(own) => Some(bits(whole(own.value())?)? == public),
        None => Some(true),
    }
}

/// The one element that `der` is.
fn whole(der: &[u8]) -> Option<AnyRef<'_>> {
    AnyRef::from_der(der).ok()
}

/// The elements of a sequence.
fn parts(sequence: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(is(sequence, Tag::Sequence)?).ok()?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(parts)
}

/// The value of an element with that tag.
fn is(element: AnyRef<'_>, tag: Tag) -> Option<&[u8]> {
    (element.tag() == tag).then(|| element.value())
}

/// Whether its meaning is that of the field `number`.
fn is_context(element: AnyRef<'_>, number: u32) -> bool {
    matches!(element.tag(), Tag::ContextSpecific { number: it, .. } if it.value() == number)
}

/// Whole bytes of a bit string.
fn bits(element: AnyRef<'_>) -> Option<&[u8]> {
    match is(element, Tag::BitString)?.split_first()? {
        (0, bytes) => Some(bytes),
        _ => None,
    }
}

/// A natural number, without the zeros before it.
fn number(element: AnyRef<'_>) -> Option<&[u8]> {
    let bytes = is(element, Tag::Integer)?;
    let zeros = bytes.iter().take_while(|it| **it == 0).count();
    bytes.get(zeros..)
}

/// A time, in seconds since 1970.
fn seconds(time: AnyRef<'_>) -> Option<u64> {
    let since = match time.tag() {
        Tag::UtcTime => time.decode_as::<UtcTime>().ok()?.to_unix_duration(),
        Tag::GeneralizedTime => time.decode_as::<GeneralizedTime>().ok()?.to_unix_duration(),
        _ => return None,
    };
    Some(since.as_secs())
}

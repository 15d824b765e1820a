//! Addresses and ranges, as strict as the release is.

use super::Rules;
use super::node::Node;
use crate::address::{Zeros, ipv4, ipv6};
use crate::schema::violations::Violations;

/// An address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ip {
    /// IPv4, also where it is written as IPv6.
    V4([u8; 4]),
    /// IPv6.
    V6([u16; 8]),
}

/// Reads an address with the tolerance of older releases: leading zeros, and IPv4 within IPv6.
pub(super) fn read(text: &str) -> Option<Ip> {
    if let Some(it) = ipv4(text.as_bytes(), Zeros::Allowed) {
        return Some(Ip::V4(it));
    }
    let groups = ipv6(text.as_bytes(), Zeros::Allowed)?;
    Some(match groups {
        [0, 0, 0, 0, 0, 0xffff, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            Ip::V4([a, b, c, d])
        }
        _ => Ip::V6(groups),
    })
}

/// Whether a strict release takes an address that can be read.
fn is_strict(text: &str) -> bool {
    let mapped = |it: [u16; 8]| matches!(it, [0, 0, 0, 0, 0, 0xffff, ..]);
    ipv4(text.as_bytes(), Zeros::Refused).is_some()
        || ipv6(text.as_bytes(), Zeros::Refused).is_some_and(|it| !mapped(it))
}

/// Checks an address; nothing where it is none.
pub(super) fn check(node: &Node<'_, '_>, rules: Rules, out: &mut Violations) -> Option<Ip> {
    let text = node.text()?;
    let found = read(text).filter(|_| !rules.strict_addresses || is_strict(text));
    if found.is_none() {
        node.refuse("is no IP address", "write it without leading zeros, port, zone or range", out);
    }
    found
}

/// Checks an address to which requests are sent.
pub(super) fn check_endpoint(node: &Node<'_, '_>, ip: Ip, out: &mut Violations) {
    let (unspecified, loopback, local) = match ip {
        Ip::V4([a, b, c, _]) => {
            let local = (a == 169 && b == 254) || (a == 224 && b == 0 && c == 0);
            (ip == Ip::V4([0; 4]), a == 127, local)
        }
        Ip::V6(groups) => {
            let [first, ..] = groups;
            let local = first & 0xffc0 == 0xfe80 || first & 0xff0f == 0xff02;
            (groups == [0; 8], groups == [0, 0, 0, 0, 0, 0, 0, 1], local)
        }
    };
    for (wrong, what) in
        [(unspecified, "unspecified"), (loopback, "a loopback address"), (local, "link-local")]
    {
        if wrong {
            node.refuse(&format!("is {what}"), "such an address leads to no endpoint", out);
        }
    }
}

/// Checks a range; its address and the length of its prefix.
pub(super) fn check_range(
    node: &Node<'_, '_>,
    text: &str,
    rules: Rules,
    out: &mut Violations,
) -> Option<(Ip, u32)> {
    let found = range(text);
    let strict = |(ip, length): &(Ip, u32)| {
        let (address, digits) = text.split_once('/').unwrap_or((text, ""));
        is_strict(address) && digits == length.to_string() && is_masked(*ip, *length)
    };
    if found.is_none_or(|it| rules.strict_addresses && !strict(&it)) {
        node.refuse(
            "is no range of addresses",
            "write it like `10.9.8.0/24`, without bits behind the prefix",
            out,
        );
    }
    found
}

fn range(text: &str) -> Option<(Ip, u32)> {
    let (address, digits) = text.split_once('/')?;
    let length = Some(digits).filter(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
    let length: u32 = length?.parse().ok()?;
    let ip = read(address)?;
    let (most, ip) = match ip {
        // Written as IPv6, it has a prefix of IPv6.
        Ip::V4(_) if address.contains(':') => (128, Ip::V6(ipv6(address.as_bytes(), Zeros::Allowed)?)),
        Ip::V4(_) => (32, ip),
        Ip::V6(_) => (128, ip),
    };
    (length <= most).then_some((ip, length))
}

/// The bits of an address, the first one first.
fn bits(ip: Ip) -> (u128, u32) {
    match ip {
        Ip::V4(it) => (u128::from(u32::from_be_bytes(it)) << 96, 32),
        Ip::V6(it) => (it.iter().fold(0, |sum, group| (sum << 16) | u128::from(*group)), 128),
    }
}

fn mask(length: u32) -> u128 {
    u128::MAX.checked_shl(128_u32.saturating_sub(length)).unwrap_or(0)
}

fn is_masked(ip: Ip, length: u32) -> bool {
    let (bits, _) = bits(ip);
    bits & !mask(length) == 0
}

/// Whether the range `inner` is a part of `outer`, and smaller.
pub(super) fn is_part(inner: (Ip, u32), outer: (Ip, u32)) -> bool {
    let ((inner_bits, inner_size), (outer_bits, outer_size)) = (bits(inner.0), bits(outer.0));
    inner_size == outer_size
        && (inner_bits & mask(outer.1)) == (outer_bits & mask(outer.1))
        && outer.1 < inner.1
}

//! IP addresses, as Go's `netip` and Rust's `std::net` read them; the parser of the latter is ten times as large in a
//! browser, and neither has the tolerance that the API server has at times.

/// Whether numbers may have more digits than they need.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Zeros {
    Allowed,
    Refused,
}

/// The eight groups of an IPv6 address.
pub(crate) fn ipv6(text: &[u8], zeros: Zeros) -> Option<[u16; 8]> {
    let mut all = [0; 8];
    let Some(gap) = text.windows(2).position(|it| it == b"::") else {
        return (groups(text, &mut all, true, zeros)? == 8).then_some(all);
    };
    let (head, tail) = (text.get(..gap)?, text.get(gap + 2..)?);
    let before = groups(head, &mut all, false, zeros)?;
    // The gap is one group at least.
    let mut rest = [0; 7];
    let rest = rest.get_mut(before..)?;
    let after = groups(tail, rest, true, zeros)?;
    all.get_mut(8 - after..)?.copy_from_slice(rest.get(..after)?);
    Some(all)
}

/// Reads `text` into `out`, and says how many groups it has. At its end may be an IPv4 address if `ends` says so.
fn groups(text: &[u8], out: &mut [u16], ends: bool, zeros: Zeros) -> Option<usize> {
    let mut count = 0;
    if text.is_empty() {
        return Some(count);
    }
    let mut pieces = text.split(|it| *it == b':').peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        if let ([high, low, ..], Some([a, b, c, d])) =
            (out.get_mut(count..)?, ipv4(piece, zeros).filter(|_| last && ends))
        {
            (*high, *low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            count += 2;
        } else {
            *out.get_mut(count)? = number(piece, 16, 4, zeros)?;
            count += 1;
        }
    }
    Some(count)
}

/// The four octets of an IPv4 address.
pub(crate) fn ipv4(text: &[u8], zeros: Zeros) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut pieces = text.split(|it| *it == b'.');
    for octet in &mut octets {
        let piece = pieces.next()?;
        if zeros == Zeros::Refused && piece.len() > 1 && piece.starts_with(b"0") {
            return None;
        }
        *octet = u8::try_from(number(piece, 10, 3, zeros)?).ok()?;
    }
    pieces.next().is_none().then_some(octets)
}

/// A number of so many digits at most.
fn number(text: &[u8], base: u16, digits: usize, zeros: Zeros) -> Option<u16> {
    let needless = match zeros {
        Zeros::Allowed => text.iter().take_while(|it| **it == b'0').count(),
        Zeros::Refused => 0,
    };
    if text.is_empty() || text.len() - needless > digits {
        return None;
    }
    text.iter().try_fold(0_u16, |sum, it| {
        let digit = char::from(*it).to_digit(u32::from(base))?;
        Some(sum.wrapping_mul(base).wrapping_add(u16::try_from(digit).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::{Zeros, ipv4, ipv6};
    use std::net::{Ipv4Addr, Ipv6Addr};

    /// What of these follows one another is mostly nearly an address.
    const PIECES: [&str; 16] =
        [":", ":", ":", "::", ".", ".", "0", "1", "10", "255", "256", "ffff", "A", "12345", "g", "1.2.3.4"];

    #[test]
    fn addresses_are_those_of_the_standard_library() {
        let (mut seed, mut four, mut six) = (1_u64, 0, 0);
        for _ in 0..400_000 {
            let mut text = String::new();
            loop {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let dice = usize::try_from(seed >> 40).unwrap();
                text.push_str(PIECES[dice % PIECES.len()]);
                if dice / 16 % 12 == 0 {
                    break;
                }
            }
            let (v4, v6) = (text.parse::<Ipv4Addr>(), text.parse::<Ipv6Addr>());
            assert_eq!(
                ipv4(text.as_bytes(), Zeros::Refused),
                v4.as_ref().ok().map(Ipv4Addr::octets),
                "{text}"
            );
            assert_eq!(
                ipv6(text.as_bytes(), Zeros::Refused),
                v6.as_ref().ok().map(Ipv6Addr::segments),
                "{text}"
            );
            (four, six) = (four + usize::from(v4.is_ok()), six + usize::from(v6.is_ok()));
        }
        assert!(four > 100 && six > 1_000, "{four} {six}");
    }
}

//! Decimal text to binary floats and back, exactly rounded, by whole numbers of any size. Floats are rare in manifests;
//! std's tables for them would be a twentieth of what a browser has to load.

mod natural;

use natural::Natural;
use std::fmt;

/// Decimal digits that tell any float from its neighbours; what follows only matters by not being zero.
const MOST_DIGITS: usize = 800;

/// A binary format of IEEE 754.
#[derive(Clone, Copy)]
struct Format {
    /// Bits of the fraction, the hidden one included.
    bits: u32,
    /// The smallest exponent of a whole fraction.
    lowest: i64,
    /// The largest.
    highest: i64,
}

const DOUBLE: Format = Format { bits: 53, lowest: -1074, highest: 971 };
const SINGLE: Format = Format { bits: 24, lowest: -149, highest: 104 };

/// `fraction` times two to the power of `exponent`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Binary {
    fraction: u64,
    exponent: i64,
}

/// `0.DIGITS` times ten to the power of `point`; neither the first digit nor the last one is zero.
pub(super) struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

/// The float nearest to a decimal text like `-1.5e3`, whose form is checked; `None` beyond the largest.
pub(super) fn parse(text: &str) -> Option<f64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let binary = nearest(&Decimal::of(text), DOUBLE)?;
    let magnitude = DOUBLE.bits_of(binary);
    Some(f64::from_bits(magnitude | if negative { 1 << 63 } else { 0 }))
}

/// The fewest digits that are read back as the same 64 bits; the sign does not count.
pub(super) fn shortest(float: f64) -> Decimal {
    Decimal::shortest(DOUBLE.binary(float.to_bits() & (u64::MAX >> 1)), DOUBLE)
}

/// The fewest digits that are read back as the same 32 bits; the sign does not count.
pub(super) fn shortest_single(float: f32) -> Decimal {
    Decimal::shortest(SINGLE.binary(u64::from(float.to_bits() & (u32::MAX >> 1))), SINGLE)
}

/// A float as text: plain digits, or for `Debug` with a fraction or an exponent.
#[derive(Clone, Copy, PartialEq)]
pub struct Shown(pub f64);

impl Shown {
    /// Writes the sign, and what `text` makes of the digits.
    fn write(self, out: &mut fmt::Formatter<'_>, text: fn(&Decimal) -> String) -> fmt::Result {
        if self.0.is_nan() {
            return out.write_str("NaN");
        }
        out.write_str(if self.0.is_sign_negative() { "-" } else { "" })?;
        out.write_str(&if self.0.is_infinite() { "inf".to_owned() } else { text(&shortest(self.0)) })
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out, Decimal::plain)
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out, |decimal| match (decimal.exponent(), decimal.plain()) {
            (-4..16, plain) if plain.contains('.') => plain,
            (-4..16, plain) => format!("{plain}.0"),
            (exponent, _) => format!("{}e{exponent}", decimal.mantissa()),
        })
    }
}

impl Format {
    fn binary(self, bits: u64) -> Binary {
        let hidden = 1 << (self.bits - 1);
        match (bits / hidden, bits % hidden) {
            (0, fraction) => Binary { fraction, exponent: self.lowest },
            (biased, fraction) => {
                let above = i64::try_from(biased).unwrap_or_default() - 1;
                Binary { fraction: fraction + hidden, exponent: self.lowest + above }
            }
        }
    }

    fn bits_of(self, Binary { fraction, exponent }: Binary) -> u64 {
        // The hidden bit of a whole fraction is the first step of the exponent.
        let above = u64::try_from(exponent - self.lowest).unwrap_or_default();
        (above << (self.bits - 1)) + fraction
    }
}

impl Decimal {
    /// What a text without sign says.
    fn of(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let whole = mantissa.find('.').unwrap_or(mantissa.len());
        let places = mantissa.bytes().filter(u8::is_ascii_digit).map(|it| it - b'0');
        let zeros = places.clone().take_while(|it| *it == 0).count();
        let mut digits: Vec<u8> = places.clone().skip(zeros).take(MOST_DIGITS).collect();
        if places.skip(zeros + MOST_DIGITS).any(|it| it != 0) {
            digits.push(1);
        }
        let signed = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
        // An exponent beyond 64 bits is as good as one at their end, since no text is that long.
        let far = if exponent.starts_with('-') { i64::MIN / 4 } else { i64::MAX / 4 };
        let exponent = exponent.parse().ok().filter(|it: &i64| it.abs() < i64::MAX / 4).unwrap_or(far);
        Self::trimmed(digits, exponent.saturating_add(signed(whole)).saturating_sub(signed(zeros)))
    }

    /// Without zeros at the end.
    fn trimmed(mut digits: Vec<u8>, point: i64) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let point = if digits.is_empty() { 0 } else { point };
        Self { digits, point }
    }

    /// All digits of a binary float.
    fn exact(Binary { fraction, exponent }: Binary) -> Self {
        let mut number = Natural::from(fraction);
        if exponent < 0 {
            // A half is five tenths.
            number.times_power(5, exponent.unsigned_abs());
        } else {
            number.shift(exponent.unsigned_abs());
        }
        let digits = number.digits();
        let point = i64::try_from(digits.len()).unwrap_or(i64::MAX) + exponent.min(0);
        Self::trimmed(digits, point)
    }

    fn shortest(binary: Binary, format: Format) -> Self {
        let exact = Self::exact(binary);
        for len in 1..exact.digits.len() {
            let (kept, rest) = exact.digits.split_at(len);
            let below = Self::trimmed(kept.to_vec(), exact.point);
            let above = exact.next_above(kept);
            let nearer_above = rest.first().is_some_and(|it| *it >= 5);
            let candidates = if nearer_above { [above, below] } else { [below, above] };
            if let Some(found) = candidates.into_iter().find(|it| nearest(it, format) == Some(binary)) {
                return found;
            }
        }
        exact
    }

    /// One more in the last place of `kept`, its first digits.
    fn next_above(&self, kept: &[u8]) -> Self {
        let mut digits = kept.to_vec();
        while digits.last() == Some(&9) {
            digits.pop();
        }
        match digits.last_mut() {
            Some(last) => {
                *last += 1;
                Self { digits, point: self.point }
            }
            None => Self { digits: vec![1], point: self.point + 1 },
        }
    }

    /// The exponent behind a mantissa with one digit in front of the point.
    pub(super) fn exponent(&self) -> i64 {
        if self.digits.is_empty() { 0 } else { self.point - 1 }
    }

    /// With one digit in front of the point.
    pub(super) fn mantissa(&self) -> String {
        Self { digits: self.digits.clone(), point: 1 }.plain()
    }

    /// Without an exponent.
    pub(super) fn plain(&self) -> String {
        let len = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let mut text = String::new();
        for place in (self.point - 1).min(0)..self.point.max(len) {
            if place == self.point {
                text.push('.');
            }
            let digit = usize::try_from(place).ok().and_then(|it| self.digits.get(it));
            text.push(char::from(b'0' + digit.copied().unwrap_or_default()));
        }
        text
    }
}

/// The float nearest to a decimal, the even one of two; `None` beyond the largest.
fn nearest(decimal: &Decimal, format: Format) -> Option<Binary> {
    let len = i64::try_from(decimal.digits.len()).unwrap_or(i64::MAX);
    if len == 0 || decimal.point < -400 {
        return Some(Binary { fraction: 0, exponent: format.lowest });
    }
    if decimal.point > 400 {
        return None;
    }
    // The decimal is `above` over `below`.
    let (mut above, mut below) = (Natural::of_digits(&decimal.digits), Natural::from(1));
    let tens = decimal.point - len;
    (if tens < 0 { &mut below } else { &mut above }).times_power(10, tens.unsigned_abs());
    // Doubled until the quotient has two bits, or three, more than the fraction; a float near zero has fewer.
    let wanted = i64::from(format.bits) + 2;
    let doublings = (wanted - above.bits() + below.bits()).min(2 - format.lowest);
    (if doublings < 0 { &mut below } else { &mut above }).shift(doublings.unsigned_abs());
    let (quotient, exact) = above.divided(&below);
    let bits = i64::from(u64::BITS - quotient.leading_zeros());
    let extra = (bits - i64::from(format.bits)).max(doublings + format.lowest).max(0);
    let unit = 1_u64 << extra.unsigned_abs();
    let (mut fraction, rest) = (quotient / unit, quotient % unit);
    let mut exponent = extra - doublings;
    if rest > unit / 2 || (rest == unit / 2 && (!exact || fraction % 2 == 1)) {
        fraction += 1;
    }
    if fraction == 1 << format.bits {
        (fraction, exponent) = (fraction / 2, exponent + 1);
    }
    (exponent <= format.highest).then_some(Binary { fraction, exponent })
}

#[cfg(test)]
mod tests {
    use super::{Decimal, SINGLE, Shown, nearest, parse, shortest, shortest_single};

    /// Bits that wander over all exponents.
    fn wandering(count: usize) -> impl Iterator<Item = u64> {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
        .take(count)
    }

    fn text(it: &Decimal) -> String {
        format!("{}e{}", it.mantissa(), it.exponent())
    }

    #[test]
    fn texts_are_read_as_std_reads_them() {
        let edges = [
            "0",
            "0.0",
            "1",
            "-1.5",
            "+.5",
            "5.",
            "1e22",
            "1e23",
            "123456789012345678901234567890",
            "1e308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e999999999999999999999",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.5e-324",
            "1e-400",
            "1e-99999999999999999999",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "9007199254740993",
            "9007199254740992.999",
            "9007199254740993.0000000000000000000000000001",
            "0.000000000000000000000000000000000000000000000000000000001e57",
            "8.5e15",
            "179769313486231580793e289",
        ];
        for it in edges {
            let theirs: f64 = it.parse().unwrap();
            assert_eq!(parse(it), Some(theirs).filter(|it| it.is_finite()), "{it}");
        }
        for bits in wandering(20_000) {
            let float = f64::from_bits(bits);
            if float.is_finite() {
                for it in [
                    format!("{float:e}"),
                    format!("{float:.16e}"),
                    format!("{float:.20e}"),
                    format!("{float:.3e}"),
                ] {
                    assert_eq!(parse(&it), it.parse().ok().filter(|it: &f64| it.is_finite()), "{it}");
                }
            }
            let short = format!("{}.{}e{}", bits % 1000, bits >> 40, (bits >> 20) % 60);
            assert_eq!(parse(&short), short.parse().ok(), "{short}");
        }
    }

    #[test]
    fn half_way_between_two_floats_is_seen_however_late_it_is_decided() {
        let half = format!("{:.1100}", f64::from_bits(0x0000_0000_0000_0003) / 2.0);
        let tie = "9007199254740993";
        let zeros = "0".repeat(2000);
        for it in [
            half,
            format!("{tie}.{zeros}"),
            format!("{tie}.{zeros}1"),
            format!("0.{zeros}1e2001"),
            format!("1{zeros}e-2000"),
        ] {
            assert_eq!(parse(&it), it.parse().ok(), "{it}");
        }
    }

    #[test]
    fn the_fewest_digits_are_those_of_std() {
        let powers = (0..2046_u64).map(|it| it << 52);
        for bits in powers.chain([1, 2, 3, 0x7FEF_FFFF_FFFF_FFFF]).chain(wandering(5_000)) {
            let float = f64::from_bits(bits & (u64::MAX >> 1));
            if float.is_finite() {
                assert_eq!(text(&shortest(float)), format!("{float:e}"));
                assert_eq!(shortest(float).plain(), float.to_string());
            }
        }
        for bits in wandering(5_000).chain((0..254).map(|it| it << 55)) {
            let float = f32::from_bits(u32::try_from(bits >> 33).unwrap());
            if float.is_finite() {
                assert_eq!(text(&shortest_single(float)), format!("{float:e}"));
                let back = nearest(&shortest_single(float), SINGLE).unwrap();
                assert_eq!(SINGLE.bits_of(back), u64::from(float.to_bits()));
            }
        }
    }

    #[test]
    fn floats_are_shown_as_std_shows_them() {
        for it in [
            0.0,
            -0.0,
            1.0,
            -2.5,
            1e15,
            1e16,
            1.5e300,
            1e-5,
            1e-6,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ] {
            assert_eq!(format!("{:?} {}", Shown(it), Shown(it)), format!("{it:?} {it}"));
        }
    }
}

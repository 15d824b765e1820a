//! Durations as Go's `time.ParseDuration` reads them: nanoseconds in 64 bits.

/// The nanoseconds of `text`; `None` where Go refuses it.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_u64;
    while !rest.is_empty() {
        let (nanoseconds, left) = component(rest)?;
        total = total.checked_add(nanoseconds).filter(|it| *it <= LIMIT)?;
        rest = left;
    }
    match (negative, total) {
        (true, LIMIT) => Some(i64::MIN),
        (true, _) => i64::try_from(total).ok()?.checked_neg(),
        (false, _) => i64::try_from(total).ok(),
    }
}

/// 2^63: the magnitude of the least duration.
const LIMIT: u64 = 1 << 63;

/// A number and its unit at the start of `text`.
fn component(text: &str) -> Option<(u64, &str)> {
    let (whole, rest) = split(text, |it| it.is_ascii_digit());
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => split(rest, |it| it.is_ascii_digit()),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (unit, rest) = split(rest, |it| it != '.' && !it.is_ascii_digit());
    let unit = nanoseconds(unit)?;
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let total = whole.checked_mul(unit).filter(|it| *it <= LIMIT)?;
    Some((total.checked_add(fractional(fraction, unit)).filter(|it| *it <= LIMIT)?, rest))
}

fn nanoseconds(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60 * 1_000_000_000,
        "h" => 3_600 * 1_000_000_000,
        _ => return None,
    })
}

/// The part of `unit` behind the point, cut to whole nanoseconds. Go keeps the digits that fit 63 bits.
fn fractional(digits: &str, unit: u64) -> u64 {
    let (mut value, mut scale) = (0_u128, 1_u128);
    for digit in digits.bytes().take(18) {
        value = value * 10 + u128::from(digit.saturating_sub(b'0'));
        scale *= 10;
    }
    u64::try_from(value * u128::from(unit) / scale).unwrap_or_default()
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|it| !belongs(it)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn durations_are_those_of_go() {
        let second = 1_000_000_000;
        for (text, expected) in [
            ("0", 0),
            ("0s", 0),
            ("1ms1h", 3_600 * second + 1_000_000),
            ("-1.5s", -3 * second / 2),
            ("+.5m", 30 * second),
            ("1.s", second),
            ("1h2m3s4ms5us6ns", 3_723 * second + 4_005_006),
            ("2µs", 2_000),
            ("2562047h47m16.854775807s", i64::MAX),
            ("-9223372036854775808ns", i64::MIN),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        for text in
            ["", "-", "1", "s", ".s", "1d", "1 s", "1s ", "9223372036854775808ns", "1S", "--1s", "99999999h"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

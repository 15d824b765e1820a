//! Quantities, as `128Mi` and `0.5`.

/// The largest amount that the API server keeps, in thousandths.
const MOST: i128 = 9_223_372_036_854_775_807 * 1000;

/// Whether the API server reads `text` as a quantity: a number with a unit, or with a power of ten.
pub(super) fn is_quantity(text: &str) -> bool {
    parts(text).is_some()
}

/// A quantity in thousandths, rounded up as the API server rounds it; `None` where it is none, or has more digits than
/// anyone writes.
pub(super) fn thousandths(text: &str) -> Option<i128> {
    let Parts { negative, whole, fraction, unit } = parts(text)?;
    let (base, power): (i128, i32) = match unit {
        "" => (1, 0),
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        _ => (1, unit.get(1..)?.parse().ok()?),
    };
    let fraction = fraction.trim_end_matches('0');
    let digits = whole
        .bytes()
        .chain(fraction.bytes())
        .try_fold(0_i128, |sum, it| sum.checked_mul(10)?.checked_add(i128::from(it.saturating_sub(b'0'))))?;
    if digits == 0 {
        return Some(0);
    }
    let power = power.checked_add(3)?.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let value = digits.checked_mul(base)?;
    let value = match u32::try_from(power) {
        Ok(power) => 10_i128.checked_pow(power).and_then(|it| value.checked_mul(it)).unwrap_or(MOST),
        Err(_) => match 10_i128.checked_pow(power.unsigned_abs()) {
            Some(divisor) => value.div_euclid(divisor) + i128::from(value.rem_euclid(divisor) != 0),
            None => 1,
        },
    };
    let value = value.min(MOST);
    Some(if negative { -value } else { value })
}

struct Parts<'t> {
    negative: bool,
    /// The digits before the point, and those behind it.
    whole: &'t str,
    fraction: &'t str,
    unit: &'t str,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let text = text.trim_matches(|it: char| it.is_whitespace());
    if text.is_empty() {
        return None;
    }
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |it: &'_ str| it.len() - it.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let (whole, unit) = number.split_at(digits(number));
    let (fraction, unit) = match unit.strip_prefix('.') {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("", unit),
    };
    let known = match unit {
        "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi"
        | "Ei" => true,
        _ => unit.strip_prefix(['e', 'E']).is_some_and(|it| it.parse::<i64>().is_ok()),
    };
    known.then_some(Parts { negative: text.starts_with('-'), whole, fraction, unit })
}

#[cfg(test)]
mod tests {
    use super::{MOST, is_quantity, thousandths};

    #[test]
    fn quantities() {
        for good in
            ["0", "1", "+1", "-1.5", ".5", "1.", "128Mi", "1e3", "1E-3", "1.5G", "100m", " 1 ", "m", "."]
        {
            assert!(is_quantity(good), "{good}");
        }
        for bad in ["", "x", "1Gib", "1 Gi", "1ki", "1K", "1e", "0x10", "1,5", "1m1", "12e+"] {
            assert!(!is_quantity(bad), "{bad}");
        }
    }

    #[test]
    fn amounts() {
        for (text, wanted) in [
            ("0", 0),
            ("1", 1000),
            ("-1.5", -1500),
            (".5", 500),
            ("100m", 100),
            ("1Ki", 1_024_000),
            ("1.5Ki", 1_536_000),
            ("1e3", 1_000_000),
            ("1E-3", 1),
            ("1n", 1),
            ("1001u", 2),
            ("1e-99", 1),
            ("m", 0),
            ("1e99", MOST),
            ("9E", MOST.min(9_000_000_000_000_000_000_000)),
        ] {
            assert_eq!(thousandths(text), Some(wanted), "{text}");
        }
        assert_eq!(thousandths(&"9".repeat(40)), None);
        assert_eq!(thousandths("x"), None);
    }
}

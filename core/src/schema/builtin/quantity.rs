//! Quantities, as `128Mi` and `0.5`.

/// Whether the API server reads `text` as a quantity: a number with a unit, or with a power of ten.
pub(super) fn is_quantity(text: &str) -> bool {
    let text = text.trim_matches(|it: char| it.is_whitespace());
    if text.is_empty() {
        return false;
    }
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |it: &'_ str| it.len() - it.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let unit = number.get(digits(number)..).unwrap_or_default();
    let unit = match unit.strip_prefix('.') {
        Some(rest) => rest.get(digits(rest)..).unwrap_or_default(),
        None => unit,
    };
    match unit {
        "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi"
        | "Ei" => true,
        _ => unit.strip_prefix(['e', 'E']).is_some_and(|it| it.parse::<i64>().is_ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_quantity;

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
}

//! Formats that no field of a Gateway API object has which is looked at on create.

use super::{Digits, is_address};
use crate::address::{Zeros, ipv4};

/// Whether `text` has a format that the API server checks; every text has one that it does not know.
pub(super) fn has_format(format: &str, text: &str) -> bool {
    match format {
        "cidr" => is_cidr(text),
        "date-time" => is_date_time(text),
        "date" => is_date(text),
        "duration" => is_duration(text),
        "byte" => is_base64(text.as_bytes()),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let most = if ipv4(address.as_bytes(), Zeros::Allowed).is_some() { 32 } else { 128 };
    let digits = !bits.is_empty() && bits.bytes().all(|it| it.is_ascii_digit());
    is_address(address, Zeros::Allowed) && digits && bits.parse::<u32>().is_ok_and(|it| it <= most)
}

fn is_date(text: &str) -> bool {
    let mut rest = Digits(text);
    rest.date().is_some() && rest.0.is_empty()
}

/// A date, `t` in either case, and a time of two digits each; any one character stands before the fraction.
fn is_date_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut parts = lower.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else { return false };
    is_date(date) && time_of_day(time).is_some()
}

fn time_of_day(text: &str) -> Option<()> {
    let mut rest = Digits(text);
    let hour = rest.number(2, 2)?;
    rest.literal(':')?;
    let minute = rest.number(2, 2)?;
    rest.literal(':')?;
    let second = rest.number(2, 2)?;
    let zone = |rest: &str| {
        let mut rest = Digits(rest);
        let offset = |rest: &mut Digits<'_>| {
            rest.literal('+').or_else(|| rest.literal('-'))?;
            rest.number(2, 2)?;
            rest.literal(':')?;
            rest.number(2, 2)
        };
        (rest.literal('z').is_some() || offset(&mut rest).is_some()) && rest.0.is_empty()
    };
    let fraction = || {
        let mut chars = rest.0.chars();
        chars.next().filter(|it| *it != '\n')?;
        let behind = chars.as_str().trim_start_matches(|it: char| it.is_ascii_digit());
        (behind.len() < chars.as_str().len()).then_some(behind)
    };
    let fits = zone(rest.0) || fraction().is_some_and(zone);
    (fits && hour <= 23 && minute <= 59 && second <= 59).then_some(())
}

/// A duration of Go, or numbers with units anywhere in a text, such as `2 days`.
fn is_duration(text: &str) -> bool {
    const UNITS: [&[&str]; 8] = [
        &["ns", "nano"],
        &["us", "\u{b5}s", "micro"],
        &["ms", "milli"],
        &["s", "sec"],
        &["m", "min"],
        &["h", "hr", "hour"],
        &["d", "day"],
        &["w", "wk", "week"],
    ];
    if crate::cel::duration(text).is_some() {
        return true;
    }
    let (mut rest, mut known) = (text, false);
    while let Some(start) = rest.find(|it: char| it.is_ascii_digit()) {
        let digits = rest.get(start..).unwrap_or_default();
        let behind = digits.trim_start_matches(|it: char| it.is_ascii_digit());
        let spaced = behind.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let after = spaced.trim_start_matches(|it: char| it.is_ascii_alphabetic() || it == '\u{b5}');
        let unit = spaced.strip_suffix(after).unwrap_or_default().to_lowercase();
        if !unit.is_empty() {
            let number = digits.strip_suffix(behind).unwrap_or_default();
            if number.parse::<i64>().is_err() {
                return false;
            }
            known |= UNITS
                .iter()
                .any(|it| it.contains(&&*unit) || it.last().is_some_and(|it| unit.starts_with(it)));
        }
        rest = after;
    }
    known
}

/// Base64 in groups of four with padding; no text at all is none.
fn is_base64(text: &[u8]) -> bool {
    let inner = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    !text.is_empty()
        && text.len().is_multiple_of(4)
        && inner.iter().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/'))
}

/// 32 hexadecimal digits, with or without a hyphen between the groups.
fn is_uuid(text: &str) -> bool {
    let mut rest = text;
    for (place, digits) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if place > 0 {
            rest = rest.strip_prefix('-').unwrap_or(rest);
        }
        let Some((group, behind)) = rest.split_at_checked(digits) else { return false };
        if !group.bytes().all(|it| it.is_ascii_hexdigit()) {
            return false;
        }
        rest = behind;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::schema::formats::has_format;

    #[test]
    fn other_formats() {
        for (format, good, bad) in [
            ("date-time", "2024-02-29T01:02:03Z", "2024-02-30T01:02:03Z"),
            ("date-time", "2024-02-29t01:02:03x5+99:99", "2024-02-29T1:02:03Z"),
            ("date", "2024-02-29", "2023-02-29"),
            ("duration", "1h2m", "1x"),
            ("duration", "2 days", "days"),
            ("byte", "aGk=", ""),
            ("byte", "aGkh", "aGk"),
            ("cidr", "10.0.0.0/08", "10.0.0.0/33"),
            ("cidr", "::1/128", "::1"),
            ("uuid", "123E4567-e89b12d3-a456-426614174000", "123e4567-e89b-12d3-a456-42661417400"),
            ("ipv6", "::1", "1.2.3.4"),
        ] {
            assert!(has_format(format, good), "{format} {good}");
            assert!(!has_format(format, bad), "{format} {bad}");
        }
        assert!(has_format("", "anything"));
    }
}

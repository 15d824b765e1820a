//! The text formats of the API server, with the tolerance of its parsers: IP addresses and timestamps.

use crate::address::{Zeros, ipv4, ipv6};

/// Whether `text` has a format that the API server checks; every text has one that it does not know.
pub(super) fn has_format(format: &str, text: &str) -> bool {
    match format {
        "ipv4" => is_ipv4(text),
        "ipv6" => is_ipv6(text),
        "cidr" => is_cidr(text),
        "date-time" => is_date_time(text),
        "date" => is_date(text),
        "duration" => is_duration(text),
        "byte" => is_base64(text.as_bytes()),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

/// Any address that has a dot in it, leading zeros and IPv4-mapped IPv6 included.
fn is_ipv4(text: &str) -> bool {
    text.contains('.') && is_address(text, Zeros::Allowed)
}

fn is_ipv6(text: &str) -> bool {
    text.contains(':') && is_address(text, Zeros::Refused)
}

fn is_address(text: &str, zeros: Zeros) -> bool {
    ipv4(text.as_bytes(), zeros).is_some() || ipv6(text.as_bytes(), zeros).is_some()
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

/// Whether `text` is a timestamp as Go reads RFC 3339: an hour may have one digit, a fraction may follow a comma.
pub fn is_timestamp(text: &str) -> bool {
    timestamp(text).is_some()
}

fn timestamp(text: &str) -> Option<()> {
    let mut rest = Digits(text);
    rest.date()?;
    rest.literal('T')?;
    let hour = rest.number(1, 2)?;
    rest.literal(':')?;
    let minute = rest.number(2, 2)?;
    rest.literal(':')?;
    let second = rest.number(2, 2)?;
    rest.fraction();
    rest.zone()?;
    (hour < 24 && minute < 60 && second < 60 && rest.0.is_empty()).then_some(())
}

/// What is left of a timestamp.
struct Digits<'a>(&'a str);

impl Digits<'_> {
    /// A number of `least` to `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        if count < least { None } else { digits.parse().ok() }
    }

    /// A day that there is, as `2024-02-29`.
    fn date(&mut self) -> Option<()> {
        let year = self.number(4, 4)?;
        self.literal('-')?;
        let month = self.number(2, 2)?;
        self.literal('-')?;
        let day = self.number(2, 2)?;
        let days = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        ((1..=12).contains(&month) && (1..=days).contains(&day)).then_some(())
    }

    fn literal(&mut self, wanted: char) -> Option<()> {
        self.0 = self.0.strip_prefix(wanted)?;
        Some(())
    }

    fn fraction(&mut self) {
        if let Some(rest) = self.0.strip_prefix(['.', ',']) {
            let after = rest.trim_start_matches(|it: char| it.is_ascii_digit());
            if after.len() < rest.len() {
                self.0 = after;
            }
        }
    }

    fn zone(&mut self) -> Option<()> {
        if self.literal('Z').is_some() {
            return Some(());
        }
        self.0 = self.0.strip_prefix(['+', '-'])?;
        let hours = self.number(2, 2)?;
        self.literal(':')?;
        let minutes = self.number(2, 2)?;
        (hours <= 24 && minutes <= 60).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{has_format, is_timestamp};

    #[test]
    fn addresses() {
        let is_ip = |it: &str| has_format("ipv4", it) || has_format("ipv6", it);
        for good in
            ["1.2.3.4", "01.2.3.4", "::ffff:1.2.3.4", "::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8"]
        {
            assert!(is_ip(good), "{good}");
        }
        let bad =
            ["", "1.2.3", "256.1.1.1", "1.2.3.4/8", "fe80::1%eth0", "::1::", "1:2:3:4:5:6:7", ":::", "x"];
        for bad in
            bad.into_iter().chain(["1:2:3:4:5:6:7:8::", "00001::", "1.2.3.4.5", ":1", "1:", "1.2.3.-4"])
        {
            assert!(!is_ip(bad), "{bad}");
        }
    }

    #[test]
    fn timestamps() {
        for good in ["2024-02-29T00:00:00Z", "2024-01-01T1:02:03,5+24:00", "2024-01-01T01:02:03.123-01:30"] {
            assert!(is_timestamp(good), "{good}");
        }
        for bad in ["", "2023-02-29T00:00:00Z", "2024-01-01", "2024-01-01 00:00:00Z", "2024-01-01T00:00:60Z"]
        {
            assert!(!is_timestamp(bad), "{bad}");
        }
        assert!(!is_timestamp("2024-01-01T00:00:00.Z") && !is_timestamp("2024-01-01T00:00:00z"));
    }

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

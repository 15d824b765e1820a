//! The text formats of the API server, with the tolerance of its parsers: IP addresses and timestamps, and those that only
//! other CRDs than Gateway API's ask for.

#[cfg(feature = "crds")]
mod of_crds;

use crate::address::{Zeros, ipv4, ipv6};

/// Whether `text` has a format that the API server checks; every text has one that it does not know.
pub(super) fn has_format(format: &str, text: &str) -> bool {
    match format {
        "ipv4" => is_ipv4(text),
        "ipv6" => is_ipv6(text),
        #[cfg(feature = "crds")]
        other => of_crds::has_format(other, text),
        #[cfg(not(feature = "crds"))]
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
}

//! Points in time as the API writes them. The engine has no clock: a host hands over what it takes for now.

use crate::source::shown;
use der::DateTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A point in time, to the second, between 1970 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Timestamp {
    seconds: u64,
}

/// A text that is no point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time of the form 2026-01-31 or 2026-01-31T12:00:00Z")]
pub struct BadTime(String);

impl Timestamp {
    /// The second behind 9999.
    const END: u64 = 253_402_300_800;

    /// That many seconds after 1970 began, in UTC; later than 9999 is the end of 9999.
    pub fn from_seconds(seconds: u64) -> Self {
        Self { seconds: seconds.min(Self::END - 1) }
    }

    /// Seconds since 1970 began, in UTC.
    pub fn seconds(self) -> u64 {
        self.seconds
    }
}

impl FromStr for Timestamp {
    type Err = BadTime;

    /// Reads a date, or a time of that date in UTC; fractions of a second are dropped.
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime(shown(text));
        let full = match text.split_once('T') {
            None => format!("{text}T00:00:00Z"),
            Some(_) => match text.split_once('.') {
                Some((whole, fraction)) if is_fraction(fraction) => format!("{whole}Z"),
                Some(_) => return Err(bad()),
                None => text.to_owned(),
            },
        };
        let read = DateTime::from_str(&full).map_err(|_| bad())?;
        Ok(Self { seconds: read.unix_duration().as_secs() })
    }
}

fn is_fraction(text: &str) -> bool {
    let digits = text.strip_suffix('Z').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = DateTime::from_unix_duration(Duration::from_secs(self.seconds)).map_err(|_| fmt::Error)?;
        write!(out, "{date}")
    }
}

impl TryFrom<String> for Timestamp {
    type Error = BadTime;

    fn try_from(text: String) -> Result<Self, BadTime> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(it: Timestamp) -> Self {
        it.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn dates_and_times_are_read_and_written() {
        for (text, seconds) in [
            ("1970-01-01", 0),
            ("2026-11-25", 1_795_564_800),
            ("2026-11-25T00:00:01Z", 1_795_564_801),
            ("2026-11-25T00:00:01.999Z", 1_795_564_801),
        ] {
            assert_eq!(text.parse::<Timestamp>().map(Timestamp::seconds), Ok(seconds), "{text}");
        }
        assert_eq!(Timestamp::from_seconds(1_795_564_801).to_string(), "2026-11-25T00:00:01Z");
        assert_eq!(Timestamp::from_seconds(u64::MAX).to_string(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "today",
            "2026-13-01",
            "2026-02-30",
            "2026-11-25T24:00:00Z",
            "2026-11-25T1:2:3Z",
            "2026-11-25T00:00:00+01:00",
            "2026-11-25T00:00:00.Z",
            "2026-11-25T00:00:00.xZ",
        ] {
            let fault = text.parse::<Timestamp>().unwrap_err().to_string();
            assert!(fault.contains("is no time"), "{fault}");
        }
    }
}

//! The timestamps that `!!timestamp` accepts; they stay strings.

/// Whether `text` is a date, or a date and time of day in one of go-yaml's three forms.
pub(super) fn is_timestamp(text: &str) -> bool {
    parse(text).is_some()
}

fn parse(text: &str) -> Option<()> {
    let (year, rest) = text.split_at_checked(4)?;
    let year: u32 = year.bytes().all(|it| it.is_ascii_digit()).then(|| year.parse().ok())??;
    let (month, rest) = number(rest.strip_prefix('-')?)?;
    let (day, rest) = number(rest.strip_prefix('-')?)?;
    if !(1..=12).contains(&month) || !(1..=days(year, month)).contains(&day) {
        return None;
    }
    if rest.is_empty() {
        return Some(());
    }
    let zoned = rest.starts_with(['T', 't']);
    let (hour, rest) = number(rest.strip_prefix(['T', 't', ' '])?)?;
    let (minute, rest) = number(rest.strip_prefix(':')?)?;
    let (second, rest) = number(rest.strip_prefix(':')?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let rest = without_fraction(rest);
    if zoned { zone(rest) } else { rest.is_empty().then_some(()) }
}

/// One or two digits.
fn number(text: &str) -> Option<(u32, &str)> {
    let len = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(len)?;
    Some((digits.parse().ok()?, rest))
}

fn without_fraction(text: &str) -> &str {
    let Some(fraction) = text.strip_prefix(['.', ',']) else { return text };
    let rest = fraction.trim_start_matches(|it: char| it.is_ascii_digit());
    if rest.len() == fraction.len() { text } else { rest }
}

fn zone(text: &str) -> Option<()> {
    if text == "Z" {
        return Some(());
    }
    let [b'+' | b'-', h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let two = |a: &u8, b: &u8| {
        let digit = |it: &u8| it.is_ascii_digit().then(|| it - b'0');
        Some(digit(a)? * 10 + digit(b)?)
    };
    (two(h1, h2)? <= 24 && two(m1, m2)? <= 60).then_some(())
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn dates_and_times() {
        for text in [
            "2024-02-29",
            "2001-1-2",
            "2001-12-14T21:59:43.1Z",
            "2001-12-14t1:2:3-05:00",
            "2001-12-14 21:59:43",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in ["2023-02-29", "2001-13-1", "01-1-1", "2001-12-14T21:59:43", "2001-12-14 21:59:43Z", "x"]
        {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}

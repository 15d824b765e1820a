//! The schedule of a `CronJob`, and its time zone.

use super::node::Node;
use crate::cel::duration;
use crate::schema::violations::Violations;

/// The five parts of a schedule: the least and the most, and names for numbers.
const PARTS: [(u64, u64, &[&str]); 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];
const WORDS: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// Checks the schedule and the time zone of a `CronJob`.
pub(super) fn check(spec: &Node<'_, '_>, out: &mut Violations) {
    let schedule = spec.field("schedule");
    match schedule.text() {
        None => {}
        Some("") => schedule.missing(out),
        Some(text) if text.contains("TZ") => {
            schedule.refuse("names a time zone", "name it in `timeZone`", out);
        }
        Some(text) => {
            if let Some(fault) = fault(text) {
                schedule.refuse(&fault, "it has minute, hour, day of month, month and day of week", out);
            }
        }
    }
    let zone = spec.field("timeZone");
    if zone.is_set() && zone.text().is_some_and(|it| !may_be_zone(it)) {
        zone.refuse("is no time zone", "write one such as `Europe/Berlin` or `Etc/UTC`", out);
    }
}

/// What is wrong with a schedule, as a sentence goes on behind its path.
fn fault(text: &str) -> Option<String> {
    if text.starts_with('@') {
        let known =
            WORDS.contains(&text) || text.strip_prefix("@every ").is_some_and(|it| duration(it).is_some());
        return (!known).then(|| format!("has `{text}`, which is no schedule"));
    }
    let fields: Vec<_> = text.split_whitespace().collect();
    if fields.len() != PARTS.len() {
        return Some(format!("has {} parts, not 5", fields.len()));
    }
    let ranges =
        fields.iter().zip(PARTS).flat_map(|(field, part)| field.split(',').map(move |it| (it, part)));
    ranges.filter(|it| !it.0.is_empty()).find(|it| !is_range(it.0, it.1)).map(|it| {
        let (range, (least, most, _)) = it;
        format!("has `{range}`, which is nothing between {least} and {most}")
    })
}

/// Whether `text` is `*`, a number or a range, with a step behind a slash.
fn is_range(text: &str, (least, most, names): (u64, u64, &[&str])) -> bool {
    let (range, step) = match text.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (text, None),
    };
    let number = |it: &str| match names.iter().zip(least..).find(|known| known.0.eq_ignore_ascii_case(it)) {
        Some((_, number)) => Some(number),
        None => integer(it),
    };
    let ends: Vec<_> = range.split('-').collect();
    let bounds = match ends.as_slice() {
        ["*" | "?", ..] => Some((least, most)),
        [one] => number(one).map(|it| (it, if step.is_some() { most } else { it })),
        [from, to] => number(from).zip(number(to)),
        _ => None,
    };
    let Some((from, to)) = bounds else { return false };
    // The step behind a single `*` ends where the range does.
    let steps = step.is_none_or(|it| integer(it).is_some_and(|it| it > 0));
    steps && from >= least && to <= most && from <= to
}

/// A whole number as Go reads it, not below 0.
fn integer(text: &str) -> Option<u64> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    text.parse::<i64>().ok().filter(|_| is_number).and_then(|it| u64::try_from(it).ok())
}

/// Whether a text has the form of the name of a zone; which there are is not known here.
fn may_be_zone(text: &str) -> bool {
    let inside = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_' | b'+');
    let part = |it: &str| {
        !matches!(it, "." | "..")
            && !it.starts_with('-')
            && (1..=14).contains(&it.len())
            && it.bytes().all(inside)
    };
    text.split('/').all(part) && !text.eq_ignore_ascii_case("local")
}

#[cfg(test)]
mod tests {
    use super::{fault, may_be_zone};

    #[test]
    fn schedules() {
        for good in [
            "* * * * *",
            "*/5 0 1,15 jan-mar SUN",
            "0 0 ? * 1-5",
            "@daily",
            "@every 1h30m",
            "59 23 31 12 6",
            "1-10/3 * * * *",
            "5/15 * * * *",
            ", * * * *",
            "*-5 * * * *",
            "+5 * * * *",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [
            "* * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "a * * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "1-2-3 * * * *",
            "1/2/3 * * * *",
            "@never",
            "@every",
            "@every 5",
            "* * * * * *",
            "-5 * * * *",
            "1- * * * *",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn zones() {
        assert!(
            ["Europe/Berlin", "UTC", "Etc/GMT+1", "America/Argentina/Ushuaia"].into_iter().all(may_be_zone)
        );
        assert!(["", "Europe/", "../x", "Local", "a b", "-x"].into_iter().all(|it| !may_be_zone(it)));
    }
}

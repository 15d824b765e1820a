//! The functions of strings.

use super::value::Fault;
use crate::address::{Zeros, ipv4, ipv6};
use crate::schema::layout::NAMED_FORMATS;

/// `substring`, by code points.
pub(super) fn substring(text: &str, start: i64, end: Option<i64>) -> Result<&str, Fault<'_>> {
    let from = byte_of(text, start).ok_or(Fault::IndexOutOfRange(start))?;
    let to = match end {
        Some(end) => byte_of(text, end).ok_or(Fault::IndexOutOfRange(end))?,
        None => text.len(),
    };
    text.get(from..to).ok_or(Fault::IndexOutOfRange(start))
}

/// The byte where code point `index` starts; the end of the text counts as one.
fn byte_of(text: &str, index: i64) -> Option<usize> {
    let index = usize::try_from(index).ok()?;
    text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(index)
}

/// `split`, as Go does it: an empty separator splits into characters.
pub(super) fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    if separator.is_empty() {
        return text.split("").filter(|it| !it.is_empty()).collect();
    }
    text.split(separator).collect()
}

/// Whether `text` is an IP address: no zone, no IPv4 within IPv6.
pub(super) fn is_ip(text: &str) -> bool {
    let mapped = |it: [u16; 8]| it.starts_with(&[0, 0, 0, 0, 0, 0xFFFF]);
    let (text, zeros) = (text.as_bytes(), Zeros::Refused);
    ipv4(text, zeros).is_some() || ipv6(text, zeros).is_some_and(|it| !mapped(it))
}

/// Whether `text` has the format at `place` of [`NAMED_FORMATS`]; `None` where there is no such format.
pub(super) fn has_format(place: usize, text: &str) -> Option<bool> {
    Some(match *NAMED_FORMATS.get(place)? {
        "dns1123Label" => is_label(text),
        "dns1123Subdomain" => is_subdomain(text),
        "dns1035Label" => is_label(text) && text.starts_with(|it: char| it.is_ascii_lowercase()),
        "qualifiedName" => match text.split_once('/') {
            Some((prefix, name)) => is_subdomain(prefix) && is_name(name),
            None => is_name(text),
        },
        "labelValue" => text.is_empty() || is_name(text),
        _ => return None,
    })
}

fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_label_of_any_length(text)
}

fn is_label_of_any_length(text: &str) -> bool {
    let inner = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    let ends = [text.as_bytes().first(), text.as_bytes().last()];
    ends.into_iter().all(|it| it.is_some_and(|it| inner(*it)))
        && text.bytes().all(|it| inner(it) || it == b'-')
}

/// The parts of a subdomain have no limit of their own.
fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label_of_any_length)
}

fn is_name(text: &str) -> bool {
    let ends = [text.as_bytes().first(), text.as_bytes().last()];
    text.len() <= 63
        && ends.into_iter().all(|it| it.is_some_and(u8::is_ascii_alphanumeric))
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
}

#[cfg(test)]
mod tests {
    use super::{Fault, has_format, is_ip, split, substring};

    #[test]
    fn substrings_count_code_points() {
        assert_eq!(substring("é€x", 1, Some(2)), Ok("€"));
        assert_eq!(substring("é€x", 3, None), Ok(""));
        assert_eq!(substring("é€x", 4, None), Err(Fault::IndexOutOfRange(4)));
        assert_eq!(substring("abc", 2, Some(1)), Err(Fault::IndexOutOfRange(2)));
        assert_eq!(substring("abc", -1, None), Err(Fault::IndexOutOfRange(-1)));
    }

    #[test]
    fn splitting_is_that_of_go() {
        assert_eq!(split("a/b//", "/"), ["a", "b", "", ""]);
        assert_eq!(split("", "/"), [""]);
        assert_eq!(split("éx", ""), ["é", "x"]);
    }

    #[test]
    fn addresses_are_those_of_netip() {
        for address in ["1.2.3.4", "::", "::1", "2001:db8::1", "::1.2.3.4", "1:2:3:4:5:6:7:8", "FE80::A"] {
            assert!(is_ip(address), "{address}");
        }
        for text in [
            "",
            "01.2.3.4",
            "1.2.3",
            "::ffff:1.2.3.4",
            "fe80::1%eth0",
            "1.2.3.4/24",
            "::g",
            "1:2",
            "256.1.1.1",
        ] {
            assert!(!is_ip(text), "{text}");
        }
    }

    #[test]
    fn formats_are_those_of_kubernetes() {
        let is = |place, text: &str| has_format(place, text).unwrap();
        assert!(is(0, "a-1") && !is(0, "a.b") && !is(0, "-a") && !is(0, &"a".repeat(64)) && !is(0, ""));
        assert!(
            is(1, "a.b-c.1")
                && is(1, &"a".repeat(64))
                && !is(1, "a..b")
                && !is(1, "A")
                && !is(1, &"a".repeat(254))
        );
        assert!(is(2, "a1") && !is(2, "1a"));
        assert!(
            is(3, "a.b/C_d") && is(3, "x") && !is(3, "/x") && !is(3, "a/b/c") && !is(3, "a/") && !is(3, "é")
        );
        assert!(is(4, "") && is(4, "A_b.c") && !is(4, "_a"));
        assert_eq!(has_format(5, "x"), None);
    }
}

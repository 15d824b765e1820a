//! URLs as Go's `url.ParseRequestURI` reads them, which is what CEL's `isURL` and `url` ask.

use crate::address::{Zeros, ipv6};

/// The scheme of `text` as it is written, empty where it has none; `None` where it is no URL.
pub(super) fn scheme(text: &str) -> Option<&str> {
    if text.is_empty() || text.bytes().any(|it| it.is_ascii_control()) {
        return None;
    }
    if text == "*" {
        return Some("");
    }
    let (scheme, rest) = split_scheme(text)?;
    let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
    if !rest.starts_with('/') {
        // What has a scheme and no slash is opaque.
        return (!scheme.is_empty()).then_some(scheme);
    }
    let path = match rest.strip_prefix("//").filter(|_| !scheme.is_empty()) {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            is_authority(scheme, authority).then_some(path)?
        }
        None => rest,
    };
    is_escaped(path, |_, _| true).then_some(scheme)
}

fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|it: char| !(it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.')));
    match text.split_at_checked(end?)? {
        ("", rest) if rest.starts_with(':') => None,
        (scheme, rest) if scheme.starts_with(|it: char| it.is_ascii_alphabetic()) => {
            Some(rest.strip_prefix(':').map_or(("", text), |rest| (scheme, rest)))
        }
        _ => Some(("", text)),
    }
}

fn is_authority(scheme: &str, authority: &str) -> bool {
    let Some((user, host)) = authority.rsplit_once('@') else { return is_host(scheme, authority) };
    let plain = |it: char| it.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(it);
    is_host(scheme, host) && user.chars().all(plain) && is_escaped(user, |_, _| true)
}

fn is_host(scheme: &str, host: &str) -> bool {
    match host.rfind('[') {
        Some(0) => {
            let Some((literal, port)) = host.rsplit_once(']') else { return false };
            let address = literal.get(1..).unwrap_or_default();
            let (address, zone) = address.split_once("%25").map_or((address, "zone"), |it| it);
            is_port(port) && !zone.is_empty() && ipv6(address.as_bytes(), Zeros::Refused).is_some()
        }
        Some(_) => false,
        None => {
            let strict = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
            let colon = if strict { host.find(':') } else { host.rfind(':') };
            let port = colon.and_then(|it| host.get(it..)).unwrap_or_default();
            let plain = |it: char| {
                !it.is_ascii() || it.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"%".contains(it)
            };
            // Of ASCII only the percent sign itself may be escaped.
            let escapes = |high: u8, low: u8| high >= 8 || (high, low) == (2, 5);
            is_port(port) && host.chars().all(plain) && is_escaped(host, escapes)
        }
    }
}

fn is_port(text: &str) -> bool {
    let digits = text.strip_prefix(':').unwrap_or(text);
    (text.is_empty() || digits.len() < text.len()) && digits.bytes().all(|it| it.is_ascii_digit())
}

/// Whether each percent sign has two hexadecimal digits behind it, which `may` be there.
fn is_escaped(text: &str, may: impl Fn(u8, u8) -> bool) -> bool {
    let digit = |it: Option<u8>| char::from(it?).to_digit(16).and_then(|it| u8::try_from(it).ok());
    text.split('%').skip(1).all(|rest| {
        let mut bytes = rest.bytes();
        matches!((digit(bytes.next()), digit(bytes.next())), (Some(high), Some(low)) if may(high, low))
    })
}

#[cfg(test)]
mod tests {
    use super::scheme;

    #[test]
    fn urls_are_those_of_go() {
        for (text, wanted) in [
            ("http://a.b/c?d", Some("http")),
            ("OCI://a/b", Some("OCI")),
            ("/path", Some("")),
            ("mailto:x", Some("mailto")),
            ("http://u:p@[::1]:80/", Some("http")),
            ("http://a:b", None),
            ("http://a:1:2", None),
            ("x://a:1:2", Some("x")),
            ("http://a b", None),
            ("http://%41", None),
            ("http://a/%zz", None),
            ("a.b/c", None),
            ("", None),
            (":x", None),
            ("1a:b", None),
            ("http://[1.2.3.4]", None),
        ] {
            assert_eq!(scheme(text), wanted, "{text}");
        }
    }
}

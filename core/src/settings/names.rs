//! DNS names as settings write them: checked once, when they are read, so that nothing later has to doubt them.

use crate::address::{Zeros, ipv4};
use crate::source::shown;
use crate::typed::read_as_text;
use serde::Serialize;
use std::fmt;

/// Why a text is no name of the kind that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NameFault(pub(crate) String);

/// A DNS label: up to 63 lower-case letters, digits and `-`, with a letter or digit at both ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct DnsLabel(String);

/// A DNS name in its one spelling: lower case, no trailing dot, no address; `*` only as its whole first label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Hostname(String);

read_as_text!(DnsLabel: "a DNS label", Hostname: "a hostname");

impl DnsLabel {
    /// The label's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Hostname {
    /// The name's text, `*.` included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows `*.`, of a wildcard.
    pub fn wildcard_of(&self) -> Option<&str> {
        self.0.strip_prefix("*.")
    }

    /// Whether every name that `hostname` stands for is one that this name stands for.
    pub fn covers(&self, hostname: &str) -> bool {
        match self.wildcard_of() {
            // A wildcard takes one or more labels, so it also covers the wildcards below it.
            Some(rest) => is_below(hostname, rest),
            None => hostname == self.0,
        }
    }
}

/// Whether `hostname` has at least one label in front of `domain`; `*` counts as one.
pub(crate) fn is_below(hostname: &str, domain: &str) -> bool {
    let labels = hostname.strip_suffix(domain).and_then(|it| it.strip_suffix('.'));
    labels.is_some_and(|it| !it.is_empty())
}

/// Whether `text` is a DNS label.
pub(crate) fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// What keeps `text` from being a hostname; wildcards are fine where `*` is the whole first label.
pub(crate) fn hostname_fault(text: &str) -> Option<String> {
    let name = text.strip_prefix("*.").unwrap_or(text);
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    if let Some(odd) = text.chars().find(|it| !it.is_ascii()) {
        return Some(format!(
            "has the character `{}` (U+{:04X}), which is not ASCII",
            shown(&odd.to_string()),
            u32::from(odd)
        ));
    }
    if text.len() > 253 {
        return Some(format!("has {} characters, and a DNS name has at most 253", text.len()));
    }
    if text.bytes().any(|it| it.is_ascii_uppercase()) {
        return Some("has capital letters".to_owned());
    }
    if text.ends_with('.') {
        return Some("ends with a dot".to_owned());
    }
    if name.contains('*') {
        return Some("has a `*` that is not its whole first label".to_owned());
    }
    if let Some(label) = name.split('.').find(|it| !is_label(it)) {
        return Some(match label {
            "" => "has an empty label".to_owned(),
            long if long.len() > 63 => {
                format!("has a label of {} characters, and a label has at most 63", long.len())
            }
            odd => format!("has the label `{}`, which is not a DNS label", shown(odd)),
        });
    }
    ipv4(name.as_bytes(), Zeros::Refused).map(|_| "is an IP address".to_owned())
}

impl TryFrom<String> for DnsLabel {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        if is_label(&text) {
            return Ok(Self(text));
        }
        Err(NameFault(format!(
            "`{}` is not a DNS label: it has up to 63 lower-case letters, digits and `-`, and starts and ends with a letter or digit",
            shown(&text)
        )))
    }
}

impl TryFrom<String> for Hostname {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        let fault = hostname_fault(&text).or_else(|| {
            let bare = !text.strip_prefix("*.").unwrap_or(&text).contains('.');
            (bare && text.starts_with('*')).then(|| "covers a whole top-level domain".to_owned())
        });
        match fault {
            None => Ok(Self(text)),
            Some(fault) => Err(NameFault(format!("`{}` is not a hostname: it {fault}", shown(&text)))),
        }
    }
}

impl From<DnsLabel> for String {
    fn from(label: DnsLabel) -> Self {
        label.0
    }
}

impl From<Hostname> for String {
    fn from(name: Hostname) -> Self {
        name.0
    }
}

impl fmt::Display for DnsLabel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Display for Hostname {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{DnsLabel, Hostname, hostname_fault};

    fn hostname(text: &str) -> Result<Hostname, String> {
        Hostname::try_from(text.to_owned()).map_err(|it| it.to_string())
    }

    #[test]
    fn a_hostname_has_one_spelling() {
        for good in
            ["app.example.com", "*.shop.example.com", "xn--bcher-kva.example", "localhost", "1.example"]
        {
            assert_eq!(hostname(good).map(String::from), Ok(good.to_owned()));
        }
        for (bad, why) in [
            ("", "is empty"),
            ("App.example.com", "capital"),
            ("app.example.com.", "ends with a dot"),
            ("a..b", "empty label"),
            ("a.*.b", "whole first label"),
            ("*", "whole first label"),
            ("*a.b", "whole first label"),
            ("*.com", "top-level"),
            ("a_b.example", "`a_b`"),
            ("-a.example", "`-a`"),
            ("10.0.0.1", "IP address"),
            ("аpp.example.com", "U+0430"),
            ("app\u{3002}example.com", "U+3002"),
        ] {
            let fault = hostname(bad).unwrap_err();
            assert!(fault.contains(why), "{bad}: {fault}");
        }
        assert!(hostname_fault(&format!("{}.example", "a".repeat(64))).unwrap().contains("64 characters"));
        assert!(hostname_fault(&"a.".repeat(127)).unwrap().contains("254 characters"));
    }

    #[test]
    fn a_wildcard_covers_what_is_below_it() {
        let shop = hostname("*.shop.example.com").unwrap();
        for inside in
            ["a.shop.example.com", "a.b.shop.example.com", "*.shop.example.com", "*.a.shop.example.com"]
        {
            assert!(shop.covers(inside), "{inside}");
        }
        for outside in
            ["shop.example.com", "ashop.example.com", "*.example.com", ".shop.example.com", "x.com"]
        {
            assert!(!shop.covers(outside), "{outside}");
        }
        let app = hostname("app.example.com").unwrap();
        assert!(app.covers("app.example.com"));
        assert!(
            !app.covers("a.app.example.com")
                && !app.covers("*.app.example.com")
                && !app.covers("*.example.com")
        );
    }

    #[test]
    fn a_label_has_no_dot() {
        let label = |text: &str| DnsLabel::try_from(text.to_owned()).is_ok();
        assert!(label("acme") && label("a-1"));
        assert!(!label("a.b") && !label("") && !label("A") && !label("a-") && !label(&"a".repeat(64)));
    }
}

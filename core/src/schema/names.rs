//! The names that Kubernetes allows: DNS labels and subdomains, label keys and values.

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameFault {
    /// It has no character.
    Empty,
    /// It has more bytes than allowed.
    TooLong {
        /// How many are allowed.
        max: usize,
    },
    /// A character that does not belong there.
    Character(char),
    /// It, or one of its labels, begins or ends with a character that may only stand inside.
    Edge(char),
    /// It has no letter.
    NoLetter,
    /// Two dots in a row, or a dot at an end.
    EmptyLabel,
    /// A key with more than one slash.
    Slashes,
    /// A key that begins with a slash.
    EmptyPrefix,
    /// The part before the slash is no DNS subdomain.
    Prefix(PrefixFault),
}

/// What is wrong with the part of a label key before its slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrefixFault {
    /// It has more bytes than allowed.
    TooLong,
    /// A character that does not belong there, or not at that end.
    Character(char),
    /// Two dots in a row, or a dot at an end.
    EmptyLabel,
}

/// The most bytes of a DNS label, a label value, the name in a label key.
const MAX_LABEL: usize = 63;
/// The most bytes of a DNS subdomain.
pub(super) const MAX_SUBDOMAIN: usize = 253;

/// What is wrong with `name` as a lower-case DNS label.
pub(crate) fn dns_label(name: &str) -> Option<NameFault> {
    if name.len() > MAX_LABEL {
        return Some(NameFault::TooLong { max: MAX_LABEL });
    }
    label_fault(name)
}

/// What is wrong with `name` as a lower-case DNS label that begins with a letter.
pub(super) fn dns_label_1035(name: &str) -> Option<NameFault> {
    let digit = || name.chars().next().filter(char::is_ascii_digit).map(NameFault::Edge);
    dns_label(name).or_else(digit)
}

/// What is wrong with `name` as a lower-case DNS subdomain; its labels may be of any length.
pub(crate) fn dns_subdomain(name: &str) -> Option<NameFault> {
    if name.len() > MAX_SUBDOMAIN {
        return Some(NameFault::TooLong { max: MAX_SUBDOMAIN });
    }
    if name.is_empty() {
        return Some(NameFault::Empty);
    }
    name.split('.').find_map(label_fault).map(|fault| match fault {
        NameFault::Empty => NameFault::EmptyLabel,
        other => other,
    })
}

/// What is wrong with `name` as a part of a URL.
pub(super) fn path_segment(name: &str) -> Option<NameFault> {
    match name {
        "." | ".." => Some(NameFault::EmptyLabel),
        _ => name.chars().find(|it| matches!(it, '/' | '%')).map(NameFault::Character),
    }
}

/// What is wrong with `key` as a label key: `name` or `dns.subdomain/name`.
pub(crate) fn qualified_name(key: &str) -> Option<NameFault> {
    let name = match key.split_once('/') {
        None => key,
        Some((_, rest)) if rest.contains('/') => return Some(NameFault::Slashes),
        Some(("", _)) => return Some(NameFault::EmptyPrefix),
        Some((prefix, name)) => {
            if let Some(fault) = dns_subdomain(prefix) {
                return Some(NameFault::Prefix(prefix_fault(fault)));
            }
            name
        }
    };
    if name.is_empty() { Some(NameFault::Empty) } else { label_value(name) }
}

/// What is wrong with `value` as a label value.
pub(crate) fn label_value(value: &str) -> Option<NameFault> {
    if value.len() > MAX_LABEL {
        return Some(NameFault::TooLong { max: MAX_LABEL });
    }
    let inside = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    word_fault(value, inside)
}

fn label_fault(label: &str) -> Option<NameFault> {
    if label.is_empty() {
        return Some(NameFault::Empty);
    }
    word_fault(label, |it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
}

/// A word of characters that are `inside`, of which only letters and digits may stand at the ends.
pub(super) fn word_fault(word: &str, inside: impl Fn(char) -> bool) -> Option<NameFault> {
    if let Some(wrong) = word.chars().find(|it| !inside(*it)) {
        return Some(NameFault::Character(wrong));
    }
    let ends = [word.chars().next(), word.chars().next_back()];
    ends.into_iter().flatten().find(|it| !it.is_ascii_alphanumeric()).map(NameFault::Edge)
}

fn prefix_fault(fault: NameFault) -> PrefixFault {
    match fault {
        NameFault::TooLong { .. } => PrefixFault::TooLong,
        NameFault::Character(it) | NameFault::Edge(it) => PrefixFault::Character(it),
        _ => PrefixFault::EmptyLabel,
    }
}

#[cfg(test)]
mod tests {
    use super::{NameFault, PrefixFault, dns_label, dns_subdomain, label_value, qualified_name};

    #[test]
    fn subdomains() {
        assert_eq!(dns_subdomain("a.b-c.1"), None);
        assert_eq!(dns_subdomain(&"a".repeat(253)), None);
        assert_eq!(dns_subdomain(&"a".repeat(254)), Some(NameFault::TooLong { max: 253 }));
        assert_eq!(dns_subdomain(""), Some(NameFault::Empty));
        assert_eq!(dns_subdomain("a..b"), Some(NameFault::EmptyLabel));
        assert_eq!(dns_subdomain("a.-b"), Some(NameFault::Edge('-')));
        assert_eq!(dns_subdomain("aB"), Some(NameFault::Character('B')));
    }

    #[test]
    fn labels() {
        assert_eq!(dns_label("web-1"), None);
        assert_eq!(dns_label("a.b"), Some(NameFault::Character('.')));
        assert_eq!(dns_label(&"a".repeat(64)), Some(NameFault::TooLong { max: 63 }));
    }

    #[test]
    fn keys_and_values() {
        assert_eq!(qualified_name("a.b/C_d"), None);
        assert_eq!(qualified_name("A/b"), Some(NameFault::Prefix(PrefixFault::Character('A'))));
        assert_eq!(qualified_name("a/b/c"), Some(NameFault::Slashes));
        assert_eq!(qualified_name("/b"), Some(NameFault::EmptyPrefix));
        assert_eq!(qualified_name("a/"), Some(NameFault::Empty));
        assert_eq!(qualified_name(""), Some(NameFault::Empty));
        assert_eq!(qualified_name("a b"), Some(NameFault::Character(' ')));
        assert_eq!(label_value(""), None);
        assert_eq!(label_value("-a"), Some(NameFault::Edge('-')));
    }
}

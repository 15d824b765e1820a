//! Names that only Kubernetes' own kinds have.

use crate::schema::names::{MAX_SUBDOMAIN, NameFault, word_fault};

/// The most bytes of the name of a port.
const MAX_PORT_NAME: usize = 15;

/// What is wrong with `name` as the name of a port: 15 letters and digits at most, one letter at least, single dashes.
pub(super) fn port_name(name: &str) -> Option<NameFault> {
    let inside = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if name.is_empty() {
        return Some(NameFault::Empty);
    }
    if name.len() > MAX_PORT_NAME {
        return Some(NameFault::TooLong { max: MAX_PORT_NAME });
    }
    let fault = word_fault(name, inside).or_else(|| name.contains("--").then_some(NameFault::Character('-')));
    fault.or_else(|| (!name.contains(|it: char| it.is_ascii_lowercase())).then_some(NameFault::NoLetter))
}

/// What is wrong with `key` as a key of a ConfigMap or Secret, which becomes the name of a file.
pub(super) fn file_key(key: &str) -> Option<NameFault> {
    let inside = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    if key.is_empty() {
        return Some(NameFault::Empty);
    }
    if key.len() > MAX_SUBDOMAIN {
        return Some(NameFault::TooLong { max: MAX_SUBDOMAIN });
    }
    let fault = key.chars().find(|it| !inside(*it)).map(NameFault::Character);
    let leads_up = key == "." || key.starts_with("..");
    fault.or_else(|| leads_up.then_some(NameFault::Edge('.')))
}

#[cfg(test)]
mod tests {
    use super::{file_key, port_name};

    #[test]
    fn names_of_ports() {
        for good in ["http", "a", "1a", "a-1", "fifteen-letters"] {
            assert_eq!(port_name(good), None, "{good}");
        }
        for bad in ["", "80", "Http", "a--b", "-a", "a-", "a_b", "sixteen-letters-"] {
            assert!(port_name(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn keys_that_can_be_files() {
        for good in ["a", "tls.crt", ".dockercfg", "A_b-1"] {
            assert_eq!(file_key(good), None, "{good}");
        }
        for bad in ["", ".", "..", "..a", "...", "a/b", "a b"] {
            assert!(file_key(bad).is_some(), "{bad}");
        }
    }
}

//! Hostnames: which names a precise or wildcard one stands for, and what two have in common.

/// The hostname that stands for every name that both stand for. `None` on either side stands for every name.
///
/// A wildcard stands for one or more labels before its suffix, never for the suffix itself.
pub(crate) fn intersect<'h>(one: Option<&'h str>, other: Option<&'h str>) -> Option<Intersection<'h>> {
    match (one, other) {
        (None, None) => Some(Intersection::Any),
        (Some(it), None) | (None, Some(it)) => Some(Intersection::Name(it)),
        (Some(one), Some(other)) if covers(one, other) => Some(Intersection::Name(other)),
        (Some(one), Some(other)) if covers(other, one) => Some(Intersection::Name(one)),
        _ => None,
    }
}

/// The names that two hostnames share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Intersection<'h> {
    /// Every name there is.
    Any,
    /// Those of this hostname.
    Name(&'h str),
}

/// Whether every name that `narrow` stands for is one of `wide`.
pub(crate) fn covers(wide: &str, narrow: &str) -> bool {
    let Some(suffix) = wildcard_suffix(wide) else {
        return wide == narrow;
    };
    let below = |name: &str| name.strip_suffix(suffix).is_some_and(|it| it.len() > 1 && it.ends_with('.'));
    match wildcard_suffix(narrow) {
        Some(narrow) => narrow == suffix || below(narrow),
        None => below(narrow),
    }
}

/// The part of a wildcard hostname behind `*.`.
pub(crate) fn wildcard_suffix(hostname: &str) -> Option<&str> {
    hostname.strip_prefix("*.")
}

#[cfg(test)]
mod tests {
    use super::{Intersection, intersect};

    fn shared<'h>(one: &'h str, other: &'h str) -> Option<&'h str> {
        let some = |it: &'h str| (!it.is_empty()).then_some(it);
        let both = intersect(some(one), some(other));
        assert_eq!(both, intersect(some(other), some(one)), "{one} and {other} in either order");
        both.map(|it| match it {
            Intersection::Any => "any",
            Intersection::Name(name) => name,
        })
    }

    #[test]
    fn precise_wildcard_and_absent_hostnames() {
        assert_eq!(shared("", ""), Some("any"));
        assert_eq!(shared("a.example.com", ""), Some("a.example.com"));
        assert_eq!(shared("*.example.com", ""), Some("*.example.com"));
        assert_eq!(shared("a.example.com", "a.example.com"), Some("a.example.com"));
        assert_eq!(shared("a.example.com", "b.example.com"), None);
        assert_eq!(shared("*.example.com", "a.example.com"), Some("a.example.com"));
        assert_eq!(shared("*.example.com", "example.com"), None);
        assert_eq!(shared("*.example.com", "aexample.com"), None);
        assert_eq!(shared("*.example.com", ".example.com"), None);
    }

    #[test]
    fn a_wildcard_stands_for_many_labels() {
        assert_eq!(shared("*.example.com", "c.b.a.example.com"), Some("c.b.a.example.com"));
        assert_eq!(shared("*.example.com", "*.a.example.com"), Some("*.a.example.com"));
        assert_eq!(shared("*.example.com", "*.b.a.example.com"), Some("*.b.a.example.com"));
        assert_eq!(shared("*.example.com", "*.example.com"), Some("*.example.com"));
        assert_eq!(shared("*.example.com", "*.com"), Some("*.example.com"));
        assert_eq!(shared("*.example.com", "*.other.com"), None);
        assert_eq!(shared("*.a.example.com", "*.b.example.com"), None);
        assert_eq!(shared("*.example.com", "*.badexample.com"), None);
    }
}

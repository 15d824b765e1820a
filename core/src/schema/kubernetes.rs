//! The kinds that Kubernetes itself serves. Of their objects only metadata and references are judged.

use crate::generated::kubernetes::KINDS;
pub(crate) use crate::generated::kubernetes::Kind;

/// The releases that the kinds are of.
pub(crate) const RELEASES: &str = "1.34 to 1.37";

/// The kinds of `group`, by name.
pub(crate) fn kinds(group: &str) -> &'static [Kind] {
    let start = KINDS.partition_point(|it| it.group < group);
    let behind = KINDS.partition_point(|it| it.group <= group);
    KINDS.get(start..behind).unwrap_or_default()
}

/// The kind `name` of `group`.
pub(crate) fn kind(group: &str, name: &str) -> Option<&'static Kind> {
    let kinds = kinds(group);
    kinds.binary_search_by(|it| it.name.cmp(name)).ok().and_then(|at| kinds.get(at))
}

/// Every kind that some release serves.
pub(crate) fn served() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(|it| !it.served.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{KINDS, kind, kinds};

    #[test]
    fn kinds_are_sorted_and_found() {
        assert!(KINDS.is_sorted_by_key(|it| (it.group, it.name)));
        for it in KINDS {
            assert_eq!(kind(it.group, it.name), Some(it));
            assert!(!it.served.is_empty() || !it.removed.is_empty());
        }
        assert_eq!(kind("", "Service").map(|it| it.served), Some(&["v1"][..]));
        assert_eq!(
            kind("autoscaling", "HorizontalPodAutoscaler").map(|it| it.served),
            Some(&["v2", "v1"][..])
        );
        assert_eq!(kind("apps", "Service"), None);
        assert!(kinds("example.com").is_empty());
    }
}

//! The kinds that Kubernetes itself serves. Of their objects only metadata and references are judged.

use crate::generated::kubernetes::GROUPS;
pub(crate) use crate::generated::kubernetes::Kind;

/// The releases that the kinds are of.
pub(crate) const RELEASES: &str = "1.34 to 1.37";

/// The kinds of `group`, by name.
pub(crate) fn kinds(group: &str) -> &'static [Kind] {
    // The groups are few and of different lengths: most are passed over without a look at their letters.
    GROUPS.iter().find(|it| it.0 == group).map(|it| it.1).unwrap_or_default()
}

/// The kind `name` of `group`.
pub(crate) fn kind(group: &str, name: &str) -> Option<&'static Kind> {
    kinds(group).iter().find(|it| it.name == name)
}

/// Every kind that some release serves.
pub(crate) fn served() -> impl Iterator<Item = &'static Kind> {
    GROUPS.iter().flat_map(|it| it.1).filter(|it| !it.served.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{GROUPS, kind, kinds};

    #[test]
    fn kinds_are_found() {
        for (group, all) in GROUPS {
            for it in *all {
                assert_eq!((it.group, kind(group, it.name)), (*group, Some(it)));
                assert!(!it.served.is_empty() || !it.removed.is_empty());
            }
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

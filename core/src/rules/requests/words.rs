//! What rules of this family share.

use crate::model::{Filter, RouteRule};

/// Every filter of a rule, those of its backends included.
pub(super) fn filters(rule: RouteRule<'_>) -> impl Iterator<Item = Filter<'_>> {
    rule.filters().chain(rule.backend_refs().flat_map(|it| it.filters()))
}

/// Whether the prefix `prefix` of a path takes `path`: whole elements count, as in Gateway API.
pub(super) fn is_below(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|it| it.is_empty() || it.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn prefixes_count_whole_elements() {
        for (path, prefix, expected) in [
            ("/a/b", "/a", true),
            ("/a", "/a/", true),
            ("/ab", "/a", false),
            ("/", "/", true),
            ("/a", "/", true),
            ("/", "/a", false),
        ] {
            assert_eq!(is_below(path, prefix), expected, "{path} {prefix}");
        }
    }
}

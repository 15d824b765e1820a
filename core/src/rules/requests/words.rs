//! What rules of this family share.

use crate::model::{Filter, RouteRule};

/// Every filter of a rule, those of its backends included.
pub(super) fn filters(rule: RouteRule<'_>) -> impl Iterator<Item = Filter<'_>> {
    rule.filters().chain(rule.backend_refs().flat_map(|it| it.filters()))
}

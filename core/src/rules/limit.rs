//! Very many findings of one rule in one object: the first hundred are listed, and one more tells how many there are.

use crate::diagnostic::Diagnostic;
use crate::order::{Map, sort_by};
use crate::source::Location;

/// So many findings of one rule are listed in one object.
const MAX_FINDINGS: usize = 100;

/// Leaves of `found`, the findings of one source, the first ones of each rule in each object. `object_at` tells objects
/// apart; what is in none of them stays.
pub(crate) fn limit(found: &mut Vec<Diagnostic>, object_at: impl Fn(Location) -> Option<usize>) {
    if found.len() <= MAX_FINDINGS {
        return;
    }
    let mut groups: Map<(usize, &'static str), Vec<usize>> = Map::new();
    for (place, it) in found.iter().enumerate() {
        if let Some(object) = object_at(it.at) {
            groups.entry((object, it.rule.code)).or_default().push(place);
        }
    }
    let mut dropped = vec![false; found.len()];
    let mut more = Vec::new();
    for group in groups.values_mut().filter(|it| it.len() > MAX_FINDINGS) {
        let finding = |place: usize| found.get(place).map(|it| (it.omitted > 0, it.sort_key()));
        sort_by(group, |one, other| finding(*one).cmp(&finding(*other)));
        let rest = group.get(MAX_FINDINGS..).unwrap_or_default();
        let all = rest.iter().filter_map(|it| found.get(*it));
        if let Some(first) = all.clone().next() {
            let count = all.clone().map(|it| it.omitted.max(1)).sum();
            let severity = all.clone().map(|it| it.severity).max().unwrap_or(first.severity);
            more.push(Diagnostic::more(first.rule, first.at, count).with_severity(severity));
        }
        for place in rest {
            if let Some(it) = dropped.get_mut(*place) {
                *it = true;
            }
        }
    }
    let mut dropped = dropped.into_iter();
    found.retain(|_| dropped.next() == Some(false));
    found.append(&mut more);
}

#[cfg(test)]
mod tests {
    use super::limit;
    use crate::Workspace;

    /// The messages of the unknown fields of a route with that spec, in order.
    fn messages(spec: &str) -> Vec<String> {
        let mut workspace = Workspace::default();
        workspace.set_source("a.yaml", crate::rules::testing::route(spec));
        let found = workspace.findings().to_vec();
        let found = crate::report::sorted(&found, &workspace).into_iter();
        found.filter(|it| it.rule.code == "RP1010").map(|it| it.message.clone()).collect()
    }

    #[test]
    fn a_hundred_are_listed_and_the_rest_is_counted() {
        let unknown = |count: usize| {
            messages(&(0..count).map(|it| format!("zed{it}: 1")).collect::<Vec<_>>().join(", "))
        };
        assert_eq!(unknown(100).len(), 100);
        assert_eq!(unknown(101)[100], "1 more finding like those before in this object");
        let found = unknown(1000);
        assert_eq!((found.len(), &*found[100]), (101, "900 more findings like those before in this object"));
    }

    #[test]
    fn what_is_counted_already_is_added() {
        let rule = crate::rules::registry()[0];
        let at = |it| crate::diagnostic::located(crate::source::SourceId(0), crate::source::Span::at(it));
        let mut found: Vec<_> = (0..150).map(|it| super::Diagnostic::new(rule, at(it), "x")).collect();
        found.push(super::Diagnostic::more(rule, at(90), 7));
        limit(&mut found, |_| Some(0));
        assert_eq!(found.len(), 101);
        assert_eq!((found[100].omitted, found[100].at), (57, at(100)));
        limit(&mut found, |_| None);
        assert_eq!(found.len(), 101);
    }
}

//! The matches of one listener, by hostname and path, so that a request looks at few of them.

use super::Request;
use super::choice::Reading;
use super::condition::{Condition, Matched, PathTest};
use crate::attach::hostname::wildcard_suffix;
use crate::order::{Map, sort, sort_by};
use std::borrow::Cow;

/// One entry of `matches` of a route.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The place of the route among the facts.
    pub(super) route: usize,
    /// Its rule, from 0.
    pub(super) rule: usize,
    /// The entry of `matches`, from 0; `None` where the rule has none.
    pub(super) number: Option<usize>,
    pub(super) condition: Condition<'a>,
}

/// The place of an [`Entry`] in the table; of two that match equally well, the lower one wins.
pub(super) type EntryId = usize;

/// The matches of routes with one hostname of their own and one intersection with the listener.
#[derive(Debug, Default)]
struct Bucket<'a> {
    /// The hostname that the route writes; empty where it writes none.
    own: &'a str,
    exact: Map<Cow<'a, str>, Vec<EntryId>>,
    prefix: Map<Cow<'a, str>, Vec<EntryId>>,
    patterns: Vec<EntryId>,
}

impl Bucket<'_> {
    /// Its matches, those with one path in one list.
    fn lists(&self) -> impl Iterator<Item = &Vec<EntryId>> {
        self.exact.values().chain(self.prefix.values()).chain([&self.patterns])
    }
}

/// The matches of one listener.
#[derive(Debug, Default)]
pub(super) struct Hosts<'a> {
    /// By the intersection of the hostnames of listener and route; empty for every name.
    names: Map<&'a str, Vec<Bucket<'a>>>,
}

/// A match that takes a request, and the groups of the order in which it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate<'a> {
    pub(super) entry: EntryId,
    pub(super) matched: Matched,
    /// The intersection of hostnames.
    pub(super) hostname: &'a str,
    /// The route's own hostname.
    pub(super) own: &'a str,
}

impl<'a> Hosts<'a> {
    /// Adds a match under the `hostname` that listener and route share; `own` is the one that the route writes.
    pub(super) fn add(&mut self, hostname: &'a str, own: &'a str, id: EntryId, condition: &Condition<'a>) {
        let buckets = self.names.entry(hostname).or_default();
        let at = buckets.iter().position(|it| it.own == own).unwrap_or_else(|| {
            buckets.push(Bucket { own, ..Bucket::default() });
            buckets.len().saturating_sub(1)
        });
        let Some(bucket) = buckets.get_mut(at) else { return };
        match &condition.path {
            PathTest::Exact(path) => bucket.exact.entry(path.clone()).or_default().push(id),
            PathTest::Prefix(path) => bucket.prefix.entry(path.clone()).or_default().push(id),
            PathTest::Pattern(_) => bucket.patterns.push(id),
        }
    }

    /// Puts all lists in order, once everything is added.
    pub(super) fn settle(&mut self) {
        for buckets in self.names.values_mut() {
            sort_by(buckets, |one, other| specificity(other.own).cmp(&specificity(one.own)));
            for bucket in buckets {
                bucket.exact.values_mut().chain(bucket.prefix.values_mut()).for_each(tidy);
                tidy(&mut bucket.patterns);
            }
        }
    }

    /// Calls `visit` with each match: the hostname that listener and route share, the route's own, the match.
    pub(super) fn each(&self, visit: &mut dyn FnMut(&'a str, &'a str, EntryId)) {
        for (name, buckets) in self.names.iter() {
            for bucket in buckets {
                bucket.lists().flatten().for_each(|it| visit(name, bucket.own, *it));
            }
        }
    }

    /// Calls `visit` with each hostname and all matches of it, in groups: those that ask for the same are in one group, best
    /// first.
    pub(super) fn each_group(&self, visit: &mut dyn FnMut(&'a str, &[EntryId])) {
        for (name, buckets) in self.names.iter() {
            if let [only] = buckets.as_slice() {
                only.lists().for_each(|it| visit(name, it));
            } else {
                let all: Vec<EntryId> = buckets.iter().flat_map(Bucket::lists).flatten().copied().collect();
                visit(name, &all);
            }
        }
    }

    /// Calls `take` with the matches that may take `request` in order of precedence, until it says `true`.
    pub(super) fn search(
        &self,
        entries: &[Entry<'a>],
        request: &Request,
        host: &str,
        reading: Reading,
        take: &mut dyn FnMut(Candidate<'a>) -> bool,
    ) {
        for name in names(host) {
            let Some((hostname, buckets)) = self.names.get_key_value(name.as_ref()) else { continue };
            if reading.own_hostnames {
                for bucket in buckets {
                    let group = std::slice::from_ref(bucket);
                    if search_group(group, hostname, entries, request, reading, take) {
                        return;
                    }
                }
            } else if search_group(buckets, hostname, entries, request, reading, take) {
                return;
            }
        }
    }
}

/// The longer part without a wildcard first, then the longer hostname.
pub(super) fn specificity(hostname: &str) -> (usize, usize) {
    let precise = if wildcard_suffix(hostname).is_some() { 0 } else { hostname.len() };
    (precise, hostname.len())
}

fn tidy(list: &mut Vec<EntryId>) {
    sort(list);
    list.dedup();
}

/// The hostnames that stand for `host`, best first: itself, its wildcards from the longest, every name.
fn names(host: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = host;
    let wildcards = std::iter::from_fn(move || {
        let (_, suffix) = rest.split_once('.')?;
        rest = suffix;
        Some(Cow::Owned(format!("*.{suffix}")))
    });
    let precise = (!host.is_empty()).then_some(Cow::Borrowed(host));
    precise.into_iter().chain(wildcards).chain(std::iter::once(Cow::Borrowed("")))
}

/// The prefixes of `path` that end with an element, longest first; the last one is empty.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(path);
    std::iter::from_fn(move || {
        let current = next?;
        next = current.rfind('/').and_then(|it| current.get(..it));
        Some(current)
    })
}

/// The matches of buckets of one standing, in order; whether the search is over.
fn search_group<'a>(
    buckets: &[Bucket<'a>],
    hostname: &'a str,
    entries: &[Entry<'a>],
    request: &Request,
    reading: Reading,
    take: &mut dyn FnMut(Candidate<'a>) -> bool,
) -> bool {
    let mut offer = |lists: &mut dyn Iterator<Item = (&'a str, &[EntryId])>| {
        let lists: Vec<_> = lists.collect();
        // One list is in order already, which is nearly always the case.
        let mut merged: Vec<(EntryId, &'a str)> = Vec::new();
        if lists.len() > 1 {
            merged = lists.iter().flat_map(|(own, ids)| ids.iter().map(|it| (*it, *own))).collect();
            sort(&mut merged);
        }
        let single = lists.first().filter(|_| lists.len() == 1);
        let single = single.into_iter().flat_map(|(own, ids)| ids.iter().map(|it| (*it, *own)));
        for (entry, own) in single.chain(merged) {
            let Some(known) = entries.get(entry) else { continue };
            let matched = known.condition.matches(request, reading.whole_patterns);
            if matched != Matched::No && take(Candidate { entry, matched, hostname, own }) {
                return true;
            }
        }
        false
    };
    let exact =
        buckets.iter().filter_map(|it| Some((it.own, it.exact.get(request.path.as_str())?.as_slice())));
    if offer(&mut { exact }) {
        return true;
    }
    let mut patterns = || offer(&mut buckets.iter().map(|it| (it.own, it.patterns.as_slice())));
    if reading.patterns_first && patterns() {
        return true;
    }
    for prefix in prefixes(&request.path) {
        let lists = buckets.iter().filter_map(|it| Some((it.own, it.prefix.get(prefix)?.as_slice())));
        if offer(&mut { lists }) {
            return true;
        }
    }
    !reading.patterns_first && offer(&mut buckets.iter().map(|it| (it.own, it.patterns.as_slice())))
}

#[cfg(test)]
mod tests {
    use super::{names, prefixes, specificity};

    #[test]
    fn names_and_prefixes_from_the_longest() {
        let all: Vec<_> = names("a.b.c").collect();
        assert_eq!(all, ["a.b.c", "*.b.c", "*.c", ""]);
        assert_eq!(names("").collect::<Vec<_>>(), [""]);
        assert_eq!(prefixes("/a/b").collect::<Vec<_>>(), ["/a/b", "/a", ""]);
        assert_eq!(prefixes("/").collect::<Vec<_>>(), ["/", ""]);
        assert!(specificity("a.b") > specificity("*.long.example.com"));
        assert!(specificity("*.b.c") > specificity("*.c") && specificity("*.c") > specificity(""));
    }
}

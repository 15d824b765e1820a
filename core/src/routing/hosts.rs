//! The matches of one listener, by hostname and path, so that a request looks at few of them.

use super::Request;
use super::choice::Reading;
use super::condition::{Condition, Effort, Matched, PathTest};
use super::index::{Names, Texts};
use crate::attach::hostname::wildcard_suffix;
use crate::order::{Map, sort, sort_by, sort_by_key};
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

/// The matches of one listener while they are added.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    /// By the intersection of the hostnames of listener and route; empty for every name.
    names: Map<&'a str, Vec<DraftBucket<'a>>>,
}

#[derive(Debug, Default)]
struct DraftBucket<'a> {
    own: &'a str,
    exact: Vec<(Cow<'a, str>, EntryId)>,
    prefix: Vec<(Cow<'a, str>, EntryId)>,
    methods: Vec<(&'a str, EntryId)>,
    patterns: Vec<EntryId>,
}

impl<'a> Draft<'a> {
    /// Adds a match under the `hostname` that listener and route share; `own` is the one that the route writes.
    pub(super) fn add(&mut self, hostname: &'a str, own: &'a str, id: EntryId, condition: &Condition<'a>) {
        // Most hostnames have one bucket.
        let buckets = self.names.entry(hostname).or_insert_with(|| Vec::with_capacity(1));
        let at = buckets.iter().position(|it| it.own == own).unwrap_or_else(|| {
            buckets.push(DraftBucket { own, ..DraftBucket::default() });
            buckets.len().saturating_sub(1)
        });
        let Some(bucket) = buckets.get_mut(at) else { return };
        match &condition.path {
            PathTest::Exact(path) => bucket.exact.push((path.clone(), id)),
            PathTest::Prefix(path) => bucket.prefix.push((path.clone(), id)),
            PathTest::Method(method) => bucket.methods.push((*method, id)),
            PathTest::Pattern(_) => bucket.patterns.push(id),
        }
    }

    /// Puts everything in order, once all is added.
    pub(super) fn settle(self, entries: &[Entry<'a>]) -> Hosts<'a> {
        let settled = self.names.into_iter().map(|(hostname, drafts)| {
            let mut buckets: Vec<_> = drafts
                .into_iter()
                .map(|it| Bucket {
                    hostname,
                    own: it.own,
                    exact: lists(it.exact, entries),
                    prefix: prefixed(it.prefix, entries),
                    methods: lists(it.methods, entries),
                    long_patterns: List::by_length(it.patterns.clone(), entries),
                    patterns: List::new(it.patterns, &[]),
                })
                .collect();
            sort_by(&mut buckets, |one, other| specificity(other.own).cmp(&specificity(one.own)));
            (hostname, buckets)
        });
        Hosts { names: Names::new(settled.collect()) }
    }
}

/// The matches of each text, in the order of the texts.
fn by_text<K: Ord>(mut ids: Vec<(K, EntryId)>) -> Vec<(K, Vec<EntryId>)> {
    sort_by(&mut ids, |one, other| one.0.cmp(&other.0));
    let mut all: Vec<(K, Vec<EntryId>)> = Vec::with_capacity(ids.len());
    for (text, id) in ids {
        match all.last_mut().filter(|it| it.0 == text) {
            Some(it) => it.1.push(id),
            None => all.push((text, vec![id])),
        }
    }
    all
}

fn lists<'a, K: AsRef<str> + Ord>(ids: Vec<(K, EntryId)>, entries: &[Entry<'a>]) -> Texts<K, List<'a>> {
    by_text(ids).into_iter().map(|(text, ids)| (text, List::new(ids, entries))).collect()
}

fn prefixed<'a>(
    ids: Vec<(Cow<'a, str>, EntryId)>,
    entries: &[Entry<'a>],
) -> Texts<Cow<'a, str>, Prefixed<'a>> {
    let is_slashed = |id: &EntryId| entries.get(*id).is_some_and(|it| it.condition.is_slashed());
    let one = |ids: Vec<EntryId>| {
        let (slashed, plain) = match ids.iter().any(is_slashed) {
            true => ids.into_iter().partition(is_slashed),
            false => (Vec::new(), ids),
        };
        Prefixed { slashed: List::new(slashed, entries), plain: List::new(plain, entries) }
    };
    by_text(ids).into_iter().map(|(text, ids)| (text, one(ids))).collect()
}

/// Matches with one prefix: those that write it with a slash at the end, and the others.
#[derive(Debug)]
struct Prefixed<'a> {
    slashed: List<'a>,
    plain: List<'a>,
}

impl<'a> Prefixed<'a> {
    fn both(&self) -> [Option<&List<'a>>; 2] {
        [Some(&self.slashed), Some(&self.plain)]
    }
}

/// The matches of routes with one hostname of their own and one intersection with the listener.
#[derive(Debug)]
struct Bucket<'a> {
    /// The intersection.
    hostname: &'a str,
    /// The hostname that the route writes; empty where it writes none.
    own: &'a str,
    exact: Texts<Cow<'a, str>, List<'a>>,
    prefix: Texts<Cow<'a, str>, Prefixed<'a>>,
    /// By the method of a gRPC request.
    methods: Texts<&'a str, List<'a>>,
    patterns: List<'a>,
    /// The same, the longest first.
    long_patterns: List<'a>,
}

impl Bucket<'_> {
    /// Its matches, in groups: those that take the same paths are in one, best first.
    fn groups(&self) -> impl Iterator<Item = Cow<'_, [EntryId]>> {
        let prefixes = self.prefix.values().map(|it| match it.slashed.ids.as_slice() {
            [] => Cow::Borrowed(it.plain.ids.as_slice()),
            slashed => Cow::Owned([slashed, &it.plain.ids].concat()),
        });
        let others = self.methods.values().chain([&self.long_patterns]);
        self.exact.values().map(List::group).chain(prefixes).chain(others.map(List::group))
    }
}

/// A longer list is not tried one by one.
const FEW: usize = 8;

/// Matches with one path, in order.
#[derive(Debug)]
struct List<'a> {
    ids: Vec<EntryId>,
    /// The same by what they ask for; empty where they are few.
    shapes: Vec<Shape<'a>>,
}

/// Matches that ask for a method or not, and for the same headers and query parameters, by the values that they ask for.
#[derive(Debug)]
struct Shape<'a> {
    asked: Asked<'a>,
    by_values: Texts<String, Vec<EntryId>>,
}

/// Whether a method is asked for, and the names of headers and query parameters.
type Asked<'a> = (bool, Vec<&'a str>, Vec<&'a str>);

impl<'a> List<'a> {
    fn new(mut ids: Vec<EntryId>, entries: &[Entry<'a>]) -> Self {
        sort(&mut ids);
        ids.dedup();
        if ids.len() <= FEW {
            return Self { ids, shapes: Vec::new() };
        }
        let mut shapes: Map<Asked<'a>, Map<String, Vec<EntryId>>> = Map::new();
        for (id, entry) in ids.iter().filter_map(|id| Some((*id, entries.get(*id)?))) {
            let (asked, values) = entry.condition.asked();
            shapes.entry(asked).or_default().entry(values).or_default().push(id);
        }
        let shapes = shapes
            .into_iter()
            .map(|(asked, by_values)| Shape { asked, by_values: by_values.into_iter().collect() });
        Self { ids, shapes: shapes.collect() }
    }
}

impl<'a> List<'a> {
    /// Of regular expressions, the longest first.
    fn by_length(mut ids: Vec<EntryId>, entries: &[Entry<'a>]) -> Self {
        let length = |id: EntryId| entries.get(id).map(|it| it.condition.path_rank(Reading::default()).1);
        sort_by_key(&mut ids, |id| (std::cmp::Reverse(length(*id)), *id));
        ids.dedup();
        Self { ids, shapes: Vec::new() }
    }

    fn group(&self) -> Cow<'_, [EntryId]> {
        Cow::Borrowed(&self.ids)
    }
}

impl Shape<'_> {
    /// The matches that ask for what `request` has, or nearly: they have to be compared.
    fn of(&self, request: &Request) -> &[EntryId] {
        let (method, headers, params) = &self.asked;
        let mut values = String::new();
        let mut add = |value: Option<Cow<'_, str>>| {
            value.map(|it| {
                values.push_str(&it);
                values.push('\0');
            })
        };
        let has_all = (!method || add(Some(Cow::Borrowed(request.method.as_str()))).is_some())
            && headers.iter().all(|it| add(request.header(it)).is_some())
            && params.iter().all(|it| add(request.query_param(it)).is_some());
        let found = has_all.then(|| self.by_values.get(&values)).flatten();
        found.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The matches of one listener.
#[derive(Debug, Default)]
pub(super) struct Hosts<'a> {
    /// By the intersection of the hostnames of listener and route.
    names: Names<'a, Vec<Bucket<'a>>>,
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

/// Gets the matches of a search in order, and says whether that is enough.
type Take<'t, 'a> = dyn FnMut(Candidate<'a>) -> bool + 't;

/// What is looked for.
#[derive(Debug)]
pub(super) struct Search<'s, 'a> {
    pub(super) entries: &'s [Entry<'a>],
    pub(super) request: &'s Request,
    pub(super) reading: Reading,
    /// No more matches are wanted.
    pub(super) most: usize,
    pub(super) effort: Effort,
}

impl<'a> Hosts<'a> {
    /// Calls `visit` with each match: the hostname that listener and route share, the route's own, the match.
    pub(super) fn each(&self, visit: &mut dyn FnMut(&'a str, &'a str, EntryId)) {
        for bucket in self.names.values().flatten() {
            bucket.groups().for_each(|it| it.iter().for_each(|it| visit(bucket.hostname, bucket.own, *it)));
        }
    }

    /// Calls `visit` with each hostname and all matches of it, in groups: those that ask for the same are in one group, best
    /// first.
    pub(super) fn each_group(&self, visit: &mut dyn FnMut(&'a str, &[EntryId])) {
        for buckets in self.names.values() {
            match buckets.as_slice() {
                [] => {}
                [only] => only.groups().for_each(|it| visit(only.hostname, &it)),
                [first, ..] => {
                    let groups = buckets.iter().flat_map(Bucket::groups);
                    let all: Vec<EntryId> = groups.flat_map(|it| it.to_vec()).collect();
                    visit(first.hostname, &all);
                }
            }
        }
    }

    /// Calls `take` with the matches that may take the request to `host` in order of precedence, until it says `true`.
    pub(super) fn search(&self, search: &Search<'_, 'a>, host: &str, take: &mut Take<'_, 'a>) {
        for buckets in self.names.of(host) {
            let is_over = if search.reading.own_hostnames {
                buckets.iter().any(|it| search.group(std::slice::from_ref(it), take))
            } else {
                search.group(buckets, take)
            };
            if is_over {
                return;
            }
        }
    }
}

impl<'a> Search<'_, 'a> {
    /// The matches of buckets of one standing, in order; whether the search is over.
    fn group(&self, buckets: &[Bucket<'a>], take: &mut Take<'_, 'a>) -> bool {
        let path = self.request.path.as_str();
        let patterns = |take: &mut Take<'_, 'a>| match self.reading.long_patterns_first {
            true => self.offer(buckets, &|it| [Some(&it.long_patterns), None], take),
            false => self.offer(buckets, &|it| [Some(&it.patterns), None], take),
        };
        self.offer(buckets, &|it| [it.exact.get(path), None], take)
            || (self.reading.patterns_first && patterns(take))
            || prefixes(path).any(|prefix| {
                // A method of any service goes before what takes every path only.
                let method = grpc_method(path).filter(|_| prefix.is_empty());
                method.is_some_and(|method| self.offer(buckets, &|it| [it.methods.get(method), None], take))
                    || self.prefixed(buckets, prefix, take)
            })
            || (!self.reading.patterns_first && patterns(take))
    }

    /// The matches of one prefix, in order; whether the search is over.
    fn prefixed(&self, buckets: &[Bucket<'a>], prefix: &str, take: &mut Take<'_, 'a>) -> bool {
        if !self.reading.slash_counts {
            return self.offer(buckets, &|it| it.prefix.get(prefix).map_or([None; 2], Prefixed::both), take);
        }
        self.offer(buckets, &|it| [it.prefix.get(prefix).map(|it| &it.slashed), None], take)
            || self.offer(buckets, &|it| [it.prefix.get(prefix).map(|it| &it.plain), None], take)
    }

    /// The matches of some lists of each bucket, in order; whether the search is over.
    fn offer(
        &self,
        buckets: &[Bucket<'a>],
        lists: &dyn for<'b> Fn(&'b Bucket<'a>) -> [Option<&'b List<'a>>; 2],
        take: &mut Take<'_, 'a>,
    ) -> bool {
        if let [only] = buckets {
            match lists(only) {
                [None, None] => return false,
                [Some(it), None] | [None, Some(it)] => return self.walk(only, it, take),
                [Some(_), Some(_)] => {}
            }
        }
        let mut found = Vec::new();
        for bucket in buckets {
            for list in lists(bucket).into_iter().flatten() {
                let enough = found.len().saturating_add(self.most);
                self.walk(bucket, list, &mut |it| {
                    found.push(it);
                    found.len() >= enough
                });
            }
        }
        let length = |id: EntryId| self.entries.get(id).map(|it| it.condition.path_rank(self.reading).1);
        sort_by_key(&mut found, |it| (std::cmp::Reverse(length(it.entry)), it.entry, it.own));
        found.into_iter().any(take)
    }

    /// The matches of one list, in order; whether the search is over.
    fn walk(&self, bucket: &Bucket<'a>, list: &List<'a>, take: &mut Take<'_, 'a>) -> bool {
        let candidate = |id: &EntryId| {
            let matched = self.entries.get(*id)?.condition.matches(self.request, self.reading, &self.effort);
            let (hostname, own) = (bucket.hostname, bucket.own);
            (matched != Matched::No).then_some(Candidate { entry: *id, matched, hostname, own })
        };
        if list.shapes.is_empty() || !self.reading.joined_headers {
            return list.ids.iter().filter_map(candidate).any(take);
        }
        let each = list.shapes.iter().map(|it| it.of(self.request));
        let mut found: Vec<_> =
            each.flat_map(|ids| ids.iter().filter_map(candidate).take(self.most)).collect();
        sort_by_key(&mut found, |it| it.entry);
        found.into_iter().any(take)
    }
}

/// The longer part without a wildcard first, then the longer hostname.
pub(super) fn specificity(hostname: &str) -> (usize, usize) {
    let precise = if wildcard_suffix(hostname).is_some() { 0 } else { hostname.len() };
    (precise, hostname.len())
}

/// The method of the path of a gRPC request, `/service/method`.
fn grpc_method(path: &str) -> Option<&str> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    (!service.is_empty() && !method.contains('/')).then_some(method)
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

#[cfg(test)]
mod tests {
    use super::{prefixes, specificity};

    #[test]
    fn prefixes_from_the_longest() {
        assert_eq!(prefixes("/a/b").collect::<Vec<_>>(), ["/a/b", "/a", ""]);
        assert_eq!(prefixes("/").collect::<Vec<_>>(), ["/", ""]);
        assert!(specificity("a.b") > specificity("*.long.example.com"));
        assert!(specificity("*.b.c") > specificity("*.c") && specificity("*.c") > specificity(""));
    }
}

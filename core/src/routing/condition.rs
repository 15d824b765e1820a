//! What one entry of `matches` asks of a request, beside its hostname.

use super::Request;
use super::choice::Reading;
use crate::model::{Match, RouteKind, ValueMatch};
use crate::order::sort;
use regex_lite::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::OnceLock;

/// So many bytes a compiled regular expression takes at the most: the first of these in which it fits. One that fits in none
/// is not decided.
const PATTERN_BYTES: [usize; 4] = [1 << 10, 1 << 13, 1 << 16, 1 << 18];

/// About so many bytes a state of a compiled regular expression takes.
const STATE_BYTES: usize = 32;

/// What the regular expressions of a table may take together, in bytes; those behind are not decided.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(1 << 28)
    }
}

/// What the regular expressions of one search may cost together, in states for each byte of text; what is tried behind
/// is not decided.
#[derive(Debug)]
pub(super) struct Effort(Cell<usize>);

impl Default for Effort {
    fn default() -> Self {
        Self(Cell::new(1 << 25))
    }
}

impl Effort {
    /// Whether so much was left.
    fn spend(&self, cost: usize) -> bool {
        let left = self.0.get().checked_sub(cost);
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }
}

/// Whether a request is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matched {
    Yes,
    No,
    /// A regular expression that the engine cannot compile decides it.
    Unknown,
}

impl Matched {
    fn of(matched: bool) -> Self {
        if matched { Self::Yes } else { Self::No }
    }

    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::Unknown => {
                if other() == Self::No {
                    Self::No
                } else {
                    Self::Unknown
                }
            }
        }
    }
}

/// A regular expression, in both ways in which implementations apply it.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) text: String,
    /// The bytes that each takes at the most.
    size: usize,
    whole: Option<Regex>,
    /// Few requests ask for it.
    anywhere: OnceLock<Option<Regex>>,
}

/// The most bytes of an expression: no CRD allows more, for any field.
const MOST_TEXT: usize = 4096;

fn compile(text: &str, size: usize) -> Option<Regex> {
    RegexBuilder::new(text).size_limit(size).build().ok()
}

impl Pattern {
    fn new(text: &str, budget: &mut Budget) -> Self {
        let anchored = format!("^(?:{text})$");
        let too_long = text.len() > MOST_TEXT;
        let mut sizes = PATTERN_BYTES.iter().take_while(|it| !too_long && **it <= budget.0);
        let fitting = sizes.find_map(|it| Some((*it, compile(&anchored, *it)?)));
        let (size, whole) = fitting.map_or((0, None), |(size, it)| (size, Some(it)));
        budget.0 = budget.0.saturating_sub(size);
        Self { text: text.to_owned(), size, whole, anywhere: OnceLock::new() }
    }

    fn matches(&self, text: &str, whole: bool, effort: &Effort) -> Matched {
        let Some(anchored) = &self.whole else { return Matched::Unknown };
        let states = self.size.div_ceil(STATE_BYTES);
        if !effort.spend(states.saturating_mul(text.len().saturating_add(1))) {
            return Matched::Unknown;
        }
        if whole {
            return Matched::of(anchored.is_match(text));
        }
        let anywhere = self.anywhere.get_or_init(|| compile(&self.text, self.size));
        anywhere.as_ref().map_or(Matched::Unknown, |it| Matched::of(it.is_match(text)))
    }
}

/// How a path is compared.
#[derive(Debug)]
pub(super) enum PathTest<'a> {
    /// The whole path.
    Exact(Cow<'a, str>),
    /// Its first elements, without a slash at the end. Empty for every path.
    Prefix(Cow<'a, str>),
    /// A gRPC method of any service.
    Method(&'a str),
    /// A regular expression: the spec does not say where it stands in the order.
    Pattern(Pattern),
}

/// How a header or a query parameter is compared.
#[derive(Debug)]
pub(super) struct ValueTest<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) pattern: Option<Pattern>,
}

impl<'a> ValueTest<'a> {
    fn new(written: ValueMatch<'a>, budget: &mut Budget) -> Self {
        let value = written.value().value;
        let pattern = (written.kind().value == "RegularExpression").then(|| Pattern::new(value, budget));
        Self { name: written.name().value, value, pattern }
    }

    fn matches(&self, found: Option<&str>, whole: bool, effort: &Effort) -> Matched {
        match (found, &self.pattern) {
            (None, _) => Matched::No,
            (Some(found), None) => Matched::of(found == self.value),
            (Some(found), Some(pattern)) => pattern.matches(found, whole, effort),
        }
    }

    /// Whether one of the headers of its name matches.
    fn matches_one(&self, request: &Request, whole: bool, effort: &Effort) -> Matched {
        let headers = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(self.name));
        let mut best = Matched::No;
        for (_, value) in headers {
            match self.matches(Some(value), whole, effort) {
                Matched::Yes => return Matched::Yes,
                Matched::Unknown => best = Matched::Unknown,
                Matched::No => {}
            }
        }
        best
    }
}

/// What one entry of `matches` asks of a request, beside its hostname.
#[derive(Debug)]
pub(super) struct Condition<'a> {
    pub(super) path: PathTest<'a>,
    /// The value of the path match, as written: a prefix may be replaced.
    pub(super) written_path: &'a str,
    pub(super) method: Option<&'a str>,
    pub(super) headers: Vec<ValueTest<'a>>,
    pub(super) params: Vec<ValueTest<'a>>,
    /// Whether it takes gRPC requests only.
    grpc: bool,
}

impl<'a> Condition<'a> {
    /// What a rule without matches asks: nothing.
    pub(super) fn everything(kind: RouteKind) -> Self {
        Self {
            path: PathTest::Prefix(Cow::Borrowed("")),
            written_path: "/",
            method: None,
            headers: Vec::new(),
            params: Vec::new(),
            grpc: kind == RouteKind::Grpc,
        }
    }

    /// What `written` asks, in a route of `kind`.
    pub(super) fn new(kind: RouteKind, written: Match<'a>, budget: &mut Budget) -> Self {
        let mut made = Self::everything(kind);
        if kind == RouteKind::Grpc {
            made.path = grpc_path(written, budget);
        } else {
            made.method = written.method().map(|it| it.value);
            if let Some(path) = written.path() {
                let value = path.value().value;
                made.written_path = value;
                made.path = match path.kind().value {
                    "Exact" => PathTest::Exact(Cow::Borrowed(value)),
                    "RegularExpression" => PathTest::Pattern(Pattern::new(value, budget)),
                    _ => PathTest::Prefix(Cow::Borrowed(value.trim_end_matches('/'))),
                };
            }
        }
        // Of several entries with equivalent names the first counts.
        for it in written.headers() {
            let name = it.name().value;
            if !made.headers.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
                made.headers.push(ValueTest::new(it, budget));
            }
        }
        made.params = written.query_params().map(|it| ValueTest::new(it, budget)).collect();
        made
    }

    /// Whether `request` is what it asks for. The index has compared the path already, unless it is a pattern.
    pub(super) fn matches(&self, request: &Request, reading: Reading, effort: &Effort) -> Matched {
        let whole = reading.whole_patterns;
        let simple = self.method.is_none_or(|it| it == request.method) && (!self.grpc || request.is_grpc());
        let mut matched = Matched::of(simple);
        if let PathTest::Pattern(pattern) = &self.path {
            matched = matched.and(|| pattern.matches(&request.path, whole, effort));
        }
        for it in &self.headers {
            matched = matched.and(|| match reading.joined_headers {
                true => it.matches(request.header(it.name).as_deref(), whole, effort),
                false => it.matches_one(request, whole, effort),
            });
        }
        for it in &self.params {
            matched = matched.and(|| it.matches(request.query_param(it.name).as_deref(), whole, effort));
        }
        matched
    }

    /// What it asks for beside the path, and the values that it asks for; a regular expression is no value.
    pub(super) fn asked(&self) -> ((bool, Vec<&'a str>, Vec<&'a str>), String) {
        let list = |tests: &[ValueTest<'a>]| {
            let exact = tests.iter().filter(|it| it.pattern.is_none());
            let mut exact: Vec<_> = exact.map(|it| (it.name, it.value)).collect();
            sort(&mut exact);
            exact
        };
        let (headers, params) = (list(&self.headers), list(&self.params));
        let values = self.method.into_iter().chain(headers.iter().chain(&params).map(|it| it.1));
        let values = values.flat_map(|it| [it, "\0"]).collect();
        let names = |all: Vec<(&'a str, &'a str)>| all.into_iter().map(|it| it.0).collect();
        ((self.method.is_some(), names(headers), names(params)), values)
    }

    /// A text that two conditions share if they take the same requests by asking for the same.
    pub(super) fn key(&self) -> String {
        let list = |tests: &[ValueTest<'_>], fold: fn(&str) -> String| {
            let one = |it: &ValueTest<'_>| (fold(it.name), it.pattern.is_some(), it.value.to_owned());
            let mut all: Vec<_> = tests.iter().map(one).collect();
            sort(&mut all);
            all
        };
        let headers = list(&self.headers, str::to_ascii_lowercase);
        let params = list(&self.params, str::to_owned);
        let path = match &self.path {
            PathTest::Pattern(pattern) => (4, pattern.text.len(), pattern.text.as_str()),
            _ => self.path_rank(Reading { slash_counts: false, ..Reading::default() }),
        };
        format!("{path:?} {:?} {} {headers:?} {params:?}", self.method, self.grpc)
    }

    /// A request that it takes, to `host`; `None` where a regular expression stands in the way.
    pub(super) fn example(&self, host: &str) -> Option<Request> {
        let mut request = Request::get(&format!("http://{host}")).ok()?;
        match &self.path {
            PathTest::Exact(path) | PathTest::Prefix(path) => request.set_target(path),
            PathTest::Method(method) => request.set_target(&format!("/any.Service/{method}")),
            PathTest::Pattern(_) => return None,
        }
        if self.headers.iter().chain(&self.params).any(|it| it.pattern.is_some()) {
            return None;
        }
        if let Some(method) = self.method {
            method.clone_into(&mut request.method);
        }
        if self.grpc {
            "POST".clone_into(&mut request.method);
            request.headers.push(("content-type".to_owned(), "application/grpc".to_owned()));
        }
        request.headers.extend(self.headers.iter().map(|it| (it.name.to_owned(), it.value.to_owned())));
        let params: Vec<_> = self.params.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
        request.query = (!params.is_empty()).then(|| params.join("&"));
        Some(request)
    }

    /// What orders paths: their kind, the length that counts, and the text, so that equal ones stand together.
    pub(super) fn path_rank(&self, reading: Reading) -> (u8, usize, &str) {
        let slash = usize::from(reading.slash_counts && self.is_slashed());
        let pattern = match &self.path {
            PathTest::Pattern(it) if reading.long_patterns_first => it.text.len(),
            _ => 0,
        };
        match &self.path {
            PathTest::Exact(path) => (5, path.len(), path),
            PathTest::Pattern(_) if reading.patterns_first => (4, pattern, ""),
            PathTest::Prefix(path) if !path.is_empty() => (3, path.len().saturating_add(slash), path),
            PathTest::Method(method) => (2, method.len(), method),
            PathTest::Prefix(_) => (1, 0, ""),
            PathTest::Pattern(_) => (0, pattern, ""),
        }
    }

    /// Whether its prefix is written with a slash at the end, and is more than that.
    pub(super) fn is_slashed(&self) -> bool {
        matches!(&self.path, PathTest::Prefix(path) if !path.is_empty()) && self.written_path.ends_with('/')
    }

    /// What orders conditions with one path: a method first, then more headers, then more query parameters.
    pub(super) fn rank(&self) -> (bool, usize, usize) {
        (self.method.is_some(), self.headers.len(), self.params.len())
    }
}

/// A gRPC method is the path `/service/method`.
fn grpc_path<'a>(written: Match<'a>, budget: &mut Budget) -> PathTest<'a> {
    let service = written.grpc_service().map(|it| it.value).filter(|it| !it.is_empty());
    let method = written.grpc_method().map(|it| it.value).filter(|it| !it.is_empty());
    if written.grpc_type().value == "RegularExpression" {
        let part = |it: Option<&str>| it.map_or_else(|| "[^/]+".to_owned(), |it| format!("(?:{it})"));
        return PathTest::Pattern(Pattern::new(&format!("/{}/{}", part(service), part(method)), budget));
    }
    match (service, method) {
        (Some(service), Some(method)) => PathTest::Exact(Cow::Owned(format!("/{service}/{method}"))),
        (Some(service), None) => PathTest::Prefix(Cow::Owned(format!("/{service}"))),
        (None, Some(method)) => PathTest::Method(method),
        (None, None) => PathTest::Prefix(Cow::Borrowed("")),
    }
}

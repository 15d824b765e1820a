//! Changes that keep most of a manifest: a node, a key or an entry goes, comes twice, or becomes something else.

use crate::random::{Random, TOKENS};
use routeproof_core::source::Span;
use routeproof_core::yaml::{self, Value};

/// What stands in the place of a value: what schemas, rules and the platform look at.
const VALUES: [&str; 56] = [
    "",
    "null",
    "{}",
    "[]",
    "[null]",
    "{a: b}",
    "0",
    "-1",
    "80",
    "080",
    "80.0",
    "8e1",
    "0x50",
    "2147483648",
    "9223372036854775808",
    "1e400",
    ".inf",
    "true",
    "yes",
    "\"\"",
    "'80'",
    "\"\\0\"",
    "!!str 80",
    "!!int \"80\"",
    "!!binary aGk=",
    "é",
    "😀",
    "a b",
    "A.B",
    "*",
    "*.acme.kupe.cloud",
    "web.acme.kupe.cloud",
    "web.acme.kupe.cloud.",
    "WEB.acme.kupe.cloud",
    "xn--a.acme.kupe.cloud",
    "shop.example.com",
    "ext.kupe.cloud",
    "1.2.3.4",
    "external-gateway",
    "kube-system",
    "Gateway",
    "Service",
    "HTTPRoute",
    "List",
    "gateway.networking.k8s.io/v1",
    "gateway.networking.k8s.io/v1beta1",
    "gateway.networking.x-k8s.io/v1alpha1",
    "PathPrefix",
    "Exact",
    "10s",
    "1h1m1s1ms",
    "/",
    "/a?b",
    "&a x",
    "*a",
    "|\n  text\n",
];
/// What stands in the place of a key.
const KEYS: [&str; 30] = [
    "apiVersion",
    "kind",
    "metadata",
    "spec",
    "status",
    "name",
    "namespace",
    "labels",
    "annotations",
    "rules",
    "matches",
    "filters",
    "backendRefs",
    "parentRefs",
    "hostnames",
    "port",
    "type",
    "value",
    "path",
    "listeners",
    "tls",
    "items",
    "targetPort",
    "weight",
    "<<",
    "\"é\"",
    "1",
    "~",
    "Name",
    "routeproof.dev/ignore",
];
/// Values of which a text with more is not looked through.
const MAX_PLACES: usize = 4096;

/// `text` after a few changes; some of what comes is from `other`.
pub fn structured(random: &mut Random, text: &str, other: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(4) {
        text = changed(random, &text, other);
    }
    text
}

fn changed(random: &mut Random, text: &str, other: &str) -> String {
    let places = Places::of(text);
    let kind = random.below(12);
    match kind {
        0..=3 => replaced(text, random.pick(&places.values), random.pick(&VALUES).unwrap_or_default()),
        4 | 5 => replaced(text, random.pick(&places.keys), random.pick(&KEYS).unwrap_or_default()),
        6 | 7 => {
            let from = random.pick(&Places::of(other).values).map(|it| it.of(other)).unwrap_or_default();
            replaced(text, random.pick(&places.values), from)
        }
        8 => replaced(text, random.pick(&places.entries), ""),
        9 => {
            let entry = random.pick(&places.entries);
            let twice = entry.map(|it| format!("{}{}", it.of(text), it.of(text))).unwrap_or_default();
            replaced(text, entry, &twice)
        }
        10 => {
            format!("{text}{}{other}", random.pick(&["---\n", "\n---\n", "...\n", "\n"]).unwrap_or_default())
        }
        _ => {
            let at = text.floor_char_boundary(random.below(text.len() + 1));
            replaced(text, Some(Span::at(at)), random.pick(&TOKENS).unwrap_or_default())
        }
    }
}

fn replaced(text: &str, at: Option<Span>, with: &str) -> String {
    let parts = at.and_then(|it| Some((text.get(..it.start())?, text.get(it.end()..)?)));
    parts.map_or_else(|| text.to_owned(), |(before, behind)| format!("{before}{with}{behind}"))
}

/// The places in a text where a change keeps the rest.
#[derive(Default)]
struct Places {
    keys: Vec<Span>,
    values: Vec<Span>,
    /// The lines of entries and items, from their key or dash to the end of their value.
    entries: Vec<Span>,
}

impl Places {
    fn of(text: &str) -> Self {
        let reading = yaml::read(text);
        let mut places = Self::default();
        let mut rest: Vec<Value<'_>> =
            reading.tree.documents().iter().map(|it| reading.tree.value(text, it.root)).collect();
        while let Some(value) = rest.pop().filter(|_| places.values.len() < MAX_PLACES) {
            places.values.push(value.span());
            for item in value.items() {
                places.entries.push(whole_lines(text, item.span()));
                rest.push(item);
            }
            for entry in value.entries() {
                let (key, value) = (entry.key.span(), entry.value.span());
                places.keys.push(key);
                // An alias puts the value anywhere, also before its key.
                if key.start() <= value.end() {
                    places.entries.push(whole_lines(text, Span::new(key.start(), value.end())));
                }
                rest.push(entry.value);
            }
        }
        places
    }
}

/// `span` with the beginning of its first line and the end of its last.
fn whole_lines(text: &str, span: Span) -> Span {
    let start = text.get(..span.start()).and_then(|it| it.rfind('\n')).map_or(0, |it| it + 1);
    let end =
        text.get(span.end()..).and_then(|it| it.find('\n')).map_or(text.len(), |it| span.end() + it + 1);
    Span::new(start, end)
}

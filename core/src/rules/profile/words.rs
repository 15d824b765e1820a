//! Phrases and edits that several rules of this family share.

use super::Subject;
use crate::diagnostic::{Edit, Fix, Safety};
use crate::settings::Owner;
use crate::source::Span;
use crate::yaml::{Style, Value};

/// The most characters of somebody's text that a message repeats.
const MOST: usize = 80;

/// Somebody's text for a message: short, and without control characters.
pub(super) fn shown(text: &str) -> String {
    let mut letters = text.chars();
    let short: String = letters.by_ref().take(MOST).flat_map(char::escape_debug).collect();
    if letters.next().is_some() { format!("{short}…") } else { short }
}

/// `Gateway `kube-system/external-gateway``, or several of them.
pub(super) fn gateways(subject: &Subject<'_>) -> String {
    let all = subject.platform.profile().gateways.iter();
    all.map(|it| format!("Gateway `{}/{}`", it.namespace, it.name)).collect::<Vec<_>>().join(" or ")
}

/// `<app>.acme.kupe.cloud`, or several of them.
pub(super) fn own_names(subject: &Subject<'_>) -> String {
    let tenant = subject.route().and_then(|it| it.tenant.name());
    let owner = Owner { tenant, namespace: subject.facts.object.namespace() };
    let all = subject.platform.profile().hostnames.templates.iter();
    all.map(|it| format!("`{}`", it.filled(owner))).collect::<Vec<_>>().join(" or ")
}

/// Replaces the text of a scalar within `holder`. Behind an alias its text stands elsewhere and is not touched.
pub(super) fn replace(
    subject: &Subject<'_>,
    holder: Option<Value<'_>>,
    value: Value<'_>,
    text: &str,
    safety: Safety,
) -> Option<Fix> {
    let span = inside_quotes(value).filter(|it| holder.is_some_and(|holder| holder.span().contains(*it)))?;
    Some(Fix::replace(subject.at(span), text, safety, format!("use `{text}`")))
}

fn inside_quotes(value: Value<'_>) -> Option<Span> {
    let span = value.span();
    let inner = match value.style() {
        Style::Plain => span,
        Style::SingleQuoted | Style::DoubleQuoted => {
            Span::new(span.start() + 1, span.end().saturating_sub(1))
        }
        _ => return None,
    };
    (Some(inner.of(value.source_text())) == value.as_str()).then_some(inner)
}

/// Adds `key: value` in front of a mapping's first entry, in the style and at the column of that entry.
pub(super) fn insert_entry(
    subject: &Subject<'_>,
    mapping: Value<'_>,
    entry: &str,
    safety: Safety,
) -> Option<Fix> {
    let text = mapping.source_text();
    let first = mapping.entries().next()?.key;
    let within =
        mapping.span().contains(first.span()) && subject.facts.object.value().span().contains(mapping.span());
    let behind = match mapping.style() {
        Style::Flow => ", ".to_owned(),
        _ => format!("\n{}", " ".repeat(column(text, first.span().start())?)),
    };
    let at = subject.at(Span::at(first.span().start()));
    within.then(|| Fix {
        title: format!("add `{entry}`"),
        safety,
        edits: vec![Edit { at, text: format!("{entry}{behind}") }],
    })
}

/// How many bytes are in front of `offset` on its line; `None` where they hold a tab, which no indentation may.
fn column(text: &str, offset: usize) -> Option<usize> {
    let before = text.get(..offset)?;
    let line = before.rsplit(['\n', '\r']).next()?;
    (!line.contains('\t')).then(|| line.chars().count())
}

//! A manifest whose indentation was lost, as it happens to text that is copied from a web page: every key stands in
//! column 0. Where the keys belong is in the schema, so the text can be indented anew.

use super::below::Below;
use super::judge::judge;
use super::serving::Serving;
use super::table::Schema;
use crate::manifest::{self, Items};
use crate::order::Set;
use crate::source::Span;
use crate::yaml;

/// A mapping or a list that lines may still belong to.
struct Open<'t> {
    node: Below<'t>,
    /// The column of its keys, or of the dashes of its items.
    column: usize,
    /// The keys that it has already.
    keys: Set<&'t str>,
}

/// A document whose indentation was lost.
pub(crate) struct Lost<'t> {
    /// Where it is in its text.
    pub(crate) span: Span,
    /// Its kind, and where that is written.
    pub(crate) kind: &'t str,
    pub(crate) at: Span,
    /// The document with the indentation that its schema asks for.
    pub(crate) indented: String,
}

/// The documents in `text` of which every line stands in column 0, and to which the API server has no objection once they
/// are indented.
pub(crate) fn lost<'t>(text: &'t str, serving: Serving<'_>) -> Vec<Lost<'t>> {
    let mut found = Vec::new();
    // Elsewhere the line behind `spec:` is indented, or there is more in its own.
    let is_indented = |it: &str| it.trim_start_matches('\r').starts_with("\n ");
    let behind = text.match_indices("\nspec:").filter_map(|(at, it)| text.get(at + it.len()..));
    if !behind.filter(|it| it.starts_with(['\r', '\n'])).any(|it| !is_indented(it)) {
        return found;
    }
    let (mut begin, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") {
            found.extend(lost_in(text, Span::new(begin, at), serving));
            begin = at + line.len();
        }
        at += line.len();
    }
    found.extend(lost_in(text, Span::new(begin, at), serving));
    found
}

fn lost_in<'t>(text: &'t str, span: Span, serving: Serving<'_>) -> Option<Lost<'t>> {
    let document = span.of(text);
    if document.lines().any(|line| line.starts_with([' ', '\t', '{', '[', '%'])) {
        return None;
    }
    let value = |key: &str| {
        let line = document.lines().find_map(|it| it.strip_prefix(key)?.strip_prefix(':'));
        let value = line.map(|it| it.split(" #").next().unwrap_or(it).trim());
        value.filter(|it| !it.is_empty())
    };
    let (api_version, kind) = (value("apiVersion")?, value("kind")?);
    let (group, version) = api_version.split_once('/')?;
    let schema = serving.version(group, version, kind)?.schema();
    let indented = indent(document, schema)?;
    if indented == document {
        return None;
    }
    let reading = yaml::read(&indented);
    let objects = manifest::objects_with(&indented, &reading.tree, Items::List).objects;
    let [object] = objects.as_slice() else { return None };
    let verdict = judge(object.view(&indented, &reading.tree), serving);
    if !reading.problems.is_empty() || !verdict.violations.is_empty() {
        return None;
    }
    let start = span.start() + document.find(&format!("kind: {kind}"))? + "kind: ".len();
    Some(Lost { span, kind, at: Span::new(start, start + kind.len()), indented })
}

/// Puts each line below the innermost mapping or list that has a place for it.
fn indent<'t>(text: &'t str, root: Schema<'t>) -> Option<String> {
    let mut open = vec![Open { node: Below::Root(root), column: 0, keys: Set::new() }];
    let mut out = String::with_capacity(text.len() * 2);
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end();
        let end = whole.get(line.len()..).unwrap_or_default();
        if line.is_empty() || line.starts_with('#') {
            out.push_str(whole);
            continue;
        }
        let (is_item, content) = match line.strip_prefix("- ") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, line),
        };
        let entry = content.split_once(':').filter(|(key, rest)| {
            !key.contains([' ', '"', '\'']) && (rest.is_empty() || rest.starts_with(' '))
        });
        let column = match (is_item, entry) {
            (true, entry) => take_item(&mut open, entry.map(|it| it.0))?,
            (false, Some((key, _))) => take_key(&mut open, key)?,
            (false, None) => return None,
        };
        out.extend(std::iter::repeat_n(' ', column));
        out.push_str(line);
        out.push_str(end);
        if let Some((key, value)) = entry {
            take_value(&mut open, key, value)?;
        }
    }
    Some(out)
}

/// Closes what is inside of the innermost list that takes such an item, and begins the item.
fn take_item<'t>(open: &mut Vec<Open<'t>>, key: Option<&str>) -> Option<usize> {
    let fits = |it: &Open<'t>| match (it.node.items()?, key) {
        (item, Some(key)) => item.field(key).map(|_| item),
        (item, None) => (!item.is_object() && item.items().is_none()).then_some(item),
    };
    let (place, item) = open.iter().enumerate().rev().find_map(|(at, it)| Some((at, fits(it)?)))?;
    open.truncate(place + 1);
    let column = open.last()?.column;
    if key.is_some() {
        open.push(Open { node: item, column: column + 2, keys: Set::new() });
    }
    Some(column)
}

/// Closes what is inside of the innermost mapping that has such a field and does not have it yet.
fn take_key(open: &mut Vec<Open<'_>>, key: &str) -> Option<usize> {
    let has_field = |it: &Open<'_>| it.node.field(key).is_some() && !it.keys.contains(&key);
    let place = open.iter().rposition(has_field).or_else(|| open.iter().rposition(|it| it.node.is_map()))?;
    open.truncate(place + 1);
    open.last().map(|it| it.column)
}

/// Notes the key in the innermost mapping, and opens what is below it where the line has no value.
fn take_value<'t>(open: &mut Vec<Open<'t>>, key: &'t str, value: &str) -> Option<()> {
    let holder = open.last_mut()?;
    let below = holder.node.field(key);
    holder.keys.insert(key);
    let column = holder.column;
    let value = value.trim_start();
    if value.starts_with(['|', '>']) {
        return None;
    }
    if let Some(node) = below.filter(|_| value.is_empty() || value.starts_with('#')) {
        if node.is_object() {
            open.push(Open { node, column: column + 2, keys: Set::new() });
        } else if node.items().is_some() {
            open.push(Open { node, column, keys: Set::new() });
        }
    }
    Some(())
}

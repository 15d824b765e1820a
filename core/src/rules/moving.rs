//! The fix for a field at the wrong level: its entry is taken out of one mapping and written into another, with its
//! comments and quotes, at the indentation of that place.

use super::edits::column;
use crate::diagnostic::{Edit, Fix, Safety};
use crate::schema::{Fit, Home, Step};
use crate::source::{Location, SourceId, Span};
use crate::yaml::{Entry, Style, Value, read};
use std::fmt::Write as _;

/// The entry that is moved.
struct Taken<'a> {
    /// What is cut out.
    cut: Span,
    /// From its key to its end, line breaks and comments included.
    text: &'a str,
    /// How many characters are in front of its key.
    column: usize,
    /// Whether it stands in a mapping in braces.
    is_flow: bool,
}

/// Moves the entry of `home` to where it belongs. Nothing where the text cannot be moved without a guess.
pub(crate) fn move_home(source: SourceId, home: &Home<'_>) -> Option<Fix> {
    let holder = home.holder?;
    let taken = taken(home.owner, home.entry)?;
    let edit = |span: Span, text: String| Edit { at: Location { source, span }, text };
    let is_alone = home.owner.len() == 1;
    let filled =
        home.steps.split_first().and_then(|(first, rest)| Some((holder.entry(first.name)?, first, rest)));
    let mut edits = match filled {
        // What would be left has no entry, unless the new one is in the same place.
        _ if is_alone && holder.span() != home.owner.span() => return None,
        _ if is_alone => vec![edit(taken.cut, wrapped(holder, &home.steps, &taken)?)],
        // A key without a value has its place already.
        Some((entry, first, rest)) => {
            let (at, text) = fill(holder, entry, *first, rest, &taken)?;
            vec![edit(at, text), edit(taken.cut, String::new())]
        }
        None => {
            let (at, text) = insert(holder, &home.steps, &taken)?;
            vec![edit(at, text), edit(taken.cut, String::new())]
        }
    };
    edits.sort();
    let safety = if home.is_only { Safety::Safe } else { Safety::Unsafe };
    Some(Fix { title: format!("move `{}` to `{}`", home.entry.key.as_str()?, home.path), safety, edits })
}

/// The entry in the style of `holder`, behind `steps`.
fn wrapped(holder: Value<'_>, steps: &[Step<'_>], taken: &Taken<'_>) -> Option<String> {
    match holder.style() {
        Style::Flow => flow(steps, taken),
        _ => block(steps, taken, taken.column),
    }
}

fn taken<'a>(owner: Value<'a>, entry: Entry<'a>) -> Option<Taken<'a>> {
    let text = owner.source_text();
    let (key, value) = (entry.key.span(), entry.value.span());
    // Behind an alias the value stands elsewhere.
    let whole = owner.span().contains(key) && owner.span().contains(value) && key.end() <= value.start();
    if !whole || entry.value.is_null() {
        return None;
    }
    let next = owner.entries().map(|it| it.key.span()).find(|it| it.start() > key.start());
    let column = column(text, key.start())?;
    if owner.style() == Style::Flow {
        let last = owner.entries().map(|it| it.value.span().end()).filter(|it| *it < key.start()).max();
        let cut = match (next, last) {
            (Some(next), _) => Span::new(key.start(), next.start()),
            (None, Some(last)) => Span::new(last, value.end()),
            (None, None) => Span::new(key.start(), value.end()),
        };
        let moved = text.get(key.start()..value.end())?;
        return (!cut.of(text).contains('#')).then_some(Taken { cut, text: moved, column, is_flow: true });
    }
    let end = line_end(text, value.end())?;
    let moved = text.get(key.start()..end)?.trim_end();
    let line = text.get(..key.start())?.rfind('\n').map_or(0, |it| it + 1);
    let first_of_item = !Span::new(line, key.start()).of(text).trim().is_empty();
    let cut = match next {
        Some(next) if next.start() < end => return None,
        Some(next) if first_of_item => {
            let between = text.get(end..next.start())?;
            between.trim().is_empty().then(|| Span::new(key.start(), next.start()))?
        }
        None if owner.len() == 1 => Span::new(key.start(), key.start() + moved.len()),
        None if first_of_item => return None,
        _ => Span::new(line, end),
    };
    (!moved.contains('\t')).then_some(Taken { cut, text: moved, column, is_flow: false })
}

/// The end of the line in which a value ends, where nothing but a comment follows it.
fn line_end(text: &str, end: usize) -> Option<usize> {
    if text.get(..end)?.ends_with('\n') {
        return Some(end);
    }
    let rest = text.get(end..)?;
    let line = rest.find('\n').map_or(rest.len(), |it| it + 1);
    let behind = rest.get(..line)?.trim();
    (behind.is_empty() || behind.starts_with('#')).then_some(end + line)
}

/// Writes the entry behind the last one of a mapping.
fn insert(holder: Value<'_>, steps: &[Step<'_>], taken: &Taken<'_>) -> Option<(Span, String)> {
    let (text, last) = (holder.source_text(), holder.entries().last()?);
    let (key, value) = (last.key.span(), last.value.span());
    let end = value.end().max(key.end() + 1);
    if !holder.span().contains(key) || (!last.value.is_null() && !holder.span().contains(value)) {
        return None;
    }
    if holder.style() == Style::Flow {
        return Some((Span::at(value.end()), format!(", {}", flow(steps, taken)?)));
    }
    let column = column(text, key.start())?;
    let new = block(steps, taken, column)?;
    let at = line_end(text, end)?;
    let is_open = at != taken.cut.end() && !text.get(..at)?.ends_with('\n');
    let line_break = if is_open { "\n" } else { "" };
    Some((Span::at(at), format!("{line_break}{}{new}\n", " ".repeat(column))))
}

/// Writes the entry as the value of a key that has none.
fn fill(
    holder: Value<'_>,
    entry: Entry<'_>,
    step: Step<'_>,
    rest: &[Step<'_>],
    taken: &Taken<'_>,
) -> Option<(Span, String)> {
    let (text, key, value) = (holder.source_text(), entry.key.span(), entry.value.span());
    if !holder.span().contains(key) || !(value.is_empty() || value.start() >= key.end()) {
        return None;
    }
    if holder.style() == Style::Flow {
        let inner = format!("{{{}}}", flow(rest, taken)?);
        let inner = if step.is_list { format!("[{inner}]") } else { inner };
        return (!value.is_empty()).then_some((value, inner));
    }
    let column = column(text, key.start())? + 2;
    let (dash, column) = if step.is_list { ("- ", column + 2) } else { ("", column) };
    let new = block(rest, taken, column)?;
    let indent = " ".repeat(column - dash.len());
    // What follows the key, such as a comment, stays in its line.
    let end = line_end(text, value.end().max(key.end() + 1))?;
    if value.is_empty() {
        let line_break = if text.get(..end)?.ends_with('\n') { "" } else { "\n" };
        return Some((Span::at(end), format!("{line_break}{indent}{dash}{new}\n")));
    }
    Some((value, format!("\n{indent}{dash}{new}")))
}

/// The entry behind `steps`, in lines that begin at `column`.
fn block(steps: &[Step<'_>], taken: &Taken<'_>, mut column: usize) -> Option<String> {
    if taken.is_flow && taken.text.contains('\n') {
        return None;
    }
    let mut out = String::new();
    for step in steps {
        let dash = if step.is_list { "- " } else { "" };
        _ = write!(out, "{}:\n{}{dash}", step.name, " ".repeat(column + 2));
        column += 2 + dash.len();
    }
    for (number, line) in taken.text.lines().enumerate() {
        if number == 0 {
            out.push_str(line);
            continue;
        }
        let spaces = line.bytes().take_while(|it| *it == b' ').count();
        let rest = line.get(spaces..)?;
        out.push('\n');
        if !rest.is_empty() {
            let spaces = (spaces + column).saturating_sub(taken.column);
            out.extend(std::iter::repeat_n(' ', spaces));
            out.push_str(rest);
        }
    }
    Some(out)
}

/// The entry behind `steps`, as it stands in braces.
fn flow(steps: &[Step<'_>], taken: &Taken<'_>) -> Option<String> {
    let quote = if taken.text.starts_with('"') { "\"" } else { "" };
    let mut out = taken.text.to_owned();
    if !taken.is_flow {
        let reads = |text: &str| {
            let reading = read(text);
            let root = reading.tree.documents().first().map(|it| reading.tree.value(text, it.root));
            (reading.problems.is_empty(), root.map(|it| format!("{it:?}")))
        };
        let inside = format!("{{{out}}}");
        if out.contains('\n') || reads(&inside) != (true, reads(&out).1) {
            return None;
        }
    }
    for step in steps.iter().rev() {
        let inner = if step.is_list { format!("[{{{out}}}]") } else { format!("{{{out}}}") };
        out = format!("{quote}{}{quote}: {inner}", step.name);
    }
    Some(out)
}

/// Renames the entry with its key at `key` to `name`, if its value fits that field or, in a list, would. `fits` says whether
/// it has the type of the field, where that is known.
pub(crate) fn rename(
    source: SourceId,
    root: Value<'_>,
    key: Span,
    name: &str,
    fits: Option<Fit>,
    safety: Safety,
) -> Option<Fix> {
    let entry = entry_at(root, key)?;
    let written = key.of(root.source_text());
    let quote =
        written.chars().next().filter(|it| matches!(it, '"' | '\'')).map(String::from).unwrap_or_default();
    let edit = |span: Span, text: String| Edit { at: Location { source, span }, text };
    let mut edits = vec![edit(key, format!("{quote}{name}{quote}"))];
    let title = match fits {
        None | Some(Fit::Yes) => format!("rename it to {name}"),
        Some(Fit::AsItem) => {
            let (at, text) = as_list(entry.value)?;
            edits.push(edit(at, text));
            format!("rename it to {name}, and make a list of it")
        }
        Some(Fit::No) => return None,
    };
    Some(Fix { title, safety, edits })
}

/// The entry with its key at a place.
fn entry_at(root: Value<'_>, key: Span) -> Option<Entry<'_>> {
    let mut value = root;
    loop {
        if let Some(it) = value.entries().find(|it| it.key.span() == key) {
            return Some(it);
        }
        let holds = |it: &Value<'_>| it.span().contains(key);
        value = value.entries().map(|it| it.value).chain(value.items()).find(holds)?;
    }
}

/// A value as the one item of a list.
fn as_list(value: Value<'_>) -> Option<(Span, String)> {
    let (span, text) = (value.span(), value.source_text());
    let written = span.of(text);
    if value.style() != Style::Block {
        let is_line = !written.is_empty() && !matches!(value.style(), Style::Literal | Style::Folded);
        return is_line.then(|| (span, format!("[{written}]")));
    }
    let column = column(text, span.start())?;
    let own_line = text.get(..span.start())?.rsplit('\n').next()?.trim().is_empty();
    (own_line && column > 0).then(|| {
        let lines = written.replace('\n', "\n  ");
        (span, format!("- {lines}"))
    })
}

//! Finds the comments of this tool in a text. Whether a `#` is a comment is asked of the tree: inside of a scalar it is
//! text.

use crate::order::sort;
use crate::source::Span;
use crate::yaml::{Kind, Tree, Value};
use std::ops::Range;

/// What a comment begins with.
const MARK: &str = "routeproof:";

/// One comment that silences findings.
#[derive(Debug)]
pub(super) struct Comment<'t> {
    /// From its `#` to the end of its line.
    pub(super) span: Span,
    /// The bytes of the line that it is about.
    pub(super) line: Range<usize>,
    /// The codes with their places.
    pub(super) codes: Vec<(&'t str, Span)>,
    /// Whether it says why.
    pub(super) has_reason: bool,
}

/// Whether `text` may have such a comment.
pub(crate) fn may_be_in(text: &str) -> bool {
    // Most texts without one have no `#` at all, and one byte is found sooner than many.
    text.contains('#') && text.contains(MARK)
}

/// The comments in `text`, which `tree` was read from.
pub(super) fn comments<'t>(text: &'t str, tree: &Tree) -> Vec<Comment<'t>> {
    let scalars = scalars(text, tree);
    let mut found = Vec::new();
    let mut next = text.len()..text.len();
    // From the end, so that the next line with content is always known.
    for line in lines(text).into_iter().rev() {
        let content = text.get(line.clone()).unwrap_or_default();
        let bare = content.trim();
        if let Some((start, body)) = comment(content, line.start, &scalars) {
            let about = if bare.starts_with('#') { next.clone() } else { line.clone() };
            let (codes, reason) = body.split_once("--").unwrap_or((body, ""));
            found.push(Comment {
                span: Span::new(start, line.end),
                line: about,
                codes: words(codes, line.end - body.len()),
                has_reason: !reason.trim().is_empty(),
            });
        }
        if !bare.is_empty() && !bare.starts_with('#') {
            next = line;
        }
    }
    found.reverse();
    found
}

/// Where the comment begins in a line that begins at `offset`, and what it says behind `ignore`.
fn comment<'t>(line: &'t str, offset: usize, scalars: &[Span]) -> Option<(usize, &'t str)> {
    line.contains(MARK).then_some(())?;
    line.match_indices('#').find_map(|(at, _)| {
        let before = line.get(..at)?.chars().next_back();
        let body =
            line.get(at + 1..)?.trim_start().strip_prefix(MARK)?.trim_start().strip_prefix("ignore")?;
        let opens = before.is_none_or(char::is_whitespace) && !is_text(offset + at, scalars);
        (opens && body.chars().next().is_none_or(char::is_whitespace)).then_some((offset + at, body))
    })
}

/// Whether byte `offset` is inside of a scalar.
fn is_text(offset: usize, scalars: &[Span]) -> bool {
    let next = scalars.partition_point(|it| it.start() <= offset);
    scalars.get(..next).and_then(<[Span]>::last).is_some_and(|it| offset < it.end())
}

/// The scalars of `tree`, in writing order.
fn scalars(text: &str, tree: &Tree) -> Vec<Span> {
    let mut todo: Vec<Value<'_>> = tree.documents().iter().map(|it| tree.value(text, it.root)).collect();
    let mut found = Vec::new();
    while let Some(value) = todo.pop() {
        match value.kind() {
            Kind::Sequence => todo.extend(value.items()),
            Kind::Mapping => todo.extend(value.entries().flat_map(|it| [it.key, it.value])),
            _ if value.span().is_empty() => {}
            _ => found.push(value.span()),
        }
    }
    sort(&mut found);
    found.dedup();
    found
}

/// The lines of `text`, without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        let begin = start;
        start += line.len();
        begin..begin + line.trim_end_matches(['\n', '\r']).len()
    };
    text.split_inclusive('\n').map(line).collect()
}

/// The words of `part`, which begins at byte `base`, with their places.
fn words(part: &str, base: usize) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    let mut at = base;
    for word in part.split([' ', ',', '\t']) {
        if !word.is_empty() {
            found.push((word, Span::new(at, at + word.len())));
        }
        at += word.len() + 1;
    }
    found
}

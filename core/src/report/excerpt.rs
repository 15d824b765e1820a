//! Lines of a source as people see them: with carets under what matters, or before and after an edit.
//!
//! Everything is measured in terminal columns: wide characters take two, a tab takes four, and what would steer the
//! terminal is shown as `�`. No line is read further than [`REACH`] bytes from the place that matters, so that a
//! file of one enormous line costs as little as any other.

use super::places::bytes;
use super::text::{Paint, TextOptions};
use super::v1::EditV1;
use crate::order::sort_by_key;
use crate::source::{Span, is_hostile};
use std::fmt::{self, Write as _};
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// How far a line is looked at to both sides.
const REACH: usize = 2048;
/// The most lines that one side of a diff shows.
const DIFF_LINES: usize = 16;
/// The most text that is compared to show a diff; a minified file is one line.
const DIFF_BYTES: usize = 64 * 1024;
const TAB: &str = "    ";

/// Something to underline.
pub(super) struct Mark<'a> {
    pub(super) span: Span,
    pub(super) label: &'a str,
    pub(super) paint: Paint,
    pub(super) sign: char,
}

/// A source, and how much room there is.
pub(super) struct Excerpt<'a> {
    pub(super) text: &'a str,
    /// The digits of a line number.
    pub(super) gutter: usize,
    pub(super) options: TextOptions,
}

impl Excerpt<'_> {
    /// The lines of `marks`, which are sorted, with their numbers.
    pub(super) fn marked(&self, marks: &[(usize, &Mark<'_>)], out: &mut String) -> fmt::Result {
        self.row("", out)?;
        out.push('\n');
        let mut last: Option<usize> = None;
        for (number, mark) in marks {
            let line = Line::at(self.text, mark.span.start());
            if last != Some(*number) {
                if let Some(last) = last.filter(|last| last + 1 < *number) {
                    self.between(last, *number, line.start, out)?;
                }
                self.source_line(*number, &line, mark.span, out)?;
            }
            last = Some(*number);
            self.underline(*number, &line, mark, out)?;
        }
        Ok(())
    }

    /// What stands between two marked lines: the one line there is, or dots.
    fn between(&self, last: usize, next: usize, next_start: usize, out: &mut String) -> fmt::Result {
        if last + 2 < next {
            return writeln!(out, "{}", self.paint(Paint::Frame, "..."));
        }
        let line = Line::at(self.text, next_start.saturating_sub(1));
        self.source_line(last + 1, &line, Span::at(line.start), out)
    }

    fn source_line(&self, number: usize, line: &Line<'_>, focus: Span, out: &mut String) -> fmt::Result {
        self.row(&number.to_string(), out)?;
        let shown = line.cut(self.room(), line.columns(focus)).text;
        writeln!(out, "{}{}", if shown.is_empty() { "" } else { " " }, shown)
    }

    fn underline(&self, number: usize, line: &Line<'_>, mark: &Mark<'_>, out: &mut String) -> fmt::Result {
        let columns = line.columns(mark.span);
        let cut = line.cut(self.room(), columns.clone());
        let from = columns.start.saturating_sub(cut.skipped) + cut.lead;
        let room = cut.width.max(from + 1) - from;
        let carets = columns.len().clamp(1, room);
        let mut label = super::text::harmless(mark.label);
        let below = mark.span.of(self.text).trim_end().matches('\n').count();
        if below > 0 {
            let end = format!("to line {}", number + below);
            label = if label.is_empty() { end } else { format!("{label} ({end})") };
        }
        self.row("", out)?;
        let carets = mark.sign.to_string().repeat(carets);
        let under = if label.is_empty() { carets } else { format!("{carets} {label}") };
        writeln!(out, " {:from$}{}", "", self.paint(mark.paint, &under))
    }

    /// The lines that `edits` touch, before and after; `first` is the number of the first one.
    pub(super) fn changed(&self, first: usize, edits: &[&EditV1], out: &mut String) -> fmt::Result {
        let mut edits = edits.to_vec();
        sort_by_key(&mut edits, |it| bytes(it.span));
        let mut number = first;
        let mut from = None;
        self.row("", out)?;
        out.push('\n');
        while let Some(at) = edits.first() {
            let start = line_start(self.text, at.span.start.offset);
            number += from.map_or(0, |from| breaks(self.text, from..start));
            if from.is_some() {
                writeln!(out, "{}", self.paint(Paint::Frame, "..."))?;
            }
            from = Some(start);
            let (count, end) = hunk(self.text, &edits);
            let rest = edits.split_off(count);
            self.hunk(number, start..end, &edits, out)?;
            edits = rest;
        }
        Ok(())
    }

    fn hunk(&self, number: usize, lines: Range<usize>, edits: &[&EditV1], out: &mut String) -> fmt::Result {
        if lines.len() > DIFF_BYTES {
            return Ok(());
        }
        let before = self.text.get(lines.clone()).unwrap_or_default();
        let after = replaced(self.text, lines.clone(), edits);
        let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
        let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let tail = old.iter().skip(same).rev().zip(new.iter().skip(same).rev());
        let tail = tail.take_while(|(a, b)| a == b).count();
        let changed = |all: &[&str]| -> Vec<String> {
            let kept = all.len().saturating_sub(tail);
            all.iter().take(kept).skip(same).map(|it| (*it).to_owned()).collect()
        };
        let (old, new) = (changed(&old), changed(&new));
        let number = number + same;
        // New lines alone do not tell where they go.
        if old.is_empty() && number > 1 {
            let place = lines.start + before.lines().take(same).map(|it| it.len() + 1).sum::<usize>();
            let line = Line::at(self.text, place.saturating_sub(1));
            self.source_line(number - 1, &line, Span::at(line.start), out)?;
        }
        self.side(number, '-', Paint::Bad, &old, &new, out)?;
        self.side(number, '+', Paint::Good, &new, &old, out)
    }

    fn side(
        &self,
        number: usize,
        sign: char,
        paint: Paint,
        lines: &[String],
        other: &[String],
        out: &mut String,
    ) -> fmt::Result {
        for (index, text) in lines.iter().take(DIFF_LINES).enumerate() {
            let differs = other.get(index).map_or(0, |it| common_prefix(text, it));
            let line = Line::at(text, differs);
            let shown = line.cut(self.room(), line.columns(Span::at(differs))).text;
            let number = self.paint(Paint::Frame, &format!("{:>1$}", number + index, self.gutter));
            writeln!(out, "{number} {}", self.paint(paint, &format!("{sign} {shown}")))?;
        }
        if let Some(more) = lines.len().checked_sub(DIFF_LINES).filter(|it| *it > 0) {
            let more = format!("{sign} … {}", super::text::counted(more, "more line"));
            writeln!(out, "{:1$} {2}", "", self.gutter, self.paint(paint, &more))?;
        }
        Ok(())
    }

    /// The start of a row: a number or room for it, and the bar.
    fn row(&self, number: &str, out: &mut String) -> fmt::Result {
        let start = format!("{number:>width$} |", width = self.gutter);
        write!(out, "{}", self.paint(Paint::Frame, &start))
    }

    /// The columns beside the gutter.
    fn room(&self) -> usize {
        self.options.width.saturating_sub(self.gutter + 3).max(20)
    }

    fn paint(&self, paint: Paint, text: &str) -> String {
        paint.on(self.options.styled, text)
    }
}

/// One line, or as much of it as is near enough.
struct Line<'a> {
    text: &'a str,
    /// Its first byte in the source.
    start: usize,
    /// Whether something stands before it, or behind it, in the same line.
    more: (bool, bool),
}

/// A part of a line that fits its room.
struct Cut {
    text: String,
    /// Columns of the line that were left out before it, and the columns that say so.
    skipped: usize,
    lead: usize,
    width: usize,
}

impl<'a> Line<'a> {
    /// The line that byte `at` of `text` stands in.
    fn at(text: &'a str, at: usize) -> Self {
        let at = floor(text, at);
        let near = floor(text, at.saturating_sub(REACH));
        let before = text.get(near..at).unwrap_or_default();
        let found = before.rfind(['\n', '\r']).map(|it| near + it + 1);
        let start = found.unwrap_or(near);
        let far = floor(text, at.saturating_add(REACH));
        let behind = text.get(at..far).unwrap_or_default();
        let ends = behind.find(['\n', '\r']).map(|it| at + it);
        let end = ends.unwrap_or(far);
        let more = (found.is_none() && near > 0, ends.is_none() && far < text.len());
        Self { text: text.get(start..end).unwrap_or_default(), start, more }
    }

    /// The columns of `span` in the line; at least one.
    fn columns(&self, span: Span) -> Range<usize> {
        let column = |at: usize| {
            let at = at.saturating_sub(self.start).min(self.text.len());
            width(self.text.get(..floor(self.text, at)).unwrap_or_default())
        };
        let visible = self.start + self.text.trim_end().len();
        let start = column(span.start());
        let end = column(span.end().min(visible.max(span.start())));
        start..end.max(start + 1)
    }

    /// The part of the line that fits `room` columns and shows `focus`.
    fn cut(&self, room: usize, focus: Range<usize>) -> Cut {
        let text = self.text.trim_end();
        let all = width(text);
        let fits = all <= room && self.more == (false, false);
        let skip = if fits || (focus.end + 1 < room && !self.more.0) {
            0
        } else {
            // A third of the room for what stands before, and never less of the focus than there is room for.
            focus.start.saturating_sub(room / 3).min(all.saturating_sub(room.saturating_sub(2)))
        };
        let lead = usize::from(skip > 0 || self.more.0);
        let mut out = if lead > 0 { "…".to_owned() } else { String::new() };
        let (mut column, mut used, mut skipped, mut whole) = (0, lead, 0, true);
        for it in text.chars() {
            let wide = columns_of(it);
            if column < skip {
                column += wide;
                skipped = column;
                continue;
            }
            if !fits && used + wide + 1 > room {
                whole = false;
                break;
            }
            show(it, &mut out);
            used += wide;
        }
        if !whole || self.more.1 {
            out.push('…');
        }
        Cut { text: out, skipped, lead, width: used }
    }
}

fn columns_of(it: char) -> usize {
    if it == '\t' {
        TAB.len()
    } else if is_hostile(it) {
        1
    } else {
        it.width().unwrap_or(1)
    }
}

fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn show(it: char, out: &mut String) {
    if it == '\t' {
        out.push_str(TAB);
    } else {
        out.push(if is_hostile(it) { '\u{fffd}' } else { it });
    }
}

/// The start of the character that byte `at` is in.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

fn line_start(text: &str, at: usize) -> usize {
    let at = floor(text, at);
    text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |it| it + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let at = floor(text, at);
    text.get(at..).unwrap_or_default().find('\n').map_or(text.len(), |it| at + it + 1)
}

fn breaks(text: &str, range: Range<usize>) -> usize {
    text.get(range).unwrap_or_default().matches('\n').count()
}

/// How many of the sorted `edits` touch one block of lines, and where the block ends.
fn hunk(text: &str, edits: &[&EditV1]) -> (usize, usize) {
    let mut end = 0;
    let mut count = 0;
    for edit in edits {
        if count > 0 && edit.span.start.offset > end {
            break;
        }
        end = end.max(line_end(text, edit.span.end.offset));
        count += 1;
    }
    (count, end)
}

/// The bytes `lines` of `text` after the sorted `edits`.
fn replaced(text: &str, lines: Range<usize>, edits: &[&EditV1]) -> String {
    let mut out = String::new();
    let mut at = lines.start;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start.offset).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.span.end.offset;
    }
    out.push_str(text.get(at..lines.end).unwrap_or_default());
    out
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(it, _)| it.len_utf8()).sum()
}

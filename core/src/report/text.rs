//! The report for people: a message, the lines it is about with carets under them, other places that explain it,
//! help, and each fix as a small diff; at the end, how much was found in how much.

use super::build::{sorted, summary};
use super::excerpt::{Excerpt, Mark};
use super::v1::SummaryV1;
use super::{SourceMap, named, object_at};
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::order::{Map, sort_by_key};
use crate::source::{LineIndex, Location, SourceId, Unit, is_hostile};
use std::fmt::{self, Write as _};

/// How the text is laid out.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions {
    /// Whether colours and weights are written, as ANSI escapes.
    pub styled: bool,
    /// The columns that a line may have; longer ones are cut around what matters.
    pub width: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { styled: false, width: 120 }
    }
}

/// A kind, a namespace of 63 characters and a name of 253 fit.
const LONGEST_NAME: usize = 400;

/// `findings` for people, without the summary.
pub fn render<'a>(
    findings: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &dyn SourceMap,
    options: TextOptions,
) -> String {
    let mut page = Page { sources, options, lines: Map::new(), out: String::new() };
    for it in sorted(findings, sources) {
        // Writing to a String cannot fail.
        let _ = page.finding(it);
    }
    page.out
}

/// A line that says how much was found in how much, and one that names what was not judged.
pub fn summary_line<'a>(
    findings: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &dyn SourceMap,
    options: TextOptions,
) -> String {
    let summary = summary(&sorted(findings, sources), sources);
    let SummaryV1 { errors, warnings, infos, .. } = summary;
    let found: Vec<_> = [
        (errors, "error", Paint::Error),
        (warnings, "warning", Paint::Warning),
        (infos, "info", Paint::Info),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, noun, paint)| paint.on(options.styled, &counted(count, noun)))
    .collect();
    let found =
        if found.is_empty() { Paint::Good.on(options.styled, "no findings") } else { found.join(", ") };
    let (files, mut objects) = (counted(summary.sources, "file"), counted(summary.objects, "object"));
    let Some(line) = summary.not_judged_line() else { return format!("{found} in {files} ({objects})\n") };
    objects.push_str(&format!(", {} not judged", summary.not_judged_count()));
    let line = Paint::Warning.on(options.styled, &line);
    format!("{found} in {files} ({objects})\n{line}\n")
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Text that came from a manifest, made harmless: control characters and those that turn the direction of writing
/// are shown as `�`, so that no input can move the cursor or disguise itself.
pub fn harmless(text: &str) -> String {
    text.chars().map(|it| if it == '\n' || !is_hostile(it) { it } else { '\u{fffd}' }).collect()
}

/// What an object is called, made harmless, and cut where it is longer than any name may be.
fn in_part(text: &str) -> String {
    match text.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => harmless(text.get(..at).unwrap_or_default()) + "…",
        None => harmless(text),
    }
}

/// What a piece of text means, hence how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// The colour of errors.
    Error,
    /// The colour of warnings.
    Warning,
    /// The colour of advice.
    Info,
    /// What went well, and lines that are added.
    Good,
    /// Lines that are removed.
    Bad,
    /// What to do next.
    Help,
    /// Line numbers and bars.
    Frame,
    /// The sentence that matters.
    Strong,
    /// What only some readers want.
    Faint,
}

impl Paint {
    /// `text` in this look, if `styled`.
    pub fn on(self, styled: bool, text: &str) -> String {
        let code = match self {
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Good => "32",
            Self::Bad => "31",
            Self::Help => "1;36",
            Self::Info | Self::Frame => "1;34",
            Self::Strong => "1",
            Self::Faint => "2",
        };
        if styled && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

struct Page<'a> {
    sources: &'a dyn SourceMap,
    options: TextOptions,
    lines: Map<SourceId, LineIndex>,
    out: String,
}

impl Page<'_> {
    fn finding(&mut self, it: &Diagnostic) -> fmt::Result {
        let (label, paint) = match it.severity {
            Severity::Error => ("error", Paint::Error),
            Severity::Warning => ("warning", Paint::Warning),
            Severity::Info => ("info", Paint::Info),
        };
        let head = self.paint(paint, &format!("{label}[{}]", it.rule.code));
        let message = self.paint(Paint::Strong, &format!(": {}", harmless(&it.message)));
        writeln!(self.out, "{head}{message}")?;
        let gutter = self.gutter(it);
        let found_at = it.found_at();
        let about = object_at(self.sources, found_at)
            .map(|object| format!(", {}", in_part(&named(self.sources, found_at.source, object).to_string())))
            .unwrap_or_default();
        let about = format!("  ({}{about})", it.rule.name);
        self.arrow("-->", it.at, gutter, &about)?;
        self.excerpts(it, paint, gutter)?;
        if it.help.is_some() || !it.fixes.is_empty() {
            let bar = self.paint(Paint::Frame, "|");
            writeln!(self.out, "{:gutter$} {bar}", "")?;
        }
        if let Some(help) = &it.help {
            self.note("help", help, gutter)?;
        }
        for (index, fix) in it.fixes.iter().enumerate() {
            self.fix(fix, index, gutter)?;
        }
        self.out.push('\n');
        Ok(())
    }

    /// The digits of the greatest line number that the finding shows.
    fn gutter(&mut self, it: &Diagnostic) -> usize {
        let related = it.related.iter().map(|it| it.at);
        let edits = it.fixes.iter().flat_map(|it| &it.edits).map(|it| it.at);
        let places: Vec<_> = std::iter::once(it.at).chain(related).chain(edits).collect();
        places.into_iter().map(|at| self.line_of(at)).max().unwrap_or(1).to_string().len()
    }

    fn line_of(&mut self, at: Location) -> usize {
        self.position(at).0
    }

    fn position(&mut self, at: Location) -> (usize, usize) {
        let text = self.sources.text(at.source);
        // Editors count characters when a person types `file:line:column`.
        let lines = self.lines.entry(at.source).or_insert_with(|| LineIndex::new(text, Unit::CodePoints));
        let position = lines.position(text, at.span.start());
        (position.line, position.column)
    }

    fn arrow(&mut self, arrow: &str, at: Location, gutter: usize, about: &str) -> fmt::Result {
        let (line, column) = self.position(at);
        let name = harmless(self.sources.name(at.source));
        let arrow = self.paint(Paint::Frame, arrow);
        let about = self.paint(Paint::Faint, about);
        writeln!(self.out, "{:gutter$}{arrow} {name}:{line}:{column}{about}", "")
    }

    /// The lines of the finding and of what explains it, together where they stand in one source.
    fn excerpts(&mut self, it: &Diagnostic, paint: Paint, gutter: usize) -> fmt::Result {
        let mut marks = vec![(it.at, Mark { span: it.at.span, label: "", paint, sign: '^' })];
        marks.extend(it.related.iter().map(|it| {
            (it.at, Mark { span: it.at.span, label: &it.message, paint: Paint::Frame, sign: '-' })
        }));
        let mut seen = Vec::new();
        for (at, _) in &marks {
            if seen.contains(&at.source) {
                continue;
            }
            if !seen.is_empty() {
                self.arrow(":::", *at, gutter, "")?;
            }
            seen.push(at.source);
            let here = marks.iter().filter(|(it, _)| it.source == at.source);
            let mut here: Vec<_> = here.map(|(it, mark)| (*it, mark)).collect();
            sort_by_key(&mut here, |(it, _)| it.span);
            let here: Vec<_> = here.into_iter().map(|(it, mark)| (self.line_of(it), mark)).collect();
            let text = self.sources.text(at.source);
            Excerpt { text, gutter, options: self.options }.marked(&here, &mut self.out)?;
        }
        Ok(())
    }

    fn note(&mut self, label: &str, text: &str, gutter: usize) -> fmt::Result {
        let bar = self.paint(Paint::Frame, "=");
        let label_text = self.paint(Paint::Help, &format!("{label}:"));
        let indent = " ".repeat(gutter + 3 + label.len() + 2);
        let text = harmless(text).replace('\n', &format!("\n{indent}"));
        writeln!(self.out, "{:gutter$} {bar} {label_text} {text}", "")
    }

    fn fix(&mut self, fix: &Fix, index: usize, gutter: usize) -> fmt::Result {
        let title = match (index, fix.safety) {
            (0, Safety::Safe) => format!("{} (safe: --fix does it)", fix.title),
            (0, Safety::Unsafe) => fix.title.clone(),
            (..) => format!("or {}", fix.title),
        };
        self.note("fix", &title, gutter)?;
        let ids: Vec<_> = fix.edits.iter().map(|it| it.at.source).collect();
        for (at, id) in ids.iter().enumerate() {
            if ids.iter().take(at).any(|it| it == id) {
                continue;
            }
            let edits: Vec<_> = fix.edits.iter().filter(|it| it.at.source == *id).collect();
            let Some(first) = edits.iter().map(|it| it.at).min() else { continue };
            let line = self.line_of(first);
            let text = self.sources.text(*id);
            Excerpt { text, gutter, options: self.options }.changed(line, &edits, &mut self.out)?;
        }
        Ok(())
    }

    fn paint(&self, paint: Paint, text: &str) -> String {
        paint.on(self.options.styled, text)
    }
}

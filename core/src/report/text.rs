//! The report for people: a message, the lines it is about with carets under them, other places that explain it,
//! help, and each fix as a small diff; at the end, how much was found in how much.

use super::SourceMap;
use super::excerpt::{Excerpt, Mark};
use super::places::{Texts, bytes};
use super::v1::{DiagnosticV1, FixV1, ReportV1, SpanV1, SummaryV1};
use crate::diagnostic::{Safety, Severity};
use crate::order::sort_by_key;
use crate::source::{Unit, is_hostile};
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

/// The findings of `report`, whose unit is [`Unit::Utf8`], for people; without the summary.
pub fn render(report: &ReportV1, sources: &dyn SourceMap, options: TextOptions) -> String {
    render_where(report, sources, options, &|_| true)
}

/// The same, of those findings only that `is_wanted` takes.
pub fn render_where(
    report: &ReportV1,
    sources: &dyn SourceMap,
    options: TextOptions,
    is_wanted: &dyn Fn(&DiagnosticV1) -> bool,
) -> String {
    // Editors count characters when a person types `file:line:column`.
    let mut page = Page { texts: Texts::new(sources, Unit::CodePoints), options, out: String::new() };
    for it in report.diagnostics.iter().filter(|it| is_wanted(it)) {
        // Writing to a String cannot fail.
        let _ = page.finding(it);
    }
    page.out
}

/// A line that says how much was found in how much, and one that names what was not judged.
pub fn summary_line(summary: &SummaryV1, options: TextOptions) -> String {
    let &SummaryV1 { errors, warnings, infos, .. } = summary;
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
    texts: Texts<'a>,
    options: TextOptions,
    out: String,
}

/// A place: the name of a source, and where in it.
type At<'r> = (&'r str, SpanV1);

impl Page<'_> {
    fn finding(&mut self, it: &DiagnosticV1) -> fmt::Result {
        let (label, paint) = match it.severity {
            Severity::Error => ("error", Paint::Error),
            Severity::Warning => ("warning", Paint::Warning),
            Severity::Info => ("info", Paint::Info),
        };
        let head = self.paint(paint, &format!("{label}[{}]", it.code));
        let message = self.paint(Paint::Strong, &format!(": {}", harmless(&it.message)));
        writeln!(self.out, "{head}{message}")?;
        let gutter = gutter(it);
        let about = it.object.as_ref().map(|it| format!(", {}", in_part(&it.to_string())));
        let about = format!("  ({}{})", it.name, about.unwrap_or_default());
        self.arrow("-->", (&it.source, it.span), gutter, &about)?;
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

    fn arrow(&mut self, arrow: &str, (source, span): At<'_>, gutter: usize, about: &str) -> fmt::Result {
        let start = self.texts.position(source, span.start);
        let (name, arrow) = (harmless(source), self.paint(Paint::Frame, arrow));
        let about = self.paint(Paint::Faint, about);
        writeln!(self.out, "{:gutter$}{arrow} {name}:{}:{}{about}", "", start.line, start.column)
    }

    /// The lines of the finding and of what explains it, together where they stand in one source.
    fn excerpts(&mut self, it: &DiagnosticV1, paint: Paint, gutter: usize) -> fmt::Result {
        let mark = |span, label, paint, sign| Mark { span: bytes(span), label, paint, sign };
        let mut marks: Vec<(At<'_>, Mark<'_>)> = vec![((&it.source, it.span), mark(it.span, "", paint, '^'))];
        marks.extend(
            it.related
                .iter()
                .map(|it| ((it.source.as_str(), it.span), mark(it.span, &it.message, Paint::Frame, '-'))),
        );
        let mut seen = Vec::new();
        for (at, _) in &marks {
            let source = at.0;
            if seen.contains(&source) {
                continue;
            }
            if !seen.is_empty() {
                self.arrow(":::", *at, gutter, "")?;
            }
            seen.push(source);
            let here = marks.iter().filter(|(it, _)| it.0 == source);
            let mut here: Vec<_> = here.map(|(it, mark)| (it.1.start.line, mark)).collect();
            sort_by_key(&mut here, |(_, mark)| mark.span);
            let text = self.texts.of(source);
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

    fn fix(&mut self, fix: &FixV1, index: usize, gutter: usize) -> fmt::Result {
        let title = match (index, fix.safety) {
            (0, Safety::Safe) => format!("{} (safe: --fix does it)", fix.title),
            (0, Safety::Unsafe) => fix.title.clone(),
            (..) => format!("or {}", fix.title),
        };
        self.note("fix", &title, gutter)?;
        let mut seen = Vec::new();
        for it in &fix.edits {
            if seen.contains(&it.source.as_str()) {
                continue;
            }
            seen.push(it.source.as_str());
            let edits: Vec<_> = fix.edits.iter().filter(|other| other.source == it.source).collect();
            let Some(line) = edits.iter().map(|it| it.span.start.line).min() else { continue };
            let text = self.texts.of(&it.source);
            Excerpt { text, gutter, options: self.options }.changed(line, &edits, &mut self.out)?;
        }
        Ok(())
    }

    fn paint(&self, paint: Paint, text: &str) -> String {
        paint.on(self.options.styled, text)
    }
}

/// The digits of the greatest line number that the finding shows.
fn gutter(it: &DiagnosticV1) -> usize {
    let related = it.related.iter().map(|it| it.span);
    let edits = it.fixes.iter().flat_map(|it| &it.edits).map(|it| it.span);
    let places = std::iter::once(it.span).chain(related).chain(edits);
    places.map(|it| it.start.line).max().unwrap_or(1).to_string().len()
}

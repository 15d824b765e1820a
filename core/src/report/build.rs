//! Findings to [`ReportV1`]: names for ids, positions for bytes, objects and fields for places.

use super::v1::{DiagnosticV1, EditV1, FixV1, PrintedV1, RelatedV1, ReportV1, SpanV1, SummaryV1};
use super::{SourceMap, named, object_at, path_at, root};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::order::{Map, sort_by};
use crate::source::{LineIndex, Location, SourceId, Unit};

/// The report on `findings`, with offsets and columns in `unit`.
pub fn build<'a>(
    findings: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &dyn SourceMap,
    unit: Unit,
) -> ReportV1 {
    let findings = sorted(findings, sources);
    let summary = summary(&findings, sources);
    ReportV1 { version: 1, summary, diagnostics: described(&findings, sources, unit) }
}

/// `findings` as a report has them, without counting what was looked at.
pub fn described(findings: &[&Diagnostic], sources: &dyn SourceMap, unit: Unit) -> Vec<DiagnosticV1> {
    let mut places = Places::new(sources, unit);
    findings.iter().map(|it| places.diagnostic(it)).collect()
}

/// The findings in the order of every report: by source name, span, code and message.
pub fn sorted<'a>(
    findings: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &dyn SourceMap,
) -> Vec<&'a Diagnostic> {
    let keyed = findings.into_iter().map(|it| {
        let (at, code, message) = it.sort_key();
        ((sources.name(at.source), at, code, message), it)
    });
    let mut keyed: Vec<_> = keyed.collect();
    sort_by(&mut keyed, |one, other| one.0.cmp(&other.0));
    keyed.into_iter().map(|it| it.1).collect()
}

/// How much was looked at, and how much was found.
fn summary(findings: &[&Diagnostic], sources: &dyn SourceMap) -> SummaryV1 {
    let ids = sources.ids();
    let count = |severity| findings.iter().filter(|it| it.severity == severity).count();
    SummaryV1 {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
        sources: sources.file_count(),
        objects: ids.into_iter().map(|it| sources.objects(it).len()).sum(),
        not_judged: sources.not_judged(),
    }
}

/// Positions by source, indexed when the first finding asks for one.
pub(crate) struct Places<'a> {
    sources: &'a dyn SourceMap,
    unit: Unit,
    lines: Map<SourceId, LineIndex>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(sources: &'a dyn SourceMap, unit: Unit) -> Self {
        Self { sources, unit, lines: Map::new() }
    }

    pub(crate) fn span(&mut self, at: Location) -> SpanV1 {
        let text = self.sources.text(at.source);
        let lines = self.lines.entry(at.source).or_insert_with(|| LineIndex::new(text, self.unit));
        let start = lines.position(text, at.span.start());
        let end = if at.span.is_empty() { start } else { lines.position(text, at.span.end()) };
        SpanV1 { start, end }
    }

    pub(crate) fn diagnostic(&mut self, it: &Diagnostic) -> DiagnosticV1 {
        let found_at = it.found_at();
        let object = object_at(self.sources, found_at);
        let derived =
            || object.map(|object| path_at(root(self.sources, found_at.source, object), found_at.span));
        let path = it.path.clone().or_else(derived).filter(|it| !it.is_empty());
        DiagnosticV1 {
            code: it.rule.code.to_owned(),
            name: it.rule.name.to_owned(),
            severity: it.severity,
            message: it.message.clone(),
            help: it.help.clone(),
            source: self.name(it.at),
            object: object.map(|object| named(self.sources, found_at.source, object)),
            path,
            span: self.span(it.at),
            printed: it.printed.map(|at| PrintedV1 { source: self.name(at), span: self.span(at) }),
            related: it
                .related
                .iter()
                .map(|it| RelatedV1 {
                    message: it.message.clone(),
                    source: self.name(it.at),
                    span: self.span(it.at),
                })
                .collect(),
            fixes: it.fixes.iter().map(|it| self.fix(it)).collect(),
            url: it.rule.url(),
        }
    }

    fn fix(&mut self, fix: &Fix) -> FixV1 {
        let edits = fix
            .edits
            .iter()
            .map(|it| EditV1 { source: self.name(it.at), span: self.span(it.at), text: it.text.clone() })
            .collect();
        FixV1 { title: fix.title.clone(), safety: fix.safety, edits }
    }

    pub(crate) fn name(&self, at: Location) -> String {
        self.sources.name(at.source).to_owned()
    }
}

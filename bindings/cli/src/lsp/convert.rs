//! The engine's places and findings in the words of the protocol.

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    Position, Range, Uri,
};
use routeproof_core::diagnostic::Severity;
use routeproof_core::report::{DiagnosticV1, SpanV1};
use routeproof_core::source::{self, LineIndex, Span};
use std::path::{Path, PathBuf};
use url::Url;

/// The path of a file's URI; `None` where it names no file.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    Url::parse(uri.as_str()).ok().filter(|it| it.scheme() == "file")?.to_file_path().ok()
}

/// The URI of a file.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    Url::from_file_path(path).ok()?.as_str().parse().ok()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn position(at: source::Position) -> Position {
    Position::new(number(at.line.saturating_sub(1)), number(at.column.saturating_sub(1)))
}

/// A place of a report, whose unit is that of the protocol.
pub(super) fn range(span: &SpanV1) -> Range {
    Range::new(position(span.start), position(span.end))
}

/// A text with its lines, to go from positions to bytes and back.
pub(super) struct Lines<'t> {
    text: &'t str,
    index: LineIndex,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, unit: source::Unit) -> Self {
        Self { text, index: LineIndex::new(text, unit) }
    }

    /// The byte at a position; the end of the line where it is shorter.
    pub(super) fn byte(&self, at: Position) -> usize {
        let count = |it: u32| source::index(it).saturating_add(1);
        self.index.byte_at(self.text, count(at.line), count(at.character))
    }

    pub(super) fn range(&self, span: Span) -> Range {
        let at = |byte| position(self.index.position(self.text, byte));
        Range::new(at(span.start()), at(span.end()))
    }
}

/// A finding. `uri_of` says where a source is that is called by a name.
pub(super) fn diagnostic(finding: &DiagnosticV1, uri_of: &dyn Fn(&str) -> Option<Uri>) -> Diagnostic {
    let severity = match finding.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    };
    let related = finding.related.iter().filter_map(|it| {
        let location = Location::new(uri_of(&it.source)?, range(&it.span));
        Some(DiagnosticRelatedInformation { location, message: it.message.clone() })
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: range(&finding.span),
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.code.clone())),
        code_description: finding.url.parse().ok().map(|href| CodeDescription { href }),
        source: Some("routeproof".to_owned()),
        message: match &finding.help {
            Some(help) => format!("{}\nhelp: {help}", finding.message),
            None => finding.message.clone(),
        },
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}

//! Workflow commands that GitHub shows as annotations beside the lines of a pull request.

use super::{DiagnosticV1, ReportV1};
use crate::diagnostic::Severity;
use std::fmt::Write as _;

/// One workflow command for each finding of `report`, whose unit should be code points, and one for what was not judged.
pub fn render(report: &ReportV1) -> String {
    let mut out = String::new();
    for it in &report.diagnostics {
        // Writing to a String cannot fail.
        let _ = command(it, &mut out);
    }
    if let Some(line) = report.summary.not_judged_line() {
        out.push_str(&format!("::notice title=not judged::{}\n", data(&line)));
    }
    out
}

fn command(it: &DiagnosticV1, out: &mut String) -> std::fmt::Result {
    let level = match it.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (start, end) = (it.span.start, it.span.end);
    write!(out, "::{level} file={},line={}", property(&it.source.replace('\\', "/")), start.line)?;
    // GitHub refuses columns on annotations of more than one line.
    if start.line == end.line {
        write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)?;
    } else {
        write!(out, ",endLine={}", end.line)?;
    }
    write!(out, ",title={}", property(&format!("{} {}", it.code, it.name)))?;
    let mut message = it.message.clone();
    for (label, text) in [("help", &it.help), ("field", &it.path)] {
        if let Some(text) = text {
            write!(message, "\n{label}: {text}")?;
        }
    }
    writeln!(out, "::{}", data(&message))
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, where commas and colons have a meaning.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

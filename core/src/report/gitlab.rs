//! GitLab's code quality report: a JSON array that the widget of a merge request and the lines of its diff show.
//!
//! An entry needs a file and a line, so what was not judged has none; the other formats name it.

use super::fingerprint::Fingerprints;
use super::{DiagnosticV1, ReportV1, Unread};
use crate::diagnostic::Severity;
use serde_json::{Value, json};

/// One entry for each finding of `report`, and one for each source that could not be read.
pub fn render(report: &ReportV1, unread: &[Unread]) -> Result<String, serde_json::Error> {
    let mut fingerprints = Fingerprints::default();
    let findings = report.diagnostics.iter().map(|it| finding(it, &mut fingerprints));
    let mut entries: Vec<_> = findings.collect();
    entries.extend(unread.iter().map(|it| {
        let fingerprint = fingerprints.next(["unread", &it.name, "", "", &it.message]);
        entry(&format!("could not be read: {}", it.message), "unread", &fingerprint, "blocker", &it.name, 1)
    }));
    let mut text = serde_json::to_string_pretty(&entries)?;
    text.push('\n');
    Ok(text)
}

fn finding(it: &DiagnosticV1, fingerprints: &mut Fingerprints) -> Value {
    let severity = match it.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    let object = it.object.as_ref().map(ToString::to_string).unwrap_or_default();
    let path = it.path.as_deref().unwrap_or_default();
    let fingerprint = fingerprints.next([&it.code, &it.source, &object, path, &it.message]);
    let mut description = format!("{} {}: {}", it.code, it.name, it.message);
    if let Some(help) = &it.help {
        description.push_str(&format!("; {}", help.replace('\n', "; ")));
    }
    entry(&description, &it.code, &fingerprint, severity, &it.source, it.span.start.line)
}

fn entry(
    description: &str,
    check_name: &str,
    fingerprint: &str,
    severity: &str,
    source: &str,
    line: usize,
) -> Value {
    let path = source.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    json!({
        "description": description,
        "check_name": check_name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": { "path": path, "lines": { "begin": line } },
    })
}

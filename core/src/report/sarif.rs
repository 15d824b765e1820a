//! SARIF 2.1.0: what code scanning services and editors read.
//!
//! Columns and character offsets count UTF-16 code units, the format's own default; byte offsets stand beside them.

use super::fingerprint::Fingerprints;
use super::places::Texts;
use super::v1::{DiagnosticV1, EditV1, FixV1, ReportV1, SpanV1};
use super::{SourceMap, Unread};
use crate::diagnostic::{Fixes, Safety, Severity};
use crate::order::{Map, Set};
use crate::rules;
use crate::source::Unit;
use serde_json::{Value, json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
/// The base that relative artifact locations are resolved against: the root of the repository, by convention.
const BASE: &str = "%SRCROOT%";

/// One SARIF log with one run: the findings of `report`, whose unit is [`Unit::Utf8`], and what could not be looked at.
pub fn render(
    report: &ReportV1,
    sources: &dyn SourceMap,
    unread: &[Unread],
) -> Result<String, serde_json::Error> {
    let codes: Map<&str, &DiagnosticV1> =
        report.diagnostics.iter().map(|it| (it.code.as_str(), it)).collect();
    let rules: Vec<_> = codes.values().map(|it| rule(it)).collect();
    let mut run = Run::new(report, sources, codes.keys().copied().collect());
    let results: Vec<_> = report.diagnostics.iter().map(|it| run.result(it)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "routeproof",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": HOME,
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "artifacts": run.artifacts(),
            "invocations": [invocation(unread, report.summary.not_judged_line())],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

fn invocation(unread: &[Unread], not_judged: Option<String>) -> Value {
    let mut notifications: Vec<_> = unread
        .iter()
        .map(|it| {
            json!({
                "level": "error",
                "message": { "text": it.message },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact_location(&it.name) } }],
            })
        })
        .collect();
    notifications.extend(not_judged.map(|it| json!({ "level": "note", "message": { "text": it } })));
    json!({ "executionSuccessful": unread.is_empty(), "toolExecutionNotifications": notifications })
}

/// The rule of a finding, with its docs where this engine has the rule: a report may be of another version.
fn rule(of: &DiagnosticV1) -> Value {
    let Some(rule) = rules::find(&of.code) else {
        return json!({
            "id": of.code,
            "name": of.name,
            "shortDescription": { "text": of.name },
            "helpUri": of.url,
        });
    };
    let fixes = match rule.fixes {
        Fixes::Always => "always",
        Fixes::Sometimes => "sometimes",
        Fixes::Never => "never",
    };
    let summary = rule.summary();
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": if summary.is_empty() { rule.name } else { summary } },
        "help": { "text": rule.docs.trim(), "markdown": rule.docs.trim() },
        "helpUri": rule.url(),
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": ["gateway-api", "kubernetes"], "fixes": fixes, "since": rule.since },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

struct Run<'a> {
    texts: Texts<'a>,
    codes: Vec<&'a str>,
    /// The names of the sources that findings speak of, in the order of `artifacts`.
    artifacts: Vec<&'a str>,
    fingerprints: Fingerprints,
}

impl<'a> Run<'a> {
    fn new(report: &'a ReportV1, sources: &'a dyn SourceMap, codes: Vec<&'a str>) -> Self {
        let mut names = Set::new();
        for it in &report.diagnostics {
            names.insert(it.source.as_str());
            names.extend(it.related.iter().map(|it| it.source.as_str()));
            names.extend(it.fixes.iter().flat_map(|it| &it.edits).map(|it| it.source.as_str()));
        }
        Self {
            texts: Texts::new(sources, Unit::Utf16),
            codes,
            artifacts: names.into_iter().collect(),
            fingerprints: Fingerprints::default(),
        }
    }

    fn artifacts(&self) -> Vec<Value> {
        let artifact = |name: &&str| {
            json!({
                "location": artifact_location(name),
                "length": self.texts.of(name).len(),
                "encoding": "UTF-8",
            })
        };
        self.artifacts.iter().map(artifact).collect()
    }

    fn result(&mut self, it: &DiagnosticV1) -> Value {
        let path = it.path.as_deref().unwrap_or_default();
        let text = match &it.help {
            Some(help) => format!("{}\n{help}", it.message),
            None => it.message.clone(),
        };
        let mut location = json!({ "physicalLocation": self.physical(&it.source, it.span) });
        let logical = it.object.as_ref().map(ToString::to_string).unwrap_or_default();
        if !logical.is_empty() {
            let full = if path.is_empty() { logical.clone() } else { format!("{logical}: {path}") };
            let logical = json!([{ "fullyQualifiedName": full, "kind": "object" }]);
            put(&mut location, "logicalLocations", logical);
        }
        let fingerprint = self.fingerprints.next([&it.code, &it.source, &logical, path, &it.message]);
        let related: Vec<_> = it
            .related
            .iter()
            .enumerate()
            .map(|(id, it)| {
                let message = json!({ "text": it.message });
                json!({
                    "id": id,
                    "message": message,
                    "physicalLocation": self.physical(&it.source, it.span),
                })
            })
            .collect();
        let fixes: Vec<_> = it.fixes.iter().map(|it| self.fix(it)).collect();
        json!({
            "ruleId": it.code,
            "ruleIndex": self.codes.iter().position(|code| *code == it.code),
            "level": level(it.severity),
            "message": { "text": text },
            "locations": [location],
            "relatedLocations": related,
            "partialFingerprints": { "routeproof/v1": fingerprint },
            "fixes": fixes,
        })
    }

    fn fix(&mut self, fix: &FixV1) -> Value {
        let mut changes: Map<&str, Vec<Value>> = Map::new();
        for EditV1 { source, span, text } in &fix.edits {
            let region = self.region(source, *span);
            let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": text } });
            changes.entry(source.as_str()).or_default().push(replacement);
        }
        let changes: Vec<_> = changes
            .into_iter()
            .map(|(name, replacements)| {
                json!({ "artifactLocation": self.location(name), "replacements": replacements })
            })
            .collect();
        let safety = match fix.safety {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        };
        json!({
            "description": { "text": fix.title },
            "artifactChanges": changes,
            "properties": { "safety": safety },
        })
    }

    fn physical(&mut self, source: &str, span: SpanV1) -> Value {
        json!({ "artifactLocation": self.location(source), "region": self.region(source, span) })
    }

    fn location(&self, name: &str) -> Value {
        let mut location = artifact_location(name);
        put(&mut location, "index", json!(self.artifacts.iter().position(|it| *it == name)));
        location
    }

    fn region(&mut self, source: &str, span: SpanV1) -> Value {
        let (start, end) = (self.texts.position(source, span.start), self.texts.position(source, span.end));
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": start.offset,
            "charLength": end.offset.saturating_sub(start.offset),
            "byteOffset": span.start.offset,
            "byteLength": span.end.offset.saturating_sub(span.start.offset),
        })
    }
}

/// Adds a member to an object.
fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}

fn artifact_location(name: &str) -> Value {
    let path = name.replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive {
        let root = if drive { "file:///" } else { "file://" };
        return json!({ "uri": format!("{root}{}", percent(&path, drive)) });
    }
    let path = path.strip_prefix("./").unwrap_or(&path);
    json!({ "uri": percent(path, false), "uriBaseId": BASE })
}

/// Percent-encodes what a URI path cannot say; a colon in the first segment would read as a scheme.
fn percent(path: &str, drive: bool) -> String {
    let mut out = String::with_capacity(path.len());
    for (at, byte) in path.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        if plain || (drive && at == 1) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

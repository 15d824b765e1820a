//! SARIF 2.1.0: what code scanning services and editors read.
//!
//! Columns and character offsets count UTF-16 code units, the format's own default; byte offsets stand beside them.

use super::build::{Places, sorted, summary};
use super::fingerprint::Fingerprints;
use super::v1::SpanV1;
use super::{SourceMap, Unread, named, object_at, path_at, root};
use crate::diagnostic::{Diagnostic, Edit, Fix, Fixes, RuleInfo, Safety, Severity};
use crate::order::{Map, Set};
use crate::source::{Location, SourceId, Unit};
use serde_json::{Value, json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
/// The base that relative artifact locations are resolved against: the root of the repository, by convention.
const BASE: &str = "%SRCROOT%";

/// One SARIF log with one run: `findings`, and what could not be looked at.
pub fn render<'a>(
    findings: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &dyn SourceMap,
    unread: &[Unread],
) -> Result<String, serde_json::Error> {
    let findings = sorted(findings, sources);
    let codes: Map<_, _> = findings.iter().map(|it| (it.rule.code, it.rule)).collect();
    let rules: Vec<_> = codes.values().map(|it| rule(it)).collect();
    let mut run = Run::new(&findings, sources, codes.keys().copied().collect());
    let results: Vec<_> = findings.iter().map(|it| run.result(it)).collect();
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
            "invocations": [invocation(unread, summary(&findings, sources).not_judged_line())],
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

fn rule(rule: &RuleInfo) -> Value {
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
    sources: &'a dyn SourceMap,
    places: Places<'a>,
    codes: Vec<&'static str>,
    /// The sources that are spoken of, in the order of `artifacts`.
    artifacts: Vec<SourceId>,
    fingerprints: Fingerprints,
}

impl<'a> Run<'a> {
    fn new(findings: &[&Diagnostic], sources: &'a dyn SourceMap, codes: Vec<&'static str>) -> Self {
        let spoken_of = |it: &&Diagnostic| {
            let related = it.related.iter().map(|it| it.at.source);
            let edits = it.fixes.iter().flat_map(|it| &it.edits).map(|it| it.at.source);
            std::iter::once(it.at.source).chain(related).chain(edits).collect::<Vec<_>>()
        };
        let ids: Set<_> =
            findings.iter().flat_map(spoken_of).map(|it| (sources.name(it).to_owned(), it)).collect();
        Self {
            sources,
            places: Places::new(sources, Unit::Utf16),
            codes,
            artifacts: ids.into_iter().map(|(_, id)| id).collect(),
            fingerprints: Fingerprints::default(),
        }
    }

    fn artifacts(&self) -> Vec<Value> {
        let artifact = |id: &SourceId| {
            json!({
                "location": artifact_location(self.sources.name(*id)),
                "length": self.sources.text(*id).len(),
                "encoding": "UTF-8",
            })
        };
        self.artifacts.iter().map(artifact).collect()
    }

    fn result(&mut self, it: &Diagnostic) -> Value {
        let found_at = it.found_at();
        let object = object_at(self.sources, found_at);
        let named = object.map(|object| named(self.sources, found_at.source, object));
        let derived =
            || object.map(|object| path_at(root(self.sources, found_at.source, object), found_at.span));
        let path = it.path.clone().or_else(derived).unwrap_or_default();
        let text = match &it.help {
            Some(help) => format!("{}\n{help}", it.message),
            None => it.message.clone(),
        };
        let mut location = json!({ "physicalLocation": self.physical(it.at) });
        let logical = named.map(|it| it.to_string()).unwrap_or_default();
        if !logical.is_empty() {
            let full = if path.is_empty() { logical.clone() } else { format!("{logical}: {path}") };
            let logical = json!([{ "fullyQualifiedName": full, "kind": "object" }]);
            put(&mut location, "logicalLocations", logical);
        }
        let source = self.sources.name(it.at.source);
        let fingerprint = self.fingerprints.next([it.rule.code, source, &logical, &path, &it.message]);
        let related: Vec<_> = it
            .related
            .iter()
            .enumerate()
            .map(|(id, it)| {
                let message = json!({ "text": it.message });
                json!({ "id": id, "message": message, "physicalLocation": self.physical(it.at) })
            })
            .collect();
        let fixes: Vec<_> = it.fixes.iter().map(|it| self.fix(it)).collect();
        json!({
            "ruleId": it.rule.code,
            "ruleIndex": self.codes.iter().position(|code| *code == it.rule.code),
            "level": level(it.severity),
            "message": { "text": text },
            "locations": [location],
            "relatedLocations": related,
            "partialFingerprints": { "routeproof/v1": fingerprint },
            "fixes": fixes,
        })
    }

    fn fix(&mut self, fix: &Fix) -> Value {
        let mut changes: Map<SourceId, Vec<Value>> = Map::new();
        for Edit { at, text } in &fix.edits {
            let replacement =
                json!({ "deletedRegion": self.region(*at), "insertedContent": { "text": text } });
            changes.entry(at.source).or_default().push(replacement);
        }
        let changes: Vec<_> = changes
            .into_iter()
            .map(|(id, replacements)| {
                json!({ "artifactLocation": self.location(id), "replacements": replacements })
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

    fn physical(&mut self, at: Location) -> Value {
        json!({ "artifactLocation": self.location(at.source), "region": self.region(at) })
    }

    fn location(&self, id: SourceId) -> Value {
        let mut location = artifact_location(self.sources.name(id));
        put(&mut location, "index", json!(self.artifacts.iter().position(|it| *it == id)));
        location
    }

    fn region(&mut self, at: Location) -> Value {
        let SpanV1 { start, end } = self.places.span(at);
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": start.offset,
            "charLength": end.offset.saturating_sub(start.offset),
            "byteOffset": at.span.start(),
            "byteLength": at.span.len(),
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

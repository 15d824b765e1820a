//! JUnit XML: a suite for each source, a test case for each object, a failure for what fails the run.

use super::{DiagnosticV1, ObjectV1, ReportV1, SourceMap, Unread, named};
use crate::diagnostic::Severity;
use crate::order::{Map, sort_by};
use std::fmt::{self, Write as _};

/// The findings of `report` as test results. Findings at or above `fail_on` are failures, the others are output of
/// a case that passes.
pub fn render(
    report: &ReportV1,
    sources: &dyn SourceMap,
    unread: &[Unread],
    fail_on: Option<Severity>,
) -> String {
    let mut suites = suites(report, sources, fail_on);
    suites.extend(unread.iter().map(|it| Suite {
        name: it.name.clone(),
        cases: vec![Case { name: "readable".into(), error: Some(it.message.clone()), ..Case::default() }],
    }));
    sort_by(&mut suites, |a, b| a.name.cmp(&b.name));
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&suites, &mut out);
    out
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

#[derive(Default)]
struct Case {
    name: String,
    object: Option<ObjectV1>,
    failures: Vec<String>,
    kind: String,
    notes: Vec<String>,
    error: Option<String>,
    /// Nothing is known of the object's API.
    not_judged: bool,
}

fn suites(report: &ReportV1, sources: &dyn SourceMap, fail_on: Option<Severity>) -> Vec<Suite> {
    let fails = |it: &DiagnosticV1| fail_on.is_some_and(|least| it.severity >= least);
    let mut found: Map<&str, Vec<&DiagnosticV1>> = Map::new();
    for it in &report.diagnostics {
        let name = it.printed.as_ref().map_or(&it.source, |it| &it.source);
        found.entry(name.as_str()).or_default().push(it);
    }
    let suite = |name: &str, objects: Vec<ObjectV1>, found: Vec<&DiagnosticV1>| {
        let case = |it: ObjectV1| Case {
            name: it.to_string(),
            not_judged: is_not_judged(report, &it),
            object: Some(it),
            ..Case::default()
        };
        let mut cases: Vec<_> = objects.into_iter().map(case).collect();
        for it in found {
            let known = cases.iter().position(|case| case.object == it.object);
            let at = known.unwrap_or(cases.len());
            if known.is_none() {
                let name = it.object.as_ref().map_or_else(|| "the file".into(), ToString::to_string);
                cases.push(Case { name, object: it.object.clone(), ..Case::default() });
            }
            if let Some(case) = cases.get_mut(at) {
                case.add(it, fails(it));
            }
        }
        if cases.is_empty() {
            cases.push(Case { name: "the file".into(), ..Case::default() });
        }
        Suite { name: name.to_owned(), cases }
    };
    let mut suites = Vec::new();
    for id in sources.ids() {
        let (name, objects) = (sources.name(id), sources.objects(id).iter());
        let here = found.get_mut(&name).map(std::mem::take).unwrap_or_default();
        suites.push(suite(name, objects.map(|it| named(sources, id, it)).collect(), here));
    }
    // What was found in files that others were made from.
    suites.extend(
        found
            .into_iter()
            .filter(|(_, found)| !found.is_empty())
            .map(|(name, found)| suite(name, Vec::new(), found)),
    );
    suites
}

/// Whether nothing is known of an object's API.
fn is_not_judged(report: &ReportV1, object: &ObjectV1) -> bool {
    let group = object.api_version.split_once('/').map_or("", |it| it.0);
    report.summary.not_judged.iter().any(|it| (it.group.as_str(), &it.kind) == (group, &object.kind))
}

impl Case {
    /// Whether it says neither that the object is fine nor that it is not.
    fn is_skipped(&self) -> bool {
        self.not_judged && self.failures.is_empty() && self.error.is_none()
    }

    fn add(&mut self, it: &DiagnosticV1, fails: bool) {
        let line = line(it);
        if !fails {
            return self.notes.push(line);
        }
        if self.failures.is_empty() {
            self.kind = format!("{} {}", it.code, it.name);
        }
        self.failures.push(line);
    }
}

fn line(it: &DiagnosticV1) -> String {
    let severity = match it.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let (start, code) = (it.span.start, &it.code);
    let mut line =
        format!("{}:{}:{}: {severity}[{code}]: {}", it.source, start.line, start.column, it.message);
    for (label, text) in [("field", &it.path), ("help", &it.help)] {
        if let Some(text) = text {
            line.push_str(&format!("\n  {label}: {text}"));
        }
    }
    line
}

fn write(suites: &[Suite], out: &mut String) -> fmt::Result {
    let count = |suites: &[Suite], which: fn(&Case) -> bool| {
        suites.iter().flat_map(|it| &it.cases).filter(|it| which(it)).count()
    };
    let counts = |suites: &[Suite]| {
        let failures = count(suites, |it| !it.failures.is_empty());
        let errors = count(suites, |it| it.error.is_some());
        let skipped = match count(suites, Case::is_skipped) {
            0 => String::new(),
            some => format!(r#" skipped="{some}""#),
        };
        format!(r#"tests="{}" failures="{failures}" errors="{errors}"{skipped}"#, count(suites, |_| true))
    };
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="routeproof" {}>"#, counts(suites))?;
    for suite in suites {
        let name = escape(&suite.name);
        writeln!(out, r#"  <testsuite name="{name}" {}>"#, counts(std::slice::from_ref(suite)))?;
        for case in &suite.cases {
            self::case(case, &name, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(case: &Case, suite: &str, out: &mut String) -> fmt::Result {
    write!(out, r#"    <testcase classname="{suite}" name="{}""#, escape(&case.name))?;
    let has_content = !case.failures.is_empty() || !case.notes.is_empty() || case.error.is_some();
    if !has_content && !case.is_skipped() {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    if case.is_skipped() {
        writeln!(out, r#"      <skipped message="not judged: nothing is known of its API"/>"#)?;
    }
    if let Some(error) = &case.error {
        writeln!(out, r#"      <error message="{}"/>"#, escape(error))?;
    }
    if let Some(first) = case.failures.first() {
        let message = first.lines().next().unwrap_or_default();
        let (kind, all) = (escape(&case.kind), case.failures.join("\n"));
        let message = escape(message);
        writeln!(out, r#"      <failure type="{kind}" message="{message}">{}</failure>"#, content(&all))?;
    }
    if !case.notes.is_empty() {
        writeln!(out, "      <system-out>{}</system-out>", content(&case.notes.join("\n")))?;
    }
    writeln!(out, "    </testcase>")
}

/// Escapes text between tags, where line breaks stand for themselves.
fn content(text: &str) -> String {
    escape(text).replace("&#10;", "\n")
}

/// Escapes text for attributes; what XML 1.0 cannot say becomes U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            it if it.is_control() => out.push('\u{fffd}'),
            it => out.push(it),
        }
    }
    out
}

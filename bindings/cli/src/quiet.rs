//! What the report on a folder says in a line or two instead of in full: advice, and what was left out.

use crate::load::Load;
use crate::render::{Left, Rendered, tool_name};
use routeproof_core::diagnostic::{Diagnostic, Severity};
use routeproof_core::rendered::Tool;
use routeproof_core::report::text::{counted, harmless};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// More advice than this is counted.
pub(crate) const MOST_ADVICE: usize = 2;

/// So many folders a line names.
const MOST_NAMED: usize = 5;

/// The lines behind the summary.
pub(crate) fn lines(load: &Load, findings: &[Diagnostic], counts_advice: bool) -> String {
    let mut text = if counts_advice { advice(findings) } else { String::new() };
    text.push_str(&rendered(&load.rendered));
    // Writing to a String cannot fail.
    if load.foreign > 0 {
        let (hold, were) = if load.foreign == 1 { ("holds", "was") } else { ("hold", "were") };
        let count = counted(load.foreign, "file");
        let _ = writeln!(text, "{count} {hold} no manifests and {were} left out; name a file to judge it");
    }
    if load.others > 0 {
        let were = if load.others == 1 { "was" } else { "were" };
        let count = counted(load.others, "file");
        let _ = writeln!(text, "{count} {were} not read: kubectl reads .yaml, .yml and .json only");
    }
    text
}

/// What was rendered, and what was not and why.
fn rendered(all: &Rendered) -> String {
    let mut text = String::new();
    let noun = |tool| if tool == Tool::Helm { "chart" } else { "kustomization" };
    let were = |count| if count == 1 { "was" } else { "were" };
    let counts: Vec<_> = all.counts.iter().map(|(tool, count)| counted(*count, noun(*tool))).collect();
    if !counts.is_empty() {
        let (counts, were) = (counts.join(" and "), were(all.counts.values().sum()));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{counts} {were} rendered");
    }
    let mut left: BTreeMap<(Tool, Left), Vec<&str>> = BTreeMap::new();
    for (tool, why, folder) in &all.left {
        left.entry((*tool, *why)).or_default().push(folder);
    }
    for ((tool, why), folders) in left {
        let (count, were) = (counted(folders.len(), noun(tool)), were(folders.len()));
        let (what, their) = if folders.len() == 1 { ("it", "its") } else { ("one", "their") };
        let missing = match why {
            Left::NoTool => format!(", because {} is not installed", tool_name(tool)),
            Left::Excluded | Left::Failed => String::new(),
        };
        let first = folders.first().map(|it| shown(it)).unwrap_or_default();
        let (line, command) = match tool {
            Tool::Helm => (format!("{count} {were} left out{missing}: {}", named(&folders)), "helm template"),
            Tool::Kustomize => (
                format!("{count} {were} not built{missing}, {their} files are judged as they stand"),
                "kubectl kustomize",
            ),
        };
        let _ = match why {
            Left::Failed => writeln!(text, "{line}; RP0083 says why"),
            _ => writeln!(text, "{line}; `{command} {first} | routeproof check -` checks {what}"),
        };
    }
    text
}

/// How much advice there is by each rule.
fn advice(findings: &[Diagnostic]) -> String {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let infos = findings.iter().filter(|it| it.severity == Severity::Info);
    infos.for_each(|it| *counts.entry((it.rule.code, it.rule.name)).or_default() += 1);
    let all: usize = counts.values().sum();
    let counts: Vec<_> = counts.iter().map(|((code, name), it)| format!("{code} {name} ({it})")).collect();
    format!("{}: {}; --verbose shows them\n", counted(all, "info"), counts.join(", "))
}

fn named(folders: &[&str]) -> String {
    let names: Vec<_> = folders.iter().take(MOST_NAMED).map(|it| shown(it)).collect();
    match folders.len().saturating_sub(MOST_NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// A folder as it is named on a command line.
fn shown(folder: &str) -> String {
    if folder.is_empty() { ".".to_owned() } else { harmless(folder).replace('\n', "\u{fffd}") }
}

//! What the report on a folder says in a line or two instead of in full: advice, and what was left out.

use crate::load::Load;
use routeproof_core::diagnostic::{Diagnostic, Severity};
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
    let (charts, built) = (load.folder.charts(), load.folder.kustomizations());
    // Writing to a String cannot fail.
    if let Some(first) = charts.first() {
        let were = if charts.len() == 1 { "was" } else { "were" };
        let what = if charts.len() == 1 { "it" } else { "one" };
        let (count, names, first) = (counted(charts.len(), "chart"), named(charts), shown(first));
        let _ = writeln!(
            text,
            "{count} {were} left out: {names}; `helm template {first} | routeproof check -` checks {what}"
        );
    }
    if let Some(first) = built.first() {
        let (were, their) = if built.len() == 1 { ("was", "its") } else { ("were", "their") };
        let (count, first) = (counted(built.len(), "kustomization"), shown(first));
        let _ = writeln!(
            text,
            "{count} {were} not built, {their} files are judged as they stand; `kubectl kustomize {first} | routeproof check -` checks what is built"
        );
    }
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

/// How much advice there is by each rule.
fn advice(findings: &[Diagnostic]) -> String {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let infos = findings.iter().filter(|it| it.severity == Severity::Info);
    infos.for_each(|it| *counts.entry((it.rule.code, it.rule.name)).or_default() += 1);
    let all: usize = counts.values().sum();
    let counts: Vec<_> = counts.iter().map(|((code, name), it)| format!("{code} {name} ({it})")).collect();
    format!("{}: {}; --verbose shows them\n", counted(all, "info"), counts.join(", "))
}

fn named(folders: &[String]) -> String {
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

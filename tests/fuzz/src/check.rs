//! What holds for a whole check, with and without a platform: places are in the text, equal input gives equal bytes,
//! fixes apply and come to an end.

use crate::check_span;
use routeproof_core::diagnostic::{Diagnostic, Edit, Safety};
use routeproof_core::report::{self, text::TextOptions};
use routeproof_core::source::Unit;
use routeproof_core::{Settings, Workspace, fix, rules};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The settings that each input is checked with. They are read once: that costs as much as a small check.
static SETTINGS: LazyLock<Result<Vec<Settings>, String>> = LazyLock::new(|| {
    let texts = [
        "{}",
        "{profile: kupe, tenant: acme, customDomains: [shop.example.com], gatewayApi: {version: '1.7', channel: experimental}}",
    ];
    let read = |it| Settings::from_yaml(it, rules::registry()).map_err(|it| it.to_string());
    texts.into_iter().map(read).collect()
});
const NAME: &str = "input.yaml";

/// Checks `bytes` as a source, and says which invariant does not hold.
pub fn check_all(bytes: &[u8]) -> Result<(), String> {
    let Ok(text) = str::from_utf8(bytes) else { return Ok(()) };
    for settings in SETTINGS.as_ref().map_err(String::clone)? {
        check_with(settings, text).map_err(|it| format!("{it}, with {:?}", settings.profile))?;
    }
    Ok(())
}

fn check_with(settings: &Settings, text: &str) -> Result<(), String> {
    let workspace = workspace(settings, text)?;
    let findings = workspace.findings().to_vec();
    for it in &findings {
        check_finding(text, it).map_err(|broken| format!("{broken} of {it:?}"))?;
    }
    let again = self::workspace(settings, text)?;
    if rendered(&workspace, &findings)? != rendered(&again, again.findings())? {
        return Err("two checks of one text differ".to_owned());
    }
    check_fixes(settings, text, findings)
}

fn workspace(settings: &Settings, text: &str) -> Result<Workspace, String> {
    let mut workspace = Workspace::new(settings.clone()).map_err(|it| it.to_string())?;
    workspace.set_source(NAME, text);
    Ok(workspace)
}

fn check_finding(text: &str, it: &Diagnostic) -> Result<(), String> {
    if it.message.is_empty() {
        return Err("an empty message".to_owned());
    }
    check_span(text, it.at.span)?;
    for related in &it.related {
        check_span(text, related.at.span)?;
    }
    for fix in &it.fixes {
        let mut edits = fix.edits.clone();
        edits.sort();
        fix::apply(text, &edits).map_err(|it| it.to_string())?;
    }
    Ok(())
}

/// Every format, so that none can fail on what another takes.
fn rendered(workspace: &Workspace, findings: &[Diagnostic]) -> Result<Vec<String>, String> {
    let unwritten = |it: serde_json::Error| it.to_string();
    let report = report::build(findings, workspace, Unit::Utf16);
    let bytes = report::build(findings, workspace, Unit::Utf8);
    let narrow = TextOptions { styled: true, width: 40 };
    Ok(vec![
        report::json::render(&report).map_err(unwritten)?,
        report::sarif::render(&bytes, workspace, &[]).map_err(unwritten)?,
        report::junit::render(&report, workspace, &[], None),
        report::github::render(&report),
        report::gitlab::render(&report, &[]).map_err(unwritten)?,
        report::text::render(&bytes, workspace, narrow),
        report::text::render(&bytes, workspace, TextOptions::default()),
    ])
}

/// Mends what is safe to mend until nothing is left, as `--fix` does; and what is unsafe once.
fn check_fixes(settings: &Settings, text: &str, findings: Vec<Diagnostic>) -> Result<(), String> {
    mended(text, &findings, Safety::Unsafe)?;
    // What is YAML for a slip only is JSON once that is mended, and JSON knows no `...` between documents.
    let turns_into_json = text.trim_start().starts_with('{') && text.contains("\n...");
    let readable = !turns_into_json && !unreadable(&findings);
    let (mut text, mut findings) = (text.to_owned(), findings);
    let mut seen = BTreeSet::new();
    for _ in 0..fix::MAX_ROUNDS {
        let next = mended(&text, &findings, Safety::Safe)?;
        if next == text {
            return Ok(());
        }
        if !seen.insert(text) {
            return Err("safe fixes go in a circle".to_owned());
        }
        findings = workspace(settings, &next)?.findings().to_vec();
        if readable && unreadable(&findings) {
            return Err(format!("safe fixes make the text unreadable: {next:?}"));
        }
        text = next;
    }
    Ok(())
}

fn mended(text: &str, findings: &[Diagnostic], allowed: Safety) -> Result<String, String> {
    let choice = fix::choose(findings, allowed);
    let edits: Vec<Edit> = choice.edits.values().flatten().cloned().collect();
    fix::apply(text, &edits).map_err(|it| format!("{allowed:?} fixes do not apply: {it}"))
}

/// Whether some of the text could not be read.
fn unreadable(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|it| it.rule.code.starts_with("RP0"))
}

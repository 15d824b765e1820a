//! `explain`, `rules` and `version`: what the engine knows about itself.

use crate::Exit;
use crate::args::{ExplainArgs, PageFormat, RulesArgs, VersionArgs};
use crate::console::Console;
use crate::markdown;
use anyhow::{Result, bail};
use routeproof_core::diagnostic::{Fixes, RuleInfo, RuleStatus, Severity};
use routeproof_core::ffi::{RuleV1, VERSION};
use routeproof_core::report::text::Paint;
use routeproof_core::rules::registry;
use routeproof_core::settings::Release;
use std::fmt::Write as _;

/// The ranges of codes, and what they are about.
pub(crate) const RANGES: [(&str, &str); 8] = [
    ("RP0", "Reading"),
    ("RP1", "What the API server says"),
    ("RP2", "References"),
    ("RP3", "Attachment and status"),
    ("RP4", "Routing behaviour"),
    ("RP5", "The platform"),
    ("RP6", "Live"),
    ("RP7", "Portability"),
];

pub(crate) fn explain(args: &ExplainArgs, console: &mut Console) -> Result<Exit> {
    let Some(rule) = find(&args.rule) else {
        bail!("there is no rule `{}`; `routeproof rules` lists them", args.rule);
    };
    let text = match args.format {
        PageFormat::Json => line(&RuleV1::from(rule))?,
        PageFormat::Text => page(rule, console),
    };
    console.print(&text)?;
    Ok(Exit::Clean)
}

/// The rule of that code or name, in any case.
fn find(wanted: &str) -> Option<&'static RuleInfo> {
    let is = |it: &&&RuleInfo| it.code.eq_ignore_ascii_case(wanted) || it.name.eq_ignore_ascii_case(wanted);
    registry().iter().find(is).copied()
}

fn page(rule: &RuleInfo, console: &Console) -> String {
    let styled = console.styled;
    let head = Paint::Strong.on(styled, &format!("{} {}", rule.code, rule.name));
    let facts = Paint::Faint.on(styled, &facts(rule));
    format!("{head}\n{facts}\n\n{}", markdown::render(rule.docs, styled, console.width.min(100)))
}

/// Severity, fixes, age: on one line.
pub(crate) fn facts(rule: &RuleInfo) -> String {
    let fixes = match rule.fixes {
        Fixes::Always => "always with a fix",
        Fixes::Sometimes => "with a fix where the right answer is known",
        Fixes::Never => "no fix",
    };
    let retired = if rule.status == RuleStatus::Retired { ", retired" } else { "" };
    format!("{}, {fixes}, since {}{retired}", severity(rule.severity), rule.since)
}

pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

pub(crate) fn rules(args: &RulesArgs, console: &mut Console) -> Result<Exit> {
    let text = match args.format {
        PageFormat::Json => line(&registry().iter().map(|it| RuleV1::from(*it)).collect::<Vec<_>>())?,
        PageFormat::Text => table(console)?,
    };
    console.print(&text)?;
    Ok(Exit::Clean)
}

fn table(console: &Console) -> Result<String> {
    let styled = console.styled;
    let width = registry().iter().map(|it| it.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for (prefix, title) in RANGES {
        let rules: Vec<_> = registry().iter().filter(|it| it.code.starts_with(prefix)).collect();
        if rules.is_empty() {
            continue;
        }
        writeln!(out, "{}", Paint::Strong.on(styled, title))?;
        for rule in rules {
            let (label, paint) = match (rule.status, rule.severity) {
                (RuleStatus::Retired, _) => ("retired", Paint::Faint),
                (_, Severity::Error) => ("error", Paint::Error),
                (_, Severity::Warning) => ("warning", Paint::Warning),
                (_, Severity::Info) => ("info", Paint::Info),
            };
            let fix = if rule.fixes == Fixes::Never { "   " } else { "fix" };
            let (label, code) = (paint.on(styled, &format!("{label:<7}")), rule.code);
            let (name, fix) = (format!("{:<width$}", rule.name), Paint::Good.on(styled, fix));
            let room = console.width.saturating_sub(width + 24).max(24);
            let summary =
                Paint::Faint.on(styled, &markdown::shortened(&markdown::unmarked(rule.summary()), room));
            writeln!(out, "  {code}  {name}  {label}  {fix}  {summary}")?;
        }
        out.push('\n');
    }
    Ok(out)
}

pub(crate) fn version(args: &VersionArgs, console: &mut Console) -> Result<Exit> {
    let mut releases: Vec<_> = Release::all().map(Release::minor).collect();
    releases.reverse();
    let text = match args.format {
        PageFormat::Json => line(&serde_json::json!({ "version": VERSION, "gatewayApi": releases }))?,
        PageFormat::Text => format!("routeproof {VERSION}\nGateway API {}\n", releases.join(", ")),
    };
    console.print(&text)?;
    Ok(Exit::Clean)
}

fn line(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string(value)? + "\n")
}

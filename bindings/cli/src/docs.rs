//! The rule pages below `docs/rules`, written from the registry: what to avoid first, what to prefer next, then why.
//! "Prefer" is what the rule's own fix makes of "avoid", so that no page can promise what the engine does not do.

use crate::Exit;
use crate::args::DocsArgs;
use crate::console::Console;
use crate::input::plain;
use crate::pages::{RANGES, facts, severity};
use anyhow::{Result, anyhow};
use routeproof_core::diagnostic::{Fixes, RuleInfo, RuleStatus, Safety};
use routeproof_core::examples;
use routeproof_core::fix::{MAX_ROUNDS, apply, choose};
use routeproof_core::report::SourceMap as _;
use routeproof_core::rules::registry;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const INDEX: &str = "README.md";
const NOTE: &str = "<!-- Written by `routeproof docs` from the rule itself; edit the rule. -->\n";

pub(crate) fn docs(args: &DocsArgs, console: &mut Console) -> Result<Exit> {
    let pages = pages()?;
    let stale = stale(&args.folder, &pages)?;
    if args.check {
        for name in &stale {
            console.tell(&format!("{} is stale\n", args.folder.join(name).display()));
        }
        return Ok(if stale.is_empty() { Exit::Clean } else { Exit::Found });
    }
    let fail = |path: &Path, error: &std::io::Error| anyhow!("`{}`: {}", path.display(), plain(error));
    fs::create_dir_all(&args.folder).map_err(|it| fail(&args.folder, &it))?;
    for name in &stale {
        let path = args.folder.join(name);
        let result = match pages.get(name) {
            Some(text) => fs::write(&path, text),
            None => fs::remove_file(&path),
        };
        result.map_err(|it| fail(&path, &it))?;
    }
    console.print(&format!("{} of {} pages written\n", stale.len(), pages.len()))?;
    Ok(Exit::Clean)
}

/// Every page by its file name.
fn pages() -> Result<BTreeMap<String, String>> {
    let mut pages = BTreeMap::from([(INDEX.to_owned(), index()?)]);
    for rule in registry() {
        pages.insert(format!("{}.md", rule.code), page(rule)?);
    }
    Ok(pages)
}

/// The names of pages that differ from what is in `folder`, or that no rule has.
fn stale(folder: &Path, pages: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for (name, text) in pages {
        if fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text) {
            stale.push(name.clone());
        }
    }
    let there = if folder.is_dir() { Some(fs::read_dir(folder)?) } else { None };
    for entry in there.into_iter().flatten() {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("RP") && !pages.contains_key(&name) {
            stale.push(name);
        }
    }
    Ok(stale)
}

fn index() -> Result<String> {
    let mut out = format!("{NOTE}# Rules\n\n");
    out.push_str("`routeproof explain CODE` prints the same pages. A code never changes its meaning.\n");
    for (prefix, title) in RANGES {
        let rules: Vec<_> = registry().iter().filter(|it| it.code.starts_with(prefix)).collect();
        if rules.is_empty() {
            continue;
        }
        writeln!(out, "\n## {title}\n\n| code | name | severity | fix | what holds when all is well |")?;
        out.push_str("| --- | --- | --- | --- | --- |\n");
        for rule in rules {
            let fixes = match rule.fixes {
                Fixes::Always => "always",
                Fixes::Sometimes => "sometimes",
                Fixes::Never => "",
            };
            let retired = if rule.status == RuleStatus::Retired { " (retired)" } else { "" };
            let (code, name, severity) = (rule.code, rule.name, severity(rule.severity));
            let summary = rule.summary().replace('|', "\\|");
            writeln!(out, "| [{code}]({code}.md) | {name}{retired} | {severity} | {fixes} | {summary} |")?;
        }
    }
    Ok(out)
}

fn page(rule: &RuleInfo) -> Result<String> {
    let (opening, sections) = sections(rule.docs);
    let mut out = format!("{NOTE}# {}: {}\n\n{}\n\n{opening}\n", rule.code, rule.name, facts(rule));
    for (title, body) in &sections {
        if title != "Example" {
            continue;
        }
        match code(body) {
            None => writeln!(out, "\n## Example\n\n{body}")?,
            Some(avoid) => {
                writeln!(out, "\n## Avoid\n\n{body}")?;
                if let Some(prefer) = prefer(rule, avoid)? {
                    writeln!(out, "\n## Prefer\n\n```yaml\n{prefer}```")?;
                }
            }
        }
    }
    for (title, body) in sections.iter().filter(|(title, _)| title != "Example") {
        writeln!(out, "\n## {title}\n\n{body}")?;
    }
    Ok(out)
}

/// The text before the first heading, and every heading with its text.
fn sections(docs: &str) -> (String, Vec<(String, String)>) {
    let mut opening = String::new();
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut fenced = false;
    for line in docs.lines().map(|it| it.strip_prefix(' ').unwrap_or(it).trim_end()) {
        fenced ^= line.starts_with("```");
        let title = line.strip_prefix('#').filter(|_| !fenced);
        let body = sections.last_mut().map_or(&mut opening, |(_, body)| body);
        if let Some(title) = title {
            sections.push((title.trim_start_matches('#').trim().to_owned(), String::new()));
        } else {
            body.push_str(line);
            body.push('\n');
        }
    }
    for text in sections.iter_mut().map(|(_, body)| body).chain([&mut opening]) {
        *text = text.trim().to_owned();
    }
    (opening, sections)
}

/// The first YAML block of a section.
fn code(body: &str) -> Option<&str> {
    let (_, block) = body.split_once("```yaml\n")?;
    block.split_once("```").map(|(code, _)| code)
}

/// What the fixes of `rule` make of `avoid`, if they change it.
fn prefer(rule: &RuleInfo, avoid: &str) -> Result<Option<String>> {
    let mut workspace = examples::workspace(rule, avoid)?;
    let Some((id, ..)) = workspace.sources().next() else { return Ok(None) };
    let before = workspace.text(id).to_owned();
    for _ in 0..MAX_ROUNDS {
        let findings = workspace.findings().to_vec();
        let choice = choose(findings.iter().filter(|it| it.rule.code == rule.code), Safety::Unsafe);
        let Some(edits) = choice.edits.get(&id) else { break };
        let fixed = apply(workspace.text(id), edits)?;
        workspace.set_source(examples::SOURCE, fixed);
    }
    let text = workspace.text(id);
    Ok((text != before).then(|| unasserted(text, rule.code)))
}

/// Without the comments that say where the finding is.
fn unasserted(text: &str, code: &str) -> String {
    let mark = format!("# {code}");
    text.lines()
        .map(|it| it.split_once(&mark).map_or(it, |(before, _)| before.trim_end()).to_owned() + "\n")
        .collect()
}

//! `routeproof implementations`: which implementations report all that the manifests need, and what the others lack.

use crate::Exit;
use crate::args::{ImplementationsArgs, PageFormat};
use crate::console::Console;
use crate::load::{Load, load};
use anyhow::{Result, bail};
use routeproof_core::diagnostic::{Family, Severity};
use routeproof_core::implementations::{FeatureV1, ImplementationV1, ImplementationsV1, compare};
use routeproof_core::report::text::{Paint, counted, harmless};
use routeproof_core::source::Unit;
use std::fmt::Write as _;

pub(crate) fn implementations(args: &ImplementationsArgs, console: &mut Console) -> Result<Exit> {
    let load = load(&args.paths, &args.world, console)?;
    let complete = tell_unparsed(&load, console) && load.unread.is_empty();
    let answer = compare(&load.workspace.snapshot(), Unit::Utf8);
    if answer.objects == 0 {
        bail!("the paths hold no Gateway API object, so there is nothing to compare implementations by");
    }
    let text = match args.format {
        PageFormat::Json => serde_json::to_string(&answer)? + "\n",
        PageFormat::Text => page(&answer, console.styled)?,
    };
    console.print(&text)?;
    Ok(if complete { Exit::Clean } else { Exit::Failed })
}

/// Says what could not be parsed, so that the answer is not taken for one about everything; returns whether nothing could be parsed.
pub(crate) fn tell_unparsed(load: &Load, console: &mut Console) -> bool {
    let report = load.workspace.report(Unit::Utf8);
    let unparsed = report.diagnostics.iter().filter(|it| Family::of(&it.code) == Some(Family::Reading));
    let mut none = true;
    for it in unparsed.filter(|it| it.severity == Severity::Error) {
        none = false;
        let label = Paint::Error.on(console.err_styled, &format!("error[{}]", it.code));
        let (line, column) = (it.span.start.line, it.span.start.column);
        console.tell(&format!("{label}: {}:{line}:{column}: {}\n", it.source, harmless(&it.message)));
    }
    none
}

fn page(answer: &ImplementationsV1, styled: bool) -> Result<String> {
    let strong = |text: &str| Paint::Strong.on(styled, text);
    let mut out = String::new();
    let (objects, features) =
        (counted(answer.objects, "Gateway API object"), counted(answer.features.len(), "feature"));
    let verb = if answer.objects == 1 { "needs" } else { "need" };
    writeln!(out, "{}", strong(&format!("{objects} {verb} {features}")))?;
    let names: Vec<_> = answer.features.iter().map(|it| it.feature.to_string()).collect();
    let width = names.iter().map(String::len).max().unwrap_or_default();
    for (it, name) in answer.features.iter().zip(&names) {
        let start = it.first.span.start;
        let object = it.first.object.as_ref().map(ToString::to_string).unwrap_or_default();
        let more = if it.count > 1 { format!(", and {} more", it.count - 1) } else { String::new() };
        let place = format!("{}:{}:{}", it.first.source, start.line, start.column);
        let about = harmless(&format!("  {object} {}{more}", it.first.path));
        writeln!(out, "  {name:<width$}  {}{}", harmless(&place), Paint::Faint.on(styled, &about))?;
    }
    ranking(answer, styled, &mut out)?;
    Ok(out)
}

/// Implementations in groups of as many features that they lack.
fn ranking(answer: &ImplementationsV1, styled: bool, out: &mut String) -> Result<()> {
    let all = &answer.implementations;
    let width =
        |of: fn(&ImplementationV1) -> &str| all.iter().map(|it| of(it).len()).max().unwrap_or_default();
    let (names, versions) = (width(|it| it.name), width(|it| it.version));
    let mut lacked = None;
    for it in all {
        if lacked.replace(it.missing.len()) != Some(it.missing.len()) {
            let (title, paint) = match it.missing.len() {
                0 => ("Report all of it".to_owned(), Paint::Good),
                some => (format!("Do not report {}", counted(some, "feature")), Paint::Warning),
            };
            writeln!(out, "\n{}", paint.on(styled, &title))?;
        }
        let date = if it.date.is_empty() { "no date" } else { it.date };
        let head = format!(
            "{:<names$}  {:<versions$}  {date:<10}  Gateway API {:<5}",
            it.name, it.version, it.gateway_api
        );
        writeln!(out, "  {}", format!("{head}  {}", lacks(it)).trim_end())?;
    }
    Ok(())
}

/// What an implementation lacks, and what it has without all tests.
fn lacks(it: &ImplementationV1) -> String {
    let list = |features: &mut dyn Iterator<Item = FeatureV1>| {
        features.map(|it| it.to_string()).collect::<Vec<_>>().join(", ")
    };
    let missing = list(&mut it.missing.iter().map(|it| it.feature));
    let partly = list(&mut it.partly.iter().map(|it| it.feature));
    match (missing.as_str(), partly.as_str()) {
        (_, "") => missing,
        ("", _) => format!("tests skipped: {partly}"),
        _ => format!("{missing}; tests skipped: {partly}"),
    }
}

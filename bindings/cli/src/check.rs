//! `routeproof check`: judges sources, mends what is asked to be mended, reports, and says by the exit code what came
//! of it.

use crate::Exit;
use crate::args::{CheckArgs, Format, RenderArg};
use crate::console::Console;
use crate::input::{Place, Walk, plain};
use crate::load::{Load, load_all};
use crate::mend::{patch, write};
use crate::quiet;
use crate::settings::of_file;
use anyhow::{Result, anyhow, bail};
use routeproof_core::diagnostic::{Diagnostic, Family, Safety, Severity};
use routeproof_core::mend::{Mended, mend};
use routeproof_core::report::text::{self, Paint, TextOptions, counted};
use routeproof_core::report::{self, DiagnosticV1, ReportV1, SourceMap as _, Unread};
use routeproof_core::settings::ProfileChoice;
use routeproof_core::source::Unit;
use std::path::{Path, PathBuf};

pub(crate) fn check(args: &CheckArgs, console: &mut Console) -> Result<Exit> {
    if args.mend.diff && args.output.format != Format::Text {
        bail!("--diff prints a patch and goes with --format text only");
    }
    let walk = if args.gate { gate(args)? } else { Walk::Report };
    let render = render_mode(args)?;
    let mut load = load_all(&args.paths, &args.world, Some(&args.cluster), walk, render, console)?;
    if args.output.strict {
        load.workspace.set_strict();
    }
    let before = kept(load.workspace.findings().to_vec(), args);
    if args.mend.diff {
        return diff(&mut load, &before, args, console);
    }
    let mended = if args.mend.fix { fix(&mut load, console)? } else { Mended::default() };
    let findings = if mended.findings == 0 { before } else { kept(load.workspace.findings().to_vec(), args) };
    report(&load, &findings, &mended, args, console)?;
    Ok(exit(&load, &findings, args))
}

/// Refuses a gate that would be open.
fn gate(args: &CheckArgs) -> Result<Walk> {
    if args.output.fail_on.least().is_none() {
        bail!("--gate goes with --fail-on error or warning");
    }
    let Some(file) = &args.world.platform.settings else { bail!("--gate needs --settings") };
    let settings = of_file(file)?;
    if settings.profile == ProfileChoice::None {
        bail!("`{}` names no profile, so that the gate would keep tenants to nothing", file.display());
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let profile = settings.profile.file().map(|it| folder.join(it));
    for file in profile.iter().chain([file]) {
        let at = file.canonicalize().map_err(|it| anyhow!("`{}`: {}", file.display(), plain(&it)))?;
        let judged = |path: &&PathBuf| path.canonicalize().is_ok_and(|it| at.starts_with(it));
        if let Some(path) = args.paths.iter().find(judged) {
            let (file, path) = (file.display(), path.display());
            bail!("`{file}` is in `{path}`, which the gate judges: its author could change the settings");
        }
    }
    Ok(Walk::Gate)
}

/// When to render. Fixes are for files as they stand, and a gate renders nothing: it refuses what would have to be.
fn render_mode(args: &CheckArgs) -> Result<RenderArg> {
    let as_they_stand = args.gate || args.mend.fix || args.mend.diff;
    match args.world.render {
        RenderArg::Always if args.gate => {
            bail!("--gate refuses charts and kustomizations, so it does not go with --render always")
        }
        RenderArg::Always if as_they_stand => {
            bail!("--fix and --diff are for files as they stand, so they do not go with --render always")
        }
        _ if as_they_stand => Ok(RenderArg::Never),
        mode => Ok(mode),
    }
}

/// What is left out when only what counts is asked for.
fn kept(mut findings: Vec<Diagnostic>, args: &CheckArgs) -> Vec<Diagnostic> {
    if args.output.quiet {
        findings.retain(|it| it.severity > Severity::Info);
    }
    findings
}

/// Prints what mending would change, and nothing else.
fn diff(load: &mut Load, found: &[Diagnostic], args: &CheckArgs, console: &mut Console) -> Result<Exit> {
    let mended = mend(&mut load.workspace, Safety::Safe)?;
    let mut patches: Vec<_> = mended
        .before
        .iter()
        .map(|(id, before)| (load.workspace.name(*id), before, load.workspace.text(*id)))
        .collect();
    patches.sort();
    let patches: String =
        patches.into_iter().map(|(name, before, after)| patch(name, before, after)).collect();
    console.print(&if console.styled { painted(&patches) } else { patches })?;
    if !args.output.quiet {
        let files = counted(mended.before.len(), "file");
        let line = format!("--fix would mend {} in {files}\n", counted(mended.findings, "finding"));
        console.tell(&line);
    }
    Ok(exit(load, found, args))
}

fn painted(patch: &str) -> String {
    let line = |line: &str| match line.as_bytes().first() {
        _ if line.starts_with("---") || line.starts_with("+++") => Paint::Strong.on(true, line),
        Some(b'-') => Paint::Bad.on(true, line),
        Some(b'+') => Paint::Good.on(true, line),
        Some(b'@') => Paint::Frame.on(true, line),
        _ => line.to_owned(),
    };
    patch.lines().map(|it| line(it) + "\n").collect()
}

/// Mends the files; the standard input is mended on its way to the standard output.
fn fix(load: &mut Load, console: &mut Console) -> Result<Mended> {
    let mended = mend(&mut load.workspace, Safety::Safe)?;
    for (id, place) in &load.places {
        let after = load.workspace.text(*id);
        match (place, mended.before.get(id)) {
            (Place::Stdin, _) => console.print(after)?,
            (Place::File(_), None) => {}
            (Place::File(path), Some(before)) => {
                if let Err(error) = write(path, before, after) {
                    let name = load.workspace.name(*id).to_owned();
                    let label = Paint::Error.on(console.err_styled, "error");
                    console.tell(&format!("{label}: `{name}` cannot be mended: {error:#}\n"));
                    load.unread.push(Unread { name, message: format!("cannot be mended: {error:#}") });
                }
            }
        }
    }
    Ok(mended)
}

fn report(
    load: &Load,
    findings: &[Diagnostic],
    mended: &Mended,
    args: &CheckArgs,
    console: &mut Console,
) -> Result<()> {
    let sources = &load.workspace;
    let to_file = args.output.output.as_deref();
    // With --fix the standard output is the mended text, where it came from the standard input.
    let piped = args.mend.fix && load.places.values().any(|it| *it == Place::Stdin);
    let styled = to_file.is_none() && if piped { console.err_styled } else { console.styled };
    let options = TextOptions { styled, width: console.width };
    let text = match args.output.format {
        Format::Text => {
            let counted = counts_advice(load, findings, args);
            let report = report::build(findings, sources, Unit::Utf8);
            let is_listed = |it: &DiagnosticV1| !counted || it.severity > Severity::Info;
            let mut text = text::render_where(&report, sources, options, &is_listed);
            if !args.output.quiet {
                text.push_str(&ending(load, &report, mended, options));
                text.push_str(&quiet::lines(load, findings, counted));
            }
            text
        }
        Format::Json => report::json::render(&report::build(findings, sources, Unit::Utf8))?,
        Format::Sarif => {
            report::sarif::render(&report::build(findings, sources, Unit::Utf8), sources, &load.unread)?
        }
        Format::Github => report::github::render(&report::build(findings, sources, Unit::CodePoints)),
        Format::Gitlab => {
            report::gitlab::render(&report::build(findings, sources, Unit::CodePoints), &load.unread)?
        }
        Format::Junit => {
            let report = report::build(findings, sources, Unit::CodePoints);
            report::junit::render(&report, sources, &load.unread, args.output.fail_on.least())
        }
    };
    match to_file {
        Some(file) => std::fs::write(file, text)
            .map_err(|it| anyhow!("`{}` cannot be written: {}", file.display(), plain(&it)))?,
        None if piped => console.tell(&text),
        None => console.print(&text)?,
    }
    Ok(())
}

/// Whether the advice is counted instead of shown.
fn counts_advice(load: &Load, findings: &[Diagnostic], args: &CheckArgs) -> bool {
    let advice = findings.iter().filter(|it| it.severity == Severity::Info).count();
    load.walked && !args.output.verbose && advice > quiet::MOST_ADVICE
}

/// The last lines: what was mended, what was found, what could be mended, what was not looked at.
fn ending(load: &Load, report: &ReportV1, mended: &Mended, options: TextOptions) -> String {
    let mut text = String::new();
    if mended.findings > 0 {
        let files = counted(mended.before.len(), "file");
        let line = format!("mended {} in {files}", counted(mended.findings, "finding"));
        text.push_str(&Paint::Good.on(options.styled, &line));
        text.push('\n');
    }
    text.push_str(&text::summary_line(&report.summary, options));
    let safe = |it: &&DiagnosticV1| it.fixes.iter().any(|it| it.safety == Safety::Safe);
    let safe = report.diagnostics.iter().filter(safe).count();
    if safe > 0 {
        let line = format!("{} can be mended with --fix", counted(safe, "finding"));
        text.push_str(&Paint::Help.on(options.styled, &line));
        text.push('\n');
    }
    if !load.unread.is_empty() {
        let line = format!("{} could not be read", counted(load.unread.len(), "path"));
        text.push_str(&Paint::Error.on(options.styled, &line));
        text.push('\n');
    }
    text
}

fn exit(load: &Load, findings: &[Diagnostic], args: &CheckArgs) -> Exit {
    if !load.unread.is_empty() {
        return Exit::Failed;
    }
    let fails =
        args.output.fail_on.least().is_some_and(|least| findings.iter().any(|it| it.severity >= least));
    // What cannot be parsed was not checked, whatever was asked to count.
    let unparsed = |it: &Diagnostic| it.rule.is_of(Family::Reading) && it.severity == Severity::Error;
    match (fails, findings.iter().any(unparsed)) {
        (true, _) => Exit::Found,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Clean,
    }
}

//! `routeproof verify`: the five after-apply questions about routes that a cluster reported, as a checklist or as JSON.

use crate::Exit;
use crate::args::{PageFormat, VerifyArgs};
use crate::console::Console;
use crate::input::Walk;
use crate::load::load_all;
use anyhow::{Result, bail};
use routeproof_core::diagnostic::{Family, Severity};
use routeproof_core::report;
use routeproof_core::report::text::{Paint, TextOptions, counted, harmless, render};
use routeproof_core::source::Unit;
use routeproof_core::verify::{AnswerV1, EvidenceV1, RouteVerificationV1, Verdict, VerificationV1};

pub(crate) fn verify(args: &VerifyArgs, console: &mut Console) -> Result<Exit> {
    if args.world.api_only {
        bail!("--api-only leaves nothing to verify");
    }
    if args.world.complete {
        bail!("--complete is for manifests; what a dump lists is taken for complete as it is");
    }
    let load = load_all(
        &args.manifests,
        &args.world,
        Some(&args.cluster),
        Walk::Repository,
        args.world.render,
        console,
    )?;
    let found = load.workspace.verify(&args.routes, Unit::Utf8);
    let answers = &found.answers;
    if answers.routes.is_empty() {
        bail!("there is nothing to verify: no route was reported; name a dump with --live or read a cluster");
    }
    match args.format {
        PageFormat::Json => console.print(&(serde_json::to_string(answers)? + "\n"))?,
        PageFormat::Text => {
            let options = TextOptions { styled: console.styled, width: console.width };
            let mut text: String = answers.routes.iter().map(|it| checklist(it, options)).collect();
            let report = report::build(&found.findings, &load.workspace, Unit::Utf8);
            text.push_str(&render(&report, &load.workspace, options));
            text.push_str(&summary(answers, options.styled));
            console.print(&text)?;
        }
    }
    // What could not be read was not verified, whatever the rest says.
    let unparsed =
        found.findings.iter().any(|it| it.rule.is_of(Family::Reading) && it.severity == Severity::Error);
    Ok(match (load.unread.is_empty(), answers.all_yes() && !unparsed) {
        (false, _) => Exit::Failed,
        (true, false) => Exit::Found,
        (true, true) => Exit::Clean,
    })
}

/// How an answer looks.
fn look(verdict: Verdict) -> (&'static str, Paint) {
    match verdict {
        Verdict::Yes => ("yes", Paint::Good),
        Verdict::No => ("no", Paint::Error),
        Verdict::CannotTell => ("cannot tell", Paint::Warning),
    }
}

/// The columns of the longest answer.
const COLUMN: usize = "cannot tell".len();

fn checklist(route: &RouteVerificationV1, options: TextOptions) -> String {
    let object = &route.object;
    // Of a route that is nowhere, the kind may not have been given.
    let named = if object.kind.is_empty() { format!("route{object}") } else { object.to_string() };
    let mut text = Paint::Strong.on(options.styled, &harmless(&named)) + "\n";
    for (number, it) in (1..).zip(&route.answers) {
        text.push_str(&answer(number, it, options));
    }
    text + "\n"
}

fn answer(number: usize, it: &AnswerV1, options: TextOptions) -> String {
    let (word, paint) = look(it.verdict);
    let word = paint.on(options.styled, &format!("{word:COLUMN$}"));
    let evidence: String = it.evidence.iter().map(|it| evidence(it, options)).collect();
    format!("  {word}  {number}. {}\n{evidence}", it.statement)
}

/// A paragraph of evidence; what speaks for a yes needs no place to look at.
fn evidence(it: &EvidenceV1, options: TextOptions) -> String {
    const INDENT: usize = COLUMN + 7;
    let place = match (&it.source, it.span, it.verdict) {
        (Some(source), Some(span), Some(Verdict::No | Verdict::CannotTell)) => {
            format!(" ({source}:{})", span.start.line)
        }
        _ => String::new(),
    };
    let paint = match it.verdict {
        Some(Verdict::No | Verdict::CannotTell) => Paint::Strong,
        Some(Verdict::Yes) | None => Paint::Faint,
    };
    let lines = wrapped(&harmless(&format!("{}{place}", it.text)), options.width.saturating_sub(INDENT));
    lines.iter().map(|it| format!("{:INDENT$}{}\n", "", paint.on(options.styled, it))).collect()
}

/// `text` in lines of at most `width` characters, broken between words where that is possible.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn summary(found: &VerificationV1, styled: bool) -> String {
    let counts = [
        (found.summary.yes, Verdict::Yes),
        (found.summary.no, Verdict::No),
        (found.summary.cannot_tell, Verdict::CannotTell),
    ];
    let parts: Vec<_> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, verdict)| {
            let (word, paint) = look(verdict);
            paint.on(styled, &format!("{count} {word}"))
        })
        .collect();
    format!("{}: {}\n", counted(found.routes.len(), "route"), parts.join(", "))
}

//! `routeproof request`: what becomes of requests, as text or as JSON.

mod read;

use crate::Exit;
use crate::args::{PageFormat, RequestArgs, SentArgs};
use crate::console::Console;
use crate::load::load;
use crate::status::tell_what_is_left_out;
use anyhow::{Context as _, Result, bail};
use routeproof_core::ffi::RequestText;
use routeproof_core::report::text::Paint;
use routeproof_core::routing::{Outcome, Request, RequestAnswerV1, RequestBackendV1, RequestRouteV1};
use std::fmt::Write as _;
use std::path::Path;

pub(crate) fn request(args: &RequestArgs, console: &mut Console) -> Result<Exit> {
    let requests = requests(args)?;
    let load = load(&args.paths, &args.world, console)?;
    let readable = tell_what_is_left_out(&load, console);
    let answered = load.workspace.snapshot().requests(&requests);
    console.print(&match args.format {
        PageFormat::Json => serde_json::to_string(&answered)? + "\n",
        PageFormat::Text => {
            let mut text = String::new();
            for (request, answer) in requests.iter().zip(&answered.answers) {
                page(request, answer, console.styled, &mut text)?;
            }
            text
        }
    })?;
    Ok(if readable { Exit::Clean } else { Exit::Failed })
}

/// The requests that the command line asks for.
fn requests(args: &RequestArgs) -> Result<Vec<Request>> {
    let texts = match &args.requests {
        None => vec![(String::new(), single(&args.sent)?)],
        Some(file) => {
            if file == Path::new("-") && args.paths.iter().any(|it| it == Path::new("-")) {
                bail!("`-` can be the manifests or the requests, not both");
            }
            read::requests(file, args)?
        }
    };
    let request = |(place, text): (String, RequestText)| {
        Request::try_from(text).with_context(|| match &args.requests {
            Some(file) => format!("`{}`: {place}", file.display()),
            None => "--url".to_owned(),
        })
    };
    texts.into_iter().map(request).collect()
}

/// The one request of `--url`.
pub(crate) fn single(args: &SentArgs) -> Result<RequestText> {
    let mut text = RequestText::default();
    text.url.clone_from(&args.url);
    text.method = Some(args.method.clone());
    text.sni.clone_from(&args.sni);
    text.gateway.clone_from(&args.gateway);
    text.from.clone_from(&args.from);
    for it in &args.header {
        let Some((name, value)) = it.split_once(':') else {
            bail!("a header is `Name: value`, and `{it}` has no colon");
        };
        text.headers.push([name.trim().to_owned(), value.trim().to_owned()]);
    }
    Ok(text)
}

/// One answer for people.
fn page(request: &Request, answer: &RequestAnswerV1, styled: bool, out: &mut String) -> Result<()> {
    let port = format!(":{}", request.port);
    let url = format!("{}://{}{port}{}", request.scheme.name(), request.host, request.target());
    writeln!(out, "{} {url}", request.method)?;
    body(answer, styled, "  ", out)?;
    writeln!(out)?;
    Ok(())
}

fn body(answer: &RequestAnswerV1, styled: bool, indent: &str, out: &mut String) -> Result<()> {
    writeln!(out, "{indent}{}", headline(answer, styled))?;
    for it in &answer.reasons {
        writeln!(out, "{indent}  {it}")?;
    }
    for it in &answer.backends {
        writeln!(out, "{indent}  to {}", backend(it))?;
    }
    for it in &answer.mirrors {
        writeln!(out, "{indent}  copies to {}", backend(it))?;
    }
    if let Some(seen) = &answer.forwarded {
        writeln!(out, "{indent}  the backend sees {} {} for host {}", seen.method, seen.path, seen.host)?;
        for (name, value) in &seen.headers {
            writeln!(out, "{indent}    {name}: {value}")?;
        }
    }
    for it in &answer.lost {
        let place = place(&it.route, it.rule, it.matched);
        writeln!(out, "{indent}  not {place}: {}", it.step)?;
    }
    for it in &answer.readings {
        writeln!(out, "{indent}if {}:", it.assumes)?;
        body(&it.answer, styled, &format!("{indent}  "), out)?;
    }
    Ok(())
}

/// The outcome in a line.
fn headline(answer: &RequestAnswerV1, styled: bool) -> String {
    let status = answer.status.map(|it| format!(" {it}")).unwrap_or_default();
    let (text, paint) = match answer.outcome {
        Outcome::Forward => ("forwarded".to_owned(), Paint::Good),
        Outcome::Redirect => {
            let location = answer.location.as_deref().unwrap_or_default();
            (format!("redirected{status} to {location}"), Paint::Good)
        }
        Outcome::Respond if status.is_empty() => ("refused".to_owned(), Paint::Error),
        Outcome::Respond => {
            let in_mesh = answer.listener.as_ref().is_some_and(|it| it.kind == "Service");
            let who = if in_mesh { "the mesh" } else { "the Gateway" };
            (format!("{who} answers{status}"), Paint::Error)
        }
        Outcome::Depends => ("depends on the implementation".to_owned(), Paint::Warning),
        _ => ("unknown".to_owned(), Paint::Warning),
    };
    paint.on(styled, &text)
}

pub(crate) fn place(route: &RequestRouteV1, rule: usize, matched: Option<usize>) -> String {
    let number = matched.map(|it| format!(", match {it}")).unwrap_or_default();
    format!("{} `{}/{}`, rule {rule}{number}", route.kind, route.namespace, route.name)
}

pub(crate) fn backend(it: &RequestBackendV1) -> String {
    let port = it.port.map(|it| format!(":{it}")).unwrap_or_default();
    let status = it.status.map(|it| format!(", answered by {it}")).unwrap_or_default();
    let protocol = it.protocol.as_ref().map(|it| format!(" as {it}")).unwrap_or_default();
    format!("{} `{}/{}{port}`{protocol}, {:.1} %{status}", it.kind, it.namespace, it.name, it.share * 100.0)
}

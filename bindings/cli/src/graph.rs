//! `routeproof graph`: how requests flow through the manifests, for programs that draw.

use crate::Exit;
use crate::args::{GraphArgs, GraphFormat, SentArgs};
use crate::console::Console;
use crate::implementations::tell_unparsed;
use crate::load::load;
use crate::request::single;
use anyhow::{Context as _, Result, bail};
use routeproof_core::graph::{dot, graph, mermaid};
use routeproof_core::routing::Request;
use routeproof_core::source::Unit;

pub(crate) fn print(args: &GraphArgs, console: &mut Console) -> Result<Exit> {
    let request = request(&args.sent)?;
    let load = load(&args.paths, &args.world, console)?;
    let complete = tell_unparsed(&load, console) && load.unread.is_empty();
    let graph = graph(&load.workspace.snapshot(), Unit::Utf8, request.as_ref());
    if graph.nodes.is_empty() {
        bail!("the paths hold no route, so there is nothing to draw");
    }
    if let Some(answer) = graph.answer.as_ref().filter(|_| !graph.nodes.iter().any(|it| it.on_path)) {
        console.tell(&format!("the request passes nothing in the picture: {}\n", answer.reasons.join("; ")));
    }
    let text = match args.format {
        GraphFormat::Mermaid => mermaid(&graph),
        GraphFormat::Dot => dot(&graph),
        GraphFormat::Json => serde_json::to_string(&graph)? + "\n",
    };
    console.print(&text)?;
    Ok(if complete { Exit::Clean } else { Exit::Failed })
}

/// The request whose path is marked.
fn request(sent: &SentArgs) -> Result<Option<Request>> {
    if sent.url.is_some() {
        return Request::try_from(single(sent)?).context("--url").map(Some);
    }
    if !sent.header.is_empty() || sent.sni.is_some() || sent.gateway.is_some() || sent.from.is_some() {
        bail!("a request has a URL: --url");
    }
    Ok(None)
}

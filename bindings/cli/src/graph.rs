//! `routeproof graph`: how requests flow through the manifests, for programs that draw.

use crate::Exit;
use crate::args::{GraphArgs, GraphFormat};
use crate::console::Console;
use crate::implementations::tell_unparsed;
use crate::load::load;
use anyhow::{Result, bail};
use routeproof_core::graph::{dot, graph, mermaid};
use routeproof_core::source::Unit;

pub(crate) fn print(args: &GraphArgs, console: &mut Console) -> Result<Exit> {
    let load = load(&args.paths, &args.world, console)?;
    let complete = tell_unparsed(&load, console) && load.unread.is_empty();
    let graph = graph(&load.workspace.snapshot(), Unit::Utf8);
    if graph.nodes.is_empty() {
        bail!("the paths hold no route, so there is nothing to draw");
    }
    let text = match args.format {
        GraphFormat::Mermaid => mermaid(&graph),
        GraphFormat::Dot => dot(&graph),
        GraphFormat::Json => serde_json::to_string(&graph)? + "\n",
    };
    console.print(&text)?;
    Ok(if complete { Exit::Clean } else { Exit::Failed })
}

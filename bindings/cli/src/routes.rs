//! `routeproof routes`: the tables of Gateways and of a mesh's Services in match order, as text or as JSON.

use crate::Exit;
use crate::args::{PageFormat, RoutesArgs};
use crate::console::Console;
use crate::load::load;
use crate::request::{backend, place};
use crate::status::tell_what_is_left_out;
use anyhow::{Result, bail};
use routeproof_core::report::text::Paint;
use routeproof_core::routing::{
    GatewayTableV1, ListenerTableV1, Outcome, ServiceTableV1, ShadowV1, TableMatchV1, TablePathType,
    TableValueV1,
};
use std::fmt::Write as _;

pub(crate) fn routes(args: &RoutesArgs, console: &mut Console) -> Result<Exit> {
    let gateway = match &args.gateway {
        None => None,
        Some(name) => match name.split_once('/') {
            Some(parts) => Some(parts),
            None => bail!("--gateway: `{name}` is not NAMESPACE/NAME"),
        },
    };
    let load = load(&args.paths, &args.world, console)?;
    let readable = tell_what_is_left_out(&load, console);
    let tables = load.workspace.snapshot().routes(gateway);
    if tables.gateways.is_empty() && tables.services.is_empty() {
        match &args.gateway {
            Some(name) => bail!("Gateway `{name}` is not among the inputs, and no route names it"),
            None => bail!("no Gateway is among the inputs, and no route names one, nor a Service"),
        }
    }
    console.print(&match args.format {
        PageFormat::Json => serde_json::to_string(&tables)? + "\n",
        PageFormat::Text => {
            let mut text = String::new();
            for it in &tables.gateways {
                page(it, console.styled, &mut text)?;
            }
            for it in &tables.services {
                service(it, console.styled, &mut text)?;
            }
            text
        }
    })?;
    Ok(if readable { Exit::Clean } else { Exit::Failed })
}

/// One Gateway for people.
fn page(table: &GatewayTableV1, styled: bool, out: &mut String) -> Result<()> {
    let unknown = if table.known { "" } else { ", which is not among the inputs" };
    writeln!(out, "Gateway `{}/{}`{unknown}", table.namespace, table.name)?;
    for it in &table.listeners {
        writeln!(out, "  {}", listener(it))?;
        matches(it, styled, out)?;
    }
    writeln!(out)?;
    Ok(())
}

/// One Service of a mesh for people.
fn service(table: &ServiceTableV1, styled: bool, out: &mut String) -> Result<()> {
    let unknown = if table.known { "" } else { ", which is not among the inputs" };
    let whom = if table.routes_in == table.namespace {
        "for all clients".to_owned()
    } else {
        format!("for clients in `{}`", table.routes_in)
    };
    writeln!(out, "Service `{}/{}`{unknown}, {whom}", table.namespace, table.name)?;
    for it in &table.ports {
        let port = it.port.map_or_else(|| "every port".to_owned(), |it| format!("port {it}"));
        writeln!(out, "  {port} ({})", it.protocol.as_deref().unwrap_or_default())?;
        matches(it, styled, out)?;
    }
    writeln!(out)?;
    Ok(())
}

fn matches(table: &ListenerTableV1, styled: bool, out: &mut String) -> Result<()> {
    if table.matches.is_empty() {
        writeln!(out, "    no match")?;
    }
    let who = if table.kind == "Service" { "the mesh" } else { "the Gateway" };
    let mut hostname = None;
    for each in &table.matches {
        if hostname != Some(&each.hostname) {
            hostname = Some(&each.hostname);
            writeln!(
                out,
                "    {}",
                if each.hostname.is_empty() { "every hostname" } else { &each.hostname }
            )?;
        }
        entry(each, who, styled, out)?;
    }
    Ok(())
}

fn listener(it: &ListenerTableV1) -> String {
    let owner = if it.kind == "Gateway" {
        String::new()
    } else {
        format!(" of {} `{}/{}`", it.kind, it.namespace, it.name)
    };
    let port = it.port.map(|it| format!("port {it}"));
    let hostname = it.hostname.as_ref().map(|it| format!("hostname {it}"));
    let facts: Vec<String> = it.protocol.iter().cloned().chain(port).chain(hostname).collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    match it.section.as_str() {
        "" => format!("any listener{owner}{facts}"),
        section => format!("listener `{section}`{owner}{facts}"),
    }
}

/// A match, what becomes of its requests, and what goes before it.
fn entry(it: &TableMatchV1, who: &str, styled: bool, out: &mut String) -> Result<()> {
    let mut line = it.path.as_ref().map_or("every path".to_owned(), |it| match it.kind {
        TablePathType::Exact => format!("= {}", it.value),
        TablePathType::RegularExpression => format!("~ {}", it.value),
        _ => format!("{}/…", it.value),
    });
    if let Some(method) = &it.method {
        line = format!("{method} {line}");
    }
    for (name, values) in [("header", &it.headers), ("query", &it.query_params)] {
        line.extend(values.iter().map(|it| format!(", {name} {}", value(it))));
    }
    let outcome = match it.outcome {
        Outcome::Redirect => "to a redirect".to_owned(),
        Outcome::Respond => Paint::Error.on(
            styled,
            &match it.status {
                Some(status) => format!("{who} answers {status}"),
                None => "to nothing: the listener does not work".to_owned(),
            },
        ),
        _ => format!("to {}", it.backends.iter().map(backend).collect::<Vec<_>>().join("; ")),
    };
    writeln!(out, "      {line}")?;
    writeln!(out, "        {outcome}")?;
    writeln!(out, "        by {}", place(&it.route, it.rule, it.matched))?;
    if let Some(shadow) = &it.shadowed {
        writeln!(out, "        {}", Paint::Warning.on(styled, &shadowed(shadow)))?;
    }
    Ok(())
}

fn value(it: &TableValueV1) -> String {
    format!("{}{}{}", it.name, if it.is_pattern { "~" } else { "=" }, it.value)
}

fn shadowed(by: &ShadowV1) -> String {
    let first = place(&by.route, by.rule, by.matched);
    if by.by_age {
        format!("the same as {first}: the route that is created first takes the requests")
    } else {
        format!("shadowed by {first}")
    }
}

//! The graph for programs that draw: Mermaid, which Markdown shows, and Graphviz.

use super::v1::{EdgeV1, GraphV1, NodeKind, NodeV1, State};
use std::fmt::Write as _;

/// A flowchart for Mermaid.
pub fn mermaid(graph: &GraphV1) -> String {
    let mut out = String::from("flowchart LR\n");
    remark(graph, "%%", &mut out);
    for (at, node) in graph.nodes.iter().enumerate() {
        let text = mermaid_text(&lines(node).join("\n"));
        let (open, close) = match node.kind {
            NodeKind::Hostname => ("([", "])"),
            NodeKind::Listener => ("[/", "/]"),
            NodeKind::Rule => ("{{", "}}"),
            NodeKind::Endpoints => ("[(", ")]"),
            NodeKind::Route | NodeKind::Service => ("[", "]"),
        };
        _ = writeln!(out, "  n{at}{open}\"{text}\"{close}{}", class(node.state));
    }
    for edge in &graph.edges {
        let arrow = match edge.state {
            State::Ok => "-->",
            State::Unknown => "-.->",
            State::Broken => "--x",
        };
        let text = mermaid_text(&note(edge));
        let text = if text.is_empty() { text } else { format!("|\"{text}\"|") };
        _ = writeln!(out, "  n{} {arrow}{text} n{}", edge.from, edge.to);
    }
    out.push_str("  classDef broken stroke:#c62828,stroke-width:2px,color:#c62828\n");
    out.push_str("  classDef unknown stroke-dasharray:4 3\n");
    let on_path = graph.nodes.iter().enumerate().filter(|(_, it)| it.on_path);
    let on_path: Vec<_> = on_path.map(|(at, _)| format!("n{at}")).collect();
    if !on_path.is_empty() {
        out.push_str("  classDef onPath stroke-width:4px,font-weight:bold\n");
        _ = writeln!(out, "  class {} onPath", on_path.join(","));
    }
    // Of two styles of an edge, the last one counts.
    for (broken, on_path, style) in [
        (true, false, "stroke:#c62828,color:#c62828"),
        (false, true, "stroke-width:4px,font-weight:bold"),
        (true, true, "stroke:#c62828,color:#c62828,stroke-width:4px,font-weight:bold"),
    ] {
        let is_it = |it: &EdgeV1| (it.state == State::Broken, it.on_path) == (broken, on_path);
        let places = graph.edges.iter().enumerate().filter(|(_, it)| is_it(it));
        let places: Vec<_> = places.map(|(at, _)| at.to_string()).collect();
        if !places.is_empty() {
            _ = writeln!(out, "  linkStyle {} {style}", places.join(","));
        }
    }
    out
}

/// A digraph for Graphviz.
pub fn dot(graph: &GraphV1) -> String {
    let mut out = String::from(
        "digraph routeproof {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    remark(graph, "//", &mut out);
    for (at, node) in graph.nodes.iter().enumerate() {
        let style = match node.state {
            State::Ok => "",
            State::Unknown => ", style=dashed",
            State::Broken => ", color=\"#c62828\", fontcolor=\"#c62828\"",
        };
        let bold = bold(node.on_path);
        _ = writeln!(out, "  n{at} [label=\"{}\"{style}{bold}];", dot_text(&lines(node).join("\n")));
    }
    for edge in &graph.edges {
        let style = match edge.state {
            State::Ok => "",
            State::Unknown => ", style=dashed",
            State::Broken => ", color=\"#c62828\", fontcolor=\"#c62828\", arrowhead=tee",
        };
        let (from, to, text, bold) = (edge.from, edge.to, dot_text(&note(edge)), bold(edge.on_path));
        _ = writeln!(out, "  n{from} -> n{to} [label=\"{text}\"{style}{bold}];");
    }
    out.push_str("}\n");
    out
}

fn bold(on_path: bool) -> &'static str {
    if on_path { ", penwidth=4" } else { "" }
}

/// What becomes of the request whose path is marked, as comments.
fn remark(graph: &GraphV1, comment: &str, out: &mut String) {
    for reason in graph.answer.iter().flat_map(|it| &it.reasons) {
        let line: String = reason.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
        _ = writeln!(out, "  {comment} {}", line.replace(['{', '}'], ""));
    }
}

/// What a node says.
fn lines(node: &NodeV1) -> Vec<&str> {
    [node.label.as_str(), node.detail.as_str()].into_iter().filter(|it| !it.is_empty()).collect()
}

/// What an edge says: its label, and why requests do not pass.
fn note(edge: &EdgeV1) -> String {
    let parts = [Some(edge.label.as_str()), edge.reason.as_deref()];
    parts.into_iter().flatten().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}

fn class(state: State) -> &'static str {
    match state {
        State::Ok => "",
        State::Unknown => ":::unknown",
        State::Broken => ":::broken",
    }
}

/// Mermaid reads entities, and Markdown in backticks.
fn mermaid_text(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("<br/>"),
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' | '|' => {
                _ = write!(out, "#{};", u32::from(letter));
            }
            _ if letter.is_control() => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

fn dot_text(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '"' | '\\' => out.extend(['\\', letter]),
            _ if letter.is_control() => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

//! The objects of a source, with their listeners, rules and ports.

use crate::source::{SourceId, Span};
use crate::workspace::Workspace;
use crate::yaml::Value;
use serde::Serialize;

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SymbolKind {
    /// An object of the API.
    Object,
    /// A listener of a Gateway or ListenerSet.
    Listener,
    /// A rule of a route.
    Rule,
    /// A port of a Service.
    Port,
}

/// An object, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Symbol {
    /// What it is called: `HTTPRoute shop/web`, `listener http`, `rule 0`.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub whole: Span,
    /// Its name; the start of it where it has none.
    pub title: Span,
    /// The object that it is a part of, by its place in the list.
    pub part_of: Option<usize>,
}

/// The lists of a `spec` that are shown, and what an item is called.
const PARTS: [(&str, &str, SymbolKind); 3] = [
    ("listeners", "listener", SymbolKind::Listener),
    ("rules", "rule", SymbolKind::Rule),
    ("ports", "port", SymbolKind::Port),
];

/// The objects of a source in writing order, each with its parts behind it.
pub fn symbols(workspace: &Workspace, source: SourceId) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    let Some(analysis) = workspace.analysis(source) else { return symbols };
    for object in analysis.objects() {
        let view = object.view(analysis.text(), analysis.tree());
        let name = match view.namespace() {
            Some(namespace) => format!("{} {namespace}/{}", view.kind(), view.name()),
            None => format!("{} {}", view.kind(), view.name()),
        };
        let own = symbols.len();
        symbols.push(symbol(name, SymbolKind::Object, view.value().span(), Some(view.title()), None));
        for (list, word, kind) in PARTS {
            let items = view.spec().and_then(|it| it.get(list)).into_iter().flat_map(Value::items);
            symbols.extend(items.enumerate().map(|(number, item)| part(item, number, word, kind, own)));
        }
    }
    symbols
}

/// An item of a list, by its name or its number.
fn part(item: Value<'_>, number: usize, word: &str, kind: SymbolKind, part_of: usize) -> Symbol {
    let name = item.get("name").filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
    let label = name.and_then(Value::as_str).map_or_else(|| number.to_string(), str::to_owned);
    symbol(format!("{word} {label}"), kind, item.span(), name.map(Value::span), Some(part_of))
}

fn symbol(
    name: String,
    kind: SymbolKind,
    whole: Span,
    title: Option<Span>,
    part_of: Option<usize>,
) -> Symbol {
    // Editors refuse a name outside of its object.
    let inside = title.filter(|it| whole.start() <= it.start() && it.end() <= whole.end());
    let title = inside.unwrap_or(Span::new(whole.start(), whole.start()));
    Symbol { name, kind, whole, title, part_of }
}

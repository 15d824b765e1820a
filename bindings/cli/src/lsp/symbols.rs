//! The objects of a buffer, with their listeners and rules.

use super::convert::Lines;
use super::server::Server;
use lsp_types::{DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, SymbolKind};
use routeproof_core::source::Span;
use routeproof_core::yaml::Value;

/// The lists of a `spec` whose items have a name, and what a nameless one is called.
const PARTS: [(&str, &str, SymbolKind); 3] = [
    ("listeners", "listener", SymbolKind::INTERFACE),
    ("rules", "rule", SymbolKind::FUNCTION),
    ("ports", "port", SymbolKind::CONSTANT),
];

impl Server {
    pub(super) fn symbols(&self, params: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
        let open = self.at(&params.text_document.uri)?;
        let analysis = open.workspace.analysis(open.source)?;
        let symbols = analysis.objects().iter().map(|object| {
            let view = object.view(analysis.text(), analysis.tree());
            let name = match view.namespace() {
                Some(namespace) => format!("{} {namespace}/{}", view.kind(), view.name()),
                None => format!("{} {}", view.kind(), view.name()),
            };
            let parts = view.spec().into_iter().flat_map(|it| parts(it, &open.lines)).collect();
            symbol(name, SymbolKind::OBJECT, (view.value().span(), view.title()), parts, &open.lines)
        });
        Some(DocumentSymbolResponse::Nested(symbols.collect()))
    }
}

fn parts<'a>(spec: Value<'a>, lines: &'a Lines<'_>) -> impl Iterator<Item = DocumentSymbol> + 'a {
    PARTS.iter().filter_map(move |(key, word, kind)| Some((spec.get(key)?, word, kind))).flat_map(
        move |(list, word, kind)| {
            list.items().enumerate().map(move |(number, item)| {
                let name = item.get("name").filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
                let label = name.and_then(Value::as_str).map_or_else(|| number.to_string(), str::to_owned);
                let title = name.map_or(Span::new(item.span().start(), item.span().start()), Value::span);
                symbol(format!("{word} {label}"), *kind, (item.span(), title), Vec::new(), lines)
            })
        },
    )
}

fn symbol(
    name: String,
    kind: SymbolKind,
    (whole, title): (Span, Span),
    children: Vec<DocumentSymbol>,
    lines: &Lines<'_>,
) -> DocumentSymbol {
    // Editors refuse a name outside of its object.
    let inside = whole.start() <= title.start() && title.end() <= whole.end();
    let title = if inside { title } else { Span::new(whole.start(), whole.start()) };
    #[expect(deprecated, reason = "the type has a field that nobody sets any more, and no default")]
    DocumentSymbol {
        name,
        detail: None,
        kind,
        tags: None,
        deprecated: None,
        range: lines.range(whole),
        selection_range: lines.range(title),
        children: (!children.is_empty()).then_some(children),
    }
}

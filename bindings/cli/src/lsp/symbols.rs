//! The objects of a buffer, with their listeners, rules and ports.

use super::convert::Lines;
use super::server::Server;
use lsp_types::{DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, SymbolKind};
use routeproof_core::assist;

impl Server {
    pub(super) fn symbols(&self, params: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
        let open = self.at(&params.text_document.uri)?;
        let mut objects: Vec<DocumentSymbol> = Vec::new();
        for it in assist::symbols(open.workspace, open.source) {
            let part_of = it.part_of;
            let symbol = symbol(it, &open.lines);
            // Parts come behind their object.
            match objects.last_mut().filter(|_| part_of.is_some()) {
                Some(object) => object.children.get_or_insert_default().push(symbol),
                None => objects.push(symbol),
            }
        }
        Some(DocumentSymbolResponse::Nested(objects))
    }
}

fn symbol(it: assist::Symbol, lines: &Lines<'_>) -> DocumentSymbol {
    #[expect(deprecated, reason = "the type has a field that is no longer set, and no default")]
    DocumentSymbol {
        name: it.name,
        detail: None,
        kind: match it.kind {
            assist::SymbolKind::Listener => SymbolKind::INTERFACE,
            assist::SymbolKind::Rule => SymbolKind::FUNCTION,
            assist::SymbolKind::Port => SymbolKind::CONSTANT,
            _ => SymbolKind::OBJECT,
        },
        tags: None,
        deprecated: None,
        range: lines.range(it.whole),
        selection_range: lines.range(it.title),
        children: None,
    }
}

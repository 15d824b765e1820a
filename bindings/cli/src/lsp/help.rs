//! Hover and completion.

use super::server::Server;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, Hover, HoverContents, HoverParams, MarkupContent, MarkupKind, TextEdit,
};
use routeproof_core::assist::{self, CompletionKind};

fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

impl Server {
    /// What the field under the cursor means.
    pub(super) fn hover(&self, params: &HoverParams) -> Option<Hover> {
        let at = &params.text_document_position_params;
        let open = self.at(&at.text_document.uri)?;
        let found = assist::hover(open.workspace, open.source, open.lines.byte(at.position))?;
        let range = Some(open.lines.range(found.span));
        Some(Hover { contents: HoverContents::Markup(markdown(found.text)), range })
    }

    /// What can stand at the cursor, best first.
    pub(super) fn complete(&self, params: &CompletionParams) -> Option<CompletionResponse> {
        let at = &params.text_document_position;
        let open = self.at(&at.text_document.uri)?;
        let found = assist::complete(open.workspace, open.source, open.lines.byte(at.position));
        let items = found.into_iter().enumerate().map(|(number, it)| CompletionItem {
            kind: Some(match it.kind {
                CompletionKind::Name => CompletionItemKind::REFERENCE,
                CompletionKind::Field => CompletionItemKind::FIELD,
                _ => CompletionItemKind::VALUE,
            }),
            detail: (!it.detail.is_empty()).then_some(it.detail),
            documentation: (!it.docs.is_empty()).then(|| Documentation::MarkupContent(markdown(it.docs))),
            // Editors sort by this text, and the order of the engine is meant.
            sort_text: Some(format!("{number:05}")),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(open.lines.range(it.span), it.insert))),
            label: it.label,
            ..CompletionItem::default()
        });
        Some(CompletionResponse::Array(items.collect()))
    }
}

//! Hover and completion.

use super::convert::range;
use super::server::Server;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, Hover, HoverContents, HoverParams, MarkupContent, MarkupKind, Range, TextEdit,
};
use routeproof_core::assist::{self, CompletionKind};
use routeproof_core::rules;

fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// The docs of a rule without headings and example.
fn explained(docs: &str) -> String {
    let before = docs.split("## Example").next().unwrap_or_default().trim();
    before.lines().map(|it| if it.contains("## ") { "" } else { it.trim() }).collect::<Vec<_>>().join("\n")
}

impl Server {
    /// What the field under the cursor means, what becomes of the requests of the rule around it, and what the rules want
    /// that found something there.
    pub(super) fn hover(&self, params: &HoverParams) -> Option<Hover> {
        let at = &params.text_document_position_params;
        let open = self.at(&at.text_document.uri)?;
        let byte = open.lines.byte(at.position);
        let field = assist::hover(open.workspace, open.source, byte);
        let span = field.as_ref().map(|it| open.lines.range(it.span));
        let mut parts: Vec<_> = field.map(|it| it.text).into_iter().collect();
        let around = open.outcomes().into_iter().find(|(span, _)| span.start() <= byte && byte <= span.end());
        parts.extend(around.map(|(_, outcome)| format!("Requests of this rule: {outcome}")));
        let is_here = |it: &Range| it.start <= at.position && at.position <= it.end;
        for finding in open.document.findings.iter().filter(|it| is_here(&range(&it.span))) {
            let docs = rules::find(&finding.code).map(|it| explained(it.docs)).unwrap_or_default();
            parts.push(format!("**{} {}**: {docs}", finding.code, finding.name));
        }
        let contents = HoverContents::Markup(markdown(parts.join("\n\n")));
        (!parts.is_empty()).then_some(Hover { contents, range: span })
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

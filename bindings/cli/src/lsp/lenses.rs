//! What becomes of the requests of each rule, above the rule.

use super::server::{Open, Server};
use lsp_types::{CodeLens, CodeLensParams, Command};
use routeproof_core::assist;
use routeproof_core::source::Span;

impl Server {
    pub(super) fn lenses(&self, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
        let open = self.at(&params.text_document.uri)?;
        let lenses = open.outcomes().into_iter().map(|(span, title)| {
            let command = Command { title, ..Command::default() };
            CodeLens { range: open.lines.range(span), command: Some(command), data: None }
        });
        Some(lenses.collect())
    }
}

impl Open<'_> {
    /// What becomes of the requests of each rule of a route that a listener takes.
    pub(super) fn outcomes(&self) -> Vec<(Span, String)> {
        assist::outcomes(self.workspace, self.source)
    }
}

//! From references to what they name, and back.

use super::convert::{Lines, uri_of};
use super::server::{Open, Server};
use lsp_types::{
    GotoDefinitionParams, GotoDefinitionResponse, Location, ReferenceParams, TextDocumentPositionParams,
};
use routeproof_core::Workspace;
use routeproof_core::assist;
use routeproof_core::report::SourceMap as _;
use routeproof_core::source::{self, SourceId};

type Find = fn(&Workspace, SourceId, usize) -> Vec<source::Location>;

impl Server {
    /// What the reference under the cursor names.
    pub(super) fn definitions(&self, params: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
        let found = self.find(&params.text_document_position_params, assist::definitions)?;
        Some(GotoDefinitionResponse::Array(found))
    }

    /// What refers to the thing that is named under the cursor.
    pub(super) fn references(&self, params: &ReferenceParams) -> Option<Vec<Location>> {
        let at = &params.text_document_position;
        let mut found = self.find(at, assist::references)?;
        if params.context.include_declaration {
            found.extend(self.find(at, assist::definitions)?);
        }
        Some(found)
    }

    fn find(&self, at: &TextDocumentPositionParams, find: Find) -> Option<Vec<Location>> {
        let open = self.at(&at.text_document.uri)?;
        let found = find(open.workspace, open.source, open.lines.byte(at.position));
        Some(found.into_iter().filter_map(|it| self.location(&open, it)).collect())
    }

    /// A place in the words of the protocol; `None` in a profile's manifests, which are no file.
    fn location(&self, open: &Open<'_>, at: source::Location) -> Option<Location> {
        let path = open.project.path(open.workspace.name(at.source));
        let range = Lines::new(open.workspace.text(at.source), self.unit).range(at.span);
        open.workspace.sources().any(|(id, ..)| id == at.source).then_some(())?;
        Some(Location::new(uri_of(&path)?, range))
    }
}

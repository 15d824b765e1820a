//! Fixes, all safe fixes at once, and comments that put up with a finding.

use super::convert::{Lines, range, uri_of};
use super::server::{Open, Server};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, DocumentChanges,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use routeproof_core::diagnostic::{Family, Safety};
use routeproof_core::report::{DiagnosticV1, FixV1};
use routeproof_core::rules;
use routeproof_core::source::Span;
use std::collections::BTreeMap;

/// All safe fixes of a buffer at once.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.routeproof");

/// Edits by the URI that they are for.
type Edits = BTreeMap<String, (Uri, Vec<TextEdit>)>;

impl Server {
    /// What can be done about the findings in a range.
    pub(super) fn actions(&mut self, params: &CodeActionParams) -> Result<Vec<CodeActionOrCommand>, String> {
        let uri = &params.text_document.uri;
        let is_wanted = |kind: &CodeActionKind| params.context.only.as_ref().is_none_or(|it| wants(it, kind));
        let mut actions = Vec::new();
        let mut is_mendable = params.context.only.is_some();
        if let Some(open) = self.at(uri) {
            let here = open.document.findings.iter().filter(|it| overlap(&range(&it.span), &params.range));
            for finding in here {
                is_mendable |= finding.fixes.iter().any(|it| it.safety == Safety::Safe);
                if is_wanted(&CodeActionKind::QUICKFIX) {
                    actions.extend(finding.fixes.iter().filter_map(|it| self.fix(&open, finding, it)));
                    actions.extend(self.ignore(&open, finding));
                }
            }
        }
        if is_mendable && is_wanted(&FIX_ALL) {
            actions.extend(self.fix_all(uri)?);
        }
        Ok(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
    }

    fn fix(&self, open: &Open<'_>, finding: &DiagnosticV1, fix: &FixV1) -> Option<CodeAction> {
        let mut edits = Edits::new();
        for edit in &fix.edits {
            let uri = open.uri_of(&edit.source)?;
            let of_uri = edits.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new()));
            of_uri.1.push(TextEdit::new(range(&edit.span), edit.text.clone()));
        }
        let is_safe = fix.safety == Safety::Safe;
        Some(CodeAction {
            title: format!("{}{}", fix.title, if is_safe { "" } else { " (not safe: read it first)" }),
            kind: Some(CodeActionKind::QUICKFIX),
            is_preferred: Some(is_safe),
            edit: Some(self.edit(edits)),
            diagnostics: Some(vec![open.diagnostic(finding)]),
            ..CodeAction::default()
        })
    }

    /// A comment above the line that silences the rule there. JSON has no comments, and what cannot be read is not fine
    /// because a comment says so.
    fn ignore(&self, open: &Open<'_>, finding: &DiagnosticV1) -> Option<CodeAction> {
        let is_json = open.document.path.extension().is_some_and(|it| it == "json");
        rules::find(&finding.code).filter(|it| !is_json && !it.is_of(Family::Reading))?;
        let mut start = range(&finding.span).start;
        start.character = 0;
        let line = open.document.text.get(open.lines.byte(start)..)?.split_inclusive('\n').next()?;
        let indent: String = line.chars().take_while(|it| *it == ' ').collect();
        let end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
        let comment = format!("{indent}# routeproof: ignore {} -- say why{end}", finding.code);
        let uri = open.document.uri.clone();
        let edit = TextEdit::new(Range::new(start, start), comment);
        Some(CodeAction {
            title: format!("ignore {} here, with a reason", finding.code),
            kind: Some(CodeActionKind::QUICKFIX),
            edit: Some(self.edit(Edits::from([(uri.as_str().to_owned(), (uri, vec![edit]))]))),
            diagnostics: Some(vec![open.diagnostic(finding)]),
            ..CodeAction::default()
        })
    }

    fn fix_all(&mut self, uri: &Uri) -> Result<Option<CodeAction>, String> {
        let Some((path, before)) =
            self.at(uri).map(|it| (it.document.path.clone(), it.document.text.clone()))
        else {
            return Ok(None);
        };
        let Some(project) = self.project_mut(uri) else { return Ok(None) };
        let Some((span, text)) = project.mended(&path)?.and_then(|after| difference(&before, &after)) else {
            return Ok(None);
        };
        let edit = TextEdit::new(Lines::new(&before, self.unit).range(span), text);
        Ok(Some(CodeAction {
            title: "apply all safe fixes of routeproof in this file".to_owned(),
            kind: Some(FIX_ALL),
            edit: Some(self.edit(Edits::from([(uri.as_str().to_owned(), (uri.clone(), vec![edit]))]))),
            ..CodeAction::default()
        }))
    }

    fn edit(&self, edits: Edits) -> WorkspaceEdit {
        if !self.versioned {
            #[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
            let changes = edits.into_values().collect();
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let of_uri = edits.into_values().map(|(uri, edits)| TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { version: self.version(&uri), uri },
            edits: edits.into_iter().map(lsp_types::OneOf::Left).collect(),
        });
        let changes = Some(DocumentChanges::Edits(of_uri.collect()));
        WorkspaceEdit { document_changes: changes, ..WorkspaceEdit::default() }
    }
}

impl Open<'_> {
    fn uri_of(&self, source: &str) -> Option<Uri> {
        match self.workspace_name() == source {
            true => Some(self.document.uri.clone()),
            false => uri_of(&self.project.path(source)),
        }
    }

    fn workspace_name(&self) -> String {
        self.project.name(&self.document.path)
    }

    fn diagnostic(&self, finding: &DiagnosticV1) -> lsp_types::Diagnostic {
        super::convert::diagnostic(finding, &|it| self.uri_of(it))
    }
}

/// Whether a list of kinds asks for `kind`: it holds the kind or one that the kind is a part of.
fn wants(only: &[CodeActionKind], kind: &CodeActionKind) -> bool {
    only.iter().any(|it| {
        kind.as_str().strip_prefix(it.as_str()).is_some_and(|it| it.is_empty() || it.starts_with('.'))
    })
}

fn overlap(one: &Range, other: &Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// The part of `before` that `after` differs in, and what stands there now.
fn difference(before: &str, after: &str) -> Option<(Span, String)> {
    if before == after {
        return None;
    }
    let same = |(one, other): &(char, char)| one == other;
    let head: usize = before.chars().zip(after.chars()).take_while(same).map(|it| it.0.len_utf8()).sum();
    let (old, new) = (before.get(head..)?, after.get(head..)?);
    let tail: usize =
        old.chars().rev().zip(new.chars().rev()).take_while(same).map(|it| it.0.len_utf8()).sum();
    Some((Span::new(head, before.len() - tail), new.get(..new.len() - tail)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_is_as_small_as_can_be() {
        for (before, after, part) in [
            ("a: 1\n", "a: 2\n", Some((3, 4, "2"))),
            ("é", "éé", Some((2, 2, "é"))),
            ("aXa", "aa", Some((1, 2, ""))),
            ("aa", "aXa", Some((1, 1, "X"))),
            ("", "a", Some((0, 0, "a"))),
            ("a", "a", None),
        ] {
            let found = difference(before, after);
            let found = found.as_ref().map(|(span, text)| (span.start(), span.end(), text.as_str()));
            assert_eq!(found, part, "{before:?} {after:?}");
        }
    }
}

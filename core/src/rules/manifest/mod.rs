//! What is no manifest. Problems of `manifest` in, diagnostics out.

mod kind_with_items;
mod not_a_manifest;
mod not_rendered;
mod other_file;

use crate::diagnostic::{Diagnostic, RuleInfo, Severity};
use crate::manifest::{Looks, Problem, ProblemKind, View};
use crate::rendered::Tool;
use crate::rules::api::Subject;
use crate::source::{SourceId, Span};

pub use not_rendered::NotRendered;

/// The rules of this family, by code.
pub(super) static RULES: &[&RuleInfo] = &[
    &not_a_manifest::NOT_A_MANIFEST,
    &other_file::OTHER_FILE,
    &kind_with_items::KIND_WITH_ITEMS,
    &not_rendered::NOT_RENDERED,
];

/// The finding for one problem.
pub fn diagnose(source: SourceId, problem: &Problem) -> Diagnostic {
    match problem.kind {
        ProblemKind::NoManifest { looks } | ProblemKind::NoKind { looks } if looks != Looks::Manifest => {
            other_file::diagnose(source, problem.at, looks, false)
        }
        _ => not_a_manifest::diagnose(source, problem),
    }
}

/// The finding for an object that is the file of a tool.
pub(crate) fn file(source: SourceId, view: View<'_>, looks: Looks) -> Diagnostic {
    other_file::diagnose(source, view.kind_node().span(), looks, true)
}

/// Makes errors of the findings for what is no manifest: a gate leaves nothing out.
pub(crate) fn refuse_other_files(findings: &mut [Diagnostic]) {
    for it in findings.iter_mut().filter(|it| it.rule.code == other_file::OTHER_FILE.code) {
        it.severity = Severity::Error;
    }
}

/// The finding for text that a program makes manifests of.
pub(crate) fn template(source: SourceId, text: &str) -> Diagnostic {
    let at = text.find("{{").unwrap_or_default();
    other_file::diagnose(source, Span::new(at, at + 2), Looks::Template, false)
}

/// The finding for a file that a tool makes manifests of, where it made none.
pub(crate) fn not_rendered(source: SourceId, text: &str, tool: Tool, why: &NotRendered) -> Diagnostic {
    not_rendered::diagnose(source, text, tool, why)
}

/// The finding for an object that kubectl takes for a list.
pub fn kind_with_items(list: &Subject<'_>) -> Option<Diagnostic> {
    kind_with_items::diagnose(list)
}

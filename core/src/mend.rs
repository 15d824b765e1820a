//! Rounds of checking and applying fixes, until there are none to apply or rounds run out.

use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::fix::{ApplyError, MAX_ROUNDS, apply, choose};
use crate::order::Map;
use crate::report::SourceMap as _;
use crate::source::SourceId;
use crate::workspace::Workspace;

/// What mending came to.
#[derive(Debug, Default)]
pub struct Mended {
    /// How many findings were mended.
    pub findings: usize,
    /// The texts before, of the sources that changed.
    pub before: Map<SourceId, String>,
}

/// Why nothing was mended: a mistake in a rule, never in the manifests. The workspace is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MendError {
    /// An edit does not fit.
    #[error("a fix of `{source_name}` cannot be applied: {error}")]
    Apply {
        /// The name of the source.
        source_name: String,
        /// Why.
        error: ApplyError,
    },
    /// There are more errors than before.
    #[error(
        "fixes that are called safe made new errors, so nothing was changed; this is a mistake in routeproof"
    )]
    NewErrors,
}

/// Applies the fixes of `workspace`'s findings that are at least as safe as `allowed`.
pub fn mend(workspace: &mut Workspace, allowed: Safety) -> Result<Mended, MendError> {
    let mut mended = Mended::default();
    let done = rounds(workspace, allowed, &mut mended);
    if done.is_err() {
        for (id, text) in std::mem::take(&mut mended.before) {
            replace(workspace, id, text);
        }
    }
    done.map(|()| mended)
}

fn rounds(workspace: &mut Workspace, allowed: Safety, mended: &mut Mended) -> Result<(), MendError> {
    for _ in 0..MAX_ROUNDS {
        let choice = choose(workspace.findings(), allowed);
        let before = errors(workspace.findings());
        if choice.edits.is_empty() {
            break;
        }
        for (id, edits) in choice.edits {
            let text = workspace.text(id).to_owned();
            let new = apply(&text, &edits)
                .map_err(|error| MendError::Apply { source_name: workspace.name(id).to_owned(), error })?;
            mended.before.entry(id).or_insert(text);
            replace(workspace, id, new);
        }
        if allowed == Safety::Safe && errors(workspace.findings()) > before {
            return Err(MendError::NewErrors);
        }
        mended.findings += choice.mended;
    }
    Ok(())
}

fn replace(workspace: &mut Workspace, id: SourceId, text: String) {
    let name = workspace.name(id).to_owned();
    workspace.set_source(&name, text);
}

fn errors(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|it| it.severity == Severity::Error).count()
}

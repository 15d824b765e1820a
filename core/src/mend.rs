//! Rounds of checking and applying fixes, until there are none to apply or rounds run out.

use crate::diagnostic::{Diagnostic, Family, Safety, Severity};
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
    /// More of the text cannot be read than before.
    #[error(
        "fixes that are called safe made text that cannot be read, so nothing was changed; this is a mistake in routeproof"
    )]
    Unreadable,
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
        let before = unread(workspace.findings());
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
        if allowed == Safety::Safe && unread(workspace.findings()) > before {
            return Err(MendError::Unreadable);
        }
        mended.findings += choice.mended;
    }
    Ok(())
}

fn replace(workspace: &mut Workspace, id: SourceId, text: String) {
    let name = workspace.name(id).to_owned();
    workspace.set_source(&name, text);
}

/// How many findings say that text cannot be read. Other errors may come: behind a field that has its right name there may
/// be more of them.
fn unread(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|it| it.severity == Severity::Error && it.rule.is_of(Family::Reading)).count()
}

#[cfg(test)]
mod tests {
    use super::{Safety, mend};
    use crate::report::SourceMap as _;
    use crate::workspace::Workspace;

    #[test]
    fn what_a_safe_fix_brings_to_light_does_not_undo_it() {
        let mut workspace = Workspace::default();
        let text = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {ruels: [{zed: 1, why: 2}]}\n";
        let id = workspace.set_source("a.yaml", text);
        assert_eq!(mend(&mut workspace, Safety::Safe).unwrap().findings, 1);
        assert_eq!(workspace.text(id), text.replace("ruels", "rules"));
    }
}

//! What a report looks up in a workspace.

use super::Workspace;
use crate::manifest::Object;
use crate::model::GroupKind;
use crate::order::{Map, sort_by_key};
use crate::report::{NotJudgedV1, SourceMap};
use crate::source::{SourceId, index};
use crate::world::Origin;
use crate::yaml::Tree;

impl SourceMap for Workspace {
    /// What was looked at for its own sake: what is to be applied, if there is any, and what could not be read.
    fn ids(&self) -> Vec<SourceId> {
        let desired = |id| self.origin(id) == Some(Origin::Desired);
        let only_live = !self.sources().any(|(id, ..)| desired(id));
        let sources =
            self.sources().filter(|(id, _, it)| only_live || desired(*id) || !it.findings.is_empty());
        sources.map(|(id, ..)| id).collect()
    }

    fn name(&self, id: SourceId) -> &str {
        self.state.slots.get(index(id.0)).map(|it| it.name.as_str()).unwrap_or_default()
    }

    fn find(&self, name: &str) -> Option<SourceId> {
        self.state.names.get(name).copied()
    }

    fn text(&self, id: SourceId) -> &str {
        &self.known(id).text
    }

    fn tree(&self, id: SourceId) -> &Tree {
        &self.known(id).tree
    }

    fn objects(&self, id: SourceId) -> &[Object] {
        &self.known(id).objects
    }

    fn file_count(&self) -> usize {
        let files = self.ids().into_iter().filter(|it| !self.is_printed(*it)).count();
        files + self.origin_count()
    }

    fn not_judged(&self) -> Vec<NotJudgedV1> {
        let mut counts: Map<GroupKind<'_>, usize> = Map::new();
        let (defined, serving) = (self.defined(), self.serving());
        for analysis in self.sources().map(|(_, _, it)| it) {
            for (place, kind) in analysis.other_kinds() {
                let judged = serving.is_crd(kind.group, kind.kind);
                if !judged && (defined.contains(&kind) || !analysis.is_nowhere(place)) {
                    *counts.entry(kind).or_default() += 1;
                }
            }
        }
        let mut found: Vec<_> = counts.into_iter().collect();
        sort_by_key(&mut found, |(kind, count)| (std::cmp::Reverse(*count), *kind));
        found.into_iter().map(|(kind, count)| NotJudgedV1::new(kind.group, kind.kind, count)).collect()
    }
}

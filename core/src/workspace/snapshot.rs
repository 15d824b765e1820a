//! A workspace at one moment: every question about it takes the same facts.

use super::{Workspace, check};
use crate::attach::Environment;
use crate::diagnostic::{Diagnostic, Family, Severity};
use crate::facts::{Facts, Surroundings};
use crate::model::{GATEWAY, GroupKind};
use crate::report::{self, ReportV1};
use crate::routing::{Request, RequestAnswersV1, RouteTablesV1};
use crate::source::{SourceId, Unit};
use crate::status::{self, ObjectStatus};
use crate::world::{Item, World};

/// What a [`Workspace`] knows now. While it lives, no source and no setting changes, and each fact is computed once.
#[derive(Debug)]
pub struct Snapshot<'s> {
    workspace: &'s Workspace,
    facts: Facts<'s>,
}

impl Workspace {
    /// What is known now: several questions about one state should take one snapshot.
    pub fn snapshot(&self) -> Snapshot<'_> {
        Snapshot { workspace: self, facts: self.facts(self.world()) }
    }

    /// The facts about the objects of `world`, some or all of those in the sources.
    pub(crate) fn facts<'s>(&'s self, world: World<'s>) -> Facts<'s> {
        let platform = self.state.criteria.platform.as_ref();
        let claims = self.state.criteria.claims.as_ref();
        Facts::new(world, Surroundings { environment: self.environment(), platform, claims })
    }

    /// Every finding in what is to be applied that settings and comments let through, and what of the other sources
    /// could not be read. [`report::sorted`] puts them in order. They are kept until a source or a setting changes.
    pub fn findings(&self) -> &[Diagnostic] {
        self.findings.get_or_init(|| check::check(&self.snapshot()))
    }

    /// Those of the [`findings`](Self::findings) that are in some sources, which takes less work than all of them.
    pub fn findings_in(&self, sources: &[SourceId]) -> Vec<Diagnostic> {
        let is_in = |it: SourceId| sources.contains(&it);
        let mut found = match self.findings.get() {
            Some(all) => all.clone(),
            None => check::check_some(&self.snapshot(), &is_in),
        };
        found.retain(|it| is_in(it.at.source));
        found
    }

    /// The report on every finding, with offsets and columns in `unit`.
    pub fn report(&self, unit: Unit) -> ReportV1 {
        report::build(self.findings(), self, unit)
    }
}

impl<'s> Snapshot<'s> {
    /// What it is a snapshot of.
    pub fn workspace(&self) -> &'s Workspace {
        self.workspace
    }

    /// The facts about all objects.
    pub(crate) fn facts(&'s self) -> &'s Facts<'s> {
        &self.facts
    }

    /// The index of every object of every source.
    pub fn world(&'s self) -> &'s World<'s> {
        self.facts.world()
    }

    /// As [`Workspace::findings`].
    pub fn findings(&'s self) -> &'s [Diagnostic] {
        self.workspace.findings.get_or_init(|| check::check(self))
    }

    /// The status that conformant controllers write for every object, merged with what is reported.
    pub fn status(&'s self) -> Vec<ObjectStatus> {
        status::predict(self.world(), self.facts.attachments(), self.environment())
    }

    /// What becomes of each request in the Gateways of all sources. An answer that stands on an object which the API
    /// server rejects says so.
    pub fn requests(&'s self, requests: &[Request]) -> RequestAnswersV1 {
        let table = self.facts.table();
        let mut answers: Vec<_> = requests.iter().map(|it| table.answer(it)).collect();
        for answer in &mut answers {
            let Some(route) = &answer.route else { continue };
            let kind = GroupKind::new(GATEWAY, &route.kind);
            let item = self.world().find(kind, &route.namespace, &route.name).found();
            if let Some(item) = item.filter(|it| self.is_rejected(it)) {
                answer.reasons.push(format!(
                    "the API server rejects {}, so this holds only once it is mended",
                    item.title()
                ));
            }
        }
        RequestAnswersV1::new(answers)
    }

    /// The matches of every Gateway, or of the one with this namespace and name, in the order in which they are tried.
    pub fn routes(&'s self, gateway: Option<(&str, &str)>) -> RouteTablesV1 {
        self.facts.table().listing(gateway)
    }

    fn environment(&self) -> &'s Environment {
        self.workspace.environment()
    }

    /// Whether the API server certainly rejects an object.
    fn is_rejected(&self, item: &Item<'_>) -> bool {
        let place = item.view().at();
        let mut found = self.workspace.known(place.source).findings().iter();
        found.any(|it| {
            it.severity == Severity::Error
                && it.rule.is_of(Family::Api)
                && it.at.source == place.source
                && place.span.contains(it.at.span)
        })
    }
}

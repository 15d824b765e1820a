//! Findings: what the rules find in the facts that all sources make together, beside what was found in each source by
//! itself; what settings and comments let through of it.

use super::analysis::{Analysis, Asker, judge_one};
use super::printed::Reported;
use super::{Snapshot, Workspace};
use crate::diagnostic::{Diagnostic, Family, RuleInfo, Severity};
use crate::facts::Facts;
use crate::manifest::Object;
use crate::model::{CustomResourceDefinition, GroupKind, View};
use crate::order::{Map, Set};
use crate::placeholder::has_placeholder;
use crate::report;
use crate::rules;
use crate::rules::api::{self, Subject};
use crate::source::{Location, SourceId, index};
use crate::world::{Input, Item, Origin, World};

/// So many worlds are looked at where many units hold the same object.
const MAX_WORLDS: usize = 8;

/// Says which sources findings are wanted of.
type Wanted<'a> = &'a dyn Fn(SourceId) -> bool;

/// An object that does not count because one of another unit is called the same.
struct Hidden {
    by: Location,
    other: SourceId,
}

/// Every finding in what is to be applied, and what of the other sources could not be read.
pub(super) fn check<'s>(snapshot: &'s Snapshot<'s>) -> Vec<Diagnostic> {
    check_some(snapshot, &|_| true)
}

/// The findings in the sources that are wanted, and some of those in others.
pub(super) fn check_some<'s>(snapshot: &'s Snapshot<'s>, wanted: Wanted<'_>) -> Vec<Diagnostic> {
    let workspace = snapshot.workspace();
    // What is found in what a tool printed is reported in the files that it was made from.
    let has_printed = workspace.sources().any(|(id, ..)| workspace.is_printed(id));
    let wanted: Wanted<'_> = if has_printed { &|_| true } else { wanted };
    let mut by_source: Map<SourceId, Vec<Diagnostic>> = Map::new();
    for it in together(snapshot, wanted) {
        by_source.entry(it.at.source).or_default().push(it);
    }
    let mut all = Vec::new();
    let defined = workspace.defined();
    let mut reported = Reported::default();
    let mut of_parts: Map<SourceId, Vec<Diagnostic>> = Map::new();
    for (source, name, analysis) in workspace.sources().filter(|it| wanted(it.0)) {
        let mut found = analysis.findings().to_vec();
        if workspace.origin(source) == Some(Origin::Desired) {
            workspace.add_other_kinds(source, analysis, &defined, &mut found);
            found.extend(by_source.get_mut(&source).map(std::mem::take).unwrap_or_default());
        }
        workspace.forget_moved(source, &mut found);
        if workspace.is_printed(source) {
            workspace.limit(&mut found);
            for (it, is_exact) in std::mem::take(&mut found).into_iter().map(|it| workspace.settled(it)) {
                if it.printed.is_none() {
                    found.push(it);
                } else if reported.is_new(&it, is_exact) {
                    of_parts.entry(it.at.source).or_default().push(it);
                }
            }
        }
        workspace.silence(source, name, analysis, &mut found);
        if workspace.is_printed(source) {
            // A comment is reported in the template that has it.
            found.retain(|it| !it.rule.code.starts_with("RP009"));
        }
        workspace.limit(&mut found);
        all.append(&mut found);
    }
    for (source, name, analysis) in workspace.parts() {
        let mut found: Vec<_> = Workspace::of_part(analysis).collect();
        found.extend(of_parts.get_mut(&source).map(std::mem::take).unwrap_or_default());
        workspace.silence(source, name, analysis, &mut found);
        // Other values may make what a comment in a template is about.
        found.retain(|it| it.rule.code != "RP0092" || !analysis.text().contains("{{"));
        all.append(&mut found);
    }
    all
}

/// What the rules find in the facts that all sources make together. Where two units hold the same object, each is
/// judged in a world without the other.
fn together<'s>(snapshot: &'s Snapshot<'s>, wanted: Wanted<'_>) -> Vec<Diagnostic> {
    let workspace = snapshot.workspace();
    let criteria = workspace.criteria();
    if criteria.asker == Asker::ApiOnly {
        return Vec::new();
    }
    let (mut found, mut hidden) = workspace.judge_world(snapshot.facts(), wanted);
    let mut without = Set::new();
    for _ in 1..MAX_WORLDS {
        if hidden.is_empty() {
            break;
        }
        let open: Set<&str> = hidden.iter().filter_map(|it| workspace.unit(it.other)).collect();
        without.extend(hidden.into_iter().map(|it| it.by));
        let is_in = |it: &Input<'_>| !without.contains(&Location { source: it.source, span: it.object.span });
        let world = World::new(workspace.inputs().filter(is_in), workspace.completeness());
        let facts = workspace.facts(world);
        let (new, next) = workspace.judge_world(&facts, wanted);
        let is_open = |it: &Diagnostic| workspace.unit(it.at.source).is_some_and(|it| open.contains(it));
        found.retain(|it| !is_open(it));
        found.extend(new.into_iter().filter(is_open));
        hidden = next;
    }
    found.retain(|it| !criteria.fills() || !workspace.is_open(it));
    found
}

impl Workspace {
    /// What is found in the facts of one world, and what is hidden there by another unit.
    fn judge_world<'f>(&self, facts: &'f Facts<'f>, wanted: Wanted<'_>) -> (Vec<Diagnostic>, Vec<Hidden>) {
        let mut found = Vec::new();
        let world = facts.world();
        let cx = rules::Context::new(facts, Origin::Desired, self.now());
        rules::check(cx, wanted, &mut found);
        rules::portability::check_release(world, self.serving(), &mut found);
        rules::portability::check_beyond(&cx, facts.surroundings().claims, &mut found);
        if let Some(claims) = facts.surroundings().claims {
            rules::portability::check_backends(claims, facts.attachments(), &mut found);
        }
        let mut hidden = Vec::new();
        let doubles_apart = |one, other| self.are_doubles_apart(one, other);
        if self.has_places() {
            let apart = |one, other| self.are_apart(one, other);
            rules::part(world, &apart, &doubles_apart, &mut found);
            for double in world.duplicates() {
                let (kept, other) = (world.item(double.kept), double.other.source());
                let kept = kept.filter(|it| doubles_apart(it.source(), other));
                let at = |it: &Item<'_>| Location { source: it.source(), span: it.object().object().span };
                hidden.extend(kept.map(|it| Hidden { by: at(it), other }));
            }
        }
        let is_own = |one, other| self.unit(one).is_some() && self.unit(one) == self.unit(other);
        rules::soften(world, &doubles_apart, &is_own, &mut found);
        (found, hidden)
    }

    /// Whether a finding is about a variable, which is replaced before the manifest is applied. What a platform forbids
    /// stays forbidden.
    fn is_open(&self, finding: &Diagnostic) -> bool {
        let open = |it: Location| has_placeholder(it.span.of(&self.known(it.source).text));
        let related = finding.related.iter().map(|it| it.at);
        finding.severity > Severity::Info
            && !finding.rule.is_of(Family::Profile)
            && related.chain([finding.at]).any(open)
    }

    /// Removes findings about the name of a Namespace that a kustomization gives another one.
    fn forget_moved(&self, source: SourceId, found: &mut Vec<Diagnostic>) {
        if !self.place(source).is_some_and(|it| it.moved) {
            return;
        }
        let analysis = self.known(source);
        let is_namespace = |it: &Object| {
            let gvk = it.gvk(&analysis.text, &analysis.tree);
            GroupKind::new(gvk.group, gvk.kind) == GroupKind::NAMESPACE
        };
        found.retain(|it| {
            !api::is_invalid_name(it) || !report::object_at(self, it.at).is_some_and(is_namespace)
        });
    }

    /// Adds what CRDs say of objects, what is wrong with those whose kind no API server serves, and with `strict` those
    /// that are not judged.
    fn add_other_kinds(
        &self,
        source: SourceId,
        analysis: &Analysis,
        defined: &Set<GroupKind<'_>>,
        found: &mut Vec<Diagnostic>,
    ) {
        let (mut serving, strict) = (self.serving(), self.state.settings.strict);
        let own = match analysis.other_kinds().next() {
            Some(_) => self.own_crds(source),
            None => None,
        };
        if let Some(own) = &own {
            serving = serving.with_crds(own);
        }
        let mut wrong = Vec::new();
        for (place, finding) in &analysis.nowhere {
            match analysis.kind(*place) {
                Some(it) if serving.is_crd(it.group, it.kind) => {}
                Some(it) if defined.contains(&it) => {}
                _ => wrong.push(finding.clone()),
            }
        }
        // Items that say no apiVersion have that of their list, which is wrong once.
        wrong.dedup_by(|one, other| one.sort_key() == other.sort_key());
        found.append(&mut wrong);
        for (place, kind) in analysis.other_kinds() {
            let Some(object) = analysis.objects.get(place) else { continue };
            let subject = Subject { source, view: object.view(&analysis.text, &analysis.tree), serving };
            if serving.is_crd(kind.group, kind.kind) {
                judge_one(&subject, self.criteria(), |it| found.push(it));
                found.extend(api::gaps(&subject, strict));
            } else if strict && (defined.contains(&kind) || !analysis.is_nowhere(place)) {
                found.push(api::not_judged(&subject, defined.contains(&kind)));
            }
        }
    }

    /// The kinds that the CRDs among all sources define, where that matters.
    pub(super) fn defined(&self) -> Set<GroupKind<'_>> {
        if !self.state.settings.strict && self.sources().all(|(_, _, it)| it.nowhere.is_empty()) {
            return Set::new();
        }
        let crds = self.inputs().filter(|it| {
            let id = it.object.id(it.text, it.tree);
            GroupKind::new(id.group, id.kind) == GroupKind::CRD
        });
        let views = crds.map(|it| View::new(it.source, it.tree.value(it.text, it.object.root())));
        views.map(|it| CustomResourceDefinition::from(it).defines()).collect()
    }

    /// Leaves of the findings of one source those that a person may want to read.
    pub(crate) fn limit(&self, found: &mut Vec<Diagnostic>) {
        rules::limit(found, |at| report::object_at(self, at).map(|it| index(it.span.start)));
    }

    /// Takes away what comments and settings put up with, and gives each finding the severity that settings ask for.
    pub(crate) fn silence(
        &self,
        source: SourceId,
        name: &str,
        analysis: &Analysis,
        found: &mut Vec<Diagnostic>,
    ) {
        let gate = self.criteria().asker == Asker::Gate;
        // What the platform forbids is not for settings or comments to open.
        let is_closed = self.criteria().is_closed();
        let closed = |it: &RuleInfo| is_closed && it.is_of(Family::Profile);
        if analysis.has_comments && !gate {
            let known = rules::registry();
            // A document that could not be read is not fine because a comment says so.
            let may_silence = |rule: &RuleInfo| !rule.is_of(Family::Reading) && !closed(rule);
            rules::suppression::apply(source, &analysis.text, &analysis.tree, known, may_silence, found);
        }
        found.retain(|it| closed(it.rule) || !self.state.settings.ignores(it.rule.code, name));
        found.retain_mut(|it| {
            match self.state.settings.rules.get(it.rule.code).filter(|_| !closed(it.rule)) {
                None => true,
                Some(level) => {
                    it.severity = level.severity().unwrap_or(it.severity);
                    level.severity().is_some()
                }
            }
        });
    }
}

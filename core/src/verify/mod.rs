//! The after-apply check: for each route that a cluster reported, the five questions, each answered yes, no or cannot
//! tell, with the evidence: which object, which condition, which message, how many ready endpoints for which port.
//!
//! In come the workspace's dumps and, where they are there, the manifests that were applied; out comes a
//! [`Verification`]. Only what the cluster reported is judged: manifests are what it is compared with. An answer is
//! as good as its evidence: one `no` makes it no, and what the dump does not hold makes it cannot tell, never yes.

mod conditions;
mod evidence;
mod existence;
mod name;
mod reach;
mod services;
#[cfg(test)]
mod tests;
mod v1;

pub use name::{BadRouteName, RouteName};
pub use v1::{
    AnswerV1, ConditionV1, EndpointsV1, EvidenceV1, Question, RouteVerificationV1, Verdict,
    VerificationSummaryV1, VerificationV1,
};

use crate::Workspace;
use crate::attach::{Attachments, RouteFact};
use crate::diagnostic::Diagnostic;
use crate::facts::Facts;
use crate::live::{Healths, ParentReport, Reports};
use crate::model::{GATEWAY, GroupKind, RouteKind};
use crate::order::Map;
use crate::report::{self, Places};
use crate::rules;
use crate::source::{Location, Unit};
use crate::world::{Completeness, Item, Lookup, Origin, World};
use evidence::{Answer, Evidence};

/// What verifying came to.
#[derive(Debug)]
pub struct Verification {
    /// The answers, and the findings as reports have them.
    pub answers: VerificationV1,
    /// What rules find in the dumps, and where live objects differ from their manifests.
    pub findings: Vec<Diagnostic>,
}

/// Everything that answers are made of.
#[derive(Clone, Copy)]
struct VerifyContext<'s, 'w, 'a> {
    world: &'w World<'a>,
    attachments: &'s Attachments<'w, 'a>,
    healths: &'s Healths<'w, 'a>,
}

/// One route that is asked about.
struct Asked<'s, 'w, 'a> {
    /// As the cluster reported it.
    fact: Option<&'s RouteFact<'w, 'a>>,
    /// As it was applied.
    manifest: Option<&'s Item<'a>>,
    /// As it was asked for, where nothing is called so.
    name: Option<&'s RouteName>,
}

impl Workspace {
    /// Answers the five questions for the routes that `names` mean; for every route where there are no names.
    pub fn verify(&self, names: &[RouteName], unit: Unit) -> Verification {
        let reported = self.inputs().filter(|it| it.origin != Origin::Desired);
        let world = World::new(reported, self.dump_completeness());
        let manifests =
            World::new(self.inputs().filter(|it| it.origin == Origin::Desired), Completeness::open());
        let facts = self.facts(world);
        let (world, attachments) = (facts.world(), facts.attachments());
        let reports = Reports::new(world, attachments, self.environment());
        let cx = VerifyContext { world, attachments, healths: facts.healths() };
        let asked = asked(cx, &manifests, names);
        let mut places = Places::new(self, unit);
        let routes = asked.iter().map(|it| {
            let answers = match it.fact {
                Some(fact) => {
                    let parents = reports.parents(attachments, self.environment(), fact);
                    answers(cx, fact, it.manifest, &parents)
                }
                None => absent(cx, it),
            };
            v1::route(it, answers, &mut places)
        });
        let routes: Vec<_> = routes.collect();
        let mut findings = self.live_findings(&facts, &manifests, &reports);
        if !names.is_empty() {
            let spans: Vec<_> = asked.iter().flat_map(Asked::places).collect();
            let within =
                |at: Location| spans.iter().any(|it| it.source == at.source && it.span.contains(at.span));
            findings.retain(|it| within(it.at));
        }
        let diagnostics =
            report::sorted(&findings, self).into_iter().map(|it| places.diagnostic(it)).collect();
        Verification { answers: VerificationV1::new(routes, diagnostics), findings }
    }

    /// What the rules find in the dumps, and where live objects differ from their manifests.
    fn live_findings<'f>(
        &self,
        facts: &'f Facts<'f>,
        manifests: &World<'_>,
        reports: &Reports,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let context = rules::Context::new(facts, Origin::Live, self.now());
        rules::check(context, &|_| true, &mut found);
        rules::live::verify(&context, reports, &mut found);
        for manifest in manifests.items().iter().filter(|it| is_compared(it.kind())) {
            let live = facts.world().find(manifest.kind(), manifest.namespace(), manifest.name()).found();
            if let Some(live) = live.filter(|it| it.origin() == Origin::Live) {
                rules::live::differs(manifest, live, &mut found);
            }
        }
        let mut by_source: Map<_, Vec<_>> = Map::new();
        for it in found {
            by_source.entry(it.at.source).or_default().push(it);
        }
        let mut all = Vec::new();
        for (source, name, analysis) in self.sources() {
            let mut found = by_source.get_mut(&source).map(std::mem::take).unwrap_or_default();
            if self.origin(source) == Some(Origin::Live) {
                // What could not be read was not verified. A dump is not mended: fixes are left out.
                found.extend(analysis.findings().iter().cloned());
                for it in &mut found {
                    it.fixes.clear();
                }
            }
            self.silence(source, name, analysis, &mut found);
            self.limit(&mut found);
            all.append(&mut found);
        }
        all
    }
}

/// The kinds whose manifests say what is live, field by field. Workloads are scaled and their quantities are written
/// anew: they would always differ.
fn is_compared(kind: GroupKind<'_>) -> bool {
    kind.group == GATEWAY || kind == GroupKind::SERVICE
}

/// The routes that `names` mean, by kind, namespace and name, those that are not live last.
fn asked<'s, 'w, 'a>(
    cx: VerifyContext<'s, 'w, 'a>,
    manifests: &'s World<'a>,
    names: &'s [RouteName],
) -> Vec<Asked<'s, 'w, 'a>> {
    let is_asked = |it: &Item<'_>| names.is_empty() || names.iter().any(|name| name.means(it));
    let reported = cx.attachments.routes().iter();
    let live = reported.filter(|it| it.item.origin() == Origin::Live && is_asked(it.item));
    let mut asked: Vec<_> = live
        .map(|fact| {
            let id = fact.item.id();
            let manifest = manifests.find(fact.item.kind(), id.namespace, id.name).found();
            Asked { fact: Some(fact), manifest, name: None }
        })
        .collect();
    let is_live = |it: &Item<'_>| {
        let found = cx.world.find(it.kind(), it.namespace(), it.name()).found();
        found.is_some_and(|it| it.origin() == Origin::Live)
    };
    let routes = manifests.items().iter().filter(|it| RouteKind::of(it.kind()).is_some());
    let applied = routes.filter(|it| is_asked(it) && !is_live(it));
    asked.extend(applied.map(|it| Asked { fact: None, manifest: Some(it), name: None }));
    let nothing: Vec<_> = names.iter().filter(|name| !asked.iter().any(|it| it.is(name))).collect();
    asked.extend(nothing.into_iter().map(|it| Asked { fact: None, manifest: None, name: Some(it) }));
    asked
}

impl<'a> Asked<'_, '_, 'a> {
    fn item(&self) -> Option<&Item<'a>> {
        self.fact.map(|it| it.item).or(self.manifest)
    }

    fn is(&self, name: &RouteName) -> bool {
        self.item().is_some_and(|it| name.means(it))
    }

    /// Where it stands, live and as a manifest.
    fn places(&self) -> impl Iterator<Item = Location> {
        [self.fact.map(|it| it.item), self.manifest].into_iter().flatten().map(|it| it.view().at())
    }
}

/// The five answers about a route that is live.
fn answers<'a>(
    cx: VerifyContext<'_, '_, 'a>,
    fact: &RouteFact<'_, 'a>,
    manifest: Option<&Item<'a>>,
    parents: &[ParentReport<'_, '_, 'a>],
) -> Vec<Answer> {
    let exists = existence::answer(fact.item, manifest);
    let services = services::answer(cx, fact);
    let accepted = conditions::accepted(cx, fact, parents);
    let resolved = conditions::resolved(fact, parents);
    let before = [exists, services, accepted, resolved];
    let reached = reach::answer(cx, fact, &before);
    before.into_iter().chain([reached]).collect()
}

/// The five answers about a route that is not live.
fn absent(cx: VerifyContext<'_, '_, '_>, asked: &Asked<'_, '_, '_>) -> Vec<Answer> {
    let exists = existence::absent(cx.world, asked);
    let rest = Question::ALL.into_iter().skip(1).map(|question| {
        Answer::new(question, vec![Evidence::unknown("without the route there is nothing to look at")])
    });
    std::iter::once(exists).chain(rest).collect()
}

/// What a lookup in the dump means for an answer.
fn verdict<T>(lookup: &Lookup<T>) -> Verdict {
    match lookup {
        Lookup::Found(_) => Verdict::Yes,
        Lookup::Missing => Verdict::No,
        Lookup::Unknown => Verdict::CannotTell,
    }
}

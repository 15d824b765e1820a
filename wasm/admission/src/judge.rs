//! The verdict on objects that want in, in the light of what is known of the cluster.
//!
//! An error in an object under judgement denies it, and so does tenancy, whatever settings say about those rules. What
//! is wrong in the cluster itself denies nothing: its findings, and what a controller reports at the moment, are
//! warnings at most. What is not known is never missing.

use crate::json::is_same;
use crate::references::{References, add_services};
use crate::request::{Source, without_made_name};
use crate::settings::Policy;
use routeproof_core::GroupKind;
use routeproof_core::Workspace;
use routeproof_core::diagnostic::{Family, Safety, Severity};
use routeproof_core::internal::manifest::json;
use routeproof_core::internal::manifest::{Items, View, objects_with};
use routeproof_core::internal::model::{self, GATEWAY, Namespace};
use routeproof_core::internal::world::{DEFAULT_NAMESPACE, Lookup, Origin};
use routeproof_core::mend::mend;
use routeproof_core::report::{self, DiagnosticV1, ReportV1, SourceMap as _};
use routeproof_core::settings::DnsLabel;
use routeproof_core::settings::Release;
use routeproof_core::source::{SourceId, Unit, shown};
use routeproof_core::workspace::{Analysis, Focus, Tenants};
use routeproof_core::yaml;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of the cluster.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What it reported.
    pub sources: Vec<Source>,
    /// Of which kinds these hold every object.
    pub complete: Vec<Complete>,
    /// What could not be found out, a line each.
    pub gaps: Vec<String>,
}

/// A kind of which every object is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complete {
    /// The API group; empty for the core group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace; without it, every one.
    pub namespace: Option<String>,
}

/// Whether the objects may come in.
#[derive(Debug)]
pub struct Verdict {
    /// Why not, a line each; they may where there is none.
    pub denials: Vec<String>,
    /// What else is worth knowing, a line each.
    pub warnings: Vec<String>,
    /// Every finding in the objects, where a report is asked for.
    pub report: Option<ReportV1>,
    /// The first object with safe fixes applied, where that was asked for and changed it.
    pub mended: Option<Value>,
}

/// What is to be done beside the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    Nothing,
    /// A report on every finding.
    Report,
    /// Safe fixes before the verdict.
    Fixes,
}

/// Judges `admitted` by `policy`: an [`AdmissionEngine`] for one request.
///
/// # Errors
/// Where settings cannot be used, or a fix cannot be applied: in one line, and nothing is to be let in.
pub fn judge(
    policy: &Policy,
    admitted: Vec<Source>,
    known: Known,
    beside: Beside,
) -> Result<Verdict, String> {
    let mut engine = AdmissionEngine::new(policy, known, &[])?;
    let review = engine.read(admitted);
    engine.judge(review, beside)
}

/// The verdict where nothing was judged: everything is let in, or nothing for the reasons in `denials`.
pub fn nothing_judged(denials: &[String], beside: Beside) -> Verdict {
    let report = (beside == Beside::Report).then(|| Workspace::default().report(Unit::Utf8));
    let denials = denials.iter().map(|it| one_line(it)).collect();
    Verdict { denials, warnings: Vec::new(), report, mended: None }
}

/// A policy and what is known of the cluster, read once: judges one request after the other, and keeps nothing of them.
#[derive(Debug)]
pub struct AdmissionEngine {
    workspace: Workspace,
    is_armed: bool,
    tenant_label: Option<String>,
    /// The texts of [`Known`], by source.
    sources: Vec<SourceId>,
    complete: Vec<Complete>,
    gaps: Vec<String>,
    /// What else there is to say of what is known.
    faults: Vec<String>,
    /// What the label says, by Namespace; nothing where it has none.
    labels: Labels,
    /// What is known of Services, where those that a request does not refer to can be left out.
    services: Option<Services>,
}

/// The Services that are known.
#[derive(Debug)]
struct Services {
    /// All of them: namespace and name, in order.
    all: Arc<[(String, String)]>,
    /// Those that other known objects refer to, in order.
    used: Arc<[(String, String)]>,
}

/// So few Services are looked at with every request.
const FEW_SERVICES: usize = 32;

/// The tenants that labels name, by Namespace; nothing where the Namespace has no label.
type Labels = BTreeMap<String, Option<String>>;

/// A request that was read. An engine reads it, and each engine of the same policy with the same room can judge it.
#[derive(Debug)]
pub struct Review {
    texts: Vec<Read>,
    /// The user who wrote it.
    author: Option<String>,
    /// Namespaces that come with the request.
    labels: Labels,
    /// Whose the namespaces were when it was judged last.
    tenants: Option<Tenants>,
}

/// One text of a request.
#[derive(Debug)]
struct Read {
    name: String,
    id: SourceId,
    analysis: Analysis,
}

impl Review {
    /// What the object refers to; nothing where there is none.
    pub fn references(&self) -> References {
        self.objects().next().map(References::of).unwrap_or_default()
    }

    /// Whether the platform forbids an object, as far as it was judged.
    pub fn is_forbidden(&self) -> bool {
        self.texts.iter().any(|it| it.analysis.is_forbidden())
    }

    fn objects(&self) -> impl Iterator<Item = View<'_>> {
        self.texts.iter().flat_map(|Read { analysis, .. }| {
            analysis.objects().iter().map(|it| it.view(analysis.text(), analysis.tree()))
        })
    }
}

impl AdmissionEngine {
    /// An engine that goes by `policy`, and by what is `known`. With other texts than those of these names to judge,
    /// something of what is known may move.
    ///
    /// # Errors
    /// Where settings cannot be used: in one line, and nothing is to be let in.
    pub fn new(policy: &Policy, known: Known, room: &[String]) -> Result<Self, String> {
        let mut workspace =
            Workspace::new(policy.settings.clone()).map_err(|it| one_line(&it.to_string()))?;
        workspace.set_admitted();
        for name in room {
            workspace.reserve(name, Origin::Desired);
        }
        let mut engine = Self {
            is_armed: policy.is_armed(),
            tenant_label: policy.tenant_label.clone(),
            workspace,
            sources: Vec::new(),
            complete: known.complete,
            gaps: known.gaps,
            faults: Vec::new(),
            labels: Labels::new(),
            services: None,
        };
        engine.know(known.sources);
        engine.read_labels();
        engine.services = engine.known_services();
        Ok(engine)
    }

    /// Whether this is what is known here.
    pub fn knows(&self, known: &Known) -> bool {
        let same = |(id, it): (&SourceId, &Source)| {
            self.workspace.name(*id) == it.name
                && is_same(self.workspace.text(*id).as_bytes(), it.text.as_bytes())
        };
        (self.sources.len(), &self.complete, &self.gaps)
            == (known.sources.len(), &known.complete, &known.gaps)
            && self.sources.iter().zip(&known.sources).all(same)
    }

    /// Whether objects are kept to a platform's profile.
    pub fn is_armed(&self) -> bool {
        self.is_armed
    }

    /// Reads what is to be judged.
    pub fn read(&mut self, admitted: Vec<Source>) -> Review {
        let mut review = Review { texts: Vec::new(), author: None, labels: Labels::new(), tenants: None };
        for Source { name, text, reviewed, author, namespace } in admitted {
            self.workspace.set_items(if reviewed { Items::Object } else { Items::Both });
            let (id, analysis) = self.workspace.read(&name, text);
            review.texts.push(Read { name, id, analysis });
            review.author = review.author.or(author);
            if let (Some(text), Some(label)) = (namespace, &self.tenant_label) {
                review.labels.extend(label_in(&text, label));
            }
        }
        review
    }

    /// Judges what a request says by itself: as the API server does, and by the platform's profile. It is judged once;
    /// of what is known here, only whose the namespaces are matters.
    pub fn judge_alone(&mut self, review: &mut Review) {
        let tenants = self.tenants(review);
        let before = review.tenants.replace(tenants.clone());
        if before.as_ref() == Some(&tenants) {
            return;
        }
        self.workspace.set_tenants(tenants, review.author.clone());
        for it in &mut review.texts {
            match before {
                None => self.workspace.judge(it.id, &mut it.analysis),
                Some(_) => self.workspace.judge_tenancy(it.id, &mut it.analysis),
            }
        }
        self.forget();
    }

    /// Forgets the findings of one request: nothing of it may outlive that, because a host may take its memory back.
    fn forget(&mut self) {
        self.workspace.set_tenants(Tenants::new(), None);
        self.workspace.set_focus(None);
    }

    /// Judges a request.
    ///
    /// # Errors
    /// Where a fix cannot be applied: in one line, and nothing is to be let in.
    pub fn judge(&mut self, mut review: Review, beside: Beside) -> Result<Verdict, String> {
        self.judge_alone(&mut review);
        let (mut ids, mut names) = (Vec::new(), Vec::new());
        // A fix may lead to another Service.
        let focus = self.focus(&review).filter(|_| beside != Beside::Fixes);
        self.workspace.set_focus(focus);
        let warnings = self.gaps.iter().chain(&self.faults).cloned().chain(self.untold(&review)).collect();
        // A fix is judged like what it mends.
        self.workspace.set_tenants(review.tenants.unwrap_or_default(), review.author);
        for Read { name, id, analysis } in review.texts {
            self.workspace.insert(id, analysis);
            ids.push(id);
            names.push(name);
        }
        let verdict = self.judge_inserted(&ids, warnings, beside);
        self.forget();
        for name in &names {
            self.workspace.remove_source(name);
        }
        verdict
    }

    fn judge_inserted(
        &mut self,
        admitted: &[SourceId],
        warnings: Vec<String>,
        beside: Beside,
    ) -> Result<Verdict, String> {
        let mended = if beside == Beside::Fixes { self.mend(admitted)? } else { None };
        let without = admitted.iter().flat_map(|it| self.objects(*it)).filter_map(without_group);
        let mut verdict = Verdict { denials: without.collect(), warnings, report: None, mended };
        self.add_findings(admitted, beside, &mut verdict);
        Ok(verdict)
    }

    /// Applies safe fixes; the first object where that changed it. What is known stays as the cluster has it.
    fn mend(&mut self, admitted: &[SourceId]) -> Result<Option<Value>, String> {
        let changed = mend(&mut self.workspace, Safety::Safe).map_err(|it| it.to_string())?.before;
        let first = admitted.first().filter(|it| changed.contains_key(it));
        let mended = first.and_then(|it| self.as_json(*it));
        for (id, before) in changed.into_iter().filter(|(id, _)| self.sources.contains(id)) {
            let name = self.workspace.name(id).to_owned();
            self.workspace.set_live(&name, before);
        }
        Ok(mended)
    }

    /// Takes what is known of the cluster. What the engine cannot read of it is not known to be all.
    fn know(&mut self, sources: Vec<Source>) {
        for Source { name, text, .. } in sources {
            self.sources.push(self.workspace.set_live(&name, text));
        }
        let broken = self.workspace.sources().find_map(|(_, name, it)| Some((name, it.findings().first()?)));
        if let Some((name, finding)) = broken {
            let message = one_line(&finding.message);
            self.faults.push(format!("{name} cannot be read, so nothing is taken for complete: {message}"));
            return;
        }
        for Complete { group, kind, namespace } in &self.complete {
            self.workspace.set_complete(GroupKind::new(group, kind), namespace.as_deref());
        }
    }

    /// The Services that are known, where they are many and nothing else that is known says something of them.
    fn known_services(&self) -> Option<Services> {
        let (mut all, mut used) = (BTreeSet::new(), BTreeSet::new());
        for object in self.sources.iter().flat_map(|it| self.objects(*it)) {
            let kind = GroupKind::new(object.group(), object.kind());
            match kind {
                GroupKind::SERVICE => {
                    let namespace = object.namespace().unwrap_or(DEFAULT_NAMESPACE);
                    all.insert((namespace.to_owned(), object.name().to_owned()));
                }
                GroupKind::CONFIG_MAP | GroupKind::NAMESPACE | GroupKind::SECRET => {}
                _ if kind.group == GATEWAY => add_services(object, &mut used),
                _ => return None,
            }
        }
        let (all, used) = (all.into_iter().collect(), used.into_iter().collect());
        Some(Services { all, used }).filter(|it| it.all.len() > FEW_SERVICES)
    }

    /// The Services that a request refers to, where each of them is known: then the names of the others say nothing.
    fn focus(&self, review: &Review) -> Option<Focus> {
        let Services { all, used } = self.services.as_ref()?;
        let mut wanted = BTreeSet::new();
        for object in review.objects() {
            if object.group() != GATEWAY {
                return None;
            }
            add_services(object, &mut wanted);
        }
        let all_known = wanted.iter().all(|it| all.binary_search(it).is_ok());
        let (known, used) = (Arc::clone(all), Arc::clone(used));
        all_known.then(|| Focus { known, used, wanted: wanted.into_iter().collect() })
    }

    /// What the label says in each Namespace that is known. What a request brings has no say in this.
    fn read_labels(&mut self) {
        let Some(label) = self.tenant_label.as_deref() else { return };
        let mut labels = Labels::new();
        let world = self.workspace.world();
        let namespaces = self.sources.iter().flat_map(|it| self.objects(*it));
        for name in namespaces.filter(|it| it.kind() == "Namespace").map(View::name) {
            let Lookup::Found(namespace) = world.namespace(name) else { continue };
            let Some(namespace) = world.live(namespace.number()) else { continue };
            labels.insert(name.to_owned(), value_of(namespace.read(), label));
        }
        self.labels = labels;
    }

    /// What the label of a Namespace says; `None` where the Namespace is not known.
    fn label<'l>(&'l self, review: &'l Review, namespace: &str) -> Option<&'l Option<String>> {
        review.labels.get(namespace).or_else(|| self.labels.get(namespace))
    }

    /// The tenants that labels name, of the namespaces in a request.
    fn tenants(&self, review: &Review) -> Tenants {
        let mut tenants = Tenants::new();
        if self.tenant_label.is_none() {
            return tenants;
        }
        for namespace in review.objects().filter_map(View::namespace) {
            let label = self.label(review, namespace).cloned().flatten();
            let tenant = label.and_then(|it| DnsLabel::try_from(it).ok());
            tenants.extend(tenant.map(|it| (namespace.to_owned(), it)));
        }
        tenants
    }

    /// Why the labels of namespaces in a request name no tenant, a line each, where something is forbidden.
    fn untold(&self, review: &Review) -> Vec<String> {
        let Some(label) = self.tenant_label.as_deref().filter(|_| review.is_forbidden()) else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for name in review.objects().filter_map(View::namespace) {
            let line = match self.label(review, name) {
                Some(Some(label)) => DnsLabel::try_from(label.clone())
                    .err()
                    .map(|fault| format!("label `{label}` of Namespace `{name}`: {fault}")),
                Some(None) => {
                    Some(format!("Namespace `{name}` has no label `{label}` that would name its tenant"))
                }
                None => {
                    Some(format!("Namespace `{name}` is not known, so its label `{label}` is not either"))
                }
            };
            lines.extend(line.map(|it| one_line(&it)));
        }
        lines.dedup();
        lines
    }

    /// Adds what is found in the objects.
    fn add_findings(&self, admitted: &[SourceId], beside: Beside, verdict: &mut Verdict) {
        let mut found = self.workspace.findings().to_vec();
        found.retain(|it| admitted.contains(&it.at.source));
        // What a cluster reports at the moment is no reason to keep an object out.
        for it in found.iter_mut().filter(|it| it.rule.is_of(Family::Live)) {
            it.severity = it.severity.min(Severity::Warning);
        }
        let sources = &self.workspace;
        let report = (beside == Beside::Report).then(|| report::build(&found, sources, Unit::Utf8));
        let alone = || report::described(&report::sorted(&found, sources), sources, Unit::Utf8);
        for it in
            report.as_ref().map_or_else(|| Cow::Owned(alone()), |it| Cow::Borrowed(&it.diagnostics)).iter()
        {
            match it.severity {
                Severity::Error => verdict.denials.push(line(it)),
                Severity::Warning => verdict.warnings.push(line(it)),
                Severity::Info => {}
            }
        }
        verdict.report = report;
        for id in admitted {
            let unread = self.workspace.objects(*id).is_empty();
            if unread && verdict.denials.is_empty() {
                verdict
                    .denials
                    .push(format!("{} holds no object that could be judged", self.workspace.name(*id)));
            }
        }
    }

    fn objects(&self, source: SourceId) -> impl Iterator<Item = View<'_>> {
        let (text, tree) = (self.workspace.text(source), self.workspace.tree(source));
        self.workspace.objects(source).iter().map(move |it| it.view(text, tree))
    }

    fn as_json(&self, source: SourceId) -> Option<Value> {
        let mut object = json(self.objects(source).next()?.value());
        without_made_name(&mut object);
        Some(object)
    }
}

/// What the label of a Namespace says, if it says anything.
fn value_of(namespace: Namespace<'_>, label: &str) -> Option<String> {
    namespace.labels().find_map(|(key, value)| (key.value == label).then(|| value.value.to_owned()))
}

/// The name of the Namespace in a text, and what its label says; nothing where that is no Namespace.
fn label_in(text: &str, label: &str) -> Option<(String, Option<String>)> {
    let tree = yaml::read(text).tree;
    let found = objects_with(text, &tree, Items::Object);
    let object = found.objects.first()?.view(text, &tree);
    let is_namespace = (object.group(), object.kind()) == ("", "Namespace");
    let namespace = Namespace::from(model::View::new(SourceId(0), object.value()));
    is_namespace.then(|| (object.name().to_owned(), value_of(namespace, label)))
}

/// Why an object may not come in that has the kind of a route or a Gateway, and no group: the core group has no such
/// kind, so that it would be taken for one of another API.
fn without_group(object: View<'_>) -> Option<String> {
    let kind = object.kind();
    let mut all = Release::all().flat_map(Release::kinds);
    let known = all.find(|it| object.group().is_empty() && it.name() == kind)?;
    let (id, written) = (object.id().place(), object.api_version());
    let version = format!("{}/…", known.group());
    Some(one_line(&format!("{kind} {id} apiVersion: `{written}` has no `{kind}`; help: write `{version}`")))
}

/// A finding in one line: code, object and field, what is wrong, what to do.
fn line(it: &DiagnosticV1) -> String {
    let object = it.object.as_ref().map_or_else(|| it.source.clone(), ToString::to_string);
    let path = it.path.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
    let help = it.help.as_ref().map(|it| format!("; help: {it}")).unwrap_or_default();
    one_line(&format!("{} {object}{path}: {}{help}", it.code, it.message))
}

/// Text without what would break a line or a terminal, or disguise the rest.
fn one_line(text: &str) -> String {
    shown(&text.replace(['\n', '\r', '\t'], " "))
}

#[cfg(test)]
mod tests;

//! The verdict on objects that want in, in the light of what is known of the cluster.
//!
//! An error in an object under judgement denies it, and so does tenancy, whatever settings say about those rules. What
//! is wrong in the cluster itself denies nothing: its findings, and what a controller reports at the moment, are
//! warnings at most. What is not known is never missing.

use crate::request::{Source, without_made_name};
use crate::settings::Policy;
use routeproof_core::Workspace;
use routeproof_core::diagnostic::{Diagnostic, Safety, Severity};
use routeproof_core::manifest::json;
use routeproof_core::manifest::{Items, View, objects_with};
use routeproof_core::mend::mend;
use routeproof_core::model::{GroupKind, Namespace};
use routeproof_core::report::{self, DiagnosticV1, ReportV1, SourceMap as _};
use routeproof_core::rules::profile::{Tenancy, tenancy};
use routeproof_core::schema::Release;
use routeproof_core::settings::DnsLabel;
use routeproof_core::source::{SourceId, Unit, shown};
use routeproof_core::tenancy::Platform;
use routeproof_core::world::{Lookup, Origin};
use routeproof_core::yaml;
use serde_json::Value;
use std::collections::BTreeMap;

/// The platform's rules: what they forbid is not for settings to allow.
const PLATFORM: &str = "RP5";
/// What a cluster reports at the moment: no reason to keep an object out.
const LIVE: &str = "RP6";

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
    /// Every finding in the objects.
    pub report: ReportV1,
    /// The first object with safe fixes applied, where that was asked for and changed it.
    pub mended: Option<Value>,
}

/// Judges `admitted` by `policy`, after safe fixes where `mends` says so: a [`AdmissionEngine`] for one request.
///
/// # Errors
/// Where settings cannot be used, or a fix cannot be applied: in one line, and nothing is to be let in.
pub fn judge(policy: &Policy, admitted: Vec<Source>, known: Known, mends: bool) -> Result<Verdict, String> {
    AdmissionEngine::new(policy, known)?.judge(admitted, mends)
}

/// The verdict where nothing was judged: everything is let in, or nothing for the reasons in `denials`.
pub fn nothing_judged(denials: &[String]) -> Verdict {
    let report = Workspace::default().report(Unit::Utf8);
    let denials = denials.iter().map(|it| one_line(it)).collect();
    Verdict { denials, warnings: Vec::new(), report, mended: None }
}

/// A policy and what is known of the cluster, read once: judges one request after the other, and keeps nothing of them.
#[derive(Debug)]
pub struct AdmissionEngine {
    workspace: Workspace,
    platform: Option<Platform>,
    tenant_label: Option<String>,
    /// What [`Known`] said, by source.
    sources: Vec<SourceId>,
    complete: Vec<Complete>,
    gaps: Vec<String>,
    /// What else there is to say of what is known.
    faults: Vec<String>,
    /// What the label says, by Namespace; nothing where it has none.
    labels: BTreeMap<String, Option<String>>,
}

/// What is known of one request while it is judged.
#[derive(Default)]
struct Review {
    /// The sources under judgement.
    admitted: Vec<SourceId>,
    /// The users who wrote them, by source.
    authors: BTreeMap<SourceId, String>,
    /// By namespace, as labels have them.
    tenants: BTreeMap<String, DnsLabel>,
    denials: Vec<String>,
    warnings: Vec<String>,
}

impl AdmissionEngine {
    /// An engine that goes by `policy`, and by what is `known`.
    ///
    /// # Errors
    /// Where settings cannot be used: in one line, and nothing is to be let in.
    pub fn new(policy: &Policy, known: Known) -> Result<Self, String> {
        let mut workspace =
            Workspace::new(policy.settings.clone()).map_err(|it| one_line(&it.to_string()))?;
        workspace.set_admitted();
        let mut engine = Self {
            platform: Platform::new(&policy.settings).map_err(|it| it.to_string())?,
            tenant_label: policy.tenant_label.clone(),
            workspace,
            sources: Vec::new(),
            complete: known.complete,
            gaps: known.gaps,
            faults: Vec::new(),
            labels: BTreeMap::new(),
        };
        engine.know(known.sources);
        engine.read_labels();
        Ok(engine)
    }

    /// Makes room for sources of these names: with no other ones, to judge moves nothing of what is known.
    pub fn make_room(&mut self, names: &[String]) {
        for name in names {
            self.workspace.reserve(name, Origin::Desired);
        }
    }

    /// Whether this is what is known here.
    pub fn knows(&self, known: &Known) -> bool {
        let same = |(id, it): (&SourceId, &Source)| {
            self.workspace.name(*id) == it.name && self.workspace.text(*id) == it.text
        };
        (self.sources.len(), &self.complete, &self.gaps)
            == (known.sources.len(), &known.complete, &known.gaps)
            && self.sources.iter().zip(&known.sources).all(same)
    }

    /// Whether objects are kept to a platform's profile.
    pub fn is_armed(&self) -> bool {
        self.platform.is_some()
    }

    /// Judges `admitted`, after safe fixes where `mends` says so.
    ///
    /// # Errors
    /// Where a fix cannot be applied: in one line, and nothing is to be let in.
    pub fn judge(&mut self, admitted: Vec<Source>, mends: bool) -> Result<Verdict, String> {
        let names: Vec<String> = admitted.iter().map(|it| it.name.clone()).collect();
        let verdict = self.judge_sources(admitted, mends);
        for name in &names {
            self.workspace.remove_source(name);
        }
        verdict
    }

    /// Whether the platform refuses `source`, by what is known here of its namespace.
    pub fn refuses(&self, source: &Source) -> bool {
        let Some(shared) = &self.platform else { return false };
        let reading = yaml::read(&source.text);
        let items = if source.reviewed { Items::Object } else { Items::Both };
        let found = objects_with(&source.text, &reading.tree, items);
        let of_author = source.author.as_ref().map(|it| shared.by(it));
        let shared = of_author.as_ref().unwrap_or(shared);
        found.objects.iter().any(|object| {
            let object = object.view(&source.text, &reading.tree);
            let label = object.namespace().and_then(|it| self.labels.get(it)?.clone());
            let own = label.and_then(|it| DnsLabel::try_from(it).ok()).map(|it| shared.of_tenant(&it));
            matches!(tenancy(own.as_ref().unwrap_or(shared), SourceId(0), object), Tenancy::Denied(_))
        })
    }

    fn judge_sources(&mut self, admitted: Vec<Source>, mends: bool) -> Result<Verdict, String> {
        let mut review = Review::default();
        // Below, tenancy is judged by what the labels say; before, only its fixes can be of use.
        self.workspace.set_tenancy_elsewhere(!mends);
        for Source { name, text, reviewed, author } in admitted {
            self.workspace.set_items(if reviewed { Items::Object } else { Items::Both });
            let id = self.workspace.set_source(&name, text);
            review.admitted.push(id);
            review.authors.extend(author.map(|it| (id, it)));
        }
        let mended = if mends { self.mend(&review)? } else { None };
        review.warnings = self.gaps.iter().chain(&self.faults).cloned().collect();
        self.find_tenants(&mut review);
        let mut found = self.findings(&review);
        for id in &review.admitted {
            self.judge_tenancy(&review, *id, &mut found);
        }
        let without = review.admitted.iter().flat_map(|it| self.objects(*it)).filter_map(without_group);
        review.denials = without.collect();
        Ok(self.verdict(review, &found, mended))
    }

    /// Applies safe fixes; the first object where that changed it. What is known stays as the cluster has it.
    fn mend(&mut self, review: &Review) -> Result<Option<Value>, String> {
        let changed = mend(&mut self.workspace, Safety::Safe).map_err(|it| it.to_string())?.before;
        let first = review.admitted.first().filter(|it| changed.contains_key(it));
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

    /// What the label says in each Namespace that is known. What a request brings has no say in this.
    fn read_labels(&mut self) {
        let Some(label) = self.tenant_label.as_deref() else { return };
        let mut labels = BTreeMap::new();
        let world = self.workspace.world();
        let namespaces = self.sources.iter().flat_map(|it| self.objects(*it));
        for name in namespaces.filter(|it| it.kind() == "Namespace").map(View::name) {
            let Lookup::Found(namespace) = world.namespace(name) else { continue };
            let Some(namespace) = world.live(namespace.number()) else { continue };
            let mut pairs = namespace.read::<Namespace<'_>>().labels();
            let said = pairs.find_map(|(key, value)| (key.value == label).then(|| value.value.to_owned()));
            labels.insert(name.to_owned(), said);
        }
        self.labels = labels;
    }

    /// The tenants that the labels of namespaces name.
    fn find_tenants(&self, review: &mut Review) {
        let Some(label) = self.tenant_label.as_deref() else { return };
        let mut warnings = Vec::new();
        for object in review.admitted.iter().flat_map(|it| self.objects(*it)) {
            let Some(name) = object.namespace() else { continue };
            match self.labels.get(name) {
                Some(Some(said)) => match DnsLabel::try_from(said.clone()) {
                    Ok(tenant) => _ = review.tenants.insert(name.to_owned(), tenant),
                    Err(fault) => warnings.push(format!("label `{label}` of Namespace `{name}`: {fault}")),
                },
                Some(None) => warnings
                    .push(format!("Namespace `{name}` has no label `{label}` that would name its tenant")),
                None => warnings
                    .push(format!("Namespace `{name}` is not known, so its label `{label}` is not either")),
            }
        }
        warnings.dedup();
        review.warnings.extend(warnings.iter().map(|it| one_line(it)));
    }

    /// What is found in the objects, but for what the platform says of them.
    fn findings(&self, review: &Review) -> Vec<Diagnostic> {
        let mut found = self.workspace.findings().to_vec();
        found.retain(|it| review.admitted.contains(&it.at.source) && !it.rule.code.starts_with(PLATFORM));
        for it in found.iter_mut().filter(|it| it.rule.code.starts_with(LIVE)) {
            it.severity = it.severity.min(Severity::Warning);
        }
        found
    }

    /// Adds what the platform says of the objects in a source.
    fn judge_tenancy(&self, review: &Review, source: SourceId, out: &mut Vec<Diagnostic>) {
        let Some(shared) = &self.platform else { return };
        let of_author = review.authors.get(&source).map(|it| shared.by(it));
        let shared = of_author.as_ref().unwrap_or(shared);
        for object in self.objects(source) {
            let labelled = object.namespace().and_then(|it| review.tenants.get(it));
            let own = labelled.map(|it| shared.of_tenant(it));
            if let Tenancy::Denied(found) = tenancy(own.as_ref().unwrap_or(shared), source, object) {
                out.extend(found);
            }
        }
    }

    fn verdict(&self, review: Review, found: &[Diagnostic], mended: Option<Value>) -> Verdict {
        let report = report::build(found, &self.workspace, Unit::Utf8);
        let (mut denials, mut warnings) = (review.denials, review.warnings);
        for it in &report.diagnostics {
            match it.severity {
                Severity::Error => denials.push(line(it)),
                Severity::Warning => warnings.push(line(it)),
                Severity::Info => {}
            }
        }
        for id in &review.admitted {
            let unread = self.workspace.objects(*id).is_empty();
            if unread && denials.is_empty() {
                denials.push(format!("{} holds no object that could be judged", self.workspace.name(*id)));
            }
        }
        Verdict { denials, warnings, report, mended }
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

/// Why an object may not come in that has the kind of a route or a Gateway, and no group: the core group has no such
/// kind, so that it would be taken for one of another API.
fn without_group(object: View<'_>) -> Option<String> {
    let kind = object.kind();
    let mut all = Release::all().flat_map(Release::kinds);
    let known = all.find(|it| object.group().is_empty() && it.name() == kind)?;
    let (id, said) = (object.id().place(), object.api_version());
    let version = format!("{}/…", known.group());
    Some(one_line(&format!("{kind} {id} apiVersion: `{said}` has no `{kind}`; help: write `{version}`")))
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

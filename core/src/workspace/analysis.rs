//! The half of the work that one source needs by itself: it is read, judged as the API server does, and held against
//! the platform's rules.

use crate::diagnostic::{Diagnostic, Family, Severity};
use crate::features::Claims;
use crate::manifest::{self, Items, Object, View};
use crate::model::GroupKind;
use crate::order::Set;
use crate::rules;
use crate::rules::api::{self, Subject};
use crate::schema::{
    CompileCrds, CrdTable, Serving, Standing, is_gateway_group, judge, judge_list, standing,
};
use crate::settings::DnsLabel;
use crate::source::{SourceId, Span};
use crate::tenancy::Platform;
use crate::world::{Lists, Origin};
use crate::yaml::{self, Tree};
use std::collections::BTreeMap;

/// Tenants by the namespaces that are theirs.
pub type Tenants = BTreeMap<String, DnsLabel>;

/// What one source is judged by without the others.
#[derive(Debug, Clone, Default)]
pub struct Criteria {
    pub(super) serving: Serving<'static>,
    /// What compiles CRDs, where the host has something that does.
    pub(super) compile_crds: Option<CompileCrds>,
    /// The platform, unless the API server's verdict is all that is asked for.
    pub(super) platform: Option<Platform>,
    /// What the implementation reports, where one is chosen.
    pub(super) claims: Option<Claims>,
    /// The tenants of namespaces, where the caller knows them.
    pub(super) tenants: Tenants,
    /// The user who writes what is judged, whom an API server has authenticated.
    pub(super) author: Option<String>,
    pub(super) asker: Asker,
    /// What an object with `items` is.
    pub(super) items: Items,
}

/// Who asks, and for what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Asker {
    /// The author of the manifests.
    #[default]
    Author,
    /// A program that wants the API server's verdict and no more.
    ApiOnly,
    /// An API server, which has matched the kinds already.
    Admission,
    /// A platform: nothing that the author of the manifests writes or leaves open may let them pass.
    Gate,
}

impl Criteria {
    /// Whether variables may be replaced before an API server sees the manifests.
    pub(super) fn fills(&self) -> bool {
        self.asker == Asker::Author
    }

    /// The platform, where one is chosen.
    pub(crate) fn platform(&self) -> Option<&Platform> {
        self.platform.as_ref()
    }

    /// Whether neither comments nor settings open what the platform forbids.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.asker, Asker::Admission | Asker::Gate)
    }

    /// Hands over what the platform's profile says of one object.
    fn judge_tenancy(&self, source: SourceId, object: View<'_>, findings: &mut Vec<Diagnostic>) {
        let Some(platform) = &self.platform else { return };
        let of_author = self.author.as_ref().map(|it| platform.by(it));
        let platform = of_author.as_ref().unwrap_or(platform);
        let of_namespace = object.namespace().and_then(|it| self.tenants.get(it));
        let own = of_namespace.map(|it| platform.of_tenant(it));
        rules::profile::check(own.as_ref().unwrap_or(platform), source, object, findings);
    }
}

/// What is known of one source without the others.
#[derive(Debug, Default)]
pub struct Analysis {
    pub(super) text: String,
    pub(super) tree: Tree,
    pub(super) objects: Vec<Object>,
    /// The lists that the objects are from, until they are judged.
    pub(super) lists: Vec<Object>,
    pub(super) findings: Vec<Diagnostic>,
    /// The objects whose kind no API server serves, unless a CRD among all sources defines it: places in `objects`.
    pub(super) nowhere: Vec<(usize, Diagnostic)>,
    /// The objects of other APIs, which are judged where a CRD among all sources defines their kind: places in `objects`.
    pub(super) others: Vec<usize>,
    /// What the lists in a dump hold every object of.
    pub(super) complete: Lists,
    /// Its CRDs, where something compiles them.
    pub(super) crds: Option<CrdTable>,
    /// Whether it may have comments for us.
    pub(super) has_comments: bool,
    /// Whether what is no object in it is meant to be none.
    pub(super) only_strange: bool,
    /// How many objects are the files of a tool.
    pub(super) files: usize,
}

/// What a file in a folder is that is no manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Text that a program makes manifests of.
    Template,
    /// Values, settings, code: anything.
    Other,
    /// Text that cannot be read and has no word of a manifest.
    Broken,
}

/// Reads and judges one source. Pure: any thread may call it.
///
/// What a cluster or a profile reported is read and not judged: the API server has taken it already.
pub fn analyse(source: SourceId, origin: Origin, text: String, criteria: &Criteria) -> Analysis {
    let mut analysis = read(source, origin, text, criteria);
    if origin == Origin::Desired {
        analysis.judge(source, criteria);
    }
    if criteria.asker == Asker::Gate {
        rules::manifest::refuse_other_files(&mut analysis.findings);
    }
    analysis
}

/// Reads one source, and judges nothing.
pub(super) fn read(source: SourceId, origin: Origin, mut text: String, criteria: &Criteria) -> Analysis {
    // It is kept as long as the source, without the room to grow that its maker gave it.
    text.shrink_to_fit();
    let reading = yaml::read(&text);
    let items = if origin == Origin::Live { Items::Object } else { criteria.items };
    let found = manifest::objects_with(&text, &reading.tree, items);
    let problems = reading.problems.iter().map(|it| rules::reading::diagnose(source, &text, it));
    let mut findings: Vec<_> = problems.collect();
    let only_strange = found.problems.iter().all(|it| it.kind.is_strange());
    findings.extend(found.problems.iter().map(|it| rules::manifest::diagnose(source, it)));
    let has_comments = rules::suppression::may_be_in(&text);
    let mut analysis = Analysis {
        text,
        tree: reading.tree,
        objects: found.objects,
        lists: found.lists,
        findings,
        has_comments,
        only_strange,
        ..Analysis::default()
    };
    analysis.compile(criteria);
    if origin == Origin::Live {
        let items = analysis.objects.iter().filter(|it| it.item.is_some());
        analysis.complete = Lists::of(items.map(|it| (it.document, it.id(&analysis.text, &analysis.tree))));
    }
    analysis
}

/// Hands over what the API server says of one object, except what variables may change.
pub(super) fn judge_one(subject: &Subject<'_>, criteria: &Criteria, mut take: impl FnMut(Diagnostic)) {
    for it in api::diagnose(subject, &judge(subject.view, subject.serving)) {
        if !(criteria.fills() && api::is_open(subject, &it)) {
            take(it);
        }
    }
}

/// Whether an object is one of SOPS, which is decrypted before an API server sees it.
fn is_encrypted(view: View<'_>) -> bool {
    view.value().get("sops").is_some_and(|it| it.get("mac").is_some())
}

/// Adds what is wrong with CRDs, besides what Kubernetes' own types of a CRD refuse already, with a better fix.
fn add_crd_faults(source: SourceId, crds: &CrdTable, findings: &mut Vec<Diagnostic>) {
    if crds.faults.is_empty() {
        return;
    }
    let refused: Set<_> = findings.iter().map(|it| it.at.span).collect();
    let others = crds.faults.iter().filter(|it| !refused.contains(&it.at));
    findings.extend(others.map(|it| api::invalid_crd(source, it)));
}

/// Whether a finding says that a text cannot be read.
pub(super) fn is_broken(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && finding.rule.code < "RP008"
}

/// What actions of templates begin with: those of Go, and those of Jinja.
const ACTIONS: [&str; 2] = ["{{", "{%"];

/// The line that a place is in.
fn line_at(text: &str, at: usize) -> &str {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |it| it + 1);
    let end = before.len() + behind.find('\n').unwrap_or(behind.len());
    text.get(start..end).unwrap_or_default()
}

impl Analysis {
    /// Compiles its CRDs. Those of Gateway API are in the tables of its releases.
    fn compile(&mut self, criteria: &Criteria) {
        let Some(compile) = criteria.compile_crds.filter(|_| cfg!(feature = "crds")) else { return };
        let Self { text, tree, objects, .. } = self;
        let mut crds = Vec::new();
        for object in objects.iter() {
            let view = object.view(text, tree);
            let id = GroupKind::new(view.gvk().group, view.gvk().kind);
            let group = view.value().get("spec").and_then(|it| it.get("group")?.as_str());
            if id == GroupKind::CRD && view.gvk().version == "v1" && !group.is_some_and(is_gateway_group) {
                crds.push(view.value());
            }
        }
        if !crds.is_empty() {
            self.crds = Some(compile(&crds));
        }
    }

    /// The objects of kinds that neither Kubernetes nor Gateway API has: their places in `objects`, and the kinds.
    pub(super) fn other_kinds(&self) -> impl Iterator<Item = (usize, GroupKind<'_>)> {
        let nowhere = self.nowhere.iter().map(|it| it.0);
        let mut places: Vec<usize> = nowhere.chain(self.others.iter().copied()).collect();
        places.dedup();
        places.into_iter().filter_map(|it| Some((it, self.kind(it)?)))
    }

    /// Whether no API server serves the object at a place, unless a CRD defines its kind.
    pub(super) fn is_nowhere(&self, place: usize) -> bool {
        self.nowhere.binary_search_by_key(&place, |it| it.0).is_ok()
    }

    /// Judges what is to be applied.
    pub(super) fn judge(&mut self, source: SourceId, criteria: &Criteria) {
        let serving = criteria.serving;
        let Self { text, tree, objects, lists, findings, nowhere, others, files, crds, .. } = self;
        for list in std::mem::take(lists) {
            let view = list.view(text, tree);
            let subject = Subject { source, view, serving };
            findings.extend(api::diagnose(&subject, &judge_list(view, serving)));
            findings.extend(rules::manifest::kind_with_items(&subject));
        }
        let lost = api::lost_indentation(source, text, serving);
        let is_lost = |span: Span| {
            let behind = lost.partition_point(|(document, _)| document.start <= span.start);
            behind.checked_sub(1).and_then(|it| lost.get(it)).is_some_and(|it| it.0.contains(span))
        };
        findings.retain(|it| !is_lost(it.at.span));
        findings.extend(lost.iter().map(|it| it.1.clone()));
        for (place, object) in objects.iter().enumerate().filter(|(_, it)| !is_lost(it.span)) {
            let view = object.view(text, tree);
            let subject = Subject { source, view, serving };
            let standing = standing(view, serving);
            let encrypted = criteria.fills() && standing == Standing::Kubernetes && is_encrypted(view);
            match &standing {
                Standing::File(looks) => {
                    *files += 1;
                    findings.push(rules::manifest::file(source, view, *looks));
                }
                Standing::Nowhere(_) if criteria.asker == Asker::Admission => {}
                Standing::Nowhere(why) => nowhere.push((place, api::nowhere(&subject, why))),
                Standing::Other => others.push(place),
                Standing::Kubernetes if encrypted => others.push(place),
                // Without tables only their metadata is judged; an API server that asks has judged them.
                Standing::Kubernetes
                    if !serving.kubernetes().is_known() && criteria.asker != Asker::Admission =>
                {
                    others.push(place);
                }
                Standing::GatewayApi | Standing::Kubernetes => {}
            }
            if criteria.fills() {
                findings.extend(rules::references::variable_left::diagnose(&subject));
            }
            if criteria.asker == Asker::Gate {
                findings.extend(rules::references::variable_left::refuse(&subject));
            }
            if !encrypted && !matches!(standing, Standing::File(_)) {
                judge_one(&subject, criteria, |it| match api::is_unknown_kind(&it) {
                    true => nowhere.push((place, it)),
                    false => findings.push(it),
                });
            }
            criteria.judge_tenancy(source, view, findings);
            if let Some(claims) = &criteria.claims {
                rules::portability::check(claims, source, view, findings);
            }
        }
        if let Some(crds) = crds {
            add_crd_faults(source, crds, findings);
        }
    }

    /// Judges anew what the platform's profile says of the objects.
    pub(super) fn judge_tenancy(&mut self, source: SourceId, criteria: &Criteria) {
        let Self { text, tree, objects, findings, .. } = self;
        findings.retain(|it| !it.rule.is_of(Family::Profile));
        for object in objects {
            criteria.judge_tenancy(source, object.view(text, tree), findings);
        }
    }

    /// Whether the platform's profile forbids any of the objects.
    pub fn is_forbidden(&self) -> bool {
        self.findings.iter().any(|it| it.rule.is_of(Family::Profile))
    }

    /// What the text is, if it is a file of a folder that is not applied. A broken manifest is still one.
    pub fn foreign(&self) -> Option<Foreign> {
        // A key that is set twice is no reason to take values for a manifest.
        let is_broken = |it: &&Diagnostic| is_broken(it) && it.rule.code != "RP0002";
        let mut broken = self.findings.iter().filter(is_broken).take(100).peekable();
        if broken.peek().is_some() {
            let is_action = |line: &str| ACTIONS.iter().any(|it| line.contains(it));
            if broken.any(|it| is_action(line_at(&self.text, it.at.span.start()))) {
                return Some(Foreign::Template);
            }
            let is_word = |line: &str| line.contains("apiVersion") || line.contains("kind");
            return (!self.text.lines().any(is_word)).then_some(Foreign::Broken);
        }
        let mut found = self.findings.iter();
        let foreign = self.objects.len() == self.files
            && self.only_strange
            && !self.findings.is_empty()
            && found.all(|it| matches!(it.rule.code, "RP0002" | "RP0080" | "RP0081"));
        foreign.then_some(Foreign::Other)
    }

    /// Leaves of a template that it is one.
    pub fn set_template(&mut self, source: SourceId) {
        let finding = rules::manifest::template(source, &self.text);
        *self = Self { text: std::mem::take(&mut self.text), ..Self::default() };
        self.findings.push(finding);
    }

    /// Leaves nothing but the text of a file that holds no manifests.
    pub(super) fn set_foreign(&mut self) {
        let Self { text, tree, .. } = std::mem::take(self);
        *self = Self { text, tree, ..Self::default() };
    }

    /// The source's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Its objects, in writing order.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// What was found in it alone: reading, the API server's verdict, the platform's rules.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// What is wrong with the objects whose kind no API server serves, unless a CRD among all sources defines it.
    pub fn nowhere(&self) -> impl Iterator<Item = &Diagnostic> {
        self.nowhere.iter().map(|(_, it)| it)
    }

    /// The kind of the object at a place.
    pub(super) fn kind(&self, place: usize) -> Option<GroupKind<'_>> {
        let gvk = self.objects.get(place)?.gvk(&self.text, &self.tree);
        Some(GroupKind::new(gvk.group, gvk.kind))
    }
}

//! The owner of sources and settings: runs the stages in order and keeps, per source, what depends on that source
//! alone, so that a change of one source reads and judges only that source again.
//!
//! A host with threads calls [`analyse`] on them and hands the results to [`Workspace::insert`]; the answers do not
//! depend on who did the work, nor on the order of the sources.

use crate::attach::{Attachments, Environment};
use crate::diagnostic::{Diagnostic, Family, RuleInfo, Severity};
use crate::features::Claims;
use crate::folder::{Place, are_apart};
use crate::live::Healths;
use crate::manifest::{self, Items, Object};
use crate::model::{self, CustomResourceDefinition, GATEWAY, GroupKind};
use crate::order::{Map, Set, sort_by_key};
use crate::placeholder::has_placeholder;
use crate::report::{self, NotJudgedV1, ReportV1, SourceMap};
use crate::routing::{Request, RequestAnswersV1, RouteTablesV1, Table};
use crate::rules;
use crate::rules::api::{self, Subject};
use crate::schema::{
    CompileCrds, CrdTable, Crds, Serving, Standing, is_gateway_group, judge, judge_list, standing,
};
use crate::settings::{Settings, SettingsError};
use crate::source::{Location, SourceId, Unit, index, saturate};
use crate::status::{self, ObjectStatus};
use crate::tenancy::Platform;
use crate::time::Timestamp;
use crate::world::{Completeness, DEFAULT_NAMESPACE, Input, Item, Origin, World};
use crate::yaml::{self, Tree};
use std::sync::OnceLock;

/// Kinds that a folder of manifests never holds although the cluster does: where the inputs have none of a kind, they do
/// not list it, whatever they are said to be complete for.
const BACKGROUND: [GroupKind<'static>; 3] = [GroupKind::CRD, GroupKind::GATEWAY_CLASS, GroupKind::NAMESPACE];

/// So many worlds are looked at where many units hold the same object.
const MOST_WORLDS: usize = 8;

/// An object that does not count because one of another unit is called the same.
struct Hidden {
    by: Location,
    other: SourceId,
}

/// Sources by name, and the questions that they answer together.
#[derive(Debug, Default)]
pub struct Workspace {
    settings: Settings,
    criteria: Criteria,
    environment: Environment,
    now: Option<Timestamp>,
    complete: Completeness,
    /// Where a manifest is applied that says no namespace; `None`: in `default`.
    default_namespace: Option<String>,
    names: Map<String, SourceId>,
    slots: Vec<Slot>,
    /// The CRDs of all sources, made when they are asked for; empty after a change.
    crds: OnceLock<Crds>,
    /// What look-ups of a source that is not there see.
    nothing: Analysis,
}

/// The place of one source, kept when the source goes.
#[derive(Debug)]
struct Slot {
    name: String,
    origin: Origin,
    analysis: Option<Analysis>,
    /// What is known of it in its folder, if it was found there.
    place: Option<Place>,
}

/// What one source is judged by without the others.
#[derive(Debug, Clone, Default)]
pub struct Criteria {
    serving: Serving<'static>,
    /// What compiles CRDs, where the host has something that does.
    compile_crds: Option<CompileCrds>,
    /// The platform, unless the API server's verdict is all that is asked for.
    platform: Option<Platform>,
    /// What the implementation reports, where one is chosen.
    claims: Option<Claims>,
    /// Whether somebody else asks what the platform's profile forbids.
    tenancy_elsewhere: bool,
    /// Whether an API server has matched the kinds already.
    admitted: bool,
    /// What an object with `items` is.
    items: Items,
    api_only: bool,
}

impl Criteria {
    /// Whether somebody may fill in variables before an API server sees the manifests.
    fn fills(&self) -> bool {
        !self.admitted && !self.api_only
    }

    /// The platform, where one is chosen.
    pub(crate) fn platform(&self) -> Option<&Platform> {
        self.platform.as_ref()
    }
}

/// What is known of one source without the others.
#[derive(Debug, Default)]
pub struct Analysis {
    text: String,
    tree: Tree,
    objects: Vec<Object>,
    findings: Vec<Diagnostic>,
    /// The objects whose kind nobody serves, unless a CRD among all sources defines it: places in `objects`.
    nowhere: Vec<(usize, Diagnostic)>,
    /// The objects of other APIs, which are judged where a CRD among all sources defines their kind: places in `objects`.
    others: Vec<usize>,
    /// Its CRDs, where something compiles them.
    crds: Option<CrdTable>,
    /// Whether it may have comments for us.
    has_comments: bool,
    /// Whether what is no object in it is meant to be none.
    only_strange: bool,
    /// How many objects are the files of a tool.
    files: usize,
}

/// What a file in a folder is that is no manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Text that a program makes manifests of.
    Template,
    /// Values, settings, code: anything.
    Other,
}

/// Reads and judges one source. Pure: any thread may call it.
///
/// What a cluster or a profile reported is read and not judged: the API server has taken it already.
pub fn analyse(source: SourceId, origin: Origin, text: String, criteria: &Criteria) -> Analysis {
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
        findings,
        has_comments,
        only_strange,
        ..Analysis::default()
    };
    analysis.compile(criteria);
    if origin == Origin::Desired {
        analysis.judge(source, &found.lists, criteria);
    }
    analysis
}

impl Workspace {
    /// An empty workspace.
    ///
    /// # Errors
    /// Where the settings name a profile that nobody handed over, one whose manifests cannot be read, or an
    /// implementation that has no conformance report: rules are not skipped in silence.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let platform = Platform::new(&settings)?;
        let chosen = settings.implementation.as_ref();
        let claims = chosen.map(|it| Claims::of(it, settings.gateway_api.channel)).transpose()?;
        let criteria = Criteria {
            serving: settings.gateway_api.serving(),
            compile_crds: None,
            platform,
            claims,
            tenancy_elsewhere: false,
            admitted: false,
            items: Items::List,
            api_only: false,
        };
        let mut workspace = Self { settings, criteria, ..Self::default() };
        workspace.add_platform_manifests()?;
        Ok(workspace)
    }

    /// Judges as the API server does, and no further. To be said before sources are added.
    #[must_use]
    pub fn api_only(mut self) -> Self {
        self.criteria.api_only = true;
        self.criteria.platform = None;
        self.criteria.claims = None;
        self
    }

    /// Judges the objects of other APIs by the CRDs among the sources, and those CRDs themselves: `compile` reads them. To be
    /// said before sources are added.
    pub fn set_crd_compiler(&mut self, compile: CompileCrds) {
        self.criteria.compile_crds = Some(compile);
    }

    /// Adds CRDs that are no source themselves, such as those of a controller that runs already.
    ///
    /// # Errors
    /// Why the text cannot be used: it cannot be read, it holds no CRD, or the API server would refuse one.
    pub fn add_crds(&mut self, name: &str, text: String) -> Result<(), String> {
        let id = self.set(&format!("<crds {name}>"), Origin::Profile, text);
        let known = self.known(id);
        if let Some(it) = known.findings.iter().find(|it| is_broken(it)) {
            return Err(format!("cannot be read: {}", it.message));
        }
        let defines = (0..known.objects.len()).any(|it| known.kind(it) == Some(GroupKind::CRD));
        match known.crds.as_ref().and_then(|it| it.faults.first()) {
            Some(it) => {
                let line = line_number(&known.text, it.at.start());
                Err(format!("holds a CRD that the API server refuses, at line {line}: {}", it.message))
            }
            None if !defines => Err("holds no CustomResourceDefinition".to_owned()),
            None => Ok(()),
        }
    }

    /// Whether the caller asks himself what the platform's profile forbids, by [`rules::profile::tenancy`], in the sources
    /// that are added from now on.
    pub fn set_tenancy_elsewhere(&mut self, elsewhere: bool) {
        self.criteria.tenancy_elsewhere = elsewhere;
    }

    /// Says that an API server asks about the sources that are added from now on: it serves their kinds, also those of a
    /// Kubernetes that is newer than this engine.
    pub fn set_admitted(&mut self) {
        self.criteria.admitted = true;
    }

    /// Makes every object that is not judged an error, as the settings do with `strict`.
    pub fn set_strict(&mut self) {
        self.settings.strict = true;
    }

    /// Says what an object with `items` is in the manifests that are added from now on. What a cluster reported is always
    /// an object.
    pub fn set_items(&mut self, items: Items) {
        self.criteria.items = items;
    }

    /// Takes `now` for the present: certificates expire, and conditions are stamped with it.
    pub fn set_now(&mut self, now: Timestamp) {
        self.now = Some(now);
        self.environment.now = Some(now.to_string());
    }

    /// Says that every object of `kind` in `namespace` is among the sources; of every namespace where it is `None`.
    pub fn set_complete(&mut self, kind: GroupKind<'_>, namespace: Option<&str>) {
        match namespace {
            Some(namespace) => self.complete.add_namespace(kind, namespace),
            None => self.complete.add_kind(kind),
        }
    }

    /// Says that there is no object of `kind` named `name` in `namespace`: it was asked for by name.
    pub fn set_absent(&mut self, kind: GroupKind<'_>, namespace: &str, name: &str) {
        self.complete.add_absent(kind, namespace, name);
    }

    /// Says where manifests are applied that say no namespace: that of kubectl's context, instead of `default`.
    pub fn set_default_namespace(&mut self, namespace: &str) {
        self.default_namespace = Some(namespace.to_owned());
    }

    /// What the checks go by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What each source is judged by.
    pub fn criteria(&self) -> &Criteria {
        &self.criteria
    }

    /// What the API server serves that the objects are judged by.
    pub fn serving(&self) -> Serving<'_> {
        let tables = || {
            // By name, so that the last one of a kind is the same in every host.
            let slots = self.names.values().filter_map(|id| self.slots.get(index(id.0)));
            let tables = slots.filter_map(|it| it.analysis.as_ref()?.crds.clone());
            Crds::new(tables)
        };
        self.criteria.serving.with_crds(self.crds.get_or_init(tables))
    }

    /// What the host takes for the present.
    pub fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// What is known of the implementation.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The id of the source called `name`, new or not; ids are never reused for another name.
    pub fn reserve(&mut self, name: &str, origin: Origin) -> SourceId {
        if let Some(id) = self.names.get(name) {
            if let Some(slot) = self.slots.get_mut(index(id.0)) {
                slot.origin = origin;
            }
            return *id;
        }
        let id = SourceId(saturate(self.slots.len()));
        self.names.insert(name.to_owned(), id);
        self.slots.push(Slot { name: name.to_owned(), origin, analysis: None, place: None });
        id
    }

    /// Takes what [`analyse`] found for a reserved id.
    pub fn insert(&mut self, source: SourceId, analysis: Analysis) {
        if let Some(slot) = self.slots.get_mut(index(source.0)) {
            slot.analysis = Some(analysis);
            self.crds = OnceLock::new();
        }
    }

    /// Says what is known of a source in its folder.
    pub fn set_place(&mut self, source: SourceId, place: Place) {
        if let Some(slot) = self.slots.get_mut(index(source.0)) {
            slot.place = Some(place);
        }
    }

    /// Whether two sources go to different clusters, or may do so.
    fn are_apart(&self, one: SourceId, other: SourceId) -> bool {
        let unit = |it: SourceId| self.place(it)?.unit.as_deref();
        matches!((unit(one), unit(other)), (Some(one), Some(other)) if are_apart(one, other))
    }

    /// The same of sources with one object in both: folders that hold the same go to different clusters as well.
    fn are_doubles_apart(&self, one: SourceId, other: SourceId) -> bool {
        matches!((self.unit(one), self.unit(other)), (Some(one), Some(other)) if are_apart(one, other))
    }

    /// The folder of the unit that a source is a part of; its own one where it is in none.
    fn unit(&self, source: SourceId) -> Option<&str> {
        self.place(source).map(|it| it.unit.as_deref().unwrap_or(&it.folder))
    }

    /// What is known of a source in its folder, if it was found there.
    fn place(&self, source: SourceId) -> Option<&Place> {
        self.slots.get(index(source.0))?.place.as_ref()
    }

    /// Adds a source of manifests that are to be applied, or replaces its text.
    pub fn set_source(&mut self, name: &str, text: impl Into<String>) {
        self.set(name, Origin::Desired, text.into());
    }

    /// Adds a dump of what a cluster reported, or replaces its text.
    pub fn set_live(&mut self, name: &str, text: impl Into<String>) {
        self.set(name, Origin::Live, text.into());
    }

    fn set(&mut self, name: &str, origin: Origin, text: String) -> SourceId {
        let id = self.reserve(name, origin);
        let analysis = analyse(id, origin, text, &self.criteria);
        self.insert(id, analysis);
        id
    }

    /// Takes a source away; says whether it was there.
    pub fn remove_source(&mut self, name: &str) -> bool {
        self.crds = OnceLock::new();
        let slot = self.names.get(name).and_then(|id| self.slots.get_mut(index(id.0)));
        slot.is_some_and(|it| it.analysis.take().is_some())
    }

    /// The sources that are there, by name; a profile's manifests are none.
    pub fn sources(&self) -> impl Iterator<Item = (SourceId, &str, &Analysis)> {
        let slots = self.names.values().filter_map(|id| Some((*id, self.slots.get(index(id.0))?)));
        let given = slots.filter(|(_, it)| it.origin != Origin::Profile);
        given.filter_map(|(id, it)| Some((id, it.name.as_str(), it.analysis.as_ref()?)))
    }

    /// What is known of one source.
    pub fn analysis(&self, source: SourceId) -> Option<&Analysis> {
        self.slots.get(index(source.0))?.analysis.as_ref()
    }

    /// Where a source comes from.
    pub fn origin(&self, source: SourceId) -> Option<Origin> {
        self.slots.get(index(source.0)).map(|it| it.origin)
    }

    /// How many objects the sources hold.
    pub fn object_count(&self) -> usize {
        self.sources().map(|(_, _, it)| it.objects.len()).sum()
    }

    /// The index of every object of every source.
    pub fn world(&self) -> World<'_> {
        World::new(self.inputs(), self.completeness())
    }

    /// The status that conformant controllers write for every object, merged with what is reported.
    pub fn status(&self) -> Vec<ObjectStatus> {
        let world = self.world();
        let attachments = Attachments::new(&world, &self.environment);
        status::predict(&world, &attachments, &self.environment)
    }

    /// What becomes of each request in the Gateways of all sources. An answer that stands on an object which the API
    /// server rejects says so.
    pub fn requests(&self, requests: &[Request]) -> RequestAnswersV1 {
        let world = self.world();
        let attachments = Attachments::new(&world, &self.environment);
        let table = self.table(&world, &attachments);
        let mut answers: Vec<_> = requests.iter().map(|it| table.answer(it)).collect();
        for answer in &mut answers {
            let Some(route) = &answer.route else { continue };
            let item =
                world.find(GroupKind::new(GATEWAY, &route.kind), &route.namespace, &route.name).found();
            if let Some(item) = item.filter(|it| self.is_rejected(it)) {
                let reason =
                    format!("the API server rejects {}, so this holds only once it is mended", item.title());
                answer.reasons.push(reason);
            }
        }
        RequestAnswersV1::new(answers)
    }

    /// The matches of every Gateway, or of the one with this namespace and name, in the order in which they are tried.
    pub fn routes(&self, gateway: Option<(&str, &str)>) -> RouteTablesV1 {
        let world = self.world();
        let attachments = Attachments::new(&world, &self.environment);
        self.table(&world, &attachments).listing(gateway)
    }

    /// The route table, with the Gateways that the platform promises and the choices that the implementation reports.
    fn table<'f, 'w, 'a>(
        &self,
        world: &'w World<'a>,
        attachments: &'f Attachments<'w, 'a>,
    ) -> Table<'f, 'w, 'a> {
        let promised = self.criteria.platform.as_ref().map_or(&[][..], |it| &it.profile().gateways);
        let claims = self.criteria.claims.as_ref();
        let supports = |feature: &str| {
            let claimed = claims.and_then(|it| it.known(feature));
            claimed.or_else(|| self.environment.features.known(feature))
        };
        Table::new(world, attachments, promised, &supports)
    }

    /// Whether the API server certainly rejects an object.
    fn is_rejected(&self, item: &Item<'_>) -> bool {
        let place = item.view().at();
        let within = |it: &&Diagnostic| it.at.source == place.source && place.span.contains(it.at.span);
        let errors = self.known(place.source).findings.iter().filter(within);
        errors.into_iter().any(|it| it.severity == Severity::Error && it.rule.is_of(Family::Api))
    }

    /// Every finding in what is to be applied that settings and comments let through, and what of the other sources
    /// could not be read; [`report::sorted`] puts them in order.
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut by_source: Map<SourceId, Vec<Diagnostic>> = Map::new();
        for it in self.facts_to_findings() {
            by_source.entry(it.at.source).or_default().push(it);
        }
        let mut all = Vec::new();
        let defined = self.defined();
        for (source, name, analysis) in self.sources() {
            let mut found = analysis.findings.clone();
            if self.origin(source) == Some(Origin::Desired) {
                self.add_other_kinds(source, analysis, &defined, &mut found);
                found.extend(by_source.get_mut(&source).map(std::mem::take).unwrap_or_default());
            }
            self.forget_moved(source, &mut found);
            self.silence(source, name, analysis, &mut found);
            self.limit(&mut found);
            all.append(&mut found);
        }
        all
    }

    /// Takes away what is said of the name of a Namespace that a kustomization gives another one.
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

    /// Adds what CRDs say of objects, what is wrong with those whose kind nobody serves, and with `strict` those that are
    /// not judged.
    fn add_other_kinds(
        &self,
        source: SourceId,
        analysis: &Analysis,
        defined: &Set<GroupKind<'_>>,
        found: &mut Vec<Diagnostic>,
    ) {
        let serving = self.serving();
        let mut wrong = Vec::new();
        for (place, finding) in &analysis.nowhere {
            match analysis.kind(*place) {
                Some(it) if serving.kind(it.group, it.kind).is_some() => {}
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
            if serving.kind(kind.group, kind.kind).is_some() {
                judge_one(&subject, &self.criteria, |it| found.push(it));
                found.extend(api::gaps(&subject, self.settings.strict));
            } else if self.settings.strict && (defined.contains(&kind) || !analysis.is_nowhere(place)) {
                found.push(api::not_judged(&subject, defined.contains(&kind)));
            }
        }
    }

    /// The kinds that the CRDs among all sources define, where that matters.
    fn defined(&self) -> Set<GroupKind<'_>> {
        if !self.settings.strict && self.sources().all(|(_, _, it)| it.nowhere.is_empty()) {
            return Set::new();
        }
        let crds = self.inputs().filter(|it| {
            let id = it.object.id(it.text, it.tree);
            GroupKind::new(id.group, id.kind) == GroupKind::CRD
        });
        let views = crds.map(|it| model::View::new(it.source, it.tree.value(it.text, it.object.root())));
        views.map(|it| CustomResourceDefinition::from(it).defines()).collect()
    }

    /// The report on every finding, with offsets and columns in `unit`.
    pub fn report(&self, unit: Unit) -> ReportV1 {
        report::build(&self.check(), self, unit)
    }

    /// What the rules find in the facts that all sources make together. Where two units hold the same object, each is
    /// judged in a world without the other.
    fn facts_to_findings(&self) -> Vec<Diagnostic> {
        if self.criteria.api_only {
            return Vec::new();
        }
        let mut without = Set::new();
        let (mut found, mut hidden) = self.findings_without(&without);
        for _ in 1..MOST_WORLDS {
            if hidden.is_empty() {
                break;
            }
            let open: Set<&str> = hidden.iter().filter_map(|it| self.unit(it.other)).collect();
            without.extend(hidden.into_iter().map(|it| it.by));
            let (new, next) = self.findings_without(&without);
            let is_open = |it: &Diagnostic| self.unit(it.at.source).is_some_and(|it| open.contains(it));
            found.retain(|it| !is_open(it));
            found.extend(new.into_iter().filter(is_open));
            hidden = next;
        }
        found.retain(|it| self.criteria.admitted || !self.is_open(it));
        found
    }

    /// What is found in the world without the objects at some places, and what is hidden there by another unit.
    fn findings_without(&self, without: &Set<Location>) -> (Vec<Diagnostic>, Vec<Hidden>) {
        let mut found = Vec::new();
        let is_in = |it: &Input<'_>| {
            let at = Location { source: it.source, span: it.object.span };
            without.is_empty() || !without.contains(&at)
        };
        let world = World::new(self.inputs().filter(is_in), self.completeness());
        let attachments = Attachments::new(&world, &self.environment);
        let services = rules::services::used(&world, &attachments);
        let context = rules::Context {
            world: &world,
            attachments: &attachments,
            routes: attachments.routes(),
            services: &services,
            healths: &Healths::new(&world, &attachments),
            environment: &self.environment,
            platform: self.criteria.platform.as_ref(),
            judged: Origin::Desired,
            now: self.now,
        };
        rules::check(context, &mut found);
        if let Some(claims) = &self.criteria.claims {
            rules::portability::check_backends(claims, &attachments, &mut found);
        }
        let mut hidden = Vec::new();
        let doubles_apart = |one, other| self.are_doubles_apart(one, other);
        if self.slots.iter().any(|it| it.place.is_some()) {
            let apart = |one, other| self.are_apart(one, other);
            rules::part(&world, &apart, &doubles_apart, &mut found);
            for double in world.duplicates() {
                let (kept, other) = (world.item(double.kept), double.other.source());
                let kept = kept.filter(|it| doubles_apart(it.source(), other));
                let at = |it: &Item<'_>| Location { source: it.source(), span: it.object().object().span };
                hidden.extend(kept.map(|it| Hidden { by: at(it), other }));
            }
        }
        let is_own = |one, other| self.unit(one).is_some() && self.unit(one) == self.unit(other);
        rules::soften(&world, &doubles_apart, &is_own, &mut found);
        (found, hidden)
    }

    /// Whether a finding stands on text that somebody replaces before it is applied. What a platform forbids stays forbidden.
    fn is_open(&self, finding: &Diagnostic) -> bool {
        let open = |it: Location| has_placeholder(it.span.of(&self.known(it.source).text));
        let related = finding.related.iter().map(|it| it.at);
        finding.severity > Severity::Info
            && !finding.rule.is_of(Family::Profile)
            && related.chain([finding.at]).any(open)
    }

    pub(crate) fn inputs(&self) -> impl Iterator<Item = Input<'_>> {
        let default_namespace = self.default_namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
        // By name, as kubectl applies the files of a folder: of two manifests of one object the later one counts.
        let slots = self.names.values().filter_map(|id| Some((*id, self.slots.get(index(id.0))?)));
        slots.filter_map(|(source, slot)| Some((source, slot, slot.analysis.as_ref()?))).flat_map(
            move |(source, slot, Analysis { text, tree, objects, .. })| {
                let origin = slot.origin;
                let place = slot.place.as_ref();
                let namespace = place.and_then(|it| it.namespace.as_deref());
                let renamed = namespace.filter(|_| place.is_some_and(|it| it.moved));
                let default_namespace = namespace.unwrap_or(default_namespace);
                objects.iter().map(move |object| Input {
                    source,
                    origin,
                    text,
                    tree,
                    object,
                    default_namespace,
                    renamed,
                })
            },
        )
    }

    /// Where what is not in the dumps certainly does not exist; what settings say of manifests is not said of dumps.
    pub(crate) fn dump_completeness(&self) -> Completeness {
        let mut complete = self.complete.clone();
        complete.add_lists(self.inputs());
        complete
    }

    /// Where what is not among the sources certainly does not exist.
    fn completeness(&self) -> Completeness {
        if !self.settings.complete {
            return self.dump_completeness();
        }
        let mut absent: Vec<_> = BACKGROUND.to_vec();
        for it in self.inputs() {
            let id = it.object.id(it.text, it.tree);
            absent.retain(|kind| (kind.group, kind.kind) != (id.group, id.kind));
        }
        let mut complete = absent.into_iter().fold(Completeness::closed(), Completeness::except);
        // The platform runs its Gateways, so that tenants' manifests never hold them.
        for it in self.criteria.platform.iter().flat_map(|it| &it.profile().gateways) {
            complete.add_present(GroupKind::GATEWAY, it.namespace.as_str(), it.name.as_str());
        }
        complete
    }

    fn add_platform_manifests(&mut self) -> Result<(), SettingsError> {
        let Some(profile) = self.criteria.platform.as_ref().map(Platform::profile) else { return Ok(()) };
        let Some(text) = profile.manifests.clone() else { return Ok(()) };
        let name = format!("<profile {}>", profile.name);
        let id = self.set(&name, Origin::Profile, text);
        match self.known(id).findings.first() {
            Some(it) => {
                Err(SettingsError::value("profile", "manifests", &format!("cannot be read: {}", it.message)))
            }
            None => Ok(()),
        }
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
        if analysis.has_comments {
            let known = rules::registry();
            // A document that could not be read is not fine because a comment says so.
            let may_silence = |rule: &RuleInfo| !rule.is_of(Family::Reading);
            rules::suppression::apply(source, &analysis.text, &analysis.tree, known, may_silence, found);
        }
        found.retain(|it| !self.settings.ignores(it.rule.code, name));
        found.retain_mut(|it| match self.settings.rules.get(it.rule.code) {
            None => true,
            Some(level) => {
                it.severity = level.severity().unwrap_or(it.severity);
                level.severity().is_some()
            }
        });
    }

    fn known(&self, source: SourceId) -> &Analysis {
        self.analysis(source).unwrap_or(&self.nothing)
    }
}

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
        self.slots.get(index(id.0)).map(|it| it.name.as_str()).unwrap_or_default()
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

    fn not_judged(&self) -> Vec<NotJudgedV1> {
        let mut counts: Map<GroupKind<'_>, usize> = Map::new();
        let (defined, serving) = (self.defined(), self.serving());
        for analysis in self.sources().map(|(_, _, it)| it) {
            for (place, kind) in analysis.other_kinds() {
                let judged = serving.kind(kind.group, kind.kind).is_some();
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

/// The line that a place is in.
fn line_at(text: &str, at: usize) -> &str {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |it| it + 1);
    let end = before.len() + behind.find('\n').unwrap_or(behind.len());
    text.get(start..end).unwrap_or_default()
}

/// Hands over what the API server says of one object, except what variables may change.
fn judge_one(subject: &Subject<'_>, criteria: &Criteria, mut take: impl FnMut(Diagnostic)) {
    for it in api::diagnose(subject, &judge(subject.view, subject.serving)) {
        if !(criteria.fills() && api::is_open(subject, &it)) {
            take(it);
        }
    }
}

/// Whether a finding says that a text cannot be read.
fn is_broken(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && finding.rule.code < "RP008"
}

/// The number of the line that a place is in.
fn line_number(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.matches('\n').count() + 1
}

impl Analysis {
    /// Compiles its CRDs. Those of Gateway API are in the tables of its releases.
    fn compile(&mut self, criteria: &Criteria) {
        let Some(compile) = criteria.compile_crds else { return };
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
    fn other_kinds(&self) -> impl Iterator<Item = (usize, GroupKind<'_>)> {
        let nowhere = self.nowhere.iter().map(|it| it.0);
        let mut places: Vec<usize> = nowhere.chain(self.others.iter().copied()).collect();
        places.dedup();
        places.into_iter().filter_map(|it| Some((it, self.kind(it)?)))
    }

    /// Whether nobody serves the object at a place, unless a CRD defines its kind.
    fn is_nowhere(&self, place: usize) -> bool {
        self.nowhere.binary_search_by_key(&place, |it| it.0).is_ok()
    }

    /// Judges what is to be applied.
    fn judge(&mut self, source: SourceId, lists: &[Object], criteria: &Criteria) {
        let serving = criteria.serving;
        let Self { text, tree, objects, findings, nowhere, others, files, crds, .. } = self;
        for fault in crds.iter().flat_map(|it| &it.faults) {
            findings.push(api::invalid_crd(source, fault));
        }
        for list in lists {
            let view = list.view(text, tree);
            let subject = Subject { source, view, serving };
            findings.extend(api::diagnose(&subject, &judge_list(view, serving)));
            findings.extend(rules::manifest::kind_with_items(&subject));
        }
        for (place, object) in objects.iter().enumerate() {
            let view = object.view(text, tree);
            let subject = Subject { source, view, serving };
            let standing = standing(view, serving);
            match &standing {
                Standing::File(looks) => {
                    *files += 1;
                    findings.push(rules::manifest::file(source, view, *looks));
                }
                Standing::Nowhere(_) if criteria.admitted => {}
                Standing::Nowhere(why) => nowhere.push((place, api::nowhere(&subject, why))),
                Standing::Other => others.push(place),
                Standing::GatewayApi | Standing::Kubernetes => {}
            }
            if criteria.fills() {
                findings.extend(rules::references::variable_left::diagnose(&subject));
            }
            if !matches!(standing, Standing::File(_)) {
                judge_one(&subject, criteria, |it| match api::is_unknown_kind(&it) {
                    true => nowhere.push((place, it)),
                    false => findings.push(it),
                });
            }
            if let Some(platform) = criteria.platform.as_ref().filter(|_| !criteria.tenancy_elsewhere) {
                rules::profile::check(platform, source, view, findings);
            }
            if let Some(claims) = &criteria.claims {
                rules::portability::check(claims, source, view, findings);
            }
        }
    }

    /// What the text is, if it is a file of a folder that nobody would apply; a manifest that is only broken is none.
    pub fn foreign(&self) -> Option<Foreign> {
        let mut broken = self.findings.iter().filter(|it| is_broken(it)).take(100).peekable();
        if broken.peek().is_some() {
            let template = broken.any(|it| line_at(&self.text, it.at.span.start()).contains("{{"));
            return template.then_some(Foreign::Template);
        }
        let mut found = self.findings.iter();
        let foreign = self.objects.len() == self.files
            && self.only_strange
            && !self.findings.is_empty()
            && found.all(|it| matches!(it.rule.code, "RP0080" | "RP0081"));
        foreign.then_some(Foreign::Other)
    }

    /// Leaves of a template that it is one.
    pub fn set_template(&mut self, source: SourceId) {
        let finding = rules::manifest::template(source, &self.text);
        *self = Self { text: std::mem::take(&mut self.text), ..Self::default() };
        self.findings.push(finding);
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

    /// What is wrong with the objects whose kind nobody serves, unless a CRD among all sources defines it.
    pub fn nowhere(&self) -> impl Iterator<Item = &Diagnostic> {
        self.nowhere.iter().map(|(_, it)| it)
    }

    /// The kind of the object at a place.
    fn kind(&self, place: usize) -> Option<GroupKind<'_>> {
        let gvk = self.objects.get(place)?.gvk(&self.text, &self.tree);
        Some(GroupKind::new(gvk.group, gvk.kind))
    }
}

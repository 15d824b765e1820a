//! The owner of sources and settings.
//!
//! [`Analysis`] is what is known of one source by itself: a change of one source reads and judges only that source
//! again. [`Snapshot`] has the facts that all sources make together, and answers the questions about them.
//!
//! A host with threads calls [`analyse`] on them and hands the results to [`Workspace::insert`]; the answers do not
//! depend on who did the work, nor on the order of the sources.

mod analysis;
mod check;
mod printed;
mod snapshot;
mod source_map;
mod sources;

pub use analysis::{Analysis, Criteria, Foreign, Tenants, analyse};
pub use snapshot::Snapshot;

use crate::attach::Environment;
use crate::diagnostic::Diagnostic;
use crate::features::{Claims, beyond};
use crate::folder::Place;
use crate::manifest::Items;
use crate::model::GroupKind;
use crate::order::Map;
use crate::schema::{CompileCrds, Crds, Kubernetes, Serving};
use crate::settings::{Settings, SettingsError};
use crate::source::{SourceId, index};
use crate::tenancy::Platform;
use crate::time::Timestamp;
use crate::world::{Completeness, DEFAULT_NAMESPACE, Input, Origin, World};
use analysis::{Asker, is_broken};
use printed::Role;
use std::sync::{Arc, OnceLock};

/// Kinds that a folder of manifests never holds although the cluster does: where the inputs have none of a kind, they do
/// not list it, whatever they are declared complete for.
const BACKGROUND: [GroupKind<'static>; 3] = [GroupKind::CRD, GroupKind::GATEWAY_CLASS, GroupKind::NAMESPACE];

/// Sources by name, and the questions that they answer together.
#[derive(Debug, Default)]
pub struct Workspace {
    state: State,
    /// Every finding in this state, once it was asked for.
    findings: OnceLock<Vec<Diagnostic>>,
    /// The CRDs of all sources, once they were asked for.
    crds: OnceLock<Crds>,
    /// The analysis of a source that is not there.
    nothing: Analysis,
}

/// Everything that findings depend on.
#[derive(Debug, Default)]
struct State {
    settings: Settings,
    criteria: Criteria,
    environment: Environment,
    now: Option<Timestamp>,
    complete: Completeness,
    /// The Services of the cluster that matter, where not all do.
    focus: Option<Focus>,
    /// Where a manifest is applied that says no namespace; `None`: in `default`.
    default_namespace: Option<String>,
    names: Map<String, SourceId>,
    slots: Vec<Slot>,
}

/// The Services of a cluster that the objects under judgement refer to, by namespace and name, each list in order. The
/// others are left out of what is said of all objects together, and still exist.
#[derive(Debug, Clone)]
pub struct Focus {
    /// Every Service that the cluster reported.
    pub known: Arc<[(String, String)]>,
    /// Those that other objects of the cluster refer to.
    pub used: Arc<[(String, String)]>,
    /// Those that the objects under judgement refer to.
    pub wanted: Vec<(String, String)>,
}

impl Focus {
    /// Whether an object is a Service that is left out.
    fn leaves_out(&self, input: &Input<'_>) -> bool {
        let object = input.object.view(input.text, input.tree);
        if input.origin != Origin::Live || object.kind() != "Service" || !object.group().is_empty() {
            return false;
        }
        let (namespace, name) = (object.namespace().unwrap_or(input.default_namespace), object.name());
        let order = |it: &(String, String)| (it.0.as_str(), it.1.as_str()).cmp(&(namespace, name));
        [&self.wanted, &*self.used].iter().all(|it| it.binary_search_by(order).is_err())
    }
}

/// The place of one source, kept when the source goes.
#[derive(Debug)]
struct Slot {
    name: String,
    origin: Origin,
    analysis: Option<Analysis>,
    /// What is known of it in its folder, if it was found there.
    place: Option<Place>,
    role: Role,
}

impl Workspace {
    /// An empty workspace.
    ///
    /// # Errors
    /// Where the settings name a profile that was not read, one whose manifests cannot be read, or an
    /// implementation that has no conformance report: rules are not skipped in silence.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let platform = Platform::new(&settings)?;
        let chosen = settings.implementation.as_ref();
        let claims = chosen.map(|it| Claims::of(it, settings.gateway_api.channel)).transpose()?;
        let criteria = Criteria {
            serving: settings.gateway_api.serving().on(settings.kubernetes),
            compile_crds: None,
            platform,
            claims,
            tenants: Tenants::default(),
            author: None,
            asker: Asker::Author,
            items: Items::List,
        };
        let mut environment = Environment { is_chosen: criteria.claims.is_some(), ..Environment::default() };
        if let Some(it) = criteria.claims.as_ref().and_then(|it| beyond(it.implementation.name)) {
            environment.ca_secrets = it.ca_secrets;
            environment.backend_kinds = it.backend_kinds().collect();
        }
        let state = State { settings, criteria, environment, ..State::default() };
        let mut workspace = Self { state, ..Self::default() };
        workspace.add_platform_manifests()?;
        Ok(workspace)
    }

    /// Judges as the API server does, and no further. Call it before sources are added.
    #[must_use]
    pub fn api_only(mut self) -> Self {
        let criteria = &mut self.change().criteria;
        criteria.asker = Asker::ApiOnly;
        criteria.platform = None;
        criteria.claims = None;
        self
    }

    /// Judges the objects of other APIs by the CRDs among the sources, and those CRDs themselves: `compile` reads them. Call
    /// it before sources are added. Without the feature `crds` none is judged, as without a call.
    pub fn set_crd_compiler(&mut self, compile: CompileCrds) {
        self.change().criteria.compile_crds = Some(compile);
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

    /// Judges manifests as a gate: what their author writes opens nothing. Comments silence nothing, and settings nothing
    /// that the platform forbids; the platform's own Gateways are refused, and so are variables and files that hold no
    /// manifest. Call it before sources are added.
    #[must_use]
    pub fn gate(mut self) -> Self {
        let criteria = &mut self.change().criteria;
        criteria.asker = Asker::Gate;
        criteria.platform = criteria.platform.as_ref().map(Platform::only_tenants);
        self
    }

    /// Says of the sources that are judged from now on whose the namespaces are that they are for, and which user writes
    /// them, whom an API server has authenticated.
    pub fn set_tenants(&mut self, tenants: Tenants, author: Option<String>) {
        let criteria = &mut self.change().criteria;
        criteria.tenants = tenants;
        criteria.author = author;
    }

    /// Says that an API server asks about the sources that are added from now on: it serves their kinds, also those of a
    /// Kubernetes that is newer than this engine, and has judged what it serves itself.
    pub fn set_admitted(&mut self) {
        let criteria = &mut self.change().criteria;
        criteria.asker = Asker::Admission;
        criteria.serving = criteria.serving.on(Kubernetes::none());
    }

    /// Makes every object that is not judged an error, as the settings do with `strict`.
    pub fn set_strict(&mut self) {
        self.change().settings.strict = true;
    }

    /// Says what an object with `items` is in the manifests that are added from now on. What a cluster reported is always
    /// an object.
    pub fn set_items(&mut self, items: Items) {
        self.change().criteria.items = items;
    }

    /// Takes `now` for the present: certificates expire, and conditions are stamped with it.
    pub fn set_now(&mut self, now: Timestamp) {
        let state = self.change();
        state.now = Some(now);
        state.environment.now = Some(now.to_string());
    }

    /// Says that every object of `kind` in `namespace` is among the sources; of every namespace where it is `None`.
    pub fn set_complete(&mut self, kind: GroupKind<'_>, namespace: Option<&str>) {
        match namespace {
            Some(namespace) => self.change().complete.add_namespace(kind, namespace),
            None => self.change().complete.add_kind(kind),
        }
    }

    /// Says that there is no object of `kind` named `name` in `namespace`: it was asked for by name.
    pub fn set_absent(&mut self, kind: GroupKind<'_>, namespace: &str, name: &str) {
        self.change().complete.add_absent(kind, namespace, name);
    }

    /// Says which Services of a cluster matter; without a word, all of them. The others are unknown then, and not missing.
    /// Where a reference leads nowhere, rules compare its name with all Services: then none is to be left out.
    pub fn set_focus(&mut self, focus: Option<Focus>) {
        self.change().focus = focus;
    }

    /// Says where manifests are applied that say no namespace: that of kubectl's context, instead of `default`.
    pub fn set_default_namespace(&mut self, namespace: &str) {
        self.change().default_namespace = Some(namespace.to_owned());
    }

    /// The state, to be changed: what was found in it no longer holds.
    fn change(&mut self) -> &mut State {
        self.findings = OnceLock::new();
        self.crds = OnceLock::new();
        &mut self.state
    }

    /// What the checks go by.
    pub fn settings(&self) -> &Settings {
        &self.state.settings
    }

    /// What each source is judged by.
    pub fn criteria(&self) -> &Criteria {
        &self.state.criteria
    }

    /// What the API server serves that the objects are judged by.
    pub fn serving(&self) -> Serving<'_> {
        self.state.criteria.serving.with_crds(self.crds.get_or_init(|| self.crds_where(|_| true)))
    }

    /// The CRDs of the sources that fit: by name, so that the last one of a kind is the same in every host.
    fn crds_where(&self, fits: impl Fn(SourceId) -> bool) -> Crds {
        if !cfg!(feature = "crds") {
            return Crds::default();
        }
        let ids = self.state.names.values().copied().filter(|it| fits(*it) && !self.is_part(*it));
        Crds::new(ids.filter_map(|it| self.analysis(it)?.crds.clone()))
    }

    /// The CRDs for the objects of `source`, where sources define a kind in different ways: those of other units may be for
    /// other clusters.
    fn own_crds(&self, source: SourceId) -> Option<Crds> {
        let differ = cfg!(feature = "crds")
            && self.crds.get().is_some_and(Crds::differ)
            && self.place(source).is_some();
        differ.then(|| self.crds_where(|it| !self.are_apart(source, it)))
    }

    /// What the host takes for the present.
    pub fn now(&self) -> Option<Timestamp> {
        self.state.now
    }

    /// What is known of the implementation.
    pub fn environment(&self) -> &Environment {
        &self.state.environment
    }

    /// The index of every object of every source.
    pub fn world(&self) -> World<'_> {
        World::new(self.inputs(), self.completeness())
    }

    pub(crate) fn inputs(&self) -> impl Iterator<Item = Input<'_>> {
        let default_namespace = self.state.default_namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
        // By name, as kubectl applies the files of a folder: of two manifests of one object the later one counts.
        let slots =
            self.state.names.values().filter_map(|id| Some((*id, self.state.slots.get(index(id.0))?)));
        let slots = slots.filter(|(_, it)| !matches!(it.role, Role::Part(_)));
        let inputs = slots
            .filter_map(|(source, slot)| Some((source, slot, slot.analysis.as_ref()?)))
            .flat_map(move |(source, slot, Analysis { text, tree, objects, .. })| {
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
            });
        inputs.filter(|it| self.state.focus.as_ref().is_none_or(|focus| !focus.leaves_out(it)))
    }

    /// Where what is not in the dumps certainly does not exist; what settings declare about manifests does not hold for dumps.
    pub(crate) fn dump_completeness(&self) -> Completeness {
        let mut complete = self.state.complete.clone();
        self.keep_known(&mut complete);
        for slot in self.state.slots.iter().filter(|it| it.origin == Origin::Live) {
            slot.analysis.iter().for_each(|it| complete.add_lists(&it.complete));
        }
        complete
    }

    /// Where what is not among the sources certainly does not exist.
    fn completeness(&self) -> Completeness {
        if !self.state.settings.complete {
            return self.dump_completeness();
        }
        let mut absent: Vec<_> = BACKGROUND.to_vec();
        for it in self.inputs() {
            let id = it.object.id(it.text, it.tree);
            absent.retain(|kind| (kind.group, kind.kind) != (id.group, id.kind));
        }
        let mut complete = absent.into_iter().fold(Completeness::closed(), Completeness::except);
        // The platform runs its Gateways, so that tenants' manifests never hold them.
        for it in self.state.criteria.platform.iter().flat_map(|it| &it.profile().gateways) {
            complete.add_present(GroupKind::GATEWAY, it.namespace.as_str(), it.name.as_str());
        }
        self.keep_known(&mut complete);
        complete
    }

    /// What is left out is not missing.
    fn keep_known(&self, complete: &mut Completeness) {
        self.state.focus.iter().for_each(|it| complete.set_services(Arc::clone(&it.known)));
    }

    fn add_platform_manifests(&mut self) -> Result<(), SettingsError> {
        let Some(profile) = self.state.criteria.platform.as_ref().map(Platform::profile) else {
            return Ok(());
        };
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

    fn known(&self, source: SourceId) -> &Analysis {
        self.analysis(source).unwrap_or(&self.nothing)
    }
}

/// The number of the line that a place is in.
fn line_number(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.matches('\n').count() + 1
}

//! The owner of sources and settings: runs the stages in order and keeps, per source, what depends on that source
//! alone, so that a change of one source reads and judges only that source again.
//!
//! A host with threads calls [`analyse`] on them and hands the results to [`Workspace::insert`]; the answers do not
//! depend on who did the work, nor on the order of the sources.

use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::manifest::{self, Object};
use crate::report::{self, ReportV1, SourceMap};
use crate::rules;
use crate::rules::api::{self, Subject};
use crate::schema::{Channel, Release, judge};
use crate::settings::{Settings, SettingsError};
use crate::source::{SourceId, Unit, index, saturate};
use crate::tenancy::Platform;
use crate::yaml::{self, Tree};
use std::collections::BTreeMap;

/// Sources by name, and the questions that they answer together.
#[derive(Debug, Default)]
pub struct Workspace {
    settings: Settings,
    platform: Option<Platform>,
    names: BTreeMap<String, SourceId>,
    slots: Vec<Slot>,
    /// What look-ups of a source that is not there see.
    nothing: Analysis,
}

/// The place of one source, kept when the source goes.
#[derive(Debug)]
struct Slot {
    name: String,
    analysis: Option<Analysis>,
}

/// What is known of one source without the others.
#[derive(Debug, Default)]
pub struct Analysis {
    text: String,
    tree: Tree,
    objects: Vec<Object>,
    findings: Vec<Diagnostic>,
}

/// Reads and judges one source. Pure: any thread may call it.
pub fn analyse(source: SourceId, text: String, settings: &Settings) -> Analysis {
    let reading = yaml::read(&text);
    let found = manifest::objects(&text, &reading.tree);
    let problems = reading.problems.iter().map(|it| rules::reading::diagnose(source, &text, it));
    let mut findings: Vec<_> = problems.collect();
    findings.extend(found.problems.iter().map(|it| rules::manifest::diagnose(source, it)));
    if let Some((release, channel)) = tables(settings) {
        for object in &found.objects {
            let view = object.view(&text, &reading.tree);
            let subject = Subject { source, view, release, channel };
            findings.extend(api::diagnose(&subject, &judge(view, release, channel)));
        }
    }
    Analysis { text, tree: reading.tree, objects: found.objects, findings }
}

/// The schema tables that the settings ask for; none where this build has left them out.
fn tables(settings: &Settings) -> Option<(Release<'static>, Channel)> {
    let channel = match settings.gateway_api.channel {
        crate::settings::Channel::Standard => Channel::Standard,
        crate::settings::Channel::Experimental => Channel::Experimental,
    };
    Some((Release::find(settings.gateway_api.version.minor())?, channel))
}

impl Workspace {
    /// An empty workspace.
    ///
    /// # Errors
    /// Where the settings name a profile that nobody handed over: its rules are not skipped in silence.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let platform = Platform::new(&settings)?;
        Ok(Self { settings, platform, ..Self::default() })
    }

    /// What the checks go by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The id of the source called `name`, new or not; ids are never reused for another name.
    pub fn reserve(&mut self, name: &str) -> SourceId {
        if let Some(id) = self.names.get(name) {
            return *id;
        }
        let id = SourceId(saturate(self.slots.len()));
        self.names.insert(name.to_owned(), id);
        self.slots.push(Slot { name: name.to_owned(), analysis: None });
        id
    }

    /// Takes what [`analyse`] found for a reserved id.
    pub fn insert(&mut self, source: SourceId, analysis: Analysis) {
        if let Some(slot) = self.slots.get_mut(index(source.0)) {
            slot.analysis = Some(analysis);
        }
    }

    /// Adds a source, or replaces its text.
    pub fn set_source(&mut self, name: &str, text: impl Into<String>) {
        let id = self.reserve(name);
        let analysis = analyse(id, text.into(), &self.settings);
        self.insert(id, analysis);
    }

    /// Takes a source away; says whether it was there.
    pub fn remove_source(&mut self, name: &str) -> bool {
        let slot = self.names.get(name).and_then(|id| self.slots.get_mut(index(id.0)));
        slot.is_some_and(|it| it.analysis.take().is_some())
    }

    /// The sources that are there, by name.
    pub fn sources(&self) -> impl Iterator<Item = (SourceId, &str, &Analysis)> {
        self.names.iter().filter_map(|(name, id)| Some((*id, name.as_str(), self.analysis(*id)?)))
    }

    /// What is known of one source.
    pub fn analysis(&self, source: SourceId) -> Option<&Analysis> {
        self.slots.get(index(source.0))?.analysis.as_ref()
    }

    /// How many objects the sources hold.
    pub fn object_count(&self) -> usize {
        self.sources().map(|(_, _, it)| it.objects.len()).sum()
    }

    /// Every finding that settings and comments let through; [`report::sorted`] puts them in order.
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        for (source, name, analysis) in self.sources() {
            let mut found = analysis.findings.clone();
            if let Some(platform) = &self.platform {
                for object in &analysis.objects {
                    let view = object.view(&analysis.text, &analysis.tree);
                    rules::profile::check(platform, source, view, &mut found);
                }
            }
            self.silence(source, name, analysis, &mut found);
            all.append(&mut found);
        }
        all
    }

    /// Takes away what comments and settings put up with, and gives each finding the severity that settings ask for.
    fn silence(&self, source: SourceId, name: &str, analysis: &Analysis, found: &mut Vec<Diagnostic>) {
        let known = rules::registry();
        // A document that could not be read is not fine because a comment says so.
        let may_silence = |rule: &RuleInfo| !rule.code.starts_with("RP0");
        rules::suppression::apply(source, &analysis.text, &analysis.tree, known, may_silence, found);
        found.retain(|it| !self.settings.ignores(it.rule.code, name));
        found.retain_mut(|it| match self.settings.rules.get(it.rule.code) {
            None => true,
            Some(level) => {
                it.severity = level.severity().unwrap_or(it.severity);
                level.severity().is_some()
            }
        });
    }

    /// The report on every finding, with offsets and columns in `unit`.
    pub fn report(&self, unit: Unit) -> ReportV1 {
        report::build(&self.check(), self, unit)
    }

    fn known(&self, source: SourceId) -> &Analysis {
        self.analysis(source).unwrap_or(&self.nothing)
    }
}

impl SourceMap for Workspace {
    fn ids(&self) -> Vec<SourceId> {
        self.sources().map(|(id, _, _)| id).collect()
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
}

impl Analysis {
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

    /// What reading and the API server's verdict found.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

//! What editors ask: the files of a folder as sources, where references lead, what a source holds, what becomes of the
//! requests of a rule.
//!
//! The files are taken as `routeproof check` takes a folder: its `routeproof.yaml` counts, charts and kustomizations are
//! known as such, and what holds no manifests is left out. Which files there are is the host's business: it walks folders.

use super::answer::{Answer, OutcomeV1, SymbolV1};
use super::question::SourceText;
use super::session::{SETTINGS, Session};
use super::{Failure, FailureKind};
use crate::assist;
use crate::folder::{Folder, join};
use crate::graph::GraphPlaceV1;
use crate::order::Map;
use crate::report::{Places, SourceMap as _};
use crate::settings::{PathGlob, Profile, ProfileChoice, Settings};
use crate::source::{Location, SourceId, Unit, shown};
use crate::workspace::Workspace;
use crate::world::Origin;

/// Reads what settings name among the files: the profile, and the CRDs where something compiles them.
pub(super) fn read_named(
    files: &[SourceText],
    mut settings: Settings,
    crds: &mut Vec<SourceText>,
    compiles: bool,
) -> Result<Settings, Failure> {
    let path = settings.profile.file().map(|it| join("", it));
    if let Some(file) = files.iter().find(|it| Some(&it.name) == path.as_ref()) {
        let profile = Profile::from_yaml(&file.text).map_err(|error| {
            let failure = Failure::from(error);
            Failure { message: format!("`{}`: {failure}", shown(&file.name)), ..failure }.of_file(&file.name)
        })?;
        settings.profile = ProfileChoice::Given(Box::new(profile));
    }
    for path in settings.crds.iter().filter(|_| compiles && !files.is_empty()) {
        let path = join("", path);
        let within = format!("{path}/");
        let is_named = |it: &&SourceText| {
            it.name == path || it.name.starts_with(&within) && it.text.contains("CustomResourceDefinition")
        };
        let before = crds.len();
        let named = files.iter().filter(is_named);
        crds.extend(named.map(|it| SourceText::new(it.name.clone(), it.text.clone())));
        if crds.len() == before {
            let message = format!("settings: `crds` names `{}`, which is not among the files", shown(&path));
            return Err(Failure::new(FailureKind::Crds, message).within("settings").below("crds"));
        }
    }
    Ok(settings)
}

/// Whether a file of a folder may hold manifests by its name.
fn may_be_manifest(name: &str) -> bool {
    let file = name.rsplit_once('/').map_or(name, |it| it.1);
    let ending = file.rsplit_once('.').map_or("", |it| it.1);
    file != SETTINGS && ["yaml", "yml", "json"].contains(&ending)
}

impl Session {
    /// Takes the files of a folder in; those whose names match `shared` belong to all units.
    pub(super) fn set_files(&mut self, files: Vec<SourceText>, shared: &[PathGlob]) {
        let names: Vec<_> =
            files.iter().map(|it| it.name.as_str()).filter(|it| may_be_manifest(it)).collect();
        let texts: Map<&str, &str> = files.iter().map(|it| (it.name.as_str(), it.text.as_str())).collect();
        let is_shared = |name: &str| shared.iter().any(|it| it.matches(name));
        self.folder = Folder::survey(&names, &is_shared, &mut |it| texts.get(it).map(|it| (*it).to_owned()));
        for SourceText { name, text } in files {
            self.set_file(&name, text, false);
        }
    }

    pub(super) fn set_file(&mut self, name: &str, text: String, is_open: bool) -> bool {
        if !may_be_manifest(name) || self.folder.leaves_out(name) {
            self.workspace.remove_source(name);
            return false;
        }
        let place = self.folder.place(name).cloned().unwrap_or_default();
        self.workspace.set_file(name, text, place, is_open)
    }

    pub(super) fn definitions(&self, source: &str, offset: usize, unit: Unit) -> Result<Answer, Failure> {
        self.places(source, offset, unit, assist::definitions)
    }

    pub(super) fn references(&self, source: &str, offset: usize, unit: Unit) -> Result<Answer, Failure> {
        self.places(source, offset, unit, assist::references)
    }

    fn places(
        &self,
        source: &str,
        offset: usize,
        unit: Unit,
        find: fn(&Workspace, SourceId, usize) -> Vec<Location>,
    ) -> Result<Answer, Failure> {
        let cursor = self.cursor(source, offset, unit)?;
        let mut places = Places::new(&self.workspace, unit);
        let found = find(&self.workspace, cursor.id, cursor.byte).into_iter();
        // A profile's manifests are no file.
        let found = found.filter(|it| self.workspace.origin(it.source) != Some(Origin::Profile));
        let one = |at: Location| GraphPlaceV1 {
            source: self.workspace.name(at.source).to_owned(),
            span: places.span(at),
        };
        Ok(Answer::Places { places: found.map(one).collect() })
    }

    pub(super) fn symbols(&self, source: &str, unit: Unit) -> Result<Answer, Failure> {
        let cursor = self.cursor(source, 0, unit)?;
        let found = assist::symbols(&self.workspace, cursor.id).into_iter();
        let one = |it: assist::Symbol| SymbolV1 {
            name: it.name,
            kind: it.kind,
            span: cursor.span(it.whole),
            title: cursor.span(it.title),
            part_of: it.part_of,
        };
        Ok(Answer::Symbols { symbols: found.map(one).collect() })
    }

    pub(super) fn outcomes(&self, source: &str, unit: Unit) -> Result<Answer, Failure> {
        let cursor = self.cursor(source, 0, unit)?;
        let found = assist::outcomes(&self.workspace, cursor.id).into_iter();
        let outcomes = found.map(|(span, text)| OutcomeV1 { span: cursor.span(span), text }).collect();
        Ok(Answer::Outcomes { outcomes })
    }
}

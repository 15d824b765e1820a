//! The sources of a workspace: added, replaced and removed by name, and where each one comes from.

use super::analysis::{Analysis, Foreign, analyse, read};
use super::printed::Role;
use super::{Slot, Workspace};
use crate::folder::{Place, are_apart};
use crate::source::{SourceId, index, saturate};
use crate::world::Origin;

impl Workspace {
    /// The id of the source called `name`, new or not; ids are never reused for another name.
    pub fn reserve(&mut self, name: &str, origin: Origin) -> SourceId {
        let state = self.change();
        if let Some(id) = state.names.get(name) {
            if let Some(slot) = state.slots.get_mut(index(id.0)) {
                slot.origin = origin;
            }
            return *id;
        }
        let id = SourceId(saturate(state.slots.len()));
        state.names.insert(name.to_owned(), id);
        state.slots.push(Slot {
            name: name.to_owned(),
            origin,
            analysis: None,
            place: None,
            role: Role::default(),
        });
        id
    }

    /// Reads the text of a source that is to be applied, without judging it; [`judge`](Self::judge) comes next, and
    /// [`insert`](Self::insert). The same analysis fits every workspace with these settings where the name has this id.
    pub fn read(&mut self, name: &str, text: String) -> (SourceId, Analysis) {
        let id = self.reserve(name, Origin::Desired);
        (id, read(id, Origin::Desired, text, &self.state.criteria))
    }

    /// Judges a source that was read.
    pub fn judge(&self, source: SourceId, analysis: &mut Analysis) {
        analysis.judge(source, &self.state.criteria);
    }

    /// Judges anew whether the platform allows what is in a source: its tenant became known.
    pub fn judge_tenancy(&self, source: SourceId, analysis: &mut Analysis) {
        analysis.judge_tenancy(source, &self.state.criteria);
    }

    /// Takes what [`analyse`] found for a reserved id.
    pub fn insert(&mut self, source: SourceId, analysis: Analysis) {
        if let Some(slot) = self.change().slots.get_mut(index(source.0)) {
            slot.analysis = Some(analysis);
        }
    }

    /// Says what is known of a source in its folder.
    pub fn set_place(&mut self, source: SourceId, place: Place) {
        if let Some(slot) = self.change().slots.get_mut(index(source.0)) {
            slot.place = Some(place);
        }
    }

    /// Whether two sources go to different clusters, or may do so.
    pub(super) fn are_apart(&self, one: SourceId, other: SourceId) -> bool {
        let unit = |it: SourceId| self.place(it)?.unit.as_deref();
        matches!((unit(one), unit(other)), (Some(one), Some(other)) if are_apart(one, other))
    }

    /// The same of sources with one object in both: folders that hold the same go to different clusters as well.
    pub(super) fn are_doubles_apart(&self, one: SourceId, other: SourceId) -> bool {
        matches!((self.unit(one), self.unit(other)), (Some(one), Some(other)) if are_apart(one, other))
    }

    /// The folder of the unit that a source is a part of; its own one where it is in none.
    pub(super) fn unit(&self, source: SourceId) -> Option<&str> {
        self.place(source).map(|it| it.unit.as_deref().unwrap_or(&it.folder))
    }

    /// Whether sources were found in folders.
    pub(super) fn has_places(&self) -> bool {
        self.state.slots.iter().any(|it| it.place.is_some())
    }

    /// What is known of a source in its folder, if it was found there.
    pub(super) fn place(&self, source: SourceId) -> Option<&Place> {
        self.state.slots.get(index(source.0))?.place.as_ref()
    }

    /// Adds a source of manifests that are to be applied, or replaces its text.
    pub fn set_source(&mut self, name: &str, text: impl Into<String>) -> SourceId {
        self.set(name, Origin::Desired, text.into())
    }

    /// Adds a dump of what a cluster reported, or replaces its text.
    pub fn set_live(&mut self, name: &str, text: impl Into<String>) -> SourceId {
        self.set(name, Origin::Live, text.into())
    }

    pub(super) fn set(&mut self, name: &str, origin: Origin, text: String) -> SourceId {
        let id = self.reserve(name, origin);
        let analysis = analyse(id, origin, text, &self.state.criteria);
        self.insert(id, analysis);
        id
    }

    /// Takes in a file that was found in a folder; says whether it is a source now. One without manifests is none, unless an
    /// editor shows it: then nothing is found in it.
    pub fn set_file(&mut self, name: &str, text: String, place: Place, is_open: bool) -> bool {
        let id = self.reserve(name, Origin::Desired);
        let mut analysis = analyse(id, Origin::Desired, text, &self.state.criteria);
        match analysis.foreign() {
            Some(Foreign::Template) => analysis.set_template(id),
            Some(Foreign::Other) if is_open => analysis.set_foreign(),
            Some(Foreign::Other) => {
                self.remove_source(name);
                return false;
            }
            Some(Foreign::Broken) | None => {}
        }
        self.set_place(id, place);
        self.insert(id, analysis);
        true
    }

    /// Takes a source away; says whether it was there.
    pub fn remove_source(&mut self, name: &str) -> bool {
        let state = self.change();
        let slot = state.names.get(name).and_then(|id| state.slots.get_mut(index(id.0)));
        slot.is_some_and(|it| it.analysis.take().is_some())
    }

    /// The sources that are there, by name; a profile's manifests are none, nor are files that a tool made others from.
    pub fn sources(&self) -> impl Iterator<Item = (SourceId, &str, &Analysis)> {
        let slots =
            self.state.names.values().filter_map(|id| Some((*id, self.state.slots.get(index(id.0))?)));
        let given = slots.filter(|(_, it)| it.origin != Origin::Profile && !matches!(it.role, Role::Part(_)));
        given.filter_map(|(id, it)| Some((id, it.name.as_str(), it.analysis.as_ref()?)))
    }

    /// The source called `name`, unless it is a profile's.
    pub fn source(&self, name: &str) -> Option<(SourceId, &Analysis)> {
        let id = *self.state.names.get(name)?;
        let slot = self.state.slots.get(index(id.0)).filter(|it| it.origin != Origin::Profile)?;
        Some((id, slot.analysis.as_ref()?))
    }

    /// What is known of one source.
    pub fn analysis(&self, source: SourceId) -> Option<&Analysis> {
        self.state.slots.get(index(source.0))?.analysis.as_ref()
    }

    /// Where a source comes from.
    pub fn origin(&self, source: SourceId) -> Option<Origin> {
        self.state.slots.get(index(source.0)).map(|it| it.origin)
    }

    /// How many objects the sources hold.
    pub fn object_count(&self) -> usize {
        self.sources().map(|(_, _, it)| it.objects.len()).sum()
    }
}

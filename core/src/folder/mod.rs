//! What a folder of files is, from their names and its kustomizations: which files are no manifests, and which belong
//! together.
//!
//! A chart is a folder with a Chart.yaml. A unit is a chart, or a kustomization that no other one refers to, with all that
//! it refers to; Flux' Kustomizations and Argo CD's Applications refer to the folder that they name. What several units
//! refer to belongs to none of them. Each file is looked at a few times at most,
//! however many kustomizations lead to it.

mod applied;
mod graph;
mod path;

pub use applied::Applied;
#[cfg(feature = "editor")]
pub(crate) use path::join;
pub use path::{are_apart, is_address};

use graph::Graph;
use path::{above, split, within};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one file that was found in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The folder that it is in.
    pub folder: String,
    /// The folder of the unit that it is a part of.
    pub unit: Option<String>,
    /// Whether a kustomization says the namespace, so that what the file says of it does not count.
    pub moved: bool,
    /// The namespace that kustomizations put its objects in, where that is one.
    pub namespace: Option<String>,
}

/// What is known of a folder.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    left_out: BTreeSet<String>,
    charts: Vec<Unit>,
    kustomizations: Vec<Unit>,
    places: BTreeMap<String, Place>,
    graph: Graph,
}

/// A chart or a kustomization that a tool makes manifests of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// Its folder.
    pub folder: String,
    /// The file that describes it.
    pub file: String,
    /// What is known of the manifests that are made of it.
    pub place: Place,
    /// What the only object says that names it.
    pub applied: Applied,
}

/// The file that describes a chart.
const CHART: &str = "Chart.yaml";

/// What of a chart is no manifest by itself.
const OF_CHART: [&str; 4] = ["templates", "charts", "ci", "files"];

impl Folder {
    /// Looks at the files called `names`, with `/` between folders. `text_of` reads one, and `is_shared` says whether one
    /// belongs to all units.
    pub fn survey(
        names: &[&str],
        is_shared: &dyn Fn(&str) -> bool,
        text_of: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Self {
        let mut folder = Self::default();
        let charts = folder.find_charts(names);
        let mut graph = Graph::new(names, &folder.left_out, text_of);
        graph.color();
        folder.charts = charts.into_iter().filter_map(|it| graph.chart(it, text_of)).collect();
        folder.kustomizations = graph.outer.iter().filter_map(|it| graph.kustomization(it)).collect();
        folder.left_out.extend(graph.helpers.iter().cloned());
        let marks = std::mem::take(&mut graph.files).into_iter();
        folder.places.extend(marks.map(|(name, mark)| (name, mark.place())));
        for name in names {
            let place = folder.places.entry((*name).to_owned()).or_default();
            split(name).0.clone_into(&mut place.folder);
        }
        let files = folder.places.iter_mut();
        let units = folder.charts.iter_mut().chain(&mut folder.kustomizations);
        for (name, place) in files.chain(units.map(|it| (&it.file, &mut it.place))) {
            if is_shared(name) {
                (place.unit, place.folder) = (None, String::new());
            }
        }
        folder.graph = graph;
        folder
    }

    /// The files whose objects are in what was made of the kustomizations in `built`, and in nothing else that is applied.
    pub fn made_into(&self, built: &BTreeSet<&str>) -> BTreeSet<&str> {
        let nodes = self.graph.nodes.iter();
        let plain = nodes.filter(|(_, it)| it.file.is_empty()).map(|(folder, _)| folder.as_str());
        let outer = self.graph.outer.iter().map(String::as_str);
        let (built, stay): (Vec<_>, _) = plain.chain(outer).partition(|it| built.contains(it));
        let stay = self.graph.files_of(stay.into_iter());
        let mut made = self.graph.files_of(built.into_iter());
        made.retain(|it| !stay.contains(it));
        made
    }

    /// What a kustomization refers to, itself or in what it is made of, where none of the files is called so: addresses, and
    /// paths.
    pub fn absent_from(&self, kustomization: &str) -> BTreeSet<&str> {
        let parts = self.graph.parts_of([kustomization].into_iter());
        let nodes = parts.into_iter().filter_map(|it| self.graph.nodes.get(it));
        nodes.flat_map(|it| it.absent.iter().map(String::as_str)).collect()
    }

    /// The files that say more of what is made of a kustomization than the objects: patches, and kustomizations.
    pub fn helpers_of(&self, kustomization: &str) -> BTreeSet<&str> {
        let parts = self.graph.parts_of([kustomization].into_iter());
        let nodes = parts.into_iter().filter_map(|it| self.graph.nodes.get(it));
        nodes.flat_map(|it| it.helpers.iter().map(String::as_str).chain([it.file.as_str()])).collect()
    }

    /// Whether the file is no manifest.
    pub fn leaves_out(&self, name: &str) -> bool {
        self.left_out.contains(name)
    }

    /// The charts that are in no other chart and can be installed.
    pub fn charts(&self) -> &[Unit] {
        &self.charts
    }

    /// The kustomizations that no other one refers to.
    pub fn kustomizations(&self) -> &[Unit] {
        &self.kustomizations
    }

    /// Whether a file is a kustomization.
    pub fn is_kustomization(&self, name: &str) -> bool {
        self.graph.nodes.get(split(name).0).is_some_and(|it| it.file == name)
    }

    /// What is known of a file.
    pub fn place(&self, name: &str) -> Option<&Place> {
        self.places.get(name)
    }

    /// Leaves out what is no manifest in charts, and finds the folders of those that are in no other one.
    fn find_charts<'n>(&mut self, names: &[&'n str]) -> Vec<&'n str> {
        let described = names.iter().map(|it| split(it)).filter(|it| it.1 == CHART);
        let charts: BTreeSet<&str> = described.map(|it| it.0).collect();
        if charts.is_empty() {
            return Vec::new();
        }
        for name in names {
            let (own, _) = split(name);
            let mut outermost = None;
            for chart in above(own).filter(|it| charts.contains(it)) {
                outermost = Some(chart);
                if is_of_chart(within(name, chart)) {
                    self.left_out.insert((*name).to_owned());
                }
            }
            if let Some(chart) = outermost {
                self.places
                    .insert((*name).to_owned(), Place { unit: Some(chart.to_owned()), ..Place::default() });
            }
        }
        let inner = |chart: &&&str| above(split(chart).0).any(|it| it != **chart && charts.contains(it));
        charts.iter().filter(|it| !inner(it)).copied().collect()
    }
}

/// Whether a name within a chart is that of a file which Helm reads in a way of its own.
fn is_of_chart(name: &str) -> bool {
    match name.split_once('/') {
        Some((first, _)) => OF_CHART.contains(&first),
        None => name.starts_with("values") || name.starts_with("Chart."),
    }
}

#[cfg(test)]
mod tests;

//! Which kustomizations and objects refer to which files and folders, and what that says of the files.

use super::applied::{APPLIERS, Applied, Named, text};
use super::path::{above, are_apart, below, is_address, join, split};
use super::{CHART, Place, Unit};
use crate::yaml::{self, Kind, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The lists of a kustomization that hold names of objects, folders and components.
const PARTS: [&str; 3] = ["resources", "bases", "components"];

/// The lists of a kustomization that hold names of files, or objects with such names, that are no manifests.
const HELPERS: [&str; 11] = [
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "replacements",
    "transformers",
    "generators",
    "validators",
    "configurations",
    "configMapGenerator",
    "secretGenerator",
    "helmCharts",
];

/// The keys of such an object that name files.
const FILES: [&str; 7] = ["path", "files", "envs", "env", "envFiles", "valuesFile", "additionalValuesFiles"];

/// What leads to a file or a kustomization. Each part only ever grows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Seen<T> {
    #[default]
    Nothing,
    One(T),
    Several,
}

impl<T: Clone + PartialEq> Seen<T> {
    fn add(&mut self, other: &Self) {
        *self = match (&*self, other) {
            (one, Self::Nothing) => one.clone(),
            (Self::Nothing, other) => other.clone(),
            (one, other) if one == other => other.clone(),
            _ => Self::Several,
        };
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mark {
    unit: Seen<String>,
    /// The namespace; `None` where a kustomization says none.
    namespace: Seen<Option<String>>,
    /// The namespace of objects that nothing else gives one.
    fallback: Seen<Option<String>>,
}

impl Mark {
    fn add(&mut self, other: &Self) -> bool {
        let before = self.clone();
        self.unit.add(&other.unit);
        self.namespace.add(&other.namespace);
        self.fallback.add(&other.fallback);
        *self != before
    }

    pub(super) fn place(self) -> Place {
        let unit = match self.unit {
            Seen::One(unit) => Some(unit),
            Seen::Nothing | Seen::Several => None,
        };
        let moved = matches!(self.namespace, Seen::One(Some(_)) | Seen::Several);
        let namespace = match (self.namespace, self.fallback) {
            (Seen::One(Some(namespace)), _) | (Seen::One(None), Seen::One(Some(namespace))) => {
                Some(namespace)
            }
            _ => None,
        };
        Place { unit, moved, namespace, ..Place::default() }
    }
}

/// A kustomization, a folder that is applied as it is, or an object that names a folder to apply.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// The kustomization's own file, if it is one.
    pub(super) file: String,
    files: Vec<String>,
    parts: Vec<String>,
    /// The kustomizations among the parts that this one is made of.
    made_of: Vec<String>,
    pub(super) helpers: Vec<String>,
    /// What it refers to that is called like none of the files.
    pub(super) absent: Vec<String>,
    /// Whether it is a part of others and cannot be built by itself.
    is_component: bool,
    namespace: Option<String>,
    /// The namespace of objects that have none.
    fallback: Option<String>,
    /// Whether the namespace of what refers to it is not that of what it refers to.
    is_object: bool,
    /// What leads to it, before it says a namespace itself.
    entry: Mark,
    mark: Mark,
}

/// What refers to what, by folder or by the name of the object.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    pub(super) nodes: BTreeMap<String, Node>,
    /// The objects that name folders, by the file that they are in.
    objects: BTreeMap<String, Vec<String>>,
    pub(super) files: BTreeMap<String, Mark>,
    pub(super) helpers: BTreeSet<String>,
    /// What objects say of the folders that they name.
    applied: BTreeMap<String, Seen<Applied>>,
    /// The kustomizations that no other one refers to, and those that objects name.
    pub(super) outer: BTreeSet<String>,
}

impl Graph {
    pub(super) fn new(
        names: &[&str],
        but: &BTreeSet<String>,
        text_of: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Self {
        let known: BTreeSet<&str> = names.iter().copied().collect();
        let mut graph = Self::default();
        let mut targets: Vec<(String, Named)> = Vec::new();
        for name in names.iter().filter(|it| !but.contains(**it)) {
            let (_, file) = split(name);
            let is_kustomization = matches!(file, "kustomization.yaml" | "kustomization.yml");
            let Some(text) = text_of(name) else { continue };
            if !is_kustomization && !APPLIERS.iter().any(|it| text.contains(it)) {
                continue;
            }
            let tree = yaml::read(&text).tree;
            let mut roots = tree.documents().iter().map(|it| tree.value(&text, it.root));
            if is_kustomization {
                roots.next().into_iter().for_each(|it| graph.read(name, it, &known));
            } else {
                targets.extend(roots.flat_map(Named::of).map(|it| ((*name).to_owned(), it)));
            }
        }
        graph.settle();
        for (number, (file, it)) in targets.into_iter().enumerate() {
            graph.apply(&file, number, it, &known);
        }
        for node in graph.nodes.values_mut() {
            let objects = node.files.iter().filter_map(|it| graph.objects.get(it));
            let mut objects: Vec<_> = objects.flatten().cloned().collect();
            node.parts.append(&mut objects);
        }
        graph
    }

    fn read(&mut self, name: &str, root: Value<'_>, known: &BTreeSet<&str>) {
        let (folder, _) = split(name);
        let is_component = root.get("kind").and_then(Value::as_str) == Some("Component");
        let mut node = Node { file: name.to_owned(), is_component, ..Node::default() };
        let parts = PARTS.iter().filter_map(|it| root.get(it)).flat_map(Value::items);
        for path in parts.filter_map(Value::as_str) {
            if is_address(path) {
                node.absent.push(path.to_owned());
                continue;
            }
            let target = join(folder, path);
            let list = if known.contains(&*target) { &mut node.files } else { &mut node.parts };
            list.push(target);
        }
        node.namespace = text(root.get("namespace"));
        let helpers = HELPERS.iter().filter_map(|it| root.get(it)).flat_map(Value::items);
        let mut named: Vec<&str> = Vec::new();
        for it in helpers {
            named.extend(it.as_str());
            for value in FILES.iter().filter_map(|key| it.get(key)) {
                named.extend(value.as_str());
                if value.kind() == Kind::Sequence {
                    named.extend(value.items().filter_map(Value::as_str));
                }
            }
        }
        let path = |it: &&str| join(folder, it.split_once('=').map_or(*it, |it| it.1));
        node.helpers = named.iter().filter(|it| !it.contains('\n')).map(path).collect();
        self.helpers.extend(node.helpers.iter().cloned());
        node.absent.extend(named.into_iter().filter(|it| is_address(it)).map(str::to_owned));
        self.nodes.insert(folder.to_owned(), node);
    }

    /// Leaves of the references those that lead somewhere.
    fn settle(&mut self) {
        let all: BTreeSet<String> = self.nodes.keys().cloned().collect();
        let mut inner = BTreeSet::new();
        for node in self.nodes.values_mut() {
            let (parts, absent) =
                std::mem::take(&mut node.parts).into_iter().partition(|it| all.contains(it));
            node.parts = parts;
            node.absent.extend::<Vec<_>>(absent);
            node.made_of.clone_from(&node.parts);
            inner.extend(node.parts.iter().cloned());
            self.helpers = node.files.iter().fold(std::mem::take(&mut self.helpers), |mut it, file| {
                it.remove(file);
                it
            });
        }
        self.outer = all.into_iter().filter(|it| !inner.contains(it)).collect();
    }

    /// Takes in an object that names a folder.
    fn apply(&mut self, file: &str, number: usize, named: Named, known: &BTreeSet<&str>) {
        // The path begins at the root of the repository, which may be any folder around.
        let targets = above(split(file).0).map(|it| join(it, &named.path));
        let exists = |it: &String| self.nodes.contains_key(it) || below(known, it).next().is_some();
        // What names the root means an artifact that is made elsewhere.
        let wanted = !join("", &named.path).is_empty();
        let target = targets.into_iter().filter(|it| wanted && !it.is_empty()).find(exists);
        let plain = target.iter().find(|it| !self.nodes.contains_key(*it));
        if let Some(target) = plain {
            let node = self.plain(target, known);
            self.nodes.insert(target.clone(), node);
        } else {
            self.outer.extend(target.clone());
        }
        if let Some(target) = &target {
            let mut applied = named.applied;
            file.clone_into(&mut applied.said_in);
            applied.values.iter_mut().for_each(|it| *it = join(target, it));
            self.applied.entry(target.clone()).or_default().add(&Seen::One(applied));
        }
        let key = format!("{file}#{number}");
        let parts = target.into_iter().collect();
        let Named { namespace, fallback, .. } = named;
        let node = Node { parts, namespace, fallback, is_object: true, ..Node::default() };
        self.nodes.insert(key.clone(), node);
        self.objects.entry(file.to_owned()).or_default().push(key);
    }

    /// A folder without a kustomization: all files in it, up to folders with one.
    fn plain(&self, folder: &str, known: &BTreeSet<&str>) -> Node {
        let mut node = Node::default();
        for file in below(known, folder) {
            let inside = above(split(file).0).take_while(|it| *it != folder);
            match inside.filter(|it| self.nodes.get(*it).is_some_and(|it| !it.is_object)).last() {
                Some(inner) if node.parts.last().is_some_and(|it| it == inner) => {}
                Some(inner) => node.parts.push(inner.to_owned()),
                None => node.files.push(file.to_owned()),
            }
        }
        node
    }

    /// What is known of what is made of a folder.
    fn place(&self, folder: &str) -> Place {
        let mark = self.nodes.get(folder).map(|it| it.entry.clone());
        let own = || Place { unit: Some(folder.to_owned()), ..Place::default() };
        Place { folder: folder.to_owned(), ..mark.map_or_else(own, Mark::place) }
    }

    /// The chart in a folder, unless it is only there for others.
    pub(super) fn chart(
        &self,
        folder: &str,
        text_of: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Option<Unit> {
        let file = join(folder, CHART);
        let text = text_of(&file).unwrap_or_default();
        let tree = yaml::read(&text).tree;
        let root = tree.documents().first().map(|it| tree.value(&text, it.root));
        let is_library = root.and_then(|it| it.get("type")?.as_str()) == Some("library");
        (!is_library).then(|| self.unit(folder, file))
    }

    /// The kustomization in a folder, if it can be built by itself.
    pub(super) fn kustomization(&self, folder: &str) -> Option<Unit> {
        let node = self.nodes.get(folder).filter(|it| !it.file.is_empty() && !it.is_component)?;
        Some(self.unit(folder, node.file.clone()))
    }

    fn unit(&self, folder: &str, file: String) -> Unit {
        let applied = match self.applied.get(folder) {
            Some(Seen::One(it)) => it.clone(),
            _ => Applied::default(),
        };
        Unit { folder: folder.to_owned(), file, place: self.place(folder), applied }
    }

    /// Some kustomizations or folders, and all that they are made of.
    pub(super) fn parts_of<'g>(&'g self, from: impl Iterator<Item = &'g str>) -> BTreeSet<&'g str> {
        let mut todo: Vec<&str> = from.collect();
        let mut found = BTreeSet::new();
        while let Some(folder) = todo.pop() {
            if found.insert(folder) {
                let parts = self.nodes.get(folder).into_iter().flat_map(|it| &it.made_of);
                todo.extend(parts.map(String::as_str));
            }
        }
        found
    }

    /// The files with objects in some kustomizations or folders, and in all that they are made of.
    pub(super) fn files_of<'g>(&'g self, from: impl Iterator<Item = &'g str>) -> BTreeSet<&'g str> {
        let nodes = self.parts_of(from).into_iter().filter_map(|it| self.nodes.get(it));
        nodes.flat_map(|it| it.files.iter().map(String::as_str)).collect()
    }

    /// Marks everything by what leads to it.
    pub(super) fn color(&mut self) {
        let mut inner: BTreeSet<String> = BTreeSet::new();
        for (key, node) in &self.nodes {
            // Flux has an object in the folder of a cluster that names this folder.
            let own = |it: &&String| key.split_once('#').is_some_and(|key| !are_apart(it, key.0));
            inner.extend(node.parts.iter().filter(|it| !own(it)).cloned());
        }
        let roots = self.nodes.keys().filter(|it| !inner.contains(*it));
        let start = |key: &String| {
            let folder = key.split_once('#').map_or(&**key, |it| split(it.0).0);
            let unit = Seen::One(folder.to_owned());
            let mark = Mark { unit, namespace: Seen::One(None), fallback: Seen::One(None) };
            (key.clone(), mark)
        };
        let mut todo: Vec<(String, Mark)> = roots.map(start).collect();
        while let Some((key, mut mark)) = todo.pop() {
            let Some(node) = self.nodes.get_mut(&key) else { continue };
            if node.is_object {
                mark.namespace = Seen::One(None);
                mark.fallback = Seen::One(node.fallback.clone());
            }
            node.entry.add(&mark);
            // The outer kustomization has the last word.
            if let (Seen::One(None), Some(own)) = (&mark.namespace, &node.namespace) {
                mark.namespace = Seen::One(Some(own.clone()));
            }
            if !node.mark.add(&mark) {
                continue;
            }
            // An object that no other refers to is in the unit that it makes.
            let own = key.split_once('#').filter(|_| node.is_object && !inner.contains(&key));
            if let Some((file, _)) = own {
                self.files.entry(file.to_owned()).or_default().unit.add(&mark.unit);
            }
            for file in &node.files {
                self.files.entry(file.clone()).or_default().add(&node.mark);
            }
            todo.extend(node.parts.iter().map(|it| (it.clone(), node.mark.clone())));
        }
    }
}

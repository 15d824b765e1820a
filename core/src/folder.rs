//! What a folder of files is, from their names and its kustomizations: which files are no manifests, and which belong
//! together.
//!
//! A chart is a folder with a Chart.yaml. A unit is a chart, or a kustomization that no other one refers to, with all that
//! it refers to; Flux' Kustomizations and Argo CD's Applications refer to the folder that they name. What several units
//! refer to belongs to none of them. Each file is looked at a few times at most,
//! however many kustomizations lead to it.

use crate::placeholder::filled;
use crate::yaml::{self, Kind, Value};
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

/// What an object of Flux or Argo CD says of a folder that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// `postBuild.substitute`: what `${VAR}` in the manifests becomes. Others are unknown.
    variables: BTreeMap<String, String>,
    /// The name of the release of a chart.
    pub release: Option<String>,
    /// The files with values of a chart, where all its values are in files.
    pub values: Vec<String>,
}

impl Applied {
    /// What a tool printed, with the variables that are known filled in.
    pub fn fill(&self, printed: String) -> String {
        if self.variables.is_empty() { printed } else { filled(&printed, &self.variables) }
    }
}

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

/// The file that describes a chart.
const CHART: &str = "Chart.yaml";

/// Whether a name within a chart is that of a file which Helm reads in a way of its own.
fn is_of_chart(name: &str) -> bool {
    match name.split_once('/') {
        Some((first, _)) => OF_CHART.contains(&first),
        None => name.starts_with("values") || name.starts_with("Chart."),
    }
}

/// The folder of a file and its name in it.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// A folder and those around it; the last one is empty.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |it| (!it.is_empty()).then(|| split(it).0))
}

/// What is left of a name in a folder.
fn within<'a>(name: &'a str, folder: &str) -> &'a str {
    name.strip_prefix(folder).unwrap_or(name).trim_start_matches('/')
}

/// Whether a path is the address of something elsewhere.
pub fn is_address(path: &str) -> bool {
    path.contains("://") || path.starts_with("git@")
}

/// What `path` is called that is written in `folder`.
pub(crate) fn join(folder: &str, path: &str) -> String {
    let rooted = folder.starts_with('/');
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty() && *it != ".").collect();
    for part in path.split('/').filter(|it| !it.is_empty() && *it != ".") {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    if rooted { format!("/{}", parts.join("/")) } else { parts.join("/") }
}

/// Whether two units have nothing to do with each other: neither is in the folder of the other.
pub fn are_apart(one: &str, other: &str) -> bool {
    let holds = |outer: &str, inner: &str| {
        outer.is_empty() || inner.strip_prefix(outer).is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    !holds(one, other) && !holds(other, one)
}

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
struct Mark {
    unit: Seen<String>,
    /// The namespace; `None` where a kustomization says none.
    namespace: Seen<Option<String>>,
}

impl Mark {
    fn add(&mut self, other: &Self) -> bool {
        let before = self.clone();
        self.unit.add(&other.unit);
        self.namespace.add(&other.namespace);
        *self != before
    }

    fn place(self) -> Place {
        let unit = match self.unit {
            Seen::One(unit) => Some(unit),
            Seen::Nothing | Seen::Several => None,
        };
        let moved = matches!(self.namespace, Seen::One(Some(_)) | Seen::Several);
        let namespace = match self.namespace {
            Seen::One(namespace) => namespace,
            Seen::Nothing | Seen::Several => None,
        };
        Place { unit, moved, namespace, ..Place::default() }
    }
}

/// A kustomization, a folder that is applied as it is, or an object that names a folder to apply.
#[derive(Debug, Clone, Default)]
struct Node {
    /// The kustomization's own file, if it is one.
    file: String,
    files: Vec<String>,
    parts: Vec<String>,
    /// The kustomizations among the parts that this one is made of.
    made_of: Vec<String>,
    helpers: Vec<String>,
    /// What it refers to that is called like none of the files.
    absent: Vec<String>,
    /// Whether it is a part of others and cannot be built by itself.
    is_component: bool,
    namespace: Option<String>,
    /// Whether the namespace of what refers to it is not that of what it refers to.
    is_object: bool,
    /// What leads to it, before it says a namespace itself.
    entry: Mark,
    mark: Mark,
}

/// What refers to what, by folder or by the name of the object.
#[derive(Debug, Clone, Default)]
struct Graph {
    nodes: BTreeMap<String, Node>,
    /// The objects that name folders, by the file that they are in.
    objects: BTreeMap<String, Vec<String>>,
    files: BTreeMap<String, Mark>,
    helpers: BTreeSet<String>,
    /// What objects say of the folders that they name.
    applied: BTreeMap<String, Seen<Applied>>,
    /// The kustomizations that no other one refers to, and those that objects name.
    outer: BTreeSet<String>,
}

impl Graph {
    fn new(names: &[&str], but: &BTreeSet<String>, text_of: &mut dyn FnMut(&str) -> Option<String>) -> Self {
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
            applied.values.iter_mut().for_each(|it| *it = join(target, it));
            self.applied.entry(target.clone()).or_default().add(&Seen::One(applied));
        }
        let key = format!("{file}#{number}");
        let parts = target.into_iter().collect();
        let node = Node { parts, namespace: named.namespace, is_object: true, ..Node::default() };
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
    fn chart(&self, folder: &str, text_of: &mut dyn FnMut(&str) -> Option<String>) -> Option<Unit> {
        let file = join(folder, CHART);
        let text = text_of(&file).unwrap_or_default();
        let tree = yaml::read(&text).tree;
        let root = tree.documents().first().map(|it| tree.value(&text, it.root));
        let is_library = root.and_then(|it| it.get("type")?.as_str()) == Some("library");
        (!is_library).then(|| self.unit(folder, file))
    }

    /// The kustomization in a folder, if it can be built by itself.
    fn kustomization(&self, folder: &str) -> Option<Unit> {
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
    fn parts_of<'g>(&'g self, from: impl Iterator<Item = &'g str>) -> BTreeSet<&'g str> {
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
    fn files_of<'g>(&'g self, from: impl Iterator<Item = &'g str>) -> BTreeSet<&'g str> {
        let nodes = self.parts_of(from).into_iter().filter_map(|it| self.nodes.get(it));
        nodes.flat_map(|it| it.files.iter().map(String::as_str)).collect()
    }

    /// Marks everything by what leads to it.
    fn color(&mut self) {
        let mut inner: BTreeSet<String> = BTreeSet::new();
        for (key, node) in &self.nodes {
            // Flux has an object in the folder of a cluster that names this folder.
            let own = |it: &&String| key.split_once('#').is_some_and(|key| !are_apart(it, key.0));
            inner.extend(node.parts.iter().filter(|it| !own(it)).cloned());
        }
        let roots = self.nodes.keys().filter(|it| !inner.contains(*it));
        let start = |key: &String| {
            let folder = key.split_once('#').map_or(&**key, |it| split(it.0).0);
            let mark = Mark { unit: Seen::One(folder.to_owned()), namespace: Seen::One(None) };
            (key.clone(), mark)
        };
        let mut todo: Vec<(String, Mark)> = roots.map(start).collect();
        while let Some((key, mut mark)) = todo.pop() {
            let Some(node) = self.nodes.get_mut(&key) else { continue };
            if node.is_object {
                mark.namespace = Seen::One(None);
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

/// The groups whose objects name a folder that is applied.
const APPLIERS: [&str; 2] = ["kustomize.toolkit.fluxcd.io/", "argoproj.io/"];

/// A folder that an object names, and the namespace that it is applied to.
struct Named {
    path: String,
    namespace: Option<String>,
    applied: Applied,
}

impl Named {
    /// Those of Flux' Kustomization and Argo CD's Application.
    fn of(root: Value<'_>) -> Vec<Self> {
        let is = |key: &str, wanted: &str| {
            root.get(key).and_then(Value::as_str).is_some_and(|it| it.starts_with(wanted))
        };
        let Some(spec) = root.get("spec") else { return Vec::new() };
        if is("apiVersion", "kustomize.toolkit.fluxcd.io/") && is("kind", "Kustomization") {
            let substitute = spec.get("postBuild").and_then(|it| it.get("substitute"));
            let variables = substitute.into_iter().flat_map(Value::entries);
            let variables = variables.filter_map(|it| Some((text(Some(it.key))?, scalar(it.value)?)));
            let applied = Applied { variables: variables.collect(), ..Applied::default() };
            let namespace = text(spec.get("targetNamespace"));
            return text(spec.get("path"))
                .map(|path| Self { path, namespace, applied })
                .into_iter()
                .collect();
        }
        if !(is("apiVersion", "argoproj.io/") && is("kind", "Application")) {
            return Vec::new();
        }
        let namespace = || text(spec.get("destination").and_then(|it| it.get("namespace")));
        let several = spec.get("sources").into_iter().flat_map(Value::items);
        let sources = spec.get("source").into_iter().chain(several);
        let named = sources.filter_map(|it| {
            let applied = it.get("helm").map(of_helm).unwrap_or_default();
            Some(Self { path: text(it.get("path"))?, namespace: namespace(), applied })
        });
        named.collect()
    }
}

/// What an Application says of a chart. Values that are no files, or files of another repository, are not taken in part.
fn of_helm(helm: Value<'_>) -> Applied {
    let files = helm.get("valueFiles").into_iter().flat_map(Value::items);
    let values: Vec<_> = files.filter_map(|it| text(Some(it))).collect();
    let inline = ["values", "valuesObject", "parameters", "fileParameters"];
    let others = inline.iter().any(|it| helm.get(it).is_some());
    let elsewhere = values.iter().any(|it| it.starts_with(['$', '/']) || is_address(it));
    let values = if others || elsewhere { Vec::new() } else { values };
    Applied { release: text(helm.get("releaseName")), values, ..Applied::default() }
}

/// The text of a scalar of any type, in one line.
fn scalar(value: Value<'_>) -> Option<String> {
    let is_text = !matches!(value.kind(), Kind::Null | Kind::Sequence | Kind::Mapping);
    let said = value.as_str().unwrap_or(value.span().of(value.source_text()));
    (is_text && !said.contains('\n')).then(|| said.to_owned())
}

/// Text that is not empty.
fn text(value: Option<Value<'_>>) -> Option<String> {
    value.and_then(Value::as_str).filter(|it| !it.is_empty()).map(str::to_owned)
}

/// The files in a folder and those in it.
fn below<'k>(known: &'k BTreeSet<&'k str>, folder: &str) -> impl Iterator<Item = &'k str> {
    let folder = format!("{folder}/");
    let from = (std::ops::Bound::Included(folder.as_str()), std::ops::Bound::Unbounded);
    let behind = known.range::<str, _>(from).copied();
    behind.take_while(move |it| it.starts_with(&*folder))
}

#[cfg(test)]
mod tests {
    use super::{Folder, are_apart, join};

    /// The left out files, and the unit and the namespace of the others.
    fn survey(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let names: Vec<_> = files.iter().map(|it| it.0).collect();
        let text_of = |name: &str| files.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        let folder = Folder::survey(&names, &|_| false, &mut { text_of });
        let (left, kept): (Vec<_>, Vec<_>) = names.into_iter().partition(|it| folder.leaves_out(it));
        let described = |name: &str| {
            let place = folder.place(name).cloned().unwrap_or_default();
            format!(
                "{name} {} {}",
                place.unit.as_deref().unwrap_or("-"),
                place.namespace.as_deref().unwrap_or("-")
            )
        };
        (left.into_iter().map(str::to_owned).collect(), kept.into_iter().map(described).collect())
    }

    #[test]
    fn charts() {
        let names = [
            "c/Chart.yaml",
            "c/charts/d/crds/a.yaml",
            "c/crds/a.yaml",
            "c/templates/a.yaml",
            "c/values-x.yaml",
            "d/values.yaml",
        ];
        let files: Vec<_> = names.iter().map(|it| (*it, "")).collect();
        let (left, kept) = survey(&files);
        assert_eq!(left, ["c/Chart.yaml", "c/charts/d/crds/a.yaml", "c/templates/a.yaml", "c/values-x.yaml"]);
        assert_eq!(kept, ["c/crds/a.yaml c -", "d/values.yaml - -"]);
    }

    #[test]
    fn kustomizations() {
        let (left, kept) = survey(&[
            ("base/a.yaml", ""),
            ("base/kustomization.yaml", "resources: [a.yaml]"),
            ("dev/b.yaml", ""),
            (
                "dev/kustomization.yaml",
                "namespace: dev\nresources: [../base, b.yaml, ../only]\npatches: [{path: patch.yaml}, {patch: 'a: b'}]\n",
            ),
            ("dev/patch.yaml", ""),
            ("only/c.yaml", ""),
            (
                "only/kustomization.yaml",
                "namespace: inner\nresources: [c.yaml]\nconfigMapGenerator: [{files: [x=x.yaml]}]",
            ),
            ("only/x.yaml", ""),
            ("prod/kustomization.yaml", "namespace: prod\nresources: [../base]"),
            ("z.yaml", ""),
        ]);
        assert_eq!(left, ["dev/patch.yaml", "only/x.yaml"]);
        let kept: Vec<_> = kept.into_iter().filter(|it| !it.contains("kustomization")).collect();
        assert_eq!(kept, ["base/a.yaml - -", "dev/b.yaml dev dev", "only/c.yaml dev dev", "z.yaml - -"]);
    }

    #[test]
    fn objects_name_folders() {
        let flux = |path: &str| {
            format!(
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {{path: {path}, targetNamespace: web}}\n"
            )
        };
        let argo = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {destination: {namespace: shop}, source: {path: apps/c}}\n";
        let (apps, a) = (flux("./r/apps"), flux("apps/a/app"));
        let (_, kept) = survey(&[
            ("r/apps/a/app/r.yaml", ""),
            ("r/apps/a/app/kustomization.yaml", "resources: [r.yaml]"),
            ("r/apps/a/ks.yaml", &a),
            ("r/apps/b/s.yaml", ""),
            ("r/apps/c/t.yaml", ""),
            ("r/clusters/one/apps.yaml", &apps),
            ("r/clusters/two/apps.yaml", argo),
        ]);
        assert_eq!(kept[5], "r/clusters/one/apps.yaml r/clusters/one -");
        assert_eq!(kept[0], "r/apps/a/app/r.yaml r/clusters/one web");
        assert_eq!(kept[3], "r/apps/b/s.yaml r/clusters/one web");
        assert_eq!(kept[4], "r/apps/c/t.yaml - -", "two clusters have it");
    }

    #[test]
    fn a_cluster_of_flux_names_its_own_folder() {
        let flux = |path: &str| {
            format!(
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {{path: {path}}}\n"
            )
        };
        let (own, apps, root) = (flux("./clusters/a"), flux("./apps"), flux("./"));
        let (_, kept) = survey(&[
            ("apps/r.yaml", ""),
            ("clusters/a/apps.yaml", &apps),
            ("clusters/a/flux-system/kustomization.yaml", "resources: [sync.yaml]"),
            ("clusters/a/flux-system/sync.yaml", &own),
            ("clusters/b/apps.yaml", &root),
        ]);
        let kept: Vec<_> = kept.into_iter().filter(|it| !it.contains("kustomization")).collect();
        assert_eq!(
            kept,
            [
                "apps/r.yaml clusters/a -",
                "clusters/a/apps.yaml clusters/a -",
                "clusters/a/flux-system/sync.yaml clusters/a -",
                "clusters/b/apps.yaml clusters/b -"
            ]
        );
    }

    #[test]
    fn what_is_built_is_known_by_its_files() {
        let files = [
            ("app/kustomization.yaml", "resources: [a.yaml, ../base, https://example.com/x, ../gone]"),
            ("app/a.yaml", ""),
            ("base/b.yaml", ""),
            (
                "base/kustomization.yaml",
                "resources: [b.yaml]\npatches: [{path: p.yaml}, {path: 'https://example.com/p'}]",
            ),
            ("lib/Chart.yaml", "type: library"),
            ("other/kustomization.yaml", "resources: [../base]"),
            ("part/kustomization.yaml", "kind: Component"),
            ("web/Chart.yaml", ""),
        ];
        let names: Vec<_> = files.iter().map(|it| it.0).collect();
        let text_of = |name: &str| files.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        let folder = Folder::survey(&names, &|it| it.starts_with("web/"), &mut { text_of });
        let folders = |units: &[super::Unit]| units.iter().map(|it| it.folder.clone()).collect::<Vec<_>>();
        assert_eq!(folders(folder.charts()), ["web"], "a library is no chart of its own");
        assert_eq!(folder.charts()[0].place.unit, None, "it is shared");
        assert_eq!(folders(folder.kustomizations()), ["app", "other"], "nor is a component");
        let made = |built: &[&str]| Vec::from_iter(folder.made_into(&built.iter().copied().collect()));
        assert_eq!(made(&["app", "other"]), ["app/a.yaml", "base/b.yaml"]);
        assert_eq!(made(&["app"]), ["app/a.yaml"], "the other unit takes the base as it stands");
        let absent = Vec::from_iter(folder.absent_from("app"));
        assert_eq!(absent, ["gone", "https://example.com/p", "https://example.com/x"]);
        assert_eq!(Vec::from_iter(folder.absent_from("other")), ["https://example.com/p"]);
        let helpers = Vec::from_iter(folder.helpers_of("other"));
        assert!(
            helpers.contains(&"base/p.yaml") && helpers.contains(&"other/kustomization.yaml"),
            "{helpers:?}"
        );
    }

    #[test]
    fn objects_say_how_folders_are_applied() {
        let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: app, postBuild: {substitute: {HOST: a.test, PORT: 80}}}\n";
        let argo = |helm: &str| {
            format!(
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {{destination: {{namespace: shop}}, source: {{path: web, helm: {{{helm}}}}}}}\n"
            )
        };
        let units = |argo: &str| {
            let files = [
                ("app/kustomization.yaml", "resources: []"),
                ("ks.yaml", flux),
                ("apps/web.yaml", argo),
                ("web/Chart.yaml", ""),
                ("web/values-dev.yaml", ""),
            ];
            let names: Vec<_> = files.iter().map(|it| it.0).collect();
            let text_of = |name: &str| files.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
            let folder = Folder::survey(&names, &|_| false, &mut { text_of });
            (folder.charts()[0].clone(), folder.kustomizations()[0].clone())
        };
        let (chart, app) = units(&argo("releaseName: dev, valueFiles: [values-dev.yaml]"));
        assert_eq!(app.applied.fill("${HOST}:${PORT} ${C}".to_owned()), "a.test:80 ${C}");
        assert_eq!(
            (chart.applied.release.as_deref(), &*chart.applied.values),
            (Some("dev"), &["web/values-dev.yaml".to_owned()][..])
        );
        assert_eq!(chart.place.namespace.as_deref(), Some("shop"));
        let (chart, _) = units(&argo("valueFiles: [values-dev.yaml], parameters: [{name: a, value: b}]"));
        assert_eq!(chart.applied.values, [""; 0], "a part of the values is not what is applied");
        let two = argo("releaseName: a") + "---\n" + &argo("releaseName: b");
        assert_eq!(units(&two).0.applied, super::Applied::default());
    }

    #[test]
    fn circles_end() {
        let (_, kept) = survey(&[
            ("a/kustomization.yaml", "resources: [../b, x.yaml]"),
            ("a/x.yaml", ""),
            ("b/kustomization.yaml", "resources: [../a]"),
        ]);
        assert_eq!(kept[1], "a/x.yaml - -");
    }

    #[test]
    fn paths() {
        assert_eq!(join("a/b", "../c/./d.yaml"), "a/c/d.yaml");
        assert_eq!(join("", "../c"), "../c");
        assert_eq!(join("../a", "../../c"), "../../c");
        assert_eq!(join("/a", "b/"), "/a/b");
        assert!(are_apart("a/b", "a/c") && are_apart("a", "ab"));
        assert!(!are_apart("a", "a/c") && !are_apart("", "a") && !are_apart("a", "a"));
    }
}

//! Paths to a workspace: every source is read and judged, on all cores. What cannot be read is reported at once and
//! remembered; it never hides the others.

use crate::args::{ClusterArgs, RenderArg, WorldArgs};
#[cfg(feature = "cluster")]
use crate::cluster::Cluster;
use crate::console::Console;
use crate::crds;
use crate::input::{Input, Inputs, Place, Walk, collect, read, read_file};
use crate::parallel;
use crate::progress::Progress;
use crate::render::{Failed, Rendered, render};
use crate::settings;
use anyhow::Result;
use routeproof_core::Settings;
use routeproof_core::folder::Folder;
use routeproof_core::internal::world::Origin;
use routeproof_core::report::Unread;
use routeproof_core::report::text::Paint;
use routeproof_core::source::SourceId;
use routeproof_core::time::Timestamp;
use routeproof_core::workspace::{Analysis, Foreign, Workspace, analyse};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Sources, where those that can be written to come from, and what could not be read.
pub(crate) struct Load {
    pub(crate) workspace: Workspace,
    pub(crate) places: BTreeMap<SourceId, Place>,
    pub(crate) unread: Vec<Unread>,
    /// What came of charts and kustomizations.
    pub(crate) rendered: Rendered,
    /// How many files of folders hold no manifests.
    pub(crate) foreign: usize,
    /// How many files of folders a gate did not read.
    pub(crate) others: usize,
    /// Whether a folder was asked for.
    pub(crate) walked: bool,
    /// Whether the report says how many files were left out, so that broken ones may be among them.
    tells: bool,
}

/// One source that is to be read.
struct Job {
    id: SourceId,
    origin: Origin,
    input: Input,
}

/// Reads and judges the manifests in `paths`, and the dumps that `args` names.
pub(crate) fn load(paths: &[PathBuf], args: &WorldArgs, console: &mut Console) -> Result<Load> {
    load_all(paths, args, None, Walk::Repository, args.render, console)
}

/// The same, and what `cluster` asks for.
#[cfg_attr(not(feature = "cluster"), expect(unused_variables, unused_mut, reason = "a cluster is not read"))]
pub(crate) fn load_all(
    paths: &[PathBuf],
    args: &WorldArgs,
    cluster: Option<&ClusterArgs>,
    walk: Walk,
    mode: RenderArg,
    console: &mut Console,
) -> Result<Load> {
    let mut settings = settings::load(paths, args)?;
    #[cfg(feature = "cluster")]
    let cluster = match cluster.filter(|it| it.cluster) {
        Some(it) => Some(Cluster::read(it)?.settle(&mut settings, settings::chosen(paths, args)?)),
        None => None,
    };
    let workspace = workspace(settings, args.api_only, args.now, walk)?;
    let settings = workspace.settings();
    let is_shared = |name: &str| settings.shared.iter().any(|it| it.matches(name));
    let desired = collect(paths, walk, &is_shared);
    let rendered = render(&desired.folder, paths, settings, mode, console)?;
    let live = collect(&args.live, Walk::Repository, &|_| false);
    let mut load = Load {
        workspace,
        places: BTreeMap::new(),
        unread: live.unread,
        rendered,
        foreign: 0,
        others: desired.others,
        walked: desired.walked,
        tells: walk == Walk::Report,
    };
    load.fill(live.found, desired, console);
    if load.walked && load.places.is_empty() && load.unread.is_empty() && load.rendered.counts.is_empty() {
        let name = paths.first().map(|it| crate::input::name(it)).unwrap_or_default();
        load.unread.push(Unread { name, message: "holds no manifests".to_owned() });
    }
    #[cfg(feature = "cluster")]
    if let Some(cluster) = cluster {
        cluster.fill(&mut load.workspace, console);
    }
    load.unread.sort_by(|a, b| a.name.cmp(&b.name));
    for Unread { name, message } in &load.unread {
        let label = Paint::Error.on(console.err_styled, "error");
        console.tell(&format!("{label}: `{name}` {message}\n"));
    }
    Ok(load)
}

impl Load {
    /// Takes in dumps, manifests, and what tools made of charts and kustomizations.
    fn fill(&mut self, live: Vec<Input>, desired: Inputs, console: &Console) {
        let Inputs { found, unread, folder, .. } = desired;
        self.unread.extend(unread);
        let mut jobs: Vec<Job> = Vec::new();
        for (inputs, origin) in [(live, Origin::Live), (found, Origin::Desired)] {
            jobs.extend(inputs.into_iter().map(|input| Job {
                id: self.workspace.reserve(&input.name, origin),
                origin,
                input,
            }));
        }
        let progress = Progress::new("checking file", jobs.len(), console.watched);
        let criteria = self.workspace.criteria();
        let analyses = parallel::map(&jobs, |Job { id, origin, input }| {
            let analysis = read(input).map(|text| analyse(*id, *origin, text, criteria));
            progress.step();
            analysis
        });
        progress.finish();
        let made = self.rendered.made_from(&folder);
        for (job, judged) in jobs.into_iter().zip(analyses) {
            match judged {
                Ok(found) => self.take(job, found, &folder, &made),
                Err(error) => self.unread.push(error),
            }
        }
        self.take_rendered();
    }

    /// Takes in one source. `made` names the files whose objects are in what tools printed.
    fn take(&mut self, job: Job, mut found: Analysis, folder: &Folder, made: &BTreeSet<&str>) {
        let Job { id, origin, input } = job;
        if origin == Origin::Desired && input.walked {
            match found.foreign() {
                None => {}
                Some(Foreign::Template) => found.set_template(id),
                Some(Foreign::Broken) if !self.tells => {}
                Some(Foreign::Other | Foreign::Broken) => {
                    self.foreign += usize::from(!folder.is_kustomization(&input.name));
                    return;
                }
            }
        }
        if let Some(place) = folder.place(&input.name) {
            self.workspace.set_place(id, place.clone());
        }
        self.workspace.insert(id, found);
        if input.walked && made.contains(input.name.as_str()) {
            self.workspace.set_part(id);
        }
        if origin == Origin::Desired {
            self.places.insert(id, input.place);
        }
    }

    /// Takes in what tools printed, the files that this was made from, and what they failed at.
    fn take_rendered(&mut self) {
        let workspace = &mut self.workspace;
        let printed: Vec<_> = std::mem::take(&mut self.rendered.printed);
        let jobs: Vec<_> = printed
            .iter()
            .map(|it| (workspace.reserve(&it.name, Origin::Desired), &it.output.text))
            .collect();
        let analyses = parallel::map(&jobs, |(id, text)| {
            analyse(*id, Origin::Desired, (*text).clone(), workspace.criteria())
        });
        let ids: Vec<_> = jobs.into_iter().map(|it| it.0).collect();
        for ((id, analysis), it) in ids.into_iter().zip(analyses).zip(printed) {
            for name in it.output.origins.all_files() {
                // What cannot be read cannot be shown, so that findings stay in what was printed.
                let text = match workspace.source(name) {
                    None => read_file(Path::new(name)).ok(),
                    Some(_) => None,
                };
                if let Some(text) = text {
                    workspace.set_template(name, text);
                }
            }
            workspace.set_place(id, it.unit.place);
            workspace.insert(id, analysis);
            workspace.set_printed(id, it.output.origins);
            *self.rendered.counts.entry(it.tool).or_default() += 1;
        }
        for Failed { file, tool, why, wanted } in std::mem::take(&mut self.rendered.failed) {
            let text = read_file(Path::new(&file)).unwrap_or_default();
            workspace.set_not_rendered(&file, text, tool, &why, wanted);
        }
    }
}

/// An empty workspace for what settings and the command line ask for.
pub(crate) fn workspace(
    settings: Settings,
    api_only: bool,
    now: Option<Timestamp>,
    walk: Walk,
) -> Result<Workspace> {
    let named = settings.crds.clone();
    let workspace = Workspace::new(settings)?;
    let mut workspace = match walk {
        Walk::Gate => workspace.gate(),
        Walk::Repository | Walk::Report if api_only => workspace.api_only(),
        Walk::Repository | Walk::Report => workspace,
    };
    workspace.set_now(now.unwrap_or_else(present));
    crds::add(&mut workspace, &named)?;
    Ok(workspace)
}

/// The clock of this machine.
fn present() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Timestamp::from_seconds(since.map_or(0, |it| it.as_secs()))
}

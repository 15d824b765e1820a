//! Paths to a workspace: every source is read and judged, on all cores. What cannot be read is said at once and
//! remembered; it never hides the others.

use crate::args::{ClusterArgs, WorldArgs};
#[cfg(feature = "cluster")]
use crate::cluster::Cluster;
use crate::console::Console;
use crate::crds;
use crate::input::{Input, Inputs, Place, Walk, collect, read};
use crate::progress::Progress;
use crate::settings;
use anyhow::{Result, anyhow};
use routeproof_core::Settings;
use routeproof_core::folder::Folder;
use routeproof_core::report::Unread;
use routeproof_core::report::text::Paint;
use routeproof_core::source::SourceId;
use routeproof_core::time::Timestamp;
use routeproof_core::workspace::{Analysis, Criteria, Foreign, Workspace, analyse};
use routeproof_core::world::Origin;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::SystemTime;

/// Sources, where those that can be written to come from, and what could not be read.
pub(crate) struct Load {
    pub(crate) workspace: Workspace,
    pub(crate) places: BTreeMap<SourceId, Place>,
    pub(crate) unread: Vec<Unread>,
    /// What is known of the folders.
    pub(crate) folder: Folder,
    /// How many files of folders hold no manifests.
    pub(crate) foreign: usize,
    /// How many files of folders a gate did not read.
    pub(crate) others: usize,
    /// Whether a folder was asked for.
    pub(crate) walked: bool,
}

/// One source that is to be read.
struct Job {
    id: SourceId,
    origin: Origin,
    input: Input,
}

/// Reads and judges the manifests in `paths`, and the dumps that `args` names.
pub(crate) fn load(paths: &[PathBuf], args: &WorldArgs, console: &mut Console) -> Result<Load> {
    load_all(paths, args, None, Walk::Repository, console)
}

/// The same, and what `cluster` asks for.
#[cfg_attr(not(feature = "cluster"), expect(unused_variables, unused_mut, reason = "a cluster is not read"))]
pub(crate) fn load_all(
    paths: &[PathBuf],
    args: &WorldArgs,
    cluster: Option<&ClusterArgs>,
    walk: Walk,
    console: &mut Console,
) -> Result<Load> {
    let mut settings = settings::load(paths, args)?;
    #[cfg(feature = "cluster")]
    let cluster = match cluster.filter(|it| it.cluster) {
        Some(it) => Some(Cluster::read(it)?.settle(&mut settings, settings::chosen(paths, args)?)),
        None => None,
    };
    let mut workspace = workspace(settings, args.api_only, args.now, walk)?;
    let (desired, live) = (collect(paths, walk), collect(&args.live, Walk::Repository));
    let Inputs { found, mut unread, folder, walked, others } = desired;
    unread.extend(live.unread);
    let mut jobs: Vec<Job> = Vec::new();
    for (inputs, origin) in [(live.found, Origin::Live), (found, Origin::Desired)] {
        jobs.extend(inputs.into_iter().map(|input| Job {
            id: workspace.reserve(&input.name, origin),
            origin,
            input,
        }));
    }
    let progress = Progress::new(jobs.len(), console.watched);
    let analyses = analyse_all(&jobs, workspace.criteria(), &progress);
    progress.finish();
    let (mut places, mut foreign) = (BTreeMap::new(), 0);
    for (job, judged) in jobs.into_iter().zip(analyses) {
        match judged {
            Ok(mut found) => {
                if job.origin == Origin::Desired && job.input.walked {
                    match found.foreign() {
                        None => {}
                        Some(Foreign::Template) => found.set_template(job.id),
                        Some(Foreign::Other) => {
                            foreign += 1;
                            continue;
                        }
                    }
                }
                if let Some(place) = folder.place(&job.input.name) {
                    workspace.set_place(job.id, place.clone());
                }
                workspace.insert(job.id, found);
                if job.origin == Origin::Desired {
                    places.insert(job.id, job.input.place);
                }
            }
            Err(error) => unread.push(error),
        }
    }
    if walked && places.is_empty() && unread.is_empty() {
        let name = paths.first().map(|it| crate::input::name(it)).unwrap_or_default();
        unread.push(Unread { name, message: "holds no manifests".to_owned() });
    }
    #[cfg(feature = "cluster")]
    if let Some(cluster) = cluster {
        cluster.fill(&mut workspace, console);
    }
    unread.sort_by(|a, b| a.name.cmp(&b.name));
    for Unread { name, message } in &unread {
        let label = Paint::Error.on(console.err_styled, "error");
        console.tell(&format!("{label}: `{name}` {message}\n"));
    }
    Ok(Load { workspace, places, unread, folder, foreign, others, walked })
}

/// An empty workspace for what settings and the command line ask for.
pub(crate) fn workspace(
    settings: Settings,
    api_only: bool,
    now: Option<Timestamp>,
    walk: Walk,
) -> Result<Workspace> {
    let crds = crds::read_all(&settings.crds.iter().map(PathBuf::from).collect::<Vec<_>>())?;
    let workspace = Workspace::new(settings)?;
    let mut workspace = match walk {
        Walk::Gate => workspace.gate(),
        Walk::Repository if api_only => workspace.api_only(),
        Walk::Repository => workspace,
    };
    workspace.set_now(now.unwrap_or_else(present));
    workspace.set_crd_compiler(routeproof_crd::compile);
    for (name, text) in crds {
        workspace.add_crds(&name, text).map_err(|it| anyhow!("`{name}` {it}"))?;
    }
    Ok(workspace)
}

/// The clock of this machine.
fn present() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Timestamp::from_seconds(since.map_or(0, |it| it.as_secs()))
}

/// Reads and judges every source on all cores; the answers are in the order of `jobs`.
fn analyse_all(jobs: &[Job], criteria: &Criteria, progress: &Progress) -> Vec<Result<Analysis, Unread>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(Job { id, origin, input }) = jobs.get(at) else { return done };
            done.push((at, read(input).map(|text| analyse(*id, *origin, text, criteria))));
            progress.step();
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(jobs.len());
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for it in others {
            match it.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, it)| it).collect()
}

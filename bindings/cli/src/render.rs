//! Charts and kustomizations to manifests, by `helm` and `kustomize` or `kubectl` where these are installed. No tool may
//! load anything over the network, and none may take longer than settings allow.

use crate::args::RenderArg;
use crate::console::Console;
use crate::input::{name, plain};
use crate::parallel;
use crate::progress::Progress;
use anyhow::{Result, bail};
use routeproof_core::Settings;
use routeproof_core::folder::{Folder, Unit, is_address};
use routeproof_core::rendered::{Output, Tool};
use routeproof_core::rules::manifest::NotRendered;
use routeproof_core::settings::{Chart, Render};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Seek as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What came of all charts and kustomizations.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) printed: Vec<Printed>,
    pub(crate) failed: Vec<Failed>,
    /// How many were rendered by each tool, once they were taken in.
    pub(crate) counts: BTreeMap<Tool, usize>,
    /// The folders of those that were not rendered, by tool and reason.
    pub(crate) left: Vec<(Tool, Left, String)>,
}

/// What a tool printed.
#[derive(Debug)]
pub(crate) struct Printed {
    /// The command, in angle brackets.
    pub(crate) name: String,
    pub(crate) tool: Tool,
    pub(crate) unit: Unit,
    pub(crate) output: Output,
}

/// What a tool printed nothing of, though it was asked.
#[derive(Debug)]
pub(crate) struct Failed {
    /// The file that describes the chart or kustomization.
    pub(crate) file: String,
    pub(crate) tool: Tool,
    pub(crate) why: NotRendered,
    /// Whether settings or flags ask for it.
    pub(crate) wanted: bool,
}

/// Why a chart or kustomization was not rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Left {
    /// The settings or the flags exclude it.
    Excluded,
    /// No tool is installed.
    NoTool,
    /// There is a finding about it.
    Failed,
}

/// One thing to render.
struct Job<'a> {
    tool: Tool,
    unit: &'a Unit,
    program: &'a Program,
    /// What settings say of the chart.
    chart: Option<&'a Chart>,
    /// Whether settings name the chart several times, so that each time is a unit of its own.
    is_one_of_many: bool,
}

/// A tool that is installed.
struct Program {
    name: &'static str,
    verb: &'static str,
    path: PathBuf,
}

/// What all jobs share.
struct Renderer<'a> {
    folder: &'a Folder,
    /// The paths that were asked for, from the root of the file system and as they were asked for.
    paths: Vec<(PathBuf, &'a Path)>,
    settings: &'a Settings,
}

/// Renders what is in `folder`, which was found in `paths`.
pub(crate) fn render(
    folder: &Folder,
    paths: &[PathBuf],
    settings: &Settings,
    mode: RenderArg,
    console: &Console,
) -> Result<Rendered> {
    let named = if mode == RenderArg::Never { BTreeMap::new() } else { named_charts(&settings.render)? };
    let helm = Program::find("helm", "template");
    let kustomize = Program::find("kustomize", "build").or_else(|| Program::find("kubectl", "kustomize"));
    let charts = folder.charts().iter().map(|it| (Tool::Helm, it, &helm));
    let kustomizations = folder.kustomizations().iter().map(|it| (Tool::Kustomize, it, &kustomize));
    let mut all = Rendered::default();
    let mut jobs = Vec::new();
    for (tool, unit, program) in charts.chain(kustomizations) {
        let excluded = settings.render.exclude.iter().any(|it| it.matches(&unit.folder));
        let why = match program {
            _ if excluded || mode == RenderArg::Never => Left::Excluded,
            Some(program) => {
                let path = Path::new(shown(&unit.folder)).canonicalize().unwrap_or_default();
                let charts = named.get(&path).filter(|_| tool == Tool::Helm).into_iter().flatten();
                let charts: Vec<_> = charts.map(|it| Some(*it)).collect();
                let is_one_of_many = charts.len() > 1;
                let charts = if charts.is_empty() { vec![None] } else { charts };
                jobs.extend(charts.into_iter().map(|chart| Job {
                    tool,
                    unit,
                    program,
                    chart,
                    is_one_of_many,
                }));
                continue;
            }
            None if mode == RenderArg::Always => {
                let folder = shown(&unit.folder);
                bail!("--render always needs {} for `{folder}`, and it is not installed", tool_name(tool));
            }
            None => Left::NoTool,
        };
        all.left.push((tool, why, unit.folder.clone()));
    }
    let paths = paths.iter().filter_map(|it| Some((it.canonicalize().ok()?, it.as_path()))).collect();
    let common = Renderer { folder, paths, settings };
    let progress = Progress::new("rendering", jobs.len(), console.watched);
    let answers = parallel::map(&jobs, |it| {
        let answer = common.run(it);
        progress.step();
        answer
    });
    progress.finish();
    for (job, answer) in jobs.iter().zip(answers) {
        all.take(job, answer, mode == RenderArg::Always);
    }
    Ok(all)
}

impl Rendered {
    fn take(&mut self, job: &Job<'_>, made: Result<(String, Output), NotRendered>, wanted: bool) {
        let Job { tool, unit, chart, is_one_of_many, .. } = *job;
        match made {
            Ok((command, output)) => {
                let mut unit = unit.clone();
                let namespace = chart.and_then(|it| it.namespace.as_ref());
                unit.place.namespace = namespace.map(ToString::to_string).or(unit.place.namespace);
                if is_one_of_many {
                    unit.place.unit = Some(format!("{}/<{command}>", unit.folder));
                }
                self.printed.push(Printed { name: format!("<{command}>"), tool, unit, output });
            }
            Err(why) => {
                let wanted = wanted || chart.is_some();
                self.failed.push(Failed { file: unit.file.clone(), tool, why, wanted });
                self.left.push((tool, Left::Failed, unit.folder.clone()));
            }
        }
    }

    /// The files whose objects are in what was built, and are judged there.
    pub(crate) fn made_from<'f>(&self, folder: &'f Folder) -> BTreeSet<&'f str> {
        let printed = self.printed.iter().filter(|it| it.tool == Tool::Kustomize);
        let built: BTreeSet<_> = printed.map(|it| it.unit.folder.as_str()).collect();
        folder.made_into(&built)
    }
}

/// The name of what is installed.
pub(crate) fn tool_name(tool: Tool) -> &'static str {
    match tool {
        Tool::Helm => "helm",
        Tool::Kustomize => "kustomize or kubectl",
    }
}

/// A folder on a command line.
fn shown(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// What settings say of charts, by their folders from the root of the file system.
fn named_charts(render: &Render) -> Result<BTreeMap<PathBuf, Vec<&Chart>>> {
    let mut named: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for chart in &render.charts {
        let Chart { path, values, .. } = chart;
        if !Path::new(path).join("Chart.yaml").is_file() {
            bail!("the settings' `render.charts` name `{path}`, which holds no Chart.yaml");
        }
        if let Some(it) = values.iter().find(|it| !Path::new(it).is_file()) {
            bail!("the settings' `render.charts` name the values `{it}`, which is no file");
        }
        named.entry(Path::new(path).canonicalize()?).or_default().push(chart);
    }
    Ok(named)
}

impl Program {
    /// The program of that name in the folders of `PATH`. A folder that is not absolute may be the author's of the
    /// manifests.
    fn find(name: &'static str, verb: &'static str) -> Option<Self> {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let files = std::env::split_paths(&folders).filter(|it| it.is_absolute()).map(|it| it.join(&file));
        let path = files.into_iter().find(|it| it.is_file())?;
        Some(Self { name, verb, path })
    }
}

impl Renderer<'_> {
    /// The command as a person would type it, and what it printed.
    fn run(&self, job: &Job<'_>) -> Result<(String, Output), NotRendered> {
        match job.tool {
            Tool::Helm => self.helm(job),
            Tool::Kustomize => self.kustomize(job),
        }
    }

    fn helm(&self, job: &Job<'_>) -> Result<(String, Output), NotRendered> {
        let Job { unit, program, chart, .. } = *job;
        let mut typed = vec![program.verb.to_owned()];
        let release = chart.and_then(|it| it.release.as_ref()).map(ToString::to_string);
        typed.extend(release.or_else(|| unit.applied.release.clone()));
        typed.push(shown(&unit.folder).to_owned());
        let namespace = chart.and_then(|it| it.namespace.as_ref()).map(ToString::to_string);
        if let Some(namespace) = namespace.or_else(|| unit.place.namespace.clone()) {
            typed.extend(["--namespace".to_owned(), namespace]);
        }
        let values = chart.map_or(&unit.applied.values, |it| &it.values);
        typed.extend(values.iter().flat_map(|it| ["--values".to_owned(), it.clone()]));
        let mut command = Command::new(&program.path);
        command.args(&typed).arg("--skip-tests");
        // Settings have the last word on what objects of Argo CD say.
        let applied = Some(&unit.applied).filter(|_| chart.is_none());
        let inline = applied.and_then(|it| it.inline.as_ref());
        let line = format!("{} {}", program.name, typed.join(" "));
        let failed = |output: String| NotRendered::Failed { command: line.clone(), output };
        // Kept until helm has read it.
        let inline =
            inline.map(|it| values_file(it.as_str())).transpose().map_err(|it| failed(plain(&it)))?;
        if let Some(file) = &inline {
            command.arg("--values").arg(file.path());
        }
        for (it, is_text) in applied.into_iter().flat_map(|it| &it.parameters) {
            command.args([if *is_text { "--set-string" } else { "--set" }, it]);
        }
        let serving = self.settings.gateway_api.serving().on(self.settings.kubernetes);
        command.args(["--kube-version", serving.kubernetes().name()]);
        command.args(serving.api_versions().iter().flat_map(|it| ["--api-versions", it.as_str()]));
        let mut output = Output::new(Tool::Helm, self.print(command).map_err(failed)?);
        let file = |it: &str| {
            let path = Path::new(&unit.folder).join(it.split_once('/')?.1);
            path.is_file().then(|| name(&path))
        };
        let own = Path::new(&unit.folder).join("values.yaml");
        let said_in = applied.filter(|it| !it.parameters.is_empty() || it.inline.is_some());
        let said_in = said_in.map(|it| PathBuf::from(&it.said_in));
        let all = std::iter::once(own).chain(values.iter().map(PathBuf::from)).chain(said_in);
        let others = all.filter(|it| it.is_file()).map(|it| name(&it)).collect();
        output.origins = output.origins.named(file, others);
        Ok((line, output))
    }

    /// A kustomization around the one that is meant asks for notes on origins: nothing is written into its folder.
    fn kustomize(&self, job: &Job<'_>) -> Result<(String, Output), NotRendered> {
        let (folder, program) = (shown(&job.unit.folder), job.program);
        let line = format!("{} {} {folder}", program.name, program.verb);
        let absent = self.folder.absent_from(&job.unit.folder).into_iter();
        if let Some(it) = absent.into_iter().find(|it| !Path::new(it).exists()) {
            return Err(match is_address(it) {
                true => NotRendered::Remote { address: it.to_owned() },
                false => NotRendered::Absent { path: it.to_owned() },
            });
        }
        let failed = |output: String| NotRendered::Failed { command: line.clone(), output };
        let io = |it: io::Error| failed(plain(&it));
        let around = tempfile::tempdir().map_err(io)?;
        let from = around.path().canonicalize().map_err(io)?;
        let to = relative(&from, &Path::new(folder).canonicalize().map_err(io)?);
        let Some(to) = to.as_ref().and_then(|it| it.to_str()) else {
            return Err(failed("the folder has no path that a kustomization can say".to_owned()));
        };
        let to = serde_json::to_string(to).map_err(|it| failed(it.to_string()))?;
        let text = format!("resources: [{to}]\nbuildMetadata: [originAnnotations]\n");
        fs::write(from.join("kustomization.yaml"), text).map_err(io)?;
        let mut command = Command::new(&program.path);
        command.arg(program.verb).arg(&from);
        let printed = self.print(command).map_err(failed)?;
        let mut output = Output::new(Tool::Kustomize, job.unit.applied.fill(printed));
        let others = self.folder.helpers_of(&job.unit.folder).into_iter().map(str::to_owned).collect();
        output.origins = output.origins.named(|it| Some(self.name_of(&from.join(it))), others);
        Ok((line, output))
    }

    /// What reports call a file that a tool names.
    fn name_of(&self, path: &Path) -> String {
        let path = straight(path);
        let inside = self.paths.iter().find_map(|(root, asked)| {
            let rest = path.strip_prefix(root).ok()?;
            Some(name(&asked.join(rest)))
        });
        inside.unwrap_or_else(|| {
            let here = std::env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default();
            name(path.strip_prefix(&here).unwrap_or(&path))
        })
    }

    /// What a command prints, unless it fails or takes too long.
    fn print(&self, mut command: Command) -> Result<String, String> {
        let io = |it: io::Error| plain(&it);
        let (mut out, mut err) = (tempfile::tempfile().map_err(io)?, tempfile::tempfile().map_err(io)?);
        command.stdin(Stdio::null());
        command.stdout(out.try_clone().map_err(io)?).stderr(err.try_clone().map_err(io)?);
        // git and HTTP lead nowhere.
        command.env("GIT_ALLOW_PROTOCOL", "none").env("NO_PROXY", "").env("no_proxy", "");
        for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
            command.env(proxy, "http://127.0.0.1:9");
        }
        let mut child = command.spawn().map_err(io)?;
        let seconds = u64::try_from(self.settings.render.timeout_seconds).unwrap_or(u64::MAX);
        let (started, limit) = (Instant::now(), Duration::from_secs(seconds));
        let status = loop {
            if let Some(it) = child.try_wait().map_err(io)? {
                break it;
            }
            if started.elapsed() >= limit {
                child.kill().and_then(|()| child.wait()).map_err(io)?;
                return Err(format!("it took longer than {seconds} s"));
            }
            sleep(PAUSE);
        };
        if !status.success() {
            let output = text_of(&mut err)?;
            let output = message(&output);
            return Err(if output.is_empty() { status.to_string() } else { output.to_owned() });
        }
        text_of(&mut out)
    }
}

/// The message in what a tool that failed wrote, without warnings before it and advice behind it.
fn message(output: &str) -> &str {
    let output =
        ["Error: ", "error: "].iter().find_map(|it| Some(output.split_once(it)?.1)).unwrap_or(output);
    output.split("\nUse --debug").next().unwrap_or_default().trim()
}

/// How long to wait before a command is looked at again.
const PAUSE: Duration = Duration::from_millis(5);

/// What was written to a file.
fn text_of(file: &mut File) -> Result<String, String> {
    file.rewind().map_err(|it| plain(&it))?;
    crate::input::text(file)
}

/// The way from one absolute folder to another.
fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let rest: Vec<_> = to.components().skip(shared).collect();
    // Two drives have nothing in common.
    let rooted = rest.iter().any(|it| matches!(it, Component::Prefix(_) | Component::RootDir));
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    (!rooted).then(|| up.chain(rest).collect())
}

/// A path without the steps that lead up.
fn straight(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            Component::CurDir => {}
            other => found.push(other),
        }
    }
    found
}

/// Values of a chart that are in no file of the repository.
fn values_file(text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::{relative, straight};
    use std::path::Path;

    #[test]
    fn ways_between_folders() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to)).unwrap();
        assert_eq!(way("/tmp/a", "/home/b/c"), Path::new("../../home/b/c"));
        assert_eq!(way("/tmp/a", "/tmp"), Path::new(".."));
        assert_eq!(straight(Path::new("/tmp/a/../../home/./b")), Path::new("/home/b"));
    }
}

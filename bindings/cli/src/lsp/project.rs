//! Manifests that are judged together: those of a folder, as `routeproof check` finds them, with open buffers in place of
//! their files.

use crate::input::{Walk, collect, name, plain, read};
use crate::{load, settings};
use routeproof_core::Settings;
use routeproof_core::diagnostic::Safety;
use routeproof_core::folder::Folder;
use routeproof_core::mend::mend;
use routeproof_core::report::SourceMap as _;
use routeproof_core::rules::registry;
use routeproof_core::settings::SettingsError;
use routeproof_core::source::SourceId;
use routeproof_core::workspace::Workspace;
use std::path::{Path, PathBuf};

/// Settings that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The file.
    pub(super) file: PathBuf,
    /// The line and column, from 1.
    pub(super) at: (usize, usize),
    /// Why.
    pub(super) message: String,
}

/// Manifests that are judged together.
pub(super) struct Project {
    /// The folder that names of sources begin at: the editor's folder.
    base: PathBuf,
    /// The profile that settings name, where that is a file.
    profile: Option<PathBuf>,
    /// What is known of the files that were found.
    folder: Folder,
    /// The manifests, or why nothing is judged.
    state: Result<Workspace, Fault>,
}

impl Project {
    /// The manifests in `root`, or none where no folder is meant. `open` has the text of a buffer.
    pub(super) fn load(root: Option<&Path>, base: &Path, open: &dyn Fn(&Path) -> Option<String>) -> Self {
        let above = root.into_iter().flat_map(Path::ancestors);
        let file = above.map(|it| it.join(settings::FILE)).find(|it| it.is_file());
        let mut profile = None;
        let state = workspace(file.as_deref(), open, &mut profile);
        let mut project = Self { base: base.to_owned(), profile, folder: Folder::default(), state };
        let Some(root) = root.filter(|_| project.state.is_ok()) else { return project };
        let shared = project.workspace().map(|it| it.settings().shared.clone()).unwrap_or_default();
        let is_shared = |it: &str| {
            let name = project.name(Path::new(it));
            shared.iter().any(|it| it.matches(&name))
        };
        let inputs = collect(&[root.to_owned()], Walk::Repository, &is_shared);
        project.folder = inputs.folder;
        for input in inputs.found {
            let path = PathBuf::from(&input.name);
            // A file that cannot be read is not there; findings in the others do not depend on it being empty.
            if let Some(text) = open(&path).or_else(|| read(&input).ok()) {
                project.put(&path, text, false);
            }
        }
        project
    }

    /// The manifests, where settings can be used.
    pub(super) fn workspace(&self) -> Option<&Workspace> {
        self.state.as_ref().ok()
    }

    /// Why nothing is judged.
    pub(super) fn fault(&self) -> Option<&Fault> {
        self.state.as_ref().err()
    }

    /// Whether the file at `path` says how others are judged, so that all are to be read anew when it changes.
    pub(super) fn depends_on(&self, path: &Path) -> bool {
        let names = [settings::FILE, ".gitignore", "kustomization.yaml", "kustomization.yml"];
        let is_one = path.file_name().is_some_and(|it| names.iter().any(|name| it == *name));
        is_one || self.profile.as_deref() == Some(path)
    }

    /// What reports call the file at `path`: as `routeproof check .` does in the editor's folder.
    pub(super) fn name(&self, path: &Path) -> String {
        name(path.strip_prefix(&self.base).unwrap_or(path))
    }

    /// The file that reports call `name`.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.base.join(name)
    }

    /// The source of a file that is judged.
    pub(super) fn source(&self, path: &Path) -> Option<SourceId> {
        self.workspace()?.source(&self.name(path)).map(|it| it.0)
    }

    /// Takes a file's text in. Of the files that no buffer shows, those without manifests are left out.
    pub(super) fn put(&mut self, path: &Path, text: String, is_open: bool) {
        let name = self.name(path);
        let walked = self::name(path);
        let Ok(workspace) = &mut self.state else { return };
        if self.folder.leaves_out(&walked) {
            workspace.remove_source(&name);
            return;
        }
        let place = self.folder.place(&walked).cloned().unwrap_or_default();
        workspace.set_file(&name, text, place, is_open);
    }

    /// The text of a file with all safe fixes applied. Every source stays as it is.
    ///
    /// # Errors
    /// Where a fix of routeproof cannot be applied.
    pub(super) fn mended(&mut self, path: &Path) -> Result<Option<String>, String> {
        let Some((id, Ok(workspace))) = self.source(path).map(|it| (it, &mut self.state)) else {
            return Ok(None);
        };
        let mended = mend(workspace, Safety::Safe).map_err(|it| it.to_string())?;
        let text = workspace.text(id).to_owned();
        let name = |id| workspace.name(id).to_owned();
        let before: Vec<_> = mended.before.into_iter().map(|(id, text)| (name(id), text)).collect();
        for (name, text) in before {
            self.put(&self.path(&name), text, true);
        }
        Ok(Some(text))
    }

    /// Whether the file at `path` was found in the folder, which those that Git ignores are not.
    pub(super) fn has_found(&self, path: &Path) -> bool {
        self.folder.place(&self::name(path)).is_some()
    }

    /// Takes a file in from disk, or out where it is not there or was not found in the folder.
    pub(super) fn refresh(&mut self, path: &Path) {
        let paths = if self.has_found(path) { vec![path.to_owned()] } else { Vec::new() };
        match collect(&paths, Walk::Repository, &|_| false).found.first().map(read) {
            Some(Ok(text)) => self.put(path, text, false),
            _ => {
                let name = self.name(path);
                if let Ok(workspace) = &mut self.state {
                    workspace.remove_source(&name);
                }
            }
        }
    }
}

fn workspace(
    file: Option<&Path>,
    open: &dyn Fn(&Path) -> Option<String>,
    profile: &mut Option<PathBuf>,
) -> Result<Workspace, Fault> {
    let unread =
        |message: String| Fault { file: file.unwrap_or(Path::new("")).to_owned(), at: (1, 1), message };
    let Some(file) = file else {
        return load::workspace(Settings::default(), false, None, Walk::Repository)
            .map_err(|it| unread(it.to_string()));
    };
    let text = match open(file) {
        Some(text) => text,
        None => std::fs::read_to_string(file).map_err(|it| unread(plain(&it)))?,
    };
    let mut settings = Settings::from_yaml(&text, registry()).map_err(|it| fault(file, &it))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    *profile = settings.profile.file().map(|it| folder.join(it));
    settings::read_profile(&mut settings, folder).map_err(|it| unread(format!("{it:#}")))?;
    settings::from_folder(&mut settings, folder);
    load::workspace(settings, false, None, Walk::Repository).map_err(|it| unread(it.to_string()))
}

fn fault(file: &Path, error: &SettingsError) -> Fault {
    let (at, message) = match error {
        SettingsError::Invalid { line, column, message, file: "settings" } => {
            ((*line, *column), message.clone())
        }
        other => ((1, 1), other.to_string()),
    };
    Fault { file: file.to_owned(), at, message }
}

//! Paths to named texts. A path that cannot be read is reported; it never hides the others.

use ignore::WalkBuilder;
use routeproof_core::folder::Folder;
use routeproof_core::report::Unread;
use routeproof_core::source::MAX_SOURCE_BYTES;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// What a person types for the standard input, and what reports call it.
const STDIN: &str = "-";
const STDIN_NAME: &str = "<stdin>";

/// Where the text of a source comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// A source that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// What reports call it: the path as it was asked for, with `/` between folders.
    pub(crate) name: String,
    pub(crate) place: Place,
    /// Whether it was found in a folder, so that it may be no manifest.
    pub(crate) walked: bool,
}

/// What the asked-for paths hold.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// By name, each once.
    pub(crate) found: Vec<Input>,
    pub(crate) unread: Vec<Unread>,
    /// What is known of the folders.
    pub(crate) folder: Folder,
    /// Whether any file was found in a folder.
    pub(crate) walked: bool,
    /// How many files of folders a gate did not read, because kubectl reads none of that name.
    pub(crate) others: usize,
}

/// How folders are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walk {
    /// As the folders of a repository.
    Repository,
    /// The same, where the report says how many files hold no manifests.
    Report,
    /// As kubectl reads them, and what it would not read as it stands is refused.
    Gate,
}

/// Finds the files that `paths` stand for. A file is taken as it is; in a folder, manifests are files that end in
/// .yaml, .yml or .json, are not hidden, and are not excluded by .gitignore.
/// `is_shared` says of the name of a file whether it belongs to all units.
pub(crate) fn collect(paths: &[PathBuf], walk: Walk, is_shared: &dyn Fn(&str) -> bool) -> Inputs {
    let mut inputs = Inputs::default();
    for path in paths {
        if path.as_os_str() == STDIN {
            inputs.found.push(Input { name: STDIN_NAME.to_owned(), place: Place::Stdin, walked: false });
        } else if path.is_dir() {
            inputs.folder(path, walk);
        } else {
            inputs.found.push(Input { name: name(path), place: Place::File(path.clone()), walked: false });
        }
    }
    // A file that is named stays, also where it is in a folder.
    inputs.found.sort_by(|a, b| (&a.name, a.walked).cmp(&(&b.name, b.walked)));
    let mut seen = BTreeSet::new();
    inputs.found.retain(|it| seen.insert(identity(it)));
    if walk != Walk::Gate {
        inputs.survey(is_shared);
    }
    inputs
}

/// Two paths to one file are one source.
fn identity(input: &Input) -> PathBuf {
    match &input.place {
        Place::Stdin => PathBuf::from(STDIN),
        Place::File(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
    }
}

impl Inputs {
    /// Leaves out what is no manifest.
    fn survey(&mut self, is_shared: &dyn Fn(&str) -> bool) {
        self.walked = self.found.iter().any(|it| it.walked);
        let walked = |it: &&Input| it.walked;
        let names: Vec<_> = self.found.iter().filter(walked).map(|it| it.name.as_str()).collect();
        let mut text_of = |name: &str| read_file(Path::new(name)).ok();
        let folder = Folder::survey(&names, is_shared, &mut text_of);
        self.found.retain(|it| !it.walked || !folder.leaves_out(&it.name));
        self.folder = folder;
    }

    fn folder(&mut self, folder: &Path, walk: Walk) {
        let before = (self.found.len(), self.unread.len());
        let gate = walk == Walk::Gate;
        let mut builder = WalkBuilder::new(folder);
        builder
            .hidden(!gate)
            .git_ignore(!gate)
            .git_exclude(!gate)
            .parents(!gate)
            // A folder that is no repository may have a .gitignore all the same.
            .require_git(false)
            .git_global(false)
            .ignore(false)
            // What git keeps for itself cannot be part of a commit.
            .filter_entry(|it| it.file_name() != ".git")
            .sort_by_file_path(Path::cmp);
        for entry in builder.build() {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|it| !it.is_dir()) => {
                    let path = entry.into_path();
                    match walk {
                        Walk::Repository | Walk::Report if is_manifest(&path) => self.take(path, true),
                        Walk::Repository | Walk::Report => {}
                        Walk::Gate => self.admit(path),
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let message = error.to_string();
                    self.unread.push(Unread { name: name(folder), message });
                }
            }
        }
        if before == (self.found.len(), self.unread.len()) {
            let message = "holds no .yaml, .yml or .json file".to_owned();
            self.unread.push(Unread { name: name(folder), message });
        }
    }

    fn take(&mut self, path: PathBuf, walked: bool) {
        self.found.push(Input { name: name(&path), place: Place::File(path), walked });
    }

    /// Takes a file that a gate has to judge; one that tools make manifests of is refused.
    fn admit(&mut self, path: PathBuf) {
        let file = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let refused = match file {
            "kustomization.yaml" | "kustomization.yml" | "Kustomization" => {
                "is a kustomization: let the gate judge what `kubectl kustomize` makes of it"
            }
            "Chart.yaml" => {
                "is the description of a chart: let the gate judge what `helm template` makes of it"
            }
            _ if path.is_dir() => {
                "is a link to a folder, which is not followed: remove it, or give the folder"
            }
            _ if has_ending(&path.to_string_lossy().to_ascii_lowercase()) => return self.take(path, false),
            _ => {
                self.others += 1;
                return;
            }
        };
        self.unread.push(Unread { name: name(&path), message: refused.to_owned() });
    }
}

fn is_manifest(path: &Path) -> bool {
    let settings = matches!(path.file_name().and_then(|it| it.to_str()), Some(crate::settings::FILE));
    !settings && has_ending(&path.to_string_lossy())
}

fn has_ending(path: &str) -> bool {
    let ending = Path::new(path).extension().and_then(|it| it.to_str());
    ending.is_some_and(|it| ["yaml", "yml", "json"].contains(&it))
}

/// What reports call the file at `path`.
pub(crate) fn name(path: &Path) -> String {
    let path = path.strip_prefix(".").ok().filter(|it| !it.as_os_str().is_empty()).unwrap_or(path);
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        name.into_owned()
    } else {
        name.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// The text of `input`.
pub(crate) fn read(input: &Input) -> Result<String, Unread> {
    let result = match &input.place {
        Place::Stdin => text(io::stdin().lock()),
        Place::File(path) => read_file(path),
    };
    result.map_err(|message| Unread { name: input.name.clone(), message })
}

pub(crate) fn read_file(path: &Path) -> Result<String, String> {
    File::open(path).map_err(|it| plain(&it)).and_then(text)
}

/// The text of a file, as far as kubectl would read it.
pub(crate) fn text(from: impl io::Read) -> Result<String, String> {
    let most = u64::try_from(MAX_SOURCE_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    from.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|it| plain(&it))?;
    if bytes.len() > MAX_SOURCE_BYTES {
        return Err(format!("is larger than {} MiB", MAX_SOURCE_BYTES / 1024 / 1024));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16; kubectl reads UTF-8 only".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..at).unwrap_or_default();
        let line = before.iter().filter(|it| **it == b'\n').count() + 1;
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        format!("is not UTF-8: line {line} has the byte 0x{byte:02X}")
    })
}

/// An error of the system without its number.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|it| it.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

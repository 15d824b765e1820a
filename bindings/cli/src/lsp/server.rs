//! The open buffers of an editor, and the projects that they belong to.

use super::convert::{Lines, diagnostic, path_of, uri_of};
use super::project::Project;
use crate::settings;
use lsp_server::Notification;
use lsp_types::notification::{self, Notification as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions,
    Diagnostic, DiagnosticSeverity, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, FileChangeType, FileEvent, HoverProviderCapability, InitializeParams, OneOf,
    Position, PositionEncodingKind, PublishDiagnosticsParams, Range, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use routeproof_core::report::{self, DiagnosticV1};
use routeproof_core::source::{SourceId, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// An open buffer.
pub(super) struct Document {
    pub(super) uri: Uri,
    /// Its file; of a buffer without one, a name that no file has.
    pub(super) path: PathBuf,
    /// Which project it belongs to.
    project: PathBuf,
    version: i32,
    pub(super) text: String,
    /// What was found in it, and what the editor was sent.
    pub(super) findings: Vec<DiagnosticV1>,
    published: Option<(i32, Vec<Diagnostic>)>,
}

/// What one editor has open.
pub(super) struct Server {
    /// The unit of columns that was agreed on.
    pub(super) unit: Unit,
    /// Whether edits may name the version of a buffer.
    pub(super) versioned: bool,
    folders: Vec<PathBuf>,
    /// By URI.
    documents: BTreeMap<String, Document>,
    /// By the folder that is walked, or the buffer that is judged alone.
    projects: BTreeMap<PathBuf, Project>,
    /// The projects whose findings are not published yet.
    changed: BTreeSet<PathBuf>,
    /// By project, the settings files that the editor was sent findings of.
    faulty: BTreeMap<PathBuf, Uri>,
    /// The closed buffers of which the editor still shows what was found.
    closed: Vec<Uri>,
}

/// A buffer with what it is judged with.
pub(super) struct Open<'s> {
    pub(super) document: &'s Document,
    pub(super) project: &'s Project,
    pub(super) workspace: &'s routeproof_core::Workspace,
    pub(super) source: SourceId,
    pub(super) lines: Lines<'s>,
}

impl Server {
    pub(super) fn new(client: &InitializeParams) -> Self {
        let general = client.capabilities.general.as_ref();
        let encodings = general.and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
        let unit = if encodings.contains(&PositionEncodingKind::UTF8) { Unit::Utf8 } else { Unit::Utf16 };
        let edits = client.capabilities.workspace.as_ref().and_then(|it| it.workspace_edit.as_ref());
        Self {
            unit,
            versioned: edits.and_then(|it| it.document_changes).unwrap_or_default(),
            folders: folders_of(client),
            documents: BTreeMap::new(),
            projects: BTreeMap::new(),
            changed: BTreeSet::new(),
            faulty: BTreeMap::new(),
            closed: Vec::new(),
        }
    }

    pub(super) fn capabilities(&self) -> ServerCapabilities {
        let encoding = match self.unit {
            Unit::Utf8 => PositionEncodingKind::UTF8,
            _ => PositionEncodingKind::UTF16,
        };
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(true.into()),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, super::actions::FIX_ALL]),
            ..CodeActionOptions::default()
        };
        let folders = WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        };
        ServerCapabilities {
            position_encoding: Some(encoding),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some([" ", ":", "-", "{", "["].map(str::to_owned).to_vec()),
                ..CompletionOptions::default()
            }),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: None }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(folders),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        }
    }

    pub(super) fn open(&mut self, params: DidOpenTextDocumentParams) {
        let it = params.text_document;
        let path = path_of(&it.uri).unwrap_or_else(|| PathBuf::from(it.uri.as_str()));
        let project = self.root_of(&path).unwrap_or_else(|| path.clone());
        let document = Document {
            path: path.clone(),
            project: project.clone(),
            version: it.version,
            text: it.text,
            findings: Vec::new(),
            published: None,
            uri: it.uri,
        };
        self.documents.insert(document.uri.as_str().to_owned(), document);
        if is_settings(&path) || !self.projects.contains_key(&project) {
            self.reload(&project);
        }
        self.put(&path);
    }

    pub(super) fn change(&mut self, params: DidChangeTextDocumentParams) {
        let Some(document) = self.documents.get_mut(params.text_document.uri.as_str()) else { return };
        document.version = params.text_document.version;
        for change in params.content_changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let lines = Lines::new(&document.text, self.unit);
                    let (start, end) = (lines.byte(range.start), lines.byte(range.end));
                    document.text.replace_range(start..end.max(start), &change.text);
                }
            }
        }
        let (path, project) = (document.path.clone(), document.project.clone());
        match is_settings(&path) {
            true => self.reload(&project),
            false => self.put(&path),
        }
    }

    /// What says how others are judged counts when it is saved; settings do while they are typed.
    pub(super) fn save(&mut self, params: &DidSaveTextDocumentParams) {
        let Some(document) = self.documents.get(params.text_document.uri.as_str()) else { return };
        let project = document.project.clone();
        if is_settings(&document.path) && self.root_of(&document.path).as_ref() != Some(&project) {
            self.regroup();
        } else if self.projects.get(&project).is_some_and(|it| it.depends_on(&document.path)) {
            self.reload(&project);
        }
    }

    pub(super) fn close(&mut self, params: &DidCloseTextDocumentParams) {
        let Some(document) = self.documents.remove(params.text_document.uri.as_str()) else { return };
        let Document { path, project, uri, .. } = document;
        if self.documents.values().any(|it| it.project == project) {
            let is_known = self.projects.get(&project).is_some_and(|it| it.has_found(&path));
            match is_settings(&path) || (!is_known && path.is_file()) {
                true => self.reload(&project),
                false => self.projects.get_mut(&project).into_iter().for_each(|it| it.refresh(&path)),
            }
            self.changed.insert(project);
        } else {
            self.projects.remove(&project);
            self.closed.extend(self.faulty.remove(&project));
        }
        self.closed.push(uri);
    }

    pub(super) fn files_changed(&mut self, params: &DidChangeWatchedFilesParams) {
        // A folder with settings is judged by itself, and one that has lost them is not.
        let moves = |it: &FileEvent| {
            it.typ != FileChangeType::CHANGED && path_of(&it.uri).is_some_and(|it| is_settings(&it))
        };
        if params.changes.iter().any(moves) {
            return self.regroup();
        }
        let mut stale = BTreeSet::new();
        for change in &params.changes {
            let Some(path) = path_of(&change.uri) else { continue };
            let around: Vec<_> = self.projects.keys().filter(|it| path.starts_with(it)).cloned().collect();
            let is_known = change.typ == FileChangeType::CHANGED;
            for root in around {
                match self.projects.get_mut(&root) {
                    Some(project) if !is_known || project.depends_on(&path) => drop(stale.insert(root)),
                    Some(project) if !self.documents.values().any(|it| it.path == path) => {
                        project.refresh(&path);
                        self.changed.insert(root);
                    }
                    _ => {}
                }
            }
        }
        for root in stale {
            self.reload(&root);
        }
    }

    pub(super) fn folders_changed(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let paths = |all: &[lsp_types::WorkspaceFolder]| -> Vec<_> {
            all.iter().filter_map(|it| path_of(&it.uri)).collect()
        };
        let (removed, added) = (paths(&params.event.removed), paths(&params.event.added));
        self.folders.retain(|it| !removed.contains(it));
        self.folders.extend(added);
        self.regroup();
    }

    /// Gives each buffer to the project that it belongs to now, and reads all projects anew.
    fn regroup(&mut self) {
        let owners: Vec<_> =
            self.documents.iter().map(|(uri, it)| (uri.clone(), self.root_of(&it.path))).collect();
        for (uri, root) in owners {
            if let Some(document) = self.documents.get_mut(&uri) {
                document.project = root.unwrap_or_else(|| document.path.clone());
            }
        }
        let used: BTreeSet<_> = self.documents.values().map(|it| it.project.clone()).collect();
        self.projects.retain(|it, _| used.contains(it));
        let gone: Vec<_> = self.faulty.keys().filter(|it| !used.contains(*it)).cloned().collect();
        self.closed.extend(gone.iter().filter_map(|it| self.faulty.remove(it)));
        for root in used {
            self.reload(&root);
        }
    }

    /// The folder that is judged with the file at `path`: that of the nearest settings file within the editor's folder, or
    /// the editor's folder.
    fn root_of(&self, path: &Path) -> Option<PathBuf> {
        let above = |it: &&PathBuf| path.starts_with(it);
        let folder = self.folders.iter().filter(above).max_by_key(|it| it.as_os_str().len());
        let parent = path.parent().filter(|_| path.is_absolute())?;
        let settings = parent.ancestors().find(|it| it.join(settings::FILE).is_file());
        match (settings, folder) {
            (Some(settings), Some(folder)) if settings.starts_with(folder) => Some(settings.to_owned()),
            (_, Some(folder)) => Some(folder.clone()),
            (Some(settings), None) => Some(settings.to_owned()),
            (None, None) => None,
        }
    }

    /// Reads a project anew, open buffers included.
    fn reload(&mut self, root: &Path) {
        let own: Vec<_> = self.documents.values().filter(|it| it.project == root).collect();
        let is_folder = !own.iter().any(|it| it.path == root);
        let text_of = |path: &Path| own.iter().find(|it| it.path == path).map(|it| it.text.clone());
        let base =
            self.folders.iter().filter(|it| root.starts_with(it)).max_by_key(|it| it.as_os_str().len());
        let base = base.map_or(root, PathBuf::as_path);
        let mut project = Project::load(is_folder.then_some(root), base, &text_of);
        for it in own.iter().filter(|it| !is_settings(&it.path)) {
            project.put(&it.path, it.text.clone(), true);
        }
        self.projects.insert(root.to_owned(), project);
        self.changed.insert(root.to_owned());
    }

    /// Takes the text of an open buffer into its project.
    fn put(&mut self, path: &Path) {
        let Some(document) = self.documents.values().find(|it| it.path == path) else { return };
        if let Some(project) = self.projects.get_mut(&document.project).filter(|_| !is_settings(path)) {
            project.put(path, document.text.clone(), true);
        }
        self.changed.insert(document.project.clone());
    }

    /// The buffer with a URI, where it is judged.
    pub(super) fn at(&self, uri: &Uri) -> Option<Open<'_>> {
        let document = self.documents.get(uri.as_str())?;
        let project = self.projects.get(&document.project)?;
        let (workspace, source) = (project.workspace()?, project.source(&document.path)?);
        Some(Open { document, project, workspace, source, lines: Lines::new(&document.text, self.unit) })
    }

    /// The project of a buffer, to try something in it and put it back.
    pub(super) fn project_mut(&mut self, uri: &Uri) -> Option<&mut Project> {
        let document = self.documents.get(uri.as_str())?;
        self.projects.get_mut(&document.project)
    }

    /// The version of a buffer, where it is open.
    pub(super) fn version(&self, uri: &Uri) -> Option<i32> {
        self.documents.get(uri.as_str()).map(|it| it.version)
    }

    /// What is found in open buffers and was not sent yet.
    pub(super) fn publish(&mut self) -> Vec<Notification> {
        let mut updates: Vec<_> = self.closed.drain(..).map(|it| (it, Vec::new(), None)).collect();
        for root in std::mem::take(&mut self.changed) {
            let Some(project) = self.projects.get(&root) else { continue };
            updates.extend(self.faulty.remove(&root).map(|it| (it, Vec::new(), None)));
            if let Some(fault) = project.fault() {
                let (line, column) = fault.at;
                let count = |it: usize| u32::try_from(it.saturating_sub(1)).unwrap_or_default();
                let at = Position::new(count(line), count(column));
                let diagnostic = Diagnostic {
                    range: Range::new(at, at),
                    severity: Some(DiagnosticSeverity::ERROR),
                    source: Some("routeproof".to_owned()),
                    message: fault.message.clone(),
                    ..Diagnostic::default()
                };
                if let Some(uri) = uri_of(&fault.file) {
                    updates.push((uri.clone(), vec![diagnostic], None));
                    self.faulty.insert(root.clone(), uri);
                }
            }
            updates.extend(publish(project, &root, &mut self.documents, self.unit));
        }
        let sent = updates.into_iter().map(|(uri, diagnostics, version)| {
            let params = PublishDiagnosticsParams { uri, diagnostics, version };
            Notification::new(notification::PublishDiagnostics::METHOD.to_owned(), params)
        });
        sent.collect()
    }
}

/// What is found in the buffers of one project, where it is not what the editor knows.
fn publish(
    project: &Project,
    root: &Path,
    documents: &mut BTreeMap<String, Document>,
    unit: Unit,
) -> Vec<(Uri, Vec<Diagnostic>, Option<i32>)> {
    let own = documents.values_mut().filter(|it| it.project == root && !is_settings(&it.path));
    let sources: Vec<_> = own.map(|it| (project.source(&it.path), it)).collect();
    let Some(workspace) = project.workspace() else {
        return sources.into_iter().filter_map(|(_, it)| it.news(Vec::new(), Vec::new())).collect();
    };
    let open: Vec<_> = sources.iter().filter_map(|it| it.0).collect();
    let found = workspace.findings_in(&open);
    let mut by_name: BTreeMap<String, Vec<DiagnosticV1>> = BTreeMap::new();
    for it in report::build(&found, workspace, unit).diagnostics {
        by_name.entry(it.source.clone()).or_default().push(it);
    }
    let uri = |name: &str| uri_of(&project.path(name));
    let updates = sources.into_iter().filter_map(|(_, document)| {
        let findings = by_name.remove(&project.name(&document.path)).unwrap_or_default();
        let diagnostics = findings.iter().map(|it| diagnostic(it, &uri)).collect();
        document.news(findings, diagnostics)
    });
    updates.collect()
}

impl Document {
    /// Keeps what is found; what has to be sent, where the editor does not know it.
    fn news(
        &mut self,
        findings: Vec<DiagnosticV1>,
        diagnostics: Vec<Diagnostic>,
    ) -> Option<(Uri, Vec<Diagnostic>, Option<i32>)> {
        self.findings = findings;
        let news = Some((self.version, diagnostics));
        if self.published == news {
            return None;
        }
        self.published.clone_from(&news);
        news.map(|(version, diagnostics)| (self.uri.clone(), diagnostics, Some(version)))
    }
}

/// The folders that the editor has open. An editor that knows no more than one says it as its root.
fn folders_of(client: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &client.workspace_folders {
        return folders.iter().filter_map(|it| path_of(&it.uri)).collect();
    }
    #[expect(deprecated, reason = "some editors say nothing else")]
    let (uri, path) = (&client.root_uri, &client.root_path);
    let root = uri.as_ref().and_then(path_of).or_else(|| path.as_ref().map(PathBuf::from));
    root.into_iter().collect()
}

fn is_settings(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it == settings::FILE)
}

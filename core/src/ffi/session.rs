//! A workspace that hosts keep, so that a change of one source reads and judges only that source again.

use super::VERSION;
use super::answer::{Answer, Change, CompletionV1, HoverV1};
#[cfg(feature = "editor")]
use super::files;
use super::question::{Complete, FailOn, Format, Inputs, Question, SourceText};
use super::{RequestFault, RequestText};
use crate::assist;
use crate::diagnostic::Safety;
#[cfg(feature = "editor")]
use crate::folder::Folder;
use crate::graph::graph;
use crate::implementations;
use crate::mend::mend;
use crate::model::GroupKind;
use crate::order::sort;
#[cfg(feature = "formats")]
use crate::report;
use crate::report::{SourceMap as _, SpanV1};
use crate::rules;
use crate::schema::{CompileCrds, Release};
use crate::settings::Settings;
use crate::source::{LineIndex, SourceId, Span, Unit, shown};
use crate::workspace::Workspace;

/// The columns of a text report, as of a log.
#[cfg(feature = "formats")]
const WIDTH: usize = 120;

/// The file of a folder that holds its settings.
pub(super) const SETTINGS: &str = "routeproof.yaml";

/// Inputs that are kept between questions.
#[derive(Debug)]
pub struct Session {
    pub(super) workspace: Workspace,
    /// What is known of the folder whose files were handed over.
    #[cfg(feature = "editor")]
    pub(super) folder: Folder,
}

impl Session {
    /// A session about `inputs`.
    ///
    /// # Errors
    /// An [`Answer::Failure`] where the settings cannot be read.
    pub fn new(inputs: Inputs) -> Result<Self, Answer> {
        Self::with_crds(inputs, None)
    }

    /// The same for a host that has what compiles CRDs, so that objects of other APIs are judged by them.
    ///
    /// # Errors
    /// An [`Answer::Failure`] where the settings or the CRDs cannot be used.
    pub fn with_crds(mut inputs: Inputs, compile: Option<CompileCrds>) -> Result<Self, Answer> {
        let failure = |it: crate::settings::SettingsError| Answer::failure(it.to_string());
        let files = std::mem::take(&mut inputs.files);
        #[cfg(not(feature = "editor"))]
        if !files.is_empty() {
            return Err(no_editor());
        }
        let own = files.iter().find(|it| it.name == SETTINGS).map(|it| &it.text);
        let settings = match own.or(inputs.settings.as_ref()) {
            Some(text) => Settings::from_yaml(text, rules::registry()).map_err(failure)?,
            None => Settings::default(),
        };
        #[cfg(feature = "editor")]
        let settings = files::read_named(&files, settings, &mut inputs.crds, compile.is_some())?;
        if files.is_empty() && !settings.crds.is_empty() && inputs.crds.is_empty() {
            return Err(Answer::failure(
                "settings: `crds` names files, which are not handed over".to_owned(),
            ));
        }
        #[cfg(feature = "editor")]
        let shared = settings.shared.clone();
        let workspace = Workspace::new(settings).map_err(failure)?;
        let mut workspace = if inputs.api_only { workspace.api_only() } else { workspace };
        if let Some(now) = inputs.now {
            workspace.set_now(now);
        }
        if let Some(compile) = compile {
            workspace.set_crd_compiler(compile);
        }
        for SourceText { name, text } in inputs.crds {
            let added = workspace.add_crds(&name, text);
            added.map_err(|it| {
                Answer::failure(format!("the CRDs in `{}` cannot be used: it {it}", shown(&name)))
            })?;
        }
        for Complete { group, kind, namespace } in &inputs.complete {
            workspace.set_complete(GroupKind::new(group, kind), namespace.as_deref());
        }
        let mut session = Self {
            workspace,
            #[cfg(feature = "editor")]
            folder: Folder::default(),
        };
        #[cfg(feature = "editor")]
        session.set_files(files, &shared);
        let workspace = &mut session.workspace;
        for SourceText { name, text } in inputs.sources {
            workspace.set_source(&name, text);
        }
        for SourceText { name, text } in inputs.live {
            workspace.set_live(&name, text);
        }
        Ok(session)
    }

    /// Adds a source of manifests, or replaces its text.
    pub fn set_source(&mut self, name: &str, text: String) {
        self.workspace.set_source(name, text);
    }

    /// Adds a dump of what a cluster reported, or replaces its text.
    pub fn set_live(&mut self, name: &str, text: String) {
        self.workspace.set_live(name, text);
    }

    /// Takes a source away; says whether it was there.
    pub fn remove_source(&mut self, name: &str) -> bool {
        self.workspace.remove_source(name)
    }

    /// Answers a question about what is there now. [`Question::Fix`] changes the sources that it mends.
    pub fn ask(&mut self, question: Question) -> Answer {
        match question {
            Question::Check { unit } => Answer::Report(self.workspace.report(unit)),
            Question::Render { format, fail_on } => self.render(format, fail_on),
            Question::Status {} => Answer::Statuses { statuses: self.workspace.snapshot().status() },
            Question::Verify { routes, unit } => {
                Answer::Verification(self.workspace.verify(&routes, unit).answers)
            }
            Question::Fix { safety } => self.fix(safety),
            Question::Complete { source, offset, unit } => self.complete(&source, offset, unit),
            Question::Hover { source, offset, unit } => self.hover(&source, offset, unit),
            #[cfg(not(feature = "editor"))]
            Question::File { .. }
            | Question::Definitions { .. }
            | Question::References { .. }
            | Question::Symbols { .. }
            | Question::Outcomes { .. } => no_editor(),
            #[cfg(feature = "editor")]
            Question::File { name, text, open } => Answer::File { taken: self.set_file(&name, text, open) },
            #[cfg(feature = "editor")]
            Question::Definitions { source, offset, unit } => self.definitions(&source, offset, unit),
            #[cfg(feature = "editor")]
            Question::References { source, offset, unit } => self.references(&source, offset, unit),
            #[cfg(feature = "editor")]
            Question::Symbols { source, unit } => self.symbols(&source, unit),
            #[cfg(feature = "editor")]
            Question::Outcomes { source, unit } => self.outcomes(&source, unit),
            Question::Implementations { unit } => {
                Answer::Implementations(implementations::compare(&self.workspace.snapshot(), unit))
            }
            Question::Requests { requests } => self.requests(requests),
            Question::Routes { gateway } => self.routes(gateway.as_deref()),
            Question::Graph { unit } => Answer::Graph(graph(&self.workspace.snapshot(), unit)),
            Question::Explain { rule } => match rules::find(&rule) {
                Some(rule) => Answer::Rule(rule.into()),
                None => Answer::failure(format!("there is no rule `{}`", shown(&rule))),
            },
            Question::Rules {} => {
                Answer::Rules { rules: rules::registry().iter().map(|it| (*it).into()).collect() }
            }
            Question::Version {} => {
                let mut gateway_api: Vec<_> = Release::all().map(Release::minor).collect();
                gateway_api.reverse();
                Answer::Version { version: VERSION, gateway_api }
            }
        }
    }

    /// Answers a question in JSON with JSON.
    pub fn ask_json(&mut self, question: &str) -> String {
        match serde_json::from_str(question) {
            Ok(question) => self.ask(question),
            Err(error) => Answer::failure(format!("the question is not understood: {error}")),
        }
        .to_json()
    }

    #[cfg(not(feature = "formats"))]
    #[expect(clippy::unused_self, reason = "where there are formats, it is asked")]
    fn render(&self, _: Format, _: FailOn) -> Answer {
        Answer::failure("this build writes no formats: ask for `check`".to_owned())
    }

    #[cfg(feature = "formats")]
    fn render(&self, format: Format, fail_on: FailOn) -> Answer {
        use crate::report::text::TextOptions;
        let (findings, sources) = (self.workspace.findings(), &self.workspace);
        let build = |unit| report::build(findings, sources, unit);
        let text = match format {
            Format::Text => {
                Ok(report::text::render(findings, sources, TextOptions { styled: false, width: WIDTH }))
            }
            Format::Json => report::json::render(&build(Unit::Utf8)),
            Format::Sarif => report::sarif::render(findings, sources, &[]),
            Format::Github => Ok(report::github::render(&build(Unit::CodePoints))),
            Format::Gitlab => report::gitlab::render(&build(Unit::CodePoints), &[]),
            Format::Junit => {
                Ok(report::junit::render(&build(Unit::CodePoints), sources, &[], fail_on.least()))
            }
        };
        match text {
            Ok(text) => Answer::Text { text },
            Err(error) => Answer::failure(format!("the report cannot be written: {error}")),
        }
    }

    fn requests(&self, texts: Vec<RequestText>) -> Answer {
        let mut requests = Vec::with_capacity(texts.len());
        for (number, text) in texts.into_iter().enumerate() {
            match text.try_into() {
                Ok(it) => requests.push(it),
                Err(error) => return Answer::failure(format!("requests[{number}]: {error}")),
            }
        }
        Answer::Requests(self.workspace.snapshot().requests(&requests))
    }

    fn routes(&self, gateway: Option<&str>) -> Answer {
        match gateway.map(|it| it.split_once('/').ok_or(RequestFault::Gateway)).transpose() {
            Ok(gateway) => Answer::Routes(self.workspace.snapshot().routes(gateway)),
            Err(error) => Answer::failure(error.to_string()),
        }
    }

    fn complete(&self, source: &str, offset: usize, unit: Unit) -> Answer {
        let Some(cursor) = self.cursor(source, offset, unit) else { return no_source(source) };
        let one = |it: assist::Completion| CompletionV1 {
            span: cursor.span(it.span),
            label: it.label,
            kind: it.kind,
            detail: it.detail,
            docs: it.docs,
            insert: it.insert,
        };
        let found = assist::complete(&self.workspace, cursor.id, cursor.byte);
        Answer::Completions { completions: found.into_iter().map(one).collect() }
    }

    fn hover(&self, source: &str, offset: usize, unit: Unit) -> Answer {
        let Some(cursor) = self.cursor(source, offset, unit) else { return no_source(source) };
        let found = assist::hover(&self.workspace, cursor.id, cursor.byte);
        Answer::Hover { hover: found.map(|it| HoverV1 { span: cursor.span(it.span), text: it.text }) }
    }

    pub(super) fn cursor(&self, source: &str, offset: usize, unit: Unit) -> Option<Cursor<'_>> {
        let (id, analysis) = self.workspace.source(source)?;
        let (text, lines) = (analysis.text(), LineIndex::new(analysis.text(), unit));
        let byte = lines.byte(text, offset);
        Some(Cursor { id, text, lines, byte })
    }

    fn fix(&mut self, safety: Safety) -> Answer {
        match mend(&mut self.workspace, safety) {
            Ok(mended) => {
                let one = |id| (self.workspace.name(id).to_owned(), self.workspace.text(id).to_owned());
                let mut changes: Vec<_> = mended.before.keys().copied().map(one).collect();
                sort(&mut changes);
                let changes = changes.into_iter().map(|(name, text)| Change { name, text }).collect();
                Answer::Fixed { mended: mended.findings, changes }
            }
            Err(error) => Answer::failure(error.to_string()),
        }
    }
}

/// A place in a source.
pub(super) struct Cursor<'a> {
    pub(super) id: SourceId,
    text: &'a str,
    lines: LineIndex,
    pub(super) byte: usize,
}

impl Cursor<'_> {
    pub(super) fn span(&self, span: Span) -> SpanV1 {
        let at = |byte| self.lines.position(self.text, byte);
        SpanV1 { start: at(span.start()), end: at(span.end()) }
    }
}

pub(super) fn no_source(name: &str) -> Answer {
    Answer::failure(format!("there is no source `{}`", shown(name)))
}

#[cfg(not(feature = "editor"))]
fn no_editor() -> Answer {
    Answer::failure(
        "this build answers nothing that editors ask: hand over `sources`, not `files`".to_owned(),
    )
}

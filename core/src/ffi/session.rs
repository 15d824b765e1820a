//! A workspace that hosts keep, so that a change of one source reads and judges only that source again.

use super::VERSION;
use super::answer::{Answer, Change, CompletionV1, HoverV1};
#[cfg(feature = "editor")]
use super::files;
use super::question::{Complete, FailOn, Format, Inputs, Question, SourceText};
use super::{Failure, FailureKind, RequestFault, RequestText};
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
    /// A failure where the settings cannot be read.
    pub fn new(inputs: Inputs) -> Result<Self, Failure> {
        Self::with_crds(inputs, None)
    }

    /// The same for a host that has what compiles CRDs, so that objects of other APIs are judged by them.
    ///
    /// # Errors
    /// A failure where the settings or the CRDs cannot be used.
    pub fn with_crds(mut inputs: Inputs, compile: Option<CompileCrds>) -> Result<Self, Failure> {
        let files = std::mem::take(&mut inputs.files);
        #[cfg(not(feature = "editor"))]
        if !files.is_empty() {
            return Err(no_editor());
        }
        let own = files.iter().find(|it| it.name == SETTINGS).map(|it| &it.text);
        let settings = match own.or(inputs.settings.as_ref()) {
            Some(text) => Settings::from_yaml(text, rules::registry())?,
            None => Settings::default(),
        };
        #[cfg(feature = "editor")]
        let settings = files::read_named(&files, settings, &mut inputs.crds, compile.is_some())?;
        if files.is_empty() && !settings.crds.is_empty() && inputs.crds.is_empty() {
            let message = "settings: `crds` names files, which are not handed over";
            return Err(Failure::new(FailureKind::Crds, message).within("settings").below("crds"));
        }
        #[cfg(feature = "editor")]
        let shared = settings.shared.clone();
        let workspace = Workspace::new(settings)?;
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
                let message = format!("the CRDs in `{}` cannot be used: it {it}", shown(&name));
                Failure::new(FailureKind::Crds, message).within(&name)
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
        self.answer(question).into()
    }

    fn answer(&mut self, question: Question) -> Result<Answer, Failure> {
        Ok(match question {
            Question::Check { unit } => Answer::Report(self.workspace.report(unit)),
            Question::Render { format, fail_on } => self.render(format, fail_on)?,
            Question::Status {} => Answer::Statuses { statuses: self.workspace.snapshot().status() },
            Question::Verify { routes, unit } => {
                Answer::Verification(self.workspace.verify(&routes, unit).answers)
            }
            Question::Fix { safety } => self.fix(safety)?,
            Question::Complete { source, offset, unit } => self.complete(&source, offset, unit)?,
            Question::Hover { source, offset, unit } => self.hover(&source, offset, unit)?,
            #[cfg(not(feature = "editor"))]
            Question::File { .. }
            | Question::Definitions { .. }
            | Question::References { .. }
            | Question::Symbols { .. }
            | Question::Outcomes { .. } => return Err(no_editor()),
            #[cfg(feature = "editor")]
            Question::File { name, text, open } => Answer::File { taken: self.set_file(&name, text, open) },
            #[cfg(feature = "editor")]
            Question::Definitions { source, offset, unit } => self.definitions(&source, offset, unit)?,
            #[cfg(feature = "editor")]
            Question::References { source, offset, unit } => self.references(&source, offset, unit)?,
            #[cfg(feature = "editor")]
            Question::Symbols { source, unit } => self.symbols(&source, unit)?,
            #[cfg(feature = "editor")]
            Question::Outcomes { source, unit } => self.outcomes(&source, unit)?,
            Question::Implementations { unit } => {
                Answer::Implementations(implementations::compare(&self.workspace.snapshot(), unit))
            }
            Question::Requests { requests } => self.requests(requests)?,
            Question::Routes { gateway } => self.routes(gateway.as_deref())?,
            Question::Graph { unit, request } => self.graph(unit, request)?,
            Question::Explain { rule } => {
                let missing =
                    || Failure::new(FailureKind::NotFound, format!("there is no rule `{}`", shown(&rule)));
                Answer::Rule(rules::find(&rule).ok_or_else(missing)?.into())
            }
            Question::Rules {} => {
                Answer::Rules { rules: rules::registry().iter().map(|it| (*it).into()).collect() }
            }
            Question::Version {} => {
                let mut gateway_api: Vec<_> = Release::all().map(Release::minor).collect();
                gateway_api.reverse();
                Answer::Version { version: VERSION, gateway_api }
            }
        })
    }

    /// Answers a question in JSON with JSON.
    pub fn ask_json(&mut self, question: &str) -> String {
        Answer::from(Question::from_json(question).and_then(|it| self.answer(it))).to_json()
    }

    #[cfg(not(feature = "formats"))]
    #[expect(clippy::unused_self, reason = "where there are formats, it is asked")]
    fn render(&self, _: Format, _: FailOn) -> Result<Answer, Failure> {
        Err(Failure::new(FailureKind::Unsupported, "this build writes no formats: ask for `check`"))
    }

    #[cfg(feature = "formats")]
    fn render(&self, format: Format, fail_on: FailOn) -> Result<Answer, Failure> {
        use crate::report::text::TextOptions;
        let (findings, sources) = (self.workspace.findings(), &self.workspace);
        let build = |unit| report::build(findings, sources, unit);
        let text = match format {
            Format::Text => {
                let options = TextOptions { styled: false, width: WIDTH };
                Ok(report::text::render(&build(Unit::Utf8), sources, options))
            }
            Format::Json => report::json::render(&build(Unit::Utf8)),
            Format::Sarif => report::sarif::render(&build(Unit::Utf8), sources, &[]),
            Format::Github => Ok(report::github::render(&build(Unit::CodePoints))),
            Format::Gitlab => report::gitlab::render(&build(Unit::CodePoints), &[]),
            Format::Junit => {
                Ok(report::junit::render(&build(Unit::CodePoints), sources, &[], fail_on.least()))
            }
        };
        text.map(|text| Answer::Text { text }).map_err(|error| {
            Failure::new(FailureKind::Internal, format!("the report cannot be written: {error}"))
        })
    }

    fn requests(&self, texts: Vec<RequestText>) -> Result<Answer, Failure> {
        let mut requests = Vec::with_capacity(texts.len());
        for (number, text) in texts.into_iter().enumerate() {
            let path = format!("requests[{number}]");
            requests
                .push(text.try_into().map_err(|error| cannot_follow(&path, &format!("{path}: {error}")))?);
        }
        Ok(Answer::Requests(self.workspace.snapshot().requests(&requests)))
    }

    fn graph(&self, unit: Unit, request: Option<RequestText>) -> Result<Answer, Failure> {
        let request = request.map(TryFrom::try_from).transpose();
        let request =
            request.map_err(|error: RequestFault| cannot_follow("request", &format!("request: {error}")))?;
        Ok(Answer::Graph(graph(&self.workspace.snapshot(), unit, request.as_ref())))
    }

    fn routes(&self, gateway: Option<&str>) -> Result<Answer, Failure> {
        let split = gateway.map(|it| it.split_once('/').ok_or(RequestFault::Gateway)).transpose();
        let gateway = split.map_err(|error| cannot_follow("gateway", &error.to_string()))?;
        Ok(Answer::Routes(self.workspace.snapshot().routes(gateway)))
    }

    fn complete(&self, source: &str, offset: usize, unit: Unit) -> Result<Answer, Failure> {
        let cursor = self.cursor(source, offset, unit)?;
        let one = |it: assist::Completion| CompletionV1 {
            span: cursor.span(it.span),
            label: it.label,
            kind: it.kind,
            detail: it.detail,
            docs: it.docs,
            insert: it.insert,
        };
        let found = assist::complete(&self.workspace, cursor.id, cursor.byte);
        Ok(Answer::Completions { completions: found.into_iter().map(one).collect() })
    }

    fn hover(&self, source: &str, offset: usize, unit: Unit) -> Result<Answer, Failure> {
        let cursor = self.cursor(source, offset, unit)?;
        let found = assist::hover(&self.workspace, cursor.id, cursor.byte);
        let hover = found.map(|it| HoverV1 { span: cursor.span(it.span), text: it.text });
        Ok(Answer::Hover { hover })
    }

    pub(super) fn cursor(&self, source: &str, offset: usize, unit: Unit) -> Result<Cursor<'_>, Failure> {
        let (id, analysis) = self.workspace.source(source).ok_or_else(|| no_source(source))?;
        let (text, lines) = (analysis.text(), LineIndex::new(analysis.text(), unit));
        let byte = lines.byte(text, offset);
        Ok(Cursor { id, text, lines, byte })
    }

    fn fix(&mut self, safety: Safety) -> Result<Answer, Failure> {
        let mended = mend(&mut self.workspace, safety)
            .map_err(|error| Failure::new(FailureKind::Internal, error.to_string()))?;
        let one = |id| (self.workspace.name(id).to_owned(), self.workspace.text(id).to_owned());
        let mut changes: Vec<_> = mended.before.keys().copied().map(one).collect();
        sort(&mut changes);
        let changes = changes.into_iter().map(|(name, text)| Change { name, text }).collect();
        Ok(Answer::Fixed { mended: mended.findings, changes })
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

pub(super) fn no_source(name: &str) -> Failure {
    Failure::new(FailureKind::NotFound, format!("there is no source `{}`", shown(name))).within(name)
}

/// The field `path` of the question has a value that no request or Gateway can have.
fn cannot_follow(path: &str, message: &str) -> Failure {
    Failure::new(FailureKind::NotUnderstood, message).within("question").below(path)
}

#[cfg(not(feature = "editor"))]
fn no_editor() -> Failure {
    let message = "this build answers nothing that editors ask: hand over `sources`, not `files`";
    Failure::new(FailureKind::Unsupported, message)
}

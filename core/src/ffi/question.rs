//! What hosts hand over.

use super::RequestText;
use crate::diagnostic::{Safety, Severity};
use crate::source::Unit;
use crate::time::Timestamp;
use crate::typed::{
    Fault, FromValue, entries, fields, missing, read_as_object, read_as_text, read_as_word, word,
};
use crate::verify::RouteName;
use crate::yaml::Value;

/// One question with everything that it takes to answer it.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "camelCase", deny_unknown_fields))]
#[non_exhaustive]
pub struct Request {
    /// What is asked about.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub inputs: Inputs,
    /// What is asked.
    pub question: Question,
}

/// What is asked about.
#[derive(Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "camelCase", deny_unknown_fields, default))]
#[non_exhaustive]
pub struct Inputs {
    /// The manifests that are to be applied.
    pub sources: Vec<SourceText>,
    /// What a cluster reported: the output of `kubectl get … -o yaml`.
    pub live: Vec<SourceText>,
    /// CRDs that are no source themselves, beside those among the sources. Objects are judged by them where the host has
    /// what compiles CRDs: native hosts do.
    pub crds: Vec<SourceText>,
    /// The files of a folder, by their paths in it with `/` between folders; see [`Question::File`]. A `routeproof.yaml`
    /// among them goes before `settings`, and the profile and the CRDs that settings name are looked for among them.
    pub files: Vec<SourceText>,
    /// What `routeproof.yaml` says, as that file's text; JSON is YAML too.
    pub settings: Option<String>,
    /// The current time. Without it, nothing that depends on the date is reported.
    pub now: Option<Timestamp>,
    /// Of which kinds the inputs hold every object.
    pub complete: Vec<Complete>,
    /// Whether to judge as the API server does, and no further.
    pub api_only: bool,
}

/// One source.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct SourceText {
    /// What it is called: for instance a path.
    pub name: String,
    /// What it says.
    pub text: String,
}

impl SourceText {
    /// A source.
    pub fn new(name: String, text: String) -> Self {
        Self { name, text }
    }
}

/// A kind of which the inputs hold every object.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Complete {
    /// The API group; empty for the core group.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace; without it, every one.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub namespace: Option<String>,
}

/// What is asked.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Question {
    /// What is wrong.
    Check {
        /// The unit of offsets and columns in the answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// What is wrong, as text in a format.
    Render {
        /// The format.
        format: Format,
        /// What fails, in a format that says so: JUnit does.
        #[cfg_attr(feature = "schema", schemars(default))]
        fail_on: FailOn,
    },
    /// The status that every conformant controller writes.
    Status {},
    /// The five questions after apply, about routes that a cluster reported.
    Verify {
        /// The routes: `NAME`, `NAMESPACE/NAME` or `KIND/NAMESPACE/NAME`; without any, every one.
        #[cfg_attr(feature = "schema", schemars(default))]
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        routes: Vec<RouteName>,
        /// The unit of offsets and columns in the answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// The texts with fixes applied.
    Fix {
        /// How safe a fix has to be.
        safety: Safety,
    },
    /// What can stand at the cursor.
    Complete {
        /// The name of the source.
        source: String,
        /// Where the cursor is, in `unit`s from the start.
        offset: usize,
        /// The unit of offsets and columns in question and answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// What the field under the cursor means.
    Hover {
        /// The name of the source.
        source: String,
        /// Where the cursor is, in `unit`s from the start.
        offset: usize,
        /// The unit of offsets and columns in question and answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// Takes in the new text of a file of the folder, as `check` does of a folder: what is no manifest is no source.
    File {
        /// Its path in the folder.
        name: String,
        /// What it says.
        text: String,
        /// Whether an editor shows it: then it can be asked about although it holds no manifests.
        #[cfg_attr(feature = "schema", schemars(default))]
        open: bool,
    },
    /// What the reference at the cursor names.
    Definitions {
        /// The name of the source.
        source: String,
        /// Where the cursor is, in `unit`s from the start.
        offset: usize,
        /// The unit of offsets and columns in question and answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// What refers to the thing that is named at the cursor.
    References {
        /// The name of the source.
        source: String,
        /// Where the cursor is, in `unit`s from the start.
        offset: usize,
        /// The unit of offsets and columns in question and answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// The objects of a source, with their listeners, rules and ports.
    Symbols {
        /// The name of the source.
        source: String,
        /// The unit of offsets and columns in the answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// What becomes of the requests of each rule in a source.
    Outcomes {
        /// The name of the source.
        source: String,
        /// The unit of offsets and columns in the answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// Which implementations report all that the sources need.
    Implementations {
        /// The unit of offsets and columns in the answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
    },
    /// What becomes of requests: which backend answers, and why no other does.
    Requests {
        /// The requests.
        requests: Vec<RequestText>,
    },
    /// The matches of Gateways, in the order in which they are tried.
    Routes {
        /// The Gateway, `NAMESPACE/NAME`; every one by default.
        #[cfg_attr(feature = "schema", schemars(default))]
        gateway: Option<String>,
    },
    /// How requests flow: hostnames, listeners, routes, rules, Services, endpoints.
    Graph {
        /// The unit of offsets and columns in the answer.
        #[cfg_attr(feature = "schema", schemars(default))]
        unit: Unit,
        /// The request whose path is marked; none by default.
        #[cfg_attr(feature = "schema", schemars(default))]
        request: Option<RequestText>,
    },
    /// The docs of one rule.
    Explain {
        /// Its code or its name.
        rule: String,
    },
    /// Every rule there is or ever was.
    Rules {},
    /// The engine's version.
    Version {},
}

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Format {
    /// For people, without colours.
    Text,
    /// The versioned report on one line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub workflow commands.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML; `failOn` says what is a failure.
    Junit,
}

/// The least severity that fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum FailOn {
    /// Errors fail it.
    #[default]
    Error,
    /// Errors and warnings fail it.
    Warning,
    /// No finding fails it.
    Never,
}

impl FailOn {
    /// The severity at or above which findings fail the run; without one, none does.
    pub fn least(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Never => None,
        }
    }
}

read_as_object! {
    Request { inputs: "inputs" = Inputs::default(), question: "question" }
    Inputs {
        sources: "sources" = Vec::new(),
        live: "live" = Vec::new(),
        crds: "crds" = Vec::new(),
        files: "files" = Vec::new(),
        settings: "settings" = None,
        now: "now" = None,
        complete: "complete" = Vec::new(),
        api_only: "apiOnly" = false,
    }
    SourceText { name: "name", text: "text" }
    Complete { group: "group" = String::new(), kind: "kind", namespace: "namespace" = None }
}

read_as_word! {
    Unit { "utf8": Utf8, "utf16": Utf16, "code-points": CodePoints }
    Safety { "safe": Safe, "unsafe": Unsafe }
    Format { "text": Text, "json": Json, "sarif": Sarif, "github": Github, "gitlab": Gitlab, "junit": Junit }
    FailOn { "error": Error, "warning": Warning, "never": Never }
}

read_as_text!(Timestamp: "a time", RouteName: "the name of a route");

/// How the fields of one kind of question are read.
macro_rules! question {
    ($name:ident { $($field:ident: $key:literal $(= $default:expr)?),* }) => {
        |value: Value<'_>| {
            fields!(value, op: "op", $($field: $key $(= $default)?),*);
            let _: String = op;
            Ok(Question::$name { $($field),* })
        }
    };
}

impl FromValue for Question {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        type Read = fn(Value<'_>) -> Result<Question, Fault>;
        let kinds: &[(&str, Read)] = &[
            ("check", question!(Check { unit: "unit" = Unit::default() })),
            #[cfg(feature = "formats")]
            ("render", question!(Render { format: "format", fail_on: "failOn" = FailOn::default() })),
            // Whatever is asked of a build without formats, it has one answer.
            #[cfg(not(feature = "formats"))]
            ("render", |_| Ok(Question::Render { format: Format::Text, fail_on: FailOn::Error })),
            ("status", question!(Status {})),
            ("verify", question!(Verify { routes: "routes" = Vec::new(), unit: "unit" = Unit::default() })),
            ("fix", question!(Fix { safety: "safety" })),
            (
                "complete",
                question!(Complete { source: "source", offset: "offset", unit: "unit" = Unit::default() }),
            ),
            (
                "hover",
                question!(Hover { source: "source", offset: "offset", unit: "unit" = Unit::default() }),
            ),
            ("file", question!(File { name: "name", text: "text", open: "open" = false })),
            (
                "definitions",
                question!(Definitions { source: "source", offset: "offset", unit: "unit" = Unit::default() }),
            ),
            (
                "references",
                question!(References { source: "source", offset: "offset", unit: "unit" = Unit::default() }),
            ),
            ("symbols", question!(Symbols { source: "source", unit: "unit" = Unit::default() })),
            ("outcomes", question!(Outcomes { source: "source", unit: "unit" = Unit::default() })),
            ("implementations", question!(Implementations { unit: "unit" = Unit::default() })),
            ("graph", question!(Graph { unit: "unit" = Unit::default(), request: "request" = None })),
            ("requests", question!(Requests { requests: "requests" })),
            ("routes", question!(Routes { gateway: "gateway" = None })),
            ("explain", question!(Explain { rule: "rule" })),
            ("rules", question!(Rules {})),
            ("version", question!(Version {})),
        ];
        entries(value)?;
        let op = value.get("op").ok_or_else(|| missing(value, "op"))?;
        word(op, kinds)?(value)
    }
}

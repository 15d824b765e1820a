//! What is no manifest, and what it looks like instead.

use crate::source::Span;
use crate::yaml::{Kind, Value};

/// Something in a source that is no object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong with it.
    pub kind: ProblemKind,
    /// The smallest text that it is about.
    pub at: Span,
}

/// Why something is no object. kubectl refuses all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// A document or list item that is text, a number, a list, …
    NotAnObject {
        /// What it is.
        kind: Kind,
    },
    /// Neither apiVersion nor kind.
    NoManifest {
        /// What it looks like.
        looks: Looks,
    },
    /// An apiVersion without a kind.
    NoKind {
        /// What it looks like.
        looks: Looks,
    },
    /// A kind without an apiVersion.
    NoApiVersion,
    /// apiVersion or kind is no text.
    NotText {
        /// Which of them.
        field: &'static str,
    },
    /// `apiVersion` has more than one slash, or no version behind it.
    BadApiVersion,
    /// A `kind: List` without items.
    NoItems,
    /// A list whose items are no list.
    ItemsNotAList,
}

impl ProblemKind {
    /// Whether it is about something that is not meant to be an object.
    pub(crate) fn is_strange(self) -> bool {
        match self {
            Self::NotAnObject { .. } => true,
            Self::NoManifest { looks } | Self::NoKind { looks } => looks != Looks::Manifest,
            _ => false,
        }
    }
}

/// What a mapping that is no manifest looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// It has some fields of a manifest, and others are missing.
    Manifest,
    /// A kustomization, which needs no apiVersion and kind.
    Kustomization,
    /// The Chart.yaml of a Helm chart.
    HelmChart,
    /// A workflow of a CI system.
    CiConfig,
    /// A Compose file.
    Compose,
    /// A kubeconfig.
    Kubeconfig,
    /// What a component of Kubernetes or a tool is set up by, or what they tell each other.
    Configuration,
    /// A report of Gateway API's conformance suite.
    ConformanceReport,
    /// Text that a program makes manifests of.
    Template,
    /// Values, settings: anything.
    Other,
}

/// What `root`, a mapping without apiVersion or kind, looks like.
pub(super) fn looks(root: Value<'_>) -> Looks {
    let has = |key: &str| root.entry(key).is_some();
    let almost = |it: &str| it.eq_ignore_ascii_case("apiVersion") || it.eq_ignore_ascii_case("kind");
    let slip = root
        .entries()
        .filter_map(|it| it.key.as_str())
        .any(|it| almost(it) && !matches!(it, "apiVersion" | "kind"));
    if slip || has("spec") || root.get("metadata").is_some_and(|it| it.kind() == Kind::Mapping) {
        return Looks::Manifest;
    }
    let lists = ["resources", "patches", "configMapGenerator", "secretGenerator", "components", "generators"];
    if lists.iter().any(|it| root.get(it).is_some_and(|it| it.kind() == Kind::Sequence)) {
        return Looks::Kustomization;
    }
    if has("apiVersion") && has("name") && has("version") {
        return Looks::HelmChart;
    }
    if has("jobs") || has("stages") || has("steps") || has("pipeline") {
        return Looks::CiConfig;
    }
    if root.get("services").is_some_and(|it| it.kind() == Kind::Mapping) {
        return Looks::Compose;
    }
    Looks::Other
}

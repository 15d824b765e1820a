//! Diagnostics to what people and hosts read: the versioned report, and a file per format.
//!
//! What comes in: findings that speak of bytes and source ids, and a [`SourceMap`] to look both up. What goes out:
//! [`ReportV1`], and text in a format that is made of it. Nothing is decided here: severities, ignores and exit codes come from outside.
//! Findings are always sorted by source name, span and code, so that equal input gives equal bytes.

mod build;
#[cfg(feature = "formats")]
mod excerpt;
#[cfg(feature = "formats")]
mod fingerprint;
#[cfg(feature = "formats")]
pub mod github;
#[cfg(feature = "formats")]
pub mod gitlab;
#[cfg(feature = "formats")]
pub mod json;
#[cfg(feature = "formats")]
pub mod junit;
mod path;
#[cfg(feature = "formats")]
mod places;
#[cfg(feature = "formats")]
pub mod sarif;
#[cfg(all(test, feature = "formats"))]
mod tests;
#[cfg(feature = "formats")]
pub mod text;
mod v1;

pub(crate) use build::Places;
pub use build::{build, described, sorted};
pub use path::path_at;
pub use v1::{
    DiagnosticV1, EditV1, FixV1, NotJudgedV1, ObjectV1, PrintedV1, RelatedV1, ReportV1, SpanV1, SummaryV1,
};

use crate::manifest::Object;
use crate::source::{Location, SourceId};
use crate::yaml::{Tree, Value};

/// Where a report looks up what findings speak of.
pub trait SourceMap {
    /// Every source that was looked at, with or without findings.
    fn ids(&self) -> Vec<SourceId>;
    /// What a source is called: for instance a path. No two sources have the same name.
    fn name(&self, id: SourceId) -> &str;
    /// The source with this name.
    fn find(&self, name: &str) -> Option<SourceId>;
    /// What it says.
    fn text(&self, id: SourceId) -> &str;
    /// What was read from it.
    fn tree(&self, id: SourceId) -> &Tree;
    /// The objects in it, in writing order.
    fn objects(&self, id: SourceId) -> &[Object];
    /// How many files were looked at.
    fn file_count(&self) -> usize {
        self.ids().len()
    }
    /// The kinds of which objects were not judged, those with most objects first.
    fn not_judged(&self) -> Vec<NotJudgedV1> {
        Vec::new()
    }
}

/// A source that could not be looked at, so that silence about it means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What it is called.
    pub name: String,
    /// Why.
    pub message: String,
}

/// The object around `at`: the smallest one, because a list is an object around others.
pub(crate) fn object_at(sources: &dyn SourceMap, at: Location) -> Option<&Object> {
    let objects = sources.objects(at.source);
    let behind = objects.partition_point(|it| it.span.start <= at.span.start);
    objects.get(..behind)?.iter().rev().find(|it| it.span.contains(at.span))
}

/// What a report calls `object`.
pub(crate) fn named(sources: &dyn SourceMap, source: SourceId, object: &Object) -> ObjectV1 {
    let view = object.view(sources.text(source), sources.tree(source));
    ObjectV1 {
        api_version: view.api_version().to_owned(),
        kind: view.kind().to_owned(),
        namespace: view.namespace().map(str::to_owned),
        name: view.name().to_owned(),
    }
}

/// The root of `object`.
pub(crate) fn root<'a>(sources: &'a dyn SourceMap, source: SourceId, object: &Object) -> Value<'a> {
    sources.tree(source).value(sources.text(source), object.root())
}

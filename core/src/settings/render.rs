//! `render: {charts: [{path: charts/web, values: [ci/values.yaml]}]}`: what charts and kustomizations are rendered with.

use super::{DnsLabel, PathGlob};
use crate::typed::read_as_object;
use serde::Serialize;

/// How charts and kustomizations are rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Render {
    /// Charts that need values; one that stands here several times is rendered several times.
    pub charts: Vec<Chart>,
    /// The folders of charts and kustomizations that are not rendered.
    pub exclude: Vec<PathGlob>,
    /// How many seconds each may take.
    pub timeout_seconds: usize,
}

/// What a chart is rendered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Chart {
    /// Its folder, as a path from the file that says so.
    pub path: String,
    /// Files with values, as paths from the file that says so; a later one has the last word.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub values: Vec<String>,
    /// The name of the release.
    pub release: Option<DnsLabel>,
    /// The namespace of the release.
    pub namespace: Option<DnsLabel>,
}

/// How many seconds a chart or kustomization may take.
const TIMEOUT: usize = 60;

impl Default for Render {
    fn default() -> Self {
        Self { charts: Vec::new(), exclude: Vec::new(), timeout_seconds: TIMEOUT }
    }
}

read_as_object! {
    Render {
        charts: "charts" = Vec::new(),
        exclude: "exclude" = Vec::new(),
        timeout_seconds: "timeoutSeconds" = TIMEOUT,
    }
    Chart { path: "path", values: "values" = Vec::new(), release: "release" = None, namespace: "namespace" = None }
}

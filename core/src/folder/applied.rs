//! Objects of Flux and Argo CD that name a folder, and what they say of it.

use super::path::is_address;
use crate::placeholder::filled;
use crate::yaml::{Kind, Value};
use std::collections::BTreeMap;

/// What an object of Flux or Argo CD says of a folder that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// `postBuild.substitute`: what `${VAR}` in the manifests becomes. Others are unknown.
    variables: BTreeMap<String, String>,
    /// The name of the release of a chart.
    pub release: Option<String>,
    /// The files with values of a chart, where all its values are in files.
    pub values: Vec<String>,
}

impl Applied {
    /// What a tool printed, with the variables that are known filled in.
    pub fn fill(&self, printed: String) -> String {
        if self.variables.is_empty() { printed } else { filled(&printed, &self.variables) }
    }
}

/// The groups whose objects name a folder that is applied.
pub(super) const APPLIERS: [&str; 2] = ["kustomize.toolkit.fluxcd.io/", "argoproj.io/"];

/// A folder that an object names, and the namespace that it is applied to.
pub(super) struct Named {
    pub(super) path: String,
    pub(super) namespace: Option<String>,
    pub(super) applied: Applied,
}

impl Named {
    /// Those of Flux' Kustomization and Argo CD's Application.
    pub(super) fn of(root: Value<'_>) -> Vec<Self> {
        let is = |key: &str, wanted: &str| {
            root.get(key).and_then(Value::as_str).is_some_and(|it| it.starts_with(wanted))
        };
        let Some(spec) = root.get("spec") else { return Vec::new() };
        if is("apiVersion", "kustomize.toolkit.fluxcd.io/") && is("kind", "Kustomization") {
            let substitute = spec.get("postBuild").and_then(|it| it.get("substitute"));
            let variables = substitute.into_iter().flat_map(Value::entries);
            let variables = variables.filter_map(|it| Some((text(Some(it.key))?, scalar(it.value)?)));
            let applied = Applied { variables: variables.collect(), ..Applied::default() };
            let namespace = text(spec.get("targetNamespace"));
            return text(spec.get("path"))
                .map(|path| Self { path, namespace, applied })
                .into_iter()
                .collect();
        }
        if !(is("apiVersion", "argoproj.io/") && is("kind", "Application")) {
            return Vec::new();
        }
        let namespace = || text(spec.get("destination").and_then(|it| it.get("namespace")));
        let several = spec.get("sources").into_iter().flat_map(Value::items);
        let sources = spec.get("source").into_iter().chain(several);
        let named = sources.filter_map(|it| {
            let applied = it.get("helm").map(of_helm).unwrap_or_default();
            Some(Self { path: text(it.get("path"))?, namespace: namespace(), applied })
        });
        named.collect()
    }
}

/// What an Application says of a chart. Values that are no files, or files of another repository, are not taken in part.
fn of_helm(helm: Value<'_>) -> Applied {
    let files = helm.get("valueFiles").into_iter().flat_map(Value::items);
    let values: Vec<_> = files.filter_map(|it| text(Some(it))).collect();
    let inline = ["values", "valuesObject", "parameters", "fileParameters"];
    let others = inline.iter().any(|it| helm.get(it).is_some());
    let outside = values.iter().any(|it| it.starts_with(['$', '/']) || is_address(it));
    let values = if others || outside { Vec::new() } else { values };
    Applied { release: text(helm.get("releaseName")), values, ..Applied::default() }
}

/// The text of a scalar of any type, in one line.
fn scalar(value: Value<'_>) -> Option<String> {
    let is_text = !matches!(value.kind(), Kind::Null | Kind::Sequence | Kind::Mapping);
    let text = value.as_str().unwrap_or(value.span().of(value.source_text()));
    (is_text && !text.contains('\n')).then(|| text.to_owned())
}

/// Text that is not empty.
pub(super) fn text(value: Option<Value<'_>>) -> Option<String> {
    value.and_then(Value::as_str).filter(|it| !it.is_empty()).map(str::to_owned)
}

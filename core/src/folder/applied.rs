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
    /// The files with values of a chart.
    pub values: Vec<String>,
    /// Values of a chart that are in no file, as YAML. They have the last word.
    pub inline: Option<String>,
    /// Single values of a chart, in the words of `--set`, and whether they are text whatever they look like.
    pub parameters: Vec<(String, bool)>,
    /// The file with the object that says so.
    pub said_in: String,
}

impl Applied {
    /// What a tool printed, with the variables that are known filled in.
    pub fn fill(&self, printed: String) -> String {
        if self.variables.is_empty() { printed } else { filled(&printed, &self.variables) }
    }
}

/// The groups whose objects name a folder that is applied.
pub(super) const APPLIERS: [&str; 2] = ["kustomize.toolkit.fluxcd.io/", "argoproj.io/"];

/// A folder that an object names, and the namespace that all of its objects get.
pub(super) struct Named {
    pub(super) path: String,
    pub(super) namespace: Option<String>,
    /// The namespace of the objects that have none.
    pub(super) fallback: Option<String>,
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
                .map(|path| Self { path, namespace, fallback: None, applied })
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
            Some(Self { path: text(it.get("path"))?, namespace: None, fallback: namespace(), applied })
        });
        named.collect()
    }
}

/// What an Application says of a chart. Values in files of another repository are not taken in part.
fn of_helm(helm: Value<'_>) -> Applied {
    let release = text(helm.get("releaseName"));
    let files = helm.get("valueFiles").into_iter().flat_map(Value::items);
    let values: Vec<_> = files.filter_map(|it| text(Some(it))).collect();
    let outside = values.iter().any(|it| it.starts_with(['$', '/']) || is_address(it));
    if outside || helm.get("fileParameters").is_some() {
        return Applied { release, ..Applied::default() };
    }
    let object = helm.get("valuesObject").filter(|it| it.kind() == Kind::Mapping).map(lines_of);
    let inline = object.or_else(|| text(helm.get("values")));
    let parameters = helm.get("parameters").into_iter().flat_map(Value::items);
    let parameters = parameters.filter_map(|it| {
        let (name, value) = (text(it.get("name"))?, scalar(it.get("value")?)?);
        let value = if value.starts_with('{') { value } else { value.replace(',', "\\,") };
        let is_text = it.get("forceString").is_some_and(|it| scalar(it).as_deref() == Some("true"));
        Some((format!("{name}={value}"), is_text))
    });
    Applied { release, values, inline, parameters: parameters.collect(), ..Applied::default() }
}

/// The lines of a mapping, all of them as far in as they stand.
fn lines_of(value: Value<'_>) -> String {
    let (text, span) = (value.source_text(), value.span());
    let before = text.get(..span.start()).unwrap_or_default();
    let column = before.len() - before.rfind('\n').map_or(0, |it| it + 1);
    format!("{}{}\n", " ".repeat(column), span.of(text))
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

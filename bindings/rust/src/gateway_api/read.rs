//! Texts and predictions to typed values, with nothing lost on the way.

use super::{Resource, TypedError};
use crate::{DiagnosticV1, Severity, Workspace};
use routeproof_core::internal::manifest::json;
use serde::de::DeserializeOwned;
use serde_ignored::Path;
use serde_json::Value;

/// The object in a manifest of one document, in YAML as kubectl reads it or in JSON.
///
/// ```
/// use routeproof::gateway_api::{httproutes::HttpRoute, read};
/// let manifest = "
/// apiVersion: gateway.networking.k8s.io/v1
/// kind: HTTPRoute
/// metadata: { name: shop }
/// spec: { rules: [{ retry: { attempts: 3 } }] }
/// ";
/// let error = read::<HttpRoute>(manifest).unwrap_err();
/// assert_eq!(error.to_string(), "the Rust type of HTTPRoute shop lacks spec.rules[0].retry");
/// ```
///
/// # Errors
/// Where the manifest is not one object of the type, or has fields that the type lacks.
pub fn read<T: Resource<DynamicType = ()> + DeserializeOwned>(manifest: &str) -> Result<T, TypedError> {
    let kind = T::kind(&());
    let fault = |problem: String| TypedError::Manifest { kind: kind.clone().into_owned(), problem };
    let mut workspace = Workspace::new();
    workspace.set_source("manifest", manifest);
    if let Some(it) = workspace.check().diagnostics.iter().find(|it| is_unreadable(it)) {
        return Err(fault(format!("line {}: {}", it.span.start.line, it.message)));
    }
    let documents = workspace.engine.sources().flat_map(|(_, _, it)| {
        it.tree().documents().iter().map(|document| it.tree().value(it.text(), document.root))
    });
    let documents: Vec<_> = documents.collect();
    let [document] = documents.as_slice() else {
        return Err(fault(format!("it has {} documents", documents.len())));
    };
    let mut object = json(*document);
    for (key, wanted) in [("apiVersion", T::api_version(&())), ("kind", kind.clone())] {
        let found = object.as_object_mut().and_then(|it| it.remove(key));
        if found.as_ref().and_then(Value::as_str) != Some(&wanted) {
            return Err(fault(match found {
                Some(found) => format!("`{key}` is {found} and not \"{wanted}\""),
                None => format!("it has no `{key}`"),
            }));
        }
    }
    let text = |pointer| object.pointer(pointer).and_then(Value::as_str);
    let name = match (text("/metadata/namespace"), text("/metadata/name")) {
        (Some(namespace), Some(name)) => format!("{kind} {namespace}/{name}"),
        (_, name) => format!("{kind} {}", name.unwrap_or_default()),
    };
    typed(name, object)
}

/// Whether a finding says that kubectl reads something else than is written, or nothing.
fn is_unreadable(finding: &DiagnosticV1) -> bool {
    finding.severity == Severity::Error && finding.code.as_str() < "RP0080"
}

/// A value as a type that has a place for each of its fields.
pub(super) fn typed<T: DeserializeOwned>(object: String, value: Value) -> Result<T, TypedError> {
    let mut fields = Vec::new();
    match serde_ignored::deserialize(value, |path| fields.push(dotted(&path))) {
        Err(source) => Err(TypedError::Type { object, source }),
        Ok(_) if !fields.is_empty() => Err(TypedError::Lacking { object, fields }),
        Ok(value) => Ok(value),
    }
}

/// A path as the API server writes it: `spec.rules[0].retry`.
fn dotted(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", dotted(parent)),
        Path::Map { parent, key } => match dotted(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            dotted(parent)
        }
    }
}

//! What is asked: the objects that a request brings, or that nothing is to be judged.

use crate::json::unplaced;
use routeproof_core::source::shown;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A text under judgement, with a name for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What a request asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Whether this object may come in.
    Judge(Source),
    /// Nothing: it takes something away, or changes what only controllers say.
    Nothing,
}

/// The request in an `AdmissionReview`, as far as it matters here. Hosts write its keys in either way.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "the request of an AdmissionReview")]
struct Request<'a> {
    #[serde(default)]
    operation: Option<String>,
    #[serde(default)]
    namespace: Option<String>,
    #[serde(default, alias = "sub_resource")]
    sub_resource: Option<String>,
    #[serde(default, borrow)]
    object: Option<&'a RawValue>,
    #[serde(default, borrow, alias = "old_object")]
    old_object: Option<&'a RawValue>,
}

/// What the `request` of an `AdmissionReview` asks.
///
/// # Errors
/// Why the request cannot be understood, in one line: it is to be denied.
pub fn reviewed(request: &str) -> Result<Asked, String> {
    let request: Request<'_> = serde_json::from_str(request)
        .map_err(|it| format!("the request is not understood: {}", unplaced(&it)))?;
    let is =
        |said: &Option<String>, word: &str| said.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(word));
    if is(&request.operation, "DELETE") || is(&request.sub_resource, "status") {
        return Ok(Asked::Nothing);
    }
    let Some(object) = request.object.filter(|it| it.get() != "null") else {
        return Err("the request has no object".to_owned());
    };
    let namespace = request.namespace.as_deref().unwrap_or_default();
    let source = admitted("object", object, namespace)?;
    match request.old_object {
        Some(old) if only_leaves(object, old) => Ok(Asked::Nothing),
        _ => Ok(Asked::Judge(source)),
    }
}

/// One object under judgement, as text for the engine: with the namespace that the request is for, and a name where the
/// API server is still to make one of `generateName`, because nothing can be said of an object without.
///
/// # Errors
/// Why it cannot be judged, in one line.
pub fn admitted(name: &str, object: &RawValue, namespace: &str) -> Result<Source, String> {
    let mut value: Value = serde_json::from_str(object.get())
        .map_err(|it| format!("the object is not understood: {}", unplaced(&it)))?;
    let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) else {
        return Ok(Source { name: name.to_owned(), text: object.get().to_owned() });
    };
    let text = |key: &str, empty: bool| match metadata.get(key) {
        None | Some(Value::Null) => Some(""),
        Some(Value::String(it)) => Some(it.as_str()).filter(|it| empty || !it.is_empty()),
        Some(_) => None,
    };
    let (own, called, stem) = (text("namespace", true), text("name", true), text("generateName", true));
    if let Some(own) = own.filter(|it| !it.is_empty() && !namespace.is_empty() && *it != namespace) {
        let (own, namespace) = (shown(own), shown(namespace));
        return Err(format!(
            "the object is of namespace `{own}`, and the request for namespace `{namespace}`"
        ));
    }
    let missing = own == Some("") && !namespace.is_empty();
    let unnamed = stem.filter(|it| called == Some("") && !it.is_empty()).map(|it| format!("{it}{MADE}"));
    if !missing && unnamed.is_none() {
        return Ok(Source { name: name.to_owned(), text: object.get().to_owned() });
    }
    if missing {
        metadata.insert("namespace".to_owned(), namespace.into());
    }
    if let Some(unnamed) = unnamed {
        metadata.insert("name".to_owned(), unnamed.into());
    }
    Ok(Source { name: name.to_owned(), text: value.to_string() })
}

/// The letters that stand for those that the API server is still to choose.
const MADE: &str = "xxxxx";

/// Takes back the name that [`admitted`] gave.
pub(crate) fn without_made_name(object: &mut Value) {
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    let text = |key| metadata.get(key).and_then(Value::as_str);
    let stem = text("generateName").filter(|it| !it.is_empty());
    if stem.is_some_and(|it| text("name") == Some(format!("{it}{MADE}").as_str())) {
        metadata.remove("name");
    }
}

/// Whether the object is on its way out and nothing but its metadata changes: a finalizer that is done has to be let go,
/// whatever the object says.
fn only_leaves(new: &RawValue, old: &RawValue) -> bool {
    let read = |it: &RawValue| serde_json::from_str::<Value>(it.get()).ok();
    let (Some(Value::Object(mut new)), Some(Value::Object(mut old))) = (read(new), read(old)) else {
        return false;
    };
    let (metadata, before) = (new.remove("metadata"), old.remove("metadata"));
    let leaves = |it: &Option<Value>| {
        it.as_ref().and_then(|it| it.get("deletionTimestamp")).is_some_and(|it| !it.is_null())
    };
    leaves(&metadata) && leaves(&before) && new == old
}

#[cfg(test)]
mod tests {
    use super::{Asked, reviewed};
    use serde_json::{Value, json};

    fn judged(request: &Value) -> Value {
        match reviewed(&request.to_string()) {
            Ok(Asked::Judge(source)) => serde_json::from_str(&source.text).unwrap(),
            other => panic!("{request}: {other:?}"),
        }
    }

    #[test]
    fn what_takes_away_is_not_judged() {
        let object = json!({"metadata": {"name": "a"}, "spec": {}});
        let leaving = json!({"metadata": {"name": "a", "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["x"]}, "spec": {}});
        let mut changed = leaving.clone();
        changed["spec"] = json!({"hostnames": ["evil.example"]});
        for (request, nothing) in [
            (json!({"operation": "DELETE", "object": null, "oldObject": object}), true),
            (json!({"operation": "UPDATE", "subResource": "status", "object": object}), true),
            (json!({"operation": "UPDATE", "object": leaving, "oldObject": leaving}), true),
            (json!({"operation": "UPDATE", "object": changed, "oldObject": leaving}), false),
            (json!({"operation": "UPDATE", "object": leaving, "oldObject": object}), false),
            (json!({"operation": "CREATE", "object": leaving}), false),
            (json!({"operation": "UPDATE", "object": object, "oldObject": object}), false),
        ] {
            let asked = reviewed(&request.to_string()).unwrap();
            assert_eq!(asked == Asked::Nothing, nothing, "{request}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for (request, why) in [
            (json!(null), "the request is not understood"),
            (json!(5), "the request is not understood"),
            (json!({"operation": 7}), "the request is not understood"),
            (json!({"operation": "CREATE"}), "the request has no object"),
            (json!({"operation": "CREATE", "object": null}), "the request has no object"),
            (
                json!({"namespace": "a", "object": {"metadata": {"namespace": "b"}}}),
                "the object is of namespace `b`, and the request for namespace `a`",
            ),
            (
                json!({"namespace": "'a'", "object": {"metadata": {"namespace": "b\n\u{202e}"}}}),
                r"of namespace `b\n\u{202e}`, and the request for namespace `'a'`",
            ),
        ] {
            let fault = reviewed(&request.to_string()).unwrap_err();
            assert!(fault.contains(why), "{request}: {fault}");
        }
        let deep = format!(r#"{{"object": {}1{}}}"#, "[".repeat(500), "]".repeat(500));
        assert!(reviewed(&deep).unwrap_err().contains("the object is not understood"));
    }

    #[test]
    fn a_namespace_and_a_name_are_filled_in() {
        let made = judged(&json!({"namespace": "web", "object": {"metadata": {"generateName": "shop-"}}}));
        assert_eq!(
            made["metadata"],
            json!({"generateName": "shop-", "name": "shop-xxxxx", "namespace": "web"})
        );
        let kept = json!({"metadata": {"name": 5, "namespace": "web"}});
        assert_eq!(judged(&json!({"namespace": "web", "object": kept})), kept);
        assert_eq!(judged(&json!({"namespace": "web", "object": 5})), json!(5));
    }
}

//! What is asked: the objects that a request brings, or that nothing is to be judged.

use crate::json::unplaced;
use routeproof_core::source::shown;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A text under judgement, with a name for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Whether an API server asks, which has objects only; from elsewhere, what has `items` may be for kubectl as well.
    pub reviewed: bool,
}

impl Source {
    /// A text that no API server asks about.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), reviewed: false }
    }
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
pub struct Request<'a> {
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

impl Request<'_> {
    /// What it asks.
    ///
    /// # Errors
    /// Why that cannot be understood, in one line: it is to be denied.
    pub fn asked(&self) -> Result<Asked, String> {
        let is = |said: &Option<String>, word: &str| {
            said.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(word))
        };
        if is(&self.operation, "DELETE") || is(&self.sub_resource, "status") {
            return Ok(Asked::Nothing);
        }
        let Some(object) = self.object.filter(|it| it.get() != "null") else {
            return Err("the request has no object".to_owned());
        };
        let metadata = Metadata::of(object)?;
        let namespace = self.namespace.as_deref().unwrap_or_default();
        let source = completed("object", object, metadata.as_ref(), namespace)?;
        let source = Source { reviewed: true, ..source };
        let leaves = metadata.is_some_and(|it| it.leaves());
        match self.old_object.filter(|_| leaves) {
            Some(old) if only_metadata_changes(object, old) => Ok(Asked::Nothing),
            _ => Ok(Asked::Judge(source)),
        }
    }
}

/// Why JSON is no [`Request`], in one line.
pub fn not_understood(error: &serde_json::Error) -> String {
    format!("the request is not understood: {}", unplaced(error))
}

/// One object under judgement that no request brings, as text for the engine: with a name where the API server is still
/// to make one of `generateName`, because nothing can be said of an object without.
///
/// # Errors
/// Why it cannot be judged, in one line.
pub fn admitted(name: &str, object: &RawValue) -> Result<Source, String> {
    completed(name, object, Metadata::of(object)?.as_ref(), "")
}

/// One object under judgement, with the namespace that a request is for and a name.
fn completed(
    name: &str,
    object: &RawValue,
    metadata: Option<&Metadata<'_>>,
    namespace: &str,
) -> Result<Source, String> {
    let source = |text: &str| Source::new(name, text);
    let Some(metadata) = metadata else { return Ok(source(object.get())) };
    let own = metadata.namespace.text();
    if let Some(own) = own.filter(|it| !it.is_empty() && !namespace.is_empty() && *it != namespace) {
        let (own, namespace) = (shown(own), shown(namespace));
        return Err(format!(
            "the object is of namespace `{own}`, and the request for namespace `{namespace}`"
        ));
    }
    let missing = own == Some("") && !namespace.is_empty();
    let stem = metadata.generate_name.text().filter(|it| !it.is_empty() && metadata.name.text() == Some(""));
    if !missing && stem.is_none() {
        return Ok(source(object.get()));
    }
    let mut whole: Value = understood(object)?;
    if let Some(fields) = whole.get_mut("metadata").and_then(Value::as_object_mut) {
        if missing {
            fields.insert("namespace".to_owned(), namespace.into());
        }
        if let Some(stem) = stem {
            fields.insert("name".to_owned(), format!("{stem}{MADE}").into());
        }
    }
    Ok(source(&whole.to_string()))
}

/// What is read of an object before the engine reads all of it.
#[derive(Deserialize)]
struct Object<'a> {
    #[serde(default, borrow)]
    metadata: Option<&'a RawValue>,
}

/// The part of it that is asked for, which may be anything.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    #[serde(default, borrow)]
    namespace: Name<'a>,
    #[serde(default, borrow)]
    name: Name<'a>,
    #[serde(default, borrow)]
    generate_name: Name<'a>,
    #[serde(default, borrow)]
    deletion_timestamp: Option<&'a RawValue>,
}

impl<'a> Metadata<'a> {
    /// That of `object`; nothing where one of the two is no object.
    fn of(object: &'a RawValue) -> Result<Option<Self>, String> {
        let is_object = |it: &&RawValue| it.get().starts_with('{');
        let Some(object) = Some(object).filter(is_object) else { return Ok(None) };
        let metadata = understood::<Object<'_>>(object)?.metadata.filter(is_object);
        metadata.map(understood).transpose()
    }

    /// Whether the object is on its way out.
    fn leaves(&self) -> bool {
        self.deletion_timestamp.is_some()
    }
}

/// A text; empty where there is none or null, and nothing where there is something else.
#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Name<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    #[default]
    Null,
    Other(IgnoredAny),
}

impl Name<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null => Some(""),
            Self::Other(_) => None,
        }
    }
}

fn understood<'a, T: Deserialize<'a>>(text: &'a RawValue) -> Result<T, String> {
    serde_json::from_str(text.get()).map_err(|it| format!("the object is not understood: {}", unplaced(&it)))
}

/// The letters that stand for those that the API server is still to choose.
const MADE: &str = "xxxxx";

/// Takes back the name that [`completed`] gave.
pub(crate) fn without_made_name(object: &mut Value) {
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    let text = |key| metadata.get(key).and_then(Value::as_str);
    let stem = text("generateName").filter(|it| !it.is_empty());
    if stem.is_some_and(|it| text("name") == Some(format!("{it}{MADE}").as_str())) {
        metadata.remove("name");
    }
}

/// Whether the old object is on its way out as well, and nothing but metadata changes: a finalizer that is done has to be
/// let go, whatever the object says.
fn only_metadata_changes(new: &RawValue, old: &RawValue) -> bool {
    let rest = |it: &RawValue| {
        let mut fields: Map<String, Value> = serde_json::from_str(it.get()).ok()?;
        fields.remove("metadata");
        Some(fields)
    };
    matches!(Metadata::of(old), Ok(Some(it)) if it.leaves())
        && rest(new).is_some_and(|new| rest(old) == Some(new))
}

#[cfg(test)]
mod tests {
    use super::{Asked, Request, not_understood};
    use serde_json::{Value, json};

    fn reviewed(request: &str) -> Result<Asked, String> {
        serde_json::from_str(request).map_err(|it| not_understood(&it)).and_then(|it: Request<'_>| it.asked())
    }

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
        let twice = r#"{"namespace": "a", "object": {"metadata": {"namespace": "a", "namespace": "b"}}}"#;
        assert!(reviewed(twice).unwrap_err().contains("the object is not understood: duplicate field"));
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

//! What is asked: the objects that a request brings, or that nothing is to be judged.

use crate::budget;
use crate::json::unplaced;
use routeproof_core::internal::schema::is_timestamp;
use routeproof_core::source::shown;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the object of a request is called in reports.
pub const OBJECT: &str = "object";

/// A text under judgement, with a name for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Whether an API server asks, which has objects only; from other callers, what has `items` may be for kubectl as well.
    pub reviewed: bool,
    /// The user who wrote it, as the API server has authenticated them; `None` where the request does not say it.
    pub author: Option<String>,
    /// Its Namespace, where that comes with the request.
    pub namespace: Option<String>,
}

impl Source {
    /// A text that no API server asks about.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), reviewed: false, author: None, namespace: None }
    }
}

/// What a request asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToJudge {
    /// Whether this object may come in.
    Object(Source),
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
    #[serde(default, alias = "user_info")]
    user_info: Option<User>,
    #[serde(default, borrow)]
    object: Option<&'a RawValue>,
    #[serde(default, borrow, alias = "old_object")]
    old_object: Option<&'a RawValue>,
}

/// Who sends a request.
#[derive(Deserialize)]
#[serde(expecting = "a user")]
struct User {
    #[serde(default)]
    username: Option<String>,
}

impl Request<'_> {
    /// What it asks.
    ///
    /// # Errors
    /// Why that cannot be understood, in one line: it is to be denied.
    pub fn asked(&self) -> Result<ToJudge, String> {
        if self.is("DELETE") {
            return Ok(ToJudge::Nothing);
        }
        let there = |it: &&RawValue| it.get() != "null";
        let Some(object) = self.object.filter(there) else {
            return Err("the request has no object".to_owned());
        };
        if self.is("CREATE") && self.old_object.is_some_and(|it| there(&it)) {
            return Err("the request is malformed: a CREATE has no oldObject".to_owned());
        }
        let head = Object::of(object)?;
        let part = self.sub_resource.as_deref().filter(|it| !it.is_empty());
        if let Some(part) = part {
            self.check_subresource(part, &head)?;
        }
        let metadata = head.metadata()?;
        if self.is_controllers(part, object, metadata.as_ref()) {
            return Ok(ToJudge::Nothing);
        }
        budget::keep(object.get())?;
        let namespace = self.namespace.as_deref().unwrap_or_default();
        let source = completed(OBJECT, object, metadata.as_ref(), namespace)?;
        let author = self.user_info.as_ref().and_then(|it| it.username.clone());
        Ok(ToJudge::Object(Source { reviewed: true, author, ..source }))
    }

    /// Whether it changes only what controllers say, and neither labels nor annotations: a status, or the metadata of an
    /// object that is on its way out. The API server takes annotations with the status of a Service or Pod, too.
    fn is_controllers(&self, part: Option<&str>, object: &RawValue, metadata: Option<&Metadata<'_>>) -> bool {
        let is_status = part == Some("status") && self.is("UPDATE");
        if !is_status && !leaves(metadata) {
            return false;
        }
        // Read only here: the old object of an ordinary update decides nothing.
        let before = self.old_object.and_then(|it| Object::of(it).and_then(|it| it.metadata()).ok()?);
        let is_let_go = || {
            let old = self.old_object.filter(|_| leaves(metadata) && leaves(before.as_ref()));
            old.is_some_and(|old| only_metadata_changes(object, old))
        };
        (is_status || is_let_go()) && has_same_marks(metadata, before.as_ref())
    }

    fn is(&self, operation: &str) -> bool {
        self.operation.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(operation))
    }

    /// Refuses a part of an object that no API server has under this operation: it would be a way around the judgement.
    /// What is created below an object of Kubernetes' own is of another kind, such as the Eviction of a Pod.
    fn check_subresource(&self, part: &str, head: &Object<'_>) -> Result<(), String> {
        let (group, kind) = (head.group(), head.kind.text().unwrap_or_default());
        let is_gateway_api = GATEWAY_API.contains(&group);
        let wrong = match self.is("CREATE") {
            true => {
                let own = is_gateway_api || BUILT_IN.contains(&group);
                ONLY_UPDATED.contains(&part) || own && !CREATED_BELOW.contains(&(group, kind, part))
            }
            false => self.is("UPDATE") && is_gateway_api && part != "status",
        };
        if !wrong {
            return Ok(());
        }
        let operation = if self.is("CREATE") { "a CREATE" } else { "an UPDATE" };
        let (kind, part) = (shown(kind), shown(part));
        Err(format!("the request is malformed: {operation} of `{kind}` has no subresource `{part}`"))
    }
}

/// The groups of Gateway API. Their kinds have the subresource `status` and no other.
const GATEWAY_API: [&str; 2] = ["gateway.networking.k8s.io", "gateway.networking.x-k8s.io"];
/// The groups of Kubernetes' own that profiles speak of.
const BUILT_IN: [&str; 4] = ["", "apps", "batch", "networking.k8s.io"];
/// What in these groups is created as a subresource.
const CREATED_BELOW: [(&str, &str, &str); 1] = [("", "Binding", "binding")];
/// The subresources that are never created, whatever the API.
const ONLY_UPDATED: [&str; 6] = ["status", "scale", "ephemeralcontainers", "resize", "finalize", "approval"];

/// Why JSON is no [`Request`], in one line.
pub fn not_understood(error: &serde_json::Error) -> String {
    format!("the request is not understood: {}", unplaced(error))
}

/// One object under judgement that no request brings, as text for the engine: with a name where the API server is still
/// to make one of `generateName`, because an object without one cannot be judged.
///
/// # Errors
/// Why it cannot be judged, in one line.
pub fn admitted(name: &str, object: &RawValue) -> Result<Source, String> {
    completed(name, object, Object::of(object)?.metadata()?.as_ref(), "")
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
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    #[serde(default, borrow)]
    api_version: Name<'a>,
    #[serde(default, borrow)]
    kind: Name<'a>,
    #[serde(default, borrow)]
    metadata: Option<&'a RawValue>,
}

impl<'a> Object<'a> {
    /// That of `object`; an empty one where it is no object.
    fn of(object: &'a RawValue) -> Result<Self, String> {
        let head: Self = if is_object(&object) { understood(object)? } else { Self::default() };
        short("apiVersion", &head.api_version)?;
        short("kind", &head.kind)?;
        Ok(head)
    }

    /// What it says as metadata; nothing where that is no object.
    fn metadata(&self) -> Result<Option<Metadata<'a>>, String> {
        let Some(metadata) = self.metadata.filter(is_object) else { return Ok(None) };
        let metadata: Metadata<'_> = understood(metadata)?;
        short("metadata.namespace", &metadata.namespace)?;
        short("metadata.name", &metadata.name)?;
        short("metadata.generateName", &metadata.generate_name)?;
        match metadata.leaves_at_a_time() {
            true => Ok(Some(metadata)),
            false => Err("the object is malformed: its metadata.deletionTimestamp is no time".to_owned()),
        }
    }

    fn group(&self) -> &str {
        self.api_version.text().and_then(|it| it.split_once('/')).map_or("", |it| it.0)
    }
}

fn is_object(value: &&RawValue) -> bool {
    value.get().starts_with('{')
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
    #[serde(default, borrow)]
    labels: Option<&'a RawValue>,
    #[serde(default, borrow)]
    annotations: Option<&'a RawValue>,
}

impl Metadata<'_> {
    /// Whether what it says of its way out is a time.
    fn leaves_at_a_time(&self) -> bool {
        let Some(timestamp) = self.deletion_timestamp else { return true };
        serde_json::from_str::<Cow<'_, str>>(timestamp.get()).is_ok_and(|it| is_timestamp(&it))
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

/// Refuses what no API server has as a name.
fn short(field: &str, name: &Name<'_>) -> Result<(), String> {
    match name.text() {
        Some(it) if it.len() > budget::MOST_OF_NAME => {
            Err(format!("the object is malformed: its {field} has more than {} bytes", budget::MOST_OF_NAME))
        }
        _ => Ok(()),
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

/// Whether an object is on its way out.
fn leaves(metadata: Option<&Metadata<'_>>) -> bool {
    metadata.is_some_and(|it| it.deletion_timestamp.is_some())
}

/// Whether nothing but metadata changes: a finalizer that is done has to be let go, whatever the object says.
fn only_metadata_changes(new: &RawValue, old: &RawValue) -> bool {
    let rest = |it| -> Option<BTreeMap<Cow<'_, str>, &RawValue>> {
        let mut fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(RawValue::get(it)).ok()?;
        fields.remove("metadata");
        Some(fields)
    };
    rest(new).zip(rest(old)).is_some_and(|(new, old)| {
        new.len() == old.len() && new.iter().all(|(key, it)| old.get(key).is_some_and(|old| equal(it, old)))
    })
}

/// Whether labels and annotations, which rules judge, are those of before.
fn has_same_marks(now: Option<&Metadata<'_>>, before: Option<&Metadata<'_>>) -> bool {
    let same = |now: Option<&RawValue>, before: Option<&RawValue>| match (now, before) {
        (None, None) => true,
        (Some(now), Some(before)) => equal(now, before),
        (Some(_), None) | (None, Some(_)) => false,
    };
    same(now.and_then(|it| it.labels), before.and_then(|it| it.labels))
        && same(now.and_then(|it| it.annotations), before.and_then(|it| it.annotations))
}

/// Whether two values say the same. An API server writes what is equal in equal bytes; values above the budget are not
/// compared in any other way.
fn equal(one: &RawValue, other: &RawValue) -> bool {
    let value = |it: &RawValue| {
        budget::keep(it.get()).ok()?;
        serde_json::from_str::<Value>(it.get()).ok()
    };
    one.get() == other.get() || value(one).is_some_and(|it| value(other) == Some(it))
}

#[cfg(test)]
mod tests {
    use super::{Request, ToJudge, not_understood};
    use serde_json::{Value, json};

    fn reviewed(request: &str) -> Result<ToJudge, String> {
        serde_json::from_str(request).map_err(|it| not_understood(&it)).and_then(|it: Request<'_>| it.asked())
    }

    fn judged(request: &Value) -> Value {
        match reviewed(&request.to_string()) {
            Ok(ToJudge::Object(source)) => serde_json::from_str(&source.text).unwrap(),
            other => panic!("{request}: {other:?}"),
        }
    }

    #[test]
    fn what_takes_away_is_not_judged() {
        let object = json!({"metadata": {"name": "a"}, "spec": {}});
        let leaving = json!({"metadata": {"name": "a", "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["x"]}, "spec": {}});
        let mut changed = leaving.clone();
        changed["spec"] = json!({"hostnames": ["evil.example"]});
        let (mut marked, mut leaving_marked) = (object.clone(), leaving.clone());
        for it in [&mut marked, &mut leaving_marked] {
            it["metadata"]["annotations"] =
                json!({"external-dns.alpha.kubernetes.io/hostname": "evil.example"});
        }
        for (request, nothing) in [
            (json!({"operation": "DELETE", "object": null, "oldObject": object}), true),
            (json!({"operation": "UPDATE", "subResource": "status", "object": object}), true),
            (
                json!({"operation": "UPDATE", "subResource": "status", "object": marked, "oldObject": marked}),
                true,
            ),
            (
                json!({"operation": "UPDATE", "subResource": "status", "object": marked, "oldObject": object}),
                false,
            ),
            (
                json!({"operation": "UPDATE", "subResource": "status", "object": object, "oldObject": marked}),
                false,
            ),
            (json!({"operation": "UPDATE", "subResource": "status", "object": marked}), false),
            (json!({"operation": "UPDATE", "object": leaving_marked, "oldObject": leaving_marked}), true),
            (json!({"operation": "UPDATE", "object": leaving_marked, "oldObject": leaving}), false),
            (json!({"operation": "UPDATE", "object": leaving, "oldObject": leaving}), true),
            (json!({"operation": "UPDATE", "object": changed, "oldObject": leaving}), false),
            (json!({"operation": "UPDATE", "object": leaving, "oldObject": object}), false),
            (json!({"operation": "CREATE", "object": leaving}), false),
            (json!({"operation": "UPDATE", "object": object, "oldObject": object}), false),
        ] {
            let asked = reviewed(&request.to_string()).unwrap();
            assert_eq!(asked == ToJudge::Nothing, nothing, "{request}");
        }
    }

    #[test]
    fn what_is_malformed_is_an_error() {
        let of = |api_version: &str, kind: &str| json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}});
        let (route, pod) = (of("gateway.networking.k8s.io/v1", "HTTPRoute"), of("v1", "Pod"));
        let below = |operation: &str, part: &str, object: &Value| json!({"operation": operation, "subResource": part, "object": object});
        for (request, why) in [
            (below("CREATE", "status", &route), "a CREATE of `HTTPRoute` has no subresource `status`"),
            (below("CREATE", "scale", &route), "has no subresource `scale`"),
            (below("CREATE", "anything", &route), "has no subresource `anything`"),
            (below("UPDATE", "anything", &route), "an UPDATE of `HTTPRoute` has no subresource `anything`"),
            (below("UPDATE", "Status", &route), "an UPDATE of `HTTPRoute` has no subresource `Status`"),
            (below("CREATE", "status", &pod), "a CREATE of `Pod` has no subresource `status`"),
            (below("CREATE", "eviction", &pod), "a CREATE of `Pod` has no subresource `eviction`"),
            (below("CREATE", "ephemeralcontainers", &pod), "has no subresource `ephemeralcontainers`"),
            (below("CREATE", "status", &of("example.com/v1", "Thing")), "has no subresource `status`"),
            (
                json!({"operation": "CREATE", "object": route, "oldObject": route}),
                "the request is malformed: a CREATE has no oldObject",
            ),
            (json!({"operation": "CREATE", "object": route, "oldObject": {}}), "a CREATE has no oldObject"),
        ] {
            let fault = reviewed(&request.to_string()).unwrap_err();
            assert!(
                fault.starts_with("the request is malformed: ") && fault.contains(why),
                "{request}: {fault}"
            );
        }
        let leaving =
            |when: &Value| json!({"metadata": {"name": "a", "deletionTimestamp": when}, "spec": {}});
        for wrong in
            [json!("soon"), json!(""), json!(5), json!(true), json!({}), json!("2026-02-30T00:00:00Z")]
        {
            for operation in ["CREATE", "UPDATE"] {
                let old = if operation == "UPDATE" { leaving(&wrong) } else { json!(null) };
                let request = json!({"operation": operation, "object": leaving(&wrong), "oldObject": old});
                let fault = reviewed(&request.to_string()).unwrap_err();
                assert!(fault.ends_with("metadata.deletionTimestamp is no time"), "{request}: {fault}");
            }
        }
        for field in ["name", "namespace", "generateName"] {
            let object = json!({"metadata": {field: "a".repeat(513)}});
            let request = json!({"operation": "CREATE", "object": object});
            let fault = reviewed(&request.to_string()).unwrap_err();
            assert_eq!(
                fault,
                format!("the object is malformed: its metadata.{field} has more than 512 bytes")
            );
        }
        let right = leaving(&json!("2026-01-01T00:00:00Z"));
        let request = json!({"operation": "UPDATE", "object": right, "oldObject": leaving(&json!("soon"))});
        assert!(matches!(reviewed(&request.to_string()), Ok(ToJudge::Object(_))));
    }

    #[test]
    fn parts_of_objects_that_an_api_server_has_are_let_through() {
        let of = |api_version: &str, kind: &str| json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}});
        let route = of("gateway.networking.k8s.io/v1", "HTTPRoute");
        for (operation, part, object, nothing) in [
            ("UPDATE", "status", route.clone(), true),
            ("UPDATE", "", route.clone(), false),
            ("CREATE", "", route, false),
            ("UPDATE", "status", of("apps/v1", "Deployment"), true),
            ("UPDATE", "scale", of("autoscaling/v1", "Scale"), false),
            ("UPDATE", "ephemeralcontainers", of("v1", "Pod"), false),
            ("UPDATE", "resize", of("v1", "Pod"), false),
            ("CREATE", "eviction", of("policy/v1", "Eviction"), false),
            ("CREATE", "binding", of("v1", "Binding"), false),
            ("CREATE", "token", of("authentication.k8s.io/v1", "TokenRequest"), false),
            ("CONNECT", "exec", of("v1", "PodExecOptions"), false),
            ("CREATE", "rollback", of("example.com/v1", "Rollback"), false),
        ] {
            let request = json!({"operation": operation, "subResource": part, "object": object});
            let asked = reviewed(&request.to_string()).unwrap();
            assert_eq!(asked == ToJudge::Nothing, nothing, "{request}");
        }
        let with = |finalizers: &Value| json!({"metadata": {"name": "a", "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": finalizers}, "spec": {"hostnames": 5}});
        let request =
            json!({"operation": "UPDATE", "object": with(&json!([])), "oldObject": with(&json!(["a/b"]))});
        let text = request.to_string();
        assert_eq!(reviewed(&text).unwrap(), ToJudge::Nothing);
        let spaced = text.replacen(r#"{"hostnames":5}"#, r#"{ "hostnames": 5 }"#, 1);
        assert_eq!(reviewed(&spaced).unwrap(), ToJudge::Nothing);
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

//! An evaluation: text in, text out.

use crate::data::{DATA_KEY, Document};
use crate::{input, rego};
use routeproof_admission::{
    AdmissionEngine, Beside, Complete, Known, Policy, Source, Verdict, nothing_judged, shown, unplaced,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::ops::Range;

/// The rules that the policy answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrypoint {
    /// The set of messages that deny.
    Deny,
    /// Every finding, and the verdict.
    Report,
    /// Whether objects are kept to a platform's profile, whatever the input.
    Armed,
}

/// How the host wants its answer written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As JSON, where a set is a list.
    Json,
    /// As Rego.
    Rego,
}

impl Entrypoint {
    /// The rules with their numbers, as JSON.
    pub const TABLE: &str = r#"{"routeproof/deny":0,"routeproof/report":1,"routeproof/armed":2}"#;

    /// The rule with that number.
    pub fn numbered(number: u32) -> Option<Self> {
        match number {
            0 => Some(Self::Deny),
            1 => Some(Self::Report),
            2 => Some(Self::Armed),
            _ => None,
        }
    }
}

/// What `data.routeproof` says.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct Data<'a> {
    /// The keys of `routeproof.yaml`.
    #[serde(default)]
    settings: Value,
    /// Objects, or lists of them as `kubectl get -o json` prints them.
    #[serde(default, borrow)]
    world: Option<Vec<&'a RawValue>>,
    /// Of which kinds the world holds every object.
    #[serde(default)]
    complete: Option<Vec<Value>>,
}

/// A kind of which the world holds every object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a kind with its group and namespace")]
struct Listed {
    #[serde(default)]
    group: String,
    kind: String,
    #[serde(default)]
    namespace: Option<String>,
}

/// The part of the document under `data` that is for this policy; no text where there is none. OPA hands over everything that it
/// knows, the text of this very policy included, so that this is worth to be remembered.
///
/// # Errors
/// Where the document cannot be read, in one line.
pub fn own_data(data: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let find = |text: &'_ str| -> Result<Option<Range<usize>>, String> {
        let document: Option<Document<'_>> =
            serde_json::from_str(text).map_err(|it| format!("data: {}", unplaced(&it)))?;
        let Some(document) = document else { return Ok(None) };
        if let Some((slip, _)) = document.slips.first() {
            return Err(format!("data: unknown key `{}`; did you mean `{DATA_KEY}`?", shown(slip)));
        }
        let Some(part) = document.own_data else { return Ok(None) };
        let start = part.get().as_ptr().addr() - text.as_ptr().addr();
        Ok(Some(start..start + part.get().len()))
    };
    match rego::json(data).map_err(|it| format!("data: {it}"))? {
        Cow::Borrowed(text) => {
            Ok(Cow::Borrowed(find(text)?.and_then(|it| text.as_bytes().get(it)).unwrap_or_default()))
        }
        Cow::Owned(text) => {
            let part = find(&text)?.and_then(|it| text.as_bytes().get(it)).unwrap_or_default();
            Ok(Cow::Owned(part.to_owned()))
        }
    }
}

/// What [`own_data`] says, read once for many evaluations.
pub struct Kept {
    engine: Result<AdmissionEngine, String>,
    /// The names of the texts that can be judged without moving anything of what is kept.
    room: Vec<String>,
}

impl Kept {
    /// Reads it; what is wrong with it is kept as well.
    pub fn new(own_data: Result<&[u8], &str>) -> Self {
        let room: Vec<_> = input::names().collect();
        Self { engine: new_engine(own_data, &room), room }
    }
}

/// What a rule yields for `input`, in the light of [`own_data`], which may have been read before: a result set, as hosts
/// expect it.
pub fn answer(
    entrypoint: Entrypoint,
    form: Form,
    input: &[u8],
    own_data: Result<&[u8], &str>,
    kept: Option<&mut Kept>,
) -> String {
    let mut own = None;
    let ready = match kept {
        Some(kept) => Ready { room: &kept.room, engine: &mut kept.engine },
        None => Ready { room: &[], engine: own.insert(new_engine(own_data, &[])) },
    };
    let armed = ready.engine.as_ref().is_ok_and(AdmissionEngine::is_armed);
    let result = match entrypoint {
        Entrypoint::Armed => armed.to_string(),
        Entrypoint::Deny => messages(decided(input, own_data, ready, Beside::Nothing).denials, form),
        Entrypoint::Report => report(decided(input, own_data, ready, Beside::Report), armed),
    };
    match form {
        Form::Json => format!(r#"[{{"result":{result}}}]"#),
        Form::Rego => format!(r#"{{{{"result":{result}}}}}"#),
    }
}

/// Does once what is done once for all evaluations, and remembered: what an evaluation allocates, the host takes back.
pub fn warm_up() {
    // An unknown implementation: its name is looked for in the table of reports, with the registry of rules.
    drop(Policy::read(&json!({"profile": "none", "implementation": "none"}), &[]));
}

/// An engine, and the names of the texts that it has room for; with none, for any.
struct Ready<'c> {
    room: &'c [String],
    engine: &'c mut Result<AdmissionEngine, String>,
}

fn decided(input: &[u8], own_data: Result<&[u8], &str>, ready: Ready<'_>, beside: Beside) -> Verdict {
    decide(input, own_data, ready, beside).unwrap_or_else(|why| nothing_judged(&[why], beside))
}

/// Settings that cannot be used come first: they deny whatever is asked.
fn decide(
    input: &[u8],
    own_data: Result<&[u8], &str>,
    ready: Ready<'_>,
    beside: Beside,
) -> Result<Verdict, String> {
    let Ready { room, engine } = ready;
    let engine = engine.as_mut().map_err(|it| it.clone())?;
    let admitted = admitted(input)?;
    if admitted.is_empty() {
        return Ok(nothing_judged(&[], beside));
    }
    let mut own = None;
    let fits = room.is_empty() || admitted.iter().all(|it| room.contains(&it.name));
    let engine = if fits { engine } else { own.insert(new_engine(own_data, &[])?) };
    let review = engine.read(admitted);
    engine.judge(review, beside)
}

/// What is under judgement. Mostly the input is JSON: only where that is not understood, it may be Rego.
fn admitted(input: &[u8]) -> Result<Vec<Source>, String> {
    let read = std::str::from_utf8(input).map(|it| input::sources(it.trim()));
    if let Ok(Ok(admitted)) = read {
        return Ok(admitted);
    }
    let json = rego::json(input).map_err(|it| format!("the input is not understood: {it}"))?;
    input::sources(&json)
}

/// The settings and the known world, with room for texts of these names.
fn new_engine(own_data: Result<&[u8], &str>, room: &[String]) -> Result<AdmissionEngine, String> {
    let own_data = own_data?;
    let Data { settings, world, complete } = match own_data.first() {
        None => Data::default(),
        Some(b'{') => serde_json::from_slice(own_data).map_err(|it| wrong(&it))?,
        Some(_) if own_data == b"null" => Data::default(),
        Some(_) => return Err(format!("data.{DATA_KEY}: not an object")),
    };
    let policy = Policy::read(&settings, &[]).map_err(|it| format!("data.routeproof.{it}"))?;
    let world = world.unwrap_or_default().into_iter().enumerate();
    let sources = world.map(|(place, it)| Source::new(format!("data.routeproof.world[{place}]"), it.get()));
    let complete = complete.unwrap_or_default().into_iter().map(listed).collect::<Result<_, _>>()?;
    AdmissionEngine::new(&policy, Known { sources: sources.collect(), complete, gaps: Vec::new() }, room)
}

fn listed(entry: Value) -> Result<Complete, String> {
    // A struct would be read from a list as well.
    if !entry.is_object() {
        return Err(format!("data.{DATA_KEY}: complete: an entry is no object with `kind`"));
    }
    let Listed { group, kind, namespace } = serde_json::from_value(entry).map_err(|it| wrong(&it))?;
    Ok(Complete { group, kind, namespace })
}

fn wrong(error: &serde_json::Error) -> String {
    format!("data.{DATA_KEY}: {}", unplaced(error))
}

fn messages(mut messages: Vec<String>, form: Form) -> String {
    messages.sort();
    messages.dedup();
    let list = Value::from(messages).to_string();
    match form {
        Form::Json => list,
        Form::Rego if list == "[]" => "set()".to_owned(),
        Form::Rego => {
            let inside = list.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or_default();
            format!("{{{inside}}}")
        }
    }
}

fn report(verdict: Verdict, armed: bool) -> String {
    let mut fields = Map::new();
    fields.insert("armed".to_owned(), armed.into());
    fields.insert("allowed".to_owned(), verdict.denials.is_empty().into());
    fields.insert("denials".to_owned(), verdict.denials.into());
    fields.insert("warnings".to_owned(), verdict.warnings.into());
    if let Some(Ok(Value::Object(report))) = verdict.report.map(|it| serde_json::to_value(&it)) {
        fields.extend(report);
    }
    Value::Object(fields).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Entrypoint, Form, Kept, own_data};
    use serde_json::{Value, json};

    /// The answer to data that is read for it, which is also the answer to data that was read before, each time.
    fn answer(entrypoint: Entrypoint, form: Form, input: &[u8], data: &[u8]) -> String {
        let own_data = own_data(data);
        let own_data = own_data.as_deref().map_err(String::as_str);
        let answer = super::answer(entrypoint, form, input, own_data, None);
        let mut kept = Kept::new(own_data);
        for _ in 0..2 {
            assert_eq!(super::answer(entrypoint, form, input, own_data, Some(&mut kept)), answer);
        }
        answer
    }

    fn route(port: u16) -> Value {
        json!({
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": {"name": "web", "namespace": "shop"},
            "spec": {
                "parentRefs": [{"name": "external-gateway", "namespace": "kube-system"}],
                "hostnames": ["web.acme.kupe.cloud"],
                "rules": [{"backendRefs": [{"name": "web", "port": port}]}],
            },
        })
    }

    fn data() -> Value {
        let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"ports": [{"port": 80}]}});
        json!({"other": [1], "routeproof": {
            "settings": {"profile": "kupe", "tenant": "acme"},
            "world": [service],
            "complete": [{"kind": "Service", "namespace": "shop"}],
        }})
    }

    fn ask(entrypoint: Entrypoint, input: &Value, data: &Value) -> Value {
        let text = answer(entrypoint, Form::Json, input.to_string().as_bytes(), data.to_string().as_bytes());
        let mut set: Value = serde_json::from_str(&text).unwrap();
        set[0]["result"].take()
    }

    fn denied(input: &Value, data: &Value) -> Vec<String> {
        serde_json::from_value(ask(Entrypoint::Deny, input, data)).unwrap()
    }

    #[test]
    fn a_review_an_object_and_a_list_are_judged() {
        let review = |object: &Value, operation: &str| {
            json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                "uid": "1", "operation": operation, "namespace": "shop", "object": object,
            }})
        };
        let list = json!({"apiVersion": "v1", "kind": "List", "items": [route(80), route(8080)]});
        for (input, findings) in [
            (route(80), 0),
            (route(8080), 1),
            (review(&route(80), "CREATE"), 0),
            (review(&route(8080), "UPDATE"), 1),
            (review(&Value::Null, "DELETE"), 0),
            (json!([route(80)]), 0),
            (json!([]), 0),
            (
                json!([{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "shop"}}, route(8080)]),
                1,
            ),
            (json!({"apiVersion": "v1", "kind": "List", "items": [route(8080)]}), 1),
        ] {
            let denials = denied(&input, &data());
            assert_eq!(
                denials.iter().filter(|it| it.contains("has no port 8080")).count(),
                findings,
                "{input}: {denials:?}"
            );
            assert_eq!(denials.len(), findings, "{input}: {denials:?}");
        }
        assert!(!denied(&list, &data()).is_empty());
    }

    #[test]
    fn a_report_is_the_one_of_every_host_with_the_verdict() {
        let report = ask(Entrypoint::Report, &route(8080), &data());
        assert_eq!((&report["allowed"], &report["version"]), (&json!(false), &json!(1)));
        assert_eq!(report["diagnostics"][0]["code"], "RP2003");
        assert_eq!(report["denials"].as_array().unwrap().len(), 1);
        assert!(report["warnings"].is_array());
        assert_eq!(ask(Entrypoint::Report, &route(80), &data())["allowed"], true);
        assert_eq!(ask(Entrypoint::Report, &json!([]), &data())["diagnostics"], json!([]));
    }

    #[test]
    fn a_set_is_written_as_the_host_reads_it() {
        let ask = |port, form| {
            answer(Entrypoint::Deny, form, route(port).to_string().as_bytes(), data().to_string().as_bytes())
        };
        assert_eq!(ask(80, Form::Json), r#"[{"result":[]}]"#);
        assert_eq!(ask(80, Form::Rego), r#"{{"result":set()}}"#);
        assert!(ask(8080, Form::Rego).starts_with(r#"{{"result":{"RP2003 "#), "{}", ask(8080, Form::Rego));
    }

    #[test]
    fn what_cannot_be_used_denies() {
        let routeproof = |it: Value| json!({"routeproof": it});
        let unarmed = || routeproof(json!({"settings": {"profile": "none"}}));
        for (input, data, why) in [
            (json!(null), unarmed(), "the input is null"),
            (json!(5), unarmed(), "the input is a number"),
            (json!("x"), unarmed(), "the input is a text"),
            (json!({}), unarmed(), "input holds no object that could be judged"),
            (json!([5]), unarmed(), "RP0080"),
            (json!([[]]), unarmed(), "RP0080"),
            (json!({"kind": "AdmissionReview"}), unarmed(), "the AdmissionReview has no request"),
            (json!({"kind": "AdmissionReview", "request": 5}), unarmed(), "the request is not understood"),
            (json!({"kind": "AdmissionReview", "request": {}}), unarmed(), "the request has no object"),
            (route(80), json!(7), "data: "),
            (route(80), routeproof(json!(7)), "data.routeproof: "),
            (route(80), routeproof(json!({"setings": {}})), "data.routeproof: unknown field `setings`"),
            (
                route(80),
                routeproof(json!({"settings": {"tenent": "a"}})),
                "data.routeproof.settings: unknown key `tenent`; did you mean `tenant`?",
            ),
            (route(80), routeproof(json!({"settings": []})), "data.routeproof.settings: not an object"),
            (route(80), routeproof(json!({"world": {}})), "data.routeproof: "),
            (
                route(80),
                routeproof(json!({"settings": {"profile": "none"}, "complete": [{}]})),
                "data.routeproof: missing field `kind`",
            ),
            (
                route(80),
                routeproof(json!({"settings": {"profile": "none"}, "complete": [["", "Service"]]})),
                "data.routeproof: complete: an entry is no object",
            ),
        ] {
            let denials = denied(&input, &data);
            assert!(denials.len() == 1 && denials[0].contains(why), "{input} {data}: {denials:?}");
        }
        let report = ask(
            Entrypoint::Report,
            &route(80),
            &routeproof(json!({"settings": {"profile": "none"}, "world": [5]})),
        );
        assert!(
            report["warnings"][0].as_str().unwrap().starts_with("data.routeproof.world[0] cannot be read"),
            "{report}"
        );
        let text = answer(Entrypoint::Deny, Form::Json, b"\xff", unarmed().to_string().as_bytes());
        assert!(text.contains("the input is not understood"), "{text}");
        let nothing = answer(Entrypoint::Deny, Form::Json, b"[]", unarmed().to_string().as_bytes());
        assert_eq!(nothing, r#"[{"result":[]}]"#);
    }

    #[test]
    fn without_a_profile_every_request_is_denied() {
        let missing = "data.routeproof.settings: `profile` is missing";
        let kupe = || json!({"settings": {"profile": "kupe", "tenant": "acme"}});
        let settings = |it: Value| json!({"routeproof": {"settings": it}});
        let deletion =
            json!({"kind": "AdmissionReview", "request": {"operation": "DELETE", "oldObject": route(80)}});
        for (data, why) in [
            (json!(null), missing),
            (json!({}), missing),
            (json!({"routeproof": null}), missing),
            (json!({"routeproof": {}}), missing),
            (settings(json!(null)), missing),
            (settings(json!({})), missing),
            (settings(json!({"tenant": "acme"})), missing),
            (settings(json!({"profile": null})), missing),
            (settings(json!({"tenantLabel": ""})), missing),
            (settings(json!([])), "data.routeproof.settings: not an object"),
            (
                settings(json!({"profile": "none", "tenant": "acme"})),
                "`tenant` says nothing without a `profile`",
            ),
            (json!([]), "data: "),
            (json!({"routeproof": []}), "data.routeproof: not an object"),
            (json!({"routproof": kupe()}), "data: unknown key `routproof`; did you mean `routeproof`?"),
            (json!({"Routeproof": kupe(), "routeproof": kupe()}), "data: unknown key `Routeproof`"),
            (json!({"routeproofs": 1, "routeproof": kupe()}), "data: unknown key `routeproofs`"),
            (json!({"ruoteproof": 1, "routeproof": kupe()}), "data: unknown key `ruoteproof`"),
        ] {
            for input in [route(80), deletion.clone(), json!([]), json!(null)] {
                let denials = denied(&input, &data);
                assert!(denials.len() == 1 && denials[0].contains(why), "{input} {data}: {denials:?}");
            }
            let report = ask(Entrypoint::Report, &route(80), &data);
            assert_eq!((&report["allowed"], &report["armed"]), (&json!(false), &json!(false)), "{data}");
            assert_eq!(ask(Entrypoint::Armed, &json!(null), &data), false, "{data}");
        }
        let none = json!({"routeproof": {"settings": {"profile": "none"}}, "routes": 1, "proof": {}});
        assert_eq!(denied(&route(80), &none), Vec::<String>::new());
        assert_eq!(denied(&deletion, &data()), Vec::<String>::new());
        for (data, armed) in [(none, false), (data(), true)] {
            assert_eq!(ask(Entrypoint::Armed, &json!(null), &data), armed);
            assert_eq!(ask(Entrypoint::Report, &route(80), &data)["armed"], armed);
        }
    }
}

//! The two questions that the host asks: are these settings any good, and may this object come in?

use crate::lookup::{Answers, Cluster, LOOK_UPS, look_up, look_up_namespace, look_up_routes};
use kubewarden_policy_sdk::settings::SettingsValidationResponse;
use routeproof_admission::{
    AdmissionEngine, Beside, Known, OBJECT, Policy, Request, Review, ToJudge, Verdict, not_understood, shown,
    unplaced,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::sync::Mutex;

/// The settings that only this host has.
const OWN: [&str; 2] = ["mutate", "lookUps"];
/// The most findings that a message repeats.
const MOST: usize = 20;
/// For how many different sets of look-ups what was read of them is kept: those of a few namespaces.
const ENGINES: usize = 16;
/// Unprocessable: the code of an object that is refused.
const REFUSED: u16 = 422;

/// Checked settings.
#[derive(Debug)]
struct Settings {
    policy: Policy,
    /// Whether safe fixes are applied.
    mutate: bool,
    /// The kinds that are looked up.
    look_ups: Vec<String>,
}

/// What the host hands over.
#[derive(Deserialize)]
#[serde(expecting = "settings and a request")]
struct Payload<'a> {
    #[serde(default, borrow)]
    settings: Option<&'a RawValue>,
    #[serde(borrow)]
    request: Request<'a>,
}

/// The SDK's `ValidationResponse`, without its hash map.
#[derive(Serialize)]
struct Answer {
    accepted: bool,
    message: Option<String>,
    code: Option<u16>,
    mutated_object: Option<Value>,
    audit_annotations: Annotations,
    warnings: Option<Vec<String>>,
}

/// What the API server's audit log says of every request.
#[derive(Serialize, Default)]
struct Annotations {
    /// Whether objects are kept to a platform's profile.
    armed: &'static str,
}

/// Whether the object in `payload` may come in, as a JSON `ValidationResponse`. What cannot be understood may not.
pub fn validate(payload: &[u8], cluster: &dyn Cluster) -> Vec<u8> {
    let mut armed = false;
    let mut answer =
        decide(payload, cluster, &mut armed).unwrap_or_else(|why| answer(&[why], Vec::new(), None));
    answer.audit_annotations.armed = if armed { "true" } else { "false" };
    to_json(&answer)
}

/// Whether the settings in `payload` can be used, as a JSON `SettingsValidationResponse` that names the wrong one.
pub fn validate_settings(payload: &[u8]) -> Vec<u8> {
    let read = serde_json::from_slice(payload).map_err(|it| format!("settings: no JSON: {}", unplaced(&it)));
    let read = read.and_then(|it: Value| Settings::read(&it));
    let valid = read.is_ok();
    let message = match read {
        Ok(it) if it.policy.is_armed() => "armed: objects are kept to the profile".to_owned(),
        Ok(_) => "not armed: `profile: none` keeps no tenant to anything".to_owned(),
        Err(why) => why,
    };
    to_json(&SettingsValidationResponse { valid, message: Some(message) })
}

/// Settings that cannot be used come first: they deny whatever is asked.
fn decide(payload: &[u8], cluster: &dyn Cluster, armed: &mut bool) -> Result<Answer, String> {
    let payload: Payload<'_> = serde_json::from_slice(payload).map_err(|it| not_understood(&it))?;
    let mut kept = KEPT.lock().map_err(|_| "what was known is lost".to_owned())?;
    let kept = Kept::of(&mut kept, payload.settings.map_or("null", RawValue::get))?;
    *armed = kept.settings.policy.is_armed();
    let ToJudge::Object(source) = payload.request.asked()? else {
        return Ok(answer(&[], Vec::new(), None));
    };
    let review = kept.engine(Known::default())?.read(vec![source]);
    let verdict = kept.judge(cluster, review)?;
    let mended = verdict.mended.filter(|_| verdict.denials.is_empty());
    Ok(answer(&verdict.denials, verdict.warnings, mended))
}

impl Settings {
    fn read(settings: &Value) -> Result<Self, String> {
        let mutate = match settings.get("mutate") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(it)) => *it,
            Some(_) => return Err("settings: mutate: neither true nor false".to_owned()),
        };
        let look_ups = match settings.get("lookUps") {
            None | Some(Value::Null) => LOOK_UPS.map(ToOwned::to_owned).to_vec(),
            Some(kinds) => {
                let kinds: Result<Vec<String>, _> = serde_json::from_value(kinds.clone());
                kinds.map_err(|it| format!("settings: lookUps: {}", unplaced(&it)))?
            }
        };
        if let Some(wrong) = look_ups.iter().find(|it| !LOOK_UPS.contains(&it.as_str())) {
            let known = LOOK_UPS.join("`, `");
            return Err(format!("settings: lookUps: `{}` is none of `{known}`", shown(wrong)));
        }
        let policy = Policy::read(settings, &OWN)?;
        if policy.is_complete() {
            return Err("settings: complete: this policy never gets a whole cluster; leave it out".to_owned());
        }
        if policy.asks_namespaces() && !look_ups.iter().any(|it| it == "Namespace") {
            return Err("settings: lookUps: `tenantLabel` needs `Namespace` among them".to_owned());
        }
        policy.check()?;
        Ok(Self { policy, mutate, look_ups })
    }
}

/// What is kept from request to request: a policy server sends the same settings with every one, and what it finds in
/// the cluster changes less often than it is asked.
struct Kept {
    text: String,
    settings: Settings,
    /// What is known for the latest requests, the last one first.
    engines: Vec<AdmissionEngine>,
    answers: Answers,
}

static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

impl Kept {
    /// What is kept for these settings.
    fn of<'k>(kept: &'k mut Option<Self>, text: &str) -> Result<&'k mut Self, String> {
        if kept.as_ref().is_none_or(|it| it.text != text) {
            let value: Value =
                serde_json::from_str(text).map_err(|it| format!("settings: no JSON: {}", unplaced(&it)))?;
            let settings = Settings::read(&value)?;
            *kept = Some(Self {
                text: text.to_owned(),
                settings,
                engines: Vec::new(),
                answers: Answers::default(),
            });
        }
        kept.as_mut().ok_or_else(|| "the settings were lost".to_owned())
    }

    /// Judges a request. What the platform refuses anyway costs no look-up, but for the one that tells its tenant; fixes may
    /// open what is refused, so that with them everything is looked up.
    fn judge(&mut self, cluster: &dyn Cluster, mut review: Review) -> Result<Verdict, String> {
        let (references, mut namespace) = (review.references(), None);
        let beside = if self.settings.mutate { Beside::Fixes } else { Beside::Nothing };
        if !self.settings.mutate && self.forbids(Known::default(), &mut review)? {
            let mut known = Known::default();
            if self.settings.policy.asks_namespaces() {
                known = look_up_namespace(cluster, &self.answers, &references, &self.settings.look_ups);
            }
            if self.forbids(known.clone(), &mut review)? {
                return self.engine(known)?.judge(review, beside);
            }
            namespace = Some(known);
        }
        let mut known = look_up(cluster, &self.answers, &references, &self.settings.look_ups, namespace)?;
        if references.attaches {
            look_up_routes(cluster, &self.answers, self.settings.policy.exclusive_kinds(), &mut known)?;
        }
        self.engine(known)?.judge(review, beside)
    }

    /// Whether the platform forbids what a request brings, as far as this is known.
    fn forbids(&mut self, known: Known, review: &mut Review) -> Result<bool, String> {
        self.engine(known)?.judge_alone(review);
        Ok(review.is_forbidden())
    }

    /// An engine that knows this.
    fn engine(&mut self, known: Known) -> Result<&mut AdmissionEngine, String> {
        match self.engines.iter().position(|it| it.knows(&known)) {
            Some(place) => self.engines.get_mut(..=place).unwrap_or_default().rotate_right(1),
            None => {
                let engine = AdmissionEngine::new(&self.settings.policy, known, &[OBJECT.to_owned()])?;
                self.engines.truncate(ENGINES - 1);
                self.engines.insert(0, engine);
            }
        }
        self.engines.first_mut().ok_or_else(|| "what was known is lost".to_owned())
    }
}

fn answer(denials: &[String], warnings: Vec<String>, mutated_object: Option<Value>) -> Answer {
    let mut message = denials.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join("\n");
    if let Some(more) = denials.len().checked_sub(MOST).filter(|it| *it > 0) {
        message.push_str(&format!("\nand {more} more"));
    }
    let denied = !denials.is_empty();
    Answer {
        accepted: !denied,
        message: denied.then_some(message),
        code: denied.then_some(REFUSED),
        mutated_object,
        audit_annotations: Annotations::default(),
        warnings: Some(warnings).filter(|it| !it.is_empty()),
    }
}

fn to_json(answer: &impl Serialize) -> Vec<u8> {
    let refused = |error| {
        format!(r#"{{"accepted":false,"valid":false,"message":"the answer cannot be written: {error}"}}"#)
    };
    serde_json::to_vec(answer).unwrap_or_else(|it| refused(it).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{validate, validate_settings};
    use crate::Cluster;
    use serde_json::{Value, json};
    use std::cell::RefCell;

    /// A cluster that answers nothing.
    struct NoCluster;

    impl Cluster for NoCluster {
        fn ask(&self, _: &str, _: &str) -> Result<Vec<u8>, String> {
            Err("no cluster".to_owned())
        }
    }

    fn ask(payload: &Value) -> Value {
        serde_json::from_slice(&validate(payload.to_string().as_bytes(), &NoCluster)).unwrap()
    }

    #[test]
    fn settings_are_judged() {
        for (settings, why) in [
            (r#"{"profile": "none"}"#, Ok("not armed: ")),
            (r#"{"profile": "none", "lookUps": []}"#, Ok("not armed: ")),
            (r#"{"profile": "kupe", "tenantLabel": "a/b", "mutate": true}"#, Ok("armed: ")),
            ("{}", Err("settings: `profile` is missing")),
            ("null", Err("settings: `profile` is missing")),
            (r#"{"tenant": "acme"}"#, Err("settings: `profile` is missing")),
            (r#"{"tenantLabel": ""}"#, Err("settings: `profile` is missing")),
            (r#"{"profile": "none", "tenant": "acme"}"#, Err("says nothing without a `profile`")),
            (
                r#"{"profile": "kupe", "tenants": [{"name": "a", "customDomains": ["x.example"]}, {"name": "b", "customDomains": ["x.example"]}]}"#,
                Err("`x.example` is a domain of tenant `a` and of tenant `b`"),
            ),
            (r#"{"profile": "none", "implementation": "no-such-thing"}"#, Err("no-such-thing")),
            ("{", Err("settings: no JSON")),
            (r#"{"tenent": "a"}"#, Err("unknown key `tenent`; did you mean `tenant`?")),
            (r#"{"mutate": 1}"#, Err("mutate: neither true nor false")),
            (r#"{"lookUps": ["Secret"]}"#, Err("lookUps: `Secret` is none of `Gateway`, `Namespace`")),
            (r#"{"lookUps": ["\u202eS'"]}"#, Err(r"lookUps: `\u{202e}S'` is none of")),
            (r#"{"lookUps": "Service"}"#, Err("settings: lookUps: ")),
            (r#"{"profile": "none", "complete": true}"#, Err("settings: complete: ")),
            (r#"{"profile": "kupe", "tenantLabel": "a", "lookUps": []}"#, Err("needs `Namespace`")),
        ] {
            let answer: Value = serde_json::from_slice(&validate_settings(settings.as_bytes())).unwrap();
            assert_eq!(answer["valid"], why.is_ok(), "{settings}: {answer}");
            let message = answer["message"].as_str().unwrap_or_default();
            match why {
                Ok(start) => assert!(message.starts_with(start), "{settings}: {answer}"),
                Err(why) => assert!(message.contains(why), "{settings}: {answer}"),
            }
        }
    }

    #[test]
    fn what_cannot_be_understood_is_denied() {
        for payload in [
            json!(null),
            json!({}),
            json!({"request": null}),
            json!({"request": {"operation": "CREATE"}}),
            json!({"request": {"object": 5}}),
            json!({"request": {"object": {"kind": "HTTPRoute"}}}),
            json!({"settings": {"tenent": 1}, "request": {"operation": "CREATE", "object": {}}}),
            json!({"settings": [], "request": {"object": {}}}),
            json!({"settings": {"profile": "none"}, "request": {"operation": "CREATE", "object": {}}}),
        ] {
            let answer = ask(&payload);
            assert_eq!(
                (&answer["accepted"], &answer["code"]),
                (&json!(false), &json!(422)),
                "{payload}: {answer}"
            );
            assert!(answer["message"].as_str().is_some_and(|it| !it.is_empty()), "{payload}: {answer}");
        }
        let answer: Value = serde_json::from_slice(&validate(b"\xff\xfe", &NoCluster)).unwrap();
        assert!(answer["message"].as_str().unwrap().starts_with("the request is not understood"), "{answer}");
    }

    #[test]
    fn wrong_settings_deny_every_request() {
        let deletion = json!({"operation": "DELETE", "object": null});
        let status = json!({"operation": "UPDATE", "subResource": "status", "object": {}});
        for request in [&deletion, &status] {
            for settings in [
                json!(null),
                json!({}),
                json!({"tenant": "acme"}),
                json!({"profile": "none", "tenant": "acme"}),
                json!({"tenantLabel": ""}),
                json!({"profile": "none", "implementation": "no-such-thing"}),
            ] {
                let answer = ask(&json!({"settings": settings, "request": request}));
                assert_eq!((&answer["accepted"], &answer["code"]), (&json!(false), &json!(422)), "{answer}");
                assert_eq!(answer["audit_annotations"]["armed"], "false", "{answer}");
            }
            for (profile, armed) in [("none", "false"), ("kupe", "true")] {
                let answer = ask(&json!({"settings": {"profile": profile}, "request": request}));
                assert_eq!(answer["accepted"], true, "{answer}");
                assert_eq!(answer["audit_annotations"]["armed"], armed, "{answer}");
            }
        }
    }

    /// A cluster whose Services have this port.
    struct Port(u16);

    impl Cluster for Port {
        fn ask(&self, _: &str, request: &str) -> Result<Vec<u8>, String> {
            let request: Value = serde_json::from_str(request).unwrap();
            let service = json!({
                "metadata": {"name": "web", "namespace": request["namespace"]},
                "spec": {"ports": [{"port": self.0}]},
            });
            let items = if request["kind"] == "Service" { json!([service]) } else { json!([]) };
            Ok(json!({"items": items}).to_string().into_bytes())
        }
    }

    /// A cluster where Namespace `shop` is a tenant's, and a record of what it was asked.
    #[derive(Default)]
    struct Asked(RefCell<Vec<String>>);

    impl Cluster for Asked {
        fn ask(&self, _: &str, request: &str) -> Result<Vec<u8>, String> {
            let request: Value = serde_json::from_str(request).unwrap();
            let kind = request["kind"].as_str().unwrap_or_default();
            self.0.borrow_mut().push(kind.to_owned());
            let labels = json!({"kupe.cloud/tenant": "acme"});
            let answer = match kind {
                "Namespace" => json!({"metadata": {"name": "shop", "labels": labels}}),
                _ => json!({"items": []}),
            };
            Ok(answer.to_string().into_bytes())
        }
    }

    #[test]
    fn what_the_platform_refuses_costs_no_look_up() {
        let route = |host: &str| {
            json!({
                "apiVersion": "gateway.networking.k8s.io/v1",
                "kind": "HTTPRoute",
                "metadata": {"name": "web", "namespace": "shop"},
                "spec": {
                    "parentRefs": [{"name": "external-gateway", "namespace": "kube-system"}],
                    "hostnames": [host],
                    "rules": [{"backendRefs": [{"name": "web", "port": 80}]}],
                },
            })
        };
        let annotated = |host: &str| {
            let annotations = json!({"external-dns.alpha.kubernetes.io/hostname": host});
            json!({
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": "web", "namespace": "shop", "annotations": annotations},
                "spec": {"ports": [{"port": 80}]},
            })
        };
        let (own, foreign) = ("web.acme.kupe.cloud", "web.other.kupe.cloud");
        let tenant = json!({"profile": "kupe", "tenant": "acme"});
        let label = json!({"profile": "kupe", "tenantLabel": "kupe.cloud/tenant"});
        let mends = json!({"profile": "kupe", "tenant": "acme", "mutate": true});
        for (settings, object, accepted, asked) in [
            (&tenant, route(own), false, vec!["Service", "Gateway", "Namespace"]),
            (&tenant, route(foreign), false, vec![]),
            (&label, route(own), false, vec!["Namespace", "Service", "Gateway"]),
            (&label, route(foreign), false, vec!["Namespace"]),
            (&label, annotated(own), true, vec!["Namespace"]),
            (&label, annotated(foreign), false, vec!["Namespace"]),
            (&tenant, annotated(own), true, vec![]),
            (&mends, route(foreign), false, vec!["Service", "Gateway", "Namespace"]),
        ] {
            let cluster = Asked::default();
            let payload = json!({"settings": settings, "request": {"operation": "CREATE", "namespace": "shop", "object": object}});
            let answer: Value =
                serde_json::from_slice(&validate(payload.to_string().as_bytes(), &cluster)).unwrap();
            assert_eq!(answer["accepted"], accepted, "{payload}: {answer}");
            assert_eq!(*cluster.0.borrow(), asked, "{payload}: {answer}");
        }
    }

    /// A cluster with a route of another namespace, or one where the policy may not see it.
    struct Held(Option<&'static str>);

    impl Cluster for Held {
        fn ask(&self, operation: &str, request: &str) -> Result<Vec<u8>, String> {
            let request: Value = serde_json::from_str(request).unwrap();
            let items = match (operation, self.0) {
                ("list_all_resources", None) => return Err("not granted".to_owned()),
                ("list_all_resources", Some(host)) => {
                    assert_eq!(request["namespace"], json!(null));
                    let parents = json!([{"name": "edge", "namespace": "infra"}]);
                    json!([{"metadata": {"name": "web", "namespace": "pay", "creationTimestamp": "2026-01-31T00:00:00Z"}, "spec": {"parentRefs": parents, "hostnames": [host]}}])
                }
                _ => json!([]),
            };
            Ok(json!({"items": items}).to_string().into_bytes())
        }
    }

    #[test]
    fn a_hostname_of_another_namespace_is_refused_where_the_profile_says_so() {
        let route = json!({
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": {"name": "web", "namespace": "shop"},
            "spec": {"parentRefs": [{"name": "edge", "namespace": "infra"}], "hostnames": ["web.own.example"]},
        });
        let profile = |exclusive: bool| {
            json!({
                "name": "own",
                "gateways": [{"namespace": "infra", "name": "edge"}],
                "routes": {"kinds": ["HTTPRoute"]},
                "hostnames": {"templates": ["<app>.own.example"], "exclusive": exclusive},
            })
        };
        for (exclusive, held, refusal) in [
            (false, None, None),
            (true, Some("other.own.example"), None),
            (true, Some("web.own.example"), Some("RP3032 HTTPRoute shop/web")),
            (true, None, Some("could not be looked up: not granted")),
        ] {
            let settings = json!({"profile": profile(exclusive), "lookUps": []});
            let request = json!({"operation": "CREATE", "namespace": "shop", "object": route});
            let payload = json!({"settings": settings, "request": request}).to_string();
            let answer: Value = serde_json::from_slice(&validate(payload.as_bytes(), &Held(held))).unwrap();
            assert_eq!(answer["accepted"], refusal.is_none(), "{answer}");
            let message = answer["message"].as_str().unwrap_or_default();
            assert!(message.contains(refusal.unwrap_or_default()), "{answer}");
        }
    }

    #[test]
    fn what_changes_is_seen_at_once() {
        let payload = |namespace: &str, tenant: &str| {
            let object = json!({
                "apiVersion": "gateway.networking.k8s.io/v1",
                "kind": "HTTPRoute",
                "metadata": {"name": "web", "namespace": namespace},
                "spec": {"hostnames": ["web.acme.kupe.cloud"], "rules": [{"backendRefs": [{"name": "web", "port": 80}]}]},
            });
            json!({
                "settings": {"profile": "none", "ignore": [{"code": "RP2001", "path": tenant, "reason": "x"}]},
                "request": {"operation": "CREATE", "namespace": namespace, "object": object},
            })
            .to_string()
        };
        for round in 0..40_u16 {
            let (port, namespace) = (80 + round % 3, format!("shop-{}", round % 11));
            let tenant = if round < 20 { "acme" } else { "other" };
            let answer = validate(payload(&namespace, tenant).as_bytes(), &Port(port));
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            assert_eq!(answer["accepted"], port == 80, "{round}: {answer}");
            if port != 80 {
                let why = format!("Service `{namespace}/web` has no port 80");
                assert!(answer["message"].as_str().unwrap().contains(&why), "{round}: {answer}");
            }
        }
    }
}

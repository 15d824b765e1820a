use super::{Answers, Cluster, LOOK_UPS, look_up};
use routeproof_admission::Known;
use routeproof_admission::References;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// A cluster with one answer for every operation on a kind, and a record of what it was asked.
struct Fake {
    answers: Vec<(&'static str, Value)>,
    asked: RefCell<Vec<String>>,
}

impl Fake {
    fn new(answers: Vec<(&'static str, Value)>) -> Self {
        Self { answers, asked: RefCell::default() }
    }

    fn look_up(&self, wanted: &[&str]) -> Known {
        let references = References {
            namespace: "shop".to_owned(),
            attaches: true,
            services: namespaces(["shop", "pay"]),
            gateways: namespaces(["infra"]),
        };
        let wanted: Vec<_> = wanted.iter().map(|it| (*it).to_owned()).collect();
        look_up(self, &Answers::default(), &references, &wanted, None).unwrap()
    }
}

fn namespaces(names: impl IntoIterator<Item: Into<String>>) -> BTreeSet<String> {
    names.into_iter().map(Into::into).collect()
}

impl Cluster for Fake {
    fn ask(&self, operation: &str, request: &str) -> Result<Vec<u8>, String> {
        let request: Value = serde_json::from_str(request).unwrap();
        let text = |key: &str| request[key].as_str().unwrap_or("-").to_owned();
        let (version, kind) = (text("api_version"), text("kind"));
        self.asked.borrow_mut().push(format!(
            "{operation} {version} {kind} {} {}",
            text("namespace"),
            text("name")
        ));
        let what = format!("{version} {kind}");
        let answer = self.answers.iter().find(|it| it.0 == what).ok_or("not granted")?;
        Ok(answer.1.to_string().into_bytes())
    }
}

#[test]
fn only_what_is_referred_to_is_asked_for() {
    let list = json!({"items": []});
    let all = Fake::new(vec![
        ("v1 Service", list.clone()),
        ("gateway.networking.k8s.io/v1 Gateway", list.clone()),
        ("gateway.networking.k8s.io/v1beta1 ReferenceGrant", list),
        ("v1 Namespace", json!({"metadata": {"name": "shop"}})),
    ]);
    let known = all.look_up(&LOOK_UPS);
    assert_eq!(known.gaps, Vec::<String>::new());
    assert_eq!(
        *all.asked.borrow(),
        [
            "list_resources_by_namespace v1 Service pay -",
            "list_resources_by_namespace v1 Service shop -",
            "list_resources_by_namespace gateway.networking.k8s.io/v1 Gateway infra -",
            "list_resources_by_namespace gateway.networking.k8s.io/v1 ReferenceGrant pay -",
            "list_resources_by_namespace gateway.networking.k8s.io/v1beta1 ReferenceGrant pay -",
            "get_resource v1 Namespace - shop",
        ]
    );
    let complete: Vec<_> =
        known.complete.iter().map(|it| (it.kind.as_str(), it.namespace.as_deref())).collect();
    let expected = [
        ("Service", Some("pay")),
        ("Service", Some("shop")),
        ("Gateway", Some("infra")),
        ("ReferenceGrant", Some("pay")),
    ];
    assert_eq!(complete, expected);
    let some = Fake::new(Vec::new());
    assert_eq!(some.look_up(&[]).gaps, Vec::<String>::new());
    assert!(some.asked.borrow().is_empty());
}

#[test]
fn what_is_not_answered_is_a_gap() {
    let odd = Fake::new(vec![
        ("v1 Service", json!({"items": 5})),
        ("gateway.networking.k8s.io/v1 Gateway", json!([])),
        ("v1 Namespace", json!({"metadata": {"name": "other"}})),
    ]);
    let known = odd.look_up(&LOOK_UPS);
    assert!(known.sources.is_empty() && known.complete.is_empty());
    let expected = [
        "Services of namespace `pay` could not be looked up, so references to them are not decided: the answer is no list",
        "Services of namespace `shop` could not be looked up, so references to them are not decided: the answer is no list",
        "Gateways of namespace `infra` could not be looked up, so references to them are not decided: the answer is no list",
        "ReferenceGrants of namespace `pay` could not be looked up, so references to them are not decided: not granted",
        "Namespace `shop` could not be looked up: the answer is another Namespace",
    ];
    let gaps: Vec<_> = known.gaps.iter().map(|it| it.split(": invalid").next().unwrap_or_default()).collect();
    assert_eq!(gaps, expected);
}

#[test]
fn too_many_namespaces_are_refused_unasked() {
    let references = |count: usize| References {
        services: namespaces((0..count).map(|it| format!("n{it}"))),
        ..References::default()
    };
    let wanted = LOOK_UPS.map(str::to_owned);
    let fake = Fake::new(Vec::new());
    // Services and ReferenceGrants of each.
    assert!(look_up(&fake, &Answers::default(), &references(18), &wanted, None).is_ok());
    let asked = fake.asked.borrow().len();
    let fault = look_up(&fake, &Answers::default(), &references(19), &wanted, None).unwrap_err();
    assert!(fault.contains("too many namespaces"), "{fault}");
    assert_eq!(fake.asked.borrow().len(), asked);
}

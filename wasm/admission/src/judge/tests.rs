use super::{AdmissionEngine, Beside, Complete, Known, Verdict, judge};
use crate::{Policy, Request, Source, ToJudge};
use serde_json::{Value, json};

fn source(name: &str, object: &Value) -> Source {
    Source::new(name, object.to_string())
}

fn route(namespace: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "web", "namespace": namespace},
        "spec": spec,
    })
}

fn good(namespace: &str, host: &str) -> Value {
    route(
        namespace,
        &json!({
            "parentRefs": [{"name": "external-gateway", "namespace": "kube-system"}],
            "hostnames": [host],
            "rules": [{"backendRefs": [{"name": "web", "port": 80}]}],
        }),
    )
}

fn services(namespace: &str) -> Source {
    let list = json!({"apiVersion": "v1", "kind": "ServiceList", "items": [
        {"metadata": {"name": "web", "namespace": namespace}, "spec": {"ports": [{"port": 80}]}},
    ]});
    source("services", &list)
}

fn whole(namespace: &str) -> Known {
    let complete = vec![Complete {
        group: String::new(),
        kind: "Service".to_owned(),
        namespace: Some(namespace.to_owned()),
    }];
    Known { sources: vec![services(namespace)], complete, gaps: Vec::new() }
}

fn ask(settings: &Value, object: &Value, known: Known) -> Verdict {
    let policy = Policy::read(settings, &[]).unwrap();
    judge(&policy, vec![source("object", object)], known, Beside::Report).unwrap()
}

fn mended(settings: &Value, object: &Value, known: Known) -> Verdict {
    let policy = Policy::read(settings, &[]).unwrap();
    judge(&policy, vec![source("object", object)], known, Beside::Fixes).unwrap()
}

fn acme() -> Value {
    json!({"profile": "kupe", "tenant": "acme"})
}

#[test]
fn a_route_of_the_tenant_comes_in() {
    let verdict = ask(&acme(), &good("shop", "web.acme.kupe.cloud"), whole("shop"));
    assert_eq!(verdict.denials, Vec::<String>::new());
}

#[test]
fn an_error_denies_in_one_line() {
    let mut wrong = good("shop", "web.acme.kupe.cloud");
    wrong["spec"]["rules"][0]["backendRefs"][0]["port"] = json!(8080);
    let verdict = ask(&acme(), &wrong, whole("shop"));
    let [denial] = &verdict.denials[..] else { panic!("{verdict:?}") };
    let start = "RP2003 HTTPRoute shop/web spec.rules[0].backendRefs[0].port: Service `shop/web` has no port 8080; help: ";
    assert!(denial.starts_with(start), "{denial}");
}

#[test]
fn a_name_neither_breaks_the_line_nor_disguises_it() {
    let mut wrong = good("shop", "web.acme.kupe.cloud");
    wrong["metadata"]["name"] = json!("a\nb\u{202e}'\u{1b}");
    let verdict = ask(&acme(), &wrong, whole("shop"));
    let shown = r"HTTPRoute shop/a b\u{202e}'\u{1b} metadata.name: ";
    assert!(verdict.denials.iter().any(|it| it.contains(shown)), "{verdict:?}");
    let lines = verdict.denials.iter().chain(&verdict.warnings);
    for line in lines {
        assert!(!line.contains(['\n', '\u{1b}', '\u{202e}']), "{line:?}");
    }
}

#[test]
fn unknown_is_not_missing() {
    let mut other = good("shop", "web.acme.kupe.cloud");
    other["spec"]["rules"][0]["backendRefs"][0]["name"] = json!("catalog");
    assert_eq!(ask(&acme(), &other, Known::default()).denials, Vec::<String>::new());
    let gap = Known { gaps: vec!["Services could not be looked up".to_owned()], ..Known::default() };
    assert_eq!(ask(&acme(), &other, gap).warnings, ["Services could not be looked up"]);
    assert!(ask(&acme(), &other, whole("shop")).denials[0].starts_with("RP2002"));
    let mut broken = whole("shop");
    broken.sources.push(Source::new("grants", "{"));
    let verdict = ask(&acme(), &other, broken);
    assert!(verdict.warnings[0].starts_with("grants cannot be read"), "{verdict:?}");
}

#[test]
fn tenancy_is_not_for_settings_to_open() {
    let foreign = good("shop", "web.other.kupe.cloud");
    for more in [
        json!({}),
        json!({"rules": {"RP5006": "off", "RP5003": "off"}}),
        json!({"ignore": [{"code": "RP5006", "path": "**", "reason": "x"}]}),
    ] {
        let mut settings = acme();
        settings.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let verdict = ask(&settings, &foreign, Known::default());
        assert!(verdict.denials.iter().any(|it| it.starts_with("RP5006")), "{settings}: {verdict:?}");
    }
    let nobody = ask(&json!({"profile": "kupe"}), &good("shop", "web.acme.kupe.cloud"), Known::default());
    assert!(nobody.denials.iter().any(|it| it.starts_with("RP5015")), "{nobody:?}");
}

fn namespace(name: &str, labels: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}})
}

#[test]
fn a_label_of_the_namespace_names_the_tenant() {
    let settings = json!({
        "profile": "kupe",
        "tenantLabel": "kupe.cloud/tenant",
        "tenants": [{"name": "acme", "customDomains": ["shop.example.com"]}, {"name": "other"}],
    });
    let known = |labels: &Value| Known {
        sources: vec![source("namespace", &namespace("shop", labels))],
        ..Known::default()
    };
    let acme = json!({"kupe.cloud/tenant": "acme"});
    for (host, labels, denied) in [
        ("web.acme.kupe.cloud", &acme, false),
        ("shop.example.com", &acme, false),
        ("web.other.kupe.cloud", &acme, true),
        ("shop.example.com", &json!({"kupe.cloud/tenant": "other"}), true),
        ("web.acme.kupe.cloud", &json!({}), true),
        ("web.acme.kupe.cloud", &json!({"kupe.cloud/tenant": "Acme!"}), true),
    ] {
        let verdict = ask(&settings, &good("shop", host), known(labels));
        assert_eq!(!verdict.denials.is_empty(), denied, "{host} {labels}: {verdict:?}");
    }
    assert!(!ask(&settings, &good("shop", "web.acme.kupe.cloud"), Known::default()).denials.is_empty());
    // A Namespace among the objects under judgement says what its author likes.
    let policy = Policy::read(&settings, &[]).unwrap();
    let both =
        vec![source("a", &namespace("shop", &acme)), source("b", &good("shop", "web.acme.kupe.cloud"))];
    let verdict = judge(&policy, both, Known::default(), Beside::Nothing).unwrap();
    assert!(verdict.denials.iter().any(|it| it.starts_with("RP5015")), "{verdict:?}");
}

#[test]
fn what_is_no_object_is_denied() {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    for text in [
        &deep,
        "5",
        "null",
        "[]",
        "{}",
        r#"{"kind": "HTTPRoute"}"#,
        r#"{"apiVersion": 1, "kind": "X"}"#,
        r#"{"jobs": {}}"#,
        "",
    ] {
        let policy =
            Policy::read(&json!({"profile": "none", "rules": {"RP0080": "off", "RP0001": "off"}}), &[])
                .unwrap();
        let verdict =
            judge(&policy, vec![Source::new("object", text)], Known::default(), Beside::Nothing).unwrap();
        assert_eq!(verdict.denials.len(), 1, "{text}: {verdict:?}");
    }
}

#[test]
fn a_kind_of_ours_has_a_group() {
    for profile in [acme(), json!({"profile": "none"})] {
        for (api_version, kind) in [
            ("v1", "HTTPRoute"),
            ("/v1", "HTTPRoute"),
            ("gateway.networking.k8s.io", "HTTPRoute"),
            ("gateway.networking.k8s.io/", "HTTPRoute"),
            ("v1", "Gateway"),
            ("v1", "XListenerSet"),
            ("v1beta1", "ReferenceGrant"),
        ] {
            let mut object = good("shop", "web.acme.kupe.cloud");
            object["apiVersion"] = json!(api_version);
            object["kind"] = json!(kind);
            let verdict = ask(&profile, &object, Known::default());
            assert!(!verdict.denials.is_empty(), "{api_version} {kind}");
        }
    }
    let mut object = good("shop", "web.acme.kupe.cloud");
    object["apiVersion"] = json!("v1");
    let verdict = ask(&json!({"profile": "none"}), &object, Known::default());
    let message =
        "HTTPRoute shop/web apiVersion: `v1` has no `HTTPRoute`; help: write `gateway.networking.k8s.io/…`";
    assert_eq!(verdict.denials, [message]);
    // Another group may have a kind of the same name.
    let istio = json!({"apiVersion": "networking.istio.io/v1", "kind": "Gateway", "metadata": {"name": "a", "namespace": "shop"}});
    assert!(ask(&json!({"profile": "none"}), &istio, Known::default()).denials.is_empty());
}

#[test]
fn items_hide_nothing() {
    let foreign = good("shop", "web.other.kupe.cloud");
    let policy = Policy::read(&acme(), &[]).unwrap();
    let denials = |object: &Value, reviewed: bool| {
        let source = Source { reviewed, ..source("object", object) };
        judge(&policy, vec![source], Known::default(), Beside::Nothing).unwrap().denials
    };
    let mut outer = foreign.clone();
    for items in [json!(null), json!([]), json!({}), json!([good("shop", "web.acme.kupe.cloud")])] {
        outer["items"] = items;
        for reviewed in [true, false] {
            let denials = denials(&outer, reviewed);
            assert!(denials.iter().any(|it| it.starts_with("RP5006")), "{outer}: {denials:?}");
            assert!(denials.iter().any(|it| it.starts_with("RP1010")), "{outer}: {denials:?}");
        }
    }
    for kind in ["ConfigMap", "Secret", "Pod", "Anything", "ListOf", "List", "SecretList"] {
        let wrapped = json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": "a", "namespace": "shop"}, "items": [foreign]});
        let inside = denials(&wrapped, false);
        assert!(inside.iter().any(|it| it.starts_with("RP5006 HTTPRoute shop/web")), "{kind}: {inside:?}");
        // An API server has no such list: the object is what it says it is.
        assert_eq!(denials(&wrapped, true).is_empty(), !kind.ends_with("List"), "{kind}");
    }
}

#[test]
fn safe_fixes_are_applied() {
    let mut wrong = good("shop", "web.acme.kupe.cloud");
    wrong["metadata"] =
        json!({"generateName": "web-", "name": "web-xxxxx", "namespace": "shop", "generation": 1});
    wrong["spec"]["parentRefs"] = json!([{"name": "external-gateway"}]);
    let verdict = mended(&acme(), &wrong, whole("shop"));
    assert_eq!(verdict.denials, Vec::<String>::new());
    let object = verdict.mended.unwrap();
    assert_eq!(
        object["spec"]["parentRefs"],
        json!([{"name": "external-gateway", "namespace": "kube-system"}])
    );
    assert_eq!(object["metadata"], json!({"generateName": "web-", "namespace": "shop", "generation": 1}));
    assert!(mended(&acme(), &good("shop", "web.acme.kupe.cloud"), whole("shop")).mended.is_none());
    wrong["spec"]["hostnames"] = json!(["web.evil.example"]);
    let verdict = mended(&acme(), &wrong, whole("shop"));
    assert!(verdict.mended.is_some() && !verdict.denials.is_empty());
}

#[test]
fn endpoints_are_told_by_who_writes_them() {
    let slice = json!({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4", "endpoints": [],
        "metadata": {"name": "web-1", "namespace": "shop", "labels": {"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"}}});
    let policy = Policy::read(&acme(), &[]).unwrap();
    for (user, denied) in [
        (json!({"username": "system:serviceaccount:kube-system:endpointslice-controller"}), false),
        (json!({"username": "system:serviceaccount:shop:endpointslice-controller"}), true),
        (json!({"username": null, "groups": ["system:masters"]}), true),
        (json!(null), true),
    ] {
        for key in ["userInfo", "user_info"] {
            let request = json!({"operation": "CREATE", "object": slice, key: user}).to_string();
            let request: Request<'_> = serde_json::from_str(&request).unwrap();
            let Ok(ToJudge::Object(source)) = request.asked() else { panic!() };
            let verdict = judge(&policy, vec![source], Known::default(), Beside::Nothing).unwrap();
            let found: Vec<_> = verdict.denials.iter().filter(|it| it.starts_with("RP5019")).collect();
            assert_eq!(
                (verdict.denials.len(), found.len()),
                (denied.into(), denied.into()),
                "{user}: {verdict:?}"
            );
        }
    }
}

#[test]
fn a_fix_goes_by_the_label_of_the_namespace() {
    let settings = json!({"profile": "kupe", "tenantLabel": "kupe.cloud/tenant"});
    let known = || Known {
        sources: vec![source("namespace", &namespace("shop", &json!({"kupe.cloud/tenant": "acme"})))],
        ..Known::default()
    };
    let verdict = mended(&settings, &good("shop", "Web.Acme.kupe.cloud"), known());
    assert_eq!(verdict.denials, Vec::<String>::new());
    assert_eq!(verdict.mended.unwrap()["spec"]["hostnames"], json!(["web.acme.kupe.cloud"]));
    let verdict = mended(&settings, &good("shop", "Web.Other.kupe.cloud"), known());
    assert!(!verdict.denials.is_empty(), "{verdict:?}");
}

#[test]
fn a_namespace_that_comes_with_the_request_names_the_tenant() {
    let settings = json!({"profile": "kupe", "tenantLabel": "kupe.cloud/tenant"});
    let policy = Policy::read(&settings, &[]).unwrap();
    for (with, denied) in [
        (Some(namespace("shop", &json!({"kupe.cloud/tenant": "acme"}))), false),
        (Some(namespace("shop", &json!({"kupe.cloud/tenant": "other"}))), true),
        (Some(namespace("pay", &json!({"kupe.cloud/tenant": "acme"}))), true),
        (Some(json!(null)), true),
        (None, true),
    ] {
        let namespace = with.as_ref().map(Value::to_string);
        let route = Source { namespace, ..source("object", &good("shop", "web.acme.kupe.cloud")) };
        let verdict = judge(&policy, vec![route], Known::default(), Beside::Nothing).unwrap();
        assert_eq!(!verdict.denials.is_empty(), denied, "{with:?}: {verdict:?}");
    }
}

/// A namespace whose Services are all known, and many.
fn many() -> Known {
    let service = |name: &str| {
        json!({
            "metadata": {"name": name, "namespace": "shop"},
            "spec": {"ports": [{"port": 80, "name": "http"}]},
        })
    };
    let mut items: Vec<Value> = (0..100).map(|it| service(&format!("other-{it}"))).collect();
    items.extend(["web", "checkout"].map(service));
    let list = json!({"apiVersion": "v1", "kind": "ServiceList", "items": items});
    Known { sources: vec![source("services", &list)], ..whole("shop") }
}

#[test]
fn services_that_nothing_refers_to_change_no_verdict() {
    let to = |backends: Value| {
        route(
            "shop",
            &json!({
                "parentRefs": [{"name": "external-gateway", "namespace": "kube-system"}],
                "hostnames": ["a.acme.kupe.cloud"],
                "rules": [{"backendRefs": backends}],
            }),
        )
    };
    let mirror =
        json!({"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "checkout", "port": 80}}});
    let policy = json!({
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "BackendTLSPolicy",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {
            "targetRefs": [{"group": "", "kind": "Service", "name": "web", "sectionName": "htp"}],
            "validation": {"hostname": "a.example", "wellKnownCACertificates": "System"},
        },
    });
    let policy_name = json!({"name": "web", "port": 80, "filters": [mirror]});
    let cases = [
        (to(json!([{"name": "web", "port": 80}])), true),
        (to(json!([{"name": "web", "port": 81}])), true),
        (to(json!([policy_name])), true),
        (to(json!([])), true),
        (policy, true),
        (to(json!([{"name": "chekcout", "port": 80}])), false),
        (to(json!([{"name": "web", "port": 80}, {"name": "nothing", "port": 80}])), false),
        (to(json!([{"name": "web", "namespace": "pay", "port": 80}])), false),
        (to(json!([{"name": "web.shop.svc.cluster.local", "port": 80}])), false),
        (
            json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}}),
            false,
        ),
    ];
    let policy = Policy::read(&acme(), &[]).unwrap();
    let mut few = AdmissionEngine::new(&policy, many(), &[]).unwrap();
    let mut known = many();
    // What the engine knows nothing of may refer to any Service, so that all are looked at.
    known.sources.push(source("x", &json!({"apiVersion": "x.y/v1", "kind": "X", "metadata": {"name": "x"}})));
    let mut all = AdmissionEngine::new(&policy, known, &[]).unwrap();
    for (object, has_focus) in cases {
        let review = few.read(vec![source("object", &object)]);
        assert_eq!(few.focus(&review).is_some(), has_focus, "{object}");
        let verdict = few.judge(review, Beside::Report).unwrap();
        let review = all.read(vec![source("object", &object)]);
        assert!(all.focus(&review).is_none());
        let expected = all.judge(review, Beside::Report).unwrap();
        assert_eq!(
            (&verdict.denials, &verdict.warnings),
            (&expected.denials, &expected.warnings),
            "{object}"
        );
        let text = |it: &Verdict| serde_json::to_string(&it.report.as_ref().unwrap().diagnostics).unwrap();
        assert_eq!(text(&verdict), text(&expected), "{object}");
    }
}

use super::{FailureKind, Inputs, Question, Request, RequestText, Session, answer_json, read};
use serde_json::{Value, json};

const ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: web} # routeproof: ignore RP2090 -- a case of its own\n\
                     spec: {parentRefs: [{name: edge}], hostnames: [a.example.com], ruls: []}\n";

fn ask(request: &Value) -> Value {
    serde_json::from_str(&answer_json(&request.to_string())).unwrap()
}

fn about_route(question: Value) -> Value {
    json!({"inputs": {"sources": [{"name": "é.yaml", "text": ROUTE}]}, "question": question})
}

#[test]
fn a_typo_in_a_request_is_heard() {
    for request in [
        json!({"inputs": {"setings": "x"}, "question": {"op": "check"}}),
        json!({"question": {"op": "check", "unti": "utf8"}}),
        json!({"question": {"op": "chek"}}),
        json!({"question": {"op": "check"}, "input": {}}),
        json!(null),
    ] {
        let answer = ask(&request);
        assert_eq!(answer["type"], "failure", "{request}");
        assert!(answer["message"].as_str().unwrap().contains("is not understood"), "{answer}");
    }
    let answer = ask(&json!({"inputs": {"settings": "tenent: a"}, "question": {"op": "check"}}));
    assert!(answer["message"].as_str().unwrap().contains("`tenent`; did you mean `tenant`?"), "{answer}");
}

#[test]
fn every_question_has_its_answer() {
    let report = ask(&about_route(json!({"op": "check", "unit": "utf16"})));
    assert_eq!((&report["type"], &report["version"]), (&json!("report"), &json!(1)));
    let codes: Vec<_> = report["diagnostics"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert!(codes.contains(&&json!("RP1010")), "{codes:?}");
    for (format, start) in [
        ("json", "{\"version\":1"),
        ("sarif", "{"),
        ("github", "::error"),
        ("gitlab", "[\n  {"),
        ("junit", "<?xml"),
        ("text", "error"),
    ] {
        let text = ask(&about_route(json!({"op": "render", "format": format})));
        assert!(text["text"].as_str().is_some_and(|it| it.starts_with(start)), "{format}: {text}");
    }
    let fixed = ask(&about_route(json!({"op": "fix", "safety": "unsafe"})));
    assert!(fixed["changes"][0]["text"].as_str().unwrap().contains("rules: []"), "{fixed}");
    let statuses = ask(&about_route(json!({"op": "status"})));
    assert_eq!(statuses["statuses"][0]["name"], "web", "{statuses}");
    let ranked = ask(&about_route(json!({"op": "implementations"})));
    assert_eq!((&ranked["type"], &ranked["objects"]), (&json!("implementations"), &json!(1)));
    assert_eq!(ranked["features"][0]["name"], "HTTPRoute");
    let graph = ask(&about_route(json!({"op": "graph", "unit": "utf16"})));
    assert_eq!((&graph["type"], &graph["version"]), (&json!("graph"), &json!(1)));
    assert_eq!(graph["nodes"][0]["id"], "hostname/a.example.com");
    assert_eq!(graph.get("answer"), None);
    let mended = ROUTE.replace("ruls: []", "rules: [{}]");
    let graph = ask(&json!({
        "inputs": {"sources": [{"name": "a.yaml", "text": mended}]},
        "question": {"op": "graph", "request": {"url": "http://a.example.com/"}},
    }));
    assert_eq!(
        (&graph["nodes"][0]["onPath"], &graph["answer"]["route"]["name"]),
        (&json!(true), &json!("web"))
    );
    let failure = ask(&about_route(json!({"op": "graph", "request": {"url": "nonsense"}})));
    assert_eq!((&failure["type"], &failure["at"]["path"]), (&json!("failure"), &json!("request")));
    let verified = ask(&json!({
        "inputs": {"live": [{"name": "dump", "text": ROUTE}]},
        "question": {"op": "verify", "routes": ["web"]},
    }));
    assert_eq!((&verified["type"], &verified["version"]), (&json!("verification"), &json!(1)));
    assert_eq!(verified["routes"][0]["answers"][0]["question"], "routeExists", "{verified}");
    let at = ROUTE.find("hostnames").unwrap();
    let hover = ask(&about_route(json!({"op": "hover", "source": "é.yaml", "offset": at})));
    assert!(hover["hover"]["text"].as_str().unwrap().contains("spec.hostnames"), "{hover}");
    let completions = ask(&about_route(json!({"op": "complete", "source": "é.yaml", "offset": at})));
    assert!(completions["completions"].as_array().is_some(), "{completions}");
    assert_eq!(ask(&about_route(json!({"op": "hover", "source": "x", "offset": 0})))["type"], "failure");
    assert_eq!(ask(&json!({"question": {"op": "explain", "rule": "rp1010"}}))["name"], "unknown-field");
    assert_eq!(ask(&json!({"question": {"op": "explain", "rule": "x"}}))["type"], "failure");
    assert!(ask(&json!({"question": {"op": "rules"}}))["rules"].as_array().unwrap().len() > 50);
    assert_eq!(ask(&json!({"question": {"op": "version"}}))["version"], super::VERSION);
}

#[test]
fn a_question_says_what_fails_in_junit() {
    // One error, and a warning: there is no such rule.
    let text = format!("{ROUTE}# routeproof: ignore RP9999 -- tried\n");
    let failures = |question: Value| {
        let inputs = json!({"sources": [{"name": "a.yaml", "text": text}]});
        let answer = ask(&json!({"inputs": inputs, "question": question}));
        let text = answer["text"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        text.matches("<failure ").count()
    };
    assert_eq!(failures(json!({"op": "render", "format": "junit"})), 1);
    for (fail_on, expected) in [("error", 1), ("warning", 2), ("never", 0)] {
        let question = json!({"op": "render", "format": "junit", "failOn": fail_on});
        assert_eq!(failures(question), expected, "{fail_on}");
    }
    let wrong = json!({"op": "render", "format": "junit", "failOn": "info"});
    assert!(
        Question::from_json(&wrong.to_string()).is_err() && ask(&about_route(wrong))["type"] == "failure"
    );
}

#[test]
fn a_session_sees_what_changes() {
    let request = Request::from_json(&about_route(json!({"op": "check"})).to_string()).unwrap();
    let mut session = Session::new(request.inputs).unwrap();
    let errors = |session: &mut Session| {
        let answer: Value = serde_json::from_str(&session.ask_json(r#"{"op": "check"}"#)).unwrap();
        answer["summary"]["errors"].as_u64().unwrap()
    };
    assert_eq!(errors(&mut session), 1);
    session.set_source("é.yaml", ROUTE.replace(", ruls: []", ""));
    assert_eq!(errors(&mut session), 0);
    session.set_source("b.yaml", "a: [".to_owned());
    assert_eq!(errors(&mut session), 1);
    assert!(session.remove_source("b.yaml") && !session.remove_source("b.yaml"));
    assert_eq!(errors(&mut session), 0);
    assert!(session.ask_json("{").contains("is not understood"));
}

#[test]
fn tables_are_listed() {
    let text = "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: a, namespace: b}, spec: \
                {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: c, port: 80}]}]}}";
    let asked = |gateway: &str| {
        let question = json!({
            "inputs": {"sources": [{"name": "a", "text": text}]},
            "question": {"op": "routes", "gateway": gateway}
        });
        ask(&question)
    };
    let table = asked("b/edge");
    assert_eq!((&table["type"], &table["version"]), (&"routes".into(), &1.into()), "{table}");
    assert_eq!(table["gateways"][0]["listeners"][0]["matches"][0]["route"]["name"], "a", "{table}");
    assert_eq!(asked("b/other")["gateways"], json!([]));
    assert_eq!(asked("edge")["message"], "`gateway` is NAMESPACE/NAME");
}

#[test]
fn requests_are_followed() {
    let text = json!({
        "inputs": {"sources": [{"name": "a.yaml", "text": ROUTE}]},
        "question": {"op": "requests", "requests": [
            {"url": "http://a.test/x", "headers": [["a", "b"]], "port": 8080},
            {"host": "A.test:81", "path": "y", "sni": "b.test", "gateway": "infra/edge"},
        ]},
    });
    let answer: Value = serde_json::from_str(&answer_json(&text.to_string())).unwrap();
    assert_eq!((&answer["type"], &answer["version"]), (&"requests".into(), &1.into()), "{answer}");
    assert_eq!(answer["answers"].as_array().unwrap().len(), 2);
    let request = text["question"]["requests"][0].to_string();
    assert_eq!(
        read::<RequestText>(&request).unwrap(),
        serde_json::from_str::<RequestText>(&request).unwrap(),
        "lines of a file are read by serde"
    );
    for (wrong, message) in [
        (json!({}), "requests[0]: a request has a `url`"),
        (json!({"url": "a"}), "requests[0]: a URL begins with"),
        (json!({"host": "a", "port": 0}), "requests[0]: the port is not"),
    ] {
        let text = json!({"question": {"op": "requests", "requests": [wrong]}});
        let answer: Value = serde_json::from_str(&answer_json(&text.to_string())).unwrap();
        assert!(answer["message"].as_str().unwrap().starts_with(message), "{answer}");
    }
}

#[test]
fn every_key_of_inputs_is_read() {
    let text = "a: \"\\u00e9\"\n---\n{}\n\u{1}\t\u{2028}";
    let inputs = json!({
        "settings": "profile: kupe\ntenant: acme\n",
        "sources": [{"name": "é😀.yaml", "text": text}],
        "live": [{"name": "dump", "text": ""}],
        "crds": [{"name": "crds", "text": "x"}],
        "files": [{"name": "a/b.yaml", "text": "y"}],
        "now": "2026-11-25T00:00:00Z",
        "complete": [{"kind": "Service", "namespace": null}, {"group": "a.b", "kind": "C", "namespace": "d"}],
        "apiOnly": true,
    });
    let read = Inputs::from_json(&inputs.to_string()).unwrap();
    let first = |list: &[super::SourceText]| (list[0].name.clone(), list[0].text.clone());
    assert_eq!(first(&read.sources), ("é😀.yaml".to_owned(), text.to_owned()));
    assert_eq!(
        (first(&read.live).0, first(&read.crds).1, first(&read.files).1),
        ("dump".into(), "x".into(), "y".into())
    );
    assert_eq!(read.settings.as_deref(), Some("profile: kupe\ntenant: acme\n"));
    assert_eq!(read.now, Some("2026-11-25T00:00:00Z".to_owned().try_into().unwrap()));
    let complete: Vec<_> =
        read.complete.iter().map(|it| (it.group.as_str(), it.namespace.as_deref())).collect();
    assert_eq!(complete, [("", None), ("a.b", Some("d"))]);
    assert!(read.api_only && !Inputs::from_json("{}").unwrap().api_only);
}

#[test]
fn a_failure_says_what_kind_it_is_and_where() {
    for (request, kind, at) in [
        (
            r#"{"inputs": {}, "question": {"op": "check", "unti": "utf8"}}"#,
            "notUnderstood",
            json!({"text": "request", "path": "question", "line": 1, "column": 44}),
        ),
        (
            "{\"inputs\": {\n\"sources\": [{\"name\": \"é\", \"text\": 5}]}, \"question\": {\"op\": \"check\"}}",
            "notUnderstood",
            json!({"text": "request", "path": "inputs.sources[0].text", "line": 2, "column": 35}),
        ),
        (r#"{"inputs": {}}"#, "notUnderstood", json!({"text": "request", "line": 1, "column": 1})),
        ("", "notUnderstood", json!({"text": "request", "line": 1, "column": 1})),
        ("{", "notUnderstood", json!({"text": "request", "line": 1, "column": 2})),
        (
            r#"{"inputs": {"settings": "a: b"}, "question": {"op": "check"}}"#,
            "settings",
            json!({"text": "settings", "line": 1, "column": 1}),
        ),
        (
            r#"{"inputs": {"settings": "crds: [a]"}, "question": {"op": "check"}}"#,
            "crds",
            json!({"text": "settings", "path": "crds"}),
        ),
        (r#"{"question": {"op": "explain", "rule": "RP9999"}}"#, "notFound", json!(null)),
        (
            r#"{"question": {"op": "hover", "source": "a.yaml", "offset": 0}}"#,
            "notFound",
            json!({"text": "a.yaml"}),
        ),
        (
            r#"{"question": {"op": "requests", "requests": [{"url": "http://a.test"}, {}]}}"#,
            "notUnderstood",
            json!({"text": "question", "path": "requests[1]"}),
        ),
        (
            r#"{"question": {"op": "routes", "gateway": "edge"}}"#,
            "notUnderstood",
            json!({"text": "question", "path": "gateway"}),
        ),
    ] {
        let answer: Value = serde_json::from_str(&answer_json(request)).unwrap();
        assert_eq!(answer["type"], "failure", "{request}");
        assert_eq!((&answer["kind"], &answer["at"]), (&json!(kind), &at), "{request}: {answer}");
        assert!(answer["message"].as_str().is_some_and(|it| !it.is_empty()), "{answer}");
    }
    let failure = Question::from_json("[").unwrap_err();
    assert_eq!((failure.kind, failure.to_string()), (FailureKind::NotUnderstood, failure.message.clone()));
}

#[cfg(feature = "editor")]
mod editor {
    use super::super::{Inputs, Session};
    use serde_json::{Value, json};

    const GATEWAY: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: web}\n\
         spec: {gatewayClassName: c, listeners: [{name: http, port: 80, protocol: HTTP}]}\n";
    const ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a, namespace: web}\n\
         spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: api, port: 80}]}]}\n";

    fn session(files: &[(&str, &str)]) -> Result<Session, String> {
        let files: Vec<_> = files.iter().map(|(name, text)| json!({"name": name, "text": text})).collect();
        let inputs = Inputs::from_json(&json!({"files": files, "settings": "profile: none"}).to_string());
        inputs.and_then(Session::new).map_err(|it| it.to_string())
    }

    fn ask(session: &mut Session, question: Value) -> Value {
        serde_json::from_str(&session.ask_json(&question.to_string())).unwrap()
    }

    #[test]
    fn files_are_taken_as_those_of_a_folder() {
        let mut open = session(&[
            ("gateway.yaml", GATEWAY),
            ("compose.yaml", "services: {web: {image: nginx}}\n"),
            ("chart/Chart.yaml", "name: chart\n"),
            ("chart/templates/route.yaml", "{{ nothing }}\n"),
            ("notes.txt", "what ends otherwise is no manifest"),
        ])
        .unwrap();
        let report = ask(&mut open, json!({"op": "check"}));
        assert_eq!(
            (&report["summary"]["sources"], &report["summary"]["errors"]),
            (&json!(1), &json!(0)),
            "{report}"
        );
        let taken = |open: &mut Session, name: &str, text: &str, shown: bool| {
            let answer = ask(open, json!({"op": "file", "name": name, "text": text, "open": shown}));
            answer["taken"].as_bool().unwrap()
        };
        assert!(!taken(&mut open, "compose.yaml", "services: {}\n", false));
        // Shown, it can be asked about, and nothing is found in it.
        assert!(taken(&mut open, "compose.yaml", "services: {}\n", true));
        assert!(!taken(&mut open, "chart/templates/route.yaml", ROUTE, true));
        assert!(taken(&mut open, "route.yaml", &ROUTE.replace("rules", "ruls"), false));
        let report = ask(&mut open, json!({"op": "check"}));
        let found = report["diagnostics"].as_array().unwrap();
        assert!(found.iter().all(|it| it["source"] != "compose.yaml"), "{report}");
        assert!(found.iter().any(|it| it["code"] == "RP1010"), "{report}");
    }

    #[test]
    fn settings_of_the_folder_go_first_and_name_its_files() {
        let profile = "name: own\nhostnames: []\n";
        let own = |text: &str| session(&[("routeproof.yaml", text), ("own/profile.yaml", profile)]);
        assert!(
            own("profile: ./own/profile.yaml\n").unwrap_err().contains("`own/profile.yaml`: profile line")
        );
        assert!(own("profile: ./other.yaml\n").unwrap_err().contains("whose text was not given"));
        assert!(
            own("crds: [crds]\n").is_ok(),
            "without a compiler of CRDs they are not judged, and summaries say so"
        );
        assert!(own("tenent: a\n").unwrap_err().contains("settings line 1, column 1"));
    }

    #[test]
    fn references_lead_to_what_they_name_and_back() {
        let mut open = session(&[("gateway.yaml", GATEWAY), ("route.yaml", ROUTE)]).unwrap();
        let at = |text: &str, part: &str| text.find(part).unwrap() + 1;
        let question = json!({"op": "definitions", "source": "route.yaml", "offset": at(ROUTE, "edge")});
        let places = ask(&mut open, question)["places"].clone();
        assert_eq!(places[0]["source"], "gateway.yaml", "{places}");
        let question = json!({"op": "references", "source": "gateway.yaml", "offset": at(GATEWAY, "edge")});
        let places = ask(&mut open, question)["places"].clone();
        assert_eq!(places[0]["source"], "route.yaml", "{places}");
        let outcomes = ask(&mut open, json!({"op": "outcomes", "source": "route.yaml"}))["outcomes"].clone();
        assert_eq!(outcomes[0]["text"], "web/edge http → web/api:80", "{outcomes}");
        let symbols = ask(&mut open, json!({"op": "symbols", "source": "route.yaml"}))["symbols"].clone();
        let names: Vec<_> =
            symbols.as_array().unwrap().iter().map(|it| (&it["name"], &it["partOf"])).collect();
        assert_eq!(names, [(&json!("HTTPRoute web/a"), &json!(null)), (&json!("rule 0"), &json!(0))]);
        let missing = ask(&mut open, json!({"op": "outcomes", "source": "none.yaml"}));
        assert_eq!(missing["type"], "failure");
    }
}

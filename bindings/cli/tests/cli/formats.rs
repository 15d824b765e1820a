//! Each format, from real findings.

use crate::harness::{BAD, Folder, GOOD, command, outcome, project};
use crate::schema;
use expect_test::expect;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn json_is_the_versioned_report() {
    let run = Folder::with(&[("route.yaml", BAD)]).run(&["check", "--format", "json", "--profile", "none"]);
    assert_eq!(run.code, Some(1));
    let report: Value = serde_json::from_str(&run.out).unwrap();
    expect![[r#"
        {
          "diagnostics": [
            {
              "code": "RP1025",
              "fixes": [],
              "help": "use 65535 or less",
              "message": "`spec.rules[0].backendRefs[0].port` is larger than 65535",
              "name": "number-out-of-range",
              "object": {
                "apiVersion": "gateway.networking.k8s.io/v1",
                "kind": "HTTPRoute",
                "name": "cart",
                "namespace": "shop"
              },
              "path": "spec.rules[0].backendRefs[0].port",
              "related": [],
              "severity": "error",
              "source": "route.yaml",
              "span": {
                "end": {
                  "column": 22,
                  "line": 12,
                  "offset": 272
                },
                "start": {
                  "column": 17,
                  "line": 12,
                  "offset": 267
                }
              },
              "url": "https://routeproof.github.io/routeproof/rules/RP1025.html"
            }
          ],
          "summary": {
            "errors": 1,
            "infos": 0,
            "notJudged": [],
            "objects": 1,
            "sources": 1,
            "warnings": 0
          },
          "version": 1
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn github_shows_annotations() {
    let run = Folder::with(&[("route.yaml", BAD)]).run(&["check", "--format", "github", "--profile", "none"]);
    assert_eq!(run.code, Some(1));
    expect![[r"
        ::error file=route.yaml,line=12,col=17,endLine=12,endColumn=22,title=RP1025 number-out-of-range::`spec.rules[0].backendRefs[0].port` is larger than 65535%0Ahelp: use 65535 or less%0Afield: spec.rules[0].backendRefs[0].port
    "]].assert_eq(&run.out);
}

/// What GitLab documents: these fields and words, paths from the root of the repository, and no fingerprint twice.
#[test]
fn gitlab_takes_every_entry() {
    let run =
        outcome(command(&project(), &["check", "./examples/broken", "gone.yaml", "--format", "gitlab"]), "");
    assert_eq!(run.code, Some(2));
    let entries: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    assert!(entries.len() > 10, "{}", entries.len());
    let mut fingerprints = std::collections::BTreeSet::new();
    for it in &entries {
        assert!(
            ["info", "minor", "major", "critical", "blocker"].contains(&it["severity"].as_str().unwrap())
        );
        assert!(!it["description"].as_str().unwrap().is_empty() && it["check_name"].is_string(), "{it}");
        let path = it["location"]["path"].as_str().unwrap();
        assert!(path.starts_with("examples/broken/") || path == "gone.yaml", "{it}");
        assert!(it["location"]["lines"]["begin"].as_u64().unwrap() >= 1, "{it}");
        assert!(fingerprints.insert(it["fingerprint"].as_str().unwrap()), "{it}");
    }
    assert_eq!(entries.last().unwrap()["severity"], "blocker");
    // Where nothing is found, the report is there and empty: GitLab compares two branches.
    let run = Folder::with(&[("good.yaml", GOOD)]).run(&["check", "--format", "gitlab", "--profile", "none"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "[]\n"));
}

#[test]
fn junit_has_a_case_for_every_object() {
    let folder = Folder::with(&[("bad.yaml", BAD), ("good.yaml", GOOD)]);
    let run = folder.run(&[
        "check",
        "--format",
        "junit",
        "--profile",
        "none",
        "bad.yaml",
        "good.yaml",
        "gone.yaml",
    ]);
    assert_eq!(run.code, Some(2));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="routeproof" tests="3" failures="1" errors="1">
          <testsuite name="bad.yaml" tests="1" failures="1" errors="0">
            <testcase classname="bad.yaml" name="HTTPRoute shop/cart">
              <failure type="RP1025 number-out-of-range" message="bad.yaml:12:17: error[RP1025]: `spec.rules[0].backendRefs[0].port` is larger than 65535">bad.yaml:12:17: error[RP1025]: `spec.rules[0].backendRefs[0].port` is larger than 65535
          field: spec.rules[0].backendRefs[0].port
          help: use 65535 or less</failure>
            </testcase>
          </testsuite>
          <testsuite name="gone.yaml" tests="1" failures="0" errors="1">
            <testcase classname="gone.yaml" name="readable">
              <error message="no such file or directory"/>
            </testcase>
          </testsuite>
          <testsuite name="good.yaml" tests="1" failures="0" errors="0">
            <testcase classname="good.yaml" name="HTTPRoute shop/web">
              <system-out>good.yaml:10:7: warning[RP4002]: rule 0 of HTTPRoute `shop/web` asks for the same requests as rule 0 of HTTPRoute `shop/cart`: the route that is created first takes them
          field: spec.rules[0].backendRefs
          help: for instance `GET http://any.example/`; the status of both routes says Accepted</system-out>
            </testcase>
          </testsuite>
        </testsuites>
    "#]].assert_eq(&run.out);
}

/// The official schema comes with the sources of a crate that makes Rust types of it.
fn sarif_schema() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|it| it["name"] == "serde-sarif").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let schema = fs::read_to_string(manifest.with_file_name("src").join("schema.json")).unwrap();
    serde_json::from_str(&schema).unwrap()
}

#[test]
fn sarif_is_valid_against_the_official_schema() {
    let schema = sarif_schema();
    let errors = |log: &Value| {
        let mut errors = Vec::new();
        schema::validate(&schema, &schema, log, "", &mut errors);
        errors
    };
    let run =
        outcome(command(&project(), &["check", "examples/broken", "gone.yaml", "--format", "sarif"]), "");
    assert_eq!(run.code, Some(2));
    let mut log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(errors(&log), Vec::<String>::new());
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() > 10, "{}", results.len());
    assert!(results.iter().any(|it| !it["fixes"].as_array().unwrap().is_empty()));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    // The schema does refuse what is not SARIF.
    log["runs"][0]["results"][0]["level"] = "fatal".into();
    assert_eq!(errors(&log).len(), 1);
}

#[test]
fn a_report_can_go_to_a_file() {
    let folder = Folder::with(&[("route.yaml", BAD)]);
    let run = folder.run(&["check", "--format", "json", "--output", "out/report.json"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("`out/report.json` cannot be written: no such file or directory"),
        "{}",
        run.err
    );
    let run = folder.run(&["check", "--format", "json", "--output", "report.json"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(folder.read("report.json").starts_with("{\"version\":1,"));
}

/// Objects of two APIs of which nothing is known, and one that is fine.
const OTHERS: &str = "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: a}}\n---\n{apiVersion: example.com/v1, kind: Foo, metadata: {name: a}}\n---\n{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: b}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n";

#[test]
fn every_format_names_what_was_not_judged() {
    const LINE: &str =
        "3 objects of 2 kinds were not judged: VirtualService.networking.istio.io (2), Foo.example.com (1)";
    let folder = Folder::with(&[("others.yaml", OTHERS)]);
    let check = |format: &str| {
        let run = folder.run(&["check", "--format", format, "--profile", "none"]);
        assert_eq!(run.code, Some(0), "{}", run.out);
        run.out
    };
    assert_eq!(check("text"), format!("no findings in 1 file (4 objects, 3 not judged)\n{LINE}\n"));
    let json: Value = serde_json::from_str(&check("json")).unwrap();
    let group = "networking.istio.io";
    let expected = serde_json::json!([
        {"group": group, "kind": "VirtualService", "count": 2},
        {"group": "example.com", "kind": "Foo", "count": 1},
    ]);
    assert_eq!(json["summary"]["notJudged"], expected);
    let sarif: Value = serde_json::from_str(&check("sarif")).unwrap();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    assert_eq!(invocation["toolExecutionNotifications"][0]["message"]["text"], LINE);
    assert_eq!(check("github"), format!("::notice title=not judged::{LINE}\n"));
    let junit = check("junit");
    assert!(junit.contains(r#"tests="4" failures="0" errors="0" skipped="3""#), "{junit}");
    assert_eq!(junit.matches("<skipped message=\"not judged").count(), 3, "{junit}");
}

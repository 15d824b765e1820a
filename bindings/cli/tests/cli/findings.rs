//! Findings: where they are shown, which exit code they make, and that no input hides them.

use crate::harness::{BAD, Folder, GOOD, command, outcome, project};
use expect_test::expect;
use serde_json::Value;
use std::io::Read as _;
use std::process::Stdio;

#[test]
fn a_finding_is_shown_at_its_line() {
    let run = Folder::with(&[("deploy/route.yaml", BAD)]).run(&["check", "--profile", "none"]);
    assert_eq!(run.code, Some(1));
    expect![[r"
        error[RP1025]: `spec.rules[0].backendRefs[0].port` is larger than 65535
          --> deploy/route.yaml:12:17  (number-out-of-range, HTTPRoute shop/cart)
           |
        12 |           port: 80800
           |                 ^^^^^
           |
           = help: use 65535 or less

        1 error in 1 file (1 object)
    "]]
    .assert_eq(&run.out);
}

#[test]
fn every_broken_example_is_found_where_it_is_broken() {
    let run = outcome(command(&project(), &["check", "examples/broken", "--format", "json"]), "");
    assert_eq!(run.code, Some(1));
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let mut seen = String::new();
    for it in report["diagnostics"].as_array().unwrap() {
        let (source, code, line) = (&it["source"], &it["code"], &it["span"]["start"]["line"]);
        let (source, code) = (source.as_str().unwrap(), code.as_str().unwrap());
        let source = source.trim_start_matches("examples/broken/");
        let severity = it["severity"].as_str().unwrap();
        let path = it["path"].as_str().unwrap_or_default();
        seen.push_str(&format!("{source}:{line} {severity}[{code}] {path}\n"));
    }
    expect![[r"
        bad-duration.yaml:5 info[RP2090] metadata.name
        bad-duration.yaml:15 error[RP1023] spec.rules[0].timeouts.request
        bad-name.yaml:5 error[RP1052] metadata.name
        bad-name.yaml:5 info[RP2090] metadata.name
        custom-domain-as-ingress.yaml:16 error[RP5012] kind
        deployment-as-backend.yaml:16 error[RP2005] spec.rules[0].backendRefs[0].kind
        deployment-as-backend.yaml:16 error[RP5020] spec.rules[0].backendRefs[0].kind
        duplicate-header.yaml:5 info[RP2090] metadata.name
        duplicate-header.yaml:18 error[RP1032] spec.rules[0].matches[0].headers[1]
        duplicate-key.yaml:5 info[RP2090] metadata.name
        duplicate-key.yaml:13 error[RP0002] spec.hostnames
        experimental-field.yaml:5 info[RP2090] metadata.name
        experimental-field.yaml:14 error[RP1011] spec.rules[0].sessionPersistence
        gateway-namespace-left-out.yaml:9 error[RP5001] spec.parentRefs[0].namespace
        hostname-with-port.yaml:5 info[RP2090] metadata.name
        hostname-with-port.yaml:12 error[RP1023] spec.hostnames[0]
        hostname-with-port.yaml:12 error[RP5005] spec.hostnames[0]
        missing-name.yaml:15 error[RP1021] spec.rules[0].backendRefs[0].name
        missing-service.yaml:15 error[RP2002] spec.rules[0].backendRefs[0].name
        no-such-version.yaml:2 error[RP1002] apiVersion
        no-such-version.yaml:5 info[RP2090] metadata.name
        not-in-enum.yaml:5 info[RP2090] metadata.name
        not-in-enum.yaml:16 error[RP1022] spec.rules[0].matches[0].path.type
        port-out-of-range.yaml:5 info[RP2090] metadata.name
        port-out-of-range.yaml:16 error[RP1025] spec.rules[0].backendRefs[0].port
        relative-path.yaml:5 info[RP2090] metadata.name
        relative-path.yaml:17 error[RP1040] spec.rules[0].matches[0].path
        service-elsewhere.yaml:15 warning[RP2002] spec.rules[0].backendRefs[0].name
        tab-indentation.yaml:9 error[RP0001] 
        timeout-order.yaml:5 info[RP2090] metadata.name
        timeout-order.yaml:16 error[RP1040] spec.rules[0].timeouts
        two-filters.yaml:15 warning[RP4005] spec.rules[0].matches[0].path
        two-filters.yaml:18 error[RP1040] spec.rules[0].filters
        unclosed-bracket.yaml:12 error[RP0001] 
        unclosed-bracket.yaml:17 warning[RP0004] 
        unknown-field.yaml:5 info[RP2090] metadata.name
        unknown-field.yaml:5 error[RP5004] spec.hostnames
        unknown-field.yaml:11 error[RP1010] spec.hostname
        workload-not-ready.yaml:25 warning[RP2010] spec.selector.app
        wrong-gateway.yaml:9 error[RP5001] spec.parentRefs[0].name
        wrong-port.yaml:16 error[RP2003] spec.rules[0].backendRefs[0].port
        wrong-target-port.yaml:29 error[RP2011] spec.ports[0].targetPort
        wrong-type.yaml:5 info[RP2090] metadata.name
        wrong-type.yaml:16 error[RP1020] spec.rules[0].backendRefs[0].port
    "]]
    .assert_eq(&seen);
}

#[test]
fn fail_on_decides_what_counts() {
    let folder = Folder::with(&[("route.yaml", BAD)]);
    assert_eq!(folder.run(&["check", "--fail-on", "error"]).code, Some(1));
    assert_eq!(folder.run(&["check", "--fail-on", "never"]).code, Some(0));
    // One error, and a warning: there is no such rule.
    let folder = Folder::with(&[("route.yaml", &format!("{BAD}# routeproof: ignore RP9999 -- tried\n"))]);
    for (severity, failures) in [("error", 1), ("warning", 2), ("never", 0)] {
        let run = folder.run(&["check", "--format", "junit", "--fail-on", severity]);
        assert_eq!(run.out.matches("<failure ").count(), failures, "{severity}: {}", run.out);
    }
    let run = folder.run(&["check", "--fail-on", "info"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("[possible values: error, warning, never]"), "{}", run.err);
}

#[test]
fn what_cannot_be_parsed_is_never_clean() {
    let folder = Folder::with(&[("route.yaml", "kind: [HTTPRoute\nspec: }\n")]);
    assert_eq!(folder.run(&["check"]).code, Some(1));
    assert_eq!(folder.run(&["check", "--fail-on", "never"]).code, Some(2));
    assert_eq!(folder.run(&["check", "--fail-on", "never", "--quiet"]).code, Some(2));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let many = format!("{BAD}---\n").repeat(2000);
    let folder = Folder::with(&[("route.yaml", &many)]);
    let mut command = folder.command(&["check"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    // The pipe is closed here, with most of the report unread.
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn a_missing_path_does_not_hide_the_others() {
    let folder = Folder::with(&[("bad.yaml", BAD)]);
    let run = folder.run(&["check", "missing.yaml", "bad.yaml"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("error: `missing.yaml` no such file or directory"), "{}", run.err);
    assert!(run.out.contains("bad.yaml:12:17"), "{}", run.out);
    assert!(run.out.contains("1 path could not be read"), "{}", run.out);
}

#[test]
fn folders_are_read_as_people_expect() {
    let folder = Folder::with(&[
        (".gitignore", "build/\n"),
        (".hidden/route.yaml", BAD),
        ("build/route.yaml", BAD),
        ("notes.txt", "kind: ["),
        ("routeproof.yaml", "profile: none\n"),
        ("sub/deep/a.yml", GOOD),
        ("sub/b.json", "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"a\"}}"),
    ]);
    let run = folder.run(&["check"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "no findings in 2 files (2 objects)\n"),
        "{}",
        run.err
    );
    // What is named is read, whatever would exclude it.
    assert_eq!(folder.run(&["check", "build/route.yaml"]).code, Some(1));
}

#[test]
fn a_file_that_is_named_twice_is_one() {
    let folder = Folder::with(&[("a.yaml", BAD)]);
    let run = folder.run(&["check", "a.yaml", ".", "./a.yaml"]);
    assert!(run.out.contains("1 error in 1 file (1 object)"), "{}", run.out);
}

#[test]
fn the_standard_input_is_a_source() {
    let folder = Folder::new();
    let run = folder.pipe(&["check", "-"], BAD);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("--> <stdin>:12:17"), "{}", run.out);
    let run = folder.pipe(&["check", "-", "--profile", "none"], GOOD);
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn ten_megabytes_are_read_and_reported() {
    let good = format!("{GOOD}---\n").repeat(10_000_000 / (GOOD.len() + 4));
    let folder = Folder::with(&[("big.yaml", &format!("{good}{BAD}"))]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("big.yaml:"), "{}", run.out);
}

#[test]
fn the_answer_does_not_depend_on_the_order_of_paths_or_threads() {
    let folder = Folder::new();
    for at in 0..40 {
        let own = BAD.replace("name: cart", &format!("name: cart-{at}"));
        folder.write(&format!("{at:02}.yaml"), own.as_bytes());
    }
    let one = folder.run(&["check"]);
    let names: Vec<String> = (0..40).rev().map(|at| format!("{at:02}.yaml")).collect();
    let args: Vec<&str> = std::iter::once("check").chain(names.iter().map(String::as_str)).collect();
    assert_eq!(one.out, folder.run(&args).out);
    assert!(one.out.contains("40 errors") && one.out.contains("in 40 files (40 objects)"), "{}", one.out);
}

#[test]
fn every_rule_is_listed_and_explained() {
    let folder = Folder::new();
    let list = folder.run(&["rules", "--format", "json"]);
    assert_eq!(list.code, Some(0));
    let rules: Value = serde_json::from_str(&list.out).unwrap();
    let rules = rules.as_array().unwrap();
    assert!(!rules.is_empty());
    let text = folder.run(&["rules"]).out;
    for rule in rules {
        let (code, name) = (rule["code"].as_str().unwrap(), rule["name"].as_str().unwrap());
        assert!(text.contains(code) && text.contains(name), "{code} {name}");
    }
    let code = rules[0]["code"].as_str().unwrap();
    let by_code = folder.run(&["explain", &code.to_lowercase()]);
    let by_name = folder.run(&["explain", rules[0]["name"].as_str().unwrap()]);
    assert_eq!((by_code.code, by_code.out.as_str()), (Some(0), by_name.out.as_str()));
    assert!(by_code.out.starts_with(code), "{}", by_code.out);
    let json = folder.run(&["explain", code, "--format", "json"]).out;
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), rules[0]);
}

#[test]
fn strict_refuses_what_is_not_judged() {
    let thing = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n";
    let folder = Folder::with(&[("thing.yaml", thing)]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains("1 object of 1 kind was not judged: Thing.example.com (1)"), "{}", run.out);
    let run = folder.run(&["check", "--strict"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("error[RP1007]: `Thing` of group `example.com` was not judged"), "{}", run.out);
    assert!(run.out.contains("--> thing.yaml:2:7"), "{}", run.out);
    folder.write("routeproof.yaml", b"strict: true\n");
    assert_eq!(folder.run(&["check"]).code, Some(1));
    // Without a summary the exit code says it.
    assert_eq!(folder.run(&["check", "--quiet"]).code, Some(1));
}

#[test]
fn an_api_version_that_nothing_serves_is_mended() {
    let route =
        "apiVersion: networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {rules: [{}]}\n";
    let folder = Folder::with(&[("route.yaml", route)]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("error[RP1005]: `networking.k8s.io/v1` has no kind `HTTPRoute`"), "{}", run.out);
    assert_eq!(folder.run(&["check", "--fix"]).code, Some(0));
    assert!(folder.read("route.yaml").starts_with("apiVersion: gateway.networking.k8s.io/v1\n"));
}

#[test]
fn status_says_that_what_nobody_serves_gets_none() {
    let route = "apiVersion: networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\n";
    let run = Folder::with(&[("route.yaml", route)]).run(&["status"]);
    assert!(run.err.contains("the API server rejects what is in `route.yaml`"), "{}", run.err);
}

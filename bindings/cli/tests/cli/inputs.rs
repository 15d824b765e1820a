//! Files, folders, the standard input, and what cannot be read.

use crate::harness::{BAD, Folder, GOOD};

#[test]
fn items_are_judged_whatever_stands_around_them() {
    let item: String = BAD.lines().map(|it| format!("  {it}\n")).collect();
    let item = item.replacen("  ", "- ", 1);
    for kind in ["ConfigMap", "Secret", "Pod", "Namespace", "Deployment", "Anything", "List", "HTTPRouteList"]
    {
        let api_version = if kind == "HTTPRouteList" { "gateway.networking.k8s.io/v1" } else { "v1" };
        let text =
            format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: outer}}\nitems:\n{item}");
        let folder = Folder::with(&[("wrapped.yaml", &text)]);
        for more in [&["check"][..], &["check", "--api-only"]] {
            let run = folder.run(&[more, &["--format", "json", "--profile", "none"]].concat());
            assert_eq!(run.code, Some(1), "{kind}: {}{}", run.out, run.err);
            let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
            let found = report["diagnostics"].as_array().unwrap();
            let port = found.iter().find(|it| it["path"] == "spec.rules[0].backendRefs[0].port").unwrap();
            assert_eq!(
                (&port["span"]["start"]["line"], &port["object"]["kind"]),
                (&16.into(), &"HTTPRoute".into()),
                "{kind}: {port}"
            );
            let told = found.iter().any(|it| it["code"] == "RP0082" && it["severity"] == "warning");
            assert_eq!(told, !kind.ends_with("List"), "{kind}: {}", run.out);
        }
    }
    let wide = format!("{BAD}items: []\n");
    let run = Folder::with(&[("route.yaml", &wide)]).run(&["check", "--profile", "none"]);
    assert_eq!(run.code, Some(1), "kubectl does not send the route itself: {}", run.out);
    assert!(run.out.contains("RP0082") && !run.out.contains("80800 is"), "{}", run.out);
    // A cluster has objects, whatever they hold.
    let live = GOOD.replace("kind: HTTPRoute", "kind: HTTPRoute\nitems: []");
    let run = Folder::with(&[("route.yaml", GOOD), ("live.yaml", &live)]).run(&[
        "verify",
        "route.yaml",
        "--live",
        "live.yaml",
        "--profile",
        "none",
    ]);
    assert!(!run.out.contains("RP0082"), "{}", run.out);
}

#[test]
fn bytes_that_are_no_text_are_said_with_their_line() {
    let folder = Folder::with(&[("good.yaml", GOOD)]);
    folder.write("latin1.yaml", b"kind: a\nname: caf\xe9\n");
    folder.write("utf16.yaml", b"\xff\xfek\0");
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`latin1.yaml` is not UTF-8: line 2 has the byte 0xE9"), "{}", run.err);
    assert!(run.err.contains("`utf16.yaml` is UTF-16"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_said() {
    let folder = Folder::with(&[("good.yaml", GOOD)]);
    std::os::unix::fs::symlink("loop.yaml", folder.path("loop.yaml")).unwrap();
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`loop.yaml` too many levels of symbolic links"), "{}", run.err);
}

#[test]
fn a_folder_without_manifests_was_not_checked() {
    let folder = Folder::with(&[("readme.txt", "hello")]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`.` holds no .yaml, .yml or .json file"), "{}", run.err);
}

#[test]
fn an_empty_file_is_no_failure() {
    let folder = Folder::with(&[("empty.yaml", ""), ("good.yaml", GOOD)]);
    let run = folder.run(&["check", "--profile", "none"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn the_standard_input_can_be_checked() {
    let run = Folder::new().pipe(&["check", "-", "--profile", "none"], GOOD);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no findings in 1 file (1 object)\n"), "{}", run.err);
}

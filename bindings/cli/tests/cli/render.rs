//! Charts and kustomizations, rendered by tools: recorded ones, so that these need not be installed.

use crate::harness::{BAD, Folder, GOOD, Outcome, outcome, project};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

/// A folder with programs of these names, which are shell scripts.
fn tools(scripts: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    for (name, script) in scripts {
        let text = format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n");
        folder.write(name, text.as_bytes());
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn recorded() -> PathBuf {
    project().join("bindings/cli/tests/render")
}

/// Tools that print what was recorded.
fn recording() -> Folder {
    let folder = recorded();
    let folder = folder.display();
    let kustomize = format!(
        "unit=$(sed -n 's/.*\\[\"\\(.*\\)\\/overlays\\/dev\"\\].*/\\1/p' \"$2/kustomization.yaml\")\nsed \"s|@repo@|$unit|\" {folder}/kustomize.yaml"
    );
    tools(&[("helm", &format!("cat {folder}/helm.yaml")), ("kustomize", &kustomize)])
}

fn repo() -> Folder {
    let folder = Folder::new();
    let root = recorded().join("repo");
    for name in [
        "base/kustomization.yaml",
        "base/route.yaml",
        "charts/web/Chart.yaml",
        "charts/web/templates/route.yaml",
        "charts/web/values.yaml",
        "overlays/dev/kustomization.yaml",
        "overlays/dev/patch.yaml",
    ] {
        folder.write(name, &fs::read(root.join(name)).unwrap());
    }
    folder
}

fn run(folder: &Folder, tools: &Folder, args: &[&str]) -> Outcome {
    let mut command = folder.command(args);
    command.env("PATH", tools.path(""));
    outcome(command, "")
}

fn report(run: &Outcome) -> Vec<Value> {
    let report: Value =
        serde_json::from_str(&run.out).unwrap_or_else(|it| panic!("{it}: {}{}", run.out, run.err));
    report["diagnostics"].as_array().unwrap().clone()
}

/// Code, place and, where it was rendered, the command, of each finding.
fn places(found: &[Value]) -> Vec<String> {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let place = |it: &Value| {
        let (code, source, line) = (text(&it["code"]), text(&it["source"]), &it["span"]["start"]["line"]);
        format!("{code} {source}:{line} {}", text(&it["printed"]["source"]))
    };
    found.iter().map(place).collect()
}

#[test]
fn findings_stand_where_files_say_it() {
    let found = report(&run(&repo(), &recording(), &["check", "--format", "json"]));
    let told: Vec<_> = found.iter().filter(|it| it["severity"] != "info").cloned().collect();
    assert_eq!(
        places(&told),
        [
            "RP1010 base/route.yaml:9 <kustomize build overlays/dev>",
            "RP1022 charts/web/templates/route.yaml:16 <helm template charts/web>",
            "RP1025 charts/web/values.yaml:2 <helm template charts/web>",
            "RP2017 overlays/dev/kustomization.yaml:13 <kustomize build overlays/dev>",
            "RP1025 overlays/dev/patch.yaml:9 <kustomize build overlays/dev>",
        ]
    );
    assert_eq!(told[0]["object"]["name"], "dev-web", "the object is the one that is rendered");
    assert_eq!(told[2]["path"], "spec.rules[0].backendRefs[0].port");
}

#[test]
fn what_no_line_says_stands_at_the_nearest_with_what_is_made_of_it() {
    let (folder, tools) = (repo(), recording());
    let values = folder.read("charts/web/values.yaml");
    folder.write("charts/web/values.yaml", values.replace("port: 80800", "port: 80").as_bytes());
    let run = run(&folder, &tools, &["check"]);
    let wanted = "\
error[RP1025]: `spec.rules[0].backendRefs[0].port` is larger than 65535
  --> charts/web/templates/route.yaml:20:17  (number-out-of-range, HTTPRoute default/release-name-web)
   |
20 |           port: {{ $.Values.port }}
   |                 ^^^^^^^^^^^^^^^^^^^
  ::: <helm template charts/web>:20:17
   |
20 |           port: 80800
   |                 ----- what is made of it
";
    assert!(run.out.contains(wanted), "{}", run.out);
    folder.write("charts/web/templates/route.yaml", b"{{ include \"common.route\" . }}\n");
    let found = report(&crate::render::run(&folder, &tools, &["check", "--format", "json"]));
    let place = "RP1022 charts/web/templates/route.yaml:1 <helm template charts/web>".to_owned();
    assert!(places(&found).contains(&place), "{found:#?}");
    fs::remove_file(folder.path("charts/web/templates/route.yaml")).unwrap();
    let found = report(&crate::render::run(&folder, &tools, &["check", "--format", "json"]));
    assert!(places(&found).contains(&"RP1022 <helm template charts/web>:16 ".to_owned()), "{found:#?}");
}

#[test]
fn a_value_that_a_template_passes_on_stands_in_the_values() {
    let (folder, tools) = (repo(), recording());
    let template = folder.read("charts/web/templates/route.yaml");
    let template = template.replace("{{ $.Values.port }}", "{{ $port }}");
    folder.write("charts/web/templates/route.yaml", template.as_bytes());
    let found = report(&run(&folder, &tools, &["check", "--format", "json"]));
    let place = "RP1025 charts/web/values.yaml:2 <helm template charts/web>".to_owned();
    assert!(places(&found).contains(&place), "{found:#?}");
}

#[test]
fn the_report_says_what_was_rendered_and_counts_files_once() {
    let run = run(&repo(), &recording(), &["check"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("in 3 files (3 objects)\n"), "{}", run.out);
    assert!(run.out.ends_with("1 chart and 1 kustomization were rendered\n"), "{}", run.out);
}

#[test]
fn junit_has_a_case_for_each_rendered_object() {
    let run = run(&repo(), &recording(), &["check", "--format", "junit"]);
    let suite = "<testsuite name=\"&lt;kustomize build overlays/dev&gt;\" tests=\"2\" failures=\"1\"";
    assert!(run.out.contains(suite), "{}", run.out);
}

#[test]
fn the_tools_print_what_is_recorded() {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| std::env::split_paths(&path).any(|it| it.join(name).is_file());
    let folder = repo();
    let recording = report(&run(&folder, &recording(), &["check", "--format", "json"]));
    let mut command = folder.command(&["check", "--format", "json"]);
    command.env("PATH", &path);
    let installed = report(&outcome(command, ""));
    for (tool, there) in [("helm", is_there("helm")), ("kust", is_there("kustomize") || is_there("kubectl"))]
    {
        if !there {
            println!("no {tool} is installed, so the recording is not compared with it");
            continue;
        }
        let of_tool = |all: &[Value]| {
            let own = |it: &&Value| it["printed"]["source"].as_str().is_some_and(|it| it.contains(tool));
            let own: Vec<_> = all.iter().filter(own).cloned().collect();
            places(&own).iter().map(|it| it.split(" <").next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of_tool(&installed), of_tool(&recording), "{tool}");
    }
}

const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.0.0\n";

#[test]
fn a_tool_that_fails_is_told_with_its_words() {
    let failing = tools(&[
        (
            "helm",
            "echo 'WARNING: old' >&2; echo 'Error: a hostname is needed' >&2; echo 'Use --debug' >&2; exit 1",
        ),
        ("kubectl", "exit 3"),
    ]);
    let files = [
        ("charts/web/Chart.yaml", CHART),
        ("charts/web/templates/a.yaml", GOOD),
        ("k/kustomization.yaml", "resources: [a.yaml]"),
        ("k/a.yaml", BAD),
    ];
    let folder = Folder::with(&files);
    let found = run(&folder, &failing, &["check"]);
    assert!(
        found.out.contains(
            "info[RP0083]: `helm template charts/web` failed, so the chart is not checked: a hostname is needed\n --> charts/web/Chart.yaml:1:1"
        ),
        "{}",
        found.out
    );
    assert!(
        found
            .out
            .contains("`kubectl kustomize k` failed, so its files are checked as they stand: exit status: 3")
    );
    assert!(found.out.contains("error[RP1025]") && found.out.contains("k/a.yaml:12:17"), "{}", found.out);
    assert!(found.out.contains("1 chart was left out: charts/web; RP0083 says why\n"), "{}", found.out);
    let always = run(&folder, &failing, &["check", "--render", "always"]);
    assert_eq!(always.out.matches("error[RP0083]").count(), 2, "{}", always.out);
    folder.write("routeproof.yaml", b"render: {charts: [{path: charts/web}]}\n");
    let named = run(&folder, &failing, &["check"]);
    assert_eq!(named.out.matches("error[RP0083]").count(), 1, "settings ask for it: {}", named.out);
}

#[test]
fn a_tool_has_its_time() {
    let slow = tools(&[("helm", "exec sleep 30")]);
    let folder = Folder::with(&[("Chart.yaml", CHART), ("routeproof.yaml", "render: {timeoutSeconds: 1}\n")]);
    let found = run(&folder, &slow, &["check"]);
    assert!(
        found.out.contains("`helm template .` failed") && found.out.contains("longer than 1 s"),
        "{}",
        found.out
    );
}

#[test]
fn without_a_tool_a_line_says_what_was_left_out() {
    let folder = Folder::with(&[
        ("charts/web/Chart.yaml", CHART),
        ("k/kustomization.yaml", "resources: [a.yaml]"),
        ("k/a.yaml", GOOD),
    ]);
    let none = Folder::new();
    let found = run(&folder, &none, &["check"]);
    assert_eq!(
        (found.code, found.out.as_str()),
        (
            Some(0),
            "no findings in 1 file (1 object)\n\
             1 chart was left out, because helm is not installed: charts/web; `helm template charts/web | routeproof check -` checks it\n\
             1 kustomization was not built, because kustomize or kubectl is not installed, its files are judged as they stand; `kubectl kustomize k | routeproof check -` checks it\n"
        )
    );
    let always = run(&folder, &none, &["check", "--render", "always"]);
    assert_eq!(always.code, Some(2));
    assert_eq!(always.err, "error: --render always needs helm for `charts/web`, and it is not installed\n");
}

#[test]
fn what_is_excluded_is_not_rendered() {
    let folder = Folder::with(&[("a/Chart.yaml", CHART), ("b/Chart.yaml", CHART), ("c.yaml", GOOD)]);
    let noting = tools(&[("helm", "echo ran >> ran")]);
    let ran = |args: &[&str]| {
        let found = run(&folder, &noting, &[&["check"], args].concat());
        assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
        let ran = fs::read_to_string(folder.path("ran")).unwrap_or_default();
        fs::write(folder.path("ran"), "").unwrap();
        ran.lines().count()
    };
    assert_eq!(ran(&[]), 2);
    assert_eq!(ran(&["--render", "never"]), 0);
    assert_eq!(ran(&["--diff"]), 0, "fixes are for files as they stand");
    folder.write("routeproof.yaml", b"render: {exclude: [b]}\n");
    assert_eq!(ran(&[]), 1);
    assert_eq!(run(&folder, &noting, &["check", "--fix", "--render", "always"]).code, Some(2));
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let noting = tools(&[("kustomize", "echo ran > ran")]);
    for (resource, said) in [
        (
            "https://example.com/a.yaml",
            "it refers to `https://example.com/a.yaml`, which is not in the folder and not loaded",
        ),
        (
            "github.com/example/a//b?ref=1",
            "it refers to `k/github.com/example/a/b?ref=1`, which is not there",
        ),
    ] {
        let text = format!("resources: ['{resource}', a.yaml]");
        let folder = Folder::with(&[("k/kustomization.yaml", &text), ("k/a.yaml", GOOD)]);
        let found = run(&folder, &noting, &["check"]);
        assert!(found.out.contains(said), "{}", found.out);
        assert!(!folder.path("ran").exists(), "the tool would load it");
    }
    let environment = tools(&[("kustomize", "env > ran")]);
    let folder = Folder::with(&[("kustomization.yaml", "resources: [a.yaml]"), ("a.yaml", GOOD)]);
    run(&folder, &environment, &["check"]);
    assert!(folder.read("ran").contains("GIT_ALLOW_PROTOCOL=none\n"));
}

#[test]
fn settings_say_what_a_chart_is_rendered_with() {
    let folder = Folder::with(&[
        ("charts/web/Chart.yaml", CHART),
        ("values/dev.yaml", "a: 1\n"),
        ("c.yaml", GOOD),
        (
            "routeproof.yaml",
            "render: {charts: [{path: charts/web, values: [values/dev.yaml], release: dev, namespace: shop}, {path: charts/web}]}\n",
        ),
    ]);
    let noting = tools(&[("helm", "echo \"$@\" >> ran")]);
    let found = run(&folder, &noting, &["check", "--kubernetes", "1.36"]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let ran = folder.read("ran");
    let dev =
        "template dev charts/web --namespace shop --values values/dev.yaml --skip-tests --kube-version 1.36";
    assert!(ran.contains(dev) && ran.contains("template charts/web --skip-tests"), "{ran}");
    assert!(ran.contains(" --api-versions gateway.networking.k8s.io/v1/HTTPRoute "), "{ran}");
    assert!(found.out.contains("2 charts were rendered"), "{}", found.out);
    let other = GOOD.replace("name: web #", "name: other #");
    let twice = tools(&[("helm", &format!("cat <<'END'\n---\n# Source: web/templates/a.yaml\n{other}END"))]);
    let found = run(&folder, &twice, &["check", "--format", "json"]);
    let twice = report(&found).into_iter().filter(|it| it["code"] == "RP2040").collect::<Vec<_>>();
    assert_eq!(places(&twice), [""; 0], "one chart with two values is two units");
    folder.write("routeproof.yaml", b"render: {charts: [{path: charts/wob}]}\n");
    let wrong = run(&folder, &noting, &["check"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("`charts/wob`, which holds no Chart.yaml"), "{}", wrong.err);
}

#[test]
fn an_application_says_values_of_its_chart() {
    let app = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n  destination: {namespace: shop}\n  source:\n    path: charts/web\n    helm:\n      valueFiles: [dev.yaml]\n      valuesObject:\n        a:\n          b: 1\n      parameters: [{name: c, value: 'on', forceString: true}]\n";
    let folder = Folder::with(&[
        ("charts/web/Chart.yaml", CHART),
        ("charts/web/dev.yaml", "a: 2\n"),
        ("app.yaml", app),
    ]);
    let noting = tools(&[(
        "helm",
        "echo \"$@\" > ran; while [ $# -gt 0 ]; do if [ \"$1\" = --values ]; then cat \"$2\" >> ran; fi; shift; done",
    )]);
    let found = run(&folder, &noting, &["check"]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let ran = folder.read("ran");
    assert!(ran.contains("--namespace shop --values charts/web/dev.yaml"), "{ran}");
    assert!(ran.contains("--set-string c=on") && ran.contains("a: 2\n        a:\n          b: 1\n"), "{ran}");
}

#[test]
fn comments_count_where_the_finding_stands() {
    let (folder, recording) = (repo(), recording());
    for (name, code, line) in [
        ("base/route.yaml", "RP1010", "  hostname: web.example.com"),
        ("charts/web/templates/route.yaml", "RP1022", "            type: Prefix"),
        ("charts/web/values.yaml", "RP1025", "port: 80800"),
        ("overlays/dev/patch.yaml", "RP1025", "          port: 80801"),
    ] {
        let text = folder.read(name);
        let silent = text.replace(line, &format!("{line} # routeproof: ignore {code} -- a test"));
        assert_ne!(text, silent);
        folder.write(name, silent.as_bytes());
        let found = report(&run(&folder, &recording, &["check", "--format", "json"]));
        let here = found.iter().filter(|it| it["source"] == name && it["severity"] != "info");
        assert_eq!(places(&here.cloned().collect::<Vec<_>>()), [""; 0], "{name}");
    }
    let text = BAD.replace("port: 80800", "port: 80800 # routeproof: ignore RP1025 -- a test");
    let helm = tools(&[("helm", &format!("cat <<'END'\n---\n# Source: web/templates/a.yaml\n{text}END"))]);
    let folder = Folder::with(&[("Chart.yaml", CHART), ("templates/a.yaml", &text)]);
    let found = run(&folder, &helm, &["check"]);
    assert!(
        found.out.starts_with("no findings in 1 file (1 object)\n"),
        "Helm prints comments too: {}",
        found.out
    );
}

#[test]
fn a_gate_renders_nothing() {
    let folder = Folder::with(&[("app/Chart.yaml", CHART)]);
    folder.write("platform.yaml", b"profile: kupe\ntenant: acme\n");
    let args = ["check", "--gate", "--settings", "platform.yaml", "app"];
    let noting = tools(&[("helm", "echo ran > ran")]);
    assert_eq!(run(&folder, &noting, &args).code, Some(2), "it refuses the chart");
    let always = run(&folder, &noting, &[&args[..], &["--render", "always"]].concat());
    assert!(always.err.contains("--gate refuses charts"), "{}", always.err);
    assert!(!folder.path("ran").exists());
}

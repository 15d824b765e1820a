//! `check --gate`: nothing that the author of manifests writes or leaves out lets them pass.

use crate::harness::{Folder, Outcome};

const SETTINGS: &str = "profile: kupe\ntenant: acme\n";

const ROUTE: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: web}
spec:
  parentRefs: [{name: external-gateway, namespace: kube-system}]
  hostnames: [web.acme.kupe.cloud]
  rules: [{backendRefs: [{name: web, port: 80}]}]
";

const INGRESS: &str = "apiVersion: networking.k8s.io/v1\nkind: Ingress # routeproof: ignore RP5012 -- ours\nmetadata: {name: web, namespace: web}\n";

/// The gate over the folder `app` with these files, beside the settings.
fn gate_with(settings: &str, files: &[(&str, &str)], more: &[&str]) -> Outcome {
    let folder = Folder::with(files);
    folder.write("platform.yaml", settings.as_bytes());
    folder.run(&[&["check", "--gate", "--settings", "platform.yaml", "app"], more].concat())
}

fn gate(files: &[(&str, &str)]) -> Outcome {
    gate_with(SETTINGS, files, &[])
}

#[test]
fn a_tenants_own_route_passes_and_what_was_not_read_is_counted() {
    let run = gate(&[("app/route.yaml", ROUTE), ("app/README.md", "# a\n"), ("app/run.sh", "")]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("2 files were not read"), "{}", run.out);
    let script = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: web}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a, command: [sh, -c, 'echo ${HOME}']}]}}}}";
    let config =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: web}, data: {run: 'echo ${HOME}'}}";
    let run = gate(&[("app/route.yaml", ROUTE), ("app/a.yaml", script), ("app/b.yaml", config)]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn nothing_that_the_author_writes_lets_manifests_pass() {
    let with_key = |key: &str, value: &str| ROUTE.replace(key, value);
    let foreign = with_key("web.acme.kupe.cloud", "web.globex.kupe.cloud");
    let variable = with_key("kind: HTTPRoute", "kind: '${KIND}'");
    let in_key = with_key("spec:", "'${A}': {}\nspec:");
    let gateway = "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: external-gateway, namespace: kube-system}, spec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP}]}}";
    let list = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, namespace: web}}\nitems:\n- {{{}}}\n",
        "apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: web}"
    );
    let chart_template = "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Values.name }}}\n";
    for (why, files, code, said) in [
        ("an ignore comment", vec![("app/a.yaml", INGRESS)], 1, "RP5012"),
        (
            "settings of the tenant",
            vec![("app/a.yaml", INGRESS), ("app/routeproof.yaml", "rules: {RP5012: off}\n")],
            1,
            "RP5012",
        ),
        (
            "settings that are no manifest",
            vec![("app/a.yaml", ROUTE), ("app/routeproof.yaml", "rules: {RP5012: off}\n")],
            1,
            "RP0081",
        ),
        ("an Ingress in a file of settings", vec![("app/routeproof.yaml", INGRESS)], 1, "RP5012"),
        ("a hidden file", vec![("app/a.yaml", ROUTE), ("app/.evil.yaml", INGRESS)], 1, "RP5012"),
        ("a hidden folder", vec![("app/a.yaml", ROUTE), ("app/.evil/a.yaml", INGRESS)], 1, "RP5012"),
        ("a file of .gitignore", vec![("app/.gitignore", "b.yaml\n"), ("app/b.yaml", INGRESS)], 1, "RP5012"),
        (
            "a name of an outer .gitignore",
            vec![(".gitignore", "b.yaml\n"), ("app/b.yaml", INGRESS)],
            1,
            "RP5012",
        ),
        ("another case of the ending", vec![("app/a.yaml", ROUTE), ("app/b.YAML", INGRESS)], 1, "RP5012"),
        ("the platform's own Gateway", vec![("app/a.yaml", gateway)], 1, "RP5012"),
        ("items of another kind", vec![("app/a.yaml", list.as_str())], 1, "RP5012"),
        ("a foreign hostname", vec![("app/a.yaml", foreign.as_str())], 1, "RP5006"),
        ("a variable for a kind", vec![("app/a.yaml", variable.as_str())], 1, "RP2091"),
        ("a variable for a key", vec![("app/a.yaml", in_key.as_str())], 1, "RP2091"),
        ("values", vec![("app/a.yaml", ROUTE), ("app/values.yaml", "a: 1\n")], 1, "RP0081"),
        ("a template", vec![("app/a.yaml", ROUTE), ("app/b.yaml", chart_template)], 1, "RP0009"),
        ("a patch that nothing names", vec![("app/a.yaml", "spec: {hostnames: [a.example]}\n")], 1, "RP0080"),
        (
            "a kustomization",
            vec![("app/a.yaml", ROUTE), ("app/kustomization.yaml", "namespace: pay\n")],
            2,
            "is a kustomization",
        ),
        (
            "one without ending",
            vec![("app/a.yaml", ROUTE), ("app/Kustomization", "namespace: pay\n")],
            2,
            "is a kustomization",
        ),
        (
            "a chart",
            vec![("app/a.yaml", ROUTE), ("app/c/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n")],
            2,
            "is the description of a chart",
        ),
        ("nothing", vec![("app/README.md", "")], 2, "holds no .yaml, .yml or .json file"),
        (
            "text in another encoding",
            vec![("app/a.yaml", ROUTE), ("app/b.yaml", "\u{feff}\u{0}\u{1}")],
            1,
            "RP00",
        ),
    ] {
        let run = gate(&files);
        let all = format!("{}{}", run.out, run.err);
        assert_eq!(run.code, Some(code), "{why}: {all}");
        assert!(all.contains(said), "{why}: {said} is not in {all}");
    }
}

#[test]
fn levels_of_the_named_settings_open_nothing_that_the_platform_forbids() {
    let soft = format!(
        "{SETTINGS}rules: {{RP5012: off, RP2090: off}}\nignore: [{{code: RP5012, path: '**', reason: x}}]\n"
    );
    let run = gate_with(&soft, &[("app/a.yaml", INGRESS)], &[]);
    assert!(run.code == Some(1) && run.out.contains("RP5012"), "{}{}", run.out, run.err);
    let tenant = gate_with("profile: kupe\n", &[("app/a.yaml", ROUTE)], &["--tenant", "acme"]);
    assert_eq!(tenant.code, Some(0), "{}{}", tenant.out, tenant.err);
    let nobody = gate_with("profile: kupe\n", &[("app/a.yaml", ROUTE)], &[]);
    assert!(nobody.code == Some(1) && nobody.out.contains("RP5015"), "{}{}", nobody.out, nobody.err);
}

#[test]
fn a_gate_that_would_be_open_is_no_gate() {
    let route = ("app/a.yaml", ROUTE);
    let folder = Folder::with(&[
        route,
        ("platform.yaml", SETTINGS),
        ("app/own.yaml", SETTINGS),
        ("none.yaml", "tenant: acme\n"),
        ("by-file.yaml", "profile: ./app/profile.yaml\n"),
        ("app/profile.yaml", "name: a\n"),
        ("platform/routeproof.yaml", SETTINGS),
    ]);
    for (args, said) in [
        (vec!["app"], "--settings"),
        (vec!["--settings", "app/own.yaml", "app"], "is in `app`, which the gate judges"),
        (vec!["--settings", "./app/../app/own.yaml", "app"], "which the gate judges"),
        (vec!["--settings", "by-file.yaml", "app"], "is in `app`, which the gate judges"),
        (vec!["--settings", "platform.yaml", "."], "which the gate judges"),
        (vec!["--settings", "none.yaml", "app"], "names no profile"),
        (vec!["--settings", "missing.yaml", "app"], "missing.yaml"),
        (vec!["--settings", "platform.yaml", "--profile", "none", "app"], "--profile"),
        (vec!["--settings", "platform.yaml", "--fail-on", "never", "app"], "--fail-on"),
        (vec!["--settings", "platform.yaml", "--api-only", "app"], "--api-only"),
        (vec!["--settings", "platform.yaml", "--fix", "app"], "--fix"),
    ] {
        let run = folder.run(&[&["check", "--gate"], args.as_slice()].concat());
        assert_eq!(run.code, Some(2), "{args:?}: {}{}", run.out, run.err);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_judged_or_refused() {
    let folder =
        Folder::with(&[("app/a.yaml", ROUTE), ("elsewhere/b.yaml", INGRESS), ("platform.yaml", SETTINGS)]);
    let run = |folder: &Folder| folder.run(&["check", "--gate", "--settings", "platform.yaml", "app"]);
    std::os::unix::fs::symlink("../elsewhere/b.yaml", folder.path("app/link.yaml")).unwrap();
    let linked = run(&folder);
    assert!(linked.code == Some(1) && linked.out.contains("RP5012"), "{}{}", linked.out, linked.err);
    std::fs::remove_file(folder.path("app/link.yaml")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", folder.path("app/more")).unwrap();
    let linked = run(&folder);
    assert!(
        linked.code == Some(2) && linked.err.contains("is a link to a folder"),
        "{}{}",
        linked.out,
        linked.err
    );
}

//! Folders as repositories have them: charts, kustomizations, Flux and Argo CD, and files of other tools.

use crate::harness::{BAD, Folder, GOOD, Outcome};

/// The codes of what is more than advice, in order.
fn codes(run: &Outcome) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
    let found = report["diagnostics"].as_array().cloned().unwrap_or_default();
    let told = found.iter().filter(|it| it["severity"] != "info");
    told.map(|it| it["code"].as_str().unwrap_or_default().to_owned()).collect()
}

fn judged(files: &[(&str, &str)], more: &[&str]) -> Vec<String> {
    codes(&Folder::with(files).run(&[&["check", "--format", "json"], more].concat()))
}

const TEMPLATE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n  {{- with .Values.labels }}\n  labels: {{ toYaml . }}\n  {{- end }}\n";

#[test]
fn a_chart_is_left_out_and_named() {
    let folder = Folder::with(&[
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
        ("charts/web/values.yaml", "replicas: 2\n"),
        ("charts/web/templates/route.yaml", TEMPLATE),
        ("route.yaml", GOOD),
    ]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(
        run.out,
        "no findings in 1 file (1 object)\n1 chart was left out, because helm is not installed: charts/web; `helm template charts/web | routeproof check -` checks it\n"
    );
    let run = folder.run(&["check", "charts/web/templates/route.yaml"]);
    assert_eq!(run.code, Some(1), "a file that is named is judged: {}", run.out);
    let run = folder.run(&["check", "charts"]);
    assert_eq!(run.code, Some(2), "nothing was judged: {}", run.out);
    assert!(
        run.err.contains("`charts` holds no manifests") && run.out.contains("1 chart was left out"),
        "{}",
        run.out
    );
}

#[test]
fn other_files_are_no_errors() {
    let run = Folder::with(&[
        ("ansible/site.yml", "- hosts: all\n  tasks: []\n"),
        ("docker-compose.yml", "services: {web: {image: a}}\n"),
        ("list.json", "[1, 2]\n"),
        ("mkdocs.yml", "site_name: a\n"),
        ("package.json", "{\"name\": \"a\", \"version\": \"1.0.0\"}\n"),
        ("route.yaml", GOOD),
        ("template.yaml", TEMPLATE),
        ("values.yaml", "a: 1\n---\nb: 2\n"),
    ])
    .run(&["check"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("this is a template, so it is not checked"), "{}", run.out);
    assert!(
        run.out.ends_with("6 files hold no manifests and were left out; name a file to judge it\n"),
        "{}",
        run.out
    );
}

#[test]
fn what_is_only_broken_stays_an_error() {
    let foreign = [
        ("config.yaml", "a: [\n"),
        ("jinja.yaml", "apiVersion: v1\nkind: A\nmetadata:\n  {% if a %}\n  name: a\n  {% endif %}\n"),
        ("omni.yaml", "kind: Cluster\nname: a\n---\nkind: Workers\nmachines: []\n"),
        ("sources.yaml", "apiVersion: 1\ndatasources: []\n"),
    ];
    assert_eq!(judged(&foreign, &[]), [""; 0], "no word of a manifest");
    let named = Folder::with(&foreign).run(&["check", "config.yaml"]);
    assert_eq!(named.code, Some(1), "a file that is named is judged: {}", named.out);
    for broken in ["kind: HTTPRoute\nmetadata: {name: a}\n", "metadata: {name: a}\nspec: {}\n", "kind: [a\n"]
    {
        assert_ne!(judged(&[("a.yaml", broken)], &[]), [""; 0], "{broken}");
    }
    let quoted = format!("{GOOD}a: '{{{{ x }}}}'\n---\nkind: [a\n");
    let found = judged(&[("a.yaml", &quoted)], &[]);
    assert!(found.iter().any(|it| it.starts_with("RP000")), "the template is not what is broken: {found:?}");
    let mixed = format!("{GOOD}---\n- a list\n");
    assert_eq!(judged(&[("a.yaml", &mixed)], &[]), ["RP0080"]);
}

#[test]
fn patches_are_left_out() {
    let patch = BAD.replace("  parentRefs:\n    - name: edge\n", "");
    let files = [
        (
            "kustomization.yaml",
            "resources: [route.yaml]\npatches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: a, files: [a=c.yaml]}]\n",
        ),
        ("route.yaml", GOOD),
        ("patch.yaml", &patch),
        ("c.yaml", &patch),
    ];
    assert_eq!(judged(&files, &[]), [""; 0]);
    let both = files.map(|(name, text)| {
        (
            name,
            if name == "kustomization.yaml" {
                "resources: [route.yaml, patch.yaml]\npatches: [{path: patch.yaml}, {path: c.yaml}]"
            } else {
                text
            },
        )
    });
    assert!(judged(&both, &[]).contains(&"RP1025".to_owned()), "a resource is none");
}

const VARIABLES: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: \"${APP}\", namespace: \"${NS:=web}\" }
spec:
  hostnames: [\"${HOST}.${DOMAIN:-example.com}\"]
  parentRefs: [{ name: \"${GATEWAY}\", sectionName: \"${SECTION}\", namespace: infra }]
  rules:
    - timeouts: { request: \"${TIMEOUT}\" }
      backendRefs:
        - name: \"${APP}\"
          port: ${PORT}
          weight: ${WEIGHT}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: infra }
spec:
  gatewayClassName: ${CLASS}
  listeners:
    - { name: a, port: 443, protocol: HTTPS, hostname: \"*.${DOMAIN}\", tls: { certificateRefs: [{ name: \"${CERT}\" }] } }
";

#[test]
fn variables_are_unknown() {
    assert_eq!(judged(&[("a.yaml", VARIABLES)], &[]), [""; 0]);
    assert_eq!(judged(&[("a.yaml", VARIABLES)], &["--complete"]), [""; 0]);
    let plain = VARIABLES.replace("${PORT}", "80800");
    assert_eq!(judged(&[("a.yaml", &plain)], &[]), ["RP1025"]);
    let escaped = VARIABLES.replace("${HOST}.${DOMAIN:-example.com}", "$${HOST}");
    assert_eq!(judged(&[("a.yaml", &escaped)], &[]), ["RP1023"]);
    let unknown = VARIABLES.replace("  hostnames:", "  hostname:");
    assert_eq!(judged(&[("a.yaml", &unknown)], &[]), ["RP1010"]);
}

#[test]
fn an_api_server_gets_the_text() {
    let found = judged(&[("a.yaml", VARIABLES)], &["--api-only"]);
    assert!(found.contains(&"RP1023".to_owned()) && found.contains(&"RP1020".to_owned()), "{found:?}");
    let found = judged(&[("a.yaml", VARIABLES)], &["--profile", "kupe", "--tenant", "acme"]);
    assert!(found.iter().any(|it| it.starts_with("RP5")), "{found:?}");
}

fn route(name: &str, port: u16) -> String {
    GOOD.replace("name: web #", &format!("name: {name} #")).replace("port: 80", &format!("port: {port}"))
}

fn world(port: u16) -> String {
    format!("{GOOD}---\napiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: shop}}\nspec: {{selector: {{app: web}}, ports: [{{port: {port}}}]}}\n").replace("port: 80\n", &format!("port: {port}\n"))
}

const EDGE: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\nspec: {gatewayClassName: a, listeners: [{name: a, port: 80, protocol: HTTP}]}\n";

#[test]
fn units_stand_apart() {
    let (dev, prod, other) = (world(80), world(81), route("other", 81));
    let files = |one: &'static str, two: &'static str| {
        [
            ("base/edge.yaml", EDGE),
            ("base/kustomization.yaml", "resources: [edge.yaml]"),
            ("overlays/dev/a.yaml", &*dev),
            ("overlays/dev/kustomization.yaml", one),
            ("overlays/prod/a.yaml", &*prod),
            ("overlays/prod/b.yaml", &*other),
            ("overlays/prod/kustomization.yaml", two),
        ]
    };
    let both = judged(&files("resources: [../../base, a.yaml]", "resources: [../../base, a.yaml]"), &[]);
    assert_eq!(both.iter().filter(|it| *it == "RP2040").count(), 0, "{both:?}");
    // Within a unit it is told.
    let alone = judged(&files("resources: [../../base, a.yaml, ../prod/a.yaml]", "resources: []"), &[]);
    assert_eq!(alone.iter().filter(|it| *it == "RP2040").count(), 2, "{alone:?}");
    // Routes of two units do not take requests from each other, those of one do.
    let starved =
        judged(&files("resources: [../../base, a.yaml]", "resources: [../../base, a.yaml, b.yaml]"), &[]);
    assert_eq!(starved.iter().filter(|it| *it == "RP4002").count(), 1, "{starved:?}");
}

#[test]
fn clusters_of_flux_and_argo_stand_apart() {
    let flux = |path: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: apps, namespace: flux-system}}\nspec: {{path: {path}, targetNamespace: web}}\n"
        )
    };
    let argo = |path: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: apps, namespace: argocd}}\nspec: {{source: {{path: {path}}}, destination: {{namespace: web}}}}\n"
        )
    };
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n";
    let route = GOOD.replace("  namespace: shop\n", "");
    for app in [&flux as &dyn Fn(&str) -> String, &argo] {
        let (one, two) = (app("./apps/a"), app("./apps/b"));
        let files = [
            ("apps/a/r.yaml", &*route),
            ("apps/a/s.yaml", service),
            ("apps/b/s.yaml", service),
            ("clusters/a/apps.yaml", &one),
            ("clusters/b/apps.yaml", &two),
        ];
        assert_eq!(judged(&files, &[]), [""; 0]);
    }
}

#[test]
fn folders_with_the_same_object_stand_apart() {
    let (one, other) = (world(80), world(81));
    let same = judged(&[("a/a.yaml", &one), ("a/b.yaml", &other)], &[]);
    assert_eq!(same.iter().filter(|it| *it == "RP2040").count(), 2, "{same:?}");
    let two = judged(&[("a/a.yaml", &one), ("b/b.yaml", &other)], &[]);
    assert_eq!(two, [""; 0]);
    let folder = Folder::with(&[("a/a.yaml", &one), ("b/b.yaml", &other)]);
    let named = codes(&folder.run(&["check", "a/a.yaml", "b/b.yaml", "--format", "json"]));
    assert_eq!(named.iter().filter(|it| *it == "RP2040").count(), 2, "{named:?}");
    let taken =
        judged(&[("a/a.yaml", &format!("{EDGE}---\n{GOOD}")), ("b/b.yaml", &route("other", 81))], &[]);
    assert_eq!(taken, ["RP4002"], "folders alone are no clusters");
}

#[test]
fn every_unit_is_judged_with_its_own_objects() {
    let files = |port: u16| {
        let text = world(port);
        let text = text.replace(&format!("ports: [{{port: {port}}}]"), "ports: [{port: 80}]");
        format!("{EDGE}---\n{text}")
    };
    let [a, b, c] = [80, 81, 80].map(files);
    let run = Folder::with(&[("a/a.yaml", &a), ("b/b.yaml", &b), ("c/c.yaml", &c)])
        .run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let found = report["diagnostics"].as_array().unwrap();
    let found: Vec<_> = found.iter().filter(|it| it["severity"] == "error").collect();
    assert_eq!(found.len(), 1, "{}", run.out);
    assert_eq!(
        (&found[0]["code"], &found[0]["source"]),
        (&"RP2003".into(), &"b/b.yaml".into()),
        "{}",
        run.out
    );
    let many: Vec<_> = (0..20).map(|it| (format!("{it}/a.yaml"), &*a)).collect();
    let many: Vec<_> = many.iter().map(|it| (&*it.0, it.1)).collect();
    assert_eq!(judged(&many, &[]).iter().filter(|it| *it != "RP0092").count(), 0);
}

#[test]
fn much_advice_is_counted() {
    let route = |name: &str| {
        let told = "web # routeproof: ignore RP2090 -- what it refers to is given elsewhere";
        GOOD.replace(told, name).replace("spec:", &format!("spec:\n  hostnames: [{name}.example.com]"))
    };
    let [a, b, c] = ["a", "b", "c"].map(route);
    let few = Folder::with(&[("a.yaml", &a), ("b.yaml", &b)]).run(&["check"]);
    assert!(few.out.contains("info[RP2090]"), "{}", few.out);
    let folder = Folder::with(&[("a.yaml", &a), ("b.yaml", &b), ("c.yaml", &c)]);
    let run = folder.run(&["check"]);
    assert_eq!(
        run.out,
        "3 infos in 3 files (3 objects)\n3 infos: RP2090 not-decided (3); --verbose shows them\n"
    );
    let run = folder.run(&["check", "--verbose"]);
    assert_eq!(run.out.matches("info[RP2090]").count(), 3, "{}", run.out);
    let run = folder.run(&["check", "a.yaml", "b.yaml", "c.yaml"]);
    assert_eq!(
        run.out.matches("info[RP2090]").count(),
        3,
        "files that are named are told in full: {}",
        run.out
    );
}

#[test]
fn what_settings_share_is_apart_from_no_unit() {
    let (edge, other) = (format!("{EDGE}---\n{GOOD}"), route("other", 81));
    let files = |settings: &'static str| {
        [
            ("routeproof.yaml", settings),
            ("platform/edge.yaml", &*edge),
            ("platform/kustomization.yaml", "resources: [edge.yaml]"),
            ("shop/kustomization.yaml", "resources: [route.yaml]"),
            ("shop/route.yaml", &*other),
        ]
    };
    let starved = |settings| {
        judged(&files(settings), &["--render", "never"]).iter().filter(|it| *it == "RP4002").count()
    };
    assert_eq!(starved("complete: false\n"), 0, "two units");
    assert_eq!(starved("shared: [platform/**]\n"), 1, "one platform");
}

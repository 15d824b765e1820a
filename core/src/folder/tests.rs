use super::path::join;
use super::{Folder, are_apart};

/// The left out files, and the unit and the namespace of the others.
fn survey(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let names: Vec<_> = files.iter().map(|it| it.0).collect();
    let text_of = |name: &str| files.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
    let folder = Folder::survey(&names, &|_| false, &mut { text_of });
    let (left, kept): (Vec<_>, Vec<_>) = names.into_iter().partition(|it| folder.leaves_out(it));
    let described = |name: &str| {
        let place = folder.place(name).cloned().unwrap_or_default();
        format!(
            "{name} {} {}",
            place.unit.as_deref().unwrap_or("-"),
            place.namespace.as_deref().unwrap_or("-")
        )
    };
    (left.into_iter().map(str::to_owned).collect(), kept.into_iter().map(described).collect())
}

#[test]
fn charts() {
    let names = [
        "c/Chart.yaml",
        "c/charts/d/crds/a.yaml",
        "c/crds/a.yaml",
        "c/templates/a.yaml",
        "c/values-x.yaml",
        "d/values.yaml",
    ];
    let files: Vec<_> = names.iter().map(|it| (*it, "")).collect();
    let (left, kept) = survey(&files);
    assert_eq!(left, ["c/Chart.yaml", "c/charts/d/crds/a.yaml", "c/templates/a.yaml", "c/values-x.yaml"]);
    assert_eq!(kept, ["c/crds/a.yaml c -", "d/values.yaml - -"]);
}

#[test]
fn kustomizations() {
    let (left, kept) = survey(&[
        ("base/a.yaml", ""),
        ("base/kustomization.yaml", "resources: [a.yaml]"),
        ("dev/b.yaml", ""),
        (
            "dev/kustomization.yaml",
            "namespace: dev\nresources: [../base, b.yaml, ../only]\npatches: [{path: patch.yaml}, {patch: 'a: b'}]\n",
        ),
        ("dev/patch.yaml", ""),
        ("only/c.yaml", ""),
        (
            "only/kustomization.yaml",
            "namespace: inner\nresources: [c.yaml]\nconfigMapGenerator: [{files: [x=x.yaml]}]",
        ),
        ("only/x.yaml", ""),
        ("prod/kustomization.yaml", "namespace: prod\nresources: [../base]"),
        ("z.yaml", ""),
    ]);
    assert_eq!(left, ["dev/patch.yaml", "only/x.yaml"]);
    let kept: Vec<_> = kept.into_iter().filter(|it| !it.contains("kustomization")).collect();
    assert_eq!(kept, ["base/a.yaml - -", "dev/b.yaml dev dev", "only/c.yaml dev dev", "z.yaml - -"]);
}

#[test]
fn objects_name_folders() {
    let flux = |path: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {{path: {path}, targetNamespace: web}}\n"
        )
    };
    let argo = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {destination: {namespace: shop}, source: {path: apps/c}}\n";
    let (apps, a) = (flux("./r/apps"), flux("apps/a/app"));
    let (_, kept) = survey(&[
        ("r/apps/a/app/r.yaml", ""),
        ("r/apps/a/app/kustomization.yaml", "resources: [r.yaml]"),
        ("r/apps/a/ks.yaml", &a),
        ("r/apps/b/s.yaml", ""),
        ("r/apps/c/t.yaml", ""),
        ("r/clusters/one/apps.yaml", &apps),
        ("r/clusters/two/apps.yaml", argo),
    ]);
    assert_eq!(kept[5], "r/clusters/one/apps.yaml r/clusters/one -");
    assert_eq!(kept[0], "r/apps/a/app/r.yaml r/clusters/one web");
    assert_eq!(kept[3], "r/apps/b/s.yaml r/clusters/one web");
    assert_eq!(kept[4], "r/apps/c/t.yaml - -", "two clusters have it");
}

#[test]
fn a_cluster_of_flux_names_its_own_folder() {
    let flux = |path: &str| {
        format!("apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {{path: {path}}}\n")
    };
    let (own, apps, root) = (flux("./clusters/a"), flux("./apps"), flux("./"));
    let (_, kept) = survey(&[
        ("apps/r.yaml", ""),
        ("clusters/a/apps.yaml", &apps),
        ("clusters/a/flux-system/kustomization.yaml", "resources: [sync.yaml]"),
        ("clusters/a/flux-system/sync.yaml", &own),
        ("clusters/b/apps.yaml", &root),
    ]);
    let kept: Vec<_> = kept.into_iter().filter(|it| !it.contains("kustomization")).collect();
    assert_eq!(
        kept,
        [
            "apps/r.yaml clusters/a -",
            "clusters/a/apps.yaml clusters/a -",
            "clusters/a/flux-system/sync.yaml clusters/a -",
            "clusters/b/apps.yaml clusters/b -"
        ]
    );
}

#[test]
fn what_is_built_is_known_by_its_files() {
    let files = [
        ("app/kustomization.yaml", "resources: [a.yaml, ../base, https://example.com/x, ../gone]"),
        ("app/a.yaml", ""),
        ("base/b.yaml", ""),
        (
            "base/kustomization.yaml",
            "resources: [b.yaml]\npatches: [{path: p.yaml}, {path: 'https://example.com/p'}]",
        ),
        ("lib/Chart.yaml", "type: library"),
        ("other/kustomization.yaml", "resources: [../base]"),
        ("part/kustomization.yaml", "kind: Component"),
        ("web/Chart.yaml", ""),
    ];
    let names: Vec<_> = files.iter().map(|it| it.0).collect();
    let text_of = |name: &str| files.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
    let folder = Folder::survey(&names, &|it| it.starts_with("web/"), &mut { text_of });
    let folders = |units: &[super::Unit]| units.iter().map(|it| it.folder.clone()).collect::<Vec<_>>();
    assert_eq!(folders(folder.charts()), ["web"], "a library is no chart of its own");
    assert_eq!(folder.charts()[0].place.unit, None, "it is shared");
    assert_eq!(folders(folder.kustomizations()), ["app", "other"], "nor is a component");
    let made = |built: &[&str]| Vec::from_iter(folder.made_into(&built.iter().copied().collect()));
    assert_eq!(made(&["app", "other"]), ["app/a.yaml", "base/b.yaml"]);
    assert_eq!(made(&["app"]), ["app/a.yaml"], "the other unit takes the base as it stands");
    let absent = Vec::from_iter(folder.absent_from("app"));
    assert_eq!(absent, ["gone", "https://example.com/p", "https://example.com/x"]);
    assert_eq!(Vec::from_iter(folder.absent_from("other")), ["https://example.com/p"]);
    let helpers = Vec::from_iter(folder.helpers_of("other"));
    assert!(helpers.contains(&"base/p.yaml") && helpers.contains(&"other/kustomization.yaml"), "{helpers:?}");
}

#[test]
fn objects_say_how_folders_are_applied() {
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: app, postBuild: {substitute: {HOST: a.test, PORT: 80}}}\n";
    let argo = |helm: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {{destination: {{namespace: shop}}, source: {{path: web, helm: {{{helm}}}}}}}\n"
        )
    };
    let units = |argo: &str| {
        let files = [
            ("app/kustomization.yaml", "resources: []"),
            ("ks.yaml", flux),
            ("apps/web.yaml", argo),
            ("web/Chart.yaml", ""),
            ("web/values-dev.yaml", ""),
        ];
        let names: Vec<_> = files.iter().map(|it| it.0).collect();
        let text_of = |name: &str| files.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        let folder = Folder::survey(&names, &|_| false, &mut { text_of });
        (folder.charts()[0].clone(), folder.kustomizations()[0].clone())
    };
    let (chart, app) = units(&argo("releaseName: dev, valueFiles: [values-dev.yaml]"));
    assert_eq!(app.applied.fill("${HOST}:${PORT} ${C}".to_owned()), "a.test:80 ${C}");
    assert_eq!(
        (chart.applied.release.as_deref(), &*chart.applied.values),
        (Some("dev"), &["web/values-dev.yaml".to_owned()][..])
    );
    assert_eq!(chart.place.namespace.as_deref(), Some("shop"));
    assert!(!chart.place.moved, "Argo CD gives a namespace to objects without one");
    let (chart, _) = units(&argo(
        "valueFiles: [values-dev.yaml], valuesObject: {a: {b: 1}}, parameters: [{name: a, value: 'b,c'}, {name: d, value: '1', forceString: true}]",
    ));
    assert_eq!(chart.applied.values, ["web/values-dev.yaml"]);
    assert_eq!(chart.applied.inline.as_deref().map(str::trim), Some("{a: {b: 1}}"));
    assert_eq!(chart.applied.parameters, [("a=b\\,c".to_owned(), false), ("d=1".to_owned(), true)]);
    let (chart, _) = units(&argo("valueFiles: [$values/dev.yaml], parameters: [{name: a, value: b}]"));
    assert_eq!(
        (&*chart.applied.values, &*chart.applied.parameters),
        (&[][..], &[][..]),
        "a part of the values is not what is applied"
    );
    let lines = argo("").replace("helm: {}}", "helm: {valuesObject: LATER}}").replace(
        "spec: {destination: {namespace: shop}, source: {path: web, helm: {valuesObject: LATER}}}",
        "spec:\n  source:\n    path: web\n    helm:\n      valuesObject:\n        a: 1\n        b: {c: 2}\n",
    );
    let inline = units(&lines).0.applied.inline;
    assert_eq!(inline.as_deref(), Some("        a: 1\n        b: {c: 2}\n"));
    let two = argo("releaseName: a") + "---\n" + &argo("releaseName: b");
    assert_eq!(units(&two).0.applied, super::Applied::default());
}

#[test]
fn circles_end() {
    let (_, kept) = survey(&[
        ("a/kustomization.yaml", "resources: [../b, x.yaml]"),
        ("a/x.yaml", ""),
        ("b/kustomization.yaml", "resources: [../a]"),
    ]);
    assert_eq!(kept[1], "a/x.yaml - -");
}

#[test]
fn paths() {
    assert_eq!(join("a/b", "../c/./d.yaml"), "a/c/d.yaml");
    assert_eq!(join("", "../c"), "../c");
    assert_eq!(join("../a", "../../c"), "../../c");
    assert_eq!(join("/a", "b/"), "/a/b");
    assert!(are_apart("a/b", "a/c") && are_apart("a", "ab"));
    assert!(!are_apart("a", "a/c") && !are_apart("", "a") && !are_apart("a", "a"));
}

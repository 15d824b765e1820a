//! Objects of other APIs, judged by CRDs.

use crate::harness::Folder;

const CRD: &str = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties: {size: {type: integer}}
            x-kubernetes-validations: [{rule: self.size > 0, message: a thing has a size}]
";

const THING: &str = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: 0}\n";

#[test]
fn a_crd_among_the_inputs_judges_its_objects() {
    let folder = Folder::with(&[("thing.yaml", THING), ("crds/things.yaml", CRD)]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("error[RP1040]: a thing has a size"), "{}", run.out);
    assert!(run.out.contains("--> thing.yaml:4:1"), "{}", run.out);
    assert!(!run.out.contains("not judged"), "{}", run.out);
    folder.write("thing.yaml", THING.replace('0', "1").as_bytes());
    assert_eq!(folder.run(&["check", "--strict"]).code, Some(0));
}

#[test]
fn crds_are_named_by_flag_and_settings() {
    let folder = Folder::with(&[
        ("app/thing.yaml", THING),
        ("platform/things.yaml", CRD),
        ("platform/other.yaml", "a: 1\n"),
    ]);
    assert_eq!(folder.run(&["check", "app"]).code, Some(0));
    for path in ["platform", "platform/things.yaml"] {
        let run = folder.run(&["check", "app", "--crd", path]);
        assert_eq!(run.code, Some(1), "{}", run.err);
        // CRDs that are named are no inputs.
        assert!(run.out.contains("1 error in 1 file (1 object)"), "{}", run.out);
    }
    // From the folder of the settings, not from the current one.
    folder.write("app/routeproof.yaml", b"crds: [../platform]\n");
    assert_eq!(folder.run(&["check", "app"]).code, Some(1));
}

#[test]
fn crds_that_cannot_be_used_are_a_failure() {
    let bad = CRD.replace("type: integer", "type: number of things");
    let folder = Folder::with(&[
        ("thing.yaml", THING),
        ("empty/a.yaml", "a: 1\n"),
        ("bad.yaml", &bad),
        ("text.yaml", "a: [\n"),
    ]);
    for (path, wanted) in [
        ("nowhere", "the CRDs in `nowhere` cannot be read"),
        ("empty", "`empty` holds no CustomResourceDefinition"),
        ("thing.yaml", "`thing.yaml` holds no CustomResourceDefinition"),
        ("text.yaml", "`text.yaml` cannot be read"),
        ("bad.yaml", "`bad.yaml` holds a CRD that the API server refuses, at line 18: `type` is one of"),
    ] {
        let run = folder.run(&["check", "thing.yaml", "--crd", path]);
        assert_eq!(run.code, Some(2), "{path}: {}", run.out);
        assert!(run.err.contains(wanted), "{path}: {}", run.err);
    }
    // Among the inputs it is a finding at its place.
    let run = folder.run(&["check", "bad.yaml", "thing.yaml"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("error[RP1009]: `type` is one of"), "{}", run.out);
    assert!(run.out.contains("1 object of 1 kind was not judged"), "{}", run.out);
}

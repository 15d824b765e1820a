//! Objects judged by CRDs among the inputs.

use routeproof_core::Workspace;

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
        required: [spec]
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: {type: integer, minimum: 1, exclusiveMaximum: true, maximum: 10}
              mode: {type: string, enum: [fast, slow], default: fast}
              port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              url: {type: string, x-kubernetes-validations: [{rule: isURL(self)}]}
              rest: {type: object, x-kubernetes-preserve-unknown-fields: true}
              since: {type: string, format: date-time}
              exact: {type: string}
              prefix: {type: string, pattern: '^\\d+$'}
            oneOf: [{required: [exact]}, {required: [prefix]}]
            x-kubernetes-validations:
            - {rule: self.mode != 'slow' || self.size < 5, message: slow things are small, fieldPath: .size}
  - {name: v1beta1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
";

fn workspace() -> Workspace {
    let mut workspace = Workspace::default();
    workspace.set_crd_compiler(routeproof_crd::compile);
    workspace
}

/// Codes, paths and messages of what is found in sources.
fn found_in(texts: &[&str]) -> Vec<String> {
    let mut workspace = workspace();
    for (number, text) in texts.iter().enumerate() {
        workspace.set_source(&format!("{number}.yaml"), *text);
    }
    let path = |it: &routeproof_core::diagnostic::Diagnostic| it.path.clone().unwrap_or_default();
    workspace.findings().iter().map(|it| format!("{} {} {}", it.rule.code, path(it), it.message)).collect()
}

fn thing(spec: &str) -> String {
    format!("apiVersion: example.com/v1\nkind: Thing\nmetadata: {{name: a}}\nspec: {spec}\n")
}

fn spec(spec: &str) -> Vec<String> {
    found_in(&[&thing(spec), CRD])
}

#[test]
fn an_object_is_judged_by_a_crd_of_another_source() {
    assert_eq!(spec("{size: 4, exact: a, port: 80, rest: {any: [{thing: 1}]}}"), [""; 0]);
    for (text, wanted) in [
        ("{size: 4, exact: a, zed: 1}", "RP1010 spec.zed `spec` has no field `zed`"),
        ("{exact: a}", "RP1021 spec.size"),
        ("{size: 10, exact: a}", "RP1025 spec.size `spec.size` is not below 10"),
        ("{size: 0, exact: a}", "RP1025 spec.size `spec.size` is smaller than 1"),
        ("{size: 4, exact: a, mode: quick}", "RP1022 spec.mode"),
        ("{size: 4, exact: a, port: true}", "RP1020 spec.port"),
        ("{size: 4, exact: a, since: today}", "RP1023 spec.since `today` is not a time"),
        ("{size: 4, prefix: a}", "RP1023 spec.prefix"),
        ("{size: 4, prefix: ١}", "RP1023 spec.prefix"),
        ("{size: 4, exact: a, url: b}", "RP1040 spec.url the rule `isURL(self)` does not hold"),
        ("{size: 6, exact: a, mode: slow}", "RP1040 spec.size slow things are small"),
        ("{size: 4, exact: a, prefix: '1'}", "RP1040 spec `spec` fits more than one of its alternatives"),
    ] {
        let found = spec(text);
        assert!(found.iter().any(|it| it.starts_with(wanted)), "{text}: {found:?}");
        assert_eq!(found.len(), 1, "{text}: {found:?}");
    }
    // Of fields to choose from, none is reported as missing.
    assert_eq!(spec("{size: 4}"), ["RP1040 spec `spec` fits none of its alternatives"]);
}

#[test]
fn a_field_at_the_wrong_level_goes_where_the_crd_has_it() {
    use routeproof_core::diagnostic::Safety;
    use routeproof_core::mend::mend;
    let mut workspace = workspace();
    workspace.set_source("crd.yaml", CRD);
    let text =
        "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nsize: 4 # small\nspec:\n  exact: a\n";
    workspace.set_source("thing.yaml", text);
    let codes = |it: &Workspace| it.findings().iter().map(|it| it.rule.code).collect::<Vec<_>>();
    assert_eq!(codes(&workspace), ["RP1010", "RP1021"]);
    assert_eq!(workspace.findings()[0].help.as_deref(), Some("`size` belongs in `spec`"));
    assert_eq!(mend(&mut workspace, Safety::Safe).unwrap().findings, 1);
    assert_eq!(codes(&workspace), [""; 0]);
}

#[test]
fn versions_are_those_of_the_crd() {
    let old = thing("{size: 4, exact: a}").replace("/v1", "/v1beta1");
    let found = found_in(&[&old, CRD]);
    assert_eq!(found, ["RP1002 apiVersion Thing is not served as `v1beta1` by its CRD"]);
}

#[test]
fn what_is_judged_is_not_counted_as_not_judged() {
    use routeproof_core::report::SourceMap as _;
    let mut workspace = workspace();
    workspace.set_source("thing.yaml", thing("{size: 4, exact: a}"));
    assert_eq!(workspace.not_judged().len(), 1);
    workspace.set_source("crd.yaml", CRD);
    assert!(workspace.not_judged().is_empty());
    workspace.remove_source("crd.yaml");
    assert_eq!(workspace.not_judged().len(), 1);
    assert_eq!(workspace.add_crds("crd.yaml", CRD.to_owned()), Ok(()));
    assert!(workspace.not_judged().is_empty());
    // They are no source.
    assert_eq!(workspace.sources().count(), 1);
}

#[test]
fn a_crd_that_the_api_server_refuses_is_told_and_judges_nothing() {
    for (before, after, wanted) in [
        ("name: things.example.com", "name: thing.example.com", "the name is not `things.example.com`"),
        ("storage: true", "storage: false", "exactly one version has `storage: true`, but 0 have it"),
        ("scope: Namespaced", "scope: Everywhere", "`spec.scope` is"),
        ("exact: {type: string}", "exact: {}", "a schema says the `type` of its value"),
        ("exact: {type: string}", "exact: {type: text}", "`type` is one of"),
    ] {
        let found = found_in(&[&CRD.replace(before, after), &thing("{zed: 1}")]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("RP1009") && found[0].contains(wanted), "{wanted}: {found:?}");
    }
    // Kubernetes' own types of a CRD refuse it already.
    let misspelt = CRD.replace("rest: {type: object, ", "rest: {typ: object, ");
    let found = found_in(&[&misspelt, &thing("{zed: 1}")]);
    assert!(found.len() == 1 && found[0].starts_with("RP1010"), "{found:?}");
    let bad = CRD.replace("exact: {type: string}", "exact: {}");
    let refused = workspace().add_crds("crd.yaml", bad).unwrap_err();
    assert!(refused.starts_with("holds a CRD that the API server refuses, at line 2"), "{refused}");
    assert_eq!(
        workspace().add_crds("b.yaml", "a: [".to_owned()).unwrap_err().split(':').next(),
        Some("cannot be read")
    );
    assert_eq!(
        workspace().add_crds("a.yaml", "a: 1".to_owned()).unwrap_err(),
        "holds no CustomResourceDefinition"
    );
}

#[test]
fn what_is_not_known_of_a_crd_is_left_out_and_named() {
    let crd = CRD.replace("isURL(self)", "self.reverse() == self");
    let found = found_in(&[&crd, &thing("{size: 4, exact: a, url: b}")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("RP1008") && found[0].contains("reverse"), "{found:?}");
    assert!(found[0].contains("at `spec.url` is not judged"), "{found:?}");
}

#[test]
fn a_rule_about_a_time_is_left_out_and_one_that_only_asks_for_it_is_not() {
    let with = |rule: &str| {
        let crd = CRD.replace("self.mode != 'slow' || self.size < 5", rule);
        found_in(&[&crd, &thing("{size: 4, exact: a, since: '2024-05-06T07:08:09Z'}")])
    };
    let found = with("self.since != ''");
    assert!(found.len() == 1 && found[0].starts_with("RP1008"), "{found:?}");
    assert_eq!(with("has(self.since)"), [""; 0]);
}

#[test]
fn functions_of_cel() {
    let with = |rule: &str| {
        let crd = CRD.replace("self.mode != 'slow' || self.size < 5", &format!("\"{rule}\""));
        found_in(&[&crd, &thing("{size: 4, exact: Ab, prefix: null}")])
    };
    for rule in [
        "self.exact.lowerAscii() + self.exact.upperAscii() == 'abAB'",
        "{'Ab': 1, 'x': 2}[self.exact] == 1 && !('y' in {'x': 2})",
        "int('12') == 12 && int(self.size) == 4",
        "isURL('http://a/' + self.exact) && url('HTTP://a').getScheme() == 'http'",
        "([self.size] + [5, 6]).size() == 3",
    ] {
        assert_eq!(with(rule), [""; 0], "{rule}");
    }
    for rule in ["{'x': 2}[self.exact] == 1", "int(self.exact) == 1", "url(self.exact).getScheme() == 'a'"] {
        let found = with(rule);
        assert!(found.len() == 1 && found[0].starts_with("RP1040"), "{rule}: {found:?}");
    }
}

#[test]
fn kinds_of_gateway_api_are_those_of_the_release() {
    let crd = CRD
        .replace("example.com", "gateway.networking.k8s.io")
        .replace("things", "gatewayclasses")
        .replace("Thing", "GatewayClass");
    let class = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: a}\nspec: {controllerName: a.b/c}\n";
    assert_eq!(found_in(&[&crd, class]), [""; 0]);
}

#[test]
fn the_examples_of_rules_about_crds_show_what_they_say() {
    for code in ["RP1008", "RP1009"] {
        let rule = routeproof_core::rules::find(code).unwrap();
        let example = rule.docs.split("```yaml").nth(1).unwrap().split("```").next().unwrap();
        let example: String =
            example.lines().map(|it| format!("{}\n", it.strip_prefix(' ').unwrap_or(it))).collect();
        let mut workspace = workspace();
        workspace.set_source("example.yaml", example.as_str());
        let found = workspace.findings();
        let lines: Vec<_> = found
            .iter()
            .map(|it| (it.rule.code, example.split_at(it.at.span.start()).0.matches('\n').count()))
            .collect();
        let marked = example.lines().position(|it| it.contains(&format!("# {code}"))).unwrap();
        assert_eq!(lines, [(code, marked)]);
    }
}

#[test]
fn of_two_units_each_has_its_own_crd() {
    use routeproof_core::folder::Place;
    let looser = CRD.replace("minimum: 1", "minimum: 0");
    let found = |units: [&str; 4]| {
        let mut workspace = workspace();
        let texts = [CRD, &looser, &thing("{size: 0, exact: a}"), &thing("{size: 0, exact: a}")];
        for ((unit, text), name) in units.into_iter().zip(texts).zip(["a/crd", "b/crd", "a/thing", "b/thing"])
        {
            let name = format!("{name}.yaml");
            workspace.set_source(&name, text);
            let id = workspace.sources().find(|it| it.1 == name).unwrap().0;
            workspace.set_place(id, Place { unit: Some(unit.to_owned()), ..Place::default() });
        }
        let found = workspace.findings();
        found.iter().filter(|it| it.rule.code == "RP1025").map(|it| it.at.source.0).collect::<Vec<_>>()
    };
    assert_eq!(found(["a", "b", "a", "b"]), [2]);
    // In one unit the later one counts.
    assert_eq!(found(["a", "a", "a", "a"]), [0; 0]);
}

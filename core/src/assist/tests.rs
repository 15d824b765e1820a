use super::cursor::{Place, Slot, Step};
use super::{complete, definitions, hover, references};
use crate::Workspace;
use crate::report::SourceMap as _;
use crate::rules::registry;
use crate::settings::Settings;
use crate::source::{Location, SourceId};

const GATEWAY: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: infra}\n\
                       spec:\n  gatewayClassName: shared\n  listeners:\n  - {name: https, port: 443, protocol: HTTPS, hostname: '*.example.com'}\n";
const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: web}\n\
                       spec: {ports: [{name: http, port: 80, targetPort: 8080}]}\n";
const HEAD: &str =
    "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: shop\n  namespace: web\n";

/// A text with `▮` at the cursor, without it, and the byte where it was.
fn cursor(marked: &str) -> (String, usize) {
    (marked.replace('▮', ""), marked.find('▮').unwrap())
}

fn workspace(text: &str) -> Workspace {
    let settings = Settings::from_yaml("{profile: kupe, tenant: acme}", registry()).unwrap();
    let mut workspace = Workspace::new(settings).unwrap();
    workspace.set_source("gateway.yaml", GATEWAY);
    workspace.set_source("service.yaml", SERVICE);
    workspace.set_source("route.yaml", text);
    workspace
}

/// The labels that are offered at the cursor of a route.
fn labels(marked: &str) -> Vec<String> {
    let (text, offset) = cursor(&format!("{HEAD}{marked}"));
    let workspace = workspace(&text);
    let id = workspace.ids().into_iter().find(|it| workspace.name(*it) == "route.yaml").unwrap();
    complete(&workspace, id, offset).into_iter().map(|it| it.label).collect()
}

fn path(marked: &str) -> (String, String) {
    let (text, offset) = cursor(marked);
    let place = Place::at(&text, offset);
    let slot = match place.slot {
        Slot::Key => "key".to_owned(),
        Slot::Value(key) => format!("value of {key}"),
        Slot::Item => "item".to_owned(),
    };
    (place.dotted(), slot)
}

#[test]
fn the_place_is_read_from_lines_and_brackets() {
    for (text, dotted, slot) in [
        ("▮", "", "key"),
        ("a: 1\n▮", "", "key"),
        ("spec:\n  ▮", "spec", "key"),
        ("spec:\n  rules:\n  - ▮", "spec.rules", "item"),
        ("spec:\n  rules:\n  - matches:\n    - path:\n        ▮\n", "spec.rules[].matches[].path", "key"),
        (
            "spec:\n  rules:\n  - backendRefs:\n    - name: x\n      po▮\n",
            "spec.rules[].backendRefs[]",
            "key",
        ),
        (
            "spec:\n  rules:\n    - backendRefs:\n        - name: ▮\n",
            "spec.rules[].backendRefs[]",
            "value of name",
        ),
        ("spec:\n  hostnames:\n  - a.example\n  - ▮\n", "spec.hostnames", "item"),
        (
            "spec: {rules: [{backendRefs: [{name: web, port: ▮}]}]}",
            "spec.rules[].backendRefs[]",
            "value of port",
        ),
        ("spec: {rules: [{▮}]}", "spec.rules[]", "key"),
        ("spec:\n  parentRefs: [{ name: edge, sec▮ }]", "spec.parentRefs[]", "key"),
        (
            "spec:\n  rules:\n  - backendRefs: [{name: a,\n      port: ▮}]",
            "spec.rules[].backendRefs[]",
            "value of port",
        ),
        ("x: '{'\ny: ▮", "", "value of y"),
        ("a:\n  b: 1\n---\nc: ▮", "", "value of c"),
        ("é: 1 # [\nspec:\n  ▮", "spec", "key"),
    ] {
        assert_eq!(path(text), (dotted.to_owned(), slot.to_owned()), "{text}");
    }
}

#[test]
fn siblings_stand_in_the_same_mapping() {
    let (text, offset) =
        cursor("l:\n- name: a\n  port: 1\n- namespace: n\n  name: ▮\n  port: 2\n- name: c\n");
    let place = Place::at(&text, offset);
    assert_eq!(place.siblings, [("namespace", "n"), ("port", "2")]);
    assert_eq!(place.path, [Step::Key("l"), Step::Item]);
}

#[test]
fn fields_come_from_the_schema_and_are_offered_once() {
    let spec = labels("spec:\n  ▮");
    assert!(spec.contains(&"parentRefs".to_owned()) && spec.contains(&"rules".to_owned()), "{spec:?}");
    assert!(!labels("spec:\n  rules: []\n  ▮").contains(&"rules".to_owned()));
    assert_eq!(labels("spec:\n  rules:\n  - backendRefs:\n    - name: api\n      po▮"), ["port"]);
    assert_eq!(labels("spec:\n  rules:\n  - matches:\n    - path:\n        ty▮"), ["type"]);
}

#[test]
fn values_come_from_the_schema() {
    let types = labels("spec:\n  rules:\n  - matches:\n    - path:\n        type: ▮");
    assert_eq!(types, ["Exact", "PathPrefix", "RegularExpression"]);
    assert_eq!(labels("spec:\n  rules:\n  - matches: [{path: {type: PathP▮}}]"), ["PathPrefix"]);
}

#[test]
fn names_come_from_the_other_files() {
    assert_eq!(labels("spec:\n  rules:\n  - backendRefs:\n    - name: ▮"), ["api"]);
    assert_eq!(labels("spec:\n  rules:\n  - backendRefs:\n    - name: api\n      port: ▮"), ["80"]);
    assert_eq!(labels("spec:\n  parentRefs:\n  - name: ▮"), ["external-gateway", "edge"]);
    assert_eq!(labels("spec:\n  parentRefs:\n  - name: edge\n    namespace: ▮"), ["infra"]);
    assert_eq!(labels("spec:\n  parentRefs:\n  - namespace: infra\n    name: ▮"), ["edge"]);
    assert_eq!(
        labels("spec:\n  parentRefs:\n  - name: edge\n    namespace: infra\n    sectionName: ▮"),
        ["https"]
    );
    assert_eq!(labels("spec:\n  parentRefs: [{name: edge, namespace: infra, sectionName: ▮}]"), ["https"]);
    assert_eq!(labels("spec:\n  hostnames:\n  - ▮"), ["<app>.acme.kupe.cloud", "*.example.com"]);
}

#[test]
fn the_gateway_of_the_platform_is_offered_with_its_namespace() {
    let offered = |marked: &str| {
        let (text, offset) = cursor(&format!("{HEAD}{marked}"));
        let workspace = workspace(&text);
        let id = workspace.ids().into_iter().find(|it| workspace.name(*it) == "route.yaml").unwrap();
        let first = complete(&workspace, id, offset).into_iter().next().unwrap();
        (first.insert, first.detail)
    };
    let whole = "in namespace kube-system, of the platform";
    for (marked, insert, detail) in [
        ("spec:\n  parentRefs:\n  - name: ▮", "external-gateway\n    namespace: kube-system", whole),
        ("spec:\n  parentRefs: [{name: ext▮}]", "external-gateway, namespace: kube-system", whole),
        ("spec:\n  parentRefs: [{namespace: kube-system, name: ▮}]", "external-gateway", "of the platform"),
        ("spec:\n  parentRefs: [{name: external-gateway, namespace: ▮}]", "kube-system", "of the platform"),
    ] {
        assert_eq!(offered(marked), (insert.to_owned(), detail.to_owned()), "{marked}");
    }
}

#[test]
fn a_hover_says_what_a_field_is() {
    let (text, offset) =
        cursor(&format!("{HEAD}spec:\n  rules:\n  - backendRefs:\n    - name: api\n      po▮rt: 80\n"));
    let workspace = workspace(&text);
    let id = workspace.ids().into_iter().find(|it| workspace.name(*it) == "route.yaml").unwrap();
    let found = hover(&workspace, id, offset).unwrap();
    assert!(found.text.starts_with("**`spec.rules[].backendRefs[].port`** — whole number"), "{}", found.text);
    assert!(found.text.contains("not the targetPort") && found.text.contains("1 to 65535"), "{}", found.text);
    assert_eq!(found.span.of(&text), "port");
}

/// What is found at the cursor of a route, as the source and the text there.
fn found(marked: &str, find: fn(&Workspace, SourceId, usize) -> Vec<Location>) -> Vec<String> {
    let (text, offset) = cursor(&format!("{HEAD}{marked}"));
    let workspace = workspace(&text);
    let id = workspace.ids().into_iter().find(|it| workspace.name(*it) == "route.yaml").unwrap();
    let shown =
        |it: Location| format!("{} {}", workspace.name(it.source), it.span.of(workspace.text(it.source)));
    find(&workspace, id, offset).into_iter().map(shown).collect()
}

#[test]
fn a_reference_leads_to_what_it_names() {
    let spec = |parent: &str, backend: &str| {
        format!(
            "spec:\n  parentRefs: [{{{parent}, namespace: infra, sectionName: https}}]\n  rules:\n  - backendRefs:\n    - {backend}\n"
        )
    };
    for (parent, backend, leads) in [
        ("name: ed▮ge", "{name: api, port: 80}", "gateway.yaml edge"),
        ("name: edge", "{na▮me: api, port: 80}", "service.yaml api"),
        ("name: edge", "{name: api, port: 8▮0}", "service.yaml {name: http, port: 80, targetPort: 8080}"),
    ] {
        assert_eq!(found(&spec(parent, backend), definitions), [leads]);
    }
    let section = "spec:\n  parentRefs: [{name: edge, namespace: infra, sectionName: htt▮ps}]\n";
    assert_eq!(found(section, definitions), ["gateway.yaml https"]);
    assert_eq!(found("spec:\n  parentRefs: [{name: ot▮her}]\n", definitions), [""; 0]);
    // All references to the same Service, from any of them.
    let twice = "spec:\n  parentRefs: [{name: edge}]\n  rules:\n  - backendRefs: [{name: a▮pi}]\n  - backendRefs: [{name: api, weight: 2}]\n";
    assert_eq!(found(twice, references), ["route.yaml {name: api}", "route.yaml {name: api, weight: 2}"]);
}

#[test]
fn a_name_is_referred_to() {
    let route = format!("{HEAD}spec:\n  parentRefs: [{{name: edge, namespace: infra}}]\n");
    let workspace = workspace(&route);
    let gateway = workspace.ids().into_iter().find(|it| workspace.name(*it) == "gateway.yaml").unwrap();
    let at = GATEWAY.find("edge").unwrap();
    let shown: Vec<_> = references(&workspace, gateway, at).iter().map(|it| it.span.of(&route)).collect();
    assert_eq!(shown, ["{name: edge, namespace: infra}"]);
}

#[test]
fn nothing_that_is_typed_makes_it_panic() {
    let text = format!(
        "{HEAD}spec: {{rules: [{{matches: [{{path: {{value: \"/é\"}}}}]}}]}}\n---\n- - a: |\n   x\n\t? [\n...\n"
    );
    let workspace = workspace(&text);
    let id = workspace.ids().into_iter().find(|it| workspace.name(*it) == "route.yaml").unwrap();
    for offset in 0..=text.len() + 2 {
        let _ = (complete(&workspace, id, offset), hover(&workspace, id, offset));
        let _ = (definitions(&workspace, id, offset), references(&workspace, id, offset));
    }
}

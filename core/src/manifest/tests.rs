use super::{Looks, Objects, ProblemKind, objects};
use crate::yaml::{self, Tree};

fn read(text: &str) -> (Tree, Objects) {
    let tree = yaml::read(text).tree;
    let found = objects(text, &tree);
    (tree, found)
}

fn ids(text: &str) -> Vec<String> {
    let (tree, found) = read(text);
    assert_eq!(found.problems, []);
    found.objects.iter().map(|it| format!("{} {}", it.gvk(text, &tree).version, it.id(text, &tree))).collect()
}

#[test]
fn an_object_knows_what_it_is() {
    let text = "# a route\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: shop\n  namespace: web\n";
    let (tree, found) = read(text);
    let [object] = found.objects[..] else { panic!("{found:?}") };
    let view = object.view(text, &tree);
    assert_eq!((view.group(), view.version(), view.kind()), ("gateway.networking.k8s.io", "v1", "HTTPRoute"));
    assert_eq!((view.namespace(), view.name()), (Some("web"), "shop"));
    assert_eq!(view.title().of(text), "shop");
    assert_eq!(view.id().to_string(), "HTTPRoute `web/shop`");
    assert!(
        object.span.of(text).starts_with("apiVersion") && object.span.of(text).trim_end().ends_with("web")
    );
}

#[test]
fn lists_are_flattened_in_place() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n- apiVersion: v1\n  kind: List\n  items: [{apiVersion: v2, kind: Pod, metadata: {name: c}}]\n- {apiVersion: v1, kind: Pod, metadata: {name: d}}\n---\n{apiVersion: v1, kind: List, items: []}\n";
    assert_eq!(ids(text), ["v1 Pod `a`", "v1 Pod `b`", "v2 Pod `c`", "v1 Pod `d`"]);
    let (_, found) = read(text);
    assert_eq!(found.lists.iter().map(|it| it.document).collect::<Vec<_>>(), [1, 1, 2]);
    let item = &found.objects[1];
    assert_eq!((item.document, item.item), (1, Some(0)));
    assert_eq!(item.span.of(text), "{apiVersion: v1, kind: Pod, metadata: {name: b}}");
}

#[test]
fn items_of_a_typed_list_need_not_say_what_they_are() {
    let text =
        "{apiVersion: a/v1, kind: PodList, items: [{metadata: {name: b}}, {apiVersion: v2, kind: Pod}]}";
    assert_eq!(ids(text), ["v1 Pod `b`", "v2 Pod"]);
    assert_eq!(ids("{apiVersion: a/v1, kind: PodList}"), ["v1 PodList"]);
}

#[test]
fn items_make_a_list_of_any_kind() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: outer}\nitems:\n- {apiVersion: a/v2, kind: Pod, metadata: {name: a}}\n- metadata: {name: b}\n- apiVersion: v1\n  kind: Secret\n  items: [{apiVersion: v2, kind: Pod, metadata: {name: c}}]\n- {apiVersion: v1, kind: Secret, metadata: {name: d}, items: null}\n- {apiVersion: v1, kind: Secret, metadata: {name: e}, items: {}}\n";
    let inner = ["v2 Pod `a`", "v1 ConfigMap `b`", "v2 Pod `c`", "v1 Secret `d`", "v1 Secret `e`"];
    assert_eq!(ids(text), inner);
    let (tree, found) = read(text);
    assert_eq!(
        found.lists.iter().map(|it| it.view(text, &tree).kind()).collect::<Vec<_>>(),
        ["ConfigMap", "Secret"]
    );
    assert_eq!(found.objects[0].span.of(text), "{apiVersion: a/v2, kind: Pod, metadata: {name: a}}");
    let with = |items| {
        let found = super::objects_with(text, &tree, items);
        assert_eq!(found.problems, []);
        found.objects.iter().map(|it| it.id(text, &tree).to_string()).collect::<Vec<_>>()
    };
    assert_eq!(with(super::Items::Object), ["ConfigMap `outer`"]);
    assert_eq!(with(super::Items::Both)[..3], ["ConfigMap `outer`", "Pod `a`", "ConfigMap `b`"]);
    for empty in ["[]", "null", "~", ""] {
        let text = format!("apiVersion: v1\nkind: Secret\nitems: {empty}\n");
        assert!(ids(&text).is_empty(), "{empty}: kubectl sends nothing");
    }
    for odd in ["5", "{}", "text"] {
        let (_, found) = read(&format!("apiVersion: v1\nkind: Secret\nitems: {odd}\n"));
        assert_eq!(found.problems[0].kind, ProblemKind::ItemsNotAList);
    }
    assert_eq!(ids("{apiVersion: v1, kind: Secret, Items: [], data: {items: []}}"), ["v1 Secret"]);
    let (_, found) = read("{kind: Secret, items: [{apiVersion: v1, kind: Pod}]}");
    assert_eq!((found.objects.len(), found.problems[0].kind), (1, ProblemKind::NoApiVersion));
    let deep = format!(
        "{}{{apiVersion: v1, kind: Pod}}{}",
        "{apiVersion: v1, kind: A, items: [".repeat(300),
        "]}".repeat(300)
    );
    assert_eq!(ids(&deep), ["v1 Pod"]);
}

#[test]
fn what_is_no_manifest_is_told() {
    let kind = |text: &str| {
        let (_, found) = read(text);
        assert!(found.objects.is_empty());
        found.problems[0].kind
    };
    assert_eq!(kind("{kind: Pod}"), ProblemKind::NoApiVersion);
    assert_eq!(kind("{kind: '', apiVersion: v1}"), ProblemKind::NoKind { looks: Looks::Other });
    assert_eq!(kind("{kind: Pod, apiVersion: 1}"), ProblemKind::NotText { field: "apiVersion" });
    assert_eq!(kind("{kind: Pod, apiVersion: a/b/c}"), ProblemKind::BadApiVersion);
    assert_eq!(kind("{kind: Pod, apiVersion: apps/}"), ProblemKind::BadApiVersion);
    assert_eq!(kind("{jobs: {}}"), ProblemKind::NoManifest { looks: Looks::CiConfig });
    assert_eq!(kind("{kind: List, apiVersion: v1, items: 5}"), ProblemKind::ItemsNotAList);
}

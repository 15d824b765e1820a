use super::testing::Files;
use super::{Completeness, End, Grant, Lookup, Origin};
use crate::model::{Gateway, GroupKind, LabelSelector, Service};
use std::sync::Arc;

const SERVICES: &str = "
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web, tier: front}}
---
apiVersion: v1
kind: Pod
metadata: {name: api-1, labels: {app: api}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {app: web}}}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-x, labels: {kubernetes.io/service-name: web}}
";

#[test]
fn what_is_absent_is_missing_only_where_the_inputs_are_complete() {
    let files = Files::new(SERVICES);
    let find = |completeness, namespace, name| {
        let world = files.world(completeness);
        world.find(GroupKind::SERVICE, namespace, name).map(|it| it.name().to_owned())
    };
    assert_eq!(find(Completeness::open(), "default", "web"), Lookup::Found("web".to_owned()));
    assert_eq!(find(Completeness::open(), "default", "api"), Lookup::Unknown);
    assert_eq!(find(Completeness::closed(), "default", "api"), Lookup::Missing);
    let mut partial = Completeness::open();
    partial.add_namespace(GroupKind::SERVICE, "shop");
    assert_eq!(find(partial.clone(), "shop", "api"), Lookup::Missing);
    assert_eq!(find(partial.clone(), "default", "api"), Lookup::Unknown);
    partial.add_kind(GroupKind::SERVICE);
    assert_eq!(find(partial.clone(), "default", "api"), Lookup::Missing);
    for mut complete in [partial, Completeness::closed()] {
        complete.set_services(Arc::new([("default".to_owned(), "api".to_owned())]));
        assert_eq!(find(complete.clone(), "default", "api"), Lookup::Unknown);
        assert_eq!(find(complete, "shop", "api"), Lookup::Missing);
    }
}

#[test]
fn a_service_finds_its_pods_workloads_and_slices() {
    let files = Files::new(SERVICES);
    let world = files.open();
    let item = world.find(GroupKind::SERVICE, "default", "web").found().unwrap();
    let service: Service<'_> = item.read();
    let names =
        |items: Vec<&super::Item<'_>>| items.iter().map(|it| it.name().to_owned()).collect::<Vec<_>>();
    assert_eq!(names(world.selected_pods(service, "default")), ["web-1"]);
    assert_eq!(names(world.selected_workloads(service, "default")), ["web"]);
    assert_eq!(names(world.slices("default", "web")), ["web-x"]);
    let bare: Service<'_> = world.find(GroupKind::SERVICE, "shop", "web").found().unwrap().read();
    assert!(world.selected_pods(bare, "shop").is_empty(), "a Service without selector selects nothing");
}

#[test]
fn near_names_and_other_namespaces() {
    let files = Files::new(SERVICES);
    let world = files.open();
    let others = world.in_other_namespaces(GroupKind::SERVICE, "pay", "web");
    assert_eq!(others.iter().map(|it| it.namespace()).collect::<Vec<_>>(), ["default", "shop"]);
    let near = world.look_alikes(GroupKind::SERVICE, "shop", "wep");
    assert_eq!(near.iter().map(|it| it.name()).collect::<Vec<_>>(), ["web"]);
    assert!(world.look_alikes(GroupKind::SERVICE, "shop", "orders").is_empty());
}

#[test]
fn of_two_with_one_identity_the_later_counts_and_a_live_double_is_kept_apart() {
    let one = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort}}";
    let two = "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default}}";
    let live = "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default, generation: 7}}";
    let files = Files::new(one).with(Origin::Live, live).with(Origin::Desired, two);
    let world = files.open();
    assert_eq!(world.items().len(), 1);
    let kept = &world.items()[0];
    assert_eq!(kept.source().0, 2);
    let others: Vec<_> =
        world.duplicates().iter().map(|it| (it.other.origin(), it.other.source().0)).collect();
    assert_eq!(others, [(Origin::Desired, 0), (Origin::Live, 1)]);
    assert_eq!(world.live(kept.number()).and_then(|it| it.generation()), Some(7));
}

#[test]
fn cluster_scoped_kinds_have_no_namespace_and_crds_tell_of_others() {
    let files = Files::new(
        "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c, namespace: ignored}
---
{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec: {group: example.com, scope: Cluster, names: {kind: Widget}}
",
    );
    let world = files.open();
    assert!(world.find(GroupKind::GATEWAY_CLASS, "", "c").found().is_some());
    assert!(world.find(GroupKind::new("example.com", "Widget"), "", "w").found().is_some());
}

#[test]
fn grants_open_a_namespace_for_a_kind_a_namespace_and_a_name() {
    let files = Files::new(
        "
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: g, namespace: pay}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
  to: [{group: '', kind: Service, name: api}]
",
    );
    let route = GroupKind::new("gateway.networking.k8s.io", "HTTPRoute");
    let grant = |closed: bool, kind, from, name| {
        let world = if closed { files.closed() } else { files.open() };
        let to = End { kind: GroupKind::SERVICE, namespace: "pay" };
        match world.grant(End { kind, namespace: from }, to, name) {
            Grant::SameNamespace => "same",
            Grant::NotNeeded => "not needed",
            Grant::Granted(_) => "granted",
            Grant::Refused => "refused",
            Grant::Unknown => "unknown",
        }
    };
    assert_eq!(grant(true, route, "shop", "api"), "granted");
    assert_eq!(grant(true, route, "shop", "db"), "refused");
    assert_eq!(grant(true, route, "web", "api"), "refused");
    assert_eq!(grant(true, GroupKind::GATEWAY, "shop", "api"), "refused");
    assert_eq!(grant(true, route, "pay", "db"), "same");
    assert_eq!(grant(false, route, "shop", "db"), "unknown");
}

#[test]
fn namespaces_are_selected_by_labels_by_name_or_not_knowably() {
    let select = |selector: &str, name: &str, closed: bool| {
        let files = Files::new(&format!(
            "{{apiVersion: v1, kind: Namespace, metadata: {{name: shop, labels: {{team: a, tier: '1'}}}}}}\n---\n\
             {{apiVersion: v1, kind: ConfigMap, metadata: {{name: x}}, selector: {selector}}}\n"
        ));
        let world = if closed { files.closed() } else { files.open() };
        let map = world.of_kind(GroupKind::CONFIG_MAP)[0];
        world.selects_namespace(map.view().one::<LabelSelector<'_>>("selector").unwrap(), name)
    };
    assert_eq!(select("{}", "shop", false), Some(true));
    assert_eq!(select("{matchLabels: {team: a}}", "shop", false), Some(true));
    assert_eq!(select("{matchLabels: {team: a, tier: '2'}}", "shop", false), Some(false));
    let expression = |it: &str| format!("{{matchExpressions: [{it}]}}");
    assert_eq!(select(&expression("{key: team, operator: In, values: [b, a]}"), "shop", false), Some(true));
    assert_eq!(select(&expression("{key: team, operator: NotIn, values: [a]}"), "shop", false), Some(false));
    assert_eq!(select(&expression("{key: other, operator: NotIn, values: [a]}"), "shop", false), Some(true));
    assert_eq!(select(&expression("{key: tier, operator: Exists}"), "shop", false), Some(true));
    assert_eq!(select(&expression("{key: tier, operator: DoesNotExist}"), "shop", false), Some(false));
    assert_eq!(select(&expression("{key: tier, operator: Gt, values: ['0']}"), "shop", false), Some(false));
    let by_name = "{matchLabels: {kubernetes.io/metadata.name: pay}}";
    assert_eq!(select(by_name, "pay", false), Some(true));
    assert_eq!(select(by_name, "web", false), Some(false));
    assert_eq!(select(by_name, "shop", false), Some(false));
    assert_eq!(select("{matchLabels: {team: a}}", "pay", false), None);
    assert_eq!(select("{matchLabels: {team: a}}", "pay", true), Some(false));
}

#[test]
fn views_read_null_and_ill_typed_fields_as_absent_and_place_defaults_at_what_lacks_them() {
    let text = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: g}
spec:
  gatewayClassName: 7
  addresses: ~
  listeners: [{name: l, port: 80, protocol: HTTP, hostname: null}, oops]
";
    let files = Files::new(text);
    let world = files.open();
    let gateway: Gateway<'_> = world.of_kind(GroupKind::GATEWAY)[0].read();
    assert!(gateway.class_name().is_none());
    assert_eq!(gateway.addresses().count(), 0);
    let listeners: Vec<_> = gateway.listeners().collect();
    assert_eq!(listeners.len(), 1);
    assert!(listeners[0].hostname().is_none());
    let from = listeners[0].namespaces_from();
    assert_eq!(from.value, "Same");
    assert_eq!(from.at.span.of(text), "{name: l, port: 80, protocol: HTTP, hostname: null}");
    assert_eq!(listeners[0].port().unwrap().at.span.of(text), "80");
}

#[test]
fn what_was_asked_for_by_name_and_is_not_there_is_missing_and_no_more_than_that() {
    let files = Files::new("{apiVersion: v1, kind: Secret, metadata: {name: there, namespace: shop}}");
    let mut completeness = Completeness::open();
    completeness.add_absent(GroupKind::SECRET, "shop", "gone");
    completeness.add_absent(GroupKind::SECRET, "shop", "there");
    let world = files.world(completeness);
    let find = |namespace, name| world.find(GroupKind::SECRET, namespace, name).map(|_| ());
    assert_eq!(find("shop", "there"), Lookup::Found(()));
    assert_eq!(find("shop", "gone"), Lookup::Missing);
    assert_eq!(find("shop", "other"), Lookup::Unknown);
    assert_eq!(find("pay", "gone"), Lookup::Unknown);
}

/// What is known in a world in which nothing else exists: who makes it, or that it is missing.
fn expected(text: &str, kind: GroupKind<'_>, namespace: &str, name: &str) -> String {
    let files = Files::new(text);
    let world = files.closed();
    match world.find(kind, namespace, name) {
        Lookup::Found(_) => "found".to_owned(),
        Lookup::Missing => "missing".to_owned(),
        Lookup::Unknown => world.maker(kind, namespace, name).unwrap().title(),
    }
}

#[test]
fn what_another_object_makes_is_expected() {
    let made = |group: &str, kind: &str, spec: &str, makes, name| {
        let text = format!("{{apiVersion: {group}/v1, kind: {kind}, metadata: {{name: a}}, spec: {spec}}}");
        expected(&text, makes, "default", name)
    };
    let secret = |group, kind, spec, name| made(group, kind, spec, GroupKind::SECRET, name);
    let service = |group, kind, name| made(group, kind, "{}", GroupKind::SERVICE, name);
    let certificate = |name| secret("cert-manager.io", "Certificate", "{secretName: web-tls}", name);
    assert_eq!(certificate("web-tls"), "Certificate `default/a`");
    assert_eq!(certificate("a"), "missing");
    let external = |spec, name| secret("external-secrets.io", "ExternalSecret", spec, name);
    assert_eq!(external("{}", "a"), "ExternalSecret `default/a`");
    assert_eq!(external("{target: {name: b}}", "b"), "ExternalSecret `default/a`");
    assert_eq!(external("{target: {name: b}}", "a"), "missing");
    assert_eq!(secret("bitnami.com", "SealedSecret", "{}", "a"), "SealedSecret `default/a`");
    let listed = "{secretObjects: [{secretName: b}, {secretName: c}]}";
    let class = secret("secrets-store.csi.x-k8s.io", "SecretProviderClass", listed, "c");
    assert_eq!(class, "SecretProviderClass `default/a`");
    assert_eq!(service("serving.knative.dev", "Service", "a"), "Service `default/a`");
    assert_eq!(
        service("serving.kserve.io", "InferenceService", "a-predictor"),
        "InferenceService `default/a`"
    );
    assert_eq!(service("example.com", "InferenceService", "a"), "missing");
}

#[test]
fn a_bundle_makes_what_it_says_in_every_namespace() {
    let bundle = "{apiVersion: trust.cert-manager.io/v1alpha1, kind: Bundle, metadata: {name: ca}, spec: {target: {configMap: {key: ca.crt}}}}";
    assert!(expected(bundle, GroupKind::CONFIG_MAP, "pay", "ca").starts_with("Bundle"));
    assert_eq!(expected(bundle, GroupKind::SECRET, "pay", "ca"), "missing");
}

#[test]
fn cert_manager_makes_the_certificates_of_a_gateway_that_asks_for_them() {
    let gateway = |annotations: &str, listener: &str| {
        let text = format!(
            "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: edge, annotations: {{{annotations}}}}}
spec: {{listeners: [{{name: l, {listener}tls: {{certificateRefs: [{{name: a}}, {{name: b, namespace: pay}}]}}}}]}}
"
        );
        ["default", "pay"]
            .map(|it| expected(&text, GroupKind::SECRET, it, if it == "pay" { "b" } else { "a" }))
    };
    let asks = "cert-manager.io/cluster-issuer: acme";
    assert_eq!(gateway(asks, "hostname: a.test, "), ["Gateway `default/edge`", "missing"]);
    assert_eq!(gateway(asks, ""), ["missing", "missing"], "cert-manager wants a hostname");
    assert_eq!(gateway("", "hostname: a.test, "), ["missing", "missing"]);
}

#[test]
fn what_a_cluster_was_asked_for_is_missing_though_its_maker_is_there() {
    let certificate =
        "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: a}, spec: {secretName: tls}}";
    let find = |origin| {
        let files =
            Files::new("{apiVersion: v1, kind: Service, metadata: {name: x}}").with(origin, certificate);
        let mut completeness = Completeness::open();
        completeness.add_absent(GroupKind::SECRET, "default", "tls");
        files.world(completeness).find(GroupKind::SECRET, "default", "tls").map(|_| ())
    };
    assert_eq!(find(Origin::Live), Lookup::Missing);
    assert_eq!(find(Origin::Desired), Lookup::Unknown);
}

use super::{CLASS, object, shown, shown_by, shown_open};
use crate::attach::{Environment, Features};
use expect_test::expect;

const CRD: &str = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gateways.gateway.networking.k8s.io
  annotations: {gateway.networking.k8s.io/bundle-version: v1.7.0}
spec: {group: gateway.networking.k8s.io, names: {kind: Gateway}}
---
";

#[test]
fn a_class_is_accepted_and_names_the_features_of_its_controller() {
    let features = Features::Only(["HTTPRoute".to_owned(), "Gateway".to_owned()].into());
    let environment = Environment { features, ..Environment::default() };
    expect![[r#"
        GatewayClass c
          Accepted=True Accepted @3 the controller takes Gateways of this class
          feature Gateway
          feature HTTPRoute
    "#]]
    .assert_eq(&shown_by("GatewayClass", CLASS, &environment));
}

#[test]
fn no_more_features_are_named_than_the_api_takes() {
    let features = Features::Only((0..100).map(|it| format!("Feature{it:03}")).collect());
    let shown = shown_by("GatewayClass", CLASS, &Environment { features, ..Environment::default() });
    assert_eq!(shown.matches("  feature ").count(), 64);
    assert!(shown.ends_with("  feature Feature063\n"), "{shown}");
}

#[test]
fn the_installed_release_is_known_or_not() {
    let text = format!("{CLASS}{CRD}");
    expect![[r#"
        GatewayClass c
          Accepted=True Accepted @3 the controller takes Gateways of this class
          SupportedVersion=True SupportedVersion @3 Gateway API v1.7.0 is installed
    "#]]
    .assert_eq(&shown("GatewayClass", &text));
    let bundle_versions = Some(["v1.6.3".to_owned()].into());
    let environment = Environment { bundle_versions, ..Environment::default() };
    expect![[r#"
        GatewayClass c
          Accepted=False UnsupportedVersion @3 Gateway API v1.7.0 is installed, which the controller does not know
          SupportedVersion=False UnsupportedVersion @3 Gateway API v1.7.0 is installed, which the controller does not know
    "#]].assert_eq(&shown_by("GatewayClass", &text, &environment));
}

#[test]
fn parameters_are_there_and_of_a_kind_that_is_of_use() {
    let class = |name: &str, parameters: &str| {
        let spec = format!("controllerName: example.com/controller, parametersRef: {{{parameters}}}");
        object("GatewayClass", &format!("name: {name}"), &spec)
    };
    let text = class("found", "group: '', kind: ConfigMap, name: p, namespace: infra")
        + &class("gone", "group: '', kind: ConfigMap, name: q, namespace: infra")
        + &class("no-namespace", "group: '', kind: ConfigMap, name: p")
        + &class("odd", "group: '', kind: Pod, name: p, namespace: infra")
        + "{apiVersion: v1, kind: ConfigMap, metadata: {name: p, namespace: infra}}\n";
    expect![[r#"
        GatewayClass found
          Accepted=True Accepted @1 the controller takes Gateways of this class
        GatewayClass gone
          Accepted=False InvalidParameters @1 ConfigMap `infra/q` does not exist
        GatewayClass no-namespace
          Accepted=False InvalidParameters @1 ConfigMap `p` does not exist
        GatewayClass odd
          Accepted=False InvalidParameters @1 no controller takes a Pod as parameters
    "#]]
    .assert_eq(&shown("GatewayClass", &text));
    expect![[r#"
        GatewayClass open
          Accepted=Unknown Pending @1 Params `p` is not among the inputs
    "#]]
    .assert_eq(&shown_open("GatewayClass", &class("open", "group: example.com, kind: Params, name: p")));
}

#[test]
fn a_class_of_another_controller_is_left_alone() {
    let environment =
        Environment { controller_name: Some("example.com/other".to_owned()), ..Environment::default() };
    expect![[""]].assert_eq(&shown_by("GatewayClass", CLASS, &environment));
}

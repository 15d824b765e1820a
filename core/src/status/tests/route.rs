use super::{CLASS, EDGE, gateway, grant, object, shown, shown_by, shown_open, without};
use crate::attach::{Environment, Features};
use expect_test::expect;

/// An HTTPRoute of namespace `shop`.
fn route(spec: &str) -> String {
    object("HTTPRoute", "name: r, namespace: shop, generation: 5", spec)
}

fn to(parents: &str) -> String {
    let around = "allowedRoutes: {namespaces: {from: All}}";
    let listeners = format!(
        "{{name: a, port: 80, protocol: HTTP, hostname: a.test, {around}}}, \
         {{name: grpc, port: 81, protocol: HTTP, allowedRoutes: {{namespaces: {{from: All}}, kinds: [{{kind: GRPCRoute}}]}}}}, \
         {{name: same, port: 82, protocol: HTTP}}, \
         {{name: tcp, port: 83, protocol: TCP, {around}}}"
    );
    format!("{CLASS}{}{}", gateway(&format!("listeners: [{listeners}]")), route(parents))
}

#[test]
fn every_parent_ref_has_an_entry_in_order_as_it_is_written() {
    let edge = |more: &str| format!("{{name: edge, namespace: infra{more}}}");
    let parents = [
        edge(", sectionName: a, port: 80"),
        edge(", sectionName: gone"),
        edge(", port: 99"),
        edge(", sectionName: a, port: 81"),
        edge(", sectionName: grpc"),
        edge(", sectionName: same"),
        edge(", sectionName: tcp"),
        edge(""),
        "{name: nowhere, namespace: infra}".to_owned(),
        "{group: example.com, kind: Other, name: edge}".to_owned(),
    ];
    let parents = format!("parentRefs: [{}]", parents.join(", "));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge section a port 80 by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Gateway infra/edge section gone by example.com/controller
            Accepted=False NoMatchingParent @5 Gateway `infra/edge` has no listener `gone`
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Gateway infra/edge port 99 by example.com/controller
            Accepted=False NoMatchingParent @5 Gateway `infra/edge` has no listener on port 99
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Gateway infra/edge section a port 81 by example.com/controller
            Accepted=False NoMatchingParent @5 Gateway `infra/edge` has no listener `a` on port 81
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Gateway infra/edge section grpc by example.com/controller
            Accepted=False NotAllowedByListeners @5 no listener of Gateway `infra/edge` that the parentRef selects takes HTTPRoutes from namespace `shop`
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Gateway infra/edge section same by example.com/controller
            Accepted=False NotAllowedByListeners @5 no listener of Gateway `infra/edge` that the parentRef selects takes HTTPRoutes from namespace `shop`
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Gateway infra/edge section tcp by example.com/controller
            Accepted=False NotAllowedByListeners @5 no listener of Gateway `infra/edge` that the parentRef selects takes HTTPRoutes from namespace `shop`
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]].assert_eq(&shown("HTTPRoute", &to(&parents)));
    let other =
        format!("hostnames: [b.test], {}", "parentRefs: [{name: edge, namespace: infra, sectionName: a}]");
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge section a by example.com/controller
            Accepted=False NoMatchingListenerHostname @5 no listener of Gateway `infra/edge` shares a hostname with the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]].assert_eq(&shown("HTTPRoute", &to(&other)));
}

/// A route to `edge` with these backends, which needs nothing but them.
fn backends(backends: &str) -> String {
    format!(
        "{CLASS}{EDGE}{}",
        route(&format!(
            "parentRefs: [{{name: edge, namespace: infra}}], rules: [{{backendRefs: [{backends}]}}]"
        ))
    )
}

const SERVICES: &str = "
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}, {port: 81, appProtocol: kubernetes.io/h2c}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: card, namespace: pay}, spec: {ports: [{port: 80}]}}
---
";

#[test]
fn backends_are_resolved_or_the_reason_is_told() {
    let shown =
        |refs: &str, around: &str| shown("HTTPRoute", &format!("{}{SERVICES}{around}", backends(refs)));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]]
    .assert_eq(&shown("{name: web, port: 80}", ""));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]]
    .assert_eq(&shown("", ""));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False BackendNotFound @5 Service `shop/gone` does not exist
    "#]]
    .assert_eq(&shown("{name: web, port: 80}, {name: gone, port: 80}", ""));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False InvalidKind @5 a Pod cannot be a backend
    "#]]
    .assert_eq(&shown("{kind: Pod, name: web}", ""));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False InvalidKind @5 a Thing of group `example.com` cannot be a backend
    "#]]
    .assert_eq(&shown("{group: example.com, kind: Thing, name: web}", ""));
}

#[test]
fn a_backend_in_another_namespace_needs_a_grant() {
    let shown =
        |refs: &str, around: &str| shown("HTTPRoute", &format!("{}{SERVICES}{around}", backends(refs)));
    let across = "{name: card, namespace: pay, port: 80}";
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False RefNotPermitted @5 no ReferenceGrant permits the reference to Service `pay/card`
    "#]].assert_eq(&shown(across, ""));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False RefNotPermitted @5 no ReferenceGrant permits the reference to Service `pay/gone`
    "#]].assert_eq(&shown("{name: gone, namespace: pay, port: 80}", ""));
    let from = "{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}";
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]]
    .assert_eq(&shown(across, &grant("pay", from, "{group: '', kind: Service}")));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False RefNotPermitted @5 no ReferenceGrant permits the reference to Service `pay/card`
    "#]].assert_eq(&shown(across, &grant("pay", from, "{group: '', kind: Service, name: other}")));
}

#[test]
fn a_protocol_that_the_implementation_does_not_speak_is_told() {
    let text = format!("{}{SERVICES}", backends("{name: web, port: 81}"));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False UnsupportedProtocol @5 the appProtocol of Service `shop/web` is not one that this kind of route can use
    "#]].assert_eq(&shown_by("HTTPRoute", &text, &without(&["HTTPRouteBackendProtocolH2C"])));
}

#[test]
fn filters_refer_to_backends_and_extensions() {
    let filter = |it: &str| {
        let rules = format!("rules: [{{filters: [{it}], backendRefs: [{{name: web, port: 80}}]}}]");
        let spec = format!("parentRefs: [{{name: edge, namespace: infra}}], {rules}");
        format!("{CLASS}{EDGE}{SERVICES}{}", route(&spec))
    };
    let mirror = "{type: RequestMirror, requestMirror: {backendRef: {name: gone, port: 80}}}";
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False BackendNotFound @5 Service `shop/gone` does not exist
    "#]]
    .assert_eq(&shown("HTTPRoute", &filter(mirror)));
    let extension = "{type: ExtensionRef, extensionRef: {group: example.com, kind: Thing, name: t}}";
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False InvalidKind @5 a Thing cannot be a filter
    "#]]
    .assert_eq(&shown("HTTPRoute", &filter(extension)));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=Unknown Pending @5 an object that a filter names is not among the inputs
    "#]]
    .assert_eq(&shown_open("HTTPRoute", &filter(extension)));
}

#[test]
fn what_nobody_gave_us_is_unknown() {
    let spec = "parentRefs: [{name: edge}], rules: [{backendRefs: [{name: web, port: 80}]}]";
    expect![[r#"
        HTTPRoute shop/r
          via Gateway -/edge by routeproof.dev/assumed-controller
            Accepted=Unknown Pending @5 Gateway `shop/edge` is not among the inputs
            ResolvedRefs=Unknown Pending @5 Service `shop/web` or what permits its use is not among the inputs
    "#]]
    .assert_eq(&shown_open("HTTPRoute", &route(spec)));
    expect![[r#"
        HTTPRoute shop/r
    "#]]
    .assert_eq(&shown("HTTPRoute", &route(spec)));
    let across = backends("{name: card, namespace: pay, port: 80}") + SERVICES;
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=Unknown Pending @5 Service `pay/card` or what permits its use is not among the inputs
    "#]]
    .assert_eq(&shown_open("HTTPRoute", &across));
}

#[test]
fn in_a_mesh_no_grant_is_needed() {
    let refs = "rules: [{backendRefs: [{name: card, namespace: pay, port: 80}]}]";
    let parents = "parentRefs: [{name: edge, namespace: infra}, {group: '', kind: Service, name: web}]";
    let text = format!("{CLASS}{EDGE}{SERVICES}{}", route(&format!("{parents}, {refs}")));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=False RefNotPermitted @5 no ReferenceGrant permits the reference to Service `pay/card`
          via Service -/web by routeproof.dev/assumed-controller
            Accepted=True Accepted @5 Service `shop/web` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]].assert_eq(&shown("HTTPRoute", &text));
}

#[test]
fn in_a_mesh_one_kind_has_a_port() {
    let spec = "parentRefs: [{group: '', kind: Service, name: web, port: 80}, {group: '', kind: Service, name: web, port: 9}]";
    let grpc = object(
        "GRPCRoute",
        "name: g, namespace: shop",
        "parentRefs: [{group: '', kind: Service, name: web, port: 80}]",
    );
    let environment =
        Environment { controller_name: Some("example.com/mesh".to_owned()), ..Environment::default() };
    let text = format!("{SERVICES}{}", route(spec));
    expect![[r#"
        HTTPRoute shop/r
          via Service -/web port 80 by example.com/mesh
            Accepted=True Accepted @5 Service `shop/web` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Service -/web port 9 by example.com/mesh
            Accepted=False NoMatchingParent @5 Service `shop/web` has no port 9
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]]
    .assert_eq(&shown_by("HTTPRoute", &text, &environment));
    expect![[r#"
        HTTPRoute shop/r
          via Service -/web port 80 by example.com/mesh
            Accepted=False Conflicted @5 routes of another kind have this port of Service `shop/web`
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via Service -/web port 9 by example.com/mesh
            Accepted=False NoMatchingParent @5 Service `shop/web` has no port 9
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]]
    .assert_eq(&shown_by("HTTPRoute", &(text.clone() + &grpc), &environment));
    let no_mesh = Environment { features: Features::Only(["HTTPRoute".to_owned()].into()), ..environment };
    expect![[r#"
        HTTPRoute shop/r
    "#]]
    .assert_eq(&shown_by("HTTPRoute", &text, &no_mesh));
}

#[test]
fn routes_of_every_kind_have_the_same_conditions() {
    let listeners = ["TLS, tls: {mode: Passthrough}", "TCP", "UDP"].iter().zip(1..).map(|(protocol, at)| {
        format!(
            "{{name: l{at}, port: {at}, protocol: {protocol}, allowedRoutes: {{namespaces: {{from: All}}}}}}"
        )
    });
    let listeners = listeners.collect::<Vec<_>>().join(", ");
    let edge = format!("{CLASS}{}", gateway(&format!("listeners: [{listeners}]")));
    let seen = [("TLSRoute", "hostnames: [a.test], "), ("TCPRoute", ""), ("UDPRoute", "")].map(|(kind, more)| {
        let spec = format!(
            "{more}parentRefs: [{{name: edge, namespace: infra}}], rules: [{{backendRefs: [{{name: gone, port: 1}}]}}]"
        );
        shown(kind, &format!("{edge}{}", object(kind, "name: r, namespace: shop", &spec)))
    });
    expect![[r#"
        TLSRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @1 Gateway `infra/edge` takes the route
            ResolvedRefs=False BackendNotFound @1 Service `shop/gone` does not exist
        TCPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @1 Gateway `infra/edge` takes the route
            ResolvedRefs=False BackendNotFound @1 Service `shop/gone` does not exist
        UDPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @1 Gateway `infra/edge` takes the route
            ResolvedRefs=False BackendNotFound @1 Service `shop/gone` does not exist
    "#]]
    .assert_eq(&seen.concat());
}

#[test]
fn who_does_not_know_a_kind_writes_nothing() {
    let parents = "parentRefs: [{name: edge, namespace: infra}, {kind: ListenerSet, name: more}]";
    let set = object(
        "ListenerSet",
        "name: more, namespace: shop",
        "parentRef: {name: edge, namespace: infra}, listeners: [{name: m, port: 2, protocol: HTTP}]",
    );
    let edge = gateway(
        "allowedListeners: {namespaces: {from: All}}, listeners: [{name: l, port: 1, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]",
    );
    let text = format!("{CLASS}{edge}{set}{}", route(parents));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
          via ListenerSet -/more by example.com/controller
            Accepted=True Accepted @5 ListenerSet `shop/more` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]]
    .assert_eq(&shown("HTTPRoute", &text));
    expect![[r#"
        HTTPRoute shop/r
          via Gateway infra/edge by example.com/controller
            Accepted=True Accepted @5 Gateway `infra/edge` takes the route
            ResolvedRefs=True ResolvedRefs @5 all references are resolved
    "#]]
    .assert_eq(&shown_by("HTTPRoute", &text, &without(&["ListenerSet"])));
    expect![[r#"
        HTTPRoute shop/r
    "#]]
    .assert_eq(&shown_by("HTTPRoute", &text, &without(&["HTTPRoute"])));
}

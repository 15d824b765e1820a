use super::{CLASS, EDGE, RSA_CRT, bundle, gateway, object, shown, shown_by, shown_open, without};
use expect_test::expect;

const AROUND: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
spec: {parentRefs: [{name: edge, namespace: infra}], rules: [{backendRefs: [{name: web, port: 443}, {name: web, port: 53}]}]}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{name: tls, port: 443}, {name: dns, port: 53, protocol: UDP}]}}
---
";

fn policy(name: &str, second: u32, target: &str, validation: &str) -> String {
    let created = format!("creationTimestamp: '2026-01-01T00:00:0{second}Z'");
    let target = format!("targetRefs: [{{group: '', kind: Service, {target}}}]");
    let spec = format!("{target}, validation: {{hostname: a.test, {validation}}}");
    object("BackendTLSPolicy", &format!("name: {name}, namespace: shop, generation: 6, {created}"), &spec)
}

fn all(policies: &[String]) -> String {
    format!("{CLASS}{EDGE}{AROUND}{}", policies.concat())
}

const SYSTEM: &str = "wellKnownCACertificates: System";

#[test]
fn of_two_policies_the_older_has_the_target() {
    let policies = [
        policy("b", 2, "name: web", SYSTEM),
        policy("a", 3, "name: web", SYSTEM),
        policy("section", 4, "name: web, sectionName: tls", SYSTEM),
        policy("no-section", 5, "name: web, sectionName: nope", SYSTEM),
        policy("udp", 6, "name: web, sectionName: dns", SYSTEM),
        policy("unused", 7, "name: other", SYSTEM),
    ];
    expect![[r#"
        BackendTLSPolicy shop/a
          for Gateway infra/edge by example.com/controller
            Accepted=False Conflicted @6 BackendTLSPolicy `shop/b` has the same target and comes first
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
        BackendTLSPolicy shop/b
          for Gateway infra/edge by example.com/controller
            Accepted=True Accepted @6 the policy is in force
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
        BackendTLSPolicy shop/no-section
          for Gateway infra/edge by example.com/controller
            Accepted=False TargetNotFound @6 Service `shop/web` has no port named `nope`
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
        BackendTLSPolicy shop/section
          for Gateway infra/edge by example.com/controller
            Accepted=True Accepted @6 the policy is in force
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
        BackendTLSPolicy shop/udp
          for Gateway infra/edge by example.com/controller
            Accepted=False Invalid @6 TLS does not go over a UDP port
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
        BackendTLSPolicy shop/unused
    "#]]
    .assert_eq(&shown("BackendTLSPolicy", &all(&policies)));
}

#[test]
fn authorities_are_read() {
    let refs = |it: &str| format!("caCertificateRefs: [{}]", it.replace("MAP", "group: '', kind: ConfigMap"));
    let policies = |it: &str| all(&[policy("p", 1, "name: web", &refs(it))]) + &bundle("shop", "ca", RSA_CRT);
    let shown = |it: &str| shown("BackendTLSPolicy", &policies(it));
    expect![[r#"
        BackendTLSPolicy shop/p
          for Gateway infra/edge by example.com/controller
            Accepted=True Accepted @6 the policy is in force
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
    "#]]
    .assert_eq(&shown("{MAP, name: ca}"));
    expect![[r#"
        BackendTLSPolicy shop/p
          for Gateway infra/edge by example.com/controller
            Accepted=False NoValidCACertificate @6 no CA certificate can be used
            ResolvedRefs=False InvalidCACertificateRef @6 ConfigMap `shop/gone` does not exist
    "#]]
    .assert_eq(&shown("{MAP, name: gone}"));
    expect![[r#"
        BackendTLSPolicy shop/p
          for Gateway infra/edge by example.com/controller
            Accepted=True Accepted @6 the policy is in force
            ResolvedRefs=False InvalidCACertificateRef @6 ConfigMap `shop/gone` does not exist
    "#]]
    .assert_eq(&shown("{MAP, name: ca}, {MAP, name: gone}"));
    expect![[r#"
        BackendTLSPolicy shop/p
          for Gateway infra/edge by example.com/controller
            Accepted=False NoValidCACertificate @6 no CA certificate can be used
            ResolvedRefs=False InvalidKind @6 a Secret cannot hold CA certificates
    "#]]
    .assert_eq(&shown("{group: '', kind: Secret, name: ca}"));
    let broken = policies("{MAP, name: broken}") + &bundle("shop", "broken", "Hello");
    expect![[r#"
        BackendTLSPolicy shop/p
          for Gateway infra/edge by example.com/controller
            Accepted=False NoValidCACertificate @6 no CA certificate can be used
            ResolvedRefs=False InvalidCACertificateRef @6 ConfigMap `shop/broken` holds no PEM certificate
    "#]]
    .assert_eq(&super::shown("BackendTLSPolicy", &broken));
}

#[test]
fn what_nobody_gave_us_is_unknown() {
    let map = "caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]";
    let known = policy("map", 1, "name: web", map);
    expect![[r#"
        BackendTLSPolicy shop/map
          for Gateway infra/edge by example.com/controller
            Accepted=True Accepted @6 the policy is in force
            ResolvedRefs=Unknown Pending @6 ConfigMap `shop/ca` is not among the inputs
    "#]]
    .assert_eq(&shown_open("BackendTLSPolicy", &all(&[known])));
    let own = policy("own", 1, "name: web", "wellKnownCACertificates: example.com/own");
    expect![[r#"
        BackendTLSPolicy shop/own
          for Gateway infra/edge by example.com/controller
            Accepted=Unknown Pending @6 only the implementation knows whether it takes `example.com/own` as well-known CAs
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
    "#]].assert_eq(&shown("BackendTLSPolicy", &all(&[own])));
}

#[test]
fn a_missing_target_is_told_to_the_gateway_whose_route_uses_it() {
    let route = "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: x, namespace: shop}, \
                 spec: {parentRefs: [{name: edge, namespace: infra}], rules: [{backendRefs: [{name: gone, port: 1}]}]}}\n---\n";
    let text = all(&[policy("p", 1, "name: gone", SYSTEM)]) + route;
    expect![[r#"
        BackendTLSPolicy shop/p
          for Gateway infra/edge by example.com/controller
            Accepted=False TargetNotFound @6 Service `shop/gone` does not exist
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
    "#]]
    .assert_eq(&shown("BackendTLSPolicy", &text));
}

#[test]
fn every_gateway_is_an_ancestor_also_through_a_listener_set() {
    let second = gateway(
        "allowedListeners: {namespaces: {from: All}}, listeners: [{name: l, port: 1, protocol: HTTP}]",
    )
    .replace("name: edge", "name: second");
    let set = object(
        "ListenerSet",
        "name: more, namespace: shop",
        "parentRef: {name: second, namespace: infra}, listeners: [{name: m, port: 2, protocol: HTTP}]",
    );
    let route = object(
        "HTTPRoute",
        "name: s, namespace: shop",
        "parentRefs: [{kind: ListenerSet, name: more}], rules: [{backendRefs: [{name: web, port: 443}]}]",
    );
    let text = all(&[policy("p", 1, "name: web", SYSTEM)]) + &second + &set + &route;
    expect![[r#"
        BackendTLSPolicy shop/p
          for Gateway infra/edge by example.com/controller
            Accepted=True Accepted @6 the policy is in force
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
          for Gateway infra/second by example.com/controller
            Accepted=True Accepted @6 the policy is in force
            ResolvedRefs=True ResolvedRefs @6 all references are resolved
    "#]]
    .assert_eq(&shown("BackendTLSPolicy", &text));
}

#[test]
fn who_does_not_know_policies_writes_nothing() {
    let text = all(&[policy("p", 1, "name: web", SYSTEM)]);
    expect![[r#"
        BackendTLSPolicy shop/p
    "#]]
    .assert_eq(&shown_by("BackendTLSPolicy", &text, &without(&["BackendTLSPolicy"])));
}

use super::{
    CLASS, EC_CRT, EC_KEY, gateway, good_secret, grant, object, own, secret, shown, shown_by, shown_open,
    without,
};
use expect_test::expect;

const HTTP: &str = "{name: own, port: 80, protocol: HTTP}";

/// The Gateway, which allows every `ListenerSet` from the namespaces that are given.
fn edge(from: &str, listener: &str) -> String {
    format!(
        "{CLASS}{}",
        gateway(&format!("allowedListeners: {{namespaces: {from}}}, listeners: [{listener}]"))
    )
}

fn set(namespace: &str, name: &str, more: &str, listeners: &str) -> String {
    let metadata = format!("name: {name}, namespace: {namespace}, generation: 4{more}");
    let spec = format!("parentRef: {{name: edge, namespace: infra}}, listeners: [{listeners}]");
    object("ListenerSet", &metadata, &spec)
}

fn plain(namespace: &str) -> String {
    set(namespace, "more", "", "{name: l, port: 81, protocol: HTTP}")
}

const NAMESPACES: &str = "
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: pay, labels: {team: b}}}
---
";

#[test]
fn the_gateway_allows_a_set_by_namespace() {
    let sets = format!("{NAMESPACES}{}{}{}", plain("infra"), plain("shop"), plain("pay"));
    let shown_from = |from: &str| shown("ListenerSet", &(edge(from, HTTP) + &sets));
    expect![[r#"
        ListenerSet infra/more
          Accepted=True Accepted @4 the ListenerSet is valid
          Programmed=True Programmed @4 the ListenerSet is configured
          listener l: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=True Programmed @4 the listener is configured
        ListenerSet pay/more
          Accepted=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
          Programmed=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
        ListenerSet shop/more
          Accepted=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
          Programmed=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
    "#]]
    .assert_eq(&shown_from("{from: Same}"));
    expect![[r#"
        ListenerSet infra/more
          Accepted=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
          Programmed=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
        ListenerSet pay/more
          Accepted=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
          Programmed=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
        ListenerSet shop/more
          Accepted=True Accepted @4 the ListenerSet is valid
          Programmed=True Programmed @4 the ListenerSet is configured
          listener l: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=True Programmed @4 the listener is configured
    "#]]
    .assert_eq(&shown_from("{from: Selector, selector: {matchLabels: {team: a}}}"));
    expect![[r#"
        ListenerSet infra/more
          Accepted=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
          Programmed=False NotAllowed @4 the Gateway's allowedListeners do not select this namespace
    "#]]
    .assert_eq(&shown("ListenerSet", &(edge("{}", HTTP) + &plain("infra"))));
}

#[test]
fn the_gateway_counts_the_sets_that_are_accepted() {
    let invalid = set("pay", "more", "", "{name: l, port: 80, protocol: HTTP}");
    let all = edge("{from: All}", HTTP) + &plain("infra") + &plain("shop") + &invalid;
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
          1 ListenerSets
    "#]]
    .assert_eq(own(&shown("Gateway", &all)));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown_by("Gateway", &all, &without(&["ListenerSet"]))));
    expect![[""]].assert_eq(&shown_by("ListenerSet", &all, &without(&["ListenerSet"])));
}

#[test]
fn a_set_is_not_accepted_without_its_gateway() {
    let odd = "{name: own, port: 80, protocol: example.com/x}";
    expect![[r#"
        ListenerSet shop/more
          Accepted=False ParentNotAccepted @4 the Gateway is not accepted
          Programmed=False ParentNotAccepted @4 the Gateway is not accepted
          listener l: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=False Pending @4 the Gateway is not accepted
    "#]]
    .assert_eq(&shown("ListenerSet", &(edge("{from: All}", odd) + &plain("shop"))));
    expect![[""]].assert_eq(&shown("ListenerSet", &plain("shop")));
    expect![[r#"
        ListenerSet shop/more
          Accepted=Unknown Pending @4 the Gateway is not among the inputs
          Programmed=Unknown Pending @4 the Gateway is not among the inputs
    "#]]
    .assert_eq(&shown_open("ListenerSet", &plain("shop")));
    let selector = "{from: Selector, selector: {matchLabels: {team: a}}}";
    expect![[r#"
        ListenerSet unseen/more
          Accepted=Unknown Pending @4 the Gateway selects by labels of a Namespace that is not among the inputs
          Programmed=Unknown Pending @4 the Gateway selects by labels of a Namespace that is not among the inputs
          listener l: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=Unknown Pending @4 the Gateway selects by labels of a Namespace that is not among the inputs
    "#]].assert_eq(&shown_open("ListenerSet", &(edge(selector, HTTP) + &plain("unseen"))));
}

#[test]
fn the_gateway_then_the_older_set_has_a_port() {
    let at = |second: u32| format!(", creationTimestamp: '2026-01-01T00:00:0{second}Z'");
    let clash = "{name: l, port: 80, protocol: HTTP}";
    let both = "{name: l, port: 81, protocol: HTTP}, {name: tcp, port: 80, protocol: TCP}";
    let text = edge("{from: All}", HTTP)
        + &set("shop", "newer", &at(2), "{name: l, port: 81, protocol: HTTP}")
        + &set("shop", "older", &at(1), both)
        + &set("shop", "first", &at(0), clash);
    expect![[r#"
        ListenerSet shop/first
          Accepted=False ListenersNotValid @4 no listener is valid
          Programmed=False ListenersNotValid @4 no listener is valid
          listener l: [] 0 attached
            Accepted=False HostnameConflict @4 another listener without hostname has port 80
            Conflicted=True HostnameConflict @4 another listener without hostname has port 80
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=False HostnameConflict @4 another listener without hostname has port 80
        ListenerSet shop/newer
          Accepted=False ListenersNotValid @4 no listener is valid
          Programmed=False ListenersNotValid @4 no listener is valid
          listener l: [] 0 attached
            Accepted=False HostnameConflict @4 another listener without hostname has port 81
            Conflicted=True HostnameConflict @4 another listener without hostname has port 81
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=False HostnameConflict @4 another listener without hostname has port 81
        ListenerSet shop/older
          Accepted=True ListenersNotValid @4 1 of 2 listeners are not valid
          Programmed=True Programmed @4 the ListenerSet is configured
          listener l: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=True Programmed @4 the listener is configured
          listener tcp: [] 0 attached
            Accepted=False ProtocolConflict @4 another listener has port 80 with a protocol or TLS mode that TCP cannot share it with
            Conflicted=True ProtocolConflict @4 another listener has port 80 with a protocol or TLS mode that TCP cannot share it with
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=False ProtocolConflict @4 another listener has port 80 with a protocol or TLS mode that TCP cannot share it with
    "#]].assert_eq(&shown("ListenerSet", &text));
}

#[test]
fn a_set_needs_grants_of_its_own() {
    let tls = "tls: {certificateRefs: [{name: web, namespace: infra}]}";
    let text = edge("{from: All}", HTTP)
        + &good_secret()
        + &set("shop", "more", "", &format!("{{name: l, port: 443, protocol: HTTPS, {tls}}}"));
    let grant = |kind: &str| {
        let from = format!("{{group: gateway.networking.k8s.io, kind: {kind}, namespace: shop}}");
        grant("infra", &from, "{group: '', kind: Secret}")
    };
    expect![[r#"
        ListenerSet shop/more
          Accepted=False ListenersNotValid @4 no listener is valid
          Programmed=False ListenersNotValid @4 no listener is valid
          listener l: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=False RefNotPermitted @4 no ReferenceGrant permits the reference to Secret `infra/web`
            Programmed=False Invalid @4 none of the listener's certificates can be used
    "#]].assert_eq(&shown("ListenerSet", &(text.clone() + &grant("Gateway"))));
    expect![[r#"
        ListenerSet shop/more
          Accepted=True Accepted @4 the ListenerSet is valid
          Programmed=True Programmed @4 the ListenerSet is configured
          listener l: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=True Programmed @4 the listener is configured
    "#]]
    .assert_eq(&shown("ListenerSet", &(text + &grant("ListenerSet"))));
}

#[test]
fn entries_have_kinds_certificates_and_counts_of_their_own() {
    let own = "tls: {certificateRefs: [{name: web}]}";
    let listeners = format!(
        "{{name: https, port: 443, protocol: HTTPS, hostname: a.test, {own}}}, \
         {{name: wide, port: 443, protocol: HTTPS, {own}}}, \
         {{name: gone, port: 444, protocol: HTTPS, tls: {{certificateRefs: [{{name: gone}}]}}}}, \
         {{name: odd, port: 9, protocol: example.com/x}}, \
         {{name: kinds, port: 82, protocol: HTTP, allowedRoutes: {{kinds: [{{kind: UDPRoute}}]}}}}"
    );
    let route = object(
        "HTTPRoute",
        "name: r, namespace: shop",
        "parentRefs: [{kind: ListenerSet, name: more, sectionName: https}, {kind: ListenerSet, name: more}]",
    );
    let text = edge("{from: All}", HTTP)
        + &secret("shop", "web", EC_CRT, EC_KEY)
        + &set("shop", "more", "", &listeners)
        + &route;
    expect![[r#"
        ListenerSet shop/more
          Accepted=True ListenersNotValid @4 2 of 5 listeners are not valid
          Programmed=True Programmed @4 the ListenerSet is configured
          listener https: [HTTPRoute GRPCRoute] 1 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=True Programmed @4 the listener is configured
            OverlappingTLSConfig=True OverlappingHostnames @4 the hostname overlaps with that of another TLS listener of this port
          listener wide: [HTTPRoute GRPCRoute] 1 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=True Programmed @4 the listener is configured
            OverlappingTLSConfig=True OverlappingHostnames @4 the hostname overlaps with that of another TLS listener of this port
          listener gone: [HTTPRoute GRPCRoute] 1 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @4 Secret `shop/gone` does not exist
            Programmed=False Invalid @4 none of the listener's certificates can be used
          listener odd: [] 0 attached
            Accepted=False UnsupportedProtocol @4 protocol `example.com/x` is not supported
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @4 all references are resolved
            Programmed=False Invalid @4 protocol `example.com/x` is not supported
          listener kinds: [] 0 attached
            Accepted=True Accepted @4 the listener is valid
            Conflicted=False NoConflicts @4 no other listener is in its way
            ResolvedRefs=False InvalidRouteKinds @4 a listener of protocol HTTP does not take routes of kind `UDPRoute`
            Programmed=True Programmed @4 the listener is configured
    "#]].assert_eq(&shown("ListenerSet", &text));
}

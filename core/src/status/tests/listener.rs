use super::{
    CLASS, EC_CRT, EC_KEY, RSA_CRT, RSA_KEY, bundle, gateway, good_secret, grant, object, of_listeners,
    secret, shown, shown_by, shown_open, without,
};
use crate::attach::Environment;
use expect_test::expect;

/// The listeners of a Gateway in a world with `around`.
fn judged(listeners: &str, around: &str) -> String {
    judged_by(listeners, around, &Environment::default())
}

fn judged_by(listeners: &str, around: &str, environment: &Environment) -> String {
    let text = format!("{CLASS}{}{around}", gateway(&format!("listeners: [{listeners}]")));
    of_listeners(&shown_by("Gateway", &text, environment))
}

#[test]
fn protocols_and_kinds_that_are_supported() {
    let listeners = "{name: http, port: 80, protocol: HTTP}, {name: tcp, port: 81, protocol: TCP}, \
                     {name: udp, port: 82, protocol: UDP}, {name: tls, port: 83, protocol: TLS, tls: {mode: Passthrough}}, \
                     {name: odd, port: 84, protocol: example.com/x, allowedRoutes: {kinds: [{kind: HTTPRoute}]}}";
    expect![[r#"
          listener http: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
          listener tcp: [TCPRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
          listener udp: [UDPRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
          listener tls: [TLSRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
          listener odd: [] 0 attached
            Accepted=False UnsupportedProtocol @2 protocol `example.com/x` is not supported
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidRouteKinds @2 a listener of protocol example.com/x does not take routes of kind `HTTPRoute`
            Programmed=False Invalid @2 protocol `example.com/x` is not supported
    "#]].assert_eq(&judged(listeners, ""));
    expect![[r#"
          listener udp: [] 0 attached
            Accepted=False UnsupportedProtocol @2 protocol `UDP` is not supported
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False Invalid @2 protocol `UDP` is not supported
    "#]]
    .assert_eq(&judged_by("{name: udp, port: 82, protocol: UDP}", "", &without(&["UDPRoute"])));
    let terminate = "{name: tls, port: 83, protocol: TLS, tls: {certificateRefs: [{name: web}]}}";
    expect![[r#"
          listener tls: [] 0 attached
            Accepted=False UnsupportedValue @2 TLS mode Terminate is not supported for protocol `TLS`
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False Invalid @2 TLS mode Terminate is not supported for protocol `TLS`
    "#]]
    .assert_eq(&judged_by(terminate, &good_secret(), &without(&["TLSRouteModeTerminate"])));
}

#[test]
fn kinds_that_a_listener_cannot_take_are_left_out() {
    let kinds = |it: &str| format!("{{name: l, port: 80, protocol: HTTP, allowedRoutes: {{kinds: [{it}]}}}}");
    expect![[r#"
          listener l: [GRPCRoute HTTPRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidRouteKinds @2 a listener of protocol HTTP does not take routes of kind `TCPRoute`
            Programmed=True Programmed @2 the listener is configured
    "#]].assert_eq(&judged(&kinds("{kind: TCPRoute}, {kind: GRPCRoute}, {kind: HTTPRoute}"), ""));
    expect![[r#"
          listener l: [] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidRouteKinds @2 a listener of protocol HTTP does not take routes of kind `HTTPRoute`
            Programmed=True Programmed @2 the listener is configured
    "#]].assert_eq(&judged(&kinds("{group: example.com, kind: HTTPRoute}"), ""));
}

#[test]
fn listeners_that_cannot_be_told_apart_are_all_refused() {
    let one = "port: 80, protocol: HTTP, hostname: a.test";
    expect![[r#"
          listener a: [] 0 attached
            Accepted=False HostnameConflict @2 another listener has hostname `a.test` on port 80
            Conflicted=True HostnameConflict @2 another listener has hostname `a.test` on port 80
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False HostnameConflict @2 another listener has hostname `a.test` on port 80
          listener b: [] 0 attached
            Accepted=False HostnameConflict @2 another listener has hostname `a.test` on port 80
            Conflicted=True HostnameConflict @2 another listener has hostname `a.test` on port 80
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False HostnameConflict @2 another listener has hostname `a.test` on port 80
    "#]]
    .assert_eq(&judged(&format!("{{name: a, {one}}}, {{name: b, {one}}}"), ""));
    expect![[r#"
          listener a: [] 0 attached
            Accepted=False ProtocolConflict @2 another listener has port 80 with a protocol or TLS mode that HTTP cannot share it with
            Conflicted=True ProtocolConflict @2 another listener has port 80 with a protocol or TLS mode that HTTP cannot share it with
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False ProtocolConflict @2 another listener has port 80 with a protocol or TLS mode that HTTP cannot share it with
          listener b: [] 0 attached
            Accepted=False ProtocolConflict @2 another listener has port 80 with a protocol or TLS mode that TCP cannot share it with
            Conflicted=True ProtocolConflict @2 another listener has port 80 with a protocol or TLS mode that TCP cannot share it with
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False ProtocolConflict @2 another listener has port 80 with a protocol or TLS mode that TCP cannot share it with
    "#]]
        .assert_eq(&judged("{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: TCP}", ""));
    let mixed = "{name: a, port: 443, protocol: TLS, hostname: a.test, tls: {mode: Passthrough}}, \
                 {name: b, port: 443, protocol: TLS, hostname: b.test, tls: {certificateRefs: [{name: web}]}}";
    expect![[r#"
          listener a: [] 0 attached
            Accepted=False ProtocolConflict @2 another listener has port 443 with a protocol or TLS mode that TLS cannot share it with
            Conflicted=True ProtocolConflict @2 another listener has port 443 with a protocol or TLS mode that TLS cannot share it with
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False ProtocolConflict @2 another listener has port 443 with a protocol or TLS mode that TLS cannot share it with
          listener b: [] 0 attached
            Accepted=False ProtocolConflict @2 another listener has port 443 with a protocol or TLS mode that TLS cannot share it with
            Conflicted=True ProtocolConflict @2 another listener has port 443 with a protocol or TLS mode that TLS cannot share it with
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False ProtocolConflict @2 another listener has port 443 with a protocol or TLS mode that TLS cannot share it with
    "#]].assert_eq(&judged_by(mixed, &good_secret(), &without(&["TLSRouteModeMixed"])));
}

fn https(name: &str, more: &str) -> String {
    format!("{{name: {name}, port: 443, protocol: HTTPS, hostname: {name}.test, tls: {{{more}}}}}")
}

#[test]
fn certificates_are_read_with_their_keys() {
    let secrets = [
        good_secret(),
        secret("infra", "other-key", RSA_CRT, EC_KEY),
        secret("infra", "no-pem", "Hello", "world"),
        secret("infra", "rsa", RSA_CRT, RSA_KEY),
        "{apiVersion: v1, kind: Secret, metadata: {name: opaque, namespace: infra}}\n---\n".to_owned(),
    ];
    let to = |name: &str| https(name, &format!("certificateRefs: [{{name: {name}}}]"));
    let all = ["web", "other-key", "no-pem", "opaque", "gone"].map(to).join(", ");
    let half = https("half", "certificateRefs: [{name: gone}, {name: rsa}]");
    let map = https("map", "certificateRefs: [{name: web, kind: ConfigMap}]");
    let none = "{name: none, port: 444, protocol: HTTPS}";
    let text = format!("{all}, {half}, {map}, {none}");
    expect![[r#"
          listener web: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
          listener other-key: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @2 Secret `infra/other-key` holds a private key that belongs to another certificate
            Programmed=False Invalid @2 none of the listener's certificates can be used
          listener no-pem: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @2 Secret `infra/no-pem` holds no PEM certificate
            Programmed=False Invalid @2 none of the listener's certificates can be used
          listener opaque: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @2 Secret `infra/opaque` is not of type `kubernetes.io/tls`
            Programmed=False Invalid @2 none of the listener's certificates can be used
          listener gone: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @2 Secret `infra/gone` does not exist
            Programmed=False Invalid @2 none of the listener's certificates can be used
          listener half: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @2 Secret `infra/gone` does not exist
            Programmed=True Programmed @2 the listener is configured
          listener map: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @2 a ConfigMap cannot hold a certificate
            Programmed=False Invalid @2 none of the listener's certificates can be used
          listener none: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False InvalidTLSConfig @2 the listener has no certificate to show
    "#]].assert_eq(&judged(&text, &secrets.concat()));
    let open = format!("{CLASS}{}", gateway(&format!("listeners: [{}]", to("web"))));
    expect![[r#"
          listener web: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=Unknown Pending @2 Secret `infra/web` or what permits its use is not among the inputs
            Programmed=Unknown Pending @2 the listener's certificates are not among the inputs
    "#]]
    .assert_eq(&of_listeners(&shown_open("Gateway", &open)));
}

#[test]
fn a_certificate_of_another_namespace_needs_a_grant_even_to_be_missing() {
    let across = https("a", "certificateRefs: [{name: web, namespace: pay}]");
    let secret = secret("pay", "web", EC_CRT, EC_KEY);
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False RefNotPermitted @2 no ReferenceGrant permits the reference to Secret `pay/web`
            Programmed=False Invalid @2 none of the listener's certificates can be used
    "#]]
    .assert_eq(&judged(&across, ""));
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False RefNotPermitted @2 no ReferenceGrant permits the reference to Secret `pay/web`
            Programmed=False Invalid @2 none of the listener's certificates can be used
    "#]]
    .assert_eq(&judged(&across, &secret));
    let from = "{group: gateway.networking.k8s.io, kind: Gateway, namespace: infra}";
    let permitted = grant("pay", from, "{group: '', kind: Secret, name: web}");
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
    "#]]
    .assert_eq(&judged(&across, &format!("{secret}{permitted}")));
}

#[test]
fn authorities_that_clients_are_checked_against_are_read() {
    let judged = |refs: &str, around: &str| {
        let refs = refs.replace("MAP", "group: '', kind: ConfigMap");
        let spec = format!(
            "listeners: [{}, {{name: http, port: 80, protocol: HTTP}}], \
             tls: {{frontend: {{default: {{validation: {{caCertificateRefs: [{refs}]}}}}}}}}",
            https("a", "certificateRefs: [{name: web}]")
        );
        let text = format!("{CLASS}{}{}{around}", gateway(&spec), good_secret());
        of_listeners(&shown("Gateway", &text)).split("listener http").next().unwrap_or_default().to_owned()
    };
    let good = bundle("infra", "ca", RSA_CRT);
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
    "#]]
    .assert_eq(&judged("{MAP, name: ca}", &good));
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCACertificateRef @2 ConfigMap `infra/gone` does not exist
            Programmed=True Programmed @2 the listener is configured
    "#]]
    .assert_eq(&judged("{MAP, name: ca}, {MAP, name: gone}", &good));
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=False NoValidCACertificate @2 no CA certificate that clients would be checked against can be used
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCACertificateRef @2 ConfigMap `infra/ca` holds no PEM certificate
            Programmed=False Invalid @2 no CA certificate that clients would be checked against can be used
    "#]].assert_eq(&judged("{MAP, name: ca}", &bundle("infra", "ca", "Hello")));
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=False NoValidCACertificate @2 no CA certificate that clients would be checked against can be used
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCACertificateKind @2 a Secret cannot hold CA certificates
            Programmed=False Invalid @2 no CA certificate that clients would be checked against can be used
    "#]].assert_eq(&judged("{group: '', kind: Secret, name: web}", ""));
    expect![[r#"
          listener a: [HTTPRoute GRPCRoute] 0 attached
            Accepted=False NoValidCACertificate @2 no CA certificate that clients would be checked against can be used
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False RefNotPermitted @2 no ReferenceGrant permits the reference to ConfigMap `pay/ca`
            Programmed=False Invalid @2 no CA certificate that clients would be checked against can be used
    "#]].assert_eq(&judged("{MAP, name: ca, namespace: pay}", &bundle("pay", "ca", RSA_CRT)));
}

#[test]
fn tls_hostnames_that_overlap_are_said_on_both_sides() {
    let listener = |name: &str, hostname: &str| {
        format!(
            "{{name: {name}, port: 443, protocol: HTTPS, hostname: '{hostname}', tls: {{certificateRefs: [{{name: web}}]}}}}"
        )
    };
    let text = [listener("wide", "*.test"), listener("narrow", "a.test"), listener("apart", "a.example")];
    expect![[r#"
          listener wide: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
            OverlappingTLSConfig=True OverlappingHostnames @2 the hostname overlaps with that of another TLS listener of this port
          listener narrow: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
            OverlappingTLSConfig=True OverlappingHostnames @2 the hostname overlaps with that of another TLS listener of this port
          listener apart: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
    "#]].assert_eq(&judged(&text.join(", "), &good_secret()));
}

#[test]
fn attached_routes_count_whatever_becomes_of_the_listener() {
    let route = |name: &str, parent: &str, hostnames: &str| {
        let spec = format!("parentRefs: [{{name: edge{parent}}}], hostnames: [{hostnames}]");
        object("HTTPRoute", &format!("name: {name}, namespace: infra"), &spec)
    };
    let routes = route("all", "", "")
        + &route("named", ", sectionName: broken", "")
        + &route("host", "", "b.test")
        + &route("nowhere", ", sectionName: gone", "");
    let listeners = format!(
        "{}, {{name: b, port: 80, protocol: HTTP, hostname: b.test}}",
        https("broken", "certificateRefs: [{name: gone}]")
    );
    expect![[r#"
          listener broken: [HTTPRoute GRPCRoute] 2 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=False InvalidCertificateRef @2 Secret `infra/gone` does not exist
            Programmed=False Invalid @2 none of the listener's certificates can be used
          listener b: [HTTPRoute GRPCRoute] 2 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
    "#]]
    .assert_eq(&judged(&listeners, &routes));
}

#[test]
fn nothing_is_programmed_before_the_gateway_is_accepted() {
    let parameters = "infrastructure: {parametersRef: {group: '', kind: ConfigMap, name: gone}}";
    let text = format!(
        "{CLASS}{}",
        gateway(&format!("listeners: [{{name: http, port: 80, protocol: HTTP}}], {parameters}"))
    );
    expect![[r#"
          listener http: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False Pending @2 ConfigMap `infra/gone` does not exist
    "#]]
    .assert_eq(&of_listeners(&shown("Gateway", &text)));
    expect![[r#"
          listener http: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=Unknown Pending @2 ConfigMap `infra/gone` is not among the inputs
    "#]]
    .assert_eq(&of_listeners(&shown_open("Gateway", &text)));
}

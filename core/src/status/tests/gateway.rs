use super::{
    CLASS, EC_KEY, RSA_CRT, bundle, gateway, good_secret, grant, own, secret, shown, shown_by, shown_open,
    without,
};
use crate::attach::Environment;
use expect_test::expect;

const HTTP: &str = "{name: http, port: 80, protocol: HTTP}";
const ODD: &str = "{name: odd, port: 9, protocol: example.com/x}";

fn listeners(all: &[&str]) -> String {
    format!("{CLASS}{}", gateway(&format!("listeners: [{}]", all.join(", "))))
}

/// A Gateway with one good listener and something more in its spec.
fn with(more: &str) -> String {
    format!("{CLASS}{}", gateway(&format!("listeners: [{HTTP}], {more}")))
}

#[test]
fn a_gateway_is_accepted_with_one_valid_listener_and_programmed_with_it() {
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
          listener http: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
    "#]]
    .assert_eq(&shown("Gateway", &listeners(&[HTTP])));
    expect![[r#"
        Gateway infra/edge
          Accepted=True ListenersNotValid @2 1 of 2 listeners are not accepted
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
          listener odd: [] 0 attached
            Accepted=False UnsupportedProtocol @2 protocol `example.com/x` is not supported
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False Invalid @2 protocol `example.com/x` is not supported
          listener http: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
    "#]]
    .assert_eq(&shown("Gateway", &listeners(&[ODD, HTTP])));
    expect![[r#"
        Gateway infra/edge
          Accepted=False ListenersNotValid @2 no listener is accepted
          Programmed=False Invalid @2 no listener is accepted
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
          listener odd: [] 0 attached
            Accepted=False UnsupportedProtocol @2 protocol `example.com/x` is not supported
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=False Invalid @2 protocol `example.com/x` is not supported
    "#]]
    .assert_eq(&shown("Gateway", &listeners(&[ODD])));
}

#[test]
fn a_gateway_waits_for_a_class_that_nobody_has() {
    expect![[r#"
        Gateway infra/edge
          Accepted=Unknown Pending @2 no controller owns the GatewayClass that it names
          Programmed=Unknown Pending @2 no controller owns the GatewayClass that it names
    "#]]
    .assert_eq(&shown("Gateway", &gateway(&format!("listeners: [{HTTP}]"))));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid, if its GatewayClass, which is not among the inputs, is accepted
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
          listener http: [HTTPRoute GRPCRoute] 0 attached
            Accepted=True Accepted @2 the listener is valid
            Conflicted=False NoConflicts @2 no other listener is in its way
            ResolvedRefs=True ResolvedRefs @2 all references are resolved
            Programmed=True Programmed @2 the listener is configured
    "#]].assert_eq(&shown_open("Gateway", &gateway(&format!("listeners: [{HTTP}]"))));
    let environment =
        Environment { controller_name: Some("example.com/other".to_owned()), ..Environment::default() };
    expect![[""]].assert_eq(&shown_by("Gateway", &listeners(&[HTTP]), &environment));
}

#[test]
fn parameters_are_there_and_of_a_kind_that_is_of_use() {
    let parameters = |it: &str| with(&format!("infrastructure: {{parametersRef: {{{it}}}}}"));
    expect![[r#"
        Gateway infra/edge
          Accepted=False InvalidParameters @2 ConfigMap `infra/p` does not exist
          Programmed=False Invalid @2 ConfigMap `infra/p` does not exist
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown("Gateway", &parameters("group: '', kind: ConfigMap, name: p"))));
    expect![[r#"
        Gateway infra/edge
          Accepted=False InvalidParameters @2 no controller takes a Params as parameters
          Programmed=False Invalid @2 no controller takes a Params as parameters
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown("Gateway", &parameters("group: example.com, kind: Params, name: p"))));
    expect![[r#"
        Gateway infra/edge
          Accepted=Unknown Pending @2 Params `infra/p` is not among the inputs
          Programmed=Unknown Pending @2 what decides it is not among the inputs
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown_open("Gateway", &parameters("group: example.com, kind: Params, name: p"))));
}

#[test]
fn addresses_are_supported_usable_and_reported() {
    let address = |it: &str| with(&format!("addresses: [{it}]"));
    let usable_addresses = Some(["10.0.0.1".to_owned()].into());
    let environment = Environment { usable_addresses, ..Environment::default() };
    let shown = |it: &str| shown_by("Gateway", &address(it), &environment);
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
          address IPAddress 10.0.0.1
    "#]]
    .assert_eq(own(&shown("{value: 10.0.0.1}")));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=False AddressNotUsable @2 address `10.0.0.2` cannot be used
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown("{value: 10.0.0.2}")));
    expect![[r#"
        Gateway infra/edge
          Accepted=False UnsupportedAddress @2 addresses of type `example.com/odd` are not supported
          Programmed=False Invalid @2 addresses of type `example.com/odd` are not supported
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown("{type: example.com/odd, value: x}")));
    let old = without(&["GatewayAddressEmpty"]);
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=False AddressNotAssigned @2 an address without a value cannot be assigned
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown_by("Gateway", &address("{type: IPAddress}"), &old)));
}

#[test]
fn the_client_certificate_is_read_and_may_be_used() {
    let client = |it: &str| with(&format!("tls: {{backend: {{clientCertificateRef: {{{it}}}}}}}"));
    let shown = |it: &str, around: &str| shown("Gateway", &format!("{}{around}", client(it)));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown("name: web", &good_secret())));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=False InvalidClientCertificateRef @2 Secret `infra/web` does not exist
    "#]]
    .assert_eq(own(&shown("name: web", "")));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=False InvalidClientCertificateRef @2 Secret `infra/web` holds a private key that belongs to another certificate
    "#]].assert_eq(own(&shown("name: web", &secret("infra", "web", RSA_CRT, EC_KEY))));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=False InvalidClientCertificateRef @2 a ConfigMap cannot hold a certificate
    "#]]
    .assert_eq(own(&shown("name: web, kind: ConfigMap", "")));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=False RefNotPermitted @2 no ReferenceGrant permits the reference to Secret `pay/web`
    "#]]
    .assert_eq(own(&shown("name: web, namespace: pay", "")));
    let permitted = grant(
        "pay",
        "{group: gateway.networking.k8s.io, kind: Gateway, namespace: infra}",
        "{group: '', kind: Secret}",
    );
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=False InvalidClientCertificateRef @2 Secret `pay/web` does not exist
    "#]]
    .assert_eq(own(&shown("name: web, namespace: pay", &permitted)));
}

#[test]
fn clients_may_be_let_in_without_a_valid_certificate() {
    let tls = "tls: {certificateRefs: [{name: web}]}";
    let text = |mode: &str| {
        let frontend =
            format!("{{caCertificateRefs: [{{group: '', kind: ConfigMap, name: ca}}], mode: {mode}}}");
        let spec = format!(
            "listeners: [{{name: https, port: 443, protocol: HTTPS, {tls}}}], \
             tls: {{frontend: {{default: {{validation: {frontend}}}}}}}"
        );
        format!("{CLASS}{}{}{}", gateway(&spec), good_secret(), bundle("infra", "ca", RSA_CRT))
    };
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
          InsecureFrontendValidationMode=True ConfigurationChanged @2 clients without a valid certificate are let in: mode is AllowInsecureFallback
    "#]].assert_eq(own(&shown("Gateway", &text("AllowInsecureFallback"))));
    expect![[r#"
        Gateway infra/edge
          Accepted=True Accepted @2 the Gateway is valid
          Programmed=True Programmed @2 the Gateway is configured
          ResolvedRefs=True ResolvedRefs @2 all references are resolved
    "#]]
    .assert_eq(own(&shown("Gateway", &text("AllowValidOnly"))));
}

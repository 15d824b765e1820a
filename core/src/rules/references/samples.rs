//! Manifests that the cases of several rules share.

use crate::attach::material::testing::{EC_CRT, EC_KEY};
use crate::rules::testing::gateway;

/// A Gateway with an HTTPS listener, and the Secret of its certificate for `b.test`.
pub(super) fn https(more: &str) -> [String; 2] {
    https_with(more, EC_CRT, EC_KEY)
}

/// A Gateway with an HTTPS listener, and the Secret of its certificate.
pub(super) fn https_with(more: &str, chain: &str, key: &str) -> [String; 2] {
    let tls = "tls: {certificateRefs: [{name: b-tls}]}";
    let edge = gateway(&format!("{{name: web, port: 443, protocol: HTTPS, {more}{tls}}}"));
    [edge, tls_secret("b-tls", chain, key)]
}

/// A BackendTLSPolicy for Service `api` with CA certificates from this ConfigMap.
pub(super) fn policy(map: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: api}}\nspec:\n  targetRefs: [{{group: '', kind: Service, name: api}}]\n  validation: {{hostname: a.test, caCertificateRefs: [{{group: '', kind: ConfigMap, name: {map}}}]}}\n"
    )
}

/// A ConfigMap with CA certificates.
pub(super) fn config_map(name: &str, bundle: &str) -> String {
    let bundle = bundle.lines().map(|it| format!("    {it}\n")).collect::<Vec<_>>().concat();
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  ca.crt: |\n{bundle}")
}

/// A Secret with a certificate.
pub(super) fn tls_secret(name: &str, chain: &str, key: &str) -> String {
    let indented = |text: &str| text.lines().map(|it| format!("    {it}\n")).collect::<Vec<_>>().concat();
    format!(
        "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {{name: {name}}}\nstringData:\n  tls.crt: |\n{}  tls.key: |\n{}",
        indented(chain),
        indented(key)
    )
}

//! TLS between the command and a cluster: who the server is, and who asks.

use super::server::{Behaviour, Server};
use super::{BACKEND, PARENT, PLATFORM, check_in, route};
use crate::harness::Folder;
use base64ct::{Base64, Encoding as _};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::sync::Arc;

/// What a server shows to those who ask.
pub(super) type Identity = Arc<ServerConfig>;

/// Who signs certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key.
struct Signed {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn sign(&self, name: &str) -> Signed {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        Signed { certificate: params.signed_by(&key, &self.0).unwrap(), key }
    }

    /// A server called `name`, which lets everybody in, or only those whom `clients` signed.
    fn server(&self, name: &str, clients: Option<&Self>) -> Identity {
        let provider = Arc::new(ring::default_provider());
        let Signed { certificate, key } = self.sign(name);
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let config = config.with_safe_default_protocol_versions().unwrap();
        let config = match clients {
            Some(clients) => {
                let mut roots = RootCertStore::empty();
                roots.add(clients.0.der().clone()).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                config.with_client_cert_verifier(verifier.build().unwrap())
            }
            None => config.with_no_client_auth(),
        };
        Arc::new(config.with_single_cert(vec![certificate.der().clone()], key).unwrap())
    }
}

/// A folder whose kubeconfig trusts `authority`, and shows `client`.
fn folder(server: &Server, authority: &Authority, client: Option<&Signed>) -> Folder {
    let data = |pem: String| Base64::encode_string(pem.as_bytes());
    let user = client.map_or("token: secret".to_owned(), |it| {
        let (certificate, key) = (data(it.certificate.pem()), data(it.key.serialize_pem()));
        format!("client-certificate-data: {certificate}, client-key-data: {key}")
    });
    let config = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: here\n\
         clusters: [{{ name: here, cluster: {{ server: '{}', certificate-authority-data: {} }} }}]\n\
         users: [{{ name: me, user: {{ {user} }} }}]\n\
         contexts: [{{ name: here, context: {{ cluster: here, user: me, namespace: shop }} }}]\n",
        server.url,
        data(authority.0.pem()),
    );
    Folder::with(&[("kubeconfig", &config), ("manifests/route.yaml", &route(PARENT, BACKEND))])
}

const FINE: &str = "no findings in 1 file (1 object)\n";

#[test]
fn a_server_that_the_kubeconfig_trusts_is_read() {
    let authority = Authority::new();
    let server = Behaviour::of(PLATFORM).start_tls(authority.server("127.0.0.1", None));
    let result = check_in(&folder(&server, &authority, None), &[]);
    assert_eq!((result.code, result.out.as_str(), result.err.as_str()), (Some(0), FINE, ""));
}

#[test]
fn a_server_that_is_another_is_told_nothing() {
    let (authority, other) = (Authority::new(), Authority::new());
    for identity in [other.server("127.0.0.1", None), authority.server("example.com", None)] {
        let server = Behaviour::of(PLATFORM).start_tls(identity);
        let result = check_in(&folder(&server, &authority, None), &[]);
        assert_eq!((result.code, result.out.as_str()), (Some(2), ""), "{}", result.err);
        let why = format!("{}/ cannot be read: invalid peer certificate: ", server.url);
        assert!(result.err.contains(&why), "{}", result.err);
        assert!(server.seen().is_empty(), "{:#?}", server.seen());
    }
}

#[test]
fn who_asks_shows_a_certificate() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let server = Behaviour::of(PLATFORM).start_tls(authority.server("127.0.0.1", Some(&clients)));
    let result = check_in(&folder(&server, &authority, Some(&clients.sign("me"))), &[]);
    assert_eq!((result.code, result.out.as_str(), result.err.as_str()), (Some(0), FINE, ""));
    // One without, and one of another client.
    for client in [None, Some(&authority.sign("me"))] {
        let result = check_in(&folder(&server, &authority, client), &[]);
        assert_eq!((result.code, result.out.as_str()), (Some(2), ""), "{}", result.err);
    }
}

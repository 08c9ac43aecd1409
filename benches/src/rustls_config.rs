//! rustls, configured to do what the engine does: no tickets, no session storage, one suite, one group.

use crate::Result;
use crate::scenario::{Cipher, Key, SERVER_NAME, Scenario, Setup, Version};
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{CipherSuite, ClientConfig, RootCertStore, ServerConfig};
use rustls_pki_types::ServerName;
use std::sync::Arc;

/// What both of its interfaces take.
#[derive(Debug)]
pub(crate) struct Configs {
    pub(crate) client: Arc<ClientConfig>,
    pub(crate) server: Arc<ServerConfig>,
    pub(crate) name: ServerName<'static>,
}

const fn suite(scenario: Scenario) -> CipherSuite {
    match (scenario.version, scenario.key, scenario.cipher) {
        (Version::Tls13, _, Cipher::Aes128) => CipherSuite::TLS13_AES_128_GCM_SHA256,
        (Version::Tls13, _, Cipher::ChaCha20) => CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
        (_, Key::P256, Cipher::Aes128) => CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        (_, Key::P256, Cipher::ChaCha20) => CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        (_, Key::Rsa2048, Cipher::Aes128) => CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        (_, Key::Rsa2048, Cipher::ChaCha20) => CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    }
}

fn provider(scenario: Scenario) -> Arc<CryptoProvider> {
    let mut provider = ring::default_provider();
    provider.cipher_suites.retain(|offered| offered.suite() == suite(scenario));
    provider.kx_groups = vec![ring::kx_group::X25519];
    Arc::new(provider)
}

impl Configs {
    pub(crate) fn new(setup: &Setup, scenario: Scenario) -> Result<Self> {
        let provider = provider(scenario);
        let mut roots = RootCertStore::empty();
        roots.add(setup.pki.root.certificate().clone())?;
        let roots = Arc::new(roots);
        let versions = [match scenario.version {
            Version::Tls12 => &rustls::version::TLS12,
            Version::Tls13 => &rustls::version::TLS13,
        }];
        let client = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&versions)?
            .with_root_certificates(roots.clone());
        let server = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(&versions)?;
        let (mut client, server) = if scenario.mutual {
            let leaf = &setup.pki.client_p256;
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build()?;
            let client = client.with_client_auth_cert(leaf.chain().to_vec(), leaf.key().clone_key())?;
            (client, server.with_client_cert_verifier(verifier))
        } else {
            (client.with_no_client_auth(), server.with_no_client_auth())
        };
        let leaf = setup.server(scenario);
        let mut server = server.with_single_cert(leaf.chain().to_vec(), leaf.key().clone_key())?;
        client.resumption = Resumption::disabled();
        server.session_storage = Arc::new(NoServerSessionStorage {});
        server.send_tls13_tickets = 0;
        let name = ServerName::try_from(SERVER_NAME)?;
        Ok(Self { client: Arc::new(client), server: Arc::new(server), name })
    }
}

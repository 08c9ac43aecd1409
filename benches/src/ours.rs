//! This engine.

use crate::Result;
use crate::peer::{Connection, Peer};
use crate::scenario::{Cipher, Key, SERVER_NAME, Scenario, Setup, Version};
use crate::wire::Wire;
use std::sync::Arc;
use tls_core::config::{ClientAuth, ClientConfig, ServerConfig};
use tls_core::conn::{ClientConnection, Seams, ServerConnection, Step};
use tls_core::credential::Credential;
use tls_core::crypto::{CryptoProvider, ring};
use tls_core::pki_types::{ServerName, UnixTime};
use tls_core::registry::{CipherSuite, NamedGroup, ProtocolVersion};
use tls_core::trust::TrustStore;
use tls_pki::Leaf;

/// This engine, with its `ring` provider.
#[derive(Debug)]
pub struct Ours {
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    name: ServerName<'static>,
    now: UnixTime,
}

/// One side of a connection and the time at which it looks at certificates.
#[derive(Debug)]
pub struct Side<C> {
    connection: C,
    now: UnixTime,
}

/// The suite of a scenario.
pub(crate) const fn suite(scenario: Scenario) -> CipherSuite {
    match (scenario.version, scenario.key, scenario.cipher) {
        (Version::Tls13, _, Cipher::Aes128) => CipherSuite::TLS_AES_128_GCM_SHA256,
        (Version::Tls13, _, Cipher::ChaCha20) => CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        (_, Key::P256, Cipher::Aes128) => CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        (_, Key::P256, Cipher::ChaCha20) => CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        (_, Key::Rsa2048, Cipher::Aes128) => CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        (_, Key::Rsa2048, Cipher::ChaCha20) => CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    }
}

fn credential(provider: &CryptoProvider, leaf: &Leaf) -> Result<Arc<Credential>> {
    Ok(Credential::load(provider, leaf.chain_pem().as_bytes(), leaf.key_pem().as_bytes())?)
}

impl Peer for Ours {
    const NAME: &'static str = "ours";
    type Client = Side<ClientConnection>;
    type Server = Side<ServerConnection>;

    fn new(setup: &Setup, scenario: Scenario) -> Result<Self> {
        let provider = ring::provider();
        let mut roots = TrustStore::new();
        roots.add_certificate(setup.pki.root.certificate())?;
        let roots = Arc::new(roots);
        let versions = [match scenario.version {
            Version::Tls12 => ProtocolVersion::TLSv1_2,
            Version::Tls13 => ProtocolVersion::TLSv1_3,
        }];
        let (suites, groups) = ([suite(scenario)], [NamedGroup::x25519]);
        let mut client = ClientConfig::builder(provider.clone())
            .versions(&versions)
            .suites(&suites)
            .groups(&groups)
            .trust(roots.clone());
        let mut server = ServerConfig::builder(provider.clone())
            .versions(&versions)
            .suites(&suites)
            .groups(&groups)
            .credential(credential(&provider, setup.server(scenario))?);
        if scenario.mutual {
            client = client.credential(credential(&provider, &setup.pki.client_p256)?);
            server = server.client_auth(ClientAuth::required(roots));
        }
        let name = ServerName::try_from(SERVER_NAME)?;
        Ok(Self { client: client.build()?, server: server.build()?, name, now: setup.now })
    }

    fn client(&self) -> Result<Self::Client> {
        let connection = ClientConnection::new(self.client.clone(), self.name.clone(), Seams::default())?;
        Ok(Side { connection, now: self.now })
    }

    fn server(&self) -> Result<Self::Server> {
        Ok(Side { connection: ServerConnection::new(self.server.clone(), Seams::default()), now: self.now })
    }
}

/// More than a record has besides its content, in bytes.
const OVERHEAD: usize = 64;

macro_rules! connection {
    ($side:ty) => {
        impl Connection for Side<$side> {
            fn write(&mut self, wire: &mut Wire) -> Result<()> {
                let output = self.connection.output();
                let length = output.len();
                wire.bytes.extend_from_slice(output);
                Ok(self.connection.output_sent(length)?)
            }

            fn read(&mut self, wire: &mut Wire) -> Result<usize> {
                wire.arrive();
                let (mut rest, mut plaintext) = (wire.incoming.as_mut_slice(), 0_usize);
                loop {
                    let progress = self.connection.step(rest, self.now);
                    let consumed = progress.consumed;
                    match progress.step {
                        Step::NeedInput { .. } | Step::Closed(_) => return Ok(plaintext),
                        Step::Plaintext(data) => {
                            plaintext = plaintext.saturating_add(core::hint::black_box(data).len())
                        }
                        Step::Failed(failure) => return Err(failure.clone().into()),
                        _ => {}
                    }
                    rest = rest.get_mut(consumed..).unwrap_or_default();
                }
            }

            fn send(&mut self, data: &[u8], wire: &mut Wire) -> Result<()> {
                // Into the wire's own memory, which is kept from one record to the next.
                let start = wire.bytes.len();
                wire.bytes.resize(start.saturating_add(data.len()).saturating_add(OVERHEAD), 0);
                let out = wire.bytes.get_mut(start..).unwrap_or_default();
                let written = self.connection.send_into(data, out)?.written;
                wire.bytes.truncate(start.saturating_add(written));
                Ok(())
            }

            fn is_done(&self) -> bool {
                self.connection.facts().is_some()
            }
        }
    };
}
connection!(ClientConnection);
connection!(ServerConnection);

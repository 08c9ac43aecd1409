//! The configurations among which an input's first byte chooses.

use crate::toy::{ToyKey, provider};
use std::sync::{Arc, LazyLock};
use tls_core::config::{ClientAuth, ClientConfig, ServerConfig};
use tls_core::conn::{ClientConnection, Seams, ServerConnection};
use tls_core::credential::Credential;
use tls_core::crypto::SigningKey;
use tls_core::pki_types::{CertificateDer, ServerName, UnixTime};
use tls_core::registry::{CipherSuite, NamedGroup, ProtocolVersion};
use tls_core::trust::TrustStore;

/// Seconds since 1970 at which the certificates in `data/` were made.
pub const NOW: u64 = 1_800_000_000;

/// How many configurations there are on either side.
pub const COUNT: u8 = 16;

/// The time of every run.
#[must_use]
pub fn now() -> UnixTime {
    UnixTime::since_unix_epoch(core::time::Duration::from_secs(NOW))
}

macro_rules! der {
    ($name:literal) => {
        CertificateDer::from(include_bytes!(concat!("../data/", $name, ".der")).as_slice())
    };
}

static CLIENTS: LazyLock<Vec<Arc<ClientConfig>>> = LazyLock::new(|| (0..COUNT).map(client_config).collect());
static SERVERS: LazyLock<Vec<Arc<ServerConfig>>> = LazyLock::new(|| (0..COUNT).map(server_config).collect());

fn store() -> Arc<TrustStore> {
    let mut store = TrustStore::new();
    store.add_certificate(&der!("root")).expect("data/root.der is a certificate");
    Arc::new(store)
}

fn credential(leaf: CertificateDer<'static>, key: Arc<dyn SigningKey>) -> Arc<Credential> {
    Credential::new(vec![leaf, der!("intermediate")], key).expect("data/ holds certificates")
}

/// Bits 0 and 1 choose the versions: both, only TLS 1.3, only TLS 1.2, and TLS 1.2 by RSA key exchange only.
const fn versions(choice: u8) -> &'static [ProtocolVersion] {
    match choice & 3 {
        0 => &[ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2],
        1 => &[ProtocolVersion::TLSv1_3],
        _ => &[ProtocolVersion::TLSv1_2],
    }
}

/// What is deprecated and needs a switch.
const RSA_KEY_EXCHANGE: &[CipherSuite] = &[CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256];

/// Bit 2: anybody is accepted. Bit 3: with a certificate, and no extended master secret needed.
fn client_config(choice: u8) -> Arc<ClientConfig> {
    let mut builder = ClientConfig::builder(provider()).versions(versions(choice)).alpn(&[b"h2", b"http/1.1"]);
    if choice & 3 == 3 {
        builder = builder.rsa_key_exchange(true).suites(RSA_KEY_EXCHANGE);
    }
    builder = if choice & 4 == 0 { builder.trust(store()) } else { builder.dangerous_accept_any_certificate() };
    if choice & 8 != 0 {
        builder = builder.credential(credential(der!("client-p256"), ToyKey::ecdsa()));
        builder = builder.require_extended_master_secret(false);
    }
    builder.build().expect("the configuration works")
}

/// Bit 2: asks for a certificate. Bit 3: which must come; no extended master secret needed; only P-256, so that a share
/// for X25519 is answered with HelloRetryRequest.
fn server_config(choice: u8) -> Arc<ServerConfig> {
    let mut builder = ServerConfig::builder(provider()).versions(versions(choice)).alpn(&[b"http/1.1"]);
    if choice & 3 == 3 {
        builder = builder.rsa_key_exchange(true).suites(RSA_KEY_EXCHANGE);
    }
    builder = builder.credential(credential(der!("server-p256"), ToyKey::ecdsa()));
    builder = builder.credential(credential(der!("server-rsa2048"), ToyKey::rsa()));
    if choice & 4 != 0 {
        builder = builder.client_auth(ClientAuth::optional(store()));
    }
    if choice & 8 != 0 {
        builder = builder.client_auth(ClientAuth::required(store())).require_extended_master_secret(false);
        builder = builder.groups(&[NamedGroup::secp256r1]);
    }
    builder.build().expect("the configuration works")
}

fn pick<T>(configs: &[Arc<T>], choice: u8) -> Arc<T> {
    configs[usize::from(choice % COUNT)].clone()
}

/// A fresh client.
#[must_use]
pub fn client(choice: u8, seams: Seams) -> ClientConnection {
    let name = ServerName::try_from("localhost").expect("a name");
    ClientConnection::new(pick(&CLIENTS, choice), name, seams).expect("a client starts")
}

/// A fresh server.
#[must_use]
pub fn server(choice: u8, seams: Seams) -> ServerConnection {
    ServerConnection::new(pick(&SERVERS, choice), seams)
}

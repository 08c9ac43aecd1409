//! Handshakes between a client and a server of our own, in memory, on a fresh PKI.

use crate::{Recorder, Trace};
use core::fmt;
use std::sync::Arc;
use tls_core::config::{ClientAuth, ClientConfig, ServerConfig};
use tls_core::conn::{ClientConnection, Seams, ServerConnection, Step};
use tls_core::credential::Credential;
use tls_core::crypto::ring::provider;
use tls_core::pki_types::{ServerName, UnixTime};
use tls_core::registry::ProtocolVersion;
use tls_core::trust::TrustStore;
use tls_pki::{Leaf, TestPki};

/// A handshake with its title.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Show {
    /// What it shows.
    pub title: &'static str,
    /// What happened.
    pub trace: Trace,
}

/// Something that stands in the way of a demonstration; it has nothing to do with a peer.
#[derive(Debug)]
pub struct SetUpError(Box<dyn core::error::Error + Send + Sync>);

impl fmt::Display for SetUpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the handshake in memory could not be set up: {}", self.0)
    }
}

impl core::error::Error for SetUpError {}

impl SetUpError {
    fn of(error: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

/// One TLS 1.3 handshake with a client certificate, and one TLS 1.2 handshake.
///
/// # Errors
///
/// If the PKI cannot be made.
pub fn handshakes(now: UnixTime) -> Result<Vec<Show>, SetUpError> {
    shows(now, Recorder::new)
}

/// The same, with every secret in the trace.
///
/// # Errors
///
/// If the PKI cannot be made.
pub fn handshakes_with_secrets(now: UnixTime) -> Result<Vec<Show>, SetUpError> {
    shows(now, Recorder::with_secrets)
}

fn shows(now: UnixTime, recorder: fn() -> Recorder) -> Result<Vec<Show>, SetUpError> {
    let pki = TestPki::generate(now).map_err(SetUpError::of)?;
    let one = |title, version, mutual| Ok(Show { title, trace: handshake(&pki, now, version, mutual, recorder())? });
    Ok(vec![
        one("TLS 1.3 with a client certificate", ProtocolVersion::TLSv1_3, true)?,
        one("TLS 1.2", ProtocolVersion::TLSv1_2, false)?,
    ])
}

fn handshake(
    pki: &TestPki,
    now: UnixTime,
    version: ProtocolVersion,
    mutual: bool,
    recorder: Recorder,
) -> Result<Trace, SetUpError> {
    let provider = provider();
    let mut store = TrustStore::new();
    store.add_certificate(pki.root.certificate()).map_err(SetUpError::of)?;
    let store = Arc::new(store);
    let credential = |leaf: &Leaf| {
        let key = provider.load_key.load(&leaf.key()).map_err(SetUpError::of)?;
        Credential::new(leaf.chain().to_vec(), key).map_err(SetUpError::of)
    };
    let mut client = ClientConfig::builder(Arc::clone(&provider))
        .versions(&[version])
        .alpn(&[b"h2", b"http/1.1"])
        .trust(Arc::clone(&store));
    let mut server = ServerConfig::builder(Arc::clone(&provider))
        .versions(&[version])
        .alpn(&[b"h2"])
        .credential(credential(&pki.server_p256)?);
    if mutual {
        client = client.credential(credential(&pki.client_ed25519)?);
        server = server.client_auth(ClientAuth::required(store));
    }
    let name = ServerName::try_from("server.example").map_err(SetUpError::of)?;
    let client_config = client.build().map_err(SetUpError::of)?;
    let mut client =
        ClientConnection::new(client_config, name, Seams::sink(recorder.sink())).map_err(SetUpError::of)?;
    let mut server = ServerConnection::new(server.build().map_err(SetUpError::of)?, Seams::sink(recorder.sink()));
    exchange(&mut client, &mut server, now);
    let _ = client.send(b"hello");
    exchange(&mut client, &mut server, now);
    let _ = server.send(b"hello yourself");
    client.close();
    exchange(&mut client, &mut server, now);
    server.close();
    exchange(&mut client, &mut server, now);
    Ok(recorder.trace())
}

macro_rules! deliver {
    ($from:expr, $to:expr, $now:expr) => {{
        let mut bytes = $from.output().to_vec();
        let _ = $from.output_sent(bytes.len());
        let mut start = 0;
        while let Some(rest) = bytes.get_mut(start..).filter(|rest| !rest.is_empty()) {
            let progress = $to.step(rest, $now);
            let waits = matches!(progress.step, Step::NeedInput { .. } | Step::Failed(_));
            start += progress.consumed;
            if waits {
                break;
            }
        }
        start > 0
    }};
}

/// Carries bytes to and fro until there are none. Whole flights, so nothing is left over between two calls.
pub fn exchange(client: &mut ClientConnection, server: &mut ServerConnection, now: UnixTime) {
    while deliver!(client, server, now) | deliver!(server, client, now) {}
    // What each side has to tell its caller (that it is done) needs one more look.
    let _ = client.step(&mut [], now);
    let _ = server.step(&mut [], now);
}

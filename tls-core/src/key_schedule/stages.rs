//! The stages of the TLS 1.3 key schedule (RFC 9846 §7.1).
//!
//! ```text
//!    0 -> HKDF-Extract = Early Secret            EarlyStage
//!           | Derive-Secret(., "derived", "")
//! (EC)DHE -> HKDF-Extract = Handshake Secret     HandshakeStage: "c hs traffic", "s hs traffic"
//!           | Derive-Secret(., "derived", "")
//!    0 -> HKDF-Extract = Main Secret             MainStage: "c ap traffic", "s ap traffic", "exp master", "res master"
//! ```
//!
//! Each stage is a type: a traffic key cannot be derived from a stage that has not seen its secret.

use super::hkdf::{expand_label, extract};
use super::traffic::TrafficSecret;
use crate::crypto::{Aead, Hash, HashOutput, Hmac, Secret, Suite};
use core::marker::PhantomData;

/// Nothing secret is in it yet.
#[derive(Debug)]
pub struct EarlyStage;

/// The key exchange is in it.
#[derive(Debug)]
pub struct HandshakeStage;

/// Everything is in it.
#[derive(Debug)]
pub struct MainStage;

/// A key schedule that has reached a stage.
#[derive(Debug)]
pub struct KeySchedule<Stage> {
    hash: &'static dyn Hash,
    hmac: &'static dyn Hmac,
    aead: &'static dyn Aead,
    secret: Secret,
    stage: PhantomData<Stage>,
}

impl<Stage> KeySchedule<Stage> {
    /// The stage's secret, for sinks that asked for secrets.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Derive-Secret(Secret, Label, Messages) = HKDF-Expand-Label(Secret, Label, Transcript-Hash(Messages), Hash.length)
    fn derive_secret(&self, label: &[u8], transcript_hash: &HashOutput) -> Secret {
        let mut secret = Secret::zeroed(self.hmac.output_len());
        self.hmac.with_key(self.secret.expose(), &mut |key| {
            expand_label(key, label, transcript_hash.as_ref(), secret.as_mut());
        });
        secret
    }

    fn traffic_secret(&self, label: &[u8], transcript_hash: &HashOutput) -> TrafficSecret {
        TrafficSecret::new(self.derive_secret(label, transcript_hash), self.hmac, self.aead)
    }

    fn next<Next>(self, input_keying_material: &[u8]) -> KeySchedule<Next> {
        let salt = self.derive_secret(b"derived", &self.hash.hash(b""));
        let secret = extract(self.hmac, salt.expose(), input_keying_material);
        KeySchedule { hash: self.hash, hmac: self.hmac, aead: self.aead, secret, stage: PhantomData }
    }
}

impl KeySchedule<EarlyStage> {
    /// Starts without a PSK: "if PSK is not in use, Early Secret will still be HKDF-Extract(0, 0)" (RFC 9846 §7.1).
    #[must_use]
    pub fn new(suite: &Suite) -> Self {
        let zeros = Secret::zeroed(suite.hmac.output_len());
        let secret = extract(suite.hmac, zeros.expose(), zeros.expose());
        Self { hash: suite.hash, hmac: suite.hmac, aead: suite.aead, secret, stage: PhantomData }
    }

    /// Mixes the key exchange's shared secret in.
    #[must_use]
    pub fn with_shared_secret(self, shared: &Secret) -> KeySchedule<HandshakeStage> {
        self.next(shared.expose())
    }
}

impl KeySchedule<HandshakeStage> {
    /// client_handshake_traffic_secret; the hash runs through ServerHello.
    #[must_use]
    pub fn client_handshake_traffic_secret(&self, through_server_hello: &HashOutput) -> TrafficSecret {
        self.traffic_secret(b"c hs traffic", through_server_hello)
    }

    /// server_handshake_traffic_secret; the hash runs through ServerHello.
    #[must_use]
    pub fn server_handshake_traffic_secret(&self, through_server_hello: &HashOutput) -> TrafficSecret {
        self.traffic_secret(b"s hs traffic", through_server_hello)
    }

    /// Goes on to the Main Secret.
    #[must_use]
    pub fn into_main(self) -> KeySchedule<MainStage> {
        let zeros = Secret::zeroed(self.hmac.output_len());
        self.next(zeros.expose())
    }
}

impl KeySchedule<MainStage> {
    /// client_application_traffic_secret_0; the hash runs through the server's Finished.
    #[must_use]
    pub fn client_application_traffic_secret(&self, through_server_finished: &HashOutput) -> TrafficSecret {
        self.traffic_secret(b"c ap traffic", through_server_finished)
    }

    /// server_application_traffic_secret_0; the hash runs through the server's Finished.
    #[must_use]
    pub fn server_application_traffic_secret(&self, through_server_finished: &HashOutput) -> TrafficSecret {
        self.traffic_secret(b"s ap traffic", through_server_finished)
    }

    /// exporter_secret; the hash runs through the server's Finished.
    #[must_use]
    pub fn exporter_secret(&self, through_server_finished: &HashOutput) -> Secret {
        self.derive_secret(b"exp master", through_server_finished)
    }

    /// resumption_secret; the hash runs through the client's Finished.
    #[must_use]
    pub fn resumption_secret(&self, through_client_finished: &HashOutput) -> Secret {
        self.derive_secret(b"res master", through_client_finished)
    }
}

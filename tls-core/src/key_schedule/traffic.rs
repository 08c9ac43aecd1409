//! Traffic secrets and what is made of them (RFC 9846 §7.2, §7.3, §4.5.3).

use super::hkdf::expand_label;
use crate::crypto::{Aead, AeadKey, CryptoFailure, HashOutput, Hmac, MAX_HASH_LEN, Secret};
use alloc::boxed::Box;
use core::fmt;
use zeroize::{Zeroize, Zeroizing};

/// The secret behind one direction's keys.
#[derive(Clone, Debug)]
pub struct TrafficSecret {
    secret: Secret,
    hmac: &'static dyn Hmac,
    aead: &'static dyn Aead,
}

/// What protects one direction's records.
pub struct RecordKeys {
    /// The expanded AEAD key.
    pub(crate) key: Box<dyn AeadKey>,
    /// The static IV; in TLS 1.2 AES-GCM only its first four bytes are used.
    pub(crate) iv: Zeroizing<[u8; 12]>,
    /// Records that the key may protect.
    pub(crate) limit: u64,
}

impl fmt::Debug for RecordKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordKeys")
    }
}

impl TrafficSecret {
    pub(super) fn new(secret: Secret, hmac: &'static dyn Hmac, aead: &'static dyn Aead) -> Self {
        Self { secret, hmac, aead }
    }

    /// The secret, for sinks that asked for secrets.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The record keys: HKDF-Expand-Label(Secret, "key"), HKDF-Expand-Label(Secret, "iv").
    ///
    /// # Errors
    ///
    /// If the AEAD refuses a key of its own length.
    pub fn record_keys(&self) -> Result<RecordKeys, CryptoFailure> {
        let mut key = [0; MAX_HASH_LEN];
        let key_bytes = key.get_mut(..self.aead.key_len()).ok_or(CryptoFailure::BadKey)?;
        let mut iv = Zeroizing::new([0; 12]);
        self.hmac.with_key(self.secret.expose(), &mut |hmac| {
            expand_label(hmac, b"key", b"", key_bytes);
            expand_label(hmac, b"iv", b"", &mut *iv);
        });
        let expanded = self.aead.key(key_bytes);
        key.zeroize();
        Ok(RecordKeys { key: expanded?, iv, limit: self.aead.record_limit() })
    }

    /// verify_data = HMAC(finished_key, Transcript-Hash(Handshake Context, Certificate*, CertificateVerify*)).
    #[must_use]
    pub fn verify_data(&self, transcript_hash: &HashOutput) -> Secret {
        let mut finished_key = Secret::zeroed(self.hmac.output_len());
        self.hmac.with_key(self.secret.expose(), &mut |hmac| {
            expand_label(hmac, b"finished", b"", finished_key.as_mut());
        });
        let mut verify_data = Secret::zeroed(0);
        self.hmac.with_key(finished_key.expose(), &mut |hmac| verify_data = hmac.tag(&[transcript_hash.as_ref()]));
        verify_data
    }

    /// application_traffic_secret_N+1 = HKDF-Expand-Label(application_traffic_secret_N, "traffic upd", "", Hash.length).
    #[must_use]
    pub fn update(&self) -> Self {
        let mut secret = Secret::zeroed(self.hmac.output_len());
        self.hmac.with_key(self.secret.expose(), &mut |hmac| {
            expand_label(hmac, b"traffic upd", b"", secret.as_mut());
        });
        Self { secret, hmac: self.hmac, aead: self.aead }
    }
}

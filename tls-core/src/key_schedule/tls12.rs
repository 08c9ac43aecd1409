//! The TLS 1.2 PRF and what is made of it (RFC 5246 §5, §6.3, §8.1; RFC 7627).

use super::traffic::RecordKeys;
use crate::crypto::{CryptoFailure, HashOutput, Hmac, HmacKey, NonceScheme, Secret, Suite};
use crate::msg::client_hello::Random;
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a master secret.
const MASTER_SECRET_LEN: usize = 48;
/// Bytes of verify_data in TLS 1.2.
pub const VERIFY_DATA_LEN: usize = 12;
/// Bytes of the key block that two of the longest keys and IVs need: 2 * (32 + 12).
const KEY_BLOCK_LEN: usize = 88;

/// PRF(secret, label, seed) = P_hash(secret, label + seed), filling `out`.
pub fn prf(hmac: &dyn Hmac, secret: &[u8], label: &[u8], seed: [&[u8]; 2], out: &mut [u8]) {
    hmac.with_key(secret, &mut |key| p_hash(key, label, seed, out));
}

/// P_hash: A(0) = seed, A(i) = HMAC(secret, A(i-1)), output HMAC(secret, A(i) + seed) (RFC 5246 §5).
fn p_hash(key: &dyn HmacKey, label: &[u8], [seed_1, seed_2]: [&[u8]; 2], out: &mut [u8]) {
    let mut a = key.tag(&[label, seed_1, seed_2]);
    let mut rest = out;
    while !rest.is_empty() {
        let block = key.tag(&[a.expose(), label, seed_1, seed_2]);
        let (now, later) = rest.split_at_mut(rest.len().min(block.expose().len()).max(1));
        for (to, from) in now.iter_mut().zip(block.expose()) {
            *to = *from;
        }
        rest = later;
        if !rest.is_empty() {
            a = key.tag(&[a.expose()]);
        }
    }
}

/// The master secret of a TLS 1.2 connection, with what its keys need.
#[derive(Debug)]
pub struct MasterSecret {
    secret: Secret,
    suite: Suite,
}

/// Both directions' record keys.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConnectionKeys {
    /// What the client writes with.
    pub client: RecordKeys,
    /// What the server writes with.
    pub server: RecordKeys,
}

impl MasterSecret {
    /// master_secret = PRF(pre_master_secret, "master secret", ClientHello.random + ServerHello.random)
    #[must_use]
    pub fn new(suite: Suite, premaster: &Secret, client_random: &Random, server_random: &Random) -> Self {
        let mut secret = Secret::zeroed(MASTER_SECRET_LEN);
        prf(suite.hmac, premaster.expose(), b"master secret", [client_random, server_random], secret.as_mut());
        Self { secret, suite }
    }

    /// master_secret = PRF(pre_master_secret, "extended master secret", session_hash) (RFC 7627 §4)
    #[must_use]
    pub fn extended(suite: Suite, premaster: &Secret, session_hash: &HashOutput) -> Self {
        let mut secret = Secret::zeroed(MASTER_SECRET_LEN);
        let seed = [session_hash.as_ref(), &[]];
        prf(suite.hmac, premaster.expose(), b"extended master secret", seed, secret.as_mut());
        Self { secret, suite }
    }

    /// The secret, for sinks that asked for secrets.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// key_block = PRF(master_secret, "key expansion", server_random + client_random), cut into keys and IVs; AEAD
    /// suites have no MAC keys (RFC 5246 §6.3).
    ///
    /// # Errors
    ///
    /// If the AEAD refuses a key of its own length.
    pub fn connection_keys(
        &self,
        client_random: &Random,
        server_random: &Random,
    ) -> Result<ConnectionKeys, CryptoFailure> {
        let aead = self.suite.aead;
        let mut block = [0; KEY_BLOCK_LEN];
        prf(self.suite.hmac, self.secret.expose(), b"key expansion", [server_random, client_random], &mut block);
        let iv_len = match aead.tls12_nonce() {
            NonceScheme::Explicit => 4,
            NonceScheme::Xor => 12,
        };
        let keys = (|| {
            let (client_key, rest) = block.split_at_checked(aead.key_len())?;
            let (server_key, rest) = rest.split_at_checked(aead.key_len())?;
            let (client_iv, rest) = rest.split_at_checked(iv_len)?;
            let (server_iv, _) = rest.split_at_checked(iv_len)?;
            Some((client_key, client_iv, server_key, server_iv))
        })();
        let keys = keys.ok_or(CryptoFailure::BadKey).and_then(|(client_key, client_iv, server_key, server_iv)| {
            let record_keys =
                |key, iv| Ok(RecordKeys { key: aead.key(key)?, iv: padded(iv), limit: aead.record_limit() });
            Ok(ConnectionKeys {
                client: record_keys(client_key, client_iv)?,
                server: record_keys(server_key, server_iv)?,
            })
        });
        block.zeroize();
        keys
    }

    /// verify_data = PRF(master_secret, finished_label, Hash(handshake_messages)) [0..11] (RFC 5246 §7.4.9)
    #[must_use]
    pub fn verify_data(&self, finished_label: &[u8], handshake_hash: &HashOutput) -> [u8; VERIFY_DATA_LEN] {
        let mut verify_data = [0; VERIFY_DATA_LEN];
        let seed = [handshake_hash.as_ref(), &[]];
        prf(self.suite.hmac, self.secret.expose(), finished_label, seed, &mut verify_data);
        verify_data
    }
}

fn padded(iv: &[u8]) -> Zeroizing<[u8; 12]> {
    let mut padded = Zeroizing::new([0; 12]);
    for (to, from) in padded.iter_mut().zip(iv) {
        *to = *from;
    }
    padded
}

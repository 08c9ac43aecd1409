//! A cryptographic provider that gives the same bytes in every run.
//!
//! It is another provider (usually `tls_core::crypto::ring::provider()`) with its randomness, its groups and one
//! signature scheme replaced. Signatures stay as random as that provider makes them: replay them with a
//! [`ScriptedKey`], or use Ed25519.

mod group;
mod random;
mod rsa_1024;
mod script;
mod signing_key;

pub use random::{ConstantRandom, FailingRandom, ScriptedRandom, ZeroRandom};
pub use rsa_1024::RsaPssSha256;
pub use signing_key::ScriptedKey;

use core::fmt;
use group::{P256Group, X25519Group};
pub(crate) use random::Stream;
use script::Script;
use std::sync::Arc;
use tls_core::crypto::{CryptoProvider, KeyExchangeGroup, SecureRandom};
use tls_core::registry::SignatureScheme;

/// Puts a deterministic provider together.
///
/// It has the groups X25519 and P-256 only: those whose private keys can be imported.
#[derive(Clone)]
#[must_use]
pub struct Deterministic {
    seed: u64,
    random: Vec<u8>,
    x25519: Vec<Vec<u8>>,
    p256: Vec<Vec<u8>>,
    rsa_1024: bool,
    source: Option<Arc<dyn SecureRandom>>,
}

impl Deterministic {
    /// Everything from this seed: the same seed, the same bytes.
    pub const fn new(seed: u64) -> Self {
        Self { seed, random: Vec::new(), x25519: Vec::new(), p256: Vec::new(), rsa_1024: false, source: None }
    }

    /// Hands these bytes out before the seed's. Further calls add to them; how they are split between requests does
    /// not matter.
    pub fn random(mut self, bytes: &[u8]) -> Self {
        self.random.extend_from_slice(bytes);
        self
    }

    /// Takes all randomness from here instead, such as from a [`FailingRandom`].
    pub fn random_source(mut self, source: Arc<dyn SecureRandom>) -> Self {
        self.source = Some(source);
        self
    }

    /// The private key (32 bytes, RFC 7748 §5) of the next X25519 exchange. Further calls give further keys; after
    /// them, keys come from the randomness.
    pub fn x25519_key(mut self, private_key: &[u8]) -> Self {
        self.x25519.push(private_key.to_vec());
        self
    }

    /// The private key (32 bytes, big-endian) of the next P-256 exchange. Further calls give further keys; after them,
    /// keys come from the randomness.
    pub fn p256_key(mut self, private_key: &[u8]) -> Self {
        self.p256.push(private_key.to_vec());
        self
    }

    /// Verifies `rsa_pss_rsae_sha256` with keys of any size: those of RFC 8448 have 1,024 bits.
    pub const fn accept_rsa_1024(mut self) -> Self {
        self.rsa_1024 = true;
        self
    }

    /// The provider: `base` with the rest replaced.
    ///
    /// A provider's groups live for ever, so each call leaks two small ones. For tests only.
    #[must_use]
    pub fn over(self, base: &CryptoProvider) -> Arc<CryptoProvider> {
        let mut provider = CryptoProvider { name: "deterministic", ..base.clone() };
        provider.random = self.source.unwrap_or_else(|| Arc::new(ScriptedRandom::new(self.seed, self.random)));
        let (x25519, p256) = (X25519Group::new(Script::new(self.x25519)), P256Group::new(Script::new(self.p256)));
        provider.groups = Vec::from([leak(x25519), leak(p256)]);
        if self.rsa_1024 {
            let scheme = SignatureScheme::rsa_pss_rsae_sha256;
            for entry in provider.verification.iter_mut().filter(|entry| entry.scheme == scheme) {
                entry.algorithms = &[&RsaPssSha256];
            }
        }
        Arc::new(provider)
    }
}

/// Private keys are not printed, not even those that everybody knows.
impl fmt::Debug for Deterministic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deterministic").field("seed", &self.seed).finish_non_exhaustive()
    }
}

fn leak(group: impl KeyExchangeGroup + 'static) -> &'static dyn KeyExchangeGroup {
    Box::leak(Box::new(group))
}

#[cfg(test)]
mod tests;

//! What the engine asks of a cryptographic provider. Traits only: the default provider is `ring`.
//!
//! A provider is a value, never a process global: a list of cipher suites, groups, signature algorithms and so on,
//! so that providers can be mixed per primitive.

mod failure;
mod provider;
mod secret;

#[cfg(feature = "ring")]
pub mod ring;

pub use failure::CryptoFailure;
pub use provider::{
    ActiveKeyExchange, Aead, AeadKey, CryptoProvider, Hash, HashContext, HashOutput, Hmac, HmacKey, KeyExchangeGroup,
    LoadKey, MAX_HASH_LEN, NonceScheme, PREMASTER_LEN, RsaDecryptionKey, RsaKeyExchange, SecureRandom,
    SignatureVerification, SigningKey, Suite, TAG_LEN,
};
pub use secret::Secret;

/// For what needs no randomness.
#[derive(Debug)]
pub(crate) struct NoRandom;

impl SecureRandom for NoRandom {
    fn fill(&self, _: &mut [u8]) -> Result<(), CryptoFailure> {
        Err(CryptoFailure::Random)
    }
}

//! RSA key exchange of TLS 1.2 (RFC 5246 §7.4.7.1), with the raw operations of the crate `rsa`.
//!
//! A server that shows in any way whether a ciphertext was padded well decrypts for whoever asks (Bleichenbacher). So
//! everything that depends on the decrypted bytes is computed the same way for all of them: positions are fixed by the
//! length of the modulus, checks are collected in one mask, and the mask chooses between the decrypted secret and a
//! random one that was drawn before.

mod decrypt;
mod encrypt;

pub(super) use decrypt::Decryption;
pub(super) use encrypt::Encryption;

use crate::crypto::{CryptoFailure, SecureRandom};
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts;

/// Bits of a modulus, at least. At most 8192, which the crate `rsa` checks.
const MIN_MODULUS_BITS: u32 = 2048;
/// `0x00 || 0x02 || PS || 0x00 || M` (RFC 8017 §7.2.1): the second byte. Signatures have 1 there.
const BLOCK_TYPE: u8 = 2;

fn long_enough(key: &impl PublicKeyParts) -> bool {
    key.n().bit_width() >= MIN_MODULUS_BITS
}

/// The last `length` bytes; `None` if there are fewer.
fn last(bytes: &[u8], length: usize) -> Option<&[u8]> {
    bytes.get(bytes.len().checked_sub(length)?..)
}

/// A provider's randomness as the crate `rsa` wants it.
///
/// That crate draws until a number fits, each of which does with a probability of at least one half. A source that is
/// stuck would keep it busy for ever: one that still has none after so many draws is broken.
struct Randomness<'a> {
    source: &'a dyn SecureRandom,
    /// Bytes that may still be drawn.
    left: usize,
}

impl<'a> Randomness<'a> {
    const DRAWS: usize = 128;

    /// For numbers of `length` bytes.
    fn new(source: &'a dyn SecureRandom, length: usize) -> Self {
        Self { source, left: length.saturating_add(8).saturating_mul(Self::DRAWS) }
    }
}

impl TryRng for Randomness<'_> {
    type Error = CryptoFailure;

    fn try_next_u32(&mut self) -> Result<u32, CryptoFailure> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_ne_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, CryptoFailure> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_ne_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        self.left = self.left.checked_sub(out.len()).ok_or(CryptoFailure::Random)?;
        self.source.fill(out)
    }
}

impl TryCryptoRng for Randomness<'_> {}

#[cfg(test)]
mod tests;

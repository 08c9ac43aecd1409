//! The server's half: decrypting the premaster secret without telling whether it was one.

use super::{BLOCK_TYPE, Randomness, last, long_enough};
use crate::crypto::{CryptoFailure, PREMASTER_LEN, RsaDecryptionKey, Secret, SecureRandom};
use crate::switches::{Check, enforced};
use alloc::vec::Vec;
use core::fmt;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPrivateKey, hazmat};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};
use zeroize::Zeroizing;

/// Bytes of `client_version`.
const VERSION_LEN: usize = 2;
/// Bytes of the rest.
const RANDOM_LEN: usize = PREMASTER_LEN - VERSION_LEN;

/// A private key for decryption. Prints only its size.
pub(in crate::crypto::ring) struct Decryption(RsaPrivateKey);

impl fmt::Debug for Decryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decryption({} bytes)", self.0.size())
    }
}

impl Decryption {
    /// A key as `PrivateKeyInfo` (RFC 5958).
    pub(in crate::crypto::ring) fn from_pkcs8(key: &[u8]) -> Result<Self, CryptoFailure> {
        Self::checked(RsaPrivateKey::from_pkcs8_der(key).ok())
    }

    /// A key as `RSAPrivateKey` (RFC 8017 §A.1.2).
    pub(in crate::crypto::ring) fn from_pkcs1(key: &[u8]) -> Result<Self, CryptoFailure> {
        Self::checked(RsaPrivateKey::from_pkcs1_der(key).ok())
    }

    fn checked(key: Option<RsaPrivateKey>) -> Result<Self, CryptoFailure> {
        key.filter(long_enough).map(Self).ok_or(CryptoFailure::BadKey)
    }

    /// The encoded block, as long as the modulus; zeros, which no check accepts, if the ciphertext is no number below
    /// the modulus of exactly its length. Those are public facts: anybody can see them.
    ///
    /// "implementations that use static RSA keys MUST use RSA blinding or some other anti-timing technique"
    /// (RFC 5246 §7.4.7.1): the operation blinds when it is given randomness, and it checks its own result.
    fn raw_decrypt(&self, ciphertext: &[u8], random: &dyn SecureRandom) -> Result<Zeroizing<Vec<u8>>, CryptoFailure> {
        let modulus_len = self.0.size();
        let mut block = Zeroizing::new(alloc::vec![0; modulus_len]);
        if ciphertext.len() != modulus_len {
            return Ok(block);
        }
        let Ok(ciphertext) = BoxedUint::from_be_slice(ciphertext, self.0.n_bits_precision()) else {
            return Ok(block);
        };
        let mut random = Randomness::new(random, modulus_len);
        let number = match hazmat::rsa_decrypt_and_check(&self.0, Some(&mut random), &ciphertext) {
            Ok(number) => Zeroizing::new(number),
            Err(rsa::Error::Rng) => return Err(CryptoFailure::Random),
            Err(_) => return Ok(block),
        };
        let bytes = Zeroizing::new(number.to_be_bytes());
        for (to, from) in block.iter_mut().zip(last(&bytes, modulus_len).unwrap_or_default()) {
            *to = *from;
        }
        Ok(block)
    }
}

impl RsaDecryptionKey for Decryption {
    /// "a TLS server MUST NOT generate an alert if processing an RSA-encrypted premaster secret message fails, or the
    /// version number is not as expected. Instead, it MUST continue the handshake with a randomly generated premaster
    /// secret." (RFC 5246 §7.4.7.1)
    fn decrypt_premaster(
        &self,
        ciphertext: &[u8],
        client_version: [u8; 2],
        random: &dyn SecureRandom,
    ) -> Result<Secret, CryptoFailure> {
        // "1. Generate a string R of 46 random bytes", always, before anything is decrypted.
        let mut substitute = Zeroizing::new([0; RANDOM_LEN]);
        random.fill(&mut *substitute)?;
        let block = self.raw_decrypt(ciphertext, random)?;
        Ok(unpad(&block, client_version, &substitute))
    }
}

/// `ClientHello.client_version || M[2..47]` if all is well, else `ClientHello.client_version || R`
/// (RFC 5246 §7.4.7.1). The time it takes depends on the length of `block` only.
pub(super) fn unpad(block: &[u8], client_version: [u8; 2], substitute: &[u8; RANDOM_LEN]) -> Secret {
    // 0x00 || 0x02 || PS || 0x00 || client_version || random, where the last 48 bytes are the message: a zero anywhere
    // in PS would end the padding early and make the message longer.
    let (padded, message) = block.split_at_checked(block.len().saturating_sub(PREMASTER_LEN)).unwrap_or_default();
    let (version, decrypted) = message.split_at_checked(VERSION_LEN).unwrap_or_default();
    let mut good = version.ct_eq(&client_version) | off(Check::PremasterVersion);
    if let [first, block_type, padding @ .., separator] = padded {
        let mut well_padded = first.ct_eq(&0) & block_type.ct_eq(&BLOCK_TYPE) & separator.ct_eq(&0);
        for byte in padding {
            well_padded &= !byte.ct_eq(&0);
        }
        good &= well_padded | off(Check::PremasterPadding);
    } else {
        good = Choice::from(0);
    }

    let mut premaster = Secret::zeroed(PREMASTER_LEN);
    let either = decrypted.iter().zip(substitute).map(|(right, wrong)| u8::conditional_select(wrong, right, good));
    for (to, from) in premaster.as_mut().iter_mut().zip(client_version.into_iter().chain(either)) {
        *to = from;
    }
    premaster
}

fn off(check: Check) -> Choice {
    Choice::from(u8::from(!enforced(check)))
}

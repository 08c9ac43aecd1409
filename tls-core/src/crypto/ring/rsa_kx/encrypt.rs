//! The client's half: encrypting the premaster secret.

use super::{BLOCK_TYPE, last, long_enough};
use crate::crypto::{CryptoFailure, RsaKeyExchange, SecureRandom};
use alloc::vec::Vec;
use rsa::pkcs8::{SubjectPublicKeyInfoRef, der::Decode as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPublicKey, hazmat};
use zeroize::Zeroizing;

/// The client's half.
#[derive(Debug)]
pub(in crate::crypto::ring) struct Encryption;

impl RsaKeyExchange for Encryption {
    fn encrypt(
        &self,
        public_key: &[u8],
        premaster: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, CryptoFailure> {
        let key = read_public_key(public_key).ok_or(CryptoFailure::BadKey)?;
        let block = pad(premaster, key.size(), random)?;
        raw_encrypt(&key, &block).ok_or(CryptoFailure::BadKey)
    }
}

/// A key whose algorithm is `rsaEncryption`: one for RSASSA-PSS must sign only (RFC 4055 §1.2).
fn read_public_key(spki: &[u8]) -> Option<RsaPublicKey> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    if info.algorithm.oid != rsa::pkcs1::ALGORITHM_OID {
        return None;
    }
    RsaPublicKey::try_from(info).ok().filter(long_enough)
}

/// `0x00 || 0x02 || PS || 0x00 || M` (RFC 8017 §7.2.1), as long as the modulus.
pub(super) fn pad(
    message: &[u8],
    modulus_len: usize,
    random: &dyn SecureRandom,
) -> Result<Zeroizing<Vec<u8>>, CryptoFailure> {
    let padding_len = modulus_len
        .checked_sub(message.len())
        .and_then(|rest| rest.checked_sub(3))
        .filter(|length| *length >= 8)
        .ok_or(CryptoFailure::BadKey)?;
    let mut padding = Zeroizing::new(alloc::vec![0; padding_len]);
    fill_nonzero(&mut padding, random)?;

    let mut block = Zeroizing::new(Vec::with_capacity(modulus_len));
    block.extend_from_slice(&[0, BLOCK_TYPE]);
    block.extend_from_slice(&padding);
    block.push(0);
    block.extend_from_slice(message);
    Ok(block)
}

/// Random bytes, zeros drawn again. A source that goes on giving zeros is broken.
fn fill_nonzero(out: &mut [u8], random: &dyn SecureRandom) -> Result<(), CryptoFailure> {
    const ATTEMPTS: usize = 32;
    random.fill(out)?;
    for byte in out.iter_mut() {
        let mut attempts = 0..ATTEMPTS;
        while *byte == 0 {
            attempts.next().ok_or(CryptoFailure::Random)?;
            random.fill(core::slice::from_mut(byte))?;
        }
    }
    Ok(())
}

/// The raw public operation; the result is as long as the modulus.
pub(super) fn raw_encrypt(key: &RsaPublicKey, block: &[u8]) -> Option<Vec<u8>> {
    let message = Zeroizing::new(BoxedUint::from_be_slice(block, key.n_bits_precision()).ok()?);
    let ciphertext = hazmat::rsa_encrypt(key, &message).ok()?;
    last(&ciphertext.to_be_bytes(), key.size()).map(<[u8]>::to_vec)
}

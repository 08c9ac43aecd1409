//! Ed25519 keys (RFC 8032).

use crate::crypto::ring::der;
use crate::crypto::{CryptoFailure, SecureRandom, SigningKey};
use crate::registry::SignatureScheme;
use alloc::sync::Arc;
use alloc::vec::Vec;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use rustls_pki_types::alg_id;

/// Prints no part of the private key.
#[derive(Debug)]
struct Ed25519Key {
    key_pair: Ed25519KeyPair,
    public_key: Vec<u8>,
}

/// A key as `PrivateKeyInfo` (RFC 8410 §7), version 1 or 2. Version 1 has no public key to check against; OpenSSL
/// writes no other.
pub(super) fn from_pkcs8(key: &[u8]) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
    let key_pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(key).map_err(|_| CryptoFailure::BadKey)?;
    let public_key = der::subject_public_key_info(&alg_id::ED25519, key_pair.public_key().as_ref());
    Ok(Arc::new(Ed25519Key { key_pair, public_key }))
}

impl SigningKey for Ed25519Key {
    fn schemes(&self) -> &[SignatureScheme] {
        &[SignatureScheme::ed25519]
    }

    fn public_key(&self) -> Option<&[u8]> {
        Some(&self.public_key)
    }

    // As for ECDSA.
    fn checks_its_signatures(&self) -> bool {
        true
    }

    fn sign(&self, scheme: SignatureScheme, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        if scheme != SignatureScheme::ed25519 {
            return Err(CryptoFailure::Unsupported);
        }
        Ok(self.key_pair.sign(message).as_ref().to_vec())
    }
}

//! Private keys: which kind a key is, and the tests that every kind must pass.

mod ecdsa;
mod ed25519;
mod rsa;

use crate::crypto::{CryptoFailure, LoadKey, SigningKey};
use alloc::sync::Arc;
use rustls_pki_types::PrivateKeyDer;

/// Loads RSA keys of 2048 to 4096 bits, ECDSA keys on P-256 and P-384, and Ed25519 keys.
#[derive(Debug)]
pub(super) struct Loader;

impl LoadKey for Loader {
    fn load(&self, key: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
        match key {
            PrivateKeyDer::Pkcs1(key) => rsa::from_pkcs1(key.secret_pkcs1_der()),
            PrivateKeyDer::Sec1(key) => ecdsa::from_sec1(key.secret_sec1_der()),
            // PKCS#8 names its algorithm, and each of these refuses all algorithms but its own.
            PrivateKeyDer::Pkcs8(key) => {
                let pkcs8 = key.secret_pkcs8_der();
                ecdsa::from_pkcs8(pkcs8).or_else(|_| ed25519::from_pkcs8(pkcs8)).or_else(|_| rsa::from_pkcs8(pkcs8))
            }
            _ => Err(CryptoFailure::Unsupported),
        }
    }
}

#[cfg(test)]
mod tests;

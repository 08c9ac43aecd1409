//! RSA keys.

#[cfg(feature = "rsa-kex")]
use crate::crypto::RsaDecryptionKey;
use crate::crypto::ring::der;
#[cfg(feature = "rsa-kex")]
use crate::crypto::ring::rsa_kx::Decryption;
use crate::crypto::{CryptoFailure, SecureRandom, SigningKey};
use crate::registry::SignatureScheme;
use alloc::sync::Arc;
use alloc::vec::Vec;
use ring::signature::{self, RsaEncoding, RsaKeyPair};
use rustls_pki_types::alg_id;

/// PSS first: TLS 1.3 has no other RSA. PKCS#1 for TLS 1.2.
static SCHEMES: [SignatureScheme; 6] = [
    SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,
    SignatureScheme::rsa_pkcs1_sha256,
    SignatureScheme::rsa_pkcs1_sha384,
    SignatureScheme::rsa_pkcs1_sha512,
];

/// Prints no part of the private key.
#[derive(Debug)]
struct RsaKey {
    key_pair: RsaKeyPair,
    public_key: Vec<u8>,
    #[cfg(feature = "rsa-kex")]
    decryption: Option<Decryption>,
}

/// A key as `PrivateKeyInfo` (RFC 5958).
pub(super) fn from_pkcs8(key: &[u8]) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
    let key_pair = RsaKeyPair::from_pkcs8(key).map_err(|_| CryptoFailure::BadKey)?;
    Ok(Arc::new(RsaKey {
        public_key: public_key(&key_pair),
        key_pair,
        #[cfg(feature = "rsa-kex")]
        decryption: Decryption::from_pkcs8(key).ok(),
    }))
}

/// A key as `RSAPrivateKey` (RFC 8017 §A.1.2).
pub(super) fn from_pkcs1(key: &[u8]) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
    let key_pair = RsaKeyPair::from_der(key).map_err(|_| CryptoFailure::BadKey)?;
    Ok(Arc::new(RsaKey {
        public_key: public_key(&key_pair),
        key_pair,
        #[cfg(feature = "rsa-kex")]
        decryption: Decryption::from_pkcs1(key).ok(),
    }))
}

fn public_key(key_pair: &RsaKeyPair) -> Vec<u8> {
    der::subject_public_key_info(&alg_id::RSA_ENCRYPTION, key_pair.public().as_ref())
}

impl SigningKey for RsaKey {
    fn schemes(&self) -> &[SignatureScheme] {
        &SCHEMES
    }

    fn public_key(&self) -> Option<&[u8]> {
        Some(&self.public_key)
    }

    // `ring` verifies each RSA signature before it gives it out.
    fn checks_its_signatures(&self) -> bool {
        true
    }

    fn sign(&self, scheme: SignatureScheme, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        let encoding: &'static dyn RsaEncoding = match scheme {
            SignatureScheme::rsa_pss_rsae_sha256 => &signature::RSA_PSS_SHA256,
            SignatureScheme::rsa_pss_rsae_sha384 => &signature::RSA_PSS_SHA384,
            SignatureScheme::rsa_pss_rsae_sha512 => &signature::RSA_PSS_SHA512,
            SignatureScheme::rsa_pkcs1_sha256 => &signature::RSA_PKCS1_SHA256,
            SignatureScheme::rsa_pkcs1_sha384 => &signature::RSA_PKCS1_SHA384,
            SignatureScheme::rsa_pkcs1_sha512 => &signature::RSA_PKCS1_SHA512,
            _ => return Err(CryptoFailure::Unsupported),
        };
        let mut signature = alloc::vec![0; self.key_pair.public().modulus_len()];
        // `ring` accepts no other source of randomness than its own.
        self.key_pair
            .sign(encoding, &ring::rand::SystemRandom::new(), message, &mut signature)
            .map_err(|_| CryptoFailure::Sign)?;
        Ok(signature)
    }

    #[cfg(feature = "rsa-kex")]
    fn rsa_decryption(&self) -> Option<&dyn RsaDecryptionKey> {
        self.decryption.as_ref().map(|key| -> &dyn RsaDecryptionKey { key })
    }
}

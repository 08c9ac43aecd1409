//! ECDSA keys on P-256 and P-384.

use crate::crypto::ring::der;
use crate::crypto::{CryptoFailure, SecureRandom, SigningKey};
use crate::registry::SignatureScheme;
use alloc::sync::Arc;
use alloc::vec::Vec;
use ring::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair as _};
use rustls_pki_types::{AlgorithmIdentifier, alg_id};
use zeroize::Zeroizing;

/// One curve with its hash: `ring` signs with no other pairs.
struct Curve {
    scheme: SignatureScheme,
    algorithm: &'static EcdsaSigningAlgorithm,
    key_algorithm: AlgorithmIdentifier,
}

static CURVES: [Curve; 2] = [
    Curve {
        scheme: SignatureScheme::ecdsa_secp256r1_sha256,
        algorithm: &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
        key_algorithm: alg_id::ECDSA_P256,
    },
    Curve {
        scheme: SignatureScheme::ecdsa_secp384r1_sha384,
        algorithm: &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
        key_algorithm: alg_id::ECDSA_P384,
    },
];

/// Prints no part of the private key.
#[derive(Debug)]
struct EcdsaKey {
    key_pair: EcdsaKeyPair,
    schemes: [SignatureScheme; 1],
    public_key: Vec<u8>,
}

/// A key as `PrivateKeyInfo` (RFC 5958). The public key must be in it.
pub(super) fn from_pkcs8(key: &[u8]) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
    CURVES.iter().find_map(|curve| curve.load(key)).ok_or(CryptoFailure::BadKey)
}

/// A key as `ECPrivateKey` (RFC 5915 §3). The public key must be in it.
///
/// It may leave its curve open, so each is tried: the length of the private key, the name of the curve if there is one
/// and the public key must all fit, so no key loads as the wrong curve.
pub(super) fn from_sec1(key: &[u8]) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
    CURVES.iter().find_map(|curve| curve.load(&curve.wrap(key))).ok_or(CryptoFailure::BadKey)
}

impl Curve {
    fn load(&self, pkcs8: &[u8]) -> Option<Arc<dyn SigningKey>> {
        let random = ring::rand::SystemRandom::new();
        let key_pair = EcdsaKeyPair::from_pkcs8(self.algorithm, pkcs8, &random).ok()?;
        let public_key = der::subject_public_key_info(&self.key_algorithm, key_pair.public_key().as_ref());
        Some(Arc::new(EcdsaKey { key_pair, schemes: [self.scheme], public_key }))
    }

    /// `PrivateKeyInfo` around an `ECPrivateKey`: `ring` reads nothing else.
    fn wrap(&self, sec1: &[u8]) -> Zeroizing<Vec<u8>> {
        const VERSION_1: &[u8] = &[2, 1, 0];
        let algorithm = der::element(der::SEQUENCE, &[&self.key_algorithm]);
        let private_key = Zeroizing::new(der::element(der::OCTET_STRING, &[sec1]));
        Zeroizing::new(der::element(der::SEQUENCE, &[VERSION_1, &algorithm, &private_key]))
    }
}

impl SigningKey for EcdsaKey {
    fn schemes(&self) -> &[SignatureScheme] {
        &self.schemes
    }

    fn public_key(&self) -> Option<&[u8]> {
        Some(&self.public_key)
    }

    // `ring` computes without the Chinese remainder theorem here: unlike with RSA, a single wrong signature does not give the
    // key away.
    fn checks_its_signatures(&self) -> bool {
        true
    }

    fn sign(&self, scheme: SignatureScheme, message: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        if !self.schemes.contains(&scheme) {
            return Err(CryptoFailure::Unsupported);
        }
        // `ring` accepts no other source of randomness than its own.
        self.key_pair
            .sign(&ring::rand::SystemRandom::new(), message)
            .map(|signature| signature.as_ref().to_vec())
            .map_err(|_| CryptoFailure::Sign)
    }
}

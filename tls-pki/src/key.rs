//! Private keys of every kind, as PKCS#8.

use crate::PkiError;
use rcgen::{
    KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, SignatureAlgorithm,
};
use rsa::pkcs8::EncodePrivateKey;
use rustls_pki_types::PrivatePkcs8KeyDer;
use zeroize::Zeroizing;

/// The kinds of key in the PKI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyType {
    P256,
    P384,
    Rsa2048,
    Ed25519,
}

/// `OneAsymmetricKey` of an Ed25519 key (RFC 8410 §7) up to its 32 bytes: version 0, the algorithm, two OCTET STRINGs.
const ED25519_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Makes a key.
pub(crate) fn generate(kind: KeyType) -> Result<KeyPair, PkiError> {
    match kind {
        KeyType::P256 => Ok(KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?),
        KeyType::P384 => Ok(KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?),
        KeyType::Rsa2048 => rsa2048(),
        KeyType::Ed25519 => ed25519(),
    }
}

/// ring makes no RSA keys; it takes them as PKCS#8.
fn rsa2048() -> Result<KeyPair, PkiError> {
    // A source that fails ends the process inside the generator, so ask it once before.
    getrandom::fill(&mut [0; 1]).map_err(|_| PkiError::Random)?;
    let mut random = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
    let key = rsa::RsaPrivateKey::new(&mut random, 2048).map_err(|error| PkiError::Make(error.to_string()))?;
    let der = key.to_pkcs8_der().map_err(|error| PkiError::Make(error.to_string()))?;
    import(der.as_bytes(), &PKCS_RSA_SHA256)
}

/// ring would write version 1 of the structure, with the public key, which OpenSSL 3.0 does not read.
fn ed25519() -> Result<KeyPair, PkiError> {
    let mut seed = Zeroizing::new([0_u8; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| PkiError::Random)?;
    let der = Zeroizing::new([ED25519_PREFIX.as_slice(), seed.as_slice()].concat());
    import(&der, &PKCS_ED25519)
}

fn import(pkcs8: &[u8], algorithm: &'static SignatureAlgorithm) -> Result<KeyPair, PkiError> {
    Ok(KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(pkcs8), algorithm)?)
}

//! What the handshake needs to know of a peer's leaf certificate.

use crate::crypto::SignatureVerification;
use crate::pki_types::CertificateDer;

/// The kind of public key in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// rsaEncryption.
    Rsa,
    /// id-ecPublicKey on P-256.
    EcdsaP256,
    /// id-ecPublicKey on P-384.
    EcdsaP384,
    /// id-Ed25519.
    Ed25519,
    /// Anything else, RSASSA-PSS keys included.
    Other,
}

/// Why a handshake signature was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureFault {
    /// The certificate cannot be read.
    Certificate,
    /// The scheme is not one for this key.
    KeyMismatch,
    /// The signature does not verify.
    Invalid,
}

/// The kind of the leaf's key; `None` if the certificate cannot be read.
#[must_use]
pub fn key_kind(_leaf: &CertificateDer<'_>) -> Option<KeyKind> {
    None
}

/// The leaf's `SubjectPublicKeyInfo` in DER, with its outer SEQUENCE; `None` if the certificate cannot be read.
#[must_use]
pub fn public_key<'a>(_leaf: &'a CertificateDer<'_>) -> Option<&'a [u8]> {
    None
}

/// Verifies a signature over `message` with the leaf's key.
///
/// `strict_curve` is how TLS 1.3 reads ECDSA schemes: only the first of the scheme's algorithms counts; in TLS 1.2 a
/// scheme names no curve and any of them will do.
///
/// # Errors
///
/// [`SignatureFault`].
pub fn verify_signature(
    _leaf: &CertificateDer<'_>,
    _verification: &SignatureVerification,
    _strict_curve: bool,
    _message: &[u8],
    _signature: &[u8],
) -> Result<(), SignatureFault> {
    Err(SignatureFault::Invalid)
}

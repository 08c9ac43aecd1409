//! What the handshake needs to know of a peer's leaf certificate.

use super::parts::{Parts, PublicKey};
use crate::crypto::SignatureVerification;
use crate::pki_types::CertificateDer;
use webpki::{EndEntityCert, Error};

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
pub fn key_kind(leaf: &CertificateDer<'_>) -> Option<KeyKind> {
    PublicKey::read(public_key(leaf)?).map(|key| key.kind())
}

/// The leaf's `SubjectPublicKeyInfo` in DER, with its outer SEQUENCE; `None` if the certificate cannot be read.
#[must_use]
pub fn public_key<'a>(leaf: &'a CertificateDer<'_>) -> Option<&'a [u8]> {
    Parts::read(leaf).map(|parts| parts.public_key)
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
    leaf: &CertificateDer<'_>,
    verification: &SignatureVerification,
    strict_curve: bool,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let leaf = EndEntityCert::try_from(leaf).map_err(|_| SignatureFault::Certificate)?;
    let count = if strict_curve { 1 } else { verification.algorithms.len() };
    for algorithm in verification.algorithms.iter().take(count) {
        match leaf.verify_signature(*algorithm, message, signature) {
            Ok(()) => return Ok(()),
            Err(Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)) => {}
            Err(Error::InvalidSignatureForPublicKey) => return Err(SignatureFault::Invalid),
            Err(_) => return Err(SignatureFault::Certificate),
        }
    }
    Err(SignatureFault::KeyMismatch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::SignatureScheme;
    use crate::trust::test_pki::{Authority, Made, leaf, leaf_of, rsa_key};
    use rcgen::{PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SigningKey as _};
    use webpki::ring::{ECDSA_P256_SHA256, ECDSA_P384_SHA256, ECDSA_P384_SHA384};

    const P256: SignatureVerification = SignatureVerification {
        scheme: SignatureScheme::ecdsa_secp256r1_sha256,
        algorithms: &[ECDSA_P256_SHA256, ECDSA_P384_SHA256],
    };
    const P384: SignatureVerification =
        SignatureVerification { scheme: SignatureScheme::ecdsa_secp384r1_sha384, algorithms: &[ECDSA_P384_SHA384] };

    fn check(
        made: &Made,
        verification: &SignatureVerification,
        strict: bool,
        message: &[u8],
    ) -> Result<(), SignatureFault> {
        verify_signature(&made.der, verification, strict, message, &made.key.sign(b"message").unwrap())
    }

    #[test]
    fn kinds_are_told_apart() {
        let root = Authority::new("Root");
        assert_eq!(key_kind(&leaf("a.example").by(&root).der), Some(KeyKind::EcdsaP256));
        assert_eq!(key_kind(&leaf_of(&PKCS_ECDSA_P384_SHA384, "a.example").by(&root).der), Some(KeyKind::EcdsaP384));
        assert_eq!(key_kind(&leaf_of(&PKCS_ED25519, "a.example").by(&root).der), Some(KeyKind::Ed25519));
        assert_eq!(key_kind(&leaf("a.example").certifying(&rsa_key(2048), &root)), Some(KeyKind::Rsa));
        assert_eq!(key_kind(&CertificateDer::from(&b"\x30\x00"[..])), None);
    }

    #[test]
    fn a_signature_is_good_for_its_message_only() {
        let made = leaf("a.example").by(&Authority::new("Root"));
        assert_eq!(check(&made, &P256, true, b"message"), Ok(()));
        assert_eq!(check(&made, &P256, true, b"massage"), Err(SignatureFault::Invalid));
        assert_eq!(check(&made, &P384, true, b"message"), Err(SignatureFault::KeyMismatch));
    }

    #[test]
    fn only_tls12_lets_a_scheme_go_with_another_curve() {
        let made = leaf_of(&PKCS_ECDSA_P384_SHA384, "a.example").by(&Authority::new("Root"));
        assert_eq!(check(&made, &P384, true, b"message"), Ok(()));
        assert_eq!(check(&made, &P256, true, b"message"), Err(SignatureFault::KeyMismatch));
        // It reaches the algorithm for P-384 with SHA-256, for which this signature with SHA-384 is not good.
        assert_eq!(check(&made, &P256, false, b"message"), Err(SignatureFault::Invalid));
    }

    #[test]
    fn a_certificate_that_cannot_be_read_verifies_nothing() {
        let bytes = CertificateDer::from(&b"\x30\x00"[..]);
        assert_eq!(verify_signature(&bytes, &P256, true, b"", b""), Err(SignatureFault::Certificate));
    }
}

//! How signatures are verified: the algorithms of `webpki`, by scheme.

use crate::crypto::SignatureVerification;
use crate::registry::SignatureScheme;
use webpki::ring as algorithms;

/// In order of preference. In TLS 1.2 `ecdsa_secp256r1_sha256` says only ECDSA with SHA-256, on whatever curve the key
/// is (RFC 5246 §7.4.1.4.1), hence two algorithms; the first is the curve of the name.
///
/// RSA PKCS#1 has two as well, for certificates: RFC 4055 §5 asks to accept algorithm identifiers whose parameters are
/// absent instead of NULL.
pub(super) static VERIFICATION: &[SignatureVerification] = &[
    SignatureVerification {
        scheme: SignatureScheme::ecdsa_secp256r1_sha256,
        algorithms: &[algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256],
    },
    SignatureVerification {
        scheme: SignatureScheme::ecdsa_secp384r1_sha384,
        algorithms: &[algorithms::ECDSA_P384_SHA384, algorithms::ECDSA_P256_SHA384],
    },
    SignatureVerification { scheme: SignatureScheme::ed25519, algorithms: &[algorithms::ED25519] },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pss_rsae_sha256,
        algorithms: &[algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY],
    },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pss_rsae_sha384,
        algorithms: &[algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY],
    },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pss_rsae_sha512,
        algorithms: &[algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY],
    },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pkcs1_sha256,
        algorithms: &[algorithms::RSA_PKCS1_2048_8192_SHA256, algorithms::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS],
    },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pkcs1_sha384,
        algorithms: &[algorithms::RSA_PKCS1_2048_8192_SHA384, algorithms::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS],
    },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pkcs1_sha512,
        algorithms: &[algorithms::RSA_PKCS1_2048_8192_SHA512, algorithms::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use rustls_pki_types::alg_id;

    /// What the first algorithm of every scheme takes as a key, and which signature it is.
    #[test]
    fn the_first_algorithm_is_the_one_of_the_name() {
        for entry in VERIFICATION {
            let (key, signature) = match entry.scheme {
                SignatureScheme::ecdsa_secp256r1_sha256 => (alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
                SignatureScheme::ecdsa_secp384r1_sha384 => (alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
                SignatureScheme::ed25519 => (alg_id::ED25519, alg_id::ED25519),
                SignatureScheme::rsa_pss_rsae_sha256 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA256),
                SignatureScheme::rsa_pss_rsae_sha384 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA384),
                SignatureScheme::rsa_pss_rsae_sha512 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA512),
                SignatureScheme::rsa_pkcs1_sha256 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256),
                SignatureScheme::rsa_pkcs1_sha384 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA384),
                SignatureScheme::rsa_pkcs1_sha512 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA512),
                other => panic!("{other} is not expected"),
            };
            let first = entry.algorithms.first().expect("at least one");
            assert_eq!(first.public_key_alg_id(), key, "{}", entry.scheme);
            assert_eq!(first.signature_alg_id(), signature, "{}", entry.scheme);
        }
        assert_eq!(VERIFICATION.len(), 9);
    }

    #[test]
    fn the_other_curve_of_an_ecdsa_scheme_keeps_its_hash() {
        for entry in VERIFICATION.iter().take(2) {
            let [first, second] = entry.algorithms else { panic!("two curves") };
            assert_eq!(first.signature_alg_id(), second.signature_alg_id());
            assert_ne!(first.public_key_alg_id(), second.public_key_alg_id());
        }
    }
}

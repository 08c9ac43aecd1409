//! RSASSA-PSS with keys that are too short for `ring`.

use rsa::RsaPublicKey;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pss::Pss;
use sha2::{Digest, Sha256};
use tls_core::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

/// `rsa_pss_rsae_sha256` (RFC 9846 §4.3.3) with keys of any size, so that the 1,024 bits of RFC 8448 will do.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "it has nothing in it")]
pub struct RsaPssSha256;

impl SignatureVerificationAlgorithm for RsaPssSha256 {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = RsaPublicKey::from_pkcs1_der(public_key).map_err(|_| InvalidSignature)?;
        key.verify(Pss::<Sha256>::new(), &Sha256::digest(message), signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_PSS_SHA256
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfc8448::{Actor, Section, trace};

    /// The traces' RSA certificates all hold their key as this many octets behind these.
    fn public_key(certificate: &[u8]) -> &[u8] {
        let start = certificate.windows(5).position(|window| window == [0x03, 0x81, 0x8D, 0x00, 0x30]).unwrap() + 4;
        &certificate[start..start + 0x8C]
    }

    /// What a `CertificateVerify` signs (RFC 9846 §4.5.2).
    fn signed(side: &str, messages: &[&[u8]]) -> Vec<u8> {
        let context = format!("TLS 1.3, {side} CertificateVerify");
        [&[0x20; 64], context.as_bytes(), &[0], &Sha256::digest(messages.concat())].concat()
    }

    #[test]
    fn the_signatures_of_the_traces() {
        for section in [Section::Simple, Section::CompatibilityMode] {
            let trace = trace(section).unwrap();
            let messages: Vec<&[u8]> = trace
                .steps()
                .iter()
                .filter(|step| step.title().starts_with("construct a"))
                .map(|step| step.values().next().unwrap().1)
                .collect();
            let title = "construct a CertificateVerify handshake message";
            let verify = trace.get(Actor::Server, title, "CertificateVerify").unwrap();
            let position = messages.iter().position(|message| *message == verify).unwrap();
            let (key, signature) = (public_key(messages[position - 1]), &verify[8..]);
            let message = signed("server", &messages[..position]);
            assert!(RsaPssSha256.verify_signature(key, &message, signature).is_ok(), "{section:?}");

            let mut other = signature.to_vec();
            other[100] ^= 1;
            assert!(RsaPssSha256.verify_signature(key, &message, &other).is_err());
            let other = signed("client", &messages[..position]);
            assert!(RsaPssSha256.verify_signature(key, &other, signature).is_err());
            assert!(RsaPssSha256.verify_signature(&key[..100], &message, signature).is_err());
        }
    }
}

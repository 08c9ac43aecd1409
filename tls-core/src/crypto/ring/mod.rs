//! The default provider, on the crate `ring`.
//!
//! One file per kind of primitive. Two limits of `ring` show here:
//!
//! - It takes its own randomness only: ephemeral keys, ECDSA nonces and PSS salts come from the operating system's
//!   generator, whatever [`SecureRandom`](super::SecureRandom) is passed in. RSA key exchange uses the one passed in.
//! - It does not wipe the state of its own contexts and keys. What leaves it as a secret is copied into a
//!   [`Secret`](super::Secret) at once, which does.

mod aead;
mod der;
mod hash;
mod hmac;
mod kx;
mod random;
#[cfg(feature = "rsa-kex")]
mod rsa_kx;
mod sign;
mod verify;

use super::{Aead, CryptoProvider, Hash, Hmac, RsaKeyExchange, Suite};
use crate::registry::CipherSuite;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

/// Everything that `ring` has, and with the feature `rsa-kex` RSA key exchange.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        name: "ring",
        suites: suites(),
        groups: kx::GROUPS.to_vec(),
        verification: verify::VERIFICATION.to_vec(),
        load_key: &sign::Loader,
        certificate_id_hashes: vec![&hash::SHA1, &hash::SHA256],
        rsa_key_exchange: RSA_KEY_EXCHANGE,
        random: Arc::new(random::SystemRandom),
    })
}

#[cfg(feature = "rsa-kex")]
const RSA_KEY_EXCHANGE: Option<&'static dyn RsaKeyExchange> = Some(&rsa_kx::Encryption);
#[cfg(not(feature = "rsa-kex"))]
const RSA_KEY_EXCHANGE: Option<&'static dyn RsaKeyExchange> = None;

/// In order of preference: forward secrecy first, ECDSA before RSA, and AES before `ChaCha20`, because most machines
/// have instructions for it.
fn suites() -> Vec<Suite> {
    let aes_128 = |id| suite(id, &hash::SHA256, &hmac::SHA256, &aead::AES_128_GCM);
    let aes_256 = |id| suite(id, &hash::SHA384, &hmac::SHA384, &aead::AES_256_GCM);
    let chacha20 = |id| suite(id, &hash::SHA256, &hmac::SHA256, &aead::CHACHA20_POLY1305);
    let mut suites = Vec::from([
        aes_128(CipherSuite::TLS_AES_128_GCM_SHA256),
        aes_256(CipherSuite::TLS_AES_256_GCM_SHA384),
        chacha20(CipherSuite::TLS_CHACHA20_POLY1305_SHA256),
        aes_128(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
        aes_256(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        chacha20(CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
        aes_128(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
        aes_256(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
        chacha20(CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
    ]);
    if RSA_KEY_EXCHANGE.is_some() {
        suites.push(aes_128(CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256));
        suites.push(aes_256(CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384));
    }
    suites
}

fn suite(id: CipherSuite, hash: &'static dyn Hash, hmac: &'static dyn Hmac, aead: &'static dyn Aead) -> Suite {
    Suite { id, hash, hmac, aead }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{KeyExchangeAlgorithm, ProtocolVersion};

    #[test]
    fn every_suite_has_the_primitives_of_its_name() {
        for suite in provider().suites.iter().copied() {
            let facts = suite.id.facts().expect("a suite that the engine knows");
            assert_eq!(suite.hash.algorithm(), facts.hash, "{}", suite.id);
            assert_eq!(suite.hmac.output_len(), facts.hash.output_len(), "{}", suite.id);
            let name = suite.id.name().expect("registered");
            let key_len = if name.contains("AES_128") { 16 } else { 32 };
            assert_eq!(suite.aead.key_len(), key_len, "{name}");
            assert_eq!(suite.aead.record_limit() == u64::MAX, name.contains("CHACHA20"), "{name}");
        }
    }

    #[test]
    fn tls13_comes_first_and_rsa_key_exchange_last_and_only_with_its_feature() {
        let provider = provider();
        let facts: Vec<_> = provider.suites.iter().filter_map(|suite| suite.id.facts()).collect();
        let is_rsa = |key_exchange| key_exchange == Some(KeyExchangeAlgorithm::Rsa);
        assert!(facts.iter().take(3).all(|facts| facts.version == ProtocolVersion::TLSv1_3));
        assert!(facts.iter().skip(3).all(|facts| facts.version == ProtocolVersion::TLSv1_2));
        assert!(!facts.iter().take(9).any(|facts| is_rsa(facts.key_exchange)));
        assert!(facts.iter().skip(9).all(|facts| is_rsa(facts.key_exchange)));
        let with_feature = cfg!(feature = "rsa-kex");
        assert_eq!(facts.len(), if with_feature { 11 } else { 9 });
        assert_eq!(provider.rsa_key_exchange.is_some(), with_feature);
    }

    #[test]
    fn lookups_find_what_is_listed() {
        use crate::registry::{NamedGroup, SignatureScheme};
        let provider = provider();
        let id = CipherSuite::TLS_AES_256_GCM_SHA384;
        assert_eq!(provider.suite(id).map(|suite| suite.id), Some(id));
        assert!(provider.suite(CipherSuite::TLS_AES_128_CCM_SHA256).is_none());
        assert!(provider.group(NamedGroup::x25519).is_some() && provider.group(NamedGroup::secp521r1).is_none());
        assert!(provider.verification(SignatureScheme::ed25519).is_some());
        assert!(provider.verification(SignatureScheme::rsa_pkcs1_sha1).is_none());
    }
}

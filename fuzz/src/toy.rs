//! A provider without any cryptography: the same bytes in every run, and nothing that a fuzzer would have to guess.
//!
//! Records are "protected" by sixteen zero bytes behind them, every MAC and every derived key is the same, every
//! signature is valid. So the fuzzer reaches what lies behind encryption, Finished and CertificateVerify, which with real
//! cryptography no mutated input ever does. Hashes are real.

use std::sync::Arc;
use tls_core::crypto::{
    ActiveKeyExchange, Aead, AeadKey, CryptoFailure, CryptoProvider, Hmac, HmacKey, KeyExchangeGroup, LoadKey,
    NonceScheme, RsaDecryptionKey, RsaKeyExchange, Secret, SecureRandom, SignatureVerification, SigningKey, TAG_LEN,
    ring,
};
use tls_core::pki_types::{
    AlgorithmIdentifier, InvalidSignature, PrivateKeyDer, SignatureVerificationAlgorithm, alg_id,
};
use tls_core::registry::{NamedGroup, SignatureScheme};

/// What stands for every MAC, shared secret and random value.
const FILL: u8 = 0x2a;

/// The provider.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    let mut provider = CryptoProvider { name: "toy", ..CryptoProvider::clone(&ring::provider()) };
    for suite in &mut provider.suites {
        suite.hmac = if suite.hmac.output_len() == 32 { &ToyHmac(32) } else { &ToyHmac(48) };
        suite.aead = match (suite.aead.key_len(), suite.aead.tls12_nonce()) {
            (16, _) => &ToyAead(16, NonceScheme::Explicit),
            (_, NonceScheme::Xor) => &ToyAead(32, NonceScheme::Xor),
            _ => &ToyAead(32, NonceScheme::Explicit),
        };
    }
    provider.groups = vec![&X25519, &SECP256R1];
    provider.verification = VERIFICATION.to_vec();
    provider.load_key = &Loader;
    provider.rsa_key_exchange = Some(&ToyRsa);
    provider.random = Arc::new(ToyRandom);
    Arc::new(provider)
}

#[derive(Debug)]
struct ToyRandom;

impl SecureRandom for ToyRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoFailure> {
        out.fill(FILL);
        Ok(())
    }
}

#[derive(Debug)]
struct ToyHmac(usize);

impl Hmac for ToyHmac {
    fn output_len(&self) -> usize {
        self.0
    }

    fn with_key(&self, _: &[u8], f: &mut dyn FnMut(&dyn HmacKey)) {
        f(self);
    }
}

impl HmacKey for ToyHmac {
    fn tag(&self, _: &[&[u8]]) -> Secret {
        let mut secret = Secret::zeroed(self.0);
        secret.as_mut().fill(FILL);
        secret
    }
}

#[derive(Debug)]
struct ToyAead(usize, NonceScheme);

impl Aead for ToyAead {
    fn key_len(&self) -> usize {
        self.0
    }

    fn tls12_nonce(&self) -> NonceScheme {
        self.1
    }

    fn record_limit(&self) -> u64 {
        // So few that keys are renewed within reach.
        64
    }

    fn key(&self, key: &[u8]) -> Result<Box<dyn AeadKey>, CryptoFailure> {
        if key.len() == self.0 { Ok(Box::new(ToyAeadKey)) } else { Err(CryptoFailure::BadKey) }
    }
}

struct ToyAeadKey;

impl AeadKey for ToyAeadKey {
    fn seal(&self, _: [u8; 12], _: &[u8], _: &mut [u8]) -> Result<[u8; TAG_LEN], CryptoFailure> {
        Ok([0; TAG_LEN])
    }

    fn open(&self, _: [u8; 12], _: &[u8], data: &mut [u8]) -> Result<usize, CryptoFailure> {
        data.len().checked_sub(TAG_LEN).ok_or(CryptoFailure::Open)
    }
}

static X25519: ToyGroup = ToyGroup(NamedGroup::x25519, 32);
static SECP256R1: ToyGroup = ToyGroup(NamedGroup::secp256r1, 65);

/// A group and the length of its shares.
#[derive(Clone, Debug)]
struct ToyGroup(NamedGroup, usize);

impl KeyExchangeGroup for ToyGroup {
    fn name(&self) -> NamedGroup {
        self.0
    }

    fn start(&self, _: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        Ok(Box::new(ToyExchange(self.clone(), vec![4; self.1])))
    }
}

struct ToyExchange(ToyGroup, Vec<u8>);

impl ActiveKeyExchange for ToyExchange {
    fn group(&self) -> NamedGroup {
        self.0.0
    }

    fn share(&self) -> &[u8] {
        &self.1
    }

    fn complete(self: Box<Self>, peer_share: &[u8]) -> Result<Secret, CryptoFailure> {
        if peer_share.len() != self.0.1 {
            return Err(CryptoFailure::BadPublicValue);
        }
        Secret::copied(&[FILL; 32]).ok_or(CryptoFailure::BadPublicValue)
    }
}

/// Takes the place of an algorithm that accepts every signature.
#[derive(Debug)]
struct Anything(AlgorithmIdentifier, AlgorithmIdentifier);

impl SignatureVerificationAlgorithm for Anything {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.0
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.1
    }
}

static VERIFICATION: &[SignatureVerification] = &[
    SignatureVerification {
        scheme: SignatureScheme::ecdsa_secp256r1_sha256,
        algorithms: &[&Anything(alg_id::ECDSA_P256, alg_id::ECDSA_SHA256)],
    },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pss_rsae_sha256,
        algorithms: &[&Anything(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA256)],
    },
    SignatureVerification {
        scheme: SignatureScheme::rsa_pkcs1_sha256,
        algorithms: &[&Anything(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256)],
    },
];

/// A key of a kind.
#[derive(Debug)]
pub struct ToyKey {
    schemes: &'static [SignatureScheme],
}

impl ToyKey {
    /// As if for P-256.
    #[must_use]
    pub fn ecdsa() -> Arc<Self> {
        Arc::new(Self { schemes: &[SignatureScheme::ecdsa_secp256r1_sha256] })
    }

    /// As if for RSA.
    #[must_use]
    pub fn rsa() -> Arc<Self> {
        Arc::new(Self { schemes: &[SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pkcs1_sha256] })
    }
}

impl SigningKey for ToyKey {
    fn schemes(&self) -> &[SignatureScheme] {
        self.schemes
    }

    fn public_key(&self) -> Option<&[u8]> {
        None
    }

    fn sign(&self, _: SignatureScheme, _: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        Ok(vec![FILL; 64])
    }

    fn rsa_decryption(&self) -> Option<&dyn RsaDecryptionKey> {
        Some(&ToyRsa)
    }
}

#[derive(Debug)]
struct ToyRsa;

impl RsaKeyExchange for ToyRsa {
    fn encrypt(&self, _: &[u8], premaster: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        Ok(premaster.to_vec())
    }
}

impl RsaDecryptionKey for ToyRsa {
    fn decrypt_premaster(&self, _: &[u8], _: [u8; 2], _: &dyn SecureRandom) -> Result<Secret, CryptoFailure> {
        Secret::copied(&[FILL; 48]).ok_or(CryptoFailure::BadKey)
    }
}

/// Loads nothing: keys are made, not loaded.
#[derive(Debug)]
struct Loader;

impl LoadKey for Loader {
    fn load(&self, _: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, CryptoFailure> {
        Err(CryptoFailure::BadKey)
    }
}

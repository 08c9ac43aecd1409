//! A provider that costs nothing: its randomness never changes, its groups agree on a constant, its signatures are bytes that
//! everybody takes. All connections of one configuration send the same, so that one recorded peer fits all of them.

use std::sync::{Arc, LazyLock};
use testvectors::provider::ConstantRandom;
use tls_core::credential::Credential;
use tls_core::crypto::{
    ActiveKeyExchange, CryptoFailure, CryptoProvider, KeyExchangeGroup, Secret, SecureRandom, SignatureVerification,
    SigningKey,
};
use tls_core::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use tls_core::registry::{NamedGroup, SignatureScheme};
use tls_pki::Leaf;

use crate::kit::WORLD;

/// All groups that are implemented.
pub(crate) const GROUPS: [NamedGroup; 3] = [NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1];

#[derive(Clone, Copy, Debug)]
struct Group(NamedGroup, &'static [u8]);

static X25519: Group = Group(GROUPS[0], &[9; 32]);
static P256: Group = Group(GROUPS[1], &[4; 65]);
static P384: Group = Group(GROUPS[2], &[4; 97]);

impl KeyExchangeGroup for Group {
    fn name(&self) -> NamedGroup {
        self.0
    }

    fn start(&self, _: &dyn SecureRandom) -> Result<Box<dyn ActiveKeyExchange>, CryptoFailure> {
        Ok(Box::new(*self))
    }
}

impl ActiveKeyExchange for Group {
    fn group(&self) -> NamedGroup {
        self.0
    }

    fn share(&self) -> &[u8] {
        self.1
    }

    fn complete(self: Box<Self>, _: &[u8]) -> Result<Secret, CryptoFailure> {
        Secret::copied(&[5; 32]).ok_or(CryptoFailure::BadPublicValue)
    }
}

#[derive(Debug)]
struct Key(Vec<SignatureScheme>);

impl SigningKey for Key {
    fn schemes(&self) -> &[SignatureScheme] {
        &self.0
    }

    fn public_key(&self) -> Option<&[u8]> {
        None
    }

    fn sign(&self, _: SignatureScheme, _: &[u8], _: &dyn SecureRandom) -> Result<Vec<u8>, CryptoFailure> {
        Ok(vec![1; 64])
    }
}

/// Takes every signature of the kind that another algorithm verifies.
#[derive(Debug)]
struct TakesAll(&'static dyn SignatureVerificationAlgorithm);

impl SignatureVerificationAlgorithm for TakesAll {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.0.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.0.signature_alg_id()
    }
}

fn takes_all(entry: &SignatureVerification) -> SignatureVerification {
    let algorithms = entry.algorithms.iter().map(|algorithm| {
        let algorithm: &'static dyn SignatureVerificationAlgorithm = Box::leak(Box::new(TakesAll(*algorithm)));
        algorithm
    });
    SignatureVerification { scheme: entry.scheme, algorithms: Vec::leak(algorithms.collect()) }
}

/// The provider.
pub(crate) static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
    Arc::new(CryptoProvider {
        name: "cheap",
        groups: vec![&X25519, &P256, &P384],
        verification: WORLD.provider.verification.iter().map(takes_all).collect(),
        random: Arc::new(ConstantRandom([7; 32])),
        ..(*WORLD.provider).clone()
    })
});

/// A certificate whose key signs in this way, so they say.
pub(crate) fn credential(leaf: &Leaf, schemes: &[SignatureScheme]) -> Arc<Credential> {
    Credential::new(leaf.chain().to_vec(), Arc::new(Key(schemes.to_vec()))).unwrap()
}

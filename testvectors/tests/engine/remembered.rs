//! A provider that verifies the signature of a certificate once: tens of thousands of handshakes show the same ones.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use tls_core::crypto::{CryptoProvider, SignatureVerification};
use tls_core::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

/// The first byte of a certificate's signed part, which is a SEQUENCE. What else is signed is new in every handshake.
const SEQUENCE: u8 = 0x30;

/// Remembers what was good: key, message and signature, all three.
struct Remembers {
    inner: &'static dyn SignatureVerificationAlgorithm,
    good: Mutex<HashSet<[Vec<u8>; 3]>>,
}

/// Configurations are printed; what is remembered is not.
impl core::fmt::Debug for Remembers {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.inner.fmt(f)
    }
}

impl SignatureVerificationAlgorithm for Remembers {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        if message.first() != Some(&SEQUENCE) {
            return self.inner.verify_signature(key, message, signature);
        }
        let asked = [key, message, signature].map(<[u8]>::to_vec);
        if self.good.lock().unwrap().contains(&asked) {
            return Ok(());
        }
        self.inner.verify_signature(key, message, signature)?;
        self.good.lock().unwrap().insert(asked);
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.inner.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.inner.signature_alg_id()
    }
}

fn remembers(entry: &SignatureVerification) -> SignatureVerification {
    let algorithms = entry.algorithms.iter().map(|inner| {
        let algorithm: &'static dyn SignatureVerificationAlgorithm =
            Box::leak(Box::new(Remembers { inner: *inner, good: Mutex::default() }));
        algorithm
    });
    SignatureVerification { scheme: entry.scheme, algorithms: Vec::leak(algorithms.collect()) }
}

/// `base`, which remembers.
pub(crate) fn provider(base: &CryptoProvider) -> Arc<CryptoProvider> {
    let verification = base.verification.iter().map(remembers).collect();
    Arc::new(CryptoProvider { verification, ..base.clone() })
}
